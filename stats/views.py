"""The dashboard and the statistics page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.models import Membership
from jobhunt.lib.cache import remember
from resumes.models import Resume
from scraping.services.sources import labels
from stats import charts, flow, pages, queries
from stats.periods import PERIODS

# Rates of fewer applications than this say nothing and are not shown.
LEAST = 5
PERIOD_LABELS = {
    "7d": gettext_lazy("7 days"),
    "30d": gettext_lazy("30 days"),
    "90d": gettext_lazy("90 days"),
    "1y": gettext_lazy("1 year"),
    "all": gettext_lazy("All time"),
}
# Longer periods are drawn by week.
DAILY_UP_TO = 31


def scope_of(request: HttpRequest) -> str:
    return "team" if request.GET.get("scope") == "team" else "me"


def has_team_mates(user: Any) -> bool:
    return Membership.objects.filter(team_id=user.team_id).count() > 1


def short_day(iso: str) -> str:
    return formats.date_format(date.fromisoformat(iso), "j M")


def greeting(user: Any) -> str:
    hour = timezone.localtime().hour
    name = {"name": user.get_short_name()}
    if hour < 5 or hour >= 18:
        return _("Good evening, %(name)s") % name
    if hour < 12:
        return _("Good morning, %(name)s") % name
    return _("Good afternoon, %(name)s") % name


def funnel_rows(counts: dict[str, int]) -> list[charts.FunnelRow]:
    return charts.funnel(
        [
            (_("Applied"), counts["applied"]),
            (_("Answered"), counts["answered"]),
            (_("Interview"), counts["interviews"]),
            (_("Offer"), counts["offers"]),
        ]
    )


@require_GET
def dashboard(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    scope = scope_of(request)
    numbers = pages.safely(lambda: pages.counted(user, scope))
    context: dict[str, Any] = {
        "greeting": greeting(user),
        "today": timezone.localtime(),
        "scope": scope,
        "has_team_mates": has_team_mates(user),
        "actions": pages.safely(lambda: pages.next_actions(user)),
        "interviews": pages.safely(lambda: pages.interviews_ahead(user)),
        "matches": pages.safely(lambda: pages.best_matches(user)),
        "runs": pages.safely(lambda: pages.latest_runs(user)),
        "steps": pages.safely(lambda: pages.checklist(user)),
        "next_scrape": pages.safely(lambda: pages.next_scrape(user)),
        "numbers": numbers,
    }
    if numbers:
        weeks = [(short_day(row["start"]), [row["count"]]) for row in numbers["weeks"]]
        context["weeks"] = charts.bar_chart(weeks, most_labels=7)
        context["week_rows"] = weeks
        context["funnel"] = funnel_rows(numbers["counts"])
    return render(request, "stats/dashboard.html", context)


def series_rows(data: list[dict[str, Any]]) -> tuple[list[tuple[str, list[int]]], bool]:
    """Days, or weeks where days would be too many, with applications and answers."""
    if len(data) <= DAILY_UP_TO:
        return [
            (short_day(row["date"]), [row["applications"], row["responses"]])
            for row in data
        ], False
    weeks: dict[date, list[int]] = {}
    for row in data:
        day = date.fromisoformat(row["date"])
        total = weeks.setdefault(day - timedelta(days=day.weekday()), [0, 0])
        total[0] += row["applications"]
        total[1] += row["responses"]
    return [
        (formats.date_format(day, "j M"), total) for day, total in weeks.items()
    ], True


def period_numbers(user: Any, scope: str, period_name: str) -> dict[str, Any]:
    """All that the page counts, from the cache where the team wrote nothing since."""

    def make() -> dict[str, Any]:
        rows = queries.applications_of(user, scope)
        period = queries.chosen_period(user, period_name, rows)
        ids, taken = flow.steps(user, scope, period.begins, period.ends)
        flows = flow.flows_of(flow.histories_of(ids, taken))
        return {
            "series": queries.application_series(user, period_name, scope),
            "rates": queries.success_rate(user, period_name, scope),
            "applications": len(ids),
            "flows": [[*pair, count] for pair, count in flows.items()],
            "in_stage": flow.days_in_stage(taken),
        }

    name = f"statistics-page:{user.pk}:{user.timezone}:{scope}:{period_name}"
    return remember(user.team_id, name, pages.CACHED_FOR, make)[0]


def flow_chart(numbers: dict[str, Any]) -> tuple[charts.Sankey, bool]:
    """The Sankey; an example, marked as such, while there is too little."""
    is_example = numbers["applications"] < LEAST
    flows = (
        flow.EXAMPLE
        if is_example
        else {(source, target): count for source, target, count in numbers["flows"]}
    )
    chart = charts.sankey(flows, flow.COLUMNS, flow.LABELS, quiet=flow.QUIET)
    return chart, is_example


@require_GET
def statistics(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    scope = scope_of(request)
    period = request.GET.get("period", "90d")
    if period not in PERIODS:
        period = "90d"
    numbers = period_numbers(user, scope, period)
    series, rates = numbers["series"], numbers["rates"]
    rows, by_week = series_rows(series["data"])
    chart, is_example = flow_chart(numbers)
    resumes = {
        pk: title or filename
        for pk, title, filename in Resume.objects.for_user(user)
        .filter(pk__in=[row["resume_id"] for row in rates["by_resume"]])
        .values_list("id", "title", "filename")
    }
    by_source, few_sources = charts.ranges(
        rates["by_source"], {"manual": _("Added by hand"), **labels()}, "source", LEAST
    )
    by_resume, few_resumes = charts.ranges(
        rates["by_resume"], resumes, "resume_id", LEAST
    )
    answered = sum(row["responses"] for row in rates["by_source"])
    context = {
        "is_example": is_example,
        "in_stage": [
            (flow.LABELS[stage], days, count)
            for stage, (days, count) in numbers["in_stage"].items()
        ],
        "start": date.fromisoformat(series["start_date"]),
        "end": date.fromisoformat(series["end_date"]),
        "period": period,
        "periods": [(name, PERIOD_LABELS[name]) for name in PERIODS],
        "scope": scope,
        "has_team_mates": has_team_mates(user),
        "series": series,
        "rates": rates,
        "bars": charts.bar_chart(rows, width=960, height=220),
        "bar_rows": rows,
        "by_week": by_week,
        "funnel": funnel_rows(
            {
                "applied": rates["total_applications"],
                "answered": answered,
                "interviews": rates["interviews"],
                "offers": rates["offers"],
            }
        ),
        "sankey": chart,
        "by_source": by_source,
        "by_resume": by_resume,
        "few_sources": few_sources,
        "few_resumes": few_resumes,
        "least": LEAST,
    }
    return render(request, "stats/statistics.html", context)


@require_GET
def flow_svg(request: HttpRequest) -> HttpResponse:
    """The flow as a picture of its own: numbers only, no company names."""
    period = request.GET.get("period", "90d")
    numbers = period_numbers(
        request.user, scope_of(request), period if period in PERIODS else "90d"
    )
    chart, is_example = flow_chart(numbers)
    content = render_to_string(
        "stats/_sankey.html",
        {"sankey": chart, "standalone": True, "is_example": is_example},
    )
    day = timezone.localtime().date().isoformat()
    response = HttpResponse(content.strip(), content_type="image/svg+xml")
    response["Content-Disposition"] = f'attachment; filename="applications_{day}.svg"'
    return response
