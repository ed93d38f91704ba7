"""Requests of the adapters: every refusal becomes a status, pages are walked alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from jobhunt.lib.http import FetchFailed, FetchRefused
from jobhunt.lib.http.pace import retry_after
from scraping.reading.text import matches_keyword
from scraping.sources.found import (
    Batch,
    Client,
    FoundJob,
    Page,
    Problem,
    Query,
    Status,
    merge_places,
)
from scraping.sources.shape import ShapeChanged, is_bot_wall

if TYPE_CHECKING:
    from scraping.sources.base import Source

ACCEPT = "application/json, application/xml;q=0.9, text/html;q=0.8, */*;q=0.5"
# A detail that is refused so often in a row will not come at all.
DETAIL_FAILURES = 3


def ask(
    source: Source,
    client: Client,
    url: str,
    *,
    params: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
    conditional: Any = None,
    json: Any = None,
    check_robots: bool = False,
) -> Any:
    """One request; raises Problem for every answer that is not one."""
    options: dict[str, Any] = {
        "headers": {"Accept": ACCEPT, **(headers or {})},
        "timeout": source.timeout,
    }
    if params:
        options["params"] = params
    if check_robots:
        options["check_robots"] = True
    try:
        if json is not None:
            answer = client.post(url, json=json, **options)
        else:
            answer = client.get(url, conditional=conditional, **options)
    except FetchRefused as refused:
        if refused.kind == "unknown_host":
            raise Problem(Status.FAILED, _("The source cannot be reached")) from refused
        raise Problem(Status.BLOCKED, str(refused)) from refused
    except FetchFailed as failed:
        limited = failed.kind == "rate_limited"
        status = Status.RATE_LIMITED if limited else Status.FAILED
        raise Problem(status, str(failed), failed.retry_after) from failed
    refuse(source, answer)
    return answer


def refuse(source: Source, answer: Any) -> None:
    """Raise the Problem that an answer's status code means, if any."""
    code = answer.status
    if code == 304 or 200 <= code < 300:
        return
    headers = {name.lower(): value for name, value in answer.headers.items()}
    wait = retry_after(headers.get("retry-after"))
    if code == 429:
        raise Problem(Status.RATE_LIMITED, _("The source asks us to slow down"), wait)
    if code == 401 or (code == 403 and source.needs_key):
        raise Problem(Status.AUTH_FAILED, _("The source refused the key"), wait)
    if code in {403, 451}:
        raise Problem(Status.BLOCKED, _("The source refused us (%d)") % code, wait)
    if code in {404, 410} or (code == 422 and source.kind == "board"):
        if source.kind == "aggregator":
            note = _("The source has no such address any more (%d)") % code
            raise Problem(Status.SCHEMA_CHANGED, note)
        note = _("There is no such board, or it is switched off (%d)") % code
        raise Problem(Status.DISABLED_BY_EMPLOYER, note)
    if code == 503 and wait:
        raise Problem(Status.RATE_LIMITED, _("The source asks us to wait"), wait)
    if is_bot_wall(answer.text[:20_000]):
        raise Problem(Status.BLOCKED, _("The source wants to see a person"), wait)
    raise Problem(Status.FAILED, _("The source answered with error %d") % code, wait)


@dataclass(slots=True)
class Walk:
    """Pages of one source put together; ``problem`` ended it early."""

    page: Page
    capped: bool = False
    problem: Problem | None = None


def walk(
    query: Query,
    read: Callable[[int], tuple[Page, bool]],
    *,
    most: int,
) -> Walk:
    """Page after page until the source has no more, or ``most`` were read.

    ``read`` takes the page's number from 0 and says whether more follow. A first
    page that fails raises; a later one leaves what was read, as a problem. A page
    that brings nothing new ends the walk: some services repeat the last for ever.
    """
    jobs: list[FoundJob] = []
    seen: set[str] = set()
    rows = skipped = 0
    total: int | None = None
    for number in range(most):
        if number and query.stop():
            stopped = Problem(Status.PARTIAL, _("Stopped before the end"))
            return Walk(_put_together(jobs, rows, skipped, total), problem=stopped)
        try:
            page, more = read(number)
        except (Problem, ShapeChanged) as error:
            if number == 0:
                raise
            problem = error if isinstance(error, Problem) else _changed(error)
            note = _("Page %(number)d failed: %(note)s") % {
                "number": number + 1,
                "note": problem.note,
            }
            later = Problem(problem.status, note, problem.retry_after)
            return Walk(_put_together(jobs, rows, skipped, total), problem=later)
        fresh = [job for job in page.jobs if job.source_job_id not in seen]
        rows += page.rows
        skipped += page.skipped
        total = page.total if page.total is not None else total
        if not fresh and number and not page.skipped:
            rows -= page.rows
            return Walk(_put_together(jobs, rows, skipped, total))
        jobs += page.jobs
        seen.update(job.source_job_id for job in page.jobs)
        if not more:
            return Walk(_put_together(jobs, rows, skipped, total))
    return Walk(_put_together(jobs, rows, skipped, total), capped=True)


def _changed(error: ShapeChanged) -> Problem:
    return Problem(Status.SCHEMA_CHANGED, str(error))


def _put_together(
    jobs: Iterable[FoundJob], rows: int, skipped: int, total: int | None
) -> Page:
    return Page(merge_places(jobs), rows, skipped, total)


def conclude_walk(source: Source, walked: Walk, **options: Any) -> Batch:
    return source.conclude(
        walked.page, problem=walked.problem, capped=walked.capped, **options
    )


def conclude_details(
    source: Source, walked: Walk, jobs: tuple[FoundJob, ...], missed: Problem | None
) -> Batch:
    """The list's verdict; details that did not come are a remark, no lost posting."""
    batch = conclude_walk(source, replace(walked, page=replace(walked.page, jobs=jobs)))
    if missed is None or batch.note:
        return batch
    bare = sum(not job.detailed for job in jobs)
    note = _("%(count)d postings came without their text: %(note)s") % {
        "count": bare,
        "note": missed.note,
    }
    return replace(batch, note=note, retry_after=missed.retry_after)


def with_details(
    query: Query,
    jobs: Iterable[FoundJob],
    detail: Callable[[FoundJob], FoundJob | None],
    *,
    most: int = 100,
) -> tuple[tuple[FoundJob, ...], Problem | None]:
    """Postings completed from their own pages, a bounded number of them.

    Titles that match the keyword come first; what is known already is not asked.
    ``detail`` gives None for a posting that is no longer for the public.
    """
    listed = list(jobs)
    wanted = [job for job in listed if job.source_job_id not in query.known_ids]
    wanted.sort(key=lambda job: not matches_keyword(query.keyword, job.title))
    done: dict[str, FoundJob | None] = {}
    problem: Problem | None = None
    failures = 0
    for job in wanted[:most]:
        if query.stop() or failures >= DETAIL_FAILURES:
            break
        try:
            done[job.source_job_id] = detail(job)
            failures = 0
        except (Problem, ShapeChanged) as error:
            problem = error if isinstance(error, Problem) else _changed(error)
            failures += 1
            if problem.status in {Status.RATE_LIMITED, Status.BLOCKED}:
                break
    complete = (done.get(job.source_job_id, job) for job in listed)
    return tuple(job for job in complete if job is not None), problem
