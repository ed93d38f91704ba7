"""Applications as a file."""

from __future__ import annotations

from typing import Any

from django.http import StreamingHttpResponse

from jobhunt.lib.export import export
from scraping.models.application import ApplicationQuerySet

HEADER = (
    "id",
    "title",
    "company",
    "status",
    "applied_at",
    "resume_id",
    "next_action_at",
    "notes",
)
SHARED = ("id", "job__title", "job__company", "status", "applied_at")
PRIVATE = ("resume_id", "next_action_at", "notes")


def applications(
    queryset: ApplicationQuerySet, user: Any, format: str
) -> StreamingHttpResponse:
    """What the user may see of each: a teammate's without what is private."""
    return export(
        queryset.with_own(user, *PRIVATE),
        name="applications",
        header=HEADER,
        fields=(*SHARED, *(f"own_{name}" for name in PRIVATE)),
        format=format,
    )
