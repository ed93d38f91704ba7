"""Statistics, live over indexed rows; the API caches, the pages share.

What counts as reached comes from the events, never from the present status.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter, defaultdict
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, Min, QuerySet, Value

from resumes.models import Resume
from scraping.models import Application, ApplicationEvent, Job
from scraping.statuses import NO_RESPONSE, SHORTLISTED, Status
from stats.periods import Period, period_of


class Reached(NamedTuple):
    """One application's history, as far as statistics need it."""

    application_id: int
    resume_id: int | None
    source: str
    applied_at: datetime
    reached: frozenset[str]
    responded_at: datetime | None


def applications_of(user: Any, scope: str) -> QuerySet[Application]:
    rows = Application.objects.for_user(user)
    return rows.filter(user=user) if scope == "me" else rows


def applied(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Those that were really made: they have a date."""
    return rows.filter(applied_at__isnull=False)


def percentage(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


def dashboard(user: Any, scope: str = "team") -> dict[str, Any]:
    rows = applications_of(user, scope)
    by_status = dict.fromkeys(map(str, Status), 0)
    made = 0
    for status, count, with_date in rows.values_list("status").annotate(
        count=Count("*"), with_date=Count("applied_at")
    ):
        by_status[status] = count
        made += with_date
    jobs = Job.objects.for_user(user).listed()
    if scope == "me":
        jobs = jobs.filter(user=user)
    resumes = Resume.objects.for_user(user)
    if scope == "me":
        resumes = resumes.filter(user=user)
    shortlisted = sum(by_status[status] for status in SHORTLISTED)
    emailed = (
        ApplicationEvent.objects.filter(
            team_id=user.team_id,
            kind=ApplicationEvent.Kind.MAIL,
            mail_id__isnull=False,
            application__applied_at__isnull=False,
            **({"application__user": user} if scope == "me" else {}),
        )
        .values("application")
        .distinct()
        .count()
    )
    return {
        "total_jobs": jobs.count(),
        "total_applied": made,
        "total_applications": sum(by_status.values()),
        "total_resumes": resumes.count(),
        "emailed": emailed,
        "shortlisted": shortlisted,
        "rejected": by_status[Status.REJECTED],
        "success_rate": percentage(shortlisted, made),
        "by_status": by_status,
        "status_distribution": [
            {"name": name, "value": value} for name, value in by_status.items()
        ],
        "daily_activity": daily_activity(user, rows, jobs),
    }


def daily_activity(
    user: Any, rows: QuerySet[Application], jobs: QuerySet[Job]
) -> list[dict[str, Any]]:
    """The last seven days, today last."""
    week = period_of("7d", user.timezone)
    found_by_day = count_by_day(jobs, "created_at", week)
    made_by_day = count_by_day(rows, "applied_at", week)
    return [
        {
            "date": day.isoformat(),
            "jobs": found_by_day[day],
            "applications": made_by_day[day],
        }
        for day in week.days
    ]


def count_by_day(rows: QuerySet[Any], field: str, period: Period) -> dict[date, int]:
    """How many rows fall on each day of the period, in one query."""
    counts = [
        rows.filter(**{f"{field}__gte": one.begins, f"{field}__lt": one.ends})
        .order_by()
        .values(number=Value(number))
        .annotate(count=Count("*"))
        for number, one in enumerate(
            Period("day", day, day, period.zone) for day in period.days
        )
    ]
    found = {
        row["number"]: row["count"] for row in counts[0].union(*counts[1:], all=True)
    }
    return {day: found.get(number, 0) for number, day in enumerate(period.days)}


def chosen_period(user: Any, name: str, rows: QuerySet[Application]) -> Period:
    first = rows.aggregate(first=Min("applied_at"))["first"] if name == "all" else None
    return period_of(name, user.timezone, first)


def histories(rows: QuerySet[Application], period: Period) -> list[Reached]:
    """The applications made in a period with what they ever reached."""
    made = applied(rows).filter(
        applied_at__gte=period.begins, applied_at__lt=period.ends
    )
    reached: dict[int, set[str]] = defaultdict(set)
    responded: dict[int, datetime] = {}
    events = (
        ApplicationEvent.objects.filter(application__in=made, kind="status")
        .order_by("at", "id")
        .values_list("application_id", "from_status", "to_status", "at")
    )
    for application_id, before, after, at in events:
        reached[application_id].add(str(after))
        if before == Status.APPLIED and after not in NO_RESPONSE:
            responded.setdefault(application_id, at)
    result = []
    for pk, resume_id, source, made_at, status in made.values_list(
        "id", "resume_id", "job__source", "applied_at", "status"
    ):
        assert made_at is not None  # applied() has seen to it
        ever = frozenset(reached[pk] | {status})
        answered = responded.get(pk)
        result.append(Reached(pk, resume_id, source, made_at, ever, answered))
    return result


def is_response(item: Reached) -> bool:
    return item.responded_at is not None or any(
        status not in NO_RESPONSE for status in item.reached
    )


def application_series(
    user: Any, period_name: str = "30d", scope: str = "team"
) -> dict[str, Any]:
    """Applications and responses a day, without gaps."""
    rows = applications_of(user, scope)
    period = chosen_period(user, period_name, rows)
    items = histories(rows, period)
    made = Counter(period.day_of(item.applied_at) for item in items)
    answers = Counter(
        period.day_of(item.responded_at) for item in items if item.responded_at
    )
    ids = [item.application_id for item in items]
    by_status = dict.fromkeys(map(str, Status), 0)
    in_period = applied(rows).filter(
        applied_at__gte=period.begins, applied_at__lt=period.ends
    )
    by_status.update(in_period.values_list("status").annotate(count=Count("*")))
    return {
        "period": period.name,
        "start_date": period.start.isoformat(),
        "end_date": period.end.isoformat(),
        "total": len(ids),
        "data": [
            {
                "date": day.isoformat(),
                "applications": made[day],
                "responses": answers[day],
            }
            for day in period.days
        ],
        "by_status": by_status,
        "by_source": dict(Counter(item.source for item in items)),
    }


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """The 95 % Wilson score interval of a rate, in percent with one decimal."""
    if not trials:
        return 0.0, 0.0
    z = 1.959963984540054
    p = successes / trials
    denominator = 1 + z * z / trials
    centre = p + z * z / (2 * trials)
    spread = z * math.sqrt(p * (1 - p) / trials + z * z / (4 * trials * trials))
    low = (centre - spread) / denominator
    high = (centre + spread) / denominator
    return round(100 * max(0.0, low), 1), round(100 * min(1.0, high), 1)


def rates_by(items: list[Reached], field: str, name: str) -> list[dict[str, Any]]:
    groups: dict[Any, list[Reached]] = defaultdict(list)
    for item in items:
        groups[getattr(item, field)].append(item)
    result = []
    for key, members in groups.items():
        responses = sum(map(is_response, members))
        low, high = wilson(responses, len(members))
        result.append(
            {
                name: key,
                "applications": len(members),
                "responses": responses,
                "rate": percentage(responses, len(members)),
                "low": low,
                "high": high,
            }
        )
    return sorted(result, key=lambda row: (-row["applications"], str(row[name])))


def success_rate(
    user: Any, period_name: str = "30d", scope: str = "team"
) -> dict[str, Any]:
    rows = applications_of(user, scope)
    period = chosen_period(user, period_name, rows)
    items = histories(rows, period)
    total = len(items)
    offered = {Status.OFFERED, Status.ACCEPTED}
    # An offer or a hire passed the interviews, noted or not.
    interviews = sum(
        bool(item.reached & {Status.INTERVIEWING, *offered}) for item in items
    )
    offers = sum(bool(item.reached & offered) for item in items)
    rejections = sum(Status.REJECTED in item.reached for item in items)
    responses = sum(map(is_response, items))
    waits = [
        max(0.0, (item.responded_at - item.applied_at).total_seconds() / 86_400)
        for item in items
        if item.responded_at
    ]
    return {
        "period": period.name,
        "total_applications": total,
        "interviews": interviews,
        "offers": offers,
        "rejections": rejections,
        "response_rate": percentage(responses, total),
        "interview_rate": percentage(interviews, total),
        "offer_rate": percentage(offers, total),
        "success_rate": percentage(interviews, total),
        "avg_response_time_days": round(statistics.fmean(waits), 1) if waits else None,
        "median_response_time_days": round(statistics.median(waits), 1)
        if waits
        else None,
        "by_resume": rates_by(
            [item for item in items if item.resume_id is not None],
            "resume_id",
            "resume_id",
        ),
        "by_source": rates_by(items, "source", "source"),
    }
