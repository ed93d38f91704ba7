"""The run ledger: every posting seen has its outcome, every zero its reason."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from jobhunt.lib.scoping import TeamOwned, TeamOwnedQuerySet
from scraping.models.company import Company
from scraping.models.job import Job


class ScrapeRunQuerySet(TeamOwnedQuerySet["ScrapeRun"]):
    """Rows of a team."""


class ScrapeRun(TeamOwned):
    class Status(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        OK = "ok"
        PARTIAL = "partial"
        FAILED = "failed"
        CANCELLED = "cancelled"

    class Trigger(models.TextChoices):
        MANUAL = "manual"
        SCHEDULE = "schedule"
        SEARCH = "search"

    status = models.CharField(
        max_length=10, choices=Status.choices, default=Status.QUEUED
    )
    trigger = models.CharField(
        max_length=10, choices=Trigger.choices, default=Trigger.MANUAL
    )
    keyword = models.CharField(max_length=100, null=True, blank=True)
    location = models.CharField(max_length=100, null=True, blank=True)
    limit = models.PositiveIntegerField(null=True, blank=True)
    search = models.ForeignKey(
        "scraping.SavedSearch",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="runs",
    )
    # Names of sources and ids of companies that were asked for; empty = all.
    source_names = models.JSONField(default=list)
    company_ids = models.JSONField(default=list)
    seen = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=500, blank=True, default="")
    cancel_requested = models.BooleanField(default=False)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ScrapeRunQuerySet.as_manager()

    class Meta:
        constraints = [
            # One active run a team: the lock that five clicks meet.
            models.UniqueConstraint(
                fields=["team"],
                condition=models.Q(status__in=["queued", "running"]),
                name="scraping_run_one_active",
            )
        ]
        indexes = [models.Index(fields=["team", "id"], name="scraping_run_team")]

    def __str__(self) -> str:
        return f"run {self.pk}: {self.status}"

    @property
    def is_active(self) -> bool:
        return self.status in {self.Status.QUEUED, self.Status.RUNNING}


class RunSource(models.Model):
    """One source (one company's board) within a run."""

    run = models.ForeignKey(ScrapeRun, models.CASCADE, related_name="sources")
    source = models.CharField(max_length=40)
    company = models.ForeignKey(
        Company, models.SET_NULL, null=True, blank=True, related_name="runs"
    )
    # queued, running, or a status of scraping.sources.base.Status
    status = models.CharField(max_length=30, default="queued")
    seen = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=500, blank=True, default="")
    complete = models.BooleanField(default=False)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["source", "-id"], name="scraping_runsource_source")
        ]

    def __str__(self) -> str:
        return f"{self.source} in run {self.run_id}: {self.status}"


class RunPosting(models.Model):
    class Outcome(models.TextChoices):
        NEW = "new"
        UPDATED = "updated"
        UNCHANGED = "unchanged"
        DUPLICATE = "duplicate"
        FILTERED = "filtered"
        CAPPED = "capped"
        ERROR = "error"

    run = models.ForeignKey(ScrapeRun, models.CASCADE, related_name="postings")
    source = models.CharField(max_length=40)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    title = models.CharField(max_length=500, null=True)
    company = models.CharField(max_length=300, null=True)
    link = models.CharField(max_length=2000, null=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    rule = models.CharField(max_length=40, null=True)
    message = models.CharField(max_length=300, null=True)

    class Meta:
        indexes = [
            models.Index(fields=["run", "source", "id"], name="scraping_runposting_run")
        ]

    def __str__(self) -> str:
        return f"{self.outcome}: {self.title}"


class FeedCopy(models.Model):
    """The last answer of a feed, for its minimum interval, shared by all teams."""

    key = models.CharField(max_length=64, unique=True)
    source = models.CharField(max_length=40)
    fetched_at = models.DateTimeField(default=timezone.now)
    etag = models.CharField(max_length=300, blank=True, default="")
    last_modified = models.CharField(max_length=100, blank=True, default="")
    # The adapter's batch, compressed.
    content = models.BinaryField()

    class Meta:
        verbose_name_plural = "feed copies"

    def __str__(self) -> str:
        return f"{self.source} {self.key}"
