"""Events are rows first: published with the change, delivered from the table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
# Told after a commit of this process: who reads the table here (lib/hub.py).
local_wakers: list[Callable[[], None]] = []


@contextmanager
def _in_order() -> Iterator[None]:
    """Ids become visible in their order, so that no reader skips one.

    SQLite has one writer at a time. On PostgreSQL publishers take turns from the
    insert to the end of their transaction; outside of one the lock would end
    before the insert, hence the transaction here.
    """
    with transaction.atomic(savepoint=False):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        yield
        if settings.REDIS_URL or local_wakers:
            transaction.on_commit(wake)


def publish(
    type: str,
    data: dict[str, Any],
    *,
    team_id: int | None = None,
    user_id: int | None = None,
) -> Event:
    """Write an event in the caller's transaction; browsers get it after commit.

    With ``user_id`` only that user's connections get it (with ``team_id`` too:
    those in that team), else all of the team's.
    """
    with _in_order():
        return Event.objects.create(
            type=type, data=data, team_id=team_id, user_id=user_id
        )


def publish_many(events: list[Event]) -> None:
    """Several events in one statement, for ingest."""
    with _in_order():
        Event.objects.bulk_create(events)


def wake() -> None:
    """Tell the readers to look now; a lost wake-up only costs one poll."""
    for waker in [*local_wakers]:
        waker()
    if not settings.REDIS_URL:
        return
    from jobhunt.lib.cache import quietly, redis_client

    quietly(lambda: redis_client().publish(WAKE_CHANNEL, b"1"))


def prune() -> int:
    """Delete events too old to be replayed; the number deleted.

    The newest one stays, however old: it tells what "after it" means.
    """
    newest = Event.objects.order_by("-id").values("id")[:1]
    old = Event.objects.filter(created_at__lt=timezone.now() - KEEP)
    deleted, _ = old.exclude(id__in=newest).delete()
    return deleted


def latest_id() -> int:
    """The newest event's id: ``?since=`` of a page that is rendered now."""
    return Event.objects.order_by("-id").values_list("id", flat=True).first() or 0
