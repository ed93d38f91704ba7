"""Jobs and applications as plain dicts for both faces: a constant query count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from scraping.models import Application, Job, JobScore, JobSighting
from scraping.statuses import Status, furthest

JOB_FIELDS = (
    "id",
    "title",
    "company",
    "location",
    "locations",
    "remote",
    "remote_regions",
    "requisition_id",
    "link",
    "apply_link",
    "source",
    "source_job_id",
    "employment_type",
    "salary_range",
    "salary_min",
    "salary_max",
    "salary_currency",
    "salary_period",
    "snippet",
    "posted_at",
    "first_seen_at",
    "last_seen_at",
    "closed_at",
    "hr_email",
    "skills_required",
    "duplicate_of_id",
    "hidden",
    "team_id",
    "user_id",
    "created_at",
    "updated_at",
)
# What list pages and keysets need beside the contract's fields.
ROW_FIELDS = (*JOB_FIELDS, "title_sort", "company_sort")


def statuses_of(job_ids: Iterable[int], user: Any) -> dict[int, tuple[str, Any]]:
    """Job id -> the furthest of the user's statuses, and when applied.

    A merged job's application counts for the one it was merged into.
    """
    ids = list(job_ids)
    rows = (
        Application.objects.filter(user=user, team_id=user.team_id)
        .filter(Q(job_id__in=ids) | Q(job__duplicate_of_id__in=ids))
        .values_list("job_id", "job__duplicate_of_id", "status", "applied_at")
    )
    found: dict[Any, list[tuple[str, Any]]] = defaultdict(list)
    wanted = set(ids)
    for job_id, kept_id, status, applied_at in rows:
        for owner in {job_id, kept_id} & wanted:
            found[owner].append((status, applied_at))
    result = {}
    for owner, pairs in found.items():
        status = furthest([pair[0] for pair in pairs])
        applied = next(at for name, at in pairs if name == status)
        result[owner] = (status, applied)
    return result


def scores_of(job_ids: Iterable[int], user: Any) -> dict[int, int | None]:
    return dict(
        JobScore.objects.filter(user=user, job_id__in=list(job_ids)).values_list(
            "job_id", "score"
        )
    )


def job_dict(
    row: dict[str, Any], status: tuple[str, Any] | None, score: int | None
) -> dict[str, Any]:
    """One row of ROW_FIELDS as the contract's Job."""
    name, applied_at = status or (str(Status.PENDING), None)
    data = {field: row[field] for field in JOB_FIELDS if field != "duplicate_of_id"}
    data["match_score"] = score
    data["status"] = name
    data["applied_at"] = applied_at
    data["duplicate_of"] = row["duplicate_of_id"]
    return data


def job_dicts(rows: list[dict[str, Any]], user: Any) -> list[dict[str, Any]]:
    """Rows of ``.values(*ROW_FIELDS)`` as the contract's Jobs, in two queries."""
    ids = [row["id"] for row in rows]
    if not ids:
        return []
    statuses = statuses_of(ids, user)
    scores = scores_of(ids, user)
    return [
        job_dict(row, statuses.get(row["id"]), scores.get(row["id"])) for row in rows
    ]


def one_job(job: Job, user: Any) -> dict[str, Any]:
    """A Job without its detail."""
    row = Job.objects.filter(pk=job.pk).values(*ROW_FIELDS)
    return job_dicts(list(row), user)[0]


def job_detail(job: Job, user: Any) -> dict[str, Any]:
    """A Job with its text and the other places where it stands."""
    body = getattr(job, "body", None)
    return {
        **one_job(job, user),
        "description": body.description if body else None,
        "description_text": body.description_text if body else None,
        "also_on": also_on(job),
    }


def also_on(job: Job) -> list[dict[str, Any]]:
    """The other places only: further sightings and those of merged jobs."""
    places = JobSighting.objects.filter(Q(job=job) | Q(job__duplicate_of=job)).order_by(
        "id"
    )
    main = (job.source, job.source_board, job.source_job_id, job.link)
    return [
        {
            "source": place.source,
            "source_job_id": place.source_job_id,
            "link": place.link,
            "first_seen_at": place.first_seen_at,
            "last_seen_at": place.last_seen_at,
        }
        for place in places
        if (place.source, place.source_board, place.source_job_id, place.link) != main
    ]


def application_dicts(
    applications: list[Application], user: Any
) -> list[dict[str, Any]]:
    """Applications as the contract has them; a teammate's without what is private."""
    from scraping.models import ApplicationEvent

    job_ids = {application.job_id for application in applications}
    rows = Job.objects.filter(pk__in=job_ids).values(*ROW_FIELDS)
    jobs = {job["id"]: job for job in job_dicts(list(rows), user)}
    mails: dict[int, list[Any]] = defaultdict(list)
    for application_id, mail_id in (
        ApplicationEvent.objects.filter(
            application_id__in=[item.pk for item in applications],
            kind=ApplicationEvent.Kind.MAIL,
            mail_id__isnull=False,
        )
        .order_by("id")
        .values_list("application_id", "mail_id")
    ):
        if mail_id not in mails[application_id]:
            mails[application_id].append(mail_id)
    return [
        application_dict(item, jobs[item.job_id], mails[item.pk], user)
        for item in applications
    ]


def application_dict(
    item: Application, job: dict[str, Any], mail_ids: list[int], user: Any
) -> dict[str, Any]:
    own = item.user_id == user.pk
    return {
        "id": item.pk,
        "job": job,
        "status": item.status,
        "applied_at": item.applied_at,
        "resume_id": item.resume_id if own else None,
        "cover_letter": item.cover_letter if own else None,
        "notes": item.notes if own else None,
        "next_action_at": item.next_action_at if own else None,
        "position": item.position,
        "version": item.version,
        "email_ids": mail_ids if own else [],
        "user_id": item.user_id,
        "team_id": item.team_id,
        "created_at": item.created_at,
        "updated_at": item.updated_at,
    }
