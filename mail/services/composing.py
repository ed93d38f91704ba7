"""Mails that users write: to a company, and follow-ups that thread under them."""

from __future__ import annotations

from typing import Any

from jobhunt.lib.errors import Missing, RuleRefused
from jobhunt.lib.registry import resolve
from mail.addresses import refuse_control
from mail.models import OutboxMail
from mail.outbox import Attachment, queue_mail
from mail.templating import built_in


def job_exists(user: Any, job_id: int) -> None:
    """404 unless the id is a job of the user's team (scraping answers)."""
    if not any(resolve("job exists", user, job_id)):
        raise Missing


def filled(kind: str, values: dict[str, str]) -> tuple[str, str]:
    """Our text with its values, of which two stand in the subject."""
    for name in ("company_name", "job_role"):
        refuse_control(values.get(name, ""), name)
    return built_in(kind, values)


def answer_subject(mail: OutboxMail) -> str:
    """The thread's subject with one "Re:", however long the thread is."""
    return f"Re: {mail.subject.removeprefix('Re: ')}"[:200]


def send_to_company(
    user: Any,
    *,
    recipient: str,
    subject: str | None,
    body: str | None,
    attachment: Attachment | None,
    job_id: int | None,
    values: dict[str, str],
) -> OutboxMail:
    """A mail with the user's own words, or our text filled with ``values``."""
    if job_id is not None:
        job_exists(user, job_id)
    if not (subject and body):
        missing = [
            name
            for name in ("company_name", "job_role", "candidate_name")
            if not values.get(name)
        ]
        if subject or body or missing:
            raise RuleRefused(
                "Give subject and body, or the fields of the template:"
                " company_name, job_role and candidate_name.",
                field=(
                    ("body" if subject else "subject")
                    if subject or body
                    else missing[0]
                ),
                code="required",
            )
        subject, body = filled("hr", values)
    return queue_mail(
        user=user,
        team_id=user.team_id,
        kind=OutboxMail.Kind.HR,
        recipient=recipient,
        subject=subject,
        body=body,
        attachment=attachment,
        job_id=job_id,
    )


def send_follow_up(
    user: Any,
    *,
    recipient: str,
    job_id: int | None,
    values: dict[str, str],
    subject: str | None = None,
    body: str | None = None,
) -> OutboxMail:
    """A follow-up; with a job it joins the thread of the first mail about it."""
    first = None
    if job_id is not None:
        job_exists(user, job_id)
        first = last_of_thread(user, job_id)
    made_subject, made_body = filled("follow_up", values)
    subject = subject or (answer_subject(first) if first else made_subject)
    return queue_mail(
        user=user,
        team_id=user.team_id,
        kind=OutboxMail.Kind.FOLLOW_UP,
        recipient=recipient,
        subject=subject,
        body=body or made_body,
        job_id=job_id,
        application_id=first.application_id if first else None,
        in_reply_to=first,
    )


def last_of_thread(user: Any, job_id: int) -> OutboxMail | None:
    """The user's newest mail about a job that went out or is about to."""
    return (
        OutboxMail.objects.of(user)
        .filter(job_id=job_id)
        .exclude(status__in=[OutboxMail.Status.CANCELLED, OutboxMail.Status.FAILED])
        .order_by("-id")
        .first()
    )
