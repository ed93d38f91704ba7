"""The scheduler's own housekeeping."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from scheduling.models import ENDED, JobRun
from scheduling.registry import periodic

KEEP_RUNS = timedelta(days=30)
# Of tasks that nobody looks back at: read a file, send a mail.
KEEP_TASKS = timedelta(days=7)


@periodic("scheduling.forget_runs", every="30 3 * * *", limit=300)
def forget_runs() -> None:
    """Delete runs that are too old for any history."""
    now = timezone.now()
    ended = JobRun.objects.filter(state__in=ENDED)
    ended.filter(finished_at__lt=now - KEEP_RUNS).delete()
    ended.filter(finished_at__lt=now - KEEP_TASKS, schedule=None).exclude(
        state="failed"
    ).delete()
