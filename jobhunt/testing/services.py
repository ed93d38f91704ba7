"""Private PostgreSQL and Redis for one command:
``python -m jobhunt.testing.services -- command ...``.

They run from the installed binaries on folders and ports of their own, and are
gone afterwards. Where they are missing and we are root on Debian, they are
installed first.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import psycopg
from redis import Redis as RedisClient

from jobhunt.testing.servers import die_with_parent, free_port

PACKAGES = ["postgresql", "redis-server"]


def descendants(pid: int) -> list[int]:
    """A process and everything below it."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                after_name = (entry / "stat").read_text().rpartition(")")[2]
                parent = int(after_name.split()[1])
                parents.setdefault(parent, []).append(int(entry.name))
    found = [pid]
    for known in found:
        found.extend(parents.get(known, []))
    return found


def fail(text: str) -> None:
    raise SystemExit(f"make test-services: {text}")


def postgres_folder() -> Path | None:
    """Where initdb and postgres are: on the path, or in Debian's place."""
    places = list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    places.sort(key=lambda path: int(path.parts[-3]))
    if found := shutil.which("initdb"):
        places.append(Path(found).resolve())
    complete = [
        place.parent for place in places if (place.parent / "postgres").exists()
    ]
    return complete[-1] if complete else None


def installed() -> bool:
    return postgres_folder() is not None and shutil.which("redis-server") is not None


def ensure_installed() -> tuple[Path, str]:
    if not installed():
        if os.geteuid() != 0 or not shutil.which("apt-get"):
            fail("PostgreSQL or Redis is missing: apt install postgresql redis-server")
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=environment, check=False)
        command = ["apt-get", "install", "-y", "-qq", *PACKAGES]
        subprocess.run(command, env=environment, check=False)
    folder, redis = postgres_folder(), shutil.which("redis-server")
    if folder is None or redis is None:
        fail("PostgreSQL and Redis could not be installed.")
        raise AssertionError
    return folder, redis


def as_user() -> list[str]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            pwd.getpwnam(name)
            return ["runuser", "-u", name, "--"]
    fail("there is no user 'postgres' or 'nobody' to run PostgreSQL as.")
    return []


@contextlib.contextmanager
def running(command: list[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
        try:
            yield process
        finally:
            # The group: runuser stands before the server itself.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGINT)
                # A test may have stopped it, and runuser stops with its child.
                os.killpg(process.pid, signal.SIGCONT)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def wait_for(
    ready: Callable[[], object], process: subprocess.Popen[bytes], log: Path
) -> None:
    """Until ``ready`` raises nothing."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            ready()
        except Exception:  # noqa: BLE001 - whatever the client raises: not yet
            time.sleep(0.1)
        else:
            return
    fail(f"no answer from the server:\n{log.read_text(errors='replace')}")


class Service(NamedTuple):
    url: str
    process: subprocess.Popen[bytes]  # leader of the group

    def signal(self, number: int) -> None:
        """To all of its processes: PostgreSQL's have sessions of their own."""
        for pid in descendants(self.process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)


@contextlib.contextmanager
def postgres(folder: Path, home: Path) -> Iterator[Service]:
    """A server for tests: nothing of it needs to survive."""
    user, port = as_user(), free_port()
    data = home / "postgres"
    data.mkdir()
    if user:
        shutil.chown(data, user[2])
    initdb = [str(folder / "initdb"), "-D", str(data), "-U", "jobhunt"]
    options = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    made = subprocess.run(
        [*user, *initdb, *options], capture_output=True, text=True, check=False, cwd="/"
    )
    if made.returncode:
        fail(f"initdb failed:\n{made.stdout}{made.stderr}")
    settings = {
        "port": port,
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "max_connections": 200,
    }
    flags = [f"--{name}={value}" for name, value in settings.items()]
    log = home / "postgres.log"
    command = [*user, str(folder / "postgres"), "-D", str(data), *flags]
    server = f"postgres://jobhunt@127.0.0.1:{port}"

    def create() -> None:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE jobhunt")

    with running(command, log) as process:
        wait_for(create, process, log)
        yield Service(f"{server}/jobhunt", process)


@contextlib.contextmanager
def redis(binary: str, home: Path, port: int | None = None) -> Iterator[Service]:
    port = port or free_port()
    log = home / "redis.log"
    command = [binary, "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    with running([*command, "--appendonly", "no", "--dir", str(home)], log) as process:
        url = f"redis://127.0.0.1:{port}/0"
        wait_for(lambda: RedisClient.from_url(url).ping(), process, log)
        yield Service(url, process)


@contextlib.contextmanager
def services() -> Iterator[dict[str, str]]:
    """The environment with which the application finds both."""
    folder, binary = ensure_installed()
    with tempfile.TemporaryDirectory(prefix="jobhunt-services-") as name:
        home = Path(name)
        home.chmod(0o755)  # the database's own user must enter
        with postgres(folder, home) as database, redis(binary, home) as cache:
            yield {"DATABASE_URL": database.url, "REDIS_URL": cache.url}


def main() -> int:
    command = sys.argv[1:]
    if command[:1] == ["--"]:
        command = command[1:]
    if not command:
        fail("which command?")
    # SIGTERM ends the block below as Ctrl-C does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with services() as environment:
        sys.stderr.write(f"PostgreSQL and Redis: {environment}\n")
        return subprocess.run(
            command, env={**os.environ, **environment}, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
