"""Events are rows first: published with the change, delivered from the table."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from jobhunt.models import Event

# Kept for replay; a client further behind is told to reset.
KEEP = timedelta(days=2)
ADVISORY_LOCK = 0x6A6F6268  # any constant: all publishers share it
WAKE_CHANNEL = "jobhunt-events"


def publish(
    type: str,
    data: dict[str, Any],
    *,
    team_id: int | None = None,
    user_id: int | None = None,
) -> Event:
    """Write an event in the caller's transaction; browsers get it after commit.

    With ``user_id`` only that user's connections get it (in any team), else all
    of the team's. On PostgreSQL publishers take turns, so that ids become
    visible in their order and no reader skips one.
    """
    if connection.vendor == "postgresql" and connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
    event = Event.objects.create(type=type, data=data, team_id=team_id, user_id=user_id)
    if settings.REDIS_URL:
        transaction.on_commit(wake)
    return event


def publish_many(events: list[Event]) -> None:
    """Several events in one statement, for ingest."""
    if connection.vendor == "postgresql" and connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
    Event.objects.bulk_create(events)
    if settings.REDIS_URL:
        transaction.on_commit(wake)


def wake() -> None:
    """Tell other processes to look now; lost wake-ups only cost one poll."""
    from jobhunt.lib.cache import quietly, redis_client

    quietly(lambda: redis_client().publish(WAKE_CHANNEL, b"1"))


def prune() -> int:
    """Delete events too old to be replayed; the number deleted."""
    deleted, _ = Event.objects.filter(created_at__lt=timezone.now() - KEEP).delete()
    return deleted
