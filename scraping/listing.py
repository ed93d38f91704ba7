"""The job list's filters and orders, shared by the API and the page."""

from __future__ import annotations

from collections.abc import Callable
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
    for name, narrow in NARROW.items():
        if query.get(name) not in (None, ""):
            jobs = narrow(jobs, user, query[name])
    if query.get("sort") == "score":
        jobs = jobs.with_score(user).annotate(score_rank=Coalesce(F("match_score"), -1))
    return jobs


NARROW: dict[str, Callable[[JobQuerySet, Any, Any], JobQuerySet]] = {
    "status": lambda jobs, user, value: jobs.with_status(user, value),
    "search": lambda jobs, user, value: jobs.search(value, user.team_id),
    "closed": lambda jobs, user, value: jobs.filter(closed_at__isnull=value == "false"),
    "source": lambda jobs, user, value: jobs.filter(source=value),
    "location": lambda jobs, user, value: jobs.in_place(value),
    "remote": lambda jobs, user, value: jobs.remote_only(value == "true"),
    "posted_since": lambda jobs, user, value: jobs.posted_since(value, user.timezone),
    "min_score": lambda jobs, user, value: jobs.scored_from(user, value),
}
