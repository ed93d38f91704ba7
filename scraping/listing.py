"""The job list's filters and orders, shared by the API and the page."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce

from scraping.models import Job
from scraping.querysets import JobQuerySet

KEYSETS = {
    "newest": ("-id",),
    "oldest": ("id",),
    "title": ("title_sort", "id"),
    "company": ("company_sort", "id"),
    "score": ("-score_rank", "-id"),
}
FILTERS = (
    "status",
    "search",
    "closed",
    "source",
    "location",
    "remote",
    "posted_since",
    "min_score",
    "hidden",
)


def job_list(user: Any, query: dict[str, Any]) -> JobQuerySet:
    """The jobs that a validated JobQuery asks for, not yet in order."""
    jobs = Job.objects.for_user(user)
    if query.get("hidden") == "true":
        jobs = jobs.filter(duplicate_of__isnull=True, hidden=True)
    else:
        jobs = jobs.listed()
    if status := query.get("status"):
        jobs = jobs.with_status(user, status)
    if text := query.get("search"):
        jobs = jobs.search(text, user.team_id)
    if closed := query.get("closed"):
        jobs = jobs.filter(closed_at__isnull=closed == "false")
    if source := query.get("source"):
        jobs = jobs.filter(source=source)
    if place := query.get("location"):
        jobs = jobs.in_place(place)
    if remote := query.get("remote"):
        jobs = jobs.remote_only(remote == "true")
    if day := query.get("posted_since"):
        jobs = jobs.posted_since(day, user.timezone)
    if (score := query.get("min_score")) is not None:
        jobs = jobs.with_score(user).filter(match_score__gte=score)
    if query.get("sort") == "score":
        jobs = jobs.with_score(user).annotate(score_rank=Coalesce(F("match_score"), -1))
    return jobs
