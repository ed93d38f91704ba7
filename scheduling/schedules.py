"""Schedules: kept by other apps' services, started when due, once each.

Other apps keep a schedule in step with an object of theirs:

    schedule = set_schedule("scraping.search", f"search:{pk}", "6h", {...}, team_id)
    run_now(schedule)
    remove_schedule("scraping.search", f"search:{pk}")
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jobhunt.lib.audit import audit
from jobhunt.lib.errors import Conflict, Missing, RuleRefused, Unavailable
from jobhunt.lib.scoping import object_id
from scheduling import registry
from scheduling.models import Control, JobRun, Schedule, State
from scheduling.queue import enqueue, is_active
from scheduling.settling import announce
from scheduling.signals import schedule_switched
from scheduling.triggers import Interval, parse_trigger

logger = logging.getLogger("jobhunt.schedule")


def zone() -> tzinfo:
    name = settings.SCHEDULER_TIMEZONE
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        raise ImproperlyConfigured(
            f"SCHEDULER_TIMEZONE={name!r} is not the name of a time zone."
        ) from None


def next_run(trigger: str, after: datetime) -> datetime:
    return parse_trigger(trigger).next_after(after, zone())


def set_schedule(
    job: str,
    key: str,
    trigger: str,
    parameters: dict[str, Any],
    team_id: int | None,
    *,
    name: str = "",
    enabled: bool = True,
    user: Any = None,
) -> Schedule:
    """Make the schedule of (job, key), or bring it in step.

    Its next run stays where it was while the trigger stays; ``parameters`` are
    the task's keyword arguments. With ``user`` the change is logged as theirs.
    """
    text = str(parse_trigger(trigger))
    now = timezone.now()
    with transaction.atomic():
        schedule, created = Schedule.objects.select_for_update().get_or_create(
            job=job,
            key=key,
            defaults={
                "trigger": text,
                "parameters": parameters,
                "team_id": team_id,
                "name": name,
                "enabled": enabled,
                "next_run_at": next_run(text, now) if enabled else None,
            },
        )
        if not created:
            anew = schedule.trigger != text or schedule.next_run_at is None
            schedule.trigger = text
            schedule.parameters = parameters
            schedule.team_id = team_id
            schedule.name = name
            schedule.enabled = enabled
            if not enabled:
                schedule.next_run_at = None
            elif anew:
                schedule.next_run_at = next_run(text, now)
            schedule.save()
        if user is not None:
            audit(
                "schedule_create",
                user=user,
                team_id=team_id,
                message=f"Schedule {schedule.title}: {text}",
                details={"schedule_id": schedule.pk, "job": job, "trigger": text},
            )
    schedule.created_now = created
    return schedule


def remove_schedule(job: str, key: str, *, user: Any = None) -> bool:
    """Delete the schedule of (job, key); its runs stay. False when there is none."""
    with transaction.atomic():
        schedule = Schedule.objects.filter(job=job, key=key).first()
        if schedule is None:
            return False
        schedule_id, title, team_id = schedule.pk, schedule.title, schedule.team_id
        schedule.delete()
        if user is not None:
            audit(
                "schedule_delete",
                user=user,
                team_id=team_id,
                message=f"Schedule {title} removed",
                details={"schedule_id": schedule_id, "job": job},
            )
    return True


def find(public_id: str) -> Schedule:
    """By the API's id: the name of one of the four jobs, or a schedule's number."""
    if public_id in registry.GLOBAL_JOBS:
        found = Schedule.objects.filter(job=public_id, key="").first()
        return found or keep_job(public_id)
    number = object_id(public_id)
    found = Schedule.objects.visible().filter(pk=number).first() if number else None
    if found is None:
        raise Missing
    return found


def pause(schedule: Schedule) -> None:
    """It starts nothing by itself until it is resumed; by hand it still runs."""
    _switch(schedule, enabled=False, next_run_at=None)


def resume(schedule: Schedule) -> None:
    """Counted from now: what was missed meanwhile is not made up for."""
    if not schedule.enabled:
        now = timezone.now()
        _switch(schedule, enabled=True, next_run_at=next_run(schedule.trigger, now))


def _switch(schedule: Schedule, **values: Any) -> None:
    with transaction.atomic():
        Schedule.objects.filter(pk=schedule.pk).update(
            updated_at=timezone.now(), **values
        )
        schedule.refresh_from_db()
        schedule_switched.send(sender=Schedule, schedule=schedule)


def run_now(schedule: Schedule) -> JobRun:
    """Start the schedule's job by hand; Conflict while it is queued or running."""
    if not registry.is_known(schedule.job):
        raise Unavailable(_("This job is not available here."))
    with transaction.atomic():
        run = _start(schedule, JobRun.Origin.MANUAL)
        if not run.created_now:
            raise Conflict(_("This job is already running."), run_id=run.pk)
        now = timezone.now()
        Schedule.objects.filter(pk=schedule.pk).update(last_run_at=now)
    return run


def start_due(now: datetime | None = None) -> int:
    """Start what is due, each due time once however many ask; the number started.

    The row is claimed by the due time that was seen. What was missed while
    nothing ran is made up for by one run, not one for each time missed.
    """
    if not settings.SCHEDULER_ENABLED:
        return 0
    moment = now or timezone.now()
    started = 0
    for schedule in Schedule.objects.due(moment).order_by("next_run_at", "pk"):
        started += _claim_and_start(schedule, moment)
    return started


def _claim_and_start(schedule: Schedule, now: datetime) -> bool:
    due = schedule.next_run_at
    with transaction.atomic():
        claimed = Schedule.objects.filter(
            pk=schedule.pk, enabled=True, next_run_at=due
        ).update(next_run_at=_following(schedule, now), last_run_at=now)
        if not claimed:
            return False
        if not registry.is_known(schedule.job):
            _note(schedule, _("This job is not available here."), now)
            return False
        run = _start(schedule, JobRun.Origin.SCHEDULE)
        if run.created_now:
            return True
        _note(schedule, _("The run before was still in progress."), now)
    logger.info("%s skipped: run before still in progress", schedule.job)
    return False


def _following(schedule: Schedule, now: datetime) -> datetime:
    trigger = parse_trigger(schedule.trigger)
    due = schedule.next_run_at
    if isinstance(trigger, Interval) and due is not None:
        # In step with the first run, however late this one is.
        missed = (now - due) // timedelta(seconds=trigger.seconds)
        return due + timedelta(seconds=trigger.seconds * (missed + 1))
    return trigger.next_after(now, zone())


def _start(schedule: Schedule, origin: str) -> JobRun:
    return enqueue(
        schedule.job,
        schedule.key,
        team_id=schedule.team_id,
        origin=origin,
        schedule=schedule,
        **schedule.parameters,
    )


def _note(schedule: Schedule, reason: str, now: datetime) -> None:
    """A due time without a run has its row in the history, with the reason."""
    run = JobRun.objects.create(
        job=schedule.job,
        key=schedule.key,
        team_id=schedule.team_id,
        schedule=schedule,
        origin=JobRun.Origin.SCHEDULE,
        state=State.SKIPPED,
        error=reason,
        finished_at=now,
    )
    Schedule.objects.filter(pk=schedule.pk).update(last_status=State.SKIPPED)
    announce(run)


# ------------------------------------------------------- jobs of the installation


def keep_installation_jobs() -> None:
    """Bring the rows of the installation's jobs in step with the settings.

    A row stays itself, with its history; only a changed trigger moves its next
    run. A job that no longer exists goes. Safe when two supervisors start.
    """
    wanted = registry.installation_jobs()
    with transaction.atomic():
        Control.objects.get_or_create(pk=1)
        Control.objects.select_for_update().get(pk=1)
        for job in wanted:
            keep_job(job)
        Schedule.objects.filter(team_id=None, key="").exclude(job__in=wanted).delete()


def installation_trigger(job: str) -> str:
    """What the settings (or the job's app) say, in its normal form."""
    text = registry.installation_trigger(job)
    try:
        return str(parse_trigger(text))
    except RuleRefused as error:
        name = registry.GLOBAL_JOBS.get(job, job)
        raise ImproperlyConfigured(f"{name}={text!r}: {error.message}") from None


def keep_job(job: str) -> Schedule:
    """The row of one installation job, its trigger as the settings have it."""
    trigger = installation_trigger(job)
    existing = Schedule.objects.filter(job=job, key="").first()
    if existing is not None and existing.trigger == trigger:
        return existing
    enabled = existing is None or existing.enabled
    return set_schedule(job, "", trigger, {}, None, enabled=enabled)


def recover_from_clock_change() -> int:
    """After the clock was set back, no interval waits longer than its length."""
    now = timezone.now()
    moved = 0
    for schedule in Schedule.objects.filter(enabled=True, next_run_at__gt=now):
        trigger = parse_trigger(schedule.trigger)
        if isinstance(trigger, Interval):
            latest = trigger.next_after(now, zone())
            moved += Schedule.objects.filter(
                pk=schedule.pk, next_run_at__gt=latest
            ).update(next_run_at=latest)
    return moved


def is_running(schedule: Schedule) -> bool:
    return is_active(schedule.job, schedule.key)


def describe(trigger: str) -> str:
    return parse_trigger(trigger).describe()
