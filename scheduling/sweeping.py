"""The sweeper: what dead workers and lost wake-ups left behind goes on."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from jobhunt.lib import metrics
from scheduling.models import JobRun, State
from scheduling.queue import postpone, wake, wake_again_after
from scheduling.runs import lease
from scheduling.settling import settle

logger = logging.getLogger("jobhunt.runs")

# Rows woken in one sweep: a queue that is merely busy is not flooded.
WAKE_AT_ONCE = 20


@dataclass(slots=True)
class Swept:
    requeued: int = 0
    failed: int = 0
    woken: int = 0


def sweep() -> Swept:
    """Free what dead workers hold, and wake what nobody took. Safe to run twice."""
    swept = Swept()
    now = timezone.now()
    # A lease far ahead is from before the clock was set back.
    expired = Q(lease_until__lte=now) | Q(lease_until__gt=now + 2 * lease())
    for run in JobRun.objects.filter(expired, state=State.RUNNING):
        _free(run, swept)
    _wake_waiting(swept)
    return swept


def free_runs_of(owner_prefix: str) -> int:
    """End the leases of workers that are known to be dead; the number of runs."""
    return JobRun.objects.filter(
        state=State.RUNNING, owner__startswith=owner_prefix
    ).update(lease_until=timezone.now() - timedelta(milliseconds=1))


def _free(run: JobRun, swept: Swept) -> None:
    seen: dict[str, Any] = {"lease_until": run.lease_until, "attempts": run.attempts}
    if run.attempts >= run.max_attempts:
        error = _("The worker died %(times)d times at this job.")
        swept.failed += settle(
            run, State.FAILED, error=error % {"times": run.attempts}, **seen
        )
        return
    now = timezone.now()
    changed = JobRun.objects.filter(
        pk=run.pk, state=State.RUNNING, owner=run.owner, **seen
    ).update(
        state=State.QUEUED,
        owner="",
        lease_until=None,
        available_at=now,
        wake_at=now + wake_again_after(),
        error=_("Interrupted, will continue."),
    )
    if changed:
        logger.warning("%s run %s lost its worker, queued again", run.job, run.pk)
        metrics.count_task(run.job, "retried")
        swept.requeued += 1
        wake(run.pk, run.job)


def _wake_waiting(swept: Swept) -> None:
    now = timezone.now()
    waiting = JobRun.objects.filter(state=State.QUEUED, wake_at__lte=now)
    if JobRun.objects.filter(state=State.RUNNING, long=True).exists():
        waiting = waiting.filter(long=False)  # they are woken when that one ends
    rows = list(waiting.order_by("wake_at", "pk")[:WAKE_AT_ONCE])
    if not rows or _is_backed_up():
        return
    for run in rows:
        if postpone(run.pk, now + wake_again_after(), run.wake_at):
            wake(run.pk, run.job)
            swept.woken += 1


def _is_backed_up() -> bool:
    """Whether wake-ups enough lie in the queue: the workers are behind, not deaf."""
    from django_q.models import OrmQ

    return OrmQ.objects.filter(lock__lte=timezone.now()).count() >= WAKE_AT_ONCE
