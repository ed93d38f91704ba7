"""The ledger of a run: every posting seen, with what became of it and why."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from scraping.models import Company, FeedCopy, RunPosting, ScrapeRun
from scraping.services.ingest import ingest
from scraping.sources.base import FoundJob

logger = logging.getLogger("jobhunt.scraping")
Outcome = RunPosting.Outcome
# What one posting of a strange kind may raise when it is written.
ROW_ERRORS = (ValueError, TypeError, OverflowError, DataError, IntegrityError)
KEPT_FOR = timedelta(days=30)
REFUSED = "It could not be stored."


@dataclass(frozen=True, slots=True)
class Entry:
    """One posting seen: ``found`` is None where it could not even be read."""

    outcome: str
    found: FoundJob | None = None
    job_id: int | None = None
    rule: str | None = None
    message: str | None = None


def store(
    team_id: int,
    source: str,
    jobs: Sequence[FoundJob],
    *,
    user_id: int | None,
    company: Company | None,
    now: datetime,
) -> list[Entry]:
    """Write postings, in their order; one that cannot be costs only itself."""

    def some(chosen: Sequence[FoundJob]) -> list[Entry]:
        with transaction.atomic():
            written = ingest(
                team_id, source, chosen, user_id=user_id, company=company, now=now
            )
        return [
            Entry(outcome, found, job_id or None)
            for found, (outcome, job_id) in zip(chosen, written.outcomes, strict=True)
        ]

    try:
        return some(jobs)
    except ROW_ERRORS:
        logger.exception("postings of %s are written one by one", source)
    entries = []
    for found in reversed(jobs):  # the last of a board is its oldest
        try:
            entries += some([found])
        except ROW_ERRORS:
            entries.append(Entry(Outcome.ERROR, found, message=REFUSED))
    return entries[::-1]


def record(run: ScrapeRun, source: str, entries: Sequence[Entry]) -> None:
    RunPosting.objects.bulk_create(
        [
            RunPosting(
                run=run,
                source=source,
                outcome=entry.outcome,
                title=plain(entry.found.title if entry.found else None, 500),
                company=plain(entry.found.company if entry.found else None, 300),
                link=plain(entry.found.link if entry.found else None, 2000),
                job_id=entry.job_id,
                rule=entry.rule,
                message=entry.message,
            )
            for entry in entries
        ],
        batch_size=500,
    )


def plain(value: str | None, most: int) -> str | None:
    """Text as every database takes it: no NUL, no half characters."""
    if not value:
        return None
    return value.replace("\0", "").encode("utf-8", "replace").decode()[:most] or None


def forget_unchanged(run: ScrapeRun, source: str) -> None:
    """Unchanged postings are kept for a source's newest run only."""
    RunPosting.objects.filter(
        run__team_id=run.team_id,
        source=source,
        outcome=Outcome.UNCHANGED,
        run_id__lt=run.pk,
    ).delete()


def prune() -> int:
    """Delete runs, and answers nobody asked for again, after 30 days; the runs."""
    oldest = timezone.now() - KEPT_FOR
    FeedCopy.objects.filter(fetched_at__lt=oldest).delete()
    old = ScrapeRun.objects.filter(finished_at__lt=oldest).order_by("pk")
    total = 0
    while ids := list(old.values_list("pk", flat=True)[:50]):
        ScrapeRun.objects.filter(pk__in=ids).delete()
        total += len(ids)
    return total
