"""A resume by itself or against a posting, by rules: no AI service is asked."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from ai.services.material import owned_row
from jobhunt.lib.audit import audit
from resumes.matching.analysis import JobFacts, analyse
from resumes.models import Resume
from resumes.presenting import facts_of
from scraping.models import Job, JobBody


def analyse_resume(
    user: Any, resume: Resume, *, job_id: Any = None, job_description: str | None = None
) -> dict[str, Any]:
    """The contract's Analysis; 404 for another team's job."""
    facts = None
    if job_id is not None:
        facts = job_facts(owned_row(Job, user, job_id))
        if job_description:
            facts = JobFacts(
                f"{facts.text}\n{job_description}",
                facts.id,
                facts.title,
                facts.location,
                facts.remote,
                facts.company,
            )
    elif job_description is not None:
        facts = JobFacts(job_description)
    result = analyse(facts_of(resume), facts, now=timezone.now())
    audit(
        "resume_analyze",
        user=user,
        details={"resume_id": resume.pk, "job_id": result["job_id"]},
    )
    return result


def job_facts(job: Job) -> JobFacts:
    body = JobBody.objects.filter(pk=job.pk).first()
    text = body.description_text if body else None
    return JobFacts(
        text or "", job.pk, job.title, job.location, job.remote, job.company
    )
