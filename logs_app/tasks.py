"""The nightly cleaning."""

from __future__ import annotations

from django.conf import settings
from scheduling.registry import periodic


@periodic("cleanup_logs", every=settings.SCHEDULE_CLEANUP_LOGS, limit=1800)
def cleanup_logs() -> None:
    """Old log entries, events and idempotency keys."""
    from jobhunt.lib import idempotency, realtime
    from logs_app.services import clean_up

    clean_up()
    realtime.prune()
    idempotency.prune()
