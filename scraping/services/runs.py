"""Starting, waiting for and cancelling runs; one active run a team."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jobhunt.lib import features
from jobhunt.lib.errors import Conflict, Missing, RuleRefused, Unavailable
from scheduling.queue import enqueue
from scraping.models import (
    Company,
    RunSource,
    SavedSearch,
    ScrapeRun,
    SourceSetting,
)
from scraping.sources import SOURCES
from scraping.sources.base import Source

WAIT_SECONDS = 55.0
LOOK_SECONDS = 0.15
# Requests of this process that wait for a run.
_waiting = threading.BoundedSemaphore(4)
Trigger = ScrapeRun.Trigger


def enabled_sources(team_id: int) -> dict[str, bool]:
    """Every source and whether the team has it on."""
    switched = dict(
        SourceSetting.objects.filter(team_id=team_id).values_list("source", "enabled")
    )
    return {
        name: switched.get(name, source.default_enabled)
        for name, source in SOURCES.items()
    }


def plan(
    team_id: int, source_names: Sequence[str], company_ids: Sequence[int]
) -> list[tuple[Source, Company | None]]:
    """What a run asks: (source, company of a board), in the registry's order.

    Without names: every enabled aggregator that is set up, and every watched
    company. A named source that is off is a Conflict, and so is a company of it.
    """
    on = enabled_sources(team_id)
    for name in source_names:
        if name not in SOURCES:
            raise RuleRefused(f"There is no source “{name[:60]}”.", field="source")
    watched = Company.objects.filter(team_id=team_id)
    chosen = list(watched.filter(pk__in=company_ids))
    if len(chosen) != len(set(company_ids)):
        raise Missing
    check_on(on, [*source_names, *(company.source for company in chosen)])
    parts: list[tuple[Source, Company | None]] = []
    everything = not source_names and not company_ids
    for name, source in SOURCES.items():
        wanted = everything or name in source_names
        if source.kind == "aggregator":
            if wanted and on[name] and (source.configured() or not everything):
                parts.append((source, None))
            continue
        ids = {company.pk for company in chosen if company.source == name}
        if wanted:
            ids |= {
                company.pk
                for company in watched
                if company.source == name and company.enabled and on[name]
            }
        parts += [
            (source, company) for company in watched.order_by("pk") if company.pk in ids
        ]
    if not parts:
        raise RuleRefused(
            "There is nothing to ask: no source is switched on and no company watched.",
            field="source",
        )
    return parts


def check_on(on: dict[str, bool], names: Sequence[str]) -> None:
    for name in names:
        if not on.get(name):
            raise Conflict(f"The source {name} is switched off.", source=name)


def start_run(
    user: Any,
    *,
    team_id: int | None = None,
    keyword: str | None = None,
    location: str | None = None,
    limit: int | None = None,
    source_names: Sequence[str] = (),
    company_ids: Sequence[int] = (),
    search: SavedSearch | None = None,
    trigger: str = Trigger.MANUAL,
) -> ScrapeRun:
    """Queue a run; Conflict while another of the team is active."""
    features.require("job_scraping")
    team = user.team_id if team_id is None else team_id
    if search is not None:
        keyword = keyword or search.keyword
        location = location or search.location
        limit = limit if limit is not None else search.limit
        source_names = source_names or search.source_names
        company_ids = company_ids or companies_of(search, team, source_names)
    parts = plan(team, source_names, company_ids)
    try:
        with transaction.atomic():
            run = ScrapeRun.objects.create(
                team_id=team,
                user=user,
                trigger=trigger,
                keyword=keyword,
                location=location,
                limit=limit,
                search=search,
                source_names=list(source_names),
                company_ids=list(company_ids),
            )
            RunSource.objects.bulk_create(
                [
                    RunSource(run=run, source=source.name, company=company)
                    for source, company in parts
                ]
            )
            enqueue("scraping.run", key=str(run.pk), team_id=team, run_id=run.pk)
            if search is not None:
                SavedSearch.objects.filter(pk=search.pk).update(
                    last_run_at=timezone.now()
                )
    except IntegrityError:
        active = active_run(team)
        if active is None:
            raise
        raise Conflict(
            "A scrape of this team is in progress.", run_id=active.pk
        ) from None
    return run


def companies_of(
    search: SavedSearch, team_id: int, source_names: Sequence[str]
) -> list[int]:
    """A search's companies that are watched, without those of a source that is off.

    Where nothing else is asked they stay, for ``plan`` to refuse; without any it
    would ask everything.
    """
    rows = Company.objects.filter(team_id=team_id, pk__in=search.company_ids)
    watched = list(rows.values_list("pk", "source"))
    if search.company_ids and not watched and not source_names:
        raise RuleRefused(
            _("None of this search's companies is watched any more."),
            field="company_id",
        )
    on = enabled_sources(team_id)
    asked = [pk for pk, source in watched if on.get(source)]
    return asked if asked or source_names else [pk for pk, _source in watched]


def active_run(team_id: int) -> ScrapeRun | None:
    return ScrapeRun.objects.filter(
        team_id=team_id,
        status__in=[ScrapeRun.Status.QUEUED, ScrapeRun.Status.RUNNING],
    ).first()


def wait_for(run: ScrapeRun, seconds: float = WAIT_SECONDS) -> ScrapeRun:
    """The run once it ended, or as it is after the time; Unavailable when too many wait."""
    if not _waiting.acquire(blocking=False):
        raise Unavailable(
            "Too many requests wait for a scrape. The run goes on.",
            retry_after=10,
            run_id=run.pk,
        )
    try:
        deadline = time.monotonic() + seconds
        run.refresh_from_db()
        while run.is_active and time.monotonic() < deadline:
            time.sleep(LOOK_SECONDS)
            run.refresh_from_db()
        return run
    finally:
        _waiting.release()


def cancel(user: Any, run: ScrapeRun) -> ScrapeRun:
    """Ask a run to stop; what it has written stays. Conflict when it ended."""
    from scraping.services.execution import finish

    with transaction.atomic():
        row = ScrapeRun.objects.select_for_update().get(pk=run.pk)
        if not row.is_active:
            raise Conflict("This run has ended.")
        row.cancel_requested = True
        row.save(update_fields=["cancel_requested", "updated_at"])
        if row.status == ScrapeRun.Status.QUEUED:
            finish(row, cancelled=True)
    row.refresh_from_db()
    return row
