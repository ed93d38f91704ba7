"""Applications as a file."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse

from jobhunt.lib.export import export

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
FIELDS = (
    "id",
    "job__title",
    "job__company",
    "status",
    "applied_at",
    "resume_id",
    "next_action_at",
    "notes",
)


def applications(queryset: QuerySet[Any], format: str) -> StreamingHttpResponse:
    return export(
        queryset, name="applications", header=HEADER, fields=FIELDS, format=format
    )
