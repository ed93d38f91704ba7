"""A posting, narrow; its long text in a row of its own that no list touches."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from jobhunt.lib.scoping import TeamOwned
from scraping.querysets import JobQuerySet


class Job(TeamOwned):
    """One posting of a team, whoever found it. Unknown facts are null."""

    class Remote(models.TextChoices):
        REMOTE = "remote"
        HYBRID = "hybrid"
        ONSITE = "onsite"

    title = models.CharField(max_length=500)
    company = models.CharField(max_length=300, null=True, blank=True)
    location = models.CharField(max_length=500, null=True, blank=True)
    locations = models.JSONField(default=list, blank=True)
    remote = models.CharField(
        max_length=10, choices=Remote.choices, null=True, blank=True
    )
    remote_regions = models.JSONField(default=list, blank=True)
    requisition_id = models.CharField(max_length=200, null=True, blank=True)
    link = models.CharField(max_length=2000, null=True, blank=True)
    apply_link = models.CharField(max_length=2000, null=True, blank=True)
    source = models.CharField(max_length=40, default="manual")
    # The board within a source: ids of some services are unique only there.
    source_board = models.CharField(max_length=200, blank=True, default="")
    source_job_id = models.CharField(max_length=300, null=True, blank=True)
    employment_type = models.CharField(max_length=100, null=True, blank=True)
    department = models.CharField(max_length=200, null=True, blank=True)
    language = models.CharField(max_length=20, null=True, blank=True)
    salary_range = models.CharField(max_length=500, null=True, blank=True)
    salary_min = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True
    )
    salary_max = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True
    )
    salary_currency = models.CharField(max_length=3, null=True, blank=True)
    salary_period = models.CharField(max_length=10, null=True, blank=True)
    snippet = models.CharField(max_length=300, null=True, blank=True)
    skills_required = models.JSONField(default=list, blank=True)
    hr_email = models.EmailField(max_length=254, null=True, blank=True)
    posted_at = models.DateTimeField(null=True, blank=True)
    first_seen_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    # How we know, in words for the page.
    closed_reason = models.CharField(max_length=200, blank=True, default="")
    duplicate_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="duplicates"
    )
    hidden = models.BooleanField(default=False)
    board = models.ForeignKey(
        "scraping.Company",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="jobs",
    )
    # What a person wrote: a scan never overwrites these fields.
    edited_fields = models.JSONField(default=list, blank=True)
    # Digest of what the source said last, to write changed postings only.
    content_hash = models.CharField(max_length=64, blank=True, default="")
    # Never null and folded, so that lists sort by an index.
    title_sort = models.CharField(max_length=500, blank=True, default="")
    company_sort = models.CharField(max_length=300, blank=True, default="")
    # All its places, folded: whoever looks for one of them finds the posting.
    place_words = models.TextField(blank=True, default="")

    objects = JobQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["team", "id"],
                name="scraping_job_listed",
                condition=Q(duplicate_of__isnull=True, hidden=False),
            ),
            models.Index(fields=["team", "id"], name="scraping_job_newest"),
            # Every column that a count of listed jobs, by day or not, reads.
            models.Index(
                fields=["team", "duplicate_of", "created_at", "hidden"],
                name="scraping_job_counted",
            ),
            models.Index(
                fields=["team", "title_sort", "id"], name="scraping_job_title"
            ),
            models.Index(
                fields=["team", "company_sort", "id"], name="scraping_job_company"
            ),
            models.Index(fields=["team", "source", "id"], name="scraping_job_source"),
            models.Index(fields=["board", "closed_at"], name="scraping_job_board"),
        ]

    def __str__(self) -> str:
        return f"{self.title} at {self.company or '?'}"


class JobBody(models.Model):
    """The long part of a posting."""

    job = models.OneToOneField(
        Job, models.CASCADE, primary_key=True, related_name="body"
    )
    description = models.TextField(null=True, blank=True)
    description_text = models.TextField(null=True, blank=True)
    raw = models.JSONField(null=True, blank=True)
    # What the full-text index reads (scraping.reading.search.document_terms).
    search_terms = models.TextField(blank=True, default="")

    class Meta:
        verbose_name_plural = "job bodies"

    def __str__(self) -> str:
        return f"body of {self.job_id}"


class JobSighting(models.Model):
    """A place where a posting stands: its identities, the first one included."""

    team = models.ForeignKey("accounts.Team", models.CASCADE, related_name="+")
    job = models.ForeignKey(Job, models.CASCADE, related_name="sightings")
    source = models.CharField(max_length=40)
    source_board = models.CharField(max_length=200, blank=True, default="")
    source_job_id = models.CharField(max_length=300, null=True, blank=True)
    link = models.CharField(max_length=2000, null=True, blank=True)
    # Hash of the canonical link (scraping.reading.links.link_hash).
    link_hash = models.CharField(max_length=64, null=True, blank=True)
    first_seen_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "source", "source_board", "source_job_id"],
                condition=Q(source_job_id__isnull=False),
                name="scraping_sighting_source_id",
            ),
        ]
        indexes = [
            models.Index(fields=["team", "link_hash"], name="scraping_sighting_link"),
            models.Index(
                fields=["team", "source", "job"], name="scraping_sighting_source"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.source_job_id or self.link}"


class JobChange(models.Model):
    """A posting closed, opened again or was posted anew: when, and how we know."""

    class Kind(models.TextChoices):
        CLOSED = "closed"
        REOPENED = "reopened"
        REPOSTED = "reposted"

    job = models.ForeignKey(Job, models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    at = models.DateTimeField(default=timezone.now)
    evidence = models.CharField(max_length=300)
    # Of a posting under a new number: the closed one that it repeats.
    earlier = models.ForeignKey(
        Job, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["job", "earlier"], name="scraping_change_reposted_once"
            )
        ]
        indexes = [models.Index(fields=["job", "id"], name="scraping_change_job")]

    def __str__(self) -> str:
        return f"{self.job_id} {self.kind}: {self.evidence}"


class JobScore(models.Model):
    """How well a posting fits a user's default resume; null = cannot be told."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="scores")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    resume = models.ForeignKey("resumes.Resume", models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField(null=True)
    reasons = models.JSONField(default=dict)
    computed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["job", "user"], name="scraping_score_unique"
            )
        ]
        indexes = [
            models.Index(fields=["user", "score", "job"], name="scraping_score_rank")
        ]

    def __str__(self) -> str:
        return f"{self.score} for {self.job_id}"
