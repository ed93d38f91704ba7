"""What a mail service reports afterwards: delivered, bounced, complained.

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
CAME_BACK = {
    "bounced": "The mail came back",
    "rejected": "The mail service refused the mail",
    "complained": "The recipient reported the mail as unwanted",
}


def is_tracked() -> bool:
    return settings.EMAIL_BACKEND.startswith("anymail.") and bool(
        settings.ANYMAIL.get("WEBHOOK_SECRET")
    )


def tracking_urls() -> list[URLPattern | URLResolver]:
    return [path("anymail/", include("anymail.urls"))] if is_tracked() else []


def mail_of(event: Any) -> OutboxMail | None:
    """The mail an event is about: by the service's id, else by ours."""
    number = str(event.message_id or "").strip()
    if not number:
        return None
    rows = OutboxMail.objects.select_for_update()
    bare = number.strip("<>")
    found = rows.filter(provider_id=number).first()
    return found or rows.filter(message_id=f"<{bare}>").first()


def take(event: Any) -> None:
    """Settle what the report decides; told twice, it changes nothing."""
    from mail.sending import settle

    with transaction.atomic():
        mail = mail_of(event)
        if mail is None:
            return
        if event.event_type in CAME_BACK:
            if mail.status in {Status.SENT, Status.UNKNOWN}:
                said = " ".join(str(event.description or "").split())
                parts = [CAME_BACK[event.event_type], said]
                error = ": ".join(part for part in parts if part)
                settle(mail, Status.BOUNCED, error=error)
        elif event.event_type == "delivered" and mail.status == Status.UNKNOWN:
            settle(mail, Status.SENT)


def connect() -> None:
    """Listen to Anymail's signal; loaded with the app."""
    from anymail.signals import tracking

    @receiver(tracking, weak=False, dispatch_uid="mail.tracking")
    def on_report(sender: Any, event: Any, **kwargs: Any) -> None:
        take(event)
