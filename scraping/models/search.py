"""Saved searches of a team: sources, hard rules, schedule, alerts."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from jobhunt.lib.scoping import TeamOwned, TeamOwnedQuerySet


class SavedSearchQuerySet(TeamOwnedQuerySet["SavedSearch"]):
    """Rows of a team."""


class SavedSearch(TeamOwned):
    name = models.CharField(max_length=100)
    # null: everything that its sources list.
    keyword = models.CharField(max_length=100, null=True, blank=True)
    location = models.CharField(max_length=100, null=True, blank=True)
    source_names = models.JSONField(default=list, blank=True)
    company_ids = models.JSONField(default=list, blank=True)
    limit = models.PositiveIntegerField(null=True, blank=True)
    # As scraping.reading.rules.Rules has it.
    rules = models.JSONField(default=dict, blank=True)
    interval_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    alerts = models.BooleanField(default=False)
    auto_apply = models.BooleanField(default=False)
    # The owner who switched auto_apply on is the one that applies.
    auto_apply_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    min_score = models.PositiveSmallIntegerField(null=True, blank=True)
    # Of mail's templates.
    template_id = models.BigIntegerField(null=True, blank=True)
    enabled = models.BooleanField(default=True)
    # The team's schedule of contract 4.7 (one a team), kept as a search.
    is_team_schedule = models.BooleanField(default=False)
    last_run_at = models.DateTimeField(null=True, blank=True)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "saved searches"
        constraints = [
            models.UniqueConstraint(
                fields=["team"],
                condition=models.Q(is_team_schedule=True),
                name="scraping_search_one_team_schedule",
            )
        ]
        indexes = [models.Index(fields=["team", "id"], name="scraping_search_team")]

    def __str__(self) -> str:
        return self.name
