"""Match scores: every open posting of a team for its members' default resumes.

Scores are computed in a task, which finds by itself what is due: a posting without
a score, one that changed since, or one scored for another resume.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from jobhunt.lib.cache import bump_team
from resumes.matching import Match, Profile, match, profile_of, read_requirements
from resumes.models import Resume
from scraping.models import Job, JobScore

BATCH = 200
# One run stops here; what is left is due again in the next.
MOST_PER_RUN = 20_000


def owner_of(resume: Resume) -> int:
    """Whose scores these are; only resumes of people are scored."""
    if resume.user_id is None:
        raise ValueError("a resume without a person has no scores")
    return resume.user_id


def due_jobs(team_id: int, resume: Resume) -> QuerySet[Job]:
    """Postings whose score for this default resume is missing or outdated."""
    fresh = JobScore.objects.filter(
        job=OuterRef("pk"),
        user_id=owner_of(resume),
        resume=resume,
        computed_at__gte=OuterRef("updated_at"),
    )
    return Job.objects.filter(team_id=team_id).filter(~Exists(fresh))


def score_team(team_id: int, first_id: int = 0, last_id: int = 0) -> int:
    """Compute what is due in the team; the number of scores written.

    With ids only the postings between them, which are new or changed.
    """
    only = Q()
    if first_id:
        only = Q(pk__gte=first_id, pk__lte=last_id or first_id)
        fill_skills(team_id, only)
    defaults = (
        Resume.objects.filter(
            team_id=team_id, is_default=True, archived=False, user__isnull=False
        )
        .exclude(text_status=Resume.TextStatus.PENDING)
        .select_related("text")
    )
    written = 0
    for resume in defaults:
        written += score_for(team_id, resume, only, MOST_PER_RUN - written)
    if written:
        bump_team(team_id)
    return written


def score_for(
    team_id: int, resume: Resume, only: Q | None = None, most: int = MOST_PER_RUN
) -> int:
    profile = _profile(resume)
    due = due_jobs(team_id, resume).filter(only or Q()).order_by("-pk")
    written = 0
    while written < most:
        jobs = _texts(due[:BATCH])
        if not jobs:
            break
        save_scores(resume, ((job["id"], _match(profile, job)) for job in jobs))
        written += len(jobs)
    return written


def save_scores(resume: Resume, found: Iterable[tuple[int, Match]]) -> None:
    """Write scores of the resume's owner, replacing older ones."""
    now = timezone.now()
    rows = [
        JobScore(
            job_id=job_id,
            user_id=owner_of(resume),
            resume=resume,
            score=result.score,
            reasons={
                "matching": list(result.matching),
                "missing": list(result.missing),
                "reasons": [reason.as_dict() for reason in result.reasons],
            },
            computed_at=now,
        )
        for job_id, result in found
    ]
    JobScore.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["job", "user"],
        update_fields=["resume", "score", "reasons", "computed_at"],
    )


def forget_scores(team_id: int, user_id: int) -> None:
    """Drop a person's scores in a team: another resume, or another text, counts."""
    JobScore.objects.filter(job__team_id=team_id, user_id=user_id).delete()


def fill_skills(team_id: int, only: Q) -> None:
    """Name the skills that these postings require, where nobody has yet."""
    new = Job.objects.filter(only, team_id=team_id)
    for start in range(0, MOST_PER_RUN, BATCH):
        jobs = _texts(new.order_by("pk")[start : start + BATCH])
        if not jobs:
            return
        changed = []
        for job in jobs:
            text = job["body__description_text"] or ""
            wanted = [
                r.label
                for r in read_requirements(text)
                if r.kind == "must" and not r.is_language
            ]
            if wanted != job["skills_required"]:
                changed.append(Job(pk=job["id"], skills_required=wanted[:40]))
        Job.objects.bulk_update(changed, ["skills_required"])


def _texts(jobs: QuerySet[Job]) -> list[dict[str, Any]]:
    fields = ("id", "title", "company", "location", "remote", "skills_required")
    return [dict(row) for row in jobs.values(*fields, "body__description_text")]


def _match(profile: Profile, job: dict[str, Any]) -> Match:
    return match(
        profile,
        job["body__description_text"],
        title=job["title"],
        location=job["location"],
        remote=job["remote"],
        company=job["company"],
    )


def _profile(resume: Resume) -> Profile:
    text = getattr(resume, "text", None)
    return profile_of(text.content if text else "", text.parsed if text else None)
