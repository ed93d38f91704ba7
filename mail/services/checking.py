"""Whether mails could go out: connect and log in, send nothing."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from jobhunt.lib.audit import audit
from jobhunt.lib.errors import Unavailable
from mail.models import OutboxMail
from mail.outbox import queue_mail, require_configured
from mail.sending import Permanent, Temporary, connection_for, judged


def verify(user: Any) -> None:
    """Unavailable with the reason, without credentials, when it would not work."""
    from mail.models import Mailbox

    require_configured(user)
    mailbox = Mailbox.objects.filter(user=user).first()
    try:
        connection = connection_for(mailbox, lambda: None)
        connection.open()
        connection.close()
    except (Permanent, Temporary) as error:
        raise Unavailable(str(error)) from error
    except Exception as error:
        raise Unavailable(str(judged(error, False))) from error


def send_test(user: Any) -> OutboxMail:
    """A test mail to the user's own address."""
    mail = queue_mail(
        user=user,
        team_id=user.team_id,
        kind=OutboxMail.Kind.TEST,
        recipient=user.email,
        subject=f"{settings.SITE_NAME}: test mail",
        body="Mails from this installation reach you.\n",
    )
    return mail


def test_telegram(user: Any) -> None:
    """Send a test message now; 503 when not configured, 502 when refused.

    One that arrives switches Telegram on again.
    """
    from jobhunt.lib.errors import UpstreamFailed
    from mail.channels import CHANNELS
    from mail.channels.base import ChannelError, Message
    from mail.pauses import lift

    channel = CHANNELS["telegram"]
    if not channel.reaches(user):
        raise Unavailable("Telegram is not configured.")
    try:
        channel.send(user, Message("Jobhunt test alert", ["Alerts will arrive here."]))
    except ChannelError as error:
        audit("telegram_test", user=user, level="error", details={"ok": False})
        raise UpstreamFailed(str(error)) from error
    audit("telegram_test", user=user, details={"ok": True})
    lift(channel, user, channel.addresses(user))
