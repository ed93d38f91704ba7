"""kill -9 at random instants: nothing lost, nothing doubled, every doubt shown."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from typing import Any

import pytest
from django.db import connection

from mail.models import OutboxMail
from mail.outbox import queue_mail

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
MAILS, KILLS = 100, 20


def work() -> None:
    """Send whatever waits, as a worker does; never returns."""
    from mail.sending import send

    while True:
        waiting = OutboxMail.objects.filter(status__in=["queued", "sending"])
        for pk in waiting.order_by("pk").values_list("pk", flat=True):
            send(pk)
        time.sleep(0.01)


def test_a_hundred_mails_under_twenty_kills(
    alice: Any, api: Any, smtp: Any, settings: Any, monkeypatch: Any
) -> None:
    settings.MAILS_PER_DAY = 1000
    monkeypatch.setattr("mail.outbox.wake", lambda mail: None)
    smtp.delay = 0.02
    for number in range(MAILS):
        queue_mail(
            user=alice,
            team_id=alice.team_id,
            kind="hr",
            recipient=f"hr{number}@example.com",
            subject=f"Mail {number}",
            body="Hello",
        )
    chance = random.Random(7)
    kills = 0
    deadline = time.monotonic() + 60

    while time.monotonic() < deadline:
        # Shared with a child, it would be closed by the child's end.
        connection.close()
        child = os.fork()
        if child == 0:
            try:
                work()
            finally:
                os._exit(1)
        if kills < KILLS:
            time.sleep(chance.uniform(0.05, 0.25))
            kills += 1
        else:
            while (
                OutboxMail.objects.filter(status__in=["queued", "sending"]).exists()
                and time.monotonic() < deadline
            ):
                time.sleep(0.05)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        if not OutboxMail.objects.filter(status__in=["queued", "sending"]).exists():
            break

    assert kills == KILLS
    states = Counter(OutboxMail.objects.values_list("status", flat=True))
    assert set(states) <= {"sent", "unknown"}
    assert states["sent"] + states["unknown"] == MAILS
    assert states["unknown"] <= KILLS
    shown = api(alice).get("/api/v1/email/messages", {"limit": 1000}).json()
    assert Counter(row["status"] for row in shown) == states
    arrived = Counter(str(mail.message["Message-ID"]) for mail in smtp.mails)
    assert max(arrived.values()) == 1
    sent = OutboxMail.objects.filter(status="sent").values_list("message_id", flat=True)
    assert set(sent) <= set(arrived)
