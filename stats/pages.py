"""What the dashboard shows: small indexed queries, the counted part cached."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jobhunt.lib.cache import remember
from jobhunt.lib.features import is_enabled
from resumes.models import Resume
from scheduling.models import Schedule
from scraping.models import (
    Application,
    ApplicationEvent,
    Company,
    Job,
    JobScore,
    SavedSearch,
    ScrapeRun,
)
from scraping.statuses import CLOSED, NO_RESPONSE, Status
from stats.queries import applications_of, percentage

logger = logging.getLogger("jobhunt.stats")
T = TypeVar("T")

SHOWN = 6
RUNS_SHOWN = 4
WEEKS = 12
SOON = timedelta(days=7)
# An application without an answer for so long is worth a look.
QUIET_AFTER = timedelta(days=10)
NEW_FOR = timedelta(days=14)
CACHED_FOR = 120
OFFERED = (Status.OFFERED, Status.ACCEPTED)
INTERVIEWED = (Status.INTERVIEWING, *OFFERED)


def safely(make: Callable[[], T]) -> T | None:
    """A card's data, or None where it failed: one card never takes the page down."""
    try:
        return make()
    except Exception:
        logger.exception("a card of the dashboard failed")
        return None


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week_begins(zone: ZoneInfo, weeks: int) -> list[datetime]:
    """The first instants of the last ``weeks`` weeks, this one last, and of the next."""
    this = monday_of(timezone.now().astimezone(zone).date())
    days = [this - timedelta(weeks=weeks - 1 - n) for n in range(weeks + 1)]
    return [datetime.combine(day, time.min, zone) for day in days]


def weekly(user: Any, scope: str) -> list[dict[str, Any]]:
    """Applications in each of the last weeks, in one query."""
    begins = week_begins(ZoneInfo(user.timezone), WEEKS)
    rows = applications_of(user, scope).filter(
        applied_at__gte=begins[0], applied_at__lt=begins[-1]
    )
    counts = rows.aggregate(
        **{
            f"week_{n}": Count(
                "id",
                filter=Q(applied_at__gte=begins[n], applied_at__lt=begins[n + 1]),
            )
            for n in range(WEEKS)
        }
    )
    return [
        {"start": begins[n].date().isoformat(), "count": counts[f"week_{n}"]}
        for n in range(WEEKS)
    ]


def reached_counts(user: Any, scope: str, since: datetime) -> dict[str, int]:
    """How many applications ever reached each step; ``…_new`` since a moment."""
    rows = applications_of(user, scope)
    events = ApplicationEvent.objects.filter(team_id=user.team_id, kind="status")
    if scope == "me":
        events = events.filter(application__user=user)
    answered = Q(from_status=Status.APPLIED) & ~Q(to_status__in=NO_RESPONSE)
    interview, offer = Q(to_status__in=INTERVIEWED), Q(to_status__in=OFFERED)
    new = Q(at__gte=since)
    made = rows.filter(applied_at__isnull=False).aggregate(
        applied=Count("id"),
        applied_new=Count("id", filter=Q(applied_at__gte=since)),
    )
    reached = events.aggregate(
        **{
            f"{name}{suffix}": Count(
                "application_id", distinct=True, filter=condition & extra
            )
            for name, condition in (
                ("answered", answered),
                ("interviews", interview),
                ("offers", offer),
            )
            for suffix, extra in (("", Q()), ("_new", new))
        }
    )
    return {**made, **reached}


def counted(user: Any, scope: str) -> dict[str, Any]:
    """Figures, week bars and the funnel, from the cache where nothing changed."""

    def make() -> dict[str, Any]:
        begins = week_begins(ZoneInfo(user.timezone), 1)
        counts = reached_counts(user, scope, begins[0])
        return {
            "counts": counts,
            "answer_rate": percentage(counts["answered"], counts["applied"]),
            "weeks": weekly(user, scope),
        }

    name = f"dashboard-page:{user.pk}:{user.timezone}:{scope}"
    return remember(user.team_id, name, CACHED_FOR, make)[0]


def own_open(user: Any) -> QuerySet[Application]:
    return (
        Application.objects.of(user)
        .exclude(status__in=CLOSED)
        .select_related("job")
        .only(
            "id",
            "status",
            "applied_at",
            "next_action_at",
            "updated_at",
            "version",
            "job__id",
            "job__title",
            "job__company",
        )
    )


def next_actions(user: Any) -> dict[str, Any]:
    """What waits for the user: dated actions, then applications gone quiet."""
    now = timezone.now()
    dated = own_open(user).filter(next_action_at__lte=now + SOON)
    rows = [
        {
            "application": item,
            "at": item.next_action_at,
            "late": item.next_action_at is not None and item.next_action_at < now,
        }
        for item in dated.order_by("next_action_at", "id")[: SHOWN + 1]
    ]
    if len(rows) < SHOWN:
        quiet = own_open(user).filter(
            status=Status.APPLIED,
            next_action_at__isnull=True,
            applied_at__lt=now - QUIET_AFTER,
        )
        rows += [
            {"application": item, "at": None, "late": False}
            for item in quiet.order_by("applied_at", "id")[: SHOWN + 1 - len(rows)]
        ]
    return {"rows": rows[:SHOWN], "more": len(rows) > SHOWN}


def interviews_ahead(user: Any) -> list[ApplicationEvent]:
    now = timezone.now()
    return list(
        ApplicationEvent.objects.filter(
            team_id=user.team_id,
            application__user=user,
            kind=ApplicationEvent.Kind.INTERVIEW,
            at__gte=now,
            at__lt=now + SOON,
        )
        .select_related("application__job")
        .order_by("at")[:SHOWN]
    )


def best_matches(user: Any) -> list[JobScore]:
    """Open, new, well matching jobs that the user has done nothing with."""
    touched = Application.objects.filter(job=OuterRef("job_id"), user=user)
    return list(
        JobScore.objects.filter(
            user=user,
            score__isnull=False,
            job__team_id=user.team_id,
            job__closed_at__isnull=True,
            job__hidden=False,
            job__duplicate_of__isnull=True,
            job__first_seen_at__gte=timezone.now() - NEW_FOR,
        )
        .exclude(Exists(touched))
        .select_related("job")
        .order_by("-score", "-job_id")[:SHOWN]
    )


def latest_runs(user: Any) -> list[ScrapeRun]:
    return list(
        ScrapeRun.objects.for_user(user)
        .select_related("search")
        .order_by("-id")[:RUNS_SHOWN]
    )


def next_scrape(user: Any) -> datetime | None:
    """When the next scheduled search for this team begins, if any is due at all."""
    if not is_enabled("job_scraping") or not settings.SCHEDULER_ENABLED:
        return None
    own = Q(team_id=user.team_id)
    everybody = Q(team_id__isnull=True, job="scrape_jobs")
    return (
        Schedule.objects.filter(own | everybody, enabled=True)
        .filter(next_run_at__gt=timezone.now())
        .order_by("next_run_at")
        .values_list("next_run_at", flat=True)
        .first()
    )


def address(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def checklist(user: Any) -> list[dict[str, Any]]:
    """The first steps of a new account; empty once an application was made."""
    steps = [
        {
            "done": Resume.objects.for_user(user).exists(),
            "label": _("Upload your resume"),
            "url": address("resumes:resume-list"),
        },
        {
            "done": Job.objects.for_user(user).exists(),
            "label": _("Find or add the first jobs"),
            "url": address("scraping:job-list"),
        },
        {
            "done": Company.objects.for_user(user).exists()
            or SavedSearch.objects.for_user(user).exists(),
            "label": _("Watch a company or save a search"),
            "url": address("scraping:company-list"),
        },
        {
            "done": Application.objects.of(user)
            .filter(applied_at__isnull=False)
            .exists(),
            "label": _("Send or note the first application"),
            "url": address("scraping:application-list"),
        },
    ]
    return [] if steps[-1]["done"] else steps
