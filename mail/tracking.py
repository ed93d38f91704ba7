"""What a mail service reports afterwards: delivered, bounced, complained, failed.

Only with an Anymail backend and a WEBHOOK_SECRET, which its views check on
every call: without it the paths do not exist.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.dispatch import receiver
from django.urls import URLPattern, URLResolver, include, path

from mail.models import OutboxMail

Status = OutboxMail.Status
# The metadata that names a copy of a mail to the service; it is in each report.
COPY = "jobhunt_mail"
LOST = {
    "bounced": (Status.BOUNCED, "The mail came back"),
    "rejected": (Status.BOUNCED, "The mail service refused the mail"),
    "complained": (Status.BOUNCED, "The recipient reported the mail as unwanted"),
    "failed": (Status.FAILED, "The mail service could not send the mail"),
}


def is_tracked() -> bool:
    return settings.EMAIL_BACKEND.startswith("anymail.") and bool(
        settings.ANYMAIL.get("WEBHOOK_SECRET")
    )


def tracking_urls() -> list[URLPattern | URLResolver]:
    return [path("anymail/", include("anymail.urls"))] if is_tracked() else []


def mail_of(event: Any) -> OutboxMail | None:
    """The mail an event is about: by our name of the copy, which is known also when
    the service's answer was lost; without one by the service's id, else by ours."""
    rows = OutboxMail.objects.select_for_update()
    if copy := (event.metadata or {}).get(COPY):
        # Nothing else then: the Message-ID is the same in all copies, so a late
        # report on an earlier one would settle the one that was sent since.
        return rows.filter(copy_id=str(copy)).first()
    number = str(event.message_id or "").strip()
    if not number:
        return None
    bare = number.strip("<>")
    found = rows.filter(provider_id=number).first()
    return found or rows.filter(message_id=f"<{bare}>").first()


def send_by_service(message: Any, copy: str) -> None:
    """Send through Anymail, the copy's name with it where the service takes one."""
    from anymail.exceptions import AnymailUnsupportedFeature

    message.metadata = {COPY: copy}
    try:
        message.send()
    except AnymailUnsupportedFeature:  # raised before anything is sent
        del message.metadata
        message.send()


def take(event: Any) -> None:
    """Settle what the report decides; told twice, it changes nothing."""
    from mail.sending import settle

    with transaction.atomic():
        mail = mail_of(event)
        if mail is None:
            return
        if event.event_type in LOST:
            if mail.status in {Status.SENT, Status.UNKNOWN}:
                status, reason = LOST[event.event_type]
                said = " ".join(str(event.description or "").split())
                error = ": ".join(part for part in (reason, said) if part)
                settle(mail, status, error=error)
        elif event.event_type == "delivered" and mail.status == Status.UNKNOWN:
            settle(mail, Status.SENT)


def connect() -> None:
    """Listen to Anymail's signal; loaded with the app."""
    from anymail.signals import tracking

    @receiver(tracking, weak=False, dispatch_uid="mail.tracking")
    def on_report(sender: Any, event: Any, **kwargs: Any) -> None:
        take(event)
