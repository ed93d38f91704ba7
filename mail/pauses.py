"""Channels that are off where their service said that they cannot work.

They go on again by an act of the user: a chat id that is saved, or a test message
that arrives.
"""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string

from jobhunt.lib.audit import audit
from mail.channels import CHANNELS, Channel
from mail.models import ChannelPause


def pause_of(channel: Channel, user: Any) -> ChannelPause | None:
    """What keeps a channel from reaching a user; None while it is on."""
    addresses = channel.addresses(user)
    rows = ChannelPause.objects.filter(channel=channel.name, address__in=addresses)
    return rows.order_by("since").first()


def lift(channel: Channel, user: Any, addresses: set[str]) -> None:
    """Switch a channel on again at these addresses."""
    rows = ChannelPause.objects.filter(channel=channel.name, address__in=addresses)
    if rows.delete()[0]:
        audit("channel_on", user=user, details={"channel": channel.name})


def telegram_note(user: Any) -> str:
    """For the account page: that Telegram is off, why, and how it goes on again."""
    telegram = CHANNELS["telegram"]
    pause = pause_of(telegram, user) if telegram.reaches(user) else None
    if pause is None:
        return ""
    return render_to_string("mail/_pause.html", {"pause": pause, "elsewhere": True})
