"""What a team watches, and how it and the installation see the sources."""

from __future__ import annotations

from django.db import models

from jobhunt.lib.scoping import TeamOwned, TeamOwnedQuerySet


class CompanyQuerySet(TeamOwnedQuerySet["Company"]):
    """Rows of a team."""


class Company(TeamOwned):
    """A company board or career page that the team watches."""

    name = models.CharField(max_length=300, null=True, blank=True)
    # A name given by hand is a label of one's own; scans do not change it.
    name_edited = models.BooleanField(default=False)
    source = models.CharField(max_length=40)
    # As in the public URL; a career page has its address here.
    board = models.CharField(max_length=500)
    url = models.CharField(max_length=2000)
    enabled = models.BooleanField(default=True)
    last_run_at = models.DateTimeField(null=True, blank=True)
    last_status = models.CharField(max_length=30, null=True, blank=True)
    # Complete answers in a row that listed nothing where something was.
    empty_answers = models.PositiveSmallIntegerField(default=0)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "companies"
        constraints = [
            models.UniqueConstraint(
                fields=["team", "source", "board"], name="scraping_company_unique"
            )
        ]

    def __str__(self) -> str:
        return self.name or self.board


class SourceSetting(models.Model):
    """A team's switch of a source; without a row the source's default holds."""

    team = models.ForeignKey("accounts.Team", models.CASCADE, related_name="+")
    source = models.CharField(max_length=40)
    enabled = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "source"], name="scraping_source_setting_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source}: {'on' if self.enabled else 'off'}"


class SourceState(models.Model):
    """What the whole installation owes a source: its pauses and quota."""

    source = models.CharField(max_length=40, unique=True)
    back_off_until = models.DateTimeField(null=True, blank=True)
    quota_day = models.DateField(null=True, blank=True)
    quota_used = models.PositiveIntegerField(default=0)
    disabled = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.source
