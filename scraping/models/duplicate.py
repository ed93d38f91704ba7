"""Suggested duplicates: never merged by themselves."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from scraping.models.job import Job


class DuplicatePairQuerySet(models.QuerySet["DuplicatePair"]):
    def for_user(self, user: Any) -> DuplicatePairQuerySet:
        return self.filter(team_id=user.team_id)


class DuplicatePair(models.Model):
    class Status(models.TextChoices):
        SUGGESTED = "suggested"
        MERGED = "merged"
        DISMISSED = "dismissed"

    team = models.ForeignKey("accounts.Team", models.CASCADE, related_name="+")
    # The lower id first, so that a pair is one row.
    first = models.ForeignKey(Job, models.CASCADE, related_name="+")
    second = models.ForeignKey(Job, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=300)
    score = models.FloatField()
    status = models.CharField(
        max_length=10, choices=Status.choices, default=Status.SUGGESTED
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = DuplicatePairQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"], name="scraping_pair_unique"
            )
        ]
        indexes = [models.Index(fields=["team", "id"], name="scraping_pair_team")]

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}"


class DuplicateKey(models.Model):
    """A blocking key of a posting (scraping.reading.identity.candidate_keys)."""

    team = models.ForeignKey("accounts.Team", models.CASCADE, related_name="+")
    job = models.ForeignKey(Job, models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["team", "key"], name="scraping_dup_key")]

    def __str__(self) -> str:
        return f"{self.key} of {self.job_id}"
