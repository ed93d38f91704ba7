"""Applying: by hand (noted) or by e-mail with the resume attached."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jobhunt.lib import features, files
from jobhunt.lib.audit import audit
from jobhunt.lib.errors import Conflict, RuleRefused, TooMany
from jobhunt.lib.renderers import plain_json
from mail.outbox import Attachment, OutboxMail, queue_mail, take_turns
from resumes.models import Resume
from scraping.models import (
    Application,
    ApplicationEvent,
    Job,
    SentPackage,
)
from scraping.presenting import job_detail
from scraping.services.status import application_for, locked, set_status
from scraping.statuses import Status

# From these an application may (again) be made.
MAY_APPLY = {Status.PENDING, Status.FAILED}


def apply_to_job(
    user: Any,
    job: Job,
    *,
    method: str = "manual",
    resume: Resume | None = None,
    cover_letter: str | None = None,
    recipient: str | None = None,
    subject: str | None = None,
) -> tuple[Application, OutboxMail | None]:
    """Apply once. By e-mail the mail, the package and the status are one write."""
    if method == "email":
        features.require("email_automation")
        recipient = recipient or job.hr_email
        if not recipient:
            raise RuleRefused(
                "This job states no e-mail address; give a recipient.",
                field="recipient",
                code="required",
            )
    with transaction.atomic():
        application, _made = application_for(user, job)
        application = locked(application)
        made = Application.objects.at(job).filter(user=user)
        if earlier := made.exclude(status__in=MAY_APPLY).first():
            raise Conflict(
                "You have applied to this job already.",
                application_id=earlier.pk,
            )
        if method == "email":
            check_daily_limit(user)
            resume = resume or default_resume(user)
        application.resume = resume
        application.cover_letter = cover_letter or application.cover_letter
        application.save()
        mail = None
        if method == "email" and recipient:
            mail = send_application(
                user, application, job, recipient, subject, cover_letter, resume
            )
        application = set_status(
            user,
            application,
            Status.APPLIED,
            mail_id=mail.pk if mail else None,
            text=_("Applied by e-mail") if mail else None,
        )
    audit(
        "job_apply",
        user=user,
        details={
            "job_id": job.pk,
            "application_id": application.pk,
            "method": method,
            "email_id": mail.pk if mail else None,
        },
    )
    return application, mail


def check_daily_limit(user: Any) -> None:
    """JOB_MAX_APPLIES_PER_DAY by e-mail in the last 24 hours; TooMany beyond.
    Inside a transaction."""
    take_turns(user)
    since = timezone.now() - timedelta(days=1)
    sent = SentPackage.objects.filter(
        application__user=user, created_at__gte=since
    ).order_by("created_at")
    times = list(sent.values_list("created_at", flat=True))
    if len(times) >= settings.JOB_MAX_APPLIES_PER_DAY:
        oldest = times[0] if times else timezone.now()
        wait = oldest + timedelta(days=1) - timezone.now()
        raise TooMany(
            "The daily limit of applications by e-mail is reached.",
            retry_after=max(1, int(wait.total_seconds())),
        )


def default_resume(user: Any) -> Resume | None:
    return (
        Resume.objects.for_user(user)
        .filter(user=user, is_default=True, archived=False)
        .first()
    )


def send_application(
    user: Any,
    application: Application,
    job: Job,
    recipient: str,
    subject: str | None,
    cover_letter: str | None,
    resume: Resume | None,
) -> OutboxMail:
    """Queue the mail and keep exactly what goes out."""
    from resumes.services import resume_bytes

    subject = subject or " ".join(f"Application for {job.title}".split())[:200]
    text = cover_letter or application.cover_letter or default_letter(user, job, resume)
    content = resume_bytes(resume) if resume else b""
    attachment = (
        Attachment(resume.filename, "application/pdf", content) if resume else None
    )
    mail = queue_mail(
        user=user,
        team_id=job.team_id,
        kind="application",
        recipient=recipient,
        subject=subject,
        body=text,
        attachment=attachment,
        job_id=job.pk,
        application_id=application.pk,
    )
    SentPackage.objects.create(
        application=application,
        mail_id=mail.pk,
        recipient=recipient[:320],
        subject=subject,
        body=text,
        resume_filename=resume.filename if resume else "",
        resume_sha256=hashlib.sha256(content).hexdigest() if resume else "",
        resume_file=keep_copy(job.team_id, content) if resume else "",
        posting=plain_json(job_detail(job, user)),
    )
    ApplicationEvent.objects.create(
        application=application,
        team_id=application.team_id,
        kind=ApplicationEvent.Kind.MAIL,
        text=subject,
        mail_id=mail.pk,
        user=user,
    )
    return mail


def keep_copy(team_id: int, content: bytes) -> str:
    """The sent bytes once per team and content, apart from the resume itself."""
    import io

    digest = hashlib.sha256(content).hexdigest()
    relative = f"team_{team_id}/sent/{digest}.pdf"
    files.store(io.BytesIO(content), relative)
    return relative


def default_letter(user: Any, job: Job, resume: Resume | None) -> str:
    """A short letter of facts only, for an application without one."""
    company = f" at {job.company}" if job.company else ""
    attached = " My resume is attached." if resume else ""
    return (
        f"Dear hiring team,\n\nI would like to apply for the position of {job.title}"
        f"{company}.{attached}\n\nKind regards,\n{user.full_name}\n"
        f"{user.email}\n"
    )
