"""Texts with named places, the team's."""

from __future__ import annotations

from django.db import models

from jobhunt.lib.scoping import TeamOwned, TeamOwnedQuerySet


class MailTemplate(TeamOwned):
    class Kind(models.TextChoices):
        APPLICATION = "application"
        FOLLOW_UP = "follow_up"
        LETTER = "letter"

    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    subject = models.CharField(max_length=200, blank=True, default="")
    body = models.TextField()
    # Only an owner says that a text may go out without being read again.
    approved = models.BooleanField(default=False)

    objects = TeamOwnedQuerySet["MailTemplate"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["team", "id"], name="mail_template_team")]

    def __str__(self) -> str:
        return self.name
