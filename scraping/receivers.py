"""What mail and resumes announce, and what they ask."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.dispatch import receiver

from jobhunt.lib.registry import resolver
from jobhunt.lib.scoping import object_id
from mail.models import OutboxMail
from mail.signals import mail_settled
from scheduling.models import State
from scheduling.signals import run_settled, schedule_switched
from scraping.models import Application, Job, SentPackage
from scraping.statuses import Status


def job_exists(user: Any, job_id: Any) -> bool:
    number = object_id(job_id)
    return number is not None and Job.objects.for_user(user).filter(pk=number).exists()


def resume_in_use(resume: Any) -> bool:
    """Whether a sent application holds the resume."""
    return (
        Application.objects.filter(resume=resume)
        .filter(~Q(status=Status.PENDING) | Q(packages__isnull=False))
        .exists()
        or SentPackage.objects.filter(
            resume_sha256=resume.sha256, application__team_id=resume.team_id
        ).exists()
    )


def personal_data(user: Any) -> dict[str, Any]:
    """The user's part of a data export."""
    applications = Application.objects.filter(user=user).select_related("job")
    return {
        "applications": [
            {
                "id": item.pk,
                "title": item.job.title,
                "company": item.job.company,
                "status": item.status,
                "applied_at": item.applied_at,
                "notes": item.notes,
                "cover_letter": item.cover_letter,
            }
            for item in applications.order_by("pk")
        ]
    }


resolver("job exists", job_exists)
resolver("resume in use", resume_in_use)
resolver("personal data", personal_data)


@receiver(mail_settled)
def follow_mail(sender: Any, mail: OutboxMail, **kwargs: Any) -> None:
    """An application's mail that failed or was cancelled changes its application."""
    from scraping.services.mails import mail_settled_for

    if mail.application_id is not None:
        mail_settled_for(mail)


@receiver(run_settled)
def end_scrape(sender: Any, run: Any, **kwargs: Any) -> None:
    """A scrape whose task gave up has failed; it is never left "running"."""
    from scraping.models import ScrapeRun
    from scraping.services.execution import finish

    if run.job != "scraping.run" or run.state == State.OK:
        return
    row = ScrapeRun.objects.filter(pk=run.payload.get("run_id") or 0).first()
    if row is not None and row.is_active:
        finish(row, cancelled=False, message="The run was interrupted.")


@receiver(run_settled)
def end_follow_ups(sender: Any, run: Any, **kwargs: Any) -> None:
    """A follow-up whose task gave up is never left waiting without a word."""
    from scraping.models import FollowUpSequence
    from scraping.services import sequences

    if run.job != "scraping.follow_up" or run.state == State.OK:
        return
    row = (
        FollowUpSequence.objects.filter(
            pk=run.payload.get("sequence_id") or 0, sent=run.payload.get("sent") or 0
        )
        .select_related("application")
        .first()
    )
    if row is not None:
        sequences.stop(row.application, "The next mail could not be prepared.")


@receiver(schedule_switched)
def follow_switch(sender: Any, schedule: Any, **kwargs: Any) -> None:
    """Pausing a search's schedule pauses the search, and the other way round."""
    from scraping.models import SavedSearch
    from scraping.services.searches import JOB

    if schedule.job == JOB:
        search_id = schedule.parameters.get("search_id") or 0
        SavedSearch.objects.filter(pk=search_id).update(enabled=schedule.enabled)
