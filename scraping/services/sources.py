"""How a team sees the registry of sources."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from jobhunt.lib.audit import audit
from jobhunt.lib.cache import bump_team
from scraping.models import RunSource, SourceSetting
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
