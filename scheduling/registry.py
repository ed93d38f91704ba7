"""The jobs that exist: apps register theirs in ``tasks.py``; nobody imports them.

    @task("resumes.read", limit=60)
    def read_resume(resume_id: int) -> None: ...

    @periodic("scrape_jobs", limit=600)
    def scrape_jobs() -> None: ...

A task takes ids only, reads everything anew, returns quietly when the object is
gone, and can run twice without harm: a worker that dies is followed by another.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.conf import settings
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

F = TypeVar("F", bound=Callable[..., Any])

# The four jobs of the contract and the settings that say when they are due.
GLOBAL_JOBS = {
    "scrape_jobs": "SCHEDULE_SCRAPE_JOBS",
    "job_automation": "SCHEDULE_JOB_AUTOMATION",
    "check_follow_ups": "SCHEDULE_CHECK_FOLLOW_UPS",
    "cleanup_logs": "SCHEDULE_CLEANUP_LOGS",
}
LABELS = {
    "scrape_jobs": gettext_lazy("Scrape jobs"),
    "job_automation": gettext_lazy("Job automation"),
    "check_follow_ups": gettext_lazy("Check follow-ups"),
    "cleanup_logs": gettext_lazy("Clean up logs"),
}


class RetryLater(Exception):
    """Raised by a task: again after ``seconds``.

    The task decides when to give up: this costs none of the run's attempts, which
    count only failures and deaths.
    """

    def __init__(self, seconds: float, reason: str = "") -> None:
        super().__init__(reason)
        self.seconds = seconds
        self.reason = reason


class Skip(Exception):
    """Raised by a task that has nothing to do now, with the reason to show."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason


class Cancelled(Exception):
    """Raised by a task that was told to stop."""


class UnknownJob(LookupError):
    """No app registered a job of this name."""


@dataclass(frozen=True, slots=True)
class Task:
    name: str
    function: Callable[..., Any]
    limit: int  # seconds; longer is ended and counts as a failure
    long: bool  # at most one long run at a time in the whole installation
    attempts: int  # deliveries, those that killed their worker included


@dataclass(slots=True)
class _Registry:
    tasks: dict[str, Task] = field(default_factory=dict)
    # name -> trigger, None where the settings have it
    periodic: dict[str, str | None] = field(default_factory=dict)
    discovered: bool = False


_registry = _Registry()


def task(
    name: str, *, limit: int = 60, long: bool = False, attempts: int = 3
) -> Callable[[F], F]:
    """Register a function as a job that ``enqueue(name, …)`` starts."""

    def register(function: F) -> F:
        known = _registry.tasks.get(name)
        if known is not None and _place(known.function) != _place(function):
            raise ValueError(f"Two functions are registered as {name}.")
        _registry.tasks[name] = Task(name, function, limit, long, attempts)
        return function

    return register


def periodic(
    name: str,
    *,
    every: str | None = None,
    limit: int = 600,
    long: bool = False,
    attempts: int = 3,
) -> Callable[[F], F]:
    """Register a job of the installation that starts by itself.

    ``every`` is an interval or a cron line; the four jobs of the contract take
    theirs from the settings.
    """
    if every is None and name not in GLOBAL_JOBS:
        raise ValueError(f"{name} needs an interval or a cron line.")

    def register(function: F) -> F:
        _registry.periodic[name] = every
        return task(name, limit=limit, long=long, attempts=attempts)(function)

    return register


def find(name: str) -> Task:
    """The registered job; UnknownJob when there is none."""
    _discover()
    try:
        return _registry.tasks[name]
    except KeyError:
        raise UnknownJob(name) from None


def is_known(name: str) -> bool:
    _discover()
    return name in _registry.tasks


def installation_jobs() -> dict[str, str]:
    """Every job that starts by itself, with its trigger; the contract's four first."""
    _discover()
    jobs = {name: str(getattr(settings, key)) for name, key in GLOBAL_JOBS.items()}
    own = {
        name: every
        for name, every in _registry.periodic.items()
        if every is not None and name not in GLOBAL_JOBS
    }
    return jobs | own


def installation_trigger(name: str) -> str:
    if name in GLOBAL_JOBS:
        return str(getattr(settings, GLOBAL_JOBS[name]))
    return installation_jobs()[name]


def label(name: str) -> str:
    """The job's name for people."""
    if name in LABELS:
        return str(LABELS[name])
    return _(name.replace(".", ": ").replace("_", " ").capitalize())


def _discover() -> None:
    """Import every app's tasks once, when the first job is asked for."""
    if not _registry.discovered:
        _registry.discovered = True
        try:
            autodiscover_modules("tasks")
        except BaseException:
            _registry.discovered = False
            raise


def _place(function: Callable[..., Any]) -> tuple[str, str]:
    return function.__module__, function.__qualname__
