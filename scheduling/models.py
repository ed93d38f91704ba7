"""Schedules, runs (which are the execution locks), and the worker's own state."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobhunt.lib.scoping import Member


class State(models.TextChoices):
    QUEUED = "queued", _("queued")
    RUNNING = "running", _("running")
    OK = "ok", _("ok")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")
    SKIPPED = "skipped", _("skipped")


ACTIVE = (State.QUEUED, State.RUNNING)
ENDED = (State.OK, State.FAILED, State.CANCELLED, State.SKIPPED)


class ScheduleQuerySet(models.QuerySet["Schedule"]):
    def for_user(self, user: Member) -> ScheduleQuerySet:
        """The schedules of the user's current team."""
        if user.team_id is None:
            return self.none()
        return self.filter(team_id=user.team_id)

    def visible(self) -> ScheduleQuerySet:
        """Without the machinery's own housekeeping."""
        from scheduling.registry import GLOBAL_JOBS

        return self.exclude(
            models.Q(team_id=None, key="") & ~models.Q(job__in=GLOBAL_JOBS)
        )

    def due(self, now: Any) -> ScheduleQuerySet:
        return self.filter(enabled=True, next_run_at__lte=now)


class Schedule(models.Model):
    """A job that starts by itself. ``team_id`` null: a job of the installation."""

    job = models.CharField(max_length=80)
    key = models.CharField(max_length=120, blank=True, default="")
    name = models.CharField(max_length=150, blank=True, default="")
    trigger = models.CharField(
        max_length=100,
        help_text=_('An interval ("6h", "90m") or a cron line of five fields.'),
    )
    parameters = models.JSONField(default=dict, blank=True)
    team_id = models.BigIntegerField(null=True, blank=True)
    enabled = models.BooleanField(default=True)
    next_run_at = models.DateTimeField(null=True, blank=True)
    last_run_at = models.DateTimeField(null=True, blank=True)
    last_status = models.CharField(
        max_length=10, choices=State.choices, null=True, blank=True
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ScheduleQuerySet.as_manager()

    # Set by set_schedule(): False when the row was there already.
    created_now: bool = False

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["job", "key"], name="scheduling_schedule_unique"
            )
        ]
        indexes = [
            models.Index(fields=["next_run_at"], name="scheduling_schedule_due"),
            models.Index(fields=["team_id", "id"], name="scheduling_schedule_team"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        from scheduling.registry import label

        return self.name or label(self.job)

    @property
    def public_id(self) -> str:
        """The id of the API: the job's name for the installation's own."""
        return str(self.pk) if self.team_id is not None or self.key else self.job


class JobRunQuerySet(models.QuerySet["JobRun"]):
    def for_user(self, user: Member) -> JobRunQuerySet:
        """The runs of the user's current team."""
        if user.team_id is None:
            return self.none()
        return self.filter(team_id=user.team_id)

    def active(self) -> JobRunQuerySet:
        return self.filter(state__in=ACTIVE)


class JobRun(models.Model):
    """One execution. Queued or running, it is the lock of its (job, key).

    The queue only carries this row's id; owner, lease and attempts here decide
    who works, so that a delivery lost or doubled by the queue changes nothing.
    """

    class Origin(models.TextChoices):
        TASK = "task", _("task")
        SCHEDULE = "schedule", _("schedule")
        MANUAL = "manual", _("by hand")

    job = models.CharField(max_length=80)
    key = models.CharField(max_length=120, blank=True, default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    origin = models.CharField(
        max_length=10, choices=Origin.choices, default=Origin.TASK
    )
    # Long runs take turns, so that a worker stays free for mail and resumes.
    long = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=3)
    owner = models.CharField(max_length=120, blank=True, default="")
    lease_until = models.DateTimeField(null=True, blank=True)
    payload = models.JSONField(default=dict, blank=True)
    # Payload of a run to follow this one at once: asked for while this one ran.
    again = models.JSONField(null=True, blank=True)
    progress = models.JSONField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True, default="")
    team_id = models.BigIntegerField(null=True, blank=True)
    request_id = models.CharField(max_length=64, null=True, blank=True)
    schedule = models.ForeignKey(
        Schedule, models.SET_NULL, null=True, blank=True, related_name="runs"
    )
    # Not before; and when the sweeper is to hand it to the queue (again).
    available_at = models.DateTimeField(default=timezone.now)
    wake_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobRunQuerySet.as_manager()

    # Set by enqueue(): False when an active run was found instead.
    created_now: bool = False

    class Meta:
        verbose_name = _("run")
        constraints = [
            models.UniqueConstraint(
                fields=["job", "key"],
                condition=models.Q(state__in=ACTIVE),
                name="scheduling_run_lock",
            ),
            models.UniqueConstraint(
                fields=["long"],
                condition=models.Q(state=State.RUNNING, long=True),
                name="scheduling_run_one_long",
            ),
        ]
        indexes = [
            models.Index(
                fields=["wake_at"],
                condition=models.Q(state=State.QUEUED),
                name="scheduling_run_queued",
            ),
            models.Index(
                fields=["lease_until"],
                condition=models.Q(state=State.RUNNING),
                name="scheduling_run_running",
            ),
            models.Index(fields=["schedule", "-id"], name="scheduling_run_history"),
            models.Index(fields=["team_id", "-id"], name="scheduling_run_team"),
            models.Index(fields=["finished_at"], name="scheduling_run_finished"),
        ]

    def __str__(self) -> str:
        return f"{self.job} {self.pk}"

    @property
    def title(self) -> str:
        from scheduling.registry import label

        return label(self.job)

    @property
    def seconds(self) -> float | None:
        """How long the last attempt took."""
        if self.started_at is None or self.finished_at is None:
            return None
        return (self.finished_at - self.started_at).total_seconds()


class Control(models.Model):
    """The single row by which web processes reach the supervisors."""

    # Raised by one to have every worker restarted.
    generation = models.PositiveIntegerField(default=0)
    restarted_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"generation {self.generation}"


class Cluster(models.Model):
    """A supervisor and its workers, as they were last heard of."""

    name = models.CharField(max_length=80, unique=True)
    host = models.CharField(max_length=100)
    pid = models.PositiveIntegerField()
    workers = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(default=timezone.now)
    # The supervisor's own sign of life, and the last canary its workers answered.
    seen_at = models.DateTimeField(default=timezone.now)
    beat_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
