"""Jobs, applications, runs and sources for operators."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from scraping.models import (
    Application,
    Company,
    DuplicatePair,
    FollowUpSequence,
    Job,
    JobChange,
    RunSource,
    SavedSearch,
    ScrapeRun,
    SourceSetting,
    SourceState,
)


class ReadOnly(admin.ModelAdmin[Any]):
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class JobChangeInline(admin.TabularInline[JobChange, Job]):
    model = JobChange
    fk_name = "job"
    extra = 0
    can_delete = False
    fields = ("kind", "at", "evidence", "earlier")
    readonly_fields = fields


@admin.register(Job)
class JobAdmin(ReadOnly):
    list_display = ("title", "company", "location", "source", "team", "first_seen_at")
    list_filter = ("source", "remote", "hidden")
    search_fields = ("title", "company")
    list_select_related = ("team",)
    inlines = [JobChangeInline]


@admin.register(Application)
class ApplicationAdmin(ReadOnly):
    list_display = ("job", "user", "team", "status", "applied_at")
    list_filter = ("status",)
    search_fields = ("job__title", "user__email")
    list_select_related = ("job", "user", "team")


@admin.register(FollowUpSequence)
class SequenceAdmin(ReadOnly):
    list_display = ("application", "user", "team", "state", "sent", "next_at")
    list_filter = ("state",)
    list_select_related = ("application__job", "user", "team")


class RunSourceInline(admin.TabularInline[RunSource, ScrapeRun]):
    model = RunSource
    extra = 0
    can_delete = False
    fields = ("source", "company", "status", "seen", "new", "message")
    readonly_fields = fields


@admin.register(ScrapeRun)
class RunAdmin(ReadOnly):
    list_display = ("id", "team", "keyword", "status", "trigger", "seen", "new")
    list_filter = ("status", "trigger")
    list_select_related = ("team",)
    inlines = [RunSourceInline]


@admin.register(Company)
class CompanyAdmin(ReadOnly):
    list_display = ("__str__", "source", "board", "team", "enabled", "last_status")
    list_filter = ("source", "enabled")
    search_fields = ("name", "board")
    list_select_related = ("team",)


@admin.register(SavedSearch)
class SearchAdmin(ReadOnly):
    list_display = (
        "name",
        "team",
        "keyword",
        "interval_hours",
        "enabled",
        "auto_apply",
    )
    list_filter = ("enabled", "auto_apply")
    list_select_related = ("team",)


@admin.register(DuplicatePair)
class PairAdmin(ReadOnly):
    list_display = ("first", "second", "reason", "score", "status", "team")
    list_filter = ("status",)
    list_select_related = ("first", "second", "team")


@admin.register(SourceState)
class SourceStateAdmin(admin.ModelAdmin[SourceState]):
    list_display = ("source", "back_off_until", "quota_day", "quota_used")
    readonly_fields = ("source", "quota_day", "quota_used")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(SourceSetting)
class SourceSettingAdmin(ReadOnly):
    list_display = ("source", "team", "enabled")
    list_filter = ("source", "enabled")
    list_select_related = ("team",)
