"""Telegram over real HTTP: what it is told, and what its refusals become."""

from __future__ import annotations

import html
import logging
from typing import Any

import pytest

from jobhunt.testing.fakes import telegram as fake
from mail.channels.base import ChannelError, Message
from mail.channels.telegram import LIMIT, Telegram, utf16_length
from mail.models import Notification
from mail.notify import deliver, notify

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/api/v1/telegram/test"
TOKEN = "secret-canary"


def tell(user: Any, key: str = "1", title: str = "Cook") -> Notification:
    notify(
        "follow_up_recommended",
        user,
        team_id=user.team_id,
        key=key,
        title=title,
        company="Inn",
        days=3,
        application_id=7,
    )
    return Notification.objects.get(key=f"follow_up_recommended:{key}")


def test_a_test_alert_arrives(alice: Any, api: Any, telegram: Any) -> None:
    response = api(alice).post(URL)

    assert response.json() == {"message": "Telegram test alert sent."}
    assert telegram.messages[0]["chat_id"] == "42"


@pytest.mark.parametrize(
    "reply", [fake.BLOCKED, fake.TOO_MANY, fake.GARBAGE, fake.BROKEN]
)
def test_a_refusal_is_a_502_without_the_token(
    alice: Any, api: Any, telegram: Any, caplog: Any, reply: fake.Reply
) -> None:
    caplog.set_level(logging.DEBUG)
    telegram.replies = [reply]

    response = api(alice).post(URL)

    assert response.status_code == 502
    assert TOKEN not in response.content.decode() + caplog.text


def test_a_description_that_repeats_the_token_is_cut(
    alice: Any, api: Any, telegram: Any, caplog: Any
) -> None:
    telegram.replies = [(401, {"ok": False, "description": f"no 123:{TOKEN}"})]

    response = api(alice).post(URL)

    assert TOKEN not in response.content.decode() + caplog.text


def test_an_unreachable_telegram_is_a_502_without_the_token(
    alice: Any, api: Any, telegram: Any, settings: Any, caplog: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    settings.TELEGRAM_API_BASE = "http://127.0.0.1:9"

    response = api(alice).post(URL)

    assert response.status_code == 502
    assert TOKEN not in response.content.decode() + caplog.text


def test_without_a_token_it_is_a_503(
    alice: Any, api: Any, telegram: Any, settings: Any
) -> None:
    settings.TELEGRAM_BOT_TOKEN = ""

    assert api(alice).post(URL).status_code == 503


def test_names_are_escaped(alice: Any, telegram: Any) -> None:
    tell(alice, title="</b><a href='x'>Cook & Co")

    sent = telegram.messages[0]
    assert sent["parse_mode"] == "HTML"
    assert html.escape("</b><a href='x'>Cook & Co", quote=False) in sent["text"]


def test_what_telegram_cannot_parse_goes_as_plain_text_once(
    alice: Any, telegram: Any
) -> None:
    telegram.replies = [fake.CANNOT_PARSE]

    tell(alice, title="Cook <b>")

    assert len(telegram.asked) == 2
    assert "parse_mode" not in telegram.messages[0]
    assert "Cook <b>" in telegram.messages[0]["text"]


def test_a_long_message_keeps_the_limit_in_utf_16_units(telegram: Any) -> None:
    class Reader:
        telegram_chat_id = "7"

    Telegram().send(Reader(), Message("😀" * 900, ["&😀" * 500] * 40, "https://x.org"))

    text = telegram.messages[0]["text"]
    assert utf16_length(text) <= LIMIT
    assert text.endswith('<a href="https://x.org">Open</a>')
    assert telegram.messages[0]["chat_id"] == "7"


def test_too_many_waits_as_long_as_told(alice: Any, telegram: Any) -> None:
    telegram.replies = [fake.TOO_MANY, fake.TOO_MANY]

    row = tell(alice)

    assert row.status == "queued"
    assert deliver(row.pk) == 7
    assert deliver(row.pk) is None
    row.refresh_from_db()
    assert (row.status, row.attempts) == ("sent", 3)
    assert len(telegram.messages) == 1


def test_an_absurd_wait_is_bounded(alice: Any, telegram: Any) -> None:
    telegram.replies = [(429, {"ok": False, "parameters": {"retry_after": 1e12}})]

    with pytest.raises(ChannelError) as caught:
        Telegram().send(alice, Message("Hi"))

    assert caught.value.retry_after == 3600


def test_a_blocked_bot_is_told_once_and_holds_up_nobody(
    alice: Any, telegram: Any
) -> None:
    telegram.replies = [fake.BLOCKED]

    refused, taken = tell(alice, "1"), tell(alice, "2")

    assert (refused.status, taken.status) == ("failed", "sent")
    assert "blocked" in (refused.error or "")
    assert len(telegram.asked) == 2


def test_one_thing_is_told_once(alice: Any, telegram: Any) -> None:
    tell(alice, "1")
    tell(alice, "1")

    assert len(telegram.messages) == 1


def test_a_message_whose_worker_died_is_not_told_twice(
    alice: Any, telegram: Any
) -> None:
    telegram.replies = [fake.TOO_MANY]
    row = tell(alice)
    Notification.objects.update(status="sending")

    assert deliver(row.pk) is None
    row.refresh_from_db()
    assert row.status == "failed"
    assert telegram.messages == []
