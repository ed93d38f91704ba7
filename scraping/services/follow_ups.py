"""Reminders to follow up: one an application, never a mail by itself."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from jobhunt.lib.audit import audit
from mail.notify import notify
from scraping.models import Application, ApplicationEvent
from scraping.statuses import Status


def due(now_days: int | None = None) -> list[int]:
    """Applications without an answer for FOLLOW_UP_DAYS, not reminded of yet."""
    days = settings.FOLLOW_UP_DAYS if now_days is None else now_days
    oldest = timezone.now() - timedelta(days=days)
    return list(
        Application.objects.filter(
            status=Status.APPLIED,
            applied_at__lte=oldest,
            reminded_at__isnull=True,
            user__is_active=True,
        )
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def remind(application_id: int) -> bool:
    """Remind once; False when it was done or is not due any more."""
    with transaction.atomic():
        now = timezone.now()
        claimed = Application.objects.filter(
            pk=application_id, status=Status.APPLIED, reminded_at__isnull=True
        ).update(reminded_at=now)
        if not claimed:
            return False
        row = Application.objects.select_related("job", "user").get(pk=application_id)
        days = (now - row.applied_at).days if row.applied_at else 0
        ApplicationEvent.objects.create(
            application=row,
            team_id=row.team_id,
            kind=ApplicationEvent.Kind.REMINDER,
            text=f"No answer for {days} days: follow up?",
            at=now,
        )
        notify(
            "follow_up_recommended",
            row.user,
            team_id=row.team_id,
            key=str(row.pk),
            application_id=row.pk,
            job_id=row.job_id,
            title=row.job.title,
            company=row.job.company,
            days=days,
        )
        audit(
            "follow_up_recommended",
            user=row.user,
            team_id=row.team_id,
            details={"application_id": row.pk, "job_id": row.job_id, "days": days},
        )
    return True


def check_follow_ups() -> int:
    """Remind of everything that is due; the number of reminders."""
    return sum(remind(pk) for pk in due())
