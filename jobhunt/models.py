"""Infrastructure tables of the cellar: plain team and user ids, no foreign keys."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Event(models.Model):
    """What happened, in order; browsers are served from this table."""

    type = models.CharField(max_length=40)
    data = models.JSONField(default=dict)
    team_id = models.BigIntegerField(null=True, blank=True)
    user_id = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["team_id", "id"], name="jobhunt_event_team"),
            models.Index(fields=["user_id", "id"], name="jobhunt_event_user"),
            models.Index(fields=["created_at"], name="jobhunt_event_created"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.pk}"


class FeatureOverride(models.Model):
    """An admin's word over the environment's default, with who and when."""

    name = models.CharField(max_length=40, unique=True)
    enabled = models.BooleanField()
    reason = models.CharField(max_length=200, blank=True, default="")
    changed_by_id = models.BigIntegerField(null=True, blank=True, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.name}: {'on' if self.enabled else 'off'}"


class IdempotencyKey(models.Model):
    """The first answer to a request that may be repeated within a day."""

    user_id = models.BigIntegerField()
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user_id", "key"], name="jobhunt_idempotency_unique"
            )
        ]
        indexes = [
            models.Index(fields=["created_at"], name="jobhunt_idempotency_created")
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.key}"
