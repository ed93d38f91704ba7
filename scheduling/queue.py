"""Starting work: a row in the caller's transaction, a wake-up after its commit.

The row is the truth. A wake-up that is lost costs seconds: the sweeper finds rows
that nobody claimed and wakes them again.
"""

from __future__ import annotations

import logging
import pydoc
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from jobhunt.lib import request_id
from scheduling import registry
from scheduling.models import ACTIVE, JobRun, Schedule, State

logger = logging.getLogger("jobhunt.queue")

EXECUTE = "scheduling.runs.execute"


def wake_again_after() -> timedelta:
    """How long a row may stay unclaimed before it is handed over again."""
    return timedelta(seconds=getattr(settings, "SCHEDULER_REWAKE_SECONDS", 10))


def enqueue(
    job: str,
    key: str = "",
    *,
    team_id: int | None = None,
    delay: float = 0,
    again: bool = False,
    origin: str = JobRun.Origin.TASK,
    schedule: Schedule | None = None,
    **payload: Any,
) -> JobRun:
    """Start ``job`` with ``payload`` (plain JSON) once this transaction commits.

    While a run of the same job and key is queued or running, that one is returned
    with ``created_now`` False and nothing is started (one that waits for a later
    try is brought forward); with ``again`` a running one is followed by another
    with this payload. ``delay``: not before so many seconds.
    """
    spec = registry.find(job)
    now = timezone.now()
    available_at = now + timedelta(seconds=delay)
    run = JobRun(
        job=job,
        key=key,
        team_id=team_id,
        payload=payload,
        long=spec.long,
        max_attempts=spec.attempts,
        origin=origin,
        schedule=schedule,
        request_id=request_id.current() or request_id.new(),
        created_at=now,
        available_at=available_at,
        wake_at=available_at if delay else now + wake_again_after(),
    )
    active = _insert(run)
    if active is None:
        run.created_now = True
        if not delay:
            transaction.on_commit(lambda: wake(run.pk, job))
        return run
    if active.state == State.QUEUED and active.available_at > available_at:
        _bring_forward(active, available_at)
    elif again and active.state == State.RUNNING:
        JobRun.objects.filter(pk=active.pk, state=State.RUNNING).update(again=payload)
    return active


def _bring_forward(run: JobRun, available_at: datetime) -> None:
    """It waited for its next try; now somebody wants it."""
    changed = JobRun.objects.filter(pk=run.pk, state=State.QUEUED).update(
        available_at=available_at, wake_at=available_at + wake_again_after()
    )
    if changed and available_at <= timezone.now():
        transaction.on_commit(lambda: wake(run.pk, run.job))


def _insert(run: JobRun) -> JobRun | None:
    """Insert the run; the active run in its place when there is one."""
    for _attempt in range(5):
        active = _active(run.job, run.key)
        if active is not None:
            return active
        try:
            with transaction.atomic():
                run.save(force_insert=True)
        except IntegrityError:
            continue  # another took the lock in between; it may be free again
        return None
    active = _active(run.job, run.key)
    if active is None:
        raise IntegrityError(f"no place in the queue for {run.job}")
    return active


def _active(job: str, key: str) -> JobRun | None:
    return JobRun.objects.filter(job=job, key=key, state__in=ACTIVE).first()


def is_active(job: str, key: str = "") -> bool:
    """Whether a run of this job and key is queued or running."""
    return JobRun.objects.filter(job=job, key=key, state__in=ACTIVE).exists()


def wake(run_id: int, job: str) -> None:
    """Hand a run to the workers; never fails the caller."""
    if settings.TASKS_INLINE:
        pydoc.locate(EXECUTE)(run_id)  # type: ignore[operator]
        return
    from django_q.tasks import async_task

    try:
        async_task(
            EXECUTE,
            run_id,
            task_name=job,
            # One that is gone fails when it is executed.
            timeout=registry.find(job).limit if registry.is_known(job) else 60,
            save=False,
        )
    except Exception as error:  # noqa: BLE001 - the sweeper will find the row
        logger.warning("no wake-up for run %s: %s", run_id, type(error).__name__)


def postpone(run_id: int, wake_at: datetime, seen: datetime) -> bool:
    """Take the next wake-up of a queued row for oneself; one taker wins."""
    changed = JobRun.objects.filter(pk=run_id, state=State.QUEUED, wake_at=seen).update(
        wake_at=wake_at
    )
    return changed == 1
