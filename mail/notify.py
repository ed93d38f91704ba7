"""Telling a user: on the page at once, by other channels through stored rows."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils import timezone

from jobhunt.lib.audit import audit
from jobhunt.lib.realtime import publish
from jobhunt.lib.renderers import plain_json
from mail.channels import CHANNELS, Channel
from mail.channels.base import ChannelError
from mail.events import EVENTS
from mail.models import ChannelPause, Notification
from mail.pauses import pause_of
from scheduling.queue import enqueue

logger = logging.getLogger("jobhunt.notify")
MOST_ATTEMPTS = 6
RETRY_DELAYS = (5, 30, 120, 600, 3600)


def notify(event: str, user: Any, *, team_id: int, key: str, **facts: Any) -> None:
    """Tell a user about an event of ``mail.events``, once a ``key`` and channel.

    Teammates who share an address (the installation's chat) get one message there.

    Callers know events, never channels. Works inside the caller's transaction.
    """
    kind = EVENTS[event]
    message = kind.message(facts)
    with transaction.atomic():
        publish(
            "notification",
            {
                "event": event,
                "title": message.title,
                "lines": message.lines,
                "link": message.link,
                **plain_json(
                    {name: facts[name] for name in facts if name.endswith("_id")}
                ),
            },
            team_id=team_id,
            user_id=user.pk,
        )
        for name in kind.channels:
            if (
                CHANNELS[name].reaches(user)
                and not pause_of(CHANNELS[name], user)
                and not _told_there(name, user, team_id, f"{event}:{key}"[:120])
            ):
                _queue(name, event, user, team_id, key, facts, message.title)


def _told_there(channel: str, user: Any, team_id: int, key: str) -> bool:
    """Whether this went to a teammate at the same address."""
    others = (
        Notification.objects.filter(channel=channel, key=key, team_id=team_id)
        .exclude(user=user)
        .select_related("user")
    )
    address = CHANNELS[channel].address(user)
    return any(CHANNELS[channel].address(row.user) == address for row in others)


def _queue(
    channel: str,
    event: str,
    user: Any,
    team_id: int,
    key: str,
    facts: dict[str, Any],
    title: str,
) -> None:
    try:
        with transaction.atomic():
            row = Notification.objects.create(
                team_id=team_id,
                user=user,
                event=event,
                channel=channel,
                text=title,
                data=plain_json(facts),
                key=f"{event}:{key}"[:120],
            )
    except IntegrityError:
        return  # told already
    enqueue("mail.notify", key=str(row.pk), team_id=team_id, notification_id=row.pk)


def deliver(notification_id: int) -> float | None:
    """Send one stored notification; the seconds until another try, or None."""
    claimed = Notification.objects.filter(
        pk=notification_id,
        status__in=[Notification.Status.QUEUED, Notification.Status.SENDING],
    ).first()
    if claimed is None:
        return None
    row = claimed
    # A row found "sending" belonged to a worker that died. Telegram has no key
    # against doubles, so it is not sent again: at most one message a thing.
    if row.status == Notification.Status.SENDING:
        _finish(row, "failed", "The worker stopped while sending.")
        return None
    channel = CHANNELS[row.channel]
    if pause := pause_of(channel, row.user):
        _finish(row, "failed", pause.reason)
        return None
    row.status = Notification.Status.SENDING
    row.attempts += 1
    row.save(update_fields=["status", "attempts"])
    message = EVENTS[row.event].message(row.data)
    try:
        channel.send(row.user, message)
    except ChannelError as error:
        if error.broken:
            _switch_off(channel, error.broken, str(error))
        if error.permanent or row.attempts >= MOST_ATTEMPTS:
            _finish(row, "failed", str(error))
            return None
        row.status = Notification.Status.QUEUED
        row.error = str(error)[:300]
        row.save(update_fields=["status", "error"])
        return error.retry_after or RETRY_DELAYS[row.attempts - 1]
    _finish(row, "sent", None)
    return None


def _switch_off(channel: Channel, address: str, reason: str) -> None:
    """Nothing arrives at an address any more: said once to whom it concerns."""
    with transaction.atomic():
        pause, made = ChannelPause.objects.get_or_create(
            channel=channel.name, address=address, defaults={"reason": reason[:300]}
        )
        if not made:
            return
        for user in get_user_model().objects.filter(is_active=True):
            if (
                user.team_id
                and channel.reaches(user)
                and address in channel.addresses(user)
            ):
                facts = {"channel": channel.label, "reason": pause.reason}
                notify("channel_off", user, team_id=user.team_id, key=address, **facts)
                audit("channel_off", user=user, level="warning", details=facts)


def _finish(row: Notification, status: str, error: str | None) -> None:
    row.status = status
    row.error = error[:300] if error else None
    row.sent_at = timezone.now() if status == "sent" else None
    row.save(update_fields=["status", "error", "sent_at"])
    if error:
        logger.warning("notification %s by %s: %s", row.pk, row.channel, error)
