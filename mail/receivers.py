"""Account mails: accounts announces, mail writes and queues."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.template.loader import render_to_string

from accounts import signals
from accounts.models import User
from jobhunt.lib.errors import DomainError
from jobhunt.lib.registry import resolver
from mail.channels import CHANNELS
from mail.models import ChannelPause, OutboxMail
from mail.outbox import is_configured, queue_mail
from mail.pauses import lift, telegram_note
from scheduling.models import State
from scheduling.signals import run_settled

logger = logging.getLogger("jobhunt.mail")


def account_mail(
    *, user: Any, team_id: int, kind: str, recipient: str, context: dict[str, Any]
) -> None:
    """Queue a mail of templates/emails/<kind>; an account never waits for it."""
    if not is_configured():
        logger.warning("e-mail is not configured: a %s mail was not sent", kind)
        return
    values = {"SITE_NAME": settings.SITE_NAME, "user": user, **context}
    subject = " ".join(render_to_string(f"emails/{kind}/subject.txt", values).split())
    try:
        queue_mail(
            user=user,
            team_id=team_id,
            kind=kind,
            recipient=recipient,
            subject=subject[:200],
            body=render_to_string(f"emails/{kind}/body.txt", values),
            counted=False,
        )
    except DomainError as error:
        logger.warning("a %s mail was not queued: %s", kind, error)


@receiver(signals.password_reset_requested)
def send_reset(sender: Any, user: Any, token: str, **kwargs: Any) -> None:
    account_mail(
        user=user,
        team_id=user.team_id,
        kind=OutboxMail.Kind.RESET,
        recipient=user.email,
        context={"link": f"{settings.PUBLIC_BASE_URL}/reset-password?token={token}"},
    )


@receiver(signals.invitation_created)
def send_invitation(sender: Any, invitation: Any, token: str, **kwargs: Any) -> None:
    account_mail(
        user=invitation.invited_by,
        team_id=invitation.team_id,
        kind=OutboxMail.Kind.INVITATION,
        recipient=invitation.email,
        context={
            "invitation": invitation,
            "link": f"{settings.PUBLIC_BASE_URL}/invitations/{token}",
        },
    )


resolver("telegram note", telegram_note)


@receiver(signals.profile_updated)
def try_chat_again(sender: Any, user: Any, fields: set[str], **kwargs: Any) -> None:
    """A chat id that is saved is tried, also one at which Telegram was off."""
    if "telegram_chat_id" in fields:
        telegram = CHANNELS["telegram"]
        lift(telegram, user, {telegram.address(user)})


@receiver(pre_delete, sender=User)
def forget_chat(sender: Any, instance: User, **kwargs: Any) -> None:
    if chat := instance.telegram_chat_id:
        ChannelPause.objects.filter(channel="telegram", address=chat).delete()


@receiver(run_settled)
def end_mail(sender: Any, run: Any, **kwargs: Any) -> None:
    """A mail whose task gave up is never left "sending": the user decides."""
    from mail.sending import give_up

    if run.job == "mail.send" and run.state != State.OK:
        give_up(run.payload.get("mail_id") or 0)
