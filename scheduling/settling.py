"""The end of a run, written once by whoever may: its worker, or the sweeper."""

from __future__ import annotations

import logging
from typing import Any

from django.db import transaction
from django.utils import timezone

from jobhunt.lib import metrics
from jobhunt.lib.realtime import publish
from scheduling.models import JobRun, Schedule, State
from scheduling.queue import enqueue
from scheduling.signals import run_settled

logger = logging.getLogger("jobhunt.runs")


def settle(
    run: JobRun,
    state: str,
    *,
    error: str = "",
    from_state: str = State.RUNNING,
    **condition: Any,
) -> bool:
    """End the run if it still stands as the caller knows it; whether it did."""
    now = timezone.now()
    with transaction.atomic():
        changed = JobRun.objects.filter(
            pk=run.pk, state=from_state, owner=run.owner, **condition
        ).update(state=state, error=error[:500], finished_at=now, lease_until=None)
        if not changed:
            return False
        run.refresh_from_db()
        _tell(run)
        run_settled.send(sender=JobRun, run=run)
        if run.again is not None:
            _start_again(run)
    seconds = run.seconds
    metrics.count_task(run.job, state, seconds)
    logger.log(
        logging.ERROR if state == State.FAILED else logging.INFO,
        "%s run %s: %s%s%s",
        run.job,
        run.pk,
        state,
        f" after {seconds:.1f} s" if seconds is not None else "",
        f", {error}" if error else "",
    )
    return True


def cancel(run: JobRun) -> bool:
    """Cancel a run that no worker has begun; False when one has."""
    return settle(run, State.CANCELLED, from_state=State.QUEUED)


def announce(run: JobRun) -> None:
    """Tell the team's browsers where a scheduled run stands."""
    if run.schedule_id is None or run.team_id is None:
        return
    publish(
        "schedule.run",
        {
            "run_id": run.pk,
            "schedule_id": run.schedule_id,
            "job": run.job,
            "title": run.schedule.title if run.schedule else run.title,
            "state": run.state,
            "error": run.error or None,
        },
        team_id=run.team_id,
    )


def _tell(run: JobRun) -> None:
    if run.schedule_id is None:
        return
    Schedule.objects.filter(pk=run.schedule_id).update(last_status=run.state)
    announce(run)


def _start_again(run: JobRun) -> None:
    enqueue(run.job, run.key, team_id=run.team_id, **(run.again or {}))
