"""The logging handler that stores business events (named in LOGGING)."""

from __future__ import annotations

import logging


class StoredLogHandler(logging.Handler):
    """One row an audit record, and a live ``log`` event for its user.

    A log that cannot be written never breaks what it tells about.
    """

    def handle(self, record: logging.LogRecord) -> bool:
        """Without the lock of other handlers: rows need none, and one thread would
        hold it while it waits for a transaction in which another one logs."""
        kept = bool(self.filter(record))
        if kept:
            self.emit(record)
        return kept

    def emit(self, record: logging.LogRecord) -> None:
        from django.db import DatabaseError, transaction

        from jobhunt.lib.realtime import publish
        from logs_app.models import LogEntry

        try:
            with transaction.atomic():
                entry = LogEntry.objects.create(
                    level=record.levelname.lower(),
                    action=getattr(record, "event", record.name),
                    message=record.getMessage(),
                    details=getattr(record, "details", None),
                    user_id=getattr(record, "user_id", None),
                    team_id=getattr(record, "team_id", None),
                    request_id=getattr(record, "request_id", None),
                )
                if entry.user_id is not None:
                    publish(
                        "log",
                        {
                            "log_id": entry.pk,
                            "level": entry.level,
                            "action": entry.action,
                            "message": entry.message,
                            "team_id": entry.team_id,
                            "request_id": entry.request_id,
                        },
                        user_id=entry.user_id,
                    )
        except DatabaseError:
            self.handleError(record)
