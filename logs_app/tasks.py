"""The nightly cleaning."""

from __future__ import annotations

from scheduling.registry import periodic


@periodic("cleanup_logs", limit=1800)
def cleanup_logs() -> None:
    """Old log entries, scrape runs, events and idempotency keys."""
    from jobhunt.lib import idempotency, realtime
    from logs_app.services import clean_up
    from scraping.services import ledger

    clean_up()
    ledger.prune()
    realtime.prune()
    idempotency.prune()
