"""What becomes of a posting over time, each with its evidence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from scraping.models import Job, JobChange
from scraping.reading.dates import is_past

Kind = JobChange.Kind
# A date without its hour or zone may be off by so much.
VAGUE = timedelta(days=1)
# Dates counted back from the fetch ("5 days ago") wander by a day.
WANDERS = timedelta(days=2)


def moved(job: Job, closes_at: datetime | None, now: datetime) -> JobChange | None:
    """Close or open a posting that its source lists, by the page's own word."""
    if closes_at is not None and is_past(closes_at, now):
        if job.closed_at is not None:
            return None
        job.closed_at = closes_at
        job.closed_reason = "Its closing date has passed."
        return JobChange(
            job=job, kind=Kind.CLOSED, at=closes_at, evidence=job.closed_reason
        )
    if job.closed_at is None:
        return None
    evidence = f"Listed again after it had closed on {job.closed_at:%Y-%m-%d}."
    job.closed_at = None
    job.closed_reason = ""
    return JobChange(job=job, kind=Kind.REOPENED, at=now, evidence=evidence)


def redated(job: Job, posted_at: datetime | None) -> JobChange | None:
    """A posting that its source dates anew: after we had seen it with an older date.

    A date that only wanders with each look is no newer than the last of them.
    """
    before = job.posted_at
    if before is None or posted_at is None or posted_at - before <= WANDERS:
        return None
    if posted_at <= job.last_seen_at - VAGUE:
        return None
    return JobChange(
        job=job,
        kind=Kind.REPOSTED,
        at=posted_at,
        evidence=(
            f"Its source dated it {before:%Y-%m-%d} when it was seen on"
            f" {job.last_seen_at:%Y-%m-%d}, and {posted_at:%Y-%m-%d} now."
        ),
    )


def note_repeated(pairs: Iterable[tuple[Job, Job, str]]) -> int:
    """Postings that repeat one which had closed before they appeared; how many.

    ``pairs`` are two jobs that are alike, with the reason.
    """
    changes = []
    for one, other, reason in pairs:
        old, new = sorted((one, other), key=lambda job: (job.first_seen_at, job.pk))
        if old.closed_at is None or old.closed_at > new.first_seen_at:
            continue
        evidence = f"Like a posting that closed on {old.closed_at:%Y-%m-%d}: {reason}"
        changes.append(
            JobChange(
                job=new,
                kind=Kind.REPOSTED,
                at=new.first_seen_at,
                evidence=evidence[:300],
                earlier=old,
            )
        )
    JobChange.objects.bulk_create(changes, ignore_conflicts=True)
    return len(changes)
