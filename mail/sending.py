"""Sending one mail: claimed before the socket opens, settled after the answer.

A worker that dies before the text is handed over leaves the row to be sent
again. One that dies in between leaves ``unknown``: whether the server took it
cannot be known, and a second copy is worse than a question.
"""

from __future__ import annotations

import hashlib
import logging
import smtplib
import socket
import ssl
import uuid
from collections.abc import Callable
from datetime import timedelta
from email.headerregistry import Address
from email.utils import formatdate
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.db import DatabaseError, transaction
from django.utils import timezone

from jobhunt.lib import metrics
from jobhunt.lib.audit import audit
from jobhunt.lib.breaker import Breaker
from jobhunt.lib.cache import bump_team
from jobhunt.lib.realtime import publish
from mail.models import Mailbox, OutboxMail
from mail.outbox import SMTP_BACKEND
from mail.secrets import decrypt
from mail.signals import mail_settled
from mail.tracking import send_by_service

logger = logging.getLogger("jobhunt.mail")
Status = OutboxMail.Status
# Seconds until the next try after a temporary failure (greylisting takes hours).
RETRY_DELAYS = (2, 30, 600, 3600, 21_600)
# A server that was not there so often in a row is tried by one mail a pause.
SERVER_FAILURES = 3
SERVER_PAUSE = 60.0


class Permanent(Exception):
    """The server said no for good; the text is for the user."""


class Temporary(Exception):
    """Worth another try; the text is for the user."""


class Uncertain(Exception):
    """The text was handed over and no answer came."""


class Backend(EmailBackend):
    """Django's SMTP backend that says when the text is about to be handed over,
    and notes whether the server was there."""

    before_data: Callable[[], None]
    breaker: Breaker

    def open(self) -> bool | None:
        try:
            opened = super().open()
        except OSError as error:
            # A refusal by SMTP is an answer; who hangs up gives none.
            answered = isinstance(error, smtplib.SMTPException)
            if answered and not isinstance(error, smtplib.SMTPServerDisconnected):
                self.breaker.succeeded()
            else:
                self.breaker.failed()
            raise
        self.breaker.succeeded()
        return opened

    @property
    def connection_class(self) -> Any:
        before = self.before_data
        base = smtplib.SMTP_SSL if self.use_ssl else smtplib.SMTP

        class Connection(base):  # type: ignore[misc,valid-type]
            def getreply(self) -> Any:
                code, text = super().getreply()
                if code == 354:  # only the answer to DATA: the text comes next
                    before()
                return code, text

        return Connection


def send(mail_id: int) -> float | None:
    """Try to send a queued mail; the seconds until another try is due, or None.

    Doing it twice is harmless: only a queued row is claimed.
    """
    mail = OutboxMail.objects.select_related("user").filter(pk=mail_id).first()
    if mail is None:
        return None
    if mail.status == Status.SENDING:
        # Only one run of a mail lives at a time: whoever claimed it is dead.
        return recover(mail)
    if mail.status != Status.QUEUED:
        return None
    wait = (mail.not_before - timezone.now()).total_seconds()
    if wait > 0:
        return wait
    mailbox = mailbox_of(mail)
    if pause := breaker_of(mailbox).wait():
        return wait_for_server(mail, pause)
    claimed = OutboxMail.objects.filter(
        pk=mail.pk, status=Status.QUEUED, attempts=mail.attempts
    ).update(
        status=Status.SENDING,
        attempts=mail.attempts + 1,
        handed_over_at=None,
        updated_at=timezone.now(),
    )
    if not claimed:
        return None
    mail.refresh_from_db()
    return attempt(mail, mailbox)


def attempt(mail: OutboxMail, mailbox: Mailbox | None) -> float | None:
    """Send a claimed mail and write down what came of it."""
    try:
        provider_id = deliver(mail, mailbox)
    except Temporary as problem:
        return try_later(mail, str(problem))
    except Permanent as problem:
        settle(mail, Status.FAILED, error=str(problem))
    except Uncertain as problem:
        settle(mail, Status.UNKNOWN, error=str(problem))
    else:
        settle(mail, Status.SENT, provider_id=provider_id)
    return None


def mailbox_of(mail: OutboxMail) -> Mailbox | None:
    """The user's own, if he has one; mails of accounts are the installation's."""
    if mail.kind in OutboxMail.PRIVATE_KINDS:
        return None
    return Mailbox.objects.filter(user_id=mail.user_id or 0).first()


def breaker_of(mailbox: Mailbox | None) -> Breaker:
    """One for each way to a server: somebody's wrong security holds up no other."""
    way: tuple[Any, ...]
    if mailbox is not None:
        way = (mailbox.host, mailbox.port, mailbox.use_ssl, mailbox.use_tls)
    else:
        way = (
            settings.EMAIL_HOST,
            settings.EMAIL_PORT,
            settings.EMAIL_USE_SSL,
            settings.EMAIL_USE_TLS,
        )
    name = hashlib.sha256(repr(way).encode()).hexdigest()[:32]
    return Breaker(f"mail:{name}", failures=SERVER_FAILURES, pause=SERVER_PAUSE)


def wait_for_server(mail: OutboxMail, seconds: float) -> float:
    """Others found the server away: wait, without an attempt of one's own."""
    due = timezone.now() + timedelta(seconds=seconds)
    OutboxMail.objects.filter(pk=mail.pk, status=Status.QUEUED).update(
        error=f"The mail server has not answered; next try at {due:%H:%M:%S} UTC.",
        not_before=due,
        updated_at=timezone.now(),
    )
    bump_team(mail.team_id)
    return seconds


def recover(mail: OutboxMail) -> float | None:
    """A row whose worker died: queued again, or unknown once it was handed over."""
    if mail.handed_over_at is not None:
        settle(mail, Status.UNKNOWN, error="The worker stopped while sending.")
        return None
    OutboxMail.objects.filter(pk=mail.pk, status=Status.SENDING).update(
        status=Status.QUEUED, updated_at=timezone.now()
    )
    return send(mail.pk)


def give_up(mail_id: int) -> None:
    """Nobody tries any more: failed, or unknown once it was handed over."""
    mail = OutboxMail.objects.filter(
        pk=mail_id, status__in=[Status.QUEUED, Status.SENDING]
    ).first()
    if mail is None:
        return
    sending = mail.status == Status.SENDING and mail.handed_over_at is not None
    settle(
        mail,
        Status.UNKNOWN if sending else Status.FAILED,
        error="The worker stopped while sending.",
    )


def try_later(mail: OutboxMail, reason: str) -> float | None:
    if mail.attempts > len(RETRY_DELAYS):
        settle(mail, Status.FAILED, error=reason)
        return None
    delay = RETRY_DELAYS[mail.attempts - 1]
    OutboxMail.objects.filter(pk=mail.pk, status=Status.SENDING).update(
        status=Status.QUEUED,
        error=reason[:500],
        not_before=timezone.now() + timedelta(seconds=delay),
        updated_at=timezone.now(),
    )
    bump_team(mail.team_id)
    logger.warning("mail %s waits %s s: %s", mail.pk, delay, reason)
    return delay


def settle(
    mail: OutboxMail,
    status: str,
    *,
    error: str | None = None,
    provider_id: str | None = None,
) -> None:
    """Write the outcome and tell everybody, in one transaction."""
    with transaction.atomic():
        mail.status = status
        mail.error = error[:500] if error else None
        if provider_id is not None:
            mail.provider_id = provider_id[:255]
        if status == Status.SENT:
            mail.sent_at = timezone.now()
        mail.save(
            update_fields=["status", "error", "provider_id", "sent_at", "updated_at"]
        )
        announce(mail)
        mail_settled.send(OutboxMail, mail=mail)
        bump_team(mail.team_id)
    metrics.count_mail(status)


def announce(mail: OutboxMail) -> None:
    """The event, the log line: never the text of the mail."""
    sent = mail.status == Status.SENT
    if mail.kind not in OutboxMail.PRIVATE_KINDS:
        publish(
            "email.sent" if sent else "email.failed",
            {
                "email_id": mail.pk,
                "job_id": mail.job_id,
                "application_id": mail.application_id,
                "kind": mail.kind,
                "recipient": mail.recipient,
                "subject": mail.subject,
                "title": mail.subject,
                "status": mail.status,
                "error": mail.error,
                "user_id": mail.user_id,
            },
            team_id=mail.team_id,
        )
    audit(
        "email_sent" if sent else "email_failed",
        user_id=mail.user_id,
        team_id=mail.team_id,
        level="info" if sent else "error",
        details={
            "email_id": mail.pk,
            "kind": mail.kind,
            "status": mail.status,
            "error": mail.error,
        },
    )


def deliver(mail: OutboxMail, mailbox: Mailbox | None) -> str:
    """Hand the mail to the server; its id there. Raises one of the three above."""

    def hand_over() -> None:
        mail.handed_over_at = timezone.now()
        mail.save(update_fields=["handed_over_at", "copy_id"])

    try:
        connection = connection_for(mailbox, hand_over)
        message = message_of(mail, mailbox, connection)
        if hasattr(connection, "esp_name"):  # Anymail's
            mail.copy_id = mail.copy_id or uuid.uuid4().hex
            hand_over()
            send_by_service(message, mail.copy_id)
        else:
            if not isinstance(connection, Backend):
                hand_over()
            message.send()
    except (Permanent, Temporary, DatabaseError):
        raise  # of the database: the row says how far it got, the task runs again
    except Exception as error:
        raise judged(error, mail.handed_over_at is not None) from error
    status = getattr(message, "anymail_status", None)
    return str(getattr(status, "message_id", "") or "")


def judged(error: Exception, handed_over: bool) -> Exception:
    """What an error of the backend means for the mail, without credentials."""
    status = getattr(error, "status_code", None)
    if isinstance(status, int):  # Anymail's errors of the service are OSErrors too
        kind = Temporary if status == 429 or status >= 500 else Permanent
        return kind(f"The mail service answered {status}.")
    match error:
        case smtplib.SMTPRecipientsRefused():
            code, text = next(iter(error.recipients.values()))
            return by_code(code, text)
        case smtplib.SMTPAuthenticationError():
            refused = Permanent if error.smtp_code >= 500 else Temporary
            return refused("The mail server refused the login.")
        case smtplib.SMTPResponseException():
            if handed_over and not is_refusal(error):
                return Uncertain("The mail server's answer cannot be understood.")
            return by_code(error.smtp_code, error.smtp_error)
        case smtplib.SMTPNotSupportedError():
            return Permanent("The mail server does not support what is configured.")
        case OSError() if handed_over:
            return Uncertain("The connection broke before the server answered.")
        case OSError():
            return Temporary(unreachable(error))
    logger.error("mail backend failed", exc_info=error)
    return Permanent("The mail could not be built or handed over.")


def is_refusal(error: smtplib.SMTPResponseException) -> bool:
    """Whether the answer to the text says that it was not taken. Garbage and
    lines without end say nothing."""
    return isinstance(error, smtplib.SMTPDataError) and 400 <= error.smtp_code <= 599


def unreachable(error: OSError) -> str:
    match error:
        case ssl.SSLCertVerificationError():
            return "The mail server's certificate is not valid."
        case ssl.SSLError():
            return "The mail server does not speak TLS as configured."
        case TimeoutError():
            return "The mail server did not answer in time."
        case ConnectionRefusedError():
            return "The mail server refuses connections."
        case socket.gaierror():
            return "The mail server's name cannot be resolved."
        case smtplib.SMTPServerDisconnected():
            return "The mail server closed the connection."
    return "The mail server cannot be reached."


def by_code(code: int, text: bytes | str) -> Exception:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    reason = f"{code} {' '.join(said.split())}"[:300]
    return Permanent(reason) if code >= 500 else Temporary(reason)


def connection_for(mailbox: Mailbox | None, hand_over: Callable[[], None]) -> Any:
    """The user's own server, else the installation's backend."""
    if mailbox is not None:
        password = decrypt(mailbox.password)
        if password is None:
            raise Permanent("The mailbox's password must be entered again.")
        backend = Backend(
            host=mailbox.host,
            port=mailbox.port,
            username=mailbox.username,
            password=password,
            use_ssl=mailbox.use_ssl,
            use_tls=mailbox.use_tls and not mailbox.use_ssl,
            timeout=settings.EMAIL_TIMEOUT,
        )
    elif settings.EMAIL_BACKEND == SMTP_BACKEND:
        backend = Backend(timeout=settings.EMAIL_TIMEOUT)
    else:
        return get_connection()
    backend.before_data = hand_over
    backend.breaker = breaker_of(mailbox)
    return backend


def message_of(
    mail: OutboxMail, mailbox: Mailbox | None, connection: Any
) -> EmailMessage:
    if mailbox is not None:
        sender = str(
            Address(mailbox.name or mail.sender_name, addr_spec=mailbox.address)
        )
    else:
        name = settings.EMAIL_FROM_NAME or mail.sender_name or settings.SITE_NAME
        sender = str(Address(name, addr_spec=settings.DEFAULT_FROM_EMAIL))
    headers = {"Message-ID": mail.message_id, "Date": formatdate(localtime=False)}
    if mail.in_reply_to:
        headers["In-Reply-To"] = mail.in_reply_to
        headers["References"] = mail.references
    message = EmailMessage(
        subject=mail.subject,
        body=mail.body,
        from_email=sender,
        to=[str(Address(mail.recipient_name, addr_spec=mail.recipient))],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers=headers,
        connection=connection,
    )
    if mail.attachment_path:
        path = Path(settings.MEDIA_ROOT) / mail.attachment_path
        try:
            content = path.read_bytes()
        except OSError as error:
            raise Permanent("The attachment is gone.") from error
        message.attach(mail.attachment_name, content, mail.attachment_type)
    return message
