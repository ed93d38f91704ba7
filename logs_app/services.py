"""Reading, exporting and clearing stored entries."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone

from jobhunt.lib.audit import audit
from jobhunt.lib.export import export
from logs_app.models import LogEntry

HEADER = (
    "id",
    "created_at",
    "level",
    "action",
    "details",
    "user_id",
    "request_id",
)
BATCH = 5000


def filtered(entries: QuerySet[LogEntry], query: dict[str, Any]) -> QuerySet[LogEntry]:
    """The entries that a validated query asks for."""
    for name in ("level", "action", "user_id"):
        if query.get(name) is not None:
            entries = entries.filter(**{name: query[name]})
    if query.get("date_from"):
        entries = entries.filter(created_at__gte=query["date_from"])
    if query.get("date_to"):
        entries = entries.filter(created_at__lt=query["date_to"])
    for word in (query.get("search") or "").split()[:10]:
        entries = entries.filter(
            Q(message__icontains=word)
            | Q(action__icontains=word)
            | Q(request_id__iexact=word)
        )
    return entries


def exported(
    user: Any, entries: QuerySet[LogEntry], format: str
) -> StreamingHttpResponse:
    # What is there now: without the line that tells of this export.
    newest = LogEntry.objects.order_by("-id").values_list("id", flat=True).first()
    entries = entries.filter(id__lte=newest or 0)
    response = export(entries, name="logs", header=HEADER, format=format)
    audit("logs_export", user=user, details={"format": format})
    return response


def delete_in_batches(entries: QuerySet[LogEntry]) -> int:
    """Delete without one huge transaction; the number deleted."""
    total = 0
    while ids := list(entries.order_by("id").values_list("id", flat=True)[:BATCH]):
        total += LogEntry.objects.filter(id__in=ids)._raw_delete("default")
    return total


def clear(
    user: Any, *, before: datetime | None = None, level: str | None = None
) -> int:
    """Delete entries, all of them by default; the clearing itself is noted."""
    entries = LogEntry.objects.filter(created_at__lte=timezone.now())
    if before:
        entries = entries.filter(created_at__lt=before)
    if level:
        entries = entries.filter(level=level)
    deleted = delete_in_batches(entries)
    audit(
        "logs_clear",
        user=user,
        level="warning",
        details={
            "deleted": deleted,
            "before": before.isoformat() if before else None,
            "level": level,
        },
    )
    return deleted


def clean_up() -> int:
    """Delete entries older than LOG_RETENTION_DAYS."""
    oldest = timezone.now() - timedelta(days=settings.LOG_RETENTION_DAYS)
    return delete_in_batches(LogEntry.objects.filter(created_at__lt=oldest))
