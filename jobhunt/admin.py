"""Operators' view of the cellar: feature overrides and events."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.cache import cache
from django.http import HttpRequest

from jobhunt.lib import features
from jobhunt.lib.audit import audit
from jobhunt.lib.cache import quietly
from jobhunt.models import Event, FeatureOverride


@admin.register(FeatureOverride)
class FeatureOverrideAdmin(admin.ModelAdmin[FeatureOverride]):
    """A flag's override: effective at once in all processes, with who and when."""

    list_display = ("name", "enabled", "reason", "changed_by_id", "changed_at")

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "name":
            choices = [
                (flag.name, f"{flag.name}: {flag.what}") for flag in features.FLAGS
            ]
            return forms.ChoiceField(choices=choices)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(
        self, request: Any, obj: FeatureOverride, form: Any, change: bool
    ) -> None:
        obj.changed_by_id = request.user.pk
        super().save_model(request, obj, form, change)
        self.changed(request, f"{obj.name}={'on' if obj.enabled else 'off'}")

    def delete_model(self, request: HttpRequest, obj: FeatureOverride) -> None:
        super().delete_model(request, obj)
        self.changed(request, f"{obj.name}: default")

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        super().delete_queryset(request, queryset)
        self.changed(request, "defaults")

    def changed(self, request: Any, what: str) -> None:
        quietly(lambda: cache.delete(features.CACHE_KEY))
        audit("feature_override", user=request.user, message=f"Feature {what}")


@admin.register(Event)
class EventAdmin(admin.ModelAdmin[Event]):
    list_display = ("id", "type", "team_id", "user_id", "created_at")
    list_filter = ("type",)
    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
