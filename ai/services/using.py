"""What becomes of a text: kept with an application, or sent."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from ai.models import Generation
from jobhunt.lib import features
from jobhunt.lib.cache import bump_team
from mail.models import OutboxMail
from mail.outbox import Attachment
from mail.services.composing import send_to_company
from resumes.models import Resume
from resumes.services import resume_bytes
from scraping.models import Application, Job
from scraping.services.status import announce, application_for, locked


def text_of(generation: Generation) -> str:
    output = generation.output or {}
    if generation.kind == "bullets":
        return "\n".join(output.get("bullets") or [])
    return str(output.get("content") or "")


def keep_with_application(user: Any, job: Job, text: str) -> Application:
    """The letter of the user's application for a job, which is made if need be."""
    with transaction.atomic():
        application, _made = application_for(user, job)
        row = locked(application)
        row.cover_letter = text
        row.version += 1
        row.save()
        announce(row)
        bump_team(row.team_id)
    return row


def send_text(
    user: Any,
    generation: Generation,
    *,
    recipient: str,
    subject: str,
    text: str,
    attach: bool,
) -> OutboxMail:
    """Queue the text as a mail, with the resume that it was made from."""
    features.require("email_automation")
    attachment = None
    if attach and generation.resume_id:
        resume = Resume.objects.for_user(user).filter(pk=generation.resume_id).first()
        if resume is not None:
            attachment = Attachment(
                resume.filename, "application/pdf", resume_bytes(resume)
            )
    return send_to_company(
        user,
        recipient=recipient,
        subject=subject,
        body=text,
        attachment=attachment,
        job_id=generation.job_id,
        values={},
    )
