"""Alerts of saved searches: one run is one message, and nothing is told twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from jobhunt.models import Event
from mail.tests.conftest import smtp, telegram  # noqa: F401
from scraping.models import SavedSearch
from scraping.services.searches import run_search
from scraping.tests import cases
from scraping.tests.boards import Board

pytestmark = pytest.mark.django_db(transaction=True)
TOWNS = ("Aachen", "Bonn", "Celle")


class Told:
    """What reached people since the last look."""

    def __init__(self, smtp: Any, telegram: Any) -> None:  # noqa: F811
        self.smtp, self.telegram, self.seen = smtp, telegram, (0, 0, 0)

    def now(self) -> dict[str, list[Any]]:
        events = list(Event.objects.filter(type="notification").order_by("pk"))
        mails, messages, told = self.seen
        self.seen = (len(self.smtp.mails), len(self.telegram.messages), len(events))
        return {
            "mails": self.smtp.mails[mails:],
            "messages": self.telegram.messages[messages:],
            "events": events[told:],
        }

    def counts(self) -> tuple[int, int, int]:
        found = self.now()
        return len(found["mails"]), len(found["messages"]), len(found["events"])


@pytest.fixture
def told(smtp: Any, telegram: Any) -> Told:  # noqa: F811
    return Told(smtp, telegram)


@pytest.fixture
def lists(board_host: Board) -> Callable[..., None]:
    """``lists("Aachen", …)``: the board lists a lamplighter in each town."""

    def put(*towns: str) -> None:
        rows = [
            {"title": f"Lamplighter in {town}", "company": "Wick", "location": town}
            for town in towns
        ]
        made = [cases.arbeitnow(row, len(row["location"])) for row in rows]
        for row, town in zip(made, towns, strict=True):
            row["slug"], row["url"] = town, f"https://www.arbeitnow.com/jobs/{town}"
        board_host.fallbacks["/arbeitnow/"] = {"data": made, "links": {"next": None}}

    return put


@pytest.fixture
def search(alice: Any, api: Any) -> SavedSearch:
    """A search with alerts of somebody who wants both mail and Telegram."""
    mine = api(alice)
    mine.patch(
        "/api/v1/auth/me",
        {"telegram_chat_id": "900100", "email_notifications": True},
        format="json",
    )
    return make_search(mine, "Lamps")


def make_search(client: Any, name: str, **more: Any) -> SavedSearch:
    body = {"keyword": "lamplighter", "source": ["arbeitnow"], "alerts": True, **more}
    answer = client.post("/api/v1/jobs/searches", {"name": name, **body}, format="json")
    assert answer.status_code == 201, answer.json()
    return SavedSearch.objects.get(pk=answer.json()["id"])


def test_all_finds_of_a_run_are_one_message_a_channel(
    search: SavedSearch, lists: Any, told: Told
) -> None:
    lists(*TOWNS)
    run_search(search.pk)
    found = told.now()
    assert [len(found[kind]) for kind in ("mails", "messages", "events")] == [1, 1, 1]
    assert all(town in found["messages"][0]["text"] for town in TOWNS)
    assert all(town in found["mails"][0].text for town in TOWNS)


def test_what_was_told_is_not_told_again(
    search: SavedSearch, lists: Any, told: Told
) -> None:
    lists("Aachen")
    run_search(search.pk)
    assert told.counts() == (1, 1, 1)
    run_search(search.pk)
    assert told.counts() == (0, 0, 0)
    lists("Aachen", "Bonn")
    run_search(search.pk)
    (message,) = told.now()["messages"]
    assert "Bonn" in message["text"]
    assert "Aachen" not in message["text"]


def test_one_that_went_and_returned_is_not_told_again(
    search: SavedSearch, lists: Any, told: Told
) -> None:
    for towns in (("Aachen", "Bonn"), ("Bonn",), ("Aachen", "Bonn")):
        lists(*towns)
        run_search(search.pk)
    assert told.counts() == (1, 1, 1)


def test_a_run_by_hand_alerts_nobody(
    search: SavedSearch, alice: Any, api: Any, lists: Any, told: Told
) -> None:
    lists(*TOWNS)
    answer = api(alice).post(
        "/api/v1/jobs/scrape", {"search_id": search.pk, "wait": True}, format="json"
    )
    assert answer.json()["new"] == 3
    assert told.counts() == (0, 0, 0)
    run_search(search.pk)
    assert told.counts() == (0, 0, 0)


def test_a_posting_that_two_searches_find_is_told_once(
    search: SavedSearch, alice: Any, api: Any, lists: Any, told: Told
) -> None:
    other = make_search(api(alice), "All lamps")
    lists("Aachen")
    run_search(search.pk)
    run_search(other.pk)
    assert told.counts() == (1, 1, 1)


def test_a_search_without_alerts_and_a_stopped_one_are_silent(
    search: SavedSearch, alice: Any, api: Any, lists: Any, told: Told
) -> None:
    lists(*TOWNS)
    quiet = make_search(api(alice), "Quiet", alerts=False)
    stopped = make_search(api(alice), "Stopped", enabled=False)
    assert run_search(stopped.pk) is None
    run_search(quiet.pk)
    assert told.counts() == (0, 0, 0)


def test_what_a_rule_drops_is_not_told(
    alice: Any, api: Any, search: SavedSearch, lists: Any, told: Told
) -> None:
    strict = make_search(api(alice), "Strict", rules={"exclude": ["bonn"]})
    lists("Aachen", "Bonn")
    run_search(strict.pk)
    (message,) = told.now()["messages"]
    assert "Bonn" not in message["text"]


def test_each_member_is_told_by_what_they_chose_and_nobody_else(
    search: SavedSearch, bob: Any, carol: Any, lists: Any, told: Told
) -> None:
    for user, chat in ((bob, "900100"), (carol, "")):
        user.email_notifications, user.telegram_chat_id = False, chat
        user.save()
    lists("Aachen")
    run_search(search.pk)
    found = told.now()
    assert [mail.recipients for mail in found["mails"]] == [["alice@example.com"]]
    assert [message["chat_id"] for message in found["messages"]] == ["900100"]
    assert {event.user_id for event in found["events"]} == {search.user_id, bob.pk}


def test_a_chat_that_a_team_shares_gets_one_message(
    search: SavedSearch, alice: Any, bob: Any, lists: Any, told: Told
) -> None:
    alice.telegram_chat_id = ""
    alice.save()
    lists(*TOWNS)
    run_search(search.pk)
    assert [message["chat_id"] for message in told.now()["messages"]] == ["42"]


def test_a_title_with_markup_is_told_as_text(
    search: SavedSearch, board_host: Board, told: Told
) -> None:
    row = {"title": "Lamplighter <b>&amp; *Wick*</b>", "company": "A_B", "location": ""}
    made = cases.arbeitnow(row, 1)
    board_host.fallbacks["/arbeitnow/"] = {"data": [made], "links": {"next": None}}
    run_search(search.pk)
    (message,) = told.now()["messages"]
    assert "<b>& " not in message["text"]
    assert "Lamplighter" in message["text"]
