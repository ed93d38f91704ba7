"""Look up what a request refers to: only what the caller's team owns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ai.actions import Material
from jobhunt.lib.errors import Missing, RuleRefused
from jobhunt.lib.scoping import object_id
from resumes.models import Resume, ResumeText
from scraping.models import Job, JobBody


@dataclass(frozen=True)
class Found:
    material: Material
    resume_id: int | None
    job_id: int | None


def look_up(user: Any, given: Any) -> Found:
    """Texts and names for an input; 404 for ids of others, 400 for what lacks."""
    resume_text, resume_id = _resume(user, getattr(given, "resume_id", None))
    summary = getattr(given, "resume_summary", None) or ""
    if hasattr(given, "resume_summary") and not (summary or resume_text):
        raise RuleRefused(
            _("Give a resume_summary or a resume_id."),
            field="resume_summary",
            code="required",
        )
    job = _job(user, getattr(given, "job_id", None))
    posting = getattr(given, "job_description", None) or ""
    if hasattr(given, "job_description") and not (posting or job):
        raise RuleRefused(
            _("Give a job_description or a job_id."),
            field="job_description",
            code="required",
        )
    company = getattr(given, "company_name", None) or (job and job.company) or ""
    if hasattr(given, "company_name") and not company:
        raise RuleRefused(
            _("Give a company_name."), field="company_name", code="required"
        )
    role = getattr(given, "role", None) or (job.title if job else "")
    material = Material(
        resume="\n".join(part for part in (summary, resume_text) if part),
        posting="\n".join(part for part in (posting, _job_text(job)) if part),
        company=company,
        role=role or "",
        sender=user.full_name or "",
    )
    return Found(material, resume_id, job.pk if job else None)


def _resume(user: Any, value: Any) -> tuple[str, int | None]:
    if value is None:
        return "", None
    resume = owned_row(Resume, user, value)
    text = ResumeText.objects.filter(pk=resume.pk).first()
    if resume.text_status != "ok" or text is None or not text.content.strip():
        raise RuleRefused(
            _("This resume has no readable text."), field="resume_id", code="no_text"
        )
    return text.content, resume.pk


def _job(user: Any, value: Any) -> Job | None:
    return None if value is None else owned_row(Job, user, value)


def owned_row(model: Any, user: Any, value: Any) -> Any:
    number = object_id(value)
    found = (
        None
        if number is None
        else model.objects.for_user(user).filter(pk=number).first()
    )
    if found is None:
        raise Missing
    return found


def _job_text(job: Job | None) -> str:
    if job is None:
        return ""
    body = JobBody.objects.filter(pk=job.pk).first()
    parts = [
        job.title,
        job.company,
        job.location,
        body.description_text if body else "",
    ]
    return "\n".join(part for part in parts if part)
