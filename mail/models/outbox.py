"""Every mail is a row first: the truth about what was sent and what was not."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from jobhunt.lib.scoping import TeamOwned, TeamOwnedQuerySet


class OutboxQuerySet(TeamOwnedQuerySet["OutboxMail"]):
    def of(self, user: Any) -> OutboxQuerySet:
        """The user's own mails in the current team, without those of accounts."""
        return (
            self.for_user(user)
            .filter(user=user)
            .exclude(kind__in=OutboxMail.PRIVATE_KINDS)
        )


class OutboxMail(TeamOwned):
    class Kind(models.TextChoices):
        APPLICATION = "application"
        HR = "hr"
        FOLLOW_UP = "follow_up"
        TEST = "test"
        ALERT = "alert"
        RESET = "reset"
        INVITATION = "invitation"

    class Status(models.TextChoices):
        QUEUED = "queued"
        SENDING = "sending"
        SENT = "sent"
        UNKNOWN = "unknown"
        FAILED = "failed"
        BOUNCED = "bounced"
        REPLIED = "replied"
        CANCELLED = "cancelled"

    # Their text holds links that sign in or let in: nobody reads them here.
    PRIVATE_KINDS = (Kind.RESET, Kind.INVITATION)

    kind = models.CharField(max_length=12, choices=Kind.choices)
    recipient = models.EmailField(max_length=320)
    recipient_name = models.CharField(max_length=200, blank=True, default="")
    reply_to = models.EmailField(max_length=254, blank=True, default="")
    sender_name = models.CharField(max_length=200, blank=True, default="")
    subject = models.CharField(max_length=200)
    body = models.TextField()
    attachment_name = models.CharField(max_length=255, blank=True, default="")
    attachment_type = models.CharField(max_length=100, blank=True, default="")
    # Under the upload root; several mails may name one file.
    attachment_path = models.CharField(max_length=300, blank=True, default="")
    status = models.CharField(
        max_length=10, choices=Status.choices, default=Status.QUEUED
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, null=True, blank=True)
    # Fixed when queued, the same in every attempt.
    message_id = models.CharField(max_length=255, unique=True)
    in_reply_to = models.CharField(max_length=255, blank=True, default="")
    references = models.TextField(blank=True, default="")
    # Of the provider, where an API backend gives one.
    provider_id = models.CharField(max_length=255, blank=True, default="")
    # Our name of what such a backend was given; a mail sent again gets another.
    copy_id = models.CharField(max_length=32, blank=True, default="")
    # Of scraping, plain numbers: mail knows no jobs.
    job_id = models.BigIntegerField(null=True, blank=True)
    application_id = models.BigIntegerField(null=True, blank=True)
    # Which follow-up of an application this is; one mail a step.
    step = models.PositiveSmallIntegerField(null=True, blank=True)
    not_before = models.DateTimeField(default=timezone.now)
    # Set just before the text goes to the server: from here on a crash leaves
    # it open whether the mail was accepted.
    handed_over_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application_id", "step"],
                condition=models.Q(step__isnull=False),
                name="mail_outbox_one_a_step",
            )
        ]
        indexes = [
            models.Index(fields=["team", "user", "id"], name="mail_outbox_user"),
            models.Index(fields=["status", "not_before"], name="mail_outbox_due"),
            models.Index(fields=["team", "job_id"], name="mail_outbox_job"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.recipient}: {self.status}"
