"""Stored log entries: what happened, for whom, in which request."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone


class LogEntryQuerySet(models.QuerySet["LogEntry"]):
    def for_user(self, user: Any) -> LogEntryQuerySet:
        """One's own entries of the current team; an admin sees all."""
        if user.is_staff:
            return self.all()
        return self.filter(user_id=user.pk, team_id=user.team_id)


class LogEntry(models.Model):
    """Plain ids: an entry outlives its user and team until it is cleaned up."""

    class Level(models.TextChoices):
        DEBUG = "debug"
        INFO = "info"
        WARNING = "warning"
        ERROR = "error"
        CRITICAL = "critical"

    created_at = models.DateTimeField(default=timezone.now)
    level = models.CharField(max_length=10, choices=Level.choices)
    action = models.CharField(max_length=40)
    message = models.TextField()
    details = models.JSONField(null=True)
    user_id = models.BigIntegerField(null=True)
    team_id = models.BigIntegerField(null=True)
    request_id = models.CharField(max_length=64, null=True)

    objects = LogEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "log entries"
        indexes = [
            models.Index(fields=["user_id", "team_id", "id"], name="logs_user"),
            models.Index(fields=["created_at"], name="logs_created"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.pk}"
