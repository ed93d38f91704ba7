"""Schedules and runs in the administration; the queue's own tables are not.

Whoever edits a django-q2 schedule, or resubmits one of its tasks, has the worker
run any dotted path: those models are taken off the site.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.sites import AdminSite
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_q import models as queue_models

from jobhunt.lib.errors import DomainError
from scheduling import schedules
from scheduling.models import Cluster, JobRun, Schedule, State
from scheduling.queue import enqueue
from scheduling.settling import cancel


def close_queue_admin(site: AdminSite) -> None:
    for name in ("Schedule", "Success", "Failure", "OrmQ", "Task"):
        model = getattr(queue_models, name, None)
        if model is not None and site.is_registered(model):
            site.unregister(model)


close_queue_admin(admin.site)


class ReadOnly(admin.ModelAdmin[Any]):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Schedule)
class ScheduleAdmin(ReadOnly):
    list_display = (
        "title",
        "team_id",
        "when",
        "enabled",
        "next_run_at",
        "last_run_at",
        "last_status",
    )
    list_filter = ("enabled", "last_status", "job")
    search_fields = ("name", "job", "key", "=team_id")
    list_per_page = 50
    actions = ("pause", "resume", "run_now")

    @admin.display(description=gettext_lazy("when"))
    def when(self, schedule: Schedule) -> str:
        return schedules.describe(schedule.trigger)

    @admin.action(description=gettext_lazy("Pause"))
    def pause(self, request: HttpRequest, queryset: QuerySet[Schedule]) -> None:
        for schedule in queryset:
            schedules.pause(schedule)

    @admin.action(description=gettext_lazy("Resume"))
    def resume(self, request: HttpRequest, queryset: QuerySet[Schedule]) -> None:
        for schedule in queryset:
            schedules.resume(schedule)

    @admin.action(description=gettext_lazy("Run now"))
    def run_now(self, request: HttpRequest, queryset: QuerySet[Schedule]) -> None:
        for schedule in queryset:
            try:
                schedules.run_now(schedule)
            except DomainError as error:
                text = f"{schedule.title}: {error.message}"
                self.message_user(request, text, messages.ERROR)


@admin.register(JobRun)
class JobRunAdmin(ReadOnly):
    list_display = (
        "id",
        "job",
        "key",
        "state",
        "origin",
        "attempts",
        "team_id",
        "owner",
        "created_at",
        "duration",
        "error",
    )
    list_filter = ("state", "origin", "job")
    search_fields = ("job", "key", "error", "=request_id", "=team_id")
    date_hierarchy = "created_at"
    show_full_result_count = False
    list_per_page = 50
    actions = ("run_again", "cancel_waiting")

    @admin.display(description=gettext_lazy("seconds"))
    def duration(self, run: JobRun) -> str:
        return "" if run.seconds is None else f"{run.seconds:.1f}"

    @admin.action(description=gettext_lazy("Run again"))
    def run_again(self, request: HttpRequest, queryset: QuerySet[JobRun]) -> None:
        """The same job with the same payload; nothing else can be named here."""
        for run in queryset.filter(state__in=(State.FAILED, State.CANCELLED)):
            enqueue(
                run.job,
                run.key,
                team_id=run.team_id,
                origin=JobRun.Origin.MANUAL,
                schedule=run.schedule,
                **run.payload,
            )

    @admin.action(description=gettext_lazy("Cancel where still queued"))
    def cancel_waiting(self, request: HttpRequest, queryset: QuerySet[JobRun]) -> None:
        number = sum(cancel(run) for run in queryset)
        self.message_user(request, _("%(number)d cancelled.") % {"number": number})


@admin.register(Cluster)
class ClusterAdmin(ReadOnly):
    list_display = ("name", "host", "pid", "workers", "started_at", "seen_at")
