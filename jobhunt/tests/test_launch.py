"""``make run`` for real: started, killed, started twice, ended."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest

from jobhunt.testing.servers import ROOT, die_with_parent, free_port, wait_until

ADMIN = {"ADMIN_EMAIL": "root@example.com", "ADMIN_PASSWORD": "jf83 ksla0 wq"}
INHERITED = ("PATH", "HOME", "LANG", "DATABASE_URL", "REDIS_URL")


def environment(data: Path, **values: str) -> dict[str, str]:
    """Only what a fresh shell has: not the settings of the test run."""
    kept = {name: os.environ[name] for name in INHERITED if name in os.environ}
    return {**kept, "DATA_DIR": str(data), "JOBHUNT_DOTENV": "0", **values}


def processes(port: int) -> set[int]:
    """Everything that one launcher started, whoever its parent is now."""
    wanted = f"PORT={port}".encode()
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                environ = (entry / "environ").read_bytes().split(b"\0")
                state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
            except OSError:
                continue
            if wanted in environ and state != "Z":
                found.add(int(entry.name))
    return found


class Instance:
    """A launcher that is running."""

    def __init__(self, data: Path, *arguments: str, **values: str) -> None:
        self.data = data
        self.port = free_port()
        self.log: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        self.process = subprocess.Popen(
            [sys.executable, "-m", "jobhunt.launch", *arguments],
            cwd=ROOT,
            env=environment(data, PORT=str(self.port), **values),
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )

    def output(self) -> str:
        self.log.seek(0)
        return self.log.read().decode(errors="replace")

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        headers = {"Content-Type": "application/json"} if body is not None else {}
        text = json.dumps(body) if body is not None else None
        connection.request(method, path, text, headers)
        response = connection.getresponse()
        content = response.read()
        connection.close()
        return response.status, json.loads(content)

    def health(self) -> dict[str, Any]:
        try:
            return self.ask("GET", "/health")[1]
        except OSError:
            return {}

    def ready(self) -> bool:
        assert self.process.poll() is None, self.output()
        return "Jobhunt is running at" in self.output()

    def processes(self) -> set[int]:
        return processes(self.port)

    def child(self, words: str) -> int:
        """Our direct child with these words in its command line; 0 for none."""
        for pid in self.processes():
            try:
                line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ")
                after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2]
            except OSError:
                continue
            if (
                words.encode() in line
                and int(after_name.split()[1]) == self.process.pid
            ):
                return pid
        return 0

    def stop(self, number: int) -> None:
        """Ends it as a person does: exit code 0, and nothing is left."""
        self.process.send_signal(number)
        assert self.process.wait(25) == 0, self.output()
        assert self.processes() == set()

    def close(self) -> None:
        """Whatever the test left."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for pid in self.processes():
            os.kill(pid, signal.SIGKILL)
        self.log.close()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if os.environ.get("DATABASE_URL"):
        pytest.skip("installs itself into a database of its own: SQLite")
    return tmp_path_factory.mktemp("launch") / "var"


@pytest.fixture(scope="module")
def running(data: Path) -> Iterator[Instance]:
    instance = Instance(data, LOG_FORMAT="json", **ADMIN)
    try:
        wait_until(instance.ready, 60, "ready")
        yield instance
        instance.stop(signal.SIGINT)
    finally:
        instance.close()


def login(instance: Instance, password: str) -> int:
    name = ADMIN["ADMIN_EMAIL"]
    body = {"username": name, "password": password}
    return instance.ask("POST", "/api/v1/auth/login", body)[0]


# --------------------------------------------------------------- it works


def test_it_says_where_it_runs(running: Instance) -> None:
    assert f"http://127.0.0.1:{running.port}" in running.output()
    assert running.ask("GET", "/api/versions")[0] == 200


def test_web_worker_and_scheduler_run(running: Instance) -> None:
    expected = {"running": True, "jobs": 4}
    wait_until(lambda: running.health().get("scheduler") == expected, 30)


def test_the_first_administrator_comes_from_the_environment(running: Instance) -> None:
    assert "root@example.com has been created" in running.output()
    assert login(running, ADMIN["ADMIN_PASSWORD"]) == 200


def test_the_secret_key_is_the_owners_alone(running: Instance) -> None:
    mode = stat.S_IMODE((running.data / "secret_key").stat().st_mode)
    assert mode == 0o600
    assert stat.S_IMODE(running.data.stat().st_mode) & 0o007 == 0


def test_its_own_lines_are_json_when_told_so(running: Instance) -> None:
    lines = [line for line in running.output().splitlines() if "launch" in line]
    assert any(json.loads(line)["message"] == "web started" for line in lines)


# ------------------------------------------------------------- deaths and restarts


def test_a_killed_web_process_comes_back_and_no_connection_is_refused(
    running: Instance,
) -> None:
    before = running.child("jobhunt.serve")
    os.kill(before, signal.SIGKILL)
    wait_until(lambda: not Path(f"/proc/{before}/status").exists(), 5)
    # Nobody is there yet: the parent keeps the port.
    assert running.health()["status"] == "healthy"
    assert running.child("jobhunt.serve") not in {0, before}


def test_a_killed_worker_comes_back_and_leaves_no_second_one(
    running: Instance,
) -> None:
    wait_until(lambda: running.health()["scheduler"]["running"], 30)
    before = running.processes()
    others = {running.process.pid, running.child("jobhunt.serve")}
    os.kill(running.child("supervise"), signal.SIGKILL)

    def only_new_workers() -> bool:
        alive = running.processes()
        return alive & before == others and len(alive) == len(before)

    wait_until(only_new_workers, 30, "as many as before, all new")


def test_a_second_start_is_another_process_of_the_same_installation(
    running: Instance,
) -> None:
    metrics = running.data / "metrics"
    kept = set(metrics.glob("counter_*.db"))
    other = {**ADMIN, "ADMIN_PASSWORD": "another 83 one"}
    started = time.monotonic()
    second = Instance(running.data, **other)
    try:
        wait_until(second.ready, 30, "second ready")
        assert time.monotonic() - started < 15
        # The administrator is there: never overwritten.
        assert "has been created" not in second.output()
        assert login(second, ADMIN["ADMIN_PASSWORD"]) == 200
        assert login(second, other["ADMIN_PASSWORD"]) == 401
        assert kept <= set(metrics.glob("counter_*.db"))
        second.stop(signal.SIGTERM)
        assert running.health()["status"] == "healthy"
    finally:
        second.close()


def test_a_port_that_is_taken_is_said_plainly(running: Instance) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "jobhunt.launch"],
        cwd=ROOT,
        env=environment(running.data, PORT=str(running.port)),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 1
    assert f"Port {running.port}" in done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_outlives_a_parent_that_is_killed(running: Instance) -> None:
    instance = Instance(running.data)
    try:
        wait_until(instance.ready, 30, "ready")
        wait_until(lambda: len(instance.processes()) >= 6, 30, "workers")
        instance.process.kill()
        instance.process.wait()
        wait_until(lambda: not instance.processes(), 30, "all gone")
    finally:
        instance.close()


# ------------------------------------------------------------ before the start


def prepare(data: Path, **values: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "jobhunt.prepare"],
        cwd=ROOT,
        env=environment(data, **values),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


LONG = "k" * 10 + "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGH"


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"PORT": "eighty"}, "PORT"),
        ({"ENVIRONMENT": "production"}, "SECRET_KEY"),
        (
            {"ENVIRONMENT": "production", "SECRET_KEY": LONG, "ALLOWED_HOSTS": "*"},
            "ALLOWED_HOSTS",
        ),
    ],
)
def test_a_wrong_configuration_is_refused_by_name(
    tmp_path: Path, values: dict[str, str], named: str
) -> None:
    done = prepare(tmp_path, **values)
    assert done.returncode == 2
    last = done.stderr.splitlines()[-1]
    if "ENVIRONMENT" in values:  # then logs are JSON, from the first line on
        last = json.loads(last)["message"]
    assert last.startswith("Jobhunt cannot start. ")
    assert named in last
    assert "Traceback" not in done.stderr


def test_two_first_starts_at_once_both_succeed(tmp_path: Path) -> None:
    if os.environ.get("DATABASE_URL"):
        pytest.skip("installs itself into a database of its own: SQLite")
    command = [sys.executable, "-m", "jobhunt.prepare"]
    env = environment(tmp_path, **ADMIN)
    started = [
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=env,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=die_with_parent,
        )
        for _ in range(2)
    ]
    outputs = [process.communicate(timeout=60) for process in started]
    assert [process.returncode for process in started] == [0, 0], outputs
    assert sum("has been created" in error for _, error in outputs) == 1


def test_make_alone_lists_the_targets() -> None:
    done = subprocess.run(
        ["make"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    listed = {line.split()[0] for line in done.stdout.splitlines() if line.strip()}
    assert {"run", "demo", "dev", "worker", "test", "test-services", "fuzz"} <= listed
    assert {"lint", "format", "types", "check", "lock", "bench", "docs"} <= listed
    assert {"backup", "clean"} <= listed


def test_the_requirements_are_installed_once(tmp_path: Path) -> None:
    (tmp_path / "jobhunt").mkdir()
    shutil.copy(ROOT / "jobhunt" / "bootstrap.py", tmp_path / "jobhunt")
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text("")

    def bootstrap(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "jobhunt/bootstrap.py", *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stderr

    assert "Creating .venv" in bootstrap()
    started = time.monotonic()
    assert bootstrap() == ""
    assert time.monotonic() - started < 1
    (tmp_path / "requirements.txt").write_text("# changed\n")
    # The development file holds all of the other: one is enough for both.
    assert "Installing requirements-dev.txt" in bootstrap("requirements-dev.txt")
    assert bootstrap() == ""


def test_the_port_of_an_ipv6_host_can_be_used() -> None:
    from jobhunt.serve import listen

    if not socket.has_ipv6:
        pytest.skip("no IPv6 here")
    try:
        found = listen("::1", 0)
    except OSError:
        pytest.skip("no IPv6 here")
    with found:
        assert found.family == socket.AF_INET6
