"""Queueing mails: one row in the caller's transaction, sent by a task."""

from __future__ import annotations

import hashlib
import io
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from jobhunt.lib import files
from jobhunt.lib.audit import audit
from jobhunt.lib.cache import bump_team
from jobhunt.lib.errors import Conflict, RuleRefused, TooMany, Unavailable
from mail.addresses import one_address, refuse_control
from mail.models import Mailbox, OutboxMail
from scheduling.queue import enqueue

SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
Kind = OutboxMail.Kind
Status = OutboxMail.Status


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail, under its own name."""

    name: str
    content_type: str
    content: bytes


def is_configured(user: Any = None) -> bool:
    """Whether a mail of the user (or of the installation) could go out."""
    if user is not None and Mailbox.objects.filter(user=user).exists():
        return True
    return settings.EMAIL_BACKEND != SMTP_BACKEND or bool(settings.EMAIL_HOST)


def require_configured(user: Any = None) -> None:
    if not is_configured(user):
        raise Unavailable("E-mail is not configured: set EMAIL_HOST.")


def new_message_id() -> str:
    """A Message-ID that is fixed before the first attempt."""
    domain = settings.EMAIL_FROM.rpartition("@")[2]
    domain = domain or urlsplit(settings.PUBLIC_BASE_URL).hostname or "localhost"
    return f"<{uuid.uuid4().hex}@{domain}>"


def queue_mail(
    *,
    user: Any,
    team_id: int,
    kind: str,
    recipient: str,
    subject: str,
    body: str,
    attachment: Attachment | None = None,
    job_id: int | None = None,
    application_id: int | None = None,
    in_reply_to: OutboxMail | None = None,
    step: int | None = None,
    counted: bool = True,
) -> OutboxMail:
    """Write the outbox row and have it sent after commit.

    RuleRefused for what cannot stand in a header, TooMany beyond the user's
    mails a day (``counted``), Unavailable without any way to send.
    """
    require_configured(user)
    name, address = one_address(recipient)
    refuse_control(subject, "subject")
    if "\x00" in body:
        raise RuleRefused("NUL is not allowed here.", field="body", code="control")
    with transaction.atomic():
        if counted:
            check_daily_limit(user)
        path = keep_attachment(team_id, attachment.content) if attachment else ""
        mail = OutboxMail.objects.create(
            team_id=team_id,
            user=user,
            kind=kind,
            recipient=address,
            recipient_name=name,
            reply_to=user.email if user else "",
            sender_name=user.full_name if user else "",
            subject=subject,
            body=body,
            attachment_name=files.clean_name(attachment.name) if attachment else "",
            attachment_type=attachment.content_type if attachment else "",
            attachment_path=path,
            message_id=new_message_id(),
            in_reply_to=in_reply_to.message_id if in_reply_to else "",
            references=thread_of(in_reply_to) if in_reply_to else "",
            job_id=job_id,
            application_id=application_id,
            step=step,
        )
        wake(mail)
        bump_team(team_id)
    if kind not in OutboxMail.PRIVATE_KINDS:
        audit(
            "email_queued",
            user=user,
            team_id=team_id,
            details={"email_id": mail.pk, "kind": kind, "recipient": address},
        )
    return mail


def wake(mail: OutboxMail) -> None:
    """Have it sent, also when a run that has just settled it is not over yet."""
    enqueue(
        "mail.send",
        key=str(mail.pk),
        team_id=mail.team_id,
        again=True,
        mail_id=mail.pk,
    )


def thread_of(mail: OutboxMail) -> str:
    """References of an answer to a mail: the whole thread, oldest first."""
    return f"{mail.references} {mail.message_id}".strip()


def keep_attachment(team_id: int, content: bytes) -> str:
    """The bytes once per team and content, so that later changes do not reach them."""
    relative = f"team_{team_id}/sent/{hashlib.sha256(content).hexdigest()}.pdf"
    files.store(io.BytesIO(content), relative)
    return relative


def take_turns(user: Any) -> None:
    """Until the end of the transaction no other request of the user counts."""
    get_user_model().objects.select_for_update().filter(pk=user.pk).first()


def check_daily_limit(user: Any) -> None:
    """MAILS_PER_DAY in the last 24 hours; TooMany beyond. Inside a transaction."""
    take_turns(user)
    since = timezone.now() - timedelta(days=1)
    times = list(
        OutboxMail.objects.filter(user=user, created_at__gte=since)
        .exclude(kind__in=[*OutboxMail.PRIVATE_KINDS, Kind.ALERT])
        .exclude(status=Status.CANCELLED)
        .order_by("created_at")
        .values_list("created_at", flat=True)
    )
    if len(times) >= settings.MAILS_PER_DAY:
        oldest = times[0] if times else timezone.now()
        wait = (oldest + timedelta(days=1) - timezone.now()).total_seconds()
        raise TooMany(
            "The daily limit of mails is reached.", retry_after=max(1, int(wait))
        )


def cancel(user: Any, mail: OutboxMail) -> OutboxMail:
    """Stop a mail that nobody has begun to send."""
    from mail.signals import mail_settled

    with transaction.atomic():
        changed = OutboxMail.objects.filter(pk=mail.pk, status=Status.QUEUED).update(
            status=Status.CANCELLED, updated_at=timezone.now()
        )
        if not changed:
            raise Conflict("Only a queued mail can be cancelled.")
        mail.refresh_from_db()
        mail_settled.send(OutboxMail, mail=mail)
        bump_team(mail.team_id)
    return mail


def retry(user: Any, mail: OutboxMail) -> OutboxMail:
    """Send again what failed, was cancelled or may not have arrived."""
    again = [Status.FAILED, Status.UNKNOWN, Status.CANCELLED, Status.BOUNCED]
    with transaction.atomic():
        if mail.kind == Kind.APPLICATION and went_out_otherwise(mail):
            raise Conflict("Another mail of this application was sent meanwhile.")
        changed = OutboxMail.objects.filter(pk=mail.pk, status__in=again).update(
            status=Status.QUEUED,
            attempts=0,
            error=None,
            handed_over_at=None,
            # What is reported about the first copy says nothing about this one.
            provider_id="",
            copy_id="",
            not_before=timezone.now(),
            updated_at=timezone.now(),
        )
        if not changed:
            raise Conflict("This mail is not one that can be sent again.")
        mail.refresh_from_db()
        wake(mail)
        bump_team(mail.team_id)
    return mail


def note_reply(user: Any, mail: OutboxMail) -> OutboxMail:
    """The user says that this mail was answered, which proves that it arrived."""
    from mail.signals import mail_settled

    answerable = [Status.SENT, Status.UNKNOWN]
    with transaction.atomic():
        changed = OutboxMail.objects.filter(pk=mail.pk, status__in=answerable).update(
            status=Status.REPLIED, error=None, updated_at=timezone.now()
        )
        if not changed:
            raise Conflict("Only a mail that went out can have been answered.")
        mail.refresh_from_db()
        mail_settled.send(OutboxMail, mail=mail)
        bump_team(mail.team_id)
    return mail


def went_out_otherwise(mail: OutboxMail) -> bool:
    """Whether another mail carries the same application: nobody gets it twice."""
    dead = [Status.FAILED, Status.CANCELLED, Status.BOUNCED]
    others = OutboxMail.objects.filter(
        kind=mail.kind, application_id=mail.application_id
    ).exclude(pk=mail.pk)
    return others.exclude(status__in=dead).exists()
