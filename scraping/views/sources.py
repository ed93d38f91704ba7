"""Pages of the sources: how each fares, what it brought, and its switch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jobhunt.lib.errors import Missing, NotAllowed
from jobhunt.lib.strip import Run, Strip, strip
from jobhunt.templatetags.ui import TONES, status_label
from scraping.models import RunSource
from scraping.services import sources

# Runs that the strip of a list and of a source's own page show.
FEW, MANY = 10, 30
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# A board's run asks many companies: it fared as the worst of them.
WORST = ("bad", "warn", "info", "", "ok")


def strip_of(
    parts: Sequence[RunSource], shown: int | None = None, *, titles: bool = False
) -> Strip:
    """One bar a run, from a source's parts in the order of their runs."""
    drawn = []
    for _run, members in groupby(parts, key=lambda part: part.run_id):
        worst = min(members, key=lambda part: WORST.index(TONES.get(part.status, "")))
        label = status_label(worst.status)
        title = ""
        if titles and worst.finished_at:
            when = date_format(localtime(worst.finished_at), "j M H:i")
            said = f": {worst.message}" if worst.message else ""
            title = f"{label}, {when}{said}"
        drawn.append(Run(TONES.get(worst.status, ""), label, title))
    return strip(drawn, shown or len(drawn))


def listed(team_id: int) -> list[dict[str, Any]]:
    """The registry as the list of sources shows it, in four queries."""
    may = sources.allowances()
    past = sources.history(team_id, FEW)
    return [
        {
            **row,
            "allowance": may[row["name"]],
            "strip": strip_of(past[row["name"]], FEW) if row["name"] in past else None,
        }
        for row in sources.rows(team_id)
    ]


@require_safe
def source_detail(request: HttpRequest, name: str) -> HttpResponse:
    user: Any = request.user
    if name not in sources.names():
        raise Missing
    source = next(row for row in sources.rows(user.team_id) if row["name"] == name)
    parts = sources.parts_of(user.team_id, name, MANY)
    funnel = sources.funnel(user.team_id, name)
    steps = [
        (_("Seen"), funnel.seen, None),
        (_("Kept"), funnel.kept, funnel.seen),
        (_("Applied"), funnel.applied, funnel.kept),
        (_("Replied"), funnel.replied, funnel.applied),
    ]
    context = {
        "source": source,
        "allowance": sources.allowances()[name],
        "parts": parts[:MANY],
        "strip": strip_of(parts, titles=True) if parts else None,
        "funnel": [
            {
                "label": label,
                "count": count,
                "width": round(280 * count / funnel.seen, 1) if funnel.seen else 0,
                "share": 100 * count / before if before else None,
            }
            for label, count, before in steps
        ],
        "interval": timesince(
            EPOCH, EPOCH + timedelta(seconds=source["min_interval_seconds"])
        ),
        "owner": user.is_owner,
    }
    return render(request, "scraping/source.html", context)


@require_POST
def source_switch(request: HttpRequest, name: str) -> HttpResponse:
    user: Any = request.user
    if name not in sources.names():
        raise Missing
    if not user.is_owner:
        raise NotAllowed(_("Only an owner of the team switches sources."))
    sources.switch(user, name, request.POST.get("enabled") == "true")
    return redirect("scraping:source-detail", name)
