"""Closing by absence: only a complete snapshot says that a posting is gone."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from scraping.models import Company, Job, JobChange
from scraping.services.ingest import CHUNK, chunked
from scraping.sources.base import Batch, Status

# An empty answer of a board that had postings counts when it is repeated.
EMPTY_ANSWERS = 2
EMPTY = {Status.OK_EMPTY_CONFIRMED, Status.OK_EMPTY_SUSPICIOUS}


def after_board(
    company: Company,
    batch: Batch,
    *,
    whole: bool,
    seen_at: datetime,
    fetched: bool = True,
) -> int:
    """Note a board's answer and close what it no longer lists; how many.

    A kept answer (not ``fetched`` in this run) that is empty repeats nothing.
    ``seen_at`` is the moment that this answer's postings were marked as seen.
    """
    company.last_run_at = seen_at
    company.last_status = str(batch.status)
    open_jobs = Job.objects.filter(board=company, closed_at__isnull=True)
    gone = open_jobs.filter(Q(last_seen_at__lt=seen_at))
    closed = 0
    if batch.jobs:
        company.empty_answers = 0
    if whole and batch.status == Status.OK:
        closed = close(gone, seen_at)
    elif whole and batch.status in EMPTY and fetched:
        company.empty_answers = min(company.empty_answers + 1, 1000)
        if company.empty_answers >= EMPTY_ANSWERS:
            closed = close(gone, seen_at)
    Company.objects.filter(pk=company.pk).update(
        last_run_at=company.last_run_at,
        last_status=company.last_status,
        empty_answers=company.empty_answers,
    )
    return closed


def close(jobs: QuerySet[Job], at: datetime) -> int:
    """Close what a complete answer did not list; how many."""
    reason = f"Not listed on the board any more ({at:%Y-%m-%d})."
    ids = list(jobs.values_list("pk", flat=True))
    for some in chunked(ids):
        Job.objects.filter(pk__in=some).update(closed_at=at, closed_reason=reason)
    JobChange.objects.bulk_create(
        [
            JobChange(job_id=pk, kind=JobChange.Kind.CLOSED, at=at, evidence=reason)
            for pk in ids
        ],
        batch_size=CHUNK,
    )
    return len(ids)
