"""Resumes in the administration: looked at, not edited."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from resumes.models import Resume


@admin.register(Resume)
class ResumeAdmin(admin.ModelAdmin):
    list_display = ("id", "filename", "team", "user", "text_status", "created_at")
    list_filter = ("text_status", "archived")
    search_fields = ("filename", "title", "user__email", "team__name")
    list_select_related = ("team", "user")
    readonly_fields = (
        "team",
        "user",
        "filename",
        "title",
        "tags",
        "file_size",
        "sha256",
        "pages",
        "text_status",
        "is_default",
        "archived",
        "created_at",
        "updated_at",
    )
    exclude = ("path",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # a row without its file: the page deletes both
