"""A mailbox of a user's own that his mails are sent from."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Mailbox(models.Model):
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="mailbox"
    )
    address = models.EmailField(max_length=254)
    name = models.CharField(max_length=200, blank=True, default="")
    host = models.CharField(max_length=255)
    port = models.PositiveIntegerField()
    use_ssl = models.BooleanField(default=False)
    use_tls = models.BooleanField(default=True)
    username = models.CharField(max_length=254, blank=True, default="")
    # Encrypted with a key derived from SECRET_KEY (mail.secrets).
    password = models.TextField(blank=True, default="", editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "mailboxes"

    def __str__(self) -> str:
        return self.address
