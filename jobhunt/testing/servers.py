"""Real servers in processes of their own, for tests over sockets."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def die_with_parent() -> None:
    """In the child: end when the test process ends, however it ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def wait_until(
    condition: Callable[[], object], seconds: float = 15.0, what: str = ""
) -> None:
    """Poll a condition; an AssertionError when it does not come true."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds} s: {what or condition}")


class Server:
    """A server that is running, its address and what it wrote."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: IO[bytes]):
        self.process = process
        self.port = port
        self.log = log
        self.kind = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def address(self) -> tuple[str, int]:
        return ("127.0.0.1", self.port)

    def output(self) -> str:
        self.log.seek(0)
        return self.log.read().decode(errors="replace")

    def answers(self) -> bool:
        if self.process.poll() is not None:
            raise AssertionError(f"the server ended:\n{self.output()}")
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=2):
                return True
        except urllib.error.HTTPError:
            return True  # unhealthy, but there
        except OSError:
            return False


@contextlib.contextmanager
def serve(
    kind: str, application: str, env: dict[str, str] | None = None
) -> Iterator[Server]:
    """``application`` as module:name under uvicorn (as ``make run``) or daphne."""
    port = free_port()
    if kind == "uvicorn":
        command = ["-m", "jobhunt.serve", "--app", application]
    else:
        command = ["-m", "daphne", "-b", "127.0.0.1", "-p", str(port), application]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "jobhunt.settings_test",
        "JOBHUNT_DOTENV": "0",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        **(env or {}),
    }
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
        server = Server(process, port, log)
        server.kind = kind
        try:
            wait_until(server.answers, 30, f"{kind} answers")
            yield server
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(5)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(5)
