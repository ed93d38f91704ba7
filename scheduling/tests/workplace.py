"""Real supervisors and workers on a database of their own, for the tests."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import psycopg.rows

ROOT = Path(__file__).resolve().parents[2]


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def wait_for(
    condition: Callable[[], Any],
    seconds: float,
    what: str | Callable[[], str] = "",
) -> Any:
    """The condition's first true value; fails when it never comes."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(0.05)
    missing = what() if callable(what) else what
    raise AssertionError(f"not within {seconds} s: {missing}")


class Sqlite:
    """A database file in the folder of the workplace."""

    url = ""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "jobhunt.sqlite3"

    def copy_to(self, folder: Path) -> Sqlite:
        with closing(sqlite3.connect(self.file)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        copy = Sqlite(folder)
        shutil.copy(self.file, copy.file)
        return copy

    def query(self, statement: str, values: tuple[Any, ...]) -> list[dict[str, Any]]:
        with closing(sqlite3.connect(self.file, timeout=20)) as connection:
            connection.row_factory = sqlite3.Row
            rows = connection.execute(statement, values).fetchall()
            connection.commit()
            return [dict(row) for row in rows]

    def drop(self) -> None:
        pass


class Postgres:
    """A database of its own on the server of DATABASE_URL."""

    def __init__(self, template: str = "") -> None:
        self.server = os.environ["DATABASE_URL"]
        self.name = f"workplace_{secrets.token_hex(6)}"
        self.url = urlsplit(self.server)._replace(path=f"/{self.name}").geturl()
        source = f" TEMPLATE {template}" if template else ""
        self.on_server(f"CREATE DATABASE {self.name}{source}")

    def on_server(self, statement: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(statement)

    def copy_to(self, folder: Path) -> Postgres:
        return Postgres(self.name)

    def query(self, statement: str, values: tuple[Any, ...]) -> list[dict[str, Any]]:
        with psycopg.connect(self.url, row_factory=psycopg.rows.dict_row) as connection:
            cursor = connection.execute(statement.replace("?", "%s"), values)
            return cursor.fetchall() if cursor.description else []

    def drop(self) -> None:
        self.on_server(f"DROP DATABASE {self.name} WITH (FORCE)")


def new_database(folder: Path) -> Sqlite | Postgres:
    """Of the kind that the suite runs on."""
    on_postgres = os.environ.get("DATABASE_URL", "").startswith("postgres")
    return Postgres() if on_postgres else Sqlite(folder)


class Workplace:
    def __init__(self, folder: Path, database: Sqlite | Postgres) -> None:
        self.folder = folder
        self.database = database
        self.marks = folder / "marks"
        self.started: list[subprocess.Popen[bytes]] = []
        kept = ("SCHEDULE", "PROMETHEUS")
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(kept)},
            "DJANGO_SETTINGS_MODULE": "scheduling.tests.worker_settings",
            "DATA_DIR": str(folder),
            "SECRET_KEY": "test-only-key-0123456789-abcdefghijklmnopqrstuvwxyz",
            "DATABASE_URL": database.url,
        }

    # ---------------------------------------------------------------- processes

    def manage(self, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, str(ROOT / "manage.py"), *arguments],
                env={**self.environment, **environment},
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )
        self.started.append(process)
        return process

    def supervise(self, **environment: str) -> subprocess.Popen[bytes]:
        """A supervisor whose workers have shown that they work."""
        before = {row["name"] for row in self.clusters() if row["beat_at"]}
        process = self.manage("supervise", **environment)
        wait_for(
            lambda: [
                row
                for row in self.clusters()
                if row["beat_at"] and row["name"] not in before
            ],
            30,
            lambda: f"a beat; log:\n{self.log()[-2000:]}",
        )
        return process

    def log(self) -> str:
        file = self.folder / "log"
        return file.read_text() if file.exists() else ""

    def close(self) -> None:
        for process in self.started:
            if process.poll() is None:
                family = descendants(process.pid)
                process.kill()
                process.wait()
                for pid in family:
                    kill(pid)
        self.database.drop()

    # ----------------------------------------------------------------- database

    def query(self, statement: str, *values: Any) -> list[dict[str, Any]]:
        return self.database.query(statement, values)

    def clusters(self) -> list[dict[str, Any]]:
        return self.query("SELECT * FROM scheduling_cluster")

    def enqueue(self, job: str, key: str = "", **payload: Any) -> int:
        """A queued row without its wake-up: the sweeper finds it."""
        now = stamp(datetime.now(UTC) - timedelta(seconds=1))
        attempts = 1 if job == "play.endless" else 3
        (row,) = self.query(
            "INSERT INTO scheduling_jobrun (job, key, state, origin, long, attempts,"
            " max_attempts, owner, payload, error, available_at, wake_at, created_at)"
            " VALUES (?, ?, 'queued', 'task', ?, 0, ?, '', ?, '', ?, ?, ?)"
            " RETURNING id",
            job,
            key,
            job == "play.long",
            attempts,
            json.dumps({"file": str(self.marks), **payload}),
            now,
            now,
            now,
        )
        return int(row["id"])

    def run(self, run_id: int) -> dict[str, Any]:
        (row,) = self.query("SELECT * FROM scheduling_jobrun WHERE id = ?", run_id)
        return row

    def wait_for_state(self, run_id: int, state: str, seconds: float = 20) -> Any:
        return wait_for(
            lambda: self.run(run_id)["state"] == state and self.run(run_id),
            seconds,
            lambda: f"{state}, is {self.run(run_id)}; log:\n{self.log()[-3000:]}",
        )

    def words(self) -> list[str]:
        """What the tasks wrote, in order."""
        return [line[0] for line in self.lines()]

    def lines(self) -> list[list[str]]:
        if not self.marks.exists():
            return []
        return [line.split() for line in self.marks.read_text().splitlines()]

    def open_gate(self) -> None:
        """Let the jobs ``play.gate`` and ``play.long`` end."""
        Path(f"{self.marks}.open").touch()

    def worker_of(self, run_id: int) -> int:
        """The process that works on the run."""
        owner = wait_for(lambda: self.run(run_id)["owner"], 10, "an owner")
        return int(owner.split(":")[1])


def parent_of(pid: int) -> int | None:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    state, parent = text.rpartition(")")[2].split()[:2]
    return None if state == "Z" else int(parent)


def descendants(pid: int) -> list[int]:
    """Every living process below ``pid``, parents first."""
    parents = {
        int(entry.name): parent_of(int(entry.name))
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit()
    }
    found = [pid]
    for known in found:
        found += [child for child, parent in parents.items() if parent == known]
    return found[1:]


def is_alive(pid: int) -> bool:
    return parent_of(pid) is not None


def kill(pid: int, number: int = signal.SIGKILL) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
