"""Postings into rows: known by identity, written only where they changed.

Same source and source id, or same canonical link, is one job. Two look-ups and
a few statements a batch, however many postings it has.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from jobhunt.lib.cache import bump_team
from jobhunt.lib.realtime import publish_many
from jobhunt.lib.renderers import dumps
from jobhunt.models import Event
from scraping.models import (
    Company,
    Job,
    JobBody,
    JobChange,
    JobSighting,
    RunPosting,
)
from scraping.reading.links import canonical_link, link_hash
from scraping.reading.text import html_to_text, sanitise
from scraping.services import freshness
from scraping.services.after import jobs_changed
from scraping.services.jobs import (
    job_event,
    refresh_sort,
    search_terms,
    snippet_of,
)
from scraping.sources.base import FoundJob

Outcome = RunPosting.Outcome
CHUNK = 500
# What a scan may write, unless a person has.
FIELDS = (
    "title",
    "company",
    "location",
    "locations",
    "remote",
    "remote_regions",
    "requisition_id",
    "link",
    "apply_link",
    "employment_type",
    "department",
    "language",
    "salary_range",
    "salary_min",
    "salary_max",
    "salary_currency",
    "salary_period",
    "posted_at",
    "hr_email",
)
PAY_FIELDS = {name for name in FIELDS if name.startswith("salary_")}


@dataclass(slots=True)
class Ingested:
    """What became of a batch: (outcome, job id) per posting, in its order."""

    outcomes: list[tuple[str, int]] = field(default_factory=list)
    new_ids: list[int] = field(default_factory=list)

    def count(self, outcome: str) -> int:
        return sum(name == outcome for name, _ in self.outcomes)


@dataclass(slots=True)
class _Item:
    found: FoundJob
    board: str
    digest: str | None  # of the canonical link
    content: str  # digest of what the source says
    job_id: int | None = None
    sighting: JobSighting | None = None
    by_link: bool = False


def content_hash(found: FoundJob) -> str:
    """Digest of everything that would be written."""
    parts = [
        *(value_of(found, name) for name in FIELDS),
        found.description_html,
        found.closes_at,
    ]
    return hashlib.sha256(dumps(parts)).hexdigest()


def value_of(found: FoundJob, name: str) -> Any:
    pay = found.pay
    match name:
        case "salary_range":
            return (pay.text or None) and pay.text[:500] if pay else None
        case "salary_min":
            return pay.min if pay else None
        case "salary_max":
            return pay.max if pay else None
        case "salary_currency":
            return pay.currency if pay else None
        case "salary_period":
            return pay.period if pay else None
        case "locations" | "remote_regions":
            return list(getattr(found, name))
        case "link":
            return found.link if canonical_link(found.link) else None
    return getattr(found, name)


def ingest(
    team_id: int,
    source: str,
    jobs: Sequence[FoundJob],
    *,
    user_id: int | None = None,
    company: Company | None = None,
    board: str = "",
    now: datetime | None = None,
) -> Ingested:
    """Write a source's postings for a team, oldest first, in one transaction.

    ``board`` names the board of postings whose company is not watched.
    """
    now = now or timezone.now()
    board = company.board if company else board
    items = [
        _Item(found, board, link_hash(found.link), content_hash(found))
        for found in jobs
    ]
    with transaction.atomic():
        identify(team_id, source, items)
        result = _write(team_id, source, items, user_id, company, now)
        bump_team(team_id)
    return result


def identify(team_id: int, source: str, items: list[_Item]) -> None:
    """Find the job that each posting is, by source id, then by link."""
    by_id: dict[tuple[str, str], JobSighting] = {}
    ids = [item.found.source_job_id for item in items if item.found.source_job_id]
    for some in chunked(ids):
        rows = JobSighting.objects.filter(
            team_id=team_id, source=source, source_job_id__in=some
        )
        for row in rows:
            by_id[row.source_board, str(row.source_job_id)] = row
    by_link: dict[str, JobSighting] = {}
    for some in chunked([item.digest for item in items if item.digest]):
        rows = JobSighting.objects.filter(team_id=team_id, link_hash__in=some)
        for row in rows.order_by("-pk"):
            by_link[str(row.link_hash)] = row
    for item in items:
        known = by_id.get((item.board, str(item.found.source_job_id)))
        if known is not None:
            item.job_id, item.sighting = known.job_id, known
        elif item.digest in by_link:
            place = by_link[str(item.digest)]
            item.job_id, item.by_link = place.job_id, True
            # Added by hand or imported first: now its source is known as well.
            if place.source == source and place.source_job_id is None:
                item.sighting = place


def chunked(values: Iterable[Any]) -> Iterable[list[Any]]:
    values = list(values)
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]


def _write(
    team_id: int,
    source: str,
    items: list[_Item],
    user_id: int | None,
    company: Company | None,
    now: datetime,
) -> Ingested:
    known_ids = {item.job_id for item in items if item.job_id}
    known: dict[int, Job] = {}
    for some in chunked(sorted(known_ids)):
        known.update(Job.objects.in_bulk(some))
    result = Ingested()
    changes: list[JobChange] = []
    fresh = _new_jobs(team_id, source, items, user_id, company, now, changes)
    changed: list[tuple[Job, FoundJob]] = []
    same: list[int] = []
    first_of: dict[int, _Item] = {}
    for item in items:
        job = fresh.get(id(item))
        if job is not None:
            result.outcomes.append((Outcome.NEW, job.pk))
            result.new_ids.append(job.pk)
            continue
        job = known.get(item.job_id or 0)
        if job is None or item.job_id in first_of or item.job_id is None:
            # The same identity twice in one batch is one posting.
            result.outcomes.append((Outcome.DUPLICATE, item.job_id or 0))
            continue
        first_of[item.job_id] = item
        if item.by_link and job.source != source:
            # Another place of a job that a source of its own keeps up to date.
            result.outcomes.append((Outcome.DUPLICATE, job.pk))
            same.append(job.pk)
        elif job.content_hash == item.content and job.closed_at is None:
            result.outcomes.append((Outcome.UNCHANGED, job.pk))
            same.append(job.pk)
        else:
            was = job.content_hash
            changes += update(job, item.found, item.content, company, now)
            changed.append((job, item.found))
            outcome = Outcome.UNCHANGED if was == item.content else Outcome.UPDATED
            result.outcomes.append((outcome, job.pk))
    _save_changed(changed)
    JobChange.objects.bulk_create(changes, batch_size=CHUNK)
    for some in chunked(same):
        Job.objects.filter(pk__in=some).update(last_seen_at=now)
    _save_sightings(team_id, source, items, fresh, now)
    if fresh:
        publish_many(
            [
                Event(type="job.new", data=job_event(job), team_id=team_id)
                for job in fresh.values()
            ]
        )
    jobs_changed(team_id, [*result.new_ids, *(job.pk for job, _ in changed)])
    return result


def _new_jobs(
    team_id: int,
    source: str,
    items: list[_Item],
    user_id: int | None,
    company: Company | None,
    now: datetime,
    changes: list[JobChange],
) -> dict[int, Job]:
    """Insert what is not known, oldest first: newest then means highest id."""
    seen: dict[Any, _Item] = {}
    chosen: list[_Item] = []
    for item in items:
        if item.job_id is not None:
            continue
        keys = {("id", item.found.source_job_id), ("link", item.digest)}
        keys = {key for key in keys if key[1]}
        if any(key in seen for key in keys):
            continue
        seen.update(dict.fromkeys(keys, item))
        chosen.append(item)
    beginning = datetime(1970, 1, 1, tzinfo=UTC)
    # Stable, so that undated postings keep the board's order, last first.
    chosen.reverse()
    chosen.sort(key=lambda item: item.found.posted_at or beginning)
    ordered = chosen
    jobs = []
    for item in ordered:
        job = Job(
            team_id=team_id,
            user_id=user_id,
            source=source,
            source_board=item.board,
            source_job_id=item.found.source_job_id or None,
            board=company,
            first_seen_at=now,
        )
        changes += update(job, item.found, item.content, company, now)
        jobs.append(job)
    Job.objects.bulk_create(jobs, batch_size=CHUNK)
    JobBody.objects.bulk_create(
        [body_of(job, item.found) for job, item in zip(jobs, ordered, strict=True)],
        batch_size=CHUNK,
    )
    return {id(item): job for job, item in zip(jobs, ordered, strict=True)}


def body_of(job: Job, found: FoundJob) -> JobBody:
    text = found.description_text or html_to_text(found.description_html) or None
    return JobBody(
        job_id=job.pk,
        description=sanitise(found.description_html) or None,
        description_text=text,
        raw=dict(found.raw) or None,
        search_terms=search_terms(job, text),
    )


def update(
    job: Job, found: FoundJob, digest: str, company: Company | None, now: datetime
) -> list[JobChange]:
    """Put what the source says into a job, except what a person wrote.

    What became of the posting with it: closed, opened again, posted anew.
    """
    edited = set(job.edited_fields)
    if "salary_range" in edited:
        edited |= PAY_FIELDS
    if "location" in edited:
        edited.add("locations")
    reposted = None
    if "posted_at" not in edited and job.pk:
        reposted = freshness.redated(job, found.posted_at)
    for name in FIELDS:
        if name not in edited:
            setattr(job, name, value_of(found, name))
    if "description" not in edited and (found.detailed or not job.snippet):
        text = found.description_text or html_to_text(found.description_html)
        job.snippet = snippet_of(text)
    if company is not None:
        job.board = company
    job.content_hash = digest
    moved = freshness.moved(job, found.closes_at, now)
    job.last_seen_at = now
    refresh_sort(job)
    return [change for change in (reposted, moved) if change]


def _save_changed(changed: list[tuple[Job, FoundJob]]) -> None:
    if not changed:
        return
    Job.objects.bulk_update(
        [job for job, _ in changed],
        [
            *FIELDS,
            "snippet",
            "board",
            "content_hash",
            "last_seen_at",
            "closed_at",
            "closed_reason",
            "title_sort",
            "company_sort",
            "place_words",
        ],
        batch_size=100,
    )
    bodies = JobBody.objects.in_bulk([job.pk for job, _ in changed])
    for job, found in changed:
        body = bodies.get(job.pk)
        if body is None:
            body_of(job, found).save(force_insert=True)
            continue
        made = body_of(job, found)
        if "description" not in job.edited_fields and (
            found.detailed or not body.description
        ):
            body.description = made.description
            body.description_text = made.description_text
        body.raw = made.raw
        body.search_terms = search_terms(job, body.description_text)
        body.save()


def _save_sightings(
    team_id: int,
    source: str,
    items: list[_Item],
    fresh: dict[int, Job],
    now: datetime,
) -> None:
    """Each posting's place: seen again, or new beside the job's others."""
    again: list[int] = []
    made: list[JobSighting] = []
    done: set[tuple[str, str]] = set()
    for item in items:
        job = fresh.get(id(item))
        job_id = job.pk if job else item.job_id
        if job_id is None:
            continue
        known = item.sighting
        if known is not None:
            if known.link_hash == item.digest and known.source_job_id:
                again.append(known.pk)
            else:
                known.source_job_id = item.found.source_job_id or None
                known.source_board = item.board
                known.link, known.link_hash = item.found.link, item.digest
                known.last_seen_at = now
                known.save()
            continue
        key = (item.board, item.found.source_job_id or str(item.digest))
        if key in done:
            continue
        done.add(key)
        made.append(
            JobSighting(
                team_id=team_id,
                job_id=job_id,
                source=source,
                source_board=item.board,
                source_job_id=item.found.source_job_id or None,
                link=item.found.link,
                link_hash=item.digest,
                first_seen_at=now,
                last_seen_at=now,
            )
        )
    JobSighting.objects.bulk_create(made, batch_size=CHUNK, ignore_conflicts=True)
    for some in chunked(again):
        JobSighting.objects.filter(pk__in=some).update(last_seen_at=now)
