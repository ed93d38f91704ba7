"""Making, changing and deleting postings by hand, and what the index reads."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from jobhunt.lib.audit import audit
from jobhunt.lib.cache import bump_team
from jobhunt.lib.errors import Conflict, RuleRefused
from jobhunt.lib.realtime import publish
from scraping.models import Application, Job, JobBody, JobSighting
from scraping.querysets import team_term
from scraping.reading.links import canonical_link, link_hash
from scraping.reading.pay import read_pay
from scraping.reading.places import country_code, split_locations
from scraping.reading.remote import read_remote
from scraping.reading.search import document_terms
from scraping.reading.text import clean, fold, html_to_text, sanitise
from scraping.services.after import jobs_changed
from scraping.statuses import Status

SNIPPET = 280
MANUAL = "manual"
EDITABLE = (
    "title",
    "company",
    "description",
    "location",
    "link",
    "salary_range",
    "hr_email",
)


def create_job(
    user: Any,
    *,
    title: str,
    company: str,
    description: str,
    location: str | None = None,
    link: str | None = None,
    salary_range: str | None = None,
    hr_email: str | None = None,
) -> tuple[Job, bool]:
    """A posting made by hand, and whether it is new (the team may have the link)."""
    digest = _checked_link(link)
    with transaction.atomic():
        known = job_with_link(user.team_id, digest)
        if known is not None:
            return known, False
        job = Job(team_id=user.team_id, user=user, title=clean(title)[:500])
        body = JobBody(job=job)
        _write(
            job,
            body,
            {
                "company": company,
                "description": description,
                "location": location,
                "link": link,
                "salary_range": salary_range,
                "hr_email": hr_email,
            },
        )
        job.edited_fields = [
            name for name in EDITABLE if name in {"title", "company", "description"}
        ]
        refresh_sort(job)
        job.save()
        save_body(job, body)
        JobSighting.objects.create(
            team_id=job.team_id,
            job=job,
            source=job.source,
            link=job.link,
            link_hash=digest,
        )
        publish("job.new", job_event(job), team_id=job.team_id)
        jobs_changed(job.team_id, [job.pk])
        bump_team(job.team_id)
    audit("job_create", user=user, details={"job_id": job.pk, "title": job.title})
    return job, True


def update_job(user: Any, job: Job, changes: dict[str, Any]) -> Job:
    """Write a person's changes; a scan leaves these fields alone from now on."""
    hidden = changes.pop("hidden", None)
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=job.pk)
        body, _made = JobBody.objects.get_or_create(job=job)
        if "link" in changes:
            _move_link(job, changes["link"])
        _write(job, body, changes)
        if "title" in changes:
            job.title = clean(changes["title"])[:500]
        job.edited_fields = sorted({*job.edited_fields, *changes})
        if hidden is not None:
            job.hidden = hidden
        refresh_sort(job)
        job.save()
        save_body(job, body)
        if {"title", "company", "description", "location"} & set(changes):
            jobs_changed(job.team_id, [job.pk])
        bump_team(job.team_id)
    audit(
        "job_update",
        user=user,
        details={"job_id": job.pk, "fields": sorted(changes)},
    )
    return job


def delete_job(user: Any, job: Job) -> None:
    """Delete a posting that nobody applied to; Conflict otherwise."""
    with transaction.atomic():
        made = Application.objects.at(job)
        applied = made.exclude(status=Status.PENDING)
        ever_left = made.filter(events__from_status=Status.PENDING)
        if applied.exists() or ever_left.exists():
            raise Conflict(
                "Somebody applied to this job. It can be hidden instead.",
                job_id=job.pk,
            )
        pk, title, team_id = job.pk, job.title, job.team_id
        job.delete()
        bump_team(team_id)
    audit("job_delete", user=user, details={"job_id": pk, "title": title})


def job_with_link(team_id: int, digest: str | None) -> Job | None:
    """The team's posting at a canonical link."""
    if digest is None:
        return None
    sighting = (
        JobSighting.objects.filter(team_id=team_id, link_hash=digest)
        .select_related("job")
        .order_by("id")
        .first()
    )
    return sighting.job if sighting else None


def _checked_link(link: str | None) -> str | None:
    """The hash of a link; RuleRefused for what is no web address."""
    if not link:
        return None
    if canonical_link(link) is None:
        raise RuleRefused("Enter a valid web address.", field="link")
    return link_hash(link)


def _move_link(job: Job, link: str | None) -> None:
    digest = _checked_link(link)
    known = job_with_link(job.team_id, digest)
    if known is not None and known.pk != job.pk:
        raise Conflict("The team has a job with this link.", job_id=known.pk)
    main = job.sightings.filter(source=job.source, link=job.link).first()
    if main is None:
        main = JobSighting(team_id=job.team_id, job=job, source=job.source)
    main.link, main.link_hash = link or None, digest
    main.save()


def _write(job: Job, body: JobBody, changes: dict[str, Any]) -> None:
    """Put a person's values into the rows, blank text as null."""
    if "company" in changes:
        job.company = clean(changes["company"] or "")[:300] or None
    if "location" in changes:
        job.location = clean(changes["location"] or "")[:500] or None
        job.locations = split_locations(job.location) or (
            [job.location] if job.location else []
        )
    if "link" in changes:
        job.link = (changes["link"] or "").strip() or None
    if "hr_email" in changes:
        job.hr_email = changes["hr_email"] or None
    if "salary_range" in changes:
        write_pay(job, changes["salary_range"])
    if "description" in changes:
        body.description = sanitise(changes["description"] or "") or None
        body.description_text = html_to_text(changes["description"] or "") or None
        job.snippet = snippet_of(body.description_text)
    if job.source == MANUAL and {"location", "description"} & set(changes):
        # A posting is read the same way whatever its source.
        job.remote, regions = read_remote(
            location=job.location, title=job.title, text=body.description_text
        )
        job.remote_regions = list(regions)


def write_pay(job: Job, text: str | None) -> None:
    job.salary_range = clean(text or "")[:500] or None
    country = country_code(job.location) if job.location else None
    pay = read_pay(job.salary_range, country=country) if job.salary_range else None
    job.salary_min = pay.min if pay else None
    job.salary_max = pay.max if pay else None
    job.salary_currency = pay.currency if pay else None
    job.salary_period = pay.period if pay else None


def snippet_of(text: str | None) -> str | None:
    """The beginning of a description on one line."""
    line = " ".join((text or "").split())
    if not line:
        return None
    return line if len(line) <= SNIPPET else line[:SNIPPET].rsplit(" ", 1)[0] + " …"


def refresh_sort(job: Job) -> None:
    job.title_sort = job.title.casefold()[:500]
    job.company_sort = (job.company or "").casefold()[:300]
    job.place_words = fold("\n".join([job.location or "", *job.locations]))


def save_body(job: Job, body: JobBody) -> None:
    body.job = job
    body.search_terms = search_terms(job, body.description_text)
    body.save()


def search_terms(job: Job, text: str | None) -> str:
    """What the full-text index holds of a posting."""
    places = "\n".join([job.location or "", *job.locations])
    words = document_terms(job.title, job.company, places, text)
    return f"{team_term(job.team_id)} {words}"


def job_event(job: Job) -> dict[str, Any]:
    """What a live line about a posting needs."""
    return {
        "job_id": job.pk,
        "title": job.title,
        "company": job.company,
        "location": job.location,
        "source": job.source,
        "at": timezone.now().isoformat(),
    }
