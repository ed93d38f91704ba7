"""Each leaves a line in a file, so that every execution can be counted."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from scheduling.registry import RetryLater, task


def mark(file: str, word: str) -> None:
    with Path(file).open("a") as out:
        out.write(f"{word} {os.getpid()} {time.time():.3f}\n")


@task("play.quick")
def quick(file: str) -> None:
    mark(file, "quick")


@task("play.slow", limit=60)
def slow(file: str, seconds: float) -> None:
    mark(file, "begin")
    time.sleep(seconds)
    mark(file, "end")


def work_until_open(file: str) -> None:
    mark(file, "begin")
    while not Path(f"{file}.open").exists():
        time.sleep(0.02)
    mark(file, "end")


@task("play.gate", limit=60)
def gate(file: str) -> None:
    """Works until the test opens the gate."""
    work_until_open(file)


@task("play.long", limit=60, long=True)
def long(file: str) -> None:
    work_until_open(file)


@task("play.poison")
def poison(file: str) -> None:
    mark(file, "poison")
    os.kill(os.getpid(), signal.SIGKILL)


@task("play.endless", limit=1, attempts=1)
def endless(file: str) -> None:
    mark(file, "begin")
    while True:
        time.sleep(0.05)


@task("play.again")
def again(file: str) -> None:
    """Succeeds the second time."""
    mark(file, "try")
    if len(Path(file).read_text().splitlines()) < 2:
        raise RetryLater(0.1, "not yet")
