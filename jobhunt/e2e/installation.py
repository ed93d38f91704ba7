"""What ``make run`` starts, whole, on a data directory and port of its own."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from jobhunt.testing.servers import ROOT, die_with_parent, free_port, wait_until

# Nothing else of the test run: a fresh shell on SQLite.
KEPT = ("PATH", "HOME", "LANG")
READY = "Jobhunt is running at"


class Installation:
    def __init__(self, data: Path, log: IO[bytes], values: dict[str, str]) -> None:
        self.port = free_port()
        self.log = log
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "jobhunt.launch", "run"],
            cwd=ROOT,
            env={
                **kept,
                "DATA_DIR": str(data),
                "JOBHUNT_DOTENV": "0",
                "PORT": str(self.port),
                **values,
            },
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def output(self) -> str:
        self.log.seek(0)
        return self.log.read().decode(errors="replace")

    def ready(self) -> bool:
        assert self.process.poll() is None, self.output()
        return READY in self.output()

    def end(self) -> None:
        """The launcher ends what it started; killed, the kernel does."""
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextlib.contextmanager
def installed(data: Path, **values: str) -> Iterator[Installation]:
    with tempfile.TemporaryFile() as log:
        installation = Installation(data, log, values)
        try:
            wait_until(installation.ready, 60, "the installation runs")
            yield installation
        finally:
            installation.end()
