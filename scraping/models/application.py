"""One person's pursuit of a posting: its status, its history, what was sent."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.utils import timezone

from jobhunt.lib.scoping import TeamOwned, TeamOwnedQuerySet
from scraping.models.job import Job
from scraping.statuses import NO_RESPONSE, Status


class ApplicationQuerySet(TeamOwnedQuerySet["Application"]):
    def of(self, user: Any) -> ApplicationQuerySet:
        """The user's own in the current team."""
        return self.for_user(user).filter(user=user)

    def at(self, job: Job) -> ApplicationQuerySet:
        """Those for a posting, whichever of its merged places they were made at."""
        return self.filter(Q(job=job) | Q(job__duplicate_of=job))

    def with_own(self, user: Any, *names: str) -> ApplicationQuerySet:
        """Annotate ``own_<name>``: the user's own values, null for a teammate's."""
        mine = Q(user_id=user.pk)
        return self.annotate(
            **{f"own_{name}": Case(When(mine, then=F(name))) for name in names}
        )

    def answered(self) -> ApplicationQuerySet:
        """Those that somebody replied to: noted, or told by their status."""
        told = ApplicationEvent.objects.filter(
            Q(kind=ApplicationEvent.Kind.REPLY)
            | Q(kind=ApplicationEvent.Kind.STATUS) & ~Q(to_status__in=NO_RESPONSE),
            application=OuterRef("pk"),
        )
        return self.filter(~Q(status__in=NO_RESPONSE) | Q(Exists(told)))


class Application(TeamOwned):
    job = models.ForeignKey(Job, models.CASCADE, related_name="applications")
    status = models.CharField(
        max_length=12, choices=Status.choices, default=Status.PENDING
    )
    applied_at = models.DateTimeField(null=True, blank=True)
    resume = models.ForeignKey(
        "resumes.Resume",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="applications",
    )
    cover_letter = models.TextField(null=True, blank=True)
    notes = models.TextField(null=True, blank=True)
    next_action_at = models.DateTimeField(null=True, blank=True)
    # When the one reminder to follow up was given.
    reminded_at = models.DateTimeField(null=True, blank=True)
    position = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["job", "user"],
                condition=Q(user__isnull=False),
                name="scraping_application_unique",
            )
        ]
        indexes = [
            models.Index(
                fields=["team", "status", "applied_at"], name="scraping_app_status"
            ),
            models.Index(fields=["team", "user", "id"], name="scraping_app_user"),
            models.Index(fields=["team", "applied_at"], name="scraping_app_applied"),
            models.Index(
                fields=["status", "applied_at"],
                name="scraping_app_follow_up",
                condition=Q(reminded_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} for {self.job_id}: {self.status}"


class ApplicationEvent(models.Model):
    """A line of the timeline; statistics count from these, never from the present."""

    class Kind(models.TextChoices):
        STATUS = "status"
        NOTE = "note"
        CALL = "call"
        INTERVIEW = "interview"
        TASK = "task"
        OFFER = "offer"
        MAIL = "mail"
        REPLY = "reply"
        REMINDER = "reminder"

    application = models.ForeignKey(Application, models.CASCADE, related_name="events")
    # Copied so that statistics read one index.
    team = models.ForeignKey("accounts.Team", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.TextField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)
    from_status = models.CharField(
        max_length=12, choices=Status.choices, null=True, blank=True
    )
    to_status = models.CharField(
        max_length=12, choices=Status.choices, null=True, blank=True
    )
    # Of mail's outbox, a plain number: mail knows no applications.
    mail_id = models.BigIntegerField(null=True, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["application", "id"], name="scraping_event_app"),
            models.Index(
                fields=["team", "at", "to_status"],
                name="scraping_event_reached",
                condition=Q(kind="status"),
            ),
            models.Index(
                fields=["team", "application"],
                name="scraping_event_mail",
                condition=Q(kind="mail", mail_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.application_id}"


class SentPackage(models.Model):
    """Exactly what went out with an application: bytes, text and posting."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="packages"
    )
    mail_id = models.BigIntegerField(null=True, blank=True)
    recipient = models.CharField(max_length=320)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    resume_filename = models.CharField(max_length=255, blank=True, default="")
    resume_sha256 = models.CharField(max_length=64, blank=True, default="")
    # Under the upload root; a copy, so that later changes do not reach it.
    resume_file = models.CharField(max_length=300, blank=True, default="")
    posting = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"package of {self.application_id}"
