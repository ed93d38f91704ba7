"""Backups, made while the database is written and restored elsewhere."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import tarfile
import threading
from pathlib import Path

import pytest

from jobhunt.testing.servers import ROOT

INSERT = (
    "INSERT INTO jobhunt_event (type, data, created_at)"
    " VALUES ('n', '{}', '2026-11-25 00:00:00')"
)


def run(data: Path, *command: str) -> subprocess.CompletedProcess[str]:
    env = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(data),
        "JOBHUNT_DOTENV": "0",
    }
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("backup") / "var"
    done = run(folder, "-m", "jobhunt.prepare")
    assert done.returncode == 0, done.stderr
    resume = folder / "uploads" / "team_1" / "resumes" / "ä b.pdf"
    resume.parent.mkdir(parents=True)
    resume.write_bytes(b"%PDF-1.4 content")
    return folder


def test_a_backup_under_writes_is_restored_whole(data: Path, tmp_path: Path) -> None:
    stop = threading.Event()
    written = 0

    def write() -> None:
        nonlocal written
        connection = sqlite3.connect(data / "jobhunt.sqlite3", timeout=20)
        while not stop.is_set():
            connection.execute(INSERT)
            connection.commit()
            written += 1
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        done = run(data, "manage.py", "backup", str(tmp_path / "kept"))
    finally:
        stop.set()
        writer.join()
    assert done.returncode == 0, done.stderr
    (archive,) = (tmp_path / "kept").iterdir()
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600

    new = tmp_path / "new"
    done = run(new, "manage.py", "restore", str(archive))
    assert done.returncode == 0, done.stderr
    connection = sqlite3.connect(new / "jobhunt.sqlite3")
    count = connection.execute("SELECT count(*), max(id) FROM jobhunt_event").fetchone()
    connection.close()
    assert count[0] == count[1] <= written  # a prefix of what was committed
    file = new / "uploads" / "team_1" / "resumes" / "ä b.pdf"
    assert file.read_bytes() == b"%PDF-1.4 content"
    assert (new / "secret_key").read_text() == (data / "secret_key").read_text()
    assert stat.S_IMODE((new / "secret_key").stat().st_mode) == 0o600
    assert not list(data.glob("backup-*"))


def test_nothing_is_restored_over_an_installation(data: Path, tmp_path: Path) -> None:
    assert run(data, "manage.py", "backup", str(tmp_path)).returncode == 0
    (archive,) = tmp_path.glob("*.tar.gz")
    done = run(data, "manage.py", "restore", str(archive))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_a_damaged_backup_restores_nothing(data: Path, tmp_path: Path) -> None:
    assert run(data, "manage.py", "backup", str(tmp_path)).returncode == 0
    (archive,) = tmp_path.glob("*.tar.gz")
    unpacked = tmp_path / "unpacked"
    with tarfile.open(archive) as file:
        file.extractall(unpacked, filter="data")
    next(unpacked.rglob("*.pdf")).write_bytes(b"something else")
    damaged = tmp_path / "damaged.tar.gz"
    with tarfile.open(damaged, "w:gz") as file:
        for path in unpacked.rglob("*"):
            if path.is_file():
                file.add(path, str(path.relative_to(unpacked)))
    short = tmp_path / "short.tar.gz"
    short.write_bytes(archive.read_bytes()[:2000])
    for number, bad in enumerate((damaged, short)):
        new = tmp_path / f"new{number}"
        done = run(new, "manage.py", "restore", str(bad))
        assert done.returncode == 1
        assert not (new / "jobhunt.sqlite3").exists()
        assert not (new / "uploads").exists()
