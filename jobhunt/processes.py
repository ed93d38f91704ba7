"""Child processes of the launcher: started, watched, ended, orphans included."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
STEADY_SECONDS = 10.0  # a child that lived so long starts again at once
LONGEST_PAUSE = 30.0
STOP_SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
WAITED_FOR = STOP_SIGNALS | {signal.SIGCHLD}
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36

libc = ctypes.CDLL(None, use_errno=True)


class Log:
    """One line an event on standard error, as text or as a JSON object."""

    as_json = False

    def __call__(self, message: str, level: str = "INFO", **facts: Any) -> None:
        now = time.time()
        stamp = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(now))
        stamp += f",{int(now % 1 * 1000):03d}"
        if self.as_json:
            line = json.dumps(
                {
                    "time": stamp,
                    "level": level,
                    "logger": "jobhunt.launch",
                    "message": message,
                    **facts,
                }
            )
        else:
            line = f"{stamp} {level:<7} jobhunt.launch: {message}"
            line += "".join(f" {name}={value}" for name, value in facts.items())
        sys.stderr.write(line + "\n")
        sys.stderr.flush()


log = Log()


def say(message: str, level: str = "INFO") -> None:
    """A plain line for whoever started us; a JSON object where logs are JSON."""
    if log.as_json:
        log(message, level)
    else:
        sys.stderr.write(message + "\n")
        sys.stderr.flush()


def in_child() -> None:
    """Between fork and exec: own signals back, and an end with the parent."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, WAITED_FOR)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def kill_group(pid: int, number: int = signal.SIGKILL) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def spawn(
    command: list[str],
    env: dict[str, str] | None = None,
    fds: tuple[int, ...] = (),
    output: int | None = None,
) -> subprocess.Popen[bytes]:
    """One of our own programs, in a session of its own."""
    return subprocess.Popen(  # noqa: S603
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        pass_fds=fds,
        stdin=subprocess.DEVNULL,
        stdout=output,
        start_new_session=True,
        preexec_fn=in_child,  # this process has one thread
    )


class Child:
    """A process that is to run as long as we do."""

    def __init__(
        self,
        name: str,
        command: list[str],
        *,
        env: dict[str, str] | None = None,
        fds: tuple[int, ...] = (),
        output: int | None = None,
    ) -> None:
        self.name = name
        self.command = command
        self.env = env or {}
        self.fds = fds
        self.output = output
        self.process: subprocess.Popen[bytes] | None = None
        self.started = 0.0
        self.deaths = 0
        self.due = 0.0  # when it is to be started again

    def start(self) -> None:
        self.process = spawn(self.command, self.env, self.fds, self.output)
        self.started = time.monotonic()
        log(f"{self.name} started", pid=self.process.pid)

    def ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def look_after(self) -> None:
        """Notice a death, and start again when the pause is over."""
        now = time.monotonic()
        if self.process is not None and self.ended():
            code = self.process.returncode
            kill_group(self.process.pid)
            self.process = None
            steady = now - self.started > STEADY_SECONDS
            self.deaths = 1 if steady else self.deaths + 1
            pause = min(LONGEST_PAUSE, 0.25 * 2**self.deaths)
            self.due = now + pause
            log(f"{self.name} ended, starts again", "ERROR", code=code, pause=pause)
        if self.process is None and now >= self.due:
            self.start()

    def signal(self, number: int) -> None:
        """To the leader only: a task queue hangs when its whole group gets it."""
        if self.process is not None and not self.ended():
            self.process.send_signal(number)

    def kill(self) -> None:
        if self.process is not None:
            kill_group(self.process.pid)


# ---------------------------------------------------------------- our orphans


def descendants() -> list[int]:
    """Processes whose parent we are."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            if int(stat.rpartition(")")[2].split()[1]) == os.getpid():
                found.append(int(entry.name))
    return found


def reap(known: set[int]) -> None:
    """Orphans that ended by themselves; our own children are asked by name."""
    for pid in set(descendants()) - known:
        try:
            os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            continue


def end_orphans(known: set[int]) -> None:
    """Kill what a dead child left behind; adopted here, it is nobody's."""
    for pid in set(descendants()) - known:
        try:
            # Only its own group: ours holds this very process.
            if os.getpgid(pid) != os.getpgid(0):
                kill_group(os.getpgid(pid))
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)
