"""Running a scrape: sources asked side by side, postings written as they come.

No network inside a transaction, no database inside a fetching thread. A worker
that dies is followed by another: what a source has finished stays finished.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from jobhunt.lib import metrics
from jobhunt.lib.audit import audit
from jobhunt.lib.cache import bump_team
from jobhunt.lib.http import GuardedClient
from jobhunt.lib.realtime import publish
from scraping.browser import Browser
from scraping.models import Company, Job, RunPosting, RunSource, ScrapeRun
from scraping.services import closing, feeds, matching_postings
from scraping.services.ledger import Entry, forget_unchanged, record, store
from scraping.sources import SOURCES
from scraping.sources.base import Batch, FoundJob, Query, Source, Status

logger = logging.getLogger("jobhunt.scraping")
AT_ONCE = 16
LOOK_SECONDS = 0.5
Outcome = RunPosting.Outcome
UNREADABLE = "The source lists it in a form that could not be read."
UNSTORED = "Some postings could not be stored."


@dataclass(slots=True)
class Part:
    """One source of the run and what is asked of it."""

    row: RunSource
    source: Source
    query: Query
    batch: Batch | None = None
    matched: list[FoundJob] | None = None
    # What a rule of the run dropped, and which one.
    dropped: list[tuple[FoundJob, str]] = field(default_factory=list)
    # Who asks in this run; None where a kept answer serves.
    asks: feeds.Counted | None = None

    @property
    def requests(self) -> int:
        return self.asks.requests if self.asks else 0


def execute(run_id: int) -> None:
    """Do a queued run, or go on with one whose worker died."""
    run = ScrapeRun.objects.select_related("search", "user").filter(pk=run_id).first()
    if run is None or not run.is_active:
        return
    if run.cancel_requested:
        finish(run, cancelled=True)
        return
    if run.status == ScrapeRun.Status.QUEUED:
        run.status = ScrapeRun.Status.RUNNING
        run.started_at = timezone.now()
        run.save(update_fields=["status", "started_at", "updated_at"])
    parts = parts_of(run)
    progress(run)
    cancelled = collect(run, parts)
    if not cancelled and run.limit is not None:
        share_limit(run, parts)
    finish(run, cancelled=cancelled)


def parts_of(run: ScrapeRun) -> list[Part]:
    parts = []
    for row in run.sources.select_related("company").order_by("pk"):
        source = SOURCES.get(row.source)
        if source is None or row.finished_at is not None:
            continue
        company = row.company
        known: frozenset[Any] = frozenset()
        if company is not None:
            known = frozenset(
                Job.objects.filter(board=company, closed_at__isnull=True)
                .exclude(source_job_id=None)
                .exclude(body__description=None)
                .values_list("source_job_id", flat=True)
            )
        query = Query(
            keyword=run.keyword,
            location=run.location,
            board=company.board if company else None,
            board_url=company.url if company else None,
            company_name=company.name if company else None,
            fetched_at=timezone.now(),
            known_ids=known,
        )
        parts.append(Part(row, source, query))
    return parts


def collect(run: ScrapeRun, parts: list[Part]) -> bool:
    """Ask all sources; write each answer as it comes. True when cancelled.

    With a limit nothing is written before all have answered, since the limit is
    shared by them.
    """
    stop = threading.Event()
    pool = ThreadPoolExecutor(AT_ONCE)
    with Browser() as browser, GuardedClient(browser=browser) as guarded:
        client: Any = guarded
        try:
            waiting: dict[Future[Batch], Part] = {}
            for part in parts:
                part.query = replace(part.query, stop=stop.is_set)
                copy = feeds.copy_of(part.source, part.query)
                ready = feeds.kept(part.source, copy) or feeds.refusal(part.source)
                if ready is not None:
                    answered(run, part, ready)
                    continue
                RunSource.objects.filter(pk=part.row.pk).update(
                    status="running", started_at=timezone.now()
                )
                part.query = replace(part.query, validators=feeds.validators_of(copy))
                part.asks = feeds.Counted(client)
                waiting[pool.submit(part.source.fetch, part.query, part.asks)] = part
            return gather(run, waiting)
        finally:
            # Cancelled or out of time: nobody waits for answers that come too late.
            stop.set()
            pool.shutdown(wait=False, cancel_futures=True)


def gather(run: ScrapeRun, waiting: dict[Future[Batch], Part]) -> bool:
    """Take the answers in the order in which they come. True when cancelled."""
    while waiting:
        done, _ = wait(waiting, timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED)
        for future in done:
            part = waiting.pop(future)
            batch = future.result()
            feeds.note(part.source, batch, part.requests)
            batch = feeds.keep(part.source, part.query, batch)
            answered(run, part, batch)
        if is_cancelled(run):
            for part in waiting.values():
                feeds.note(part.source, Batch(Status.FAILED), part.requests)
            return True
    return False


def is_cancelled(run: ScrapeRun) -> bool:
    return ScrapeRun.objects.filter(pk=run.pk, cancel_requested=True).exists()


def answered(run: ScrapeRun, part: Part, batch: Batch) -> None:
    """Take a source's answer: choose what matches, and write it without a limit."""
    part.batch = batch
    part.matched, part.dropped = matching_postings.choose(run, batch.jobs)
    if run.limit is None or batch.status.is_failure:
        write(run, part, part.matched)


def share_limit(run: ScrapeRun, parts: list[Part]) -> None:
    """At most ``limit`` matches in all, in turn from each source, in its order."""
    open_parts = [part for part in parts if part.row.finished_at is None]
    left = run.limit or 0
    taken: dict[int, list[FoundJob]] = {id(part): [] for part in open_parts}
    position = 0
    while left and any(position < len(part.matched or []) for part in open_parts):
        for part in open_parts:
            matched = part.matched or []
            if left and position < len(matched):
                taken[id(part)].append(matched[position])
                left -= 1
        position += 1
    for part in open_parts:
        write(run, part, taken[id(part)])


def write(run: ScrapeRun, part: Part, jobs: list[FoundJob]) -> None:
    """Postings, ledger, closings and the source's line, in one transaction.

    ``jobs`` are the first of those that matched; the others are beyond the limit.
    """
    batch = part.batch or Batch(Status.FAILED)
    now = timezone.now()
    company = part.row.company
    with transaction.atomic():
        # The company may have been deleted while its board was read.
        if company is not None and not Company.objects.filter(pk=company.pk).exists():
            company = part.row.company = None
        written = store(
            run.team_id,
            part.source.name,
            jobs,
            user_id=run.user_id,
            company=company,
            now=now,
        )
        beyond = (part.matched or [])[len(jobs) :]
        unreadable = [Entry(Outcome.ERROR, message=UNREADABLE)] * batch.skipped
        record(
            run,
            part.source.name,
            [
                *(
                    Entry(Outcome.FILTERED, job, rule=rule)
                    for job, rule in part.dropped
                ),
                *(Entry(Outcome.CAPPED, job) for job in beyond),
                *written,
                *unreadable,
            ],
        )
        outcomes = Counter(entry.outcome for entry in written)
        if company is not None:
            closing.after_board(
                company,
                batch,
                whole=is_whole(run, part, jobs) and not outcomes[Outcome.ERROR],
                fetched=part.asks is not None,
                seen_at=now,
            )
        row = part.row
        row.status = str(batch.status)
        row.message = (batch.note or "")[:500]
        if outcomes[Outcome.ERROR] and not batch.status.is_failure:
            row.status = str(Status.PARTIAL)
            row.message = row.message or UNSTORED
        row.complete = batch.complete
        row.seen = len(batch.jobs) + batch.skipped
        row.new = outcomes[Outcome.NEW]
        row.updated = outcomes[Outcome.UPDATED]
        row.unchanged = outcomes[Outcome.UNCHANGED]
        row.finished_at = now
        row.save()
        forget_unchanged(run, part.source.name)
        run.seen += row.seen
        run.total += len(part.matched or [])
        run.new += row.new
        run.save(update_fields=["seen", "total", "new", "updated_at"])
        progress(run, row)
    metrics.count_scrape(part.source.name, row.status)


def is_whole(run: ScrapeRun, part: Part, jobs: list[FoundJob]) -> bool:
    """Whether this answer may close postings by their absence."""
    batch = part.batch
    return (
        batch is not None
        and batch.complete
        and not run.keyword
        and not run.location
        and len(jobs) == len(batch.jobs)
    )


def progress(run: ScrapeRun, row: RunSource | None = None) -> None:
    data: dict[str, Any] = {
        "run_id": run.pk,
        "status": run.status,
        "seen": run.seen,
        "new": run.new,
        "title": run.keyword or "",
    }
    if row is not None:
        data["source"] = {
            "source": row.source,
            "company_id": row.company_id,
            "status": row.status,
            "seen": row.seen,
            "new": row.new,
            "message": row.message,
        }
    publish("scrape.progress", data, team_id=run.team_id)


def verdict(statuses: list[str], *, cancelled: bool) -> str:
    if cancelled:
        return ScrapeRun.Status.CANCELLED
    known = [Status(status) for status in statuses if status in set(Status)]
    if not known or all(status.is_failure for status in known):
        return ScrapeRun.Status.FAILED
    fine = {Status.OK, Status.OK_EMPTY_CONFIRMED, Status.OK_EMPTY_SUSPICIOUS}
    if all(status in fine or status == Status.CAPPED for status in known):
        return ScrapeRun.Status.OK
    return ScrapeRun.Status.PARTIAL


def finish(run: ScrapeRun, *, cancelled: bool, message: str = "") -> None:
    """End a run and tell everybody; a run that ended stays as it is."""
    now: datetime = timezone.now()
    with transaction.atomic():
        run.sources.filter(finished_at__isnull=True).update(
            status="cancelled" if cancelled else str(Status.FAILED),
            message=message or ("Cancelled." if cancelled else "Not reached."),
            finished_at=now,
        )
        statuses = list(run.sources.values_list("status", flat=True))
        status = verdict(statuses, cancelled=cancelled)
        changed = ScrapeRun.objects.filter(
            pk=run.pk,
            status__in=[ScrapeRun.Status.QUEUED, ScrapeRun.Status.RUNNING],
        ).update(status=status, finished_at=now, message=message, updated_at=now)
        if not changed:
            return
        run.refresh_from_db()
        publish(
            "scrape.finished",
            {
                "run_id": run.pk,
                "status": run.status,
                "seen": run.seen,
                "new": run.new,
                "title": run.keyword or "",
            },
            team_id=run.team_id,
        )
        bump_team(run.team_id)
    audit(
        "job_scrape",
        user_id=run.user_id,
        team_id=run.team_id,
        level="info" if status != ScrapeRun.Status.FAILED else "error",
        details={
            "run_id": run.pk,
            "status": status,
            "seen": run.seen,
            "new": run.new,
        },
    )
    from scraping.services.alerts import after_run

    after_run(run)
