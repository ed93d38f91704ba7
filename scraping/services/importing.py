"""Importing one posting by its address."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from jobhunt.lib.errors import RuleRefused, UpstreamFailed
from jobhunt.lib.http import FetchRefused, GuardedClient, resolve
from scraping.browser import Browser
from scraping.models import Job
from scraping.reading.links import canonical_link
from scraping.services.ingest import ingest
from scraping.services.recognising import fetch_page, recognise
from scraping.sources import SOURCES
from scraping.sources.base import FoundJob, Problem, Query, Recognised, Status
from scraping.sources.jobposting import page_state
from scraping.sources.pagestate import is_scripted

NOT_THERE = {Status.DISABLED_BY_EMPLOYER, Status.SCHEMA_CHANGED}


def import_url(user: Any, url: str) -> tuple[Job, bool]:
    """The posting at an address, and whether it is new to the team.

    RuleRefused for refused addresses, pages without a posting, with several, or
    that say the job is gone; nothing is stored then.
    """
    if canonical_link(url) is None:
        check(url)
        raise RuleRefused(_("Enter a valid web address."), field="url")
    found = recognise(url)
    with Browser() as browser, GuardedClient(browser=browser) as client:
        if found is not None and found.posting_id:
            posting = of_board(found, client)
            source, board = found.source, found.board
        else:
            check(url)
            posting = of_page(url, client)
            source, board = "jobposting", ""
    written = ingest(
        user.team_id,
        source,
        [posting],
        user_id=user.pk,
        board=board,
        now=timezone.now(),
    )
    outcome, job_id = written.outcomes[0]
    job = Job.objects.select_related("body").get(pk=job_id)
    return job, outcome == "new"


def check(url: str) -> None:
    try:
        resolve(url)
    except FetchRefused as refused:
        raise RuleRefused(str(refused), field="url", code="refused") from refused


def of_board(found: Recognised, client: Any) -> FoundJob:
    """The posting from the board's own interface."""
    source = SOURCES[found.source]
    query = Query(board=found.board, board_url=found.url)
    try:
        posting = source.fetch_posting(str(found.posting_id), query, client)
    except Problem as problem:
        if problem.status in NOT_THERE:
            raise RuleRefused(problem.note, field="url", code="gone") from problem
        raise UpstreamFailed(f"{source.label}: {problem.note}") from problem
    if posting is None:
        raise RuleRefused(
            _("The board does not list this job any more."), field="url", code="gone"
        )
    return posting


def of_page(url: str, client: Any) -> FoundJob:
    """The one posting that a page is about."""
    answer = fetch_page(client, url)
    query = Query(board_url=answer.url)
    state = page_state(answer.text, answer.url, query)
    if state.kind == "none" and is_scripted(answer.text):
        shown = client.render(answer.url)
        if shown:
            state = page_state(shown, answer.url, query)
    if state.kind == "gone":
        raise RuleRefused(
            _("The page says that the job is gone."), field="url", code="gone"
        )
    if state.kind == "several":
        raise RuleRefused(
            _("There are several postings on this page: watch it as a career page."),
            field="url",
            code="several",
            watch={"url": url},
        )
    if state.job is None:
        raise RuleRefused(
            _("There is no posting with schema.org data on this page."),
            field="url",
            code="no_posting",
        )
    return state.job
