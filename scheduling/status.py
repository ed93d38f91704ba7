"""Whether anybody works: asked by /health, /scheduler/status and the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from jobhunt.lib.audit import audit
from scheduling import registry
from scheduling.models import Cluster, Control, JobRun, Schedule, State
from scheduling.schedules import describe
from scheduling.triggers import parse_trigger

# A supervisor writes every 3 s and its workers answer a canary every 8 s. Both
# limits keep "running" from being true 30 s after the last worker is gone.
SEEN_WITHIN = timedelta(seconds=12)
BEAT_WITHIN = timedelta(seconds=25)


@dataclass(frozen=True, slots=True)
class JobStatus:
    """One of the contract's four jobs, with or without its row."""

    id: str
    name: str
    trigger: str
    next_run: datetime | None
    running: bool
    last_run: datetime | None
    last_status: str | None
    schedule: Schedule | None

    @property
    def text(self) -> str:
        return describe(self.trigger)


def live_clusters() -> list[Cluster]:
    """The supervisors whose workers work."""
    now = timezone.now()
    seen = list(Cluster.objects.filter(seen_at__gt=now - SEEN_WITHIN))
    return [cluster for cluster in seen if _works(cluster, now)]


def _works(cluster: Cluster, now: datetime) -> bool:
    if cluster.beat_at is not None and cluster.beat_at > now - BEAT_WITHIN:
        return True
    # All workers busy with long work: the canary waits, the leases are renewed.
    return JobRun.objects.filter(
        state=State.RUNNING, owner__startswith=f"{cluster.name}.", lease_until__gt=now
    ).exists()


def is_running() -> bool:
    return bool(live_clusters())


def probe() -> dict[str, Any]:
    """What /health says of the scheduler."""
    return {"running": is_running(), "jobs": len(registry.GLOBAL_JOBS)}


def global_jobs() -> list[JobStatus]:
    """The four jobs, in the contract's order."""
    names = list(registry.GLOBAL_JOBS)
    rows = {row.job: row for row in Schedule.objects.filter(job__in=names, key="")}
    active = set(
        JobRun.objects.active()
        .filter(job__in=names, key="")
        .values_list("job", flat=True)
    )
    return [_job_status(name, rows.get(name), name in active) for name in names]


def _job_status(name: str, row: Schedule | None, running: bool) -> JobStatus:
    setting = str(getattr(settings, registry.GLOBAL_JOBS[name]))
    due = row.next_run_at if row is not None and row.enabled else None
    return JobStatus(
        id=name,
        name=registry.label(name),
        trigger=row.trigger if row is not None else str(parse_trigger(setting)),
        next_run=due if settings.SCHEDULER_ENABLED else None,
        running=running,
        last_run=row.last_run_at if row is not None else None,
        last_status=row.last_status if row is not None else None,
        schedule=row,
    )


def status() -> dict[str, Any]:
    """The contract's answer of GET /scheduler/status, with JobStatus rows."""
    clusters = live_clusters()
    return {
        "running": bool(clusters),
        "timezone": settings.SCHEDULER_TIMEZONE,
        "workers": sum(cluster.workers for cluster in clusters),
        "jobs": global_jobs(),
    }


def restart(user: Any) -> None:
    """Have every supervisor restart its workers; running jobs finish first."""
    with transaction.atomic():
        Control.objects.get_or_create(pk=1)
        Control.objects.filter(pk=1).update(
            generation=F("generation") + 1, restarted_at=timezone.now()
        )
        audit("scheduler_restart", user=user, message="Scheduler restarted")


def generation() -> int:
    value = Control.objects.filter(pk=1).values_list("generation", flat=True).first()
    return value or 0
