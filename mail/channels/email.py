"""Notifications by e-mail go through the outbox like any other mail."""

from __future__ import annotations

from typing import Any

from mail.channels.base import Channel, Message


class Email(Channel):
    name = "email"
    label = "E-mail"

    def reaches(self, user: Any) -> bool:
        from mail.outbox import is_configured

        return bool(user.email_notifications) and is_configured()

    def send(self, user: Any, message: Message) -> None:
        from mail.outbox import queue_mail

        body = "\n".join([message.title, "", *message.lines, "", message.link]).strip()
        queue_mail(
            user=user,
            team_id=user.team_id,
            kind="alert",
            recipient=user.email,
            subject=" ".join(message.title.split())[:200],
            body=body + "\n",
            counted=False,
        )
