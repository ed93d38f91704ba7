"""The channels of notifications: one file and one line each."""

from mail.channels import email, telegram
from mail.channels.base import Channel

CHANNELS: dict[str, Channel] = {
    channel.name: channel for channel in (telegram.Telegram(), email.Email())
}

__all__ = ["CHANNELS", "Channel"]
