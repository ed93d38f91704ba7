"""django-q2's processes as one child that dies as a whole.

The child is forked, not started anew, so that it shares the supervisor's memory
and is ready at once. Measured elsewhere: a bare ``qcluster`` leaves orphans that
keep working when its parent is killed, and hangs when the whole group is told to
stop. Hence a session of its own, a parent-death signal in every process of it, and
SIGTERM to its first process alone.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import logging
import os
import signal
import sys
import time
from pathlib import Path

from django.db import connections

from scheduling.runs import CLUSTER_VARIABLE

logger = logging.getLogger("jobhunt.supervisor")

PR_SET_PDEATHSIG = 1
# Where a machine is busy, pages come before background work.
NICENESS = 10
try:
    _libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
except OSError:
    _libc = None


def die_with(parent: int) -> None:
    """Have the kernel kill this process when its parent ends (Linux only)."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)  # it ended before the kernel was told


def step_back() -> None:
    """Take the processor only where nobody who waits wants it."""
    os.nice(NICENESS)
    # Linux weighs sessions against each other first, then what is in them.
    with contextlib.suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(NICENESS))


class WorkerGroup:
    """The running child; its process id is its group's id."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.started = time.monotonic()
        self.exit_code: int | None = None
        # When it was asked to stop, and since when it has had nothing to finish.
        self.asked_at: float | None = None
        self.idle_since: float | None = None
        connections.close_all()  # a connection must never be shared over a fork
        gc.freeze()  # or the collector would copy every shared page
        parent = os.getpid()
        self.pid = os.fork()
        if self.pid == 0:
            _run_cluster(name, parent)

    def is_alive(self) -> bool:
        if self.exit_code is not None:
            return False
        try:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
        except ChildProcessError:
            self.exit_code = -1
            return False
        if pid:
            self.exit_code = os.waitstatus_to_exitcode(status)
        return self.exit_code is None

    def ask_to_stop(self) -> None:
        """Finish what runs, take nothing new, then exit."""
        if self.asked_at is None and self.is_alive():
            self.asked_at = time.monotonic()
            os.kill(self.pid, signal.SIGTERM)

    def kill(self) -> None:
        """End every process of the group that is left."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        deadline = time.monotonic() + 5
        while self.is_alive() and time.monotonic() < deadline:
            time.sleep(0.02)

    def age(self) -> float:
        return time.monotonic() - self.started


def _run_cluster(name: str, parent: int) -> None:
    """The child's whole life; never returns into the supervisor's code."""
    code = 1
    try:
        os.setsid()
        step_back()
        die_with(parent)
        os.environ[CLUSTER_VARIABLE] = name
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        # Every process forked from here on dies with the one that forked it.
        os.register_at_fork(after_in_child=lambda: die_with(os.getppid()))
        _serve()
        code = 0
    except BaseException:
        logger.exception("the workers could not be started")
    finally:
        logging.shutdown()
        os._exit(code)


def _serve() -> None:
    from django_q.cluster import Cluster

    cluster = Cluster()
    cluster.start()
    # Its signal handler stops the sentinel; then this ends.
    while cluster.sentinel.is_alive():
        time.sleep(0.2)
