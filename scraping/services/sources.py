"""How a team sees the registry of sources."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from jobhunt.lib.audit import audit
from jobhunt.lib.cache import bump_team
from scraping.models import (
    Application,
    JobSighting,
    RunPosting,
    RunSource,
    ScrapeRun,
    SourceSetting,
    SourceState,
)
from scraping.services.runs import enabled_sources
from scraping.sources import SOURCES


@lru_cache(maxsize=1)
def labels() -> dict[str, str]:
    """Source name -> what people call it."""
    return {
        "manual": "By hand",
        **{name: source.label for name, source in SOURCES.items()},
    }


def names() -> list[str]:
    return list(SOURCES)


def rows(team_id: int) -> list[dict[str, Any]]:
    """Every source with the team's switch and the team's last run of it."""
    on = enabled_sources(team_id)
    newest = (
        RunSource.objects.filter(run__team_id=team_id, finished_at__isnull=False)
        .values("source")
        .annotate(newest=Max("pk"))
        .values("newest")
    )
    last = {row.source: row for row in RunSource.objects.filter(pk__in=newest)}
    return [
        {
            "name": name,
            "label": source.label,
            "kind": source.kind,
            "needs_key": source.needs_key,
            "configured": source.configured(),
            "enabled": on[name],
            "terms": str(source.terms),
            "min_interval_seconds": source.min_interval,
            "last_run_at": last[name].finished_at if name in last else None,
            "last_status": last[name].status if name in last else None,
            "last_message": last[name].message or None if name in last else None,
        }
        for name, source in SOURCES.items()
    ]


@dataclass(frozen=True, slots=True)
class Allowance:
    """What the installation may still ask of a source today; None = not limited."""

    back_off_until: datetime | None = None
    quota: int | None = None
    left: int | None = None


def allowances() -> dict[str, Allowance]:
    """Source name -> its allowance just now, for all teams together."""
    now = timezone.now()
    states = {state.source: state for state in SourceState.objects.all()}
    found = {}
    for name, source in SOURCES.items():
        state = states.get(name)
        until = state.back_off_until if state else None
        used = state.quota_used if state and state.quota_day == now.date() else 0
        found[name] = Allowance(
            until if until and until > now else None,
            source.quota,
            max(0, source.quota - used) if source.quota else None,
        )
    return found


def history(team_id: int, runs: int) -> dict[str, list[RunSource]]:
    """Source name -> its parts in the team's last ``runs`` runs, newest first."""
    newest = ScrapeRun.objects.filter(team_id=team_id).order_by("-pk")[:runs]
    parts = RunSource.objects.filter(
        run_id__in=list(newest.values_list("pk", flat=True)), finished_at__isnull=False
    ).only("source", "run_id", "status")
    found: dict[str, list[RunSource]] = defaultdict(list)
    for part in parts.order_by("-run_id", "pk"):
        found[part.source].append(part)
    return found


def parts_of(team_id: int, name: str, runs: int) -> list[RunSource]:
    """A source's parts in the last ``runs`` runs that asked it, newest first."""
    parts = RunSource.objects.filter(
        run__team_id=team_id, source=name, finished_at__isnull=False
    )
    newest = parts.order_by("-run_id").values_list("run_id", flat=True).distinct()
    chosen = parts.filter(run_id__in=list(newest[:runs])).select_related("company")
    return list(chosen.order_by("-run_id", "pk"))


@dataclass(frozen=True, slots=True)
class Funnel:
    """What a source brought the team: distinct postings, each step of the one before.

    ``seen`` holds what rules and limits left out in the runs that are still kept.
    """

    seen: int
    kept: int
    applied: int
    replied: int


def funnel(team_id: int, name: str) -> Funnel:
    """Seen, kept (neither hidden nor merged, or pursued), applied, replied."""
    places = JobSighting.objects.filter(team_id=team_id, source=name)
    pursued = Application.objects.filter(
        Q(job=OuterRef("job")) | Q(job=OuterRef("job__duplicate_of"))
    )
    made = pursued.filter(applied_at__isnull=False)
    listed = Q(job__hidden=False, job__duplicate_of__isnull=True)
    counts = places.aggregate(
        stored=Count("job", distinct=True),
        kept=Count("job", distinct=True, filter=listed | Q(Exists(pursued))),
        applied=Count("job", distinct=True, filter=Q(Exists(made))),
        replied=Count("job", distinct=True, filter=Q(Exists(made.answered()))),
    )
    left_out = RunPosting.objects.filter(
        run__team_id=team_id,
        source=name,
        outcome__in=[RunPosting.Outcome.FILTERED, RunPosting.Outcome.CAPPED],
        link__isnull=False,
    ).exclude(link__in=places.filter(link__isnull=False).values("link"))
    dropped = left_out.values("link").distinct().count()
    return Funnel(
        counts["stored"] + dropped, counts["kept"], counts["applied"], counts["replied"]
    )


def switch(user: Any, name: str, enabled: bool) -> dict[str, Any]:
    """Switch a source for the team; the row as it is then."""
    SourceSetting.objects.update_or_create(
        team_id=user.team_id, source=name, defaults={"enabled": enabled}
    )
    bump_team(user.team_id)
    audit(
        "team_update",
        user=user,
        message=_("Source %(name)s: %(state)s")
        % {"name": name, "state": _("on") if enabled else _("off")},
        details={"source": name, "enabled": enabled},
    )
    return next(row for row in rows(user.team_id) if row["name"] == name)
