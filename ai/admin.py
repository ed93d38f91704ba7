"""Generations in the administration: who, what, at what cost; not the texts."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from ai.models import Generation


@admin.register(Generation)
class GenerationAdmin(admin.ModelAdmin):
    list_display = ("id", "kind", "status", "team", "user", "model", "created_at")
    list_filter = ("kind", "status")
    search_fields = ("user__email", "team__name")
    list_select_related = ("team", "user")
    exclude = ("output",)
    readonly_fields = (
        "team",
        "user",
        "kind",
        "model",
        "status",
        "error",
        "input_tokens",
        "output_tokens",
        "budget_tokens",
        "cost",
        "duration",
        "job",
        "resume",
        "created_at",
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
