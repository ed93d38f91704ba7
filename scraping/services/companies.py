"""Watching company boards and career pages."""

from __future__ import annotations

import re
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from jobhunt.lib.cache import bump_team
from jobhunt.lib.errors import RuleRefused, UpstreamFailed
from jobhunt.lib.http import FetchRefused, GuardedClient, resolve
from scraping.browser import Browser
from scraping.models import Company, Job
from scraping.reading.company import same_company
from scraping.services.recognising import HINT, embedded, fetch_page, recognise
from scraping.sources import SOURCES
from scraping.sources.base import BoardInfo, Recognised, Source, Status

# The board could not be asked at all, which says nothing about it.
NOT_REACHED = {Status.FAILED, Status.RATE_LIMITED, Status.BLOCKED}


def with_counts(companies: QuerySet[Company]) -> QuerySet[Company]:
    """Annotate ``open_jobs``."""
    listed = Q(
        jobs__closed_at__isnull=True,
        jobs__duplicate_of__isnull=True,
        jobs__hidden=False,
    )
    return companies.annotate(open_jobs=Count("jobs", filter=listed))


def watch(
    user: Any,
    *,
    url: str | None = None,
    source: str | None = None,
    board: str | None = None,
    name: str | None = None,
) -> tuple[Company, bool]:
    """Watch a board, and whether that is new. Nothing is stored unless the source
    confirms the board, and that it is the named company's."""
    with Browser() as browser, GuardedClient(browser=browser) as client:
        found = of_url(url, client) if url else named(source or "", board or "")
        known = existing(user.team_id, found)
        if known is not None:
            return known, False
        info = confirmed(SOURCES[found.source], found, client)
    if name and info.name and not same_company(name, info.name):
        raise RuleRefused(
            _("This board belongs to %(other)s.") % {"other": info.name},
            field="name",
            code="other_company",
        )
    return store(user, found, info, name)


def of_url(url: str, client: Any) -> Recognised:
    """The board behind an address: by its form, by what it embeds, else the page."""
    found = recognise(url)
    if found is not None:
        return found
    try:
        resolve(url)
    except FetchRefused as refused:
        raise RuleRefused(str(refused), field="url", code="refused") from refused
    answer = fetch_page(client, url)
    return (
        recognise(answer.url)
        or embedded(answer.text, answer.url)
        or Recognised("jobposting", url, url)
    )


def named(source_name: str, board: str) -> Recognised:
    source = SOURCES.get(source_name)
    if source is None or source.kind == "aggregator":
        raise RuleRefused(
            _("“%(name)s” is no source with company boards.")
            % {"name": source_name[:60]},
            field="source",
        )
    if source.kind == "page":
        raise RuleRefused(
            _("A career page is watched by its address: give its url."), field="source"
        )
    if not re.fullmatch(r"[A-Za-z0-9][\w.%+/ -]{0,198}", board) or ".." in board:
        raise RuleRefused(_("This is no name of a board."), field="board")
    return Recognised(source.name, board, source.public_board_url(board))


def existing(team_id: int, found: Recognised) -> Company | None:
    return with_counts(
        Company.objects.filter(
            team_id=team_id, source=found.source, board__iexact=found.board
        )
    ).first()


def confirmed(source: Source, found: Recognised, client: Any) -> BoardInfo:
    """What the source says of the board; refuses one that it does not confirm."""
    info = source.confirm(found.board, client, url=found.url)
    if info.exists:
        return info
    reason = info.reason or _("There is no such board.")
    if info.status in NOT_REACHED:
        raise UpstreamFailed(f"{source.label}: {reason}")
    if source.kind == "page":
        reason = f"{reason.removesuffix('.')}. {HINT}"
    raise RuleRefused(reason, field="url" if source.kind == "page" else "board")


def readable(board: str) -> str:
    """A board's slug as a name, for boards that carry none."""
    words = re.sub(r"[-_+]+", " ", board.split("/")[0]).strip()
    return words.title() if words.islower() else words


def store(
    user: Any, found: Recognised, info: BoardInfo, name: str | None
) -> tuple[Company, bool]:
    source = SOURCES[found.source]
    shown = (
        name or info.name or (readable(found.board) if source.kind == "board" else None)
    )
    try:
        with transaction.atomic():
            company = Company.objects.create(
                team_id=user.team_id,
                user=user,
                name=shown,
                name_edited=bool(name),
                source=found.source,
                board=found.board,
                # Asking may have told on which of a service's hosts it lives.
                url=info.url or found.url,
            )
            bump_team(user.team_id)
    except IntegrityError:
        known = existing(user.team_id, found)
        if known is None:
            raise
        return known, False
    return with_counts(Company.objects.filter(pk=company.pk)).get(), True


def update(user: Any, company: Company, changes: dict[str, Any]) -> Company:
    """A label of one's own, and the switch; jobs that carry the label follow it."""
    with transaction.atomic():
        before = company.name
        if "name" in changes:
            company.name = changes["name"]
            company.name_edited = True
            for job in Job.objects.filter(board=company, company=before):
                if "company" not in job.edited_fields:
                    job.company = company.name
                    job.company_sort = (company.name or "").casefold()[:300]
                    job.save(update_fields=["company", "company_sort"])
        if "enabled" in changes:
            company.enabled = changes["enabled"]
        company.save()
        bump_team(company.team_id)
    return with_counts(Company.objects.filter(pk=company.pk)).get()


def unwatch(user: Any, company: Company) -> None:
    """Stop watching; its jobs stay, and are no longer closed by absence."""
    team_id = company.team_id
    with transaction.atomic():
        company.delete()
        bump_team(team_id)
