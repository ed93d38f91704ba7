"""Telegram over real HTTP: what it is told, and what its refusals become."""

from __future__ import annotations

import html
import logging
from typing import Any

import pytest

from accounts.services.removal import remove_account
from jobhunt.models import Event
from jobhunt.testing.fakes import telegram as fake
from mail.channels.base import ChannelError, Message
from mail.channels.telegram import LIMIT, Telegram, utf16_length
from mail.models import ChannelPause, Notification
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


def chat(user: Any, number: str) -> None:
    user.telegram_chat_id = number
    user.save()


def offs(user: Any) -> list[str]:
    """The reasons of the notices on the page that Telegram is off."""
    rows = Event.objects.filter(type="notification", user_id=user.pk)
    data = [row.data for row in rows if row.data["event"] == "channel_off"]
    return [line for item in data for line in item["lines"]]


def tell_more(user: Any, key: str) -> list[Notification]:
    """Tell the user something else; the rows for channels that came of it."""
    known = set(Notification.objects.values_list("pk", flat=True))
    notify("mail_sent", user, team_id=user.team_id, key=key, subject="s", recipient="r")
    return list(Notification.objects.exclude(pk__in=known))


@pytest.mark.parametrize("reply", [fake.BLOCKED, fake.NO_CHAT])
def test_a_chat_that_cannot_work_is_switched_off_with_one_notice(
    alice: Any, bob: Any, telegram: Any, caplog: Any, reply: fake.Reply
) -> None:
    chat(bob, "77")
    telegram.replies = [reply]

    refused = tell(alice, "1")

    assert refused.status == "failed"
    assert tell_more(alice, "2") == []
    assert len(telegram.asked) == 1
    assert offs(alice) == [refused.error]
    assert [row.event for row in caplog.records if hasattr(row, "event")].count(
        "channel_off"
    ) == 1
    # Another's chat goes on.
    assert [row.status for row in tell_more(bob, "3")] == ["sent"]
    assert offs(bob) == []


def test_a_refused_token_switches_off_all_chats_until_there_is_another(
    alice: Any, bob: Any, telegram: Any, settings: Any
) -> None:
    chat(bob, "77")
    telegram.replies = [fake.BAD_TOKEN]

    tell(alice, "1")

    assert tell_more(alice, "2") == tell_more(bob, "3") == []
    assert len(offs(alice)) == len(offs(bob)) == 1
    assert TOKEN not in str(list(ChannelPause.objects.values()))
    settings.TELEGRAM_BOT_TOKEN = "123:another"
    assert [row.status for row in tell_more(bob, "4")] == ["sent"]


def test_what_was_queued_before_costs_no_call(alice: Any, telegram: Any) -> None:
    telegram.replies = [fake.TOO_MANY, fake.BLOCKED]
    waiting = tell(alice, "1")
    tell_more(alice, "2")
    asked = len(telegram.asked)

    assert deliver(waiting.pk) is None

    waiting.refresh_from_db()
    assert waiting.status == "failed"
    assert len(telegram.asked) == asked == 2


@pytest.mark.parametrize("reply", [fake.GARBAGE, fake.BROKEN, (403, "Go away")])
def test_what_telegram_itself_did_not_say_switches_nothing_off(
    alice: Any, telegram: Any, reply: fake.Reply
) -> None:
    telegram.replies = [reply]

    tell(alice, "1")

    assert not ChannelPause.objects.exists()


def test_a_test_alert_that_arrives_switches_on_again(
    alice: Any, api: Any, browser_of: Any, telegram: Any
) -> None:
    telegram.replies = [fake.BLOCKED, fake.BLOCKED]
    tell(alice, "1")
    note = "Telegram is switched off"
    for page in ("/account", "/mail/settings"):
        text = browser_of(alice).get(page).content.decode()
        assert note in text
        assert "bot was blocked by the user" in text

    assert api(alice).post(URL).status_code == 502
    assert tell_more(alice, "2") == []
    assert api(alice).post(URL).status_code == 200

    assert note not in browser_of(alice).get("/account").content.decode()
    assert [row.status for row in tell_more(alice, "3")] == ["sent"]


def test_a_saved_chat_id_switches_on_again(alice: Any, api: Any, telegram: Any) -> None:
    chat(alice, "77")
    telegram.replies = [fake.BLOCKED]
    tell(alice, "1")

    api(alice).patch("/api/v1/auth/me", {"full_name": "Al"}, format="json")
    assert ChannelPause.objects.count() == 1
    api(alice).patch("/api/v1/auth/me", {"telegram_chat_id": "77"}, format="json")

    alice.refresh_from_db()
    assert [row.status for row in tell_more(alice, "2")] == ["sent"]


def test_a_pause_goes_with_the_account(alice: Any, telegram: Any) -> None:
    chat(alice, "77")
    telegram.replies = [fake.BLOCKED]
    tell(alice, "1")

    remove_account(alice)

    assert not ChannelPause.objects.exists()


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
