"""What was generated, for whom, at what cost. Prompts are not kept."""

from __future__ import annotations

from django.db import models

from jobhunt.lib.scoping import TeamOwned, TeamOwnedQuerySet


class GenerationQuerySet(TeamOwnedQuerySet["Generation"]):
    """Rows of a team."""


class Generation(TeamOwned):
    class Status(models.TextChoices):
        OK = "ok"
        FAILED = "failed"
        CANCELLED = "cancelled"

    kind = models.CharField(max_length=40)
    model = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=Status.choices)
    error = models.CharField(max_length=300, null=True, blank=True)
    output = models.JSONField(null=True, blank=True)
    # As the server counts them; null where it does not tell.
    input_tokens = models.PositiveIntegerField(null=True, blank=True)
    output_tokens = models.PositiveIntegerField(null=True, blank=True)
    # What counts against the team's budget: told, else estimated.
    budget_tokens = models.PositiveIntegerField(default=0)
    cost = models.DecimalField(max_digits=12, decimal_places=6, null=True, blank=True)
    duration = models.FloatField(default=0.0)
    job = models.ForeignKey(
        "scraping.Job", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    resume = models.ForeignKey(
        "resumes.Resume", models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = GenerationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["team", "user", "id"], name="ai_generation_history"),
            models.Index(fields=["team", "created_at"], name="ai_generation_budget"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
