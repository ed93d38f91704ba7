"""A channel that cannot work at an address until somebody acts."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class ChannelPause(models.Model):
    channel = models.CharField(max_length=20)
    address = models.CharField(max_length=254)
    reason = models.CharField(max_length=300)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "address"], name="mail_pause_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} at {self.address}"
