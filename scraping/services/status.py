"""Moving an application: one place for every face, with its history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from jobhunt.lib.audit import audit
from jobhunt.lib.cache import bump_team
from jobhunt.lib.errors import Conflict, RuleRefused
from jobhunt.lib.realtime import publish
from scraping.models import Application, ApplicationEvent, Job
from scraping.services import sequences
from scraping.statuses import Status

# Being in one of these means that an application was made.
APPLIED = {
    Status.APPLIED,
    Status.INTERVIEWING,
    Status.OFFERED,
    Status.ACCEPTED,
    Status.REJECTED,
}


def application_for(user: Any, job: Job) -> tuple[Application, bool]:
    """The user's application for a job, made ``pending`` where there is none."""
    known = Application.objects.filter(job=job, user=user).first()
    if known is not None:
        return known, False
    last = Application.objects.filter(team_id=job.team_id, user=user).aggregate(
        last=Max("position")
    )["last"]
    try:
        with transaction.atomic():
            made = Application.objects.create(
                team_id=job.team_id, user=user, job=job, position=(last or 0) + 1
            )
    except IntegrityError:
        return Application.objects.get(job=job, user=user), False
    bump_team(job.team_id)
    return made, True


def locked(application: Application, version: int | None = None) -> Application:
    """The row for writing; Conflict when the caller saw an older one."""
    row = Application.objects.select_for_update().get(pk=application.pk)
    if version is not None and version != row.version:
        raise Conflict(
            "Somebody changed this application in the meantime.",
            version=row.version,
        )
    return row


def set_status(
    user: Any,
    application: Application,
    status: str,
    *,
    at: datetime | None = None,
    text: str | None = None,
    version: int | None = None,
    mail_id: int | None = None,
) -> Application:
    """Move an application and note it; moving to where it is changes nothing."""
    now = timezone.now()
    if at is not None and at > now:
        raise RuleRefused("Must not be in the future.", field="applied_at")
    with transaction.atomic():
        row = locked(application, version)
        if row.status == status:
            return row
        before = row.status
        row.status = status
        if status in APPLIED and row.applied_at is None:
            row.applied_at = at or now
        elif status == Status.PENDING:
            row.applied_at = None
        row.version += 1
        row.save()
        ApplicationEvent.objects.create(
            application=row,
            team_id=row.team_id,
            kind=ApplicationEvent.Kind.STATUS,
            text=text,
            at=at or now,
            from_status=before,
            to_status=status,
            user=user,
            mail_id=mail_id,
        )
        if status != Status.APPLIED:
            sequences.stop(row, "The application moved on.")
        announce(row, before)
        bump_team(row.team_id)
    audit(
        "status_change",
        user=user,
        team_id=row.team_id,
        details={
            "application_id": row.pk,
            "job_id": row.job_id,
            "from": before,
            "to": status,
        },
    )
    return row


def announce(application: Application, before: str | None = None) -> None:
    job = application.job
    publish(
        "application.changed",
        {
            "application_id": application.pk,
            "job_id": job.pk,
            "title": job.title,
            "company": job.company,
            "status": application.status,
            "from_status": before,
            "user_id": application.user_id,
            "version": application.version,
        },
        team_id=application.team_id,
    )


def move_job(user: Any, job: Job, status: str) -> Application:
    """PATCH of a job's status: moves the caller's application."""
    with transaction.atomic():
        application, _made = application_for(user, job)
        return set_status(user, application, status)


def update_application(
    user: Any, application: Application, changes: dict[str, Any]
) -> Application:
    """Status, date, notes, next action and place on the board, in one write."""
    version = changes.pop("version", None)
    status = changes.pop("status", None)
    applied_at = changes.get("applied_at")
    if applied_at is not None and applied_at > timezone.now():
        raise RuleRefused("Must not be in the future.", field="applied_at")
    with transaction.atomic():
        row = locked(application, version)
        moved = status is not None and status != row.status
        if moved:
            row = set_status(user, row, str(status), at=applied_at)
        if changes:
            for name, value in changes.items():
                setattr(row, name, value)
            row.version += 0 if moved else 1
            row.save()
            announce(row)
            bump_team(row.team_id)
    return row


def delete_application(user: Any, application: Application) -> None:
    """Forget a saved job; Conflict once it was more than saved."""
    with transaction.atomic():
        row = locked(application)
        left = row.events.filter(from_status=Status.PENDING).exists()
        mailed = row.events.filter(mail_id__isnull=False).exists()
        if row.status != Status.PENDING or left or mailed:
            raise Conflict(
                "This application was sent or moved; it can be withdrawn instead."
            )
        team_id = row.team_id
        row.delete()
        bump_team(team_id)


def add_event(
    user: Any,
    application: Application,
    kind: str,
    *,
    text: str | None = None,
    at: datetime | None = None,
) -> ApplicationEvent:
    """A note, call, interview, task or offer on the timeline."""
    with transaction.atomic():
        event = ApplicationEvent.objects.create(
            application=application,
            team_id=application.team_id,
            kind=kind,
            text=text,
            at=at or timezone.now(),
            user=user,
        )
        announce(application)
        bump_team(application.team_id)
    return event
