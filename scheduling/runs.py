"""Executing a run: claim, work under a lease, settle."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.db import Error as DatabaseFailure
from django.db import (
    IntegrityError,
    InterfaceError,
    OperationalError,
    connection,
    transaction,
)
from django.db.models import Exists, F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django_q.exceptions import TimeoutException

from jobhunt.lib import metrics, request_id
from jobhunt.lib.errors import DomainError
from scheduling import registry
from scheduling.models import Cluster, JobRun, State
from scheduling.queue import wake, wake_again_after
from scheduling.registry import Cancelled, RetryLater, Skip
from scheduling.settling import announce, settle

logger = logging.getLogger("jobhunt.runs")

# Set in the workers' environment: their supervisor's name, a dot, their group's
# number.
CLUSTER_VARIABLE = "JOBHUNT_CLUSTER"
BACKOFF = (5, 60, 600)  # seconds after the first, second, … failed attempt
INSIST = (0.0, 1.0, 2.0, 4.0)  # pauses between tries to write a run's end
T = TypeVar("T")

_current: ContextVar[JobRun | None] = ContextVar("run", default=None)


def lease() -> timedelta:
    """How long a worker may be silent before its run is taken from it."""
    return timedelta(seconds=getattr(settings, "SCHEDULER_LEASE_SECONDS", 20))


def current() -> JobRun | None:
    """The run that this code works for; None outside of tasks."""
    return _current.get()


def report(**progress: Any) -> None:
    """Show how far the current run is; nothing outside of tasks."""
    run = _current.get()
    if run is not None:
        run.progress = progress
        JobRun.objects.filter(pk=run.pk, owner=run.owner).update(progress=progress)


def still_mine() -> bool:
    """Whether the current run still holds its lease; True outside of tasks."""
    run = _current.get()
    if run is None:
        return True
    return JobRun.objects.filter(
        pk=run.pk, owner=run.owner, state=State.RUNNING
    ).exists()


def execute(run_id: int) -> str:
    """What the queue calls. Returns the state, or "skipped" when not to be done."""
    run = claim(run_id)
    if run is None:
        return str(State.SKIPPED)
    token = _current.set(run)
    try:
        with request_id.bound(run.request_id), _heartbeat(run):
            state = _work(run)
    finally:
        _current.reset(token)
    if run.long:
        wake_next_long()
    return state


def claim(run_id: int) -> JobRun | None:
    """Make the run this process's own, counting the attempt before the work.

    Counted first, a run that kills its worker comes to an end, too.
    """
    now = timezone.now()
    owner = f"{cluster_name()}:{os.getpid()}:{secrets.token_hex(4)}"
    other_long = JobRun.objects.filter(state=State.RUNNING, long=True)
    try:
        with transaction.atomic():
            changed = (
                JobRun.objects.filter(
                    pk=run_id,
                    state=State.QUEUED,
                    available_at__lte=now,
                    attempts__lt=F("max_attempts"),
                )
                .filter(Q(long=False) | ~Exists(other_long))
                .update(
                    state=State.RUNNING,
                    owner=owner,
                    lease_until=now + lease(),
                    attempts=F("attempts") + 1,
                    started_at=now,
                    error="",
                )
            )
            if not changed:
                return None
            run = JobRun.objects.select_related("schedule").get(pk=run_id)
            if run.attempts == 1:
                announce(run)
    except IntegrityError:
        return None  # another long run was faster; this one is woken after it
    return run


def cluster_name() -> str:
    return os.environ.get(CLUSTER_VARIABLE) or socket.gethostname()


def _work(run: JobRun) -> str:
    try:
        function = registry.find(run.job).function
        function(**run.payload)
    except RetryLater as later:
        return requeue(run, later.seconds, later.reason, attempts=run.attempts - 1)
    except Skip as skip:
        return end(run, State.SKIPPED, skip.reason)
    except Cancelled:
        return end(run, State.CANCELLED)
    except DomainError as error:
        return end(run, State.FAILED, error.message)
    except registry.UnknownJob:
        return end(run, State.FAILED, _("This job does not exist in this version."))
    except TimeoutException:
        limit = registry.find(run.job).limit
        logger.error("%s run %s took longer than %s s", run.job, run.pk, limit)
        reason = _("The job took longer than %(seconds)s seconds.")
        return retry(run, backoff(run), reason % {"seconds": limit})
    except Exception:
        logger.exception("%s run %s failed", run.job, run.pk)
        if connection.needs_rollback:
            raise  # the caller's transaction is broken, only it can go back
        return retry(run, backoff(run), _("The job failed unexpectedly."))
    return end(run, State.OK)


def end(run: JobRun, state: str, error: str = "") -> str:
    if _insist(lambda: settle(run, state, error=error)):
        return state
    logger.warning("%s run %s was taken over by another worker", run.job, run.pk)
    return str(State.SKIPPED)


def retry(run: JobRun, seconds: float, reason: str) -> str:
    """Queue a run that failed again, or end it when its attempts are used up."""
    if run.attempts >= run.max_attempts:
        return end(run, State.FAILED, reason)
    return requeue(run, seconds, reason, attempts=run.attempts)


def requeue(run: JobRun, seconds: float, reason: str, *, attempts: int) -> str:
    available_at = timezone.now() + timedelta(seconds=seconds)
    mine = JobRun.objects.filter(pk=run.pk, state=State.RUNNING, owner=run.owner)
    changed = _insist(
        lambda: mine.update(
            state=State.QUEUED,
            owner="",
            lease_until=None,
            attempts=attempts,
            available_at=available_at,
            wake_at=available_at,
            error=reason[:500],
        )
    )
    if changed:
        metrics.count_task(run.job, "retried")
    return str(State.QUEUED if changed else State.SKIPPED)


def _insist(write: Callable[[], T]) -> T:
    """Write also over a restart of the database: else the work is done again."""
    for pause in INSIST:
        try:
            return write()
        except (OperationalError, InterfaceError) as error:
            if connection.in_atomic_block:
                raise
            logger.warning("result not written yet: %s", type(error).__name__)
            connection.close()
            time.sleep(pause)
    return write()


def backoff(run: JobRun) -> float:
    return BACKOFF[min(run.attempts, len(BACKOFF)) - 1]


def wake_next_long() -> None:
    """One long run has ended: the one that waits longest may begin."""
    now = timezone.now()
    waiting = JobRun.objects.filter(
        state=State.QUEUED, long=True, available_at__lte=now
    ).order_by("available_at", "pk")
    following = waiting.first()
    if following is not None and not settings.TASKS_INLINE:
        JobRun.objects.filter(pk=following.pk).update(wake_at=now + wake_again_after())
        wake(following.pk, following.job)


# ----------------------------------------------------------------- sign of life


@contextmanager
def _heartbeat(run: JobRun) -> Iterator[None]:
    """Renew the lease from a thread while the block works."""
    if settings.TASKS_INLINE:
        yield
        return
    over = threading.Event()
    thread = threading.Thread(target=_renew, args=(run, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _renew(run: JobRun, over: threading.Event) -> None:
    period = lease()
    try:
        while not over.wait(period.total_seconds() / 4):
            try:
                kept = JobRun.objects.filter(
                    pk=run.pk, owner=run.owner, state=State.RUNNING
                ).update(lease_until=timezone.now() + period)
            except DatabaseFailure as error:
                logger.warning(
                    "lease of run %s not renewed: %s", run.pk, type(error).__name__
                )
                connection.close()
                continue
            if not kept and not over.is_set():
                logger.warning("%s run %s lost its lease", run.job, run.pk)
                return
    finally:
        connection.close()


def beat(cluster: str) -> None:
    """The canary: a task that shows that tasks are worked on, and by whom.

    ``cluster`` asked; whichever cluster's worker answers is the one that lives.
    """
    group = os.environ.get(CLUSTER_VARIABLE)
    answered = group.rpartition(".")[0] if group else cluster
    Cluster.objects.filter(name=answered).update(beat_at=timezone.now())


def tick() -> int:
    """What django-q2's own schedule calls each minute."""
    from scheduling.schedules import start_due

    return start_due()
