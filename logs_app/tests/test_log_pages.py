"""The log page: filtered, followed, exported, cleared."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from logs_app import views
from logs_app.models import LogEntry


def make_entry(user: Any, action: str = "job_scrape", **fields: Any) -> LogEntry:
    fields.setdefault("level", "info")
    fields.setdefault("message", action)
    return LogEntry.objects.create(
        user_id=user.pk, team_id=user.team_id, action=action, **fields
    )


def actions(page: Any) -> list[str]:
    return [row.action for row in page.context["rows"]]


def test_newest_entries_come_first(alice: Any, browser_of: Callable[..., Any]) -> None:
    browser = browser_of(alice)
    make_entry(alice, "job_create")
    make_entry(alice, "job_delete")
    assert actions(browser.get("/logs"))[:2] == ["job_delete", "job_create"]


def test_another_users_entries_are_not_listed(
    alice: Any, bob: Any, browser_of: Callable[..., Any]
) -> None:
    entry = make_entry(alice, "job_create")
    browser = browser_of(bob)
    assert "job_create" not in actions(browser.get("/logs"))
    assert browser.get(f"/logs/{entry.pk}").status_code == 404


def test_an_administrator_sees_whose_entries_they_are(
    alice: Any, root: Any, browser_of: Callable[..., Any]
) -> None:
    make_entry(alice, "job_create")
    assert "alice@example.com" in browser_of(root).get("/logs").content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("level=error", ["email_failed"]),
        ("action=job_create", ["job_create"]),
        ("search=req-7", ["job_create"]),
        ("search=nothing", []),
    ],
)
def test_filters_narrow_the_list(
    alice: Any, browser_of: Callable[..., Any], query: str, found: list[str]
) -> None:
    browser = browser_of(alice)
    make_entry(alice, "job_create", request_id="req-7")
    make_entry(alice, "email_failed", level="error")
    assert actions(browser.get(f"/logs?{query}")) == found


def test_a_last_day_is_the_whole_day_in_the_users_zone(
    alice: Any, browser_of: Callable[..., Any]
) -> None:
    alice.timezone = "Pacific/Auckland"
    alice.save()
    browser = browser_of(alice)
    LogEntry.objects.all().delete()
    make_entry(alice)
    today = timezone.localtime(timezone=alice_zone()).date()
    before = today - timedelta(days=1)
    assert actions(browser.get(f"/logs?date_to={today}")) == ["job_scrape"]
    assert actions(browser.get(f"/logs?date_to={before}")) == []


def alice_zone() -> Any:
    from zoneinfo import ZoneInfo

    return ZoneInfo("Pacific/Auckland")


@pytest.mark.parametrize("query", ["level=loud", "date_from=yesterday", "search=%00"])
def test_a_filter_that_makes_no_sense_is_a_400_with_the_form(
    alice: Any, browser_of: Callable[..., Any], query: str
) -> None:
    page = browser_of(alice).get(f"/logs?{query}")
    assert page.status_code == 400
    assert "This needs a second look" in page.content.decode()


def test_older_entries_are_on_the_next_page(
    alice: Any, browser_of: Callable[..., Any]
) -> None:
    browser = browser_of(alice)
    for number in range(views.PAGE + 2):
        make_entry(alice, f"action_{number}")
    first = browser.get("/logs")
    second = browser.get(f"/logs?before={first.context['next']}")
    both = [row.pk for row in [*first.context["rows"], *second.context["rows"]]]
    assert both == sorted(both, reverse=True)
    assert len(set(both)) == len(both) == views.PAGE + 3  # the login too


def test_following_brings_only_what_is_newer(
    alice: Any, browser_of: Callable[..., Any]
) -> None:
    browser = browser_of(alice)
    old = make_entry(alice, "job_create")
    new = make_entry(alice, "job_delete")
    content = browser.get(f"/logs?after={old.pk}").content.decode()
    assert f'id="log-{new.pk}"' in content
    assert f'id="log-{old.pk}"' not in content
    assert "<html" not in content


def test_an_entry_shows_its_details_and_what_else_its_request_did(
    alice: Any, browser_of: Callable[..., Any]
) -> None:
    entry = make_entry(
        alice, "job_apply", request_id="req-9", details={"job_id": 41, "items": "x"}
    )
    make_entry(alice, "email_queued", request_id="req-9")
    content = browser_of(alice).get(f"/logs/{entry.pk}").content.decode()
    assert "job_id" in content
    assert "email_queued" in content


def test_what_is_stored_is_escaped(alice: Any, browser_of: Callable[..., Any]) -> None:
    entry = make_entry(alice, message="<script>x</script>")
    content = browser_of(alice).get(f"/logs/{entry.pk}").content.decode()
    assert "<script>x" not in content


@pytest.mark.parametrize(
    ("kind", "mime"), [("csv", "text/csv"), ("json", "application/json")]
)
def test_export_has_the_same_filters(
    alice: Any, browser_of: Callable[..., Any], kind: str, mime: str
) -> None:
    browser = browser_of(alice)
    make_entry(alice, "job_create")
    make_entry(alice, "email_failed", level="error")
    answer = browser.get(f"/logs/export?format={kind}&level=error")
    content = b"".join(answer.streaming_content).decode()
    assert answer["Content-Type"].startswith(mime)
    assert "email_failed" in content
    assert "job_create" not in content


def test_only_an_administrator_clears(
    alice: Any, root: Any, browser_of: Callable[..., Any]
) -> None:
    entry = make_entry(alice)
    assert browser_of(alice).post("/logs/clear").status_code == 403
    assert LogEntry.objects.filter(pk=entry.pk).exists()
    assert browser_of(root).post("/logs/clear").status_code == 302
    assert not LogEntry.objects.filter(pk=entry.pk).exists()
    assert LogEntry.objects.filter(action="logs_clear").exists()


def test_clearing_by_get_changes_nothing(
    root: Any, browser_of: Callable[..., Any]
) -> None:
    assert browser_of(root).get("/logs/clear").status_code == 405


@pytest.mark.parametrize("path", ["/logs", "/logs/1", "/logs/export"])
def test_pages_need_a_login(client: Any, db: Any, path: str) -> None:
    assert client.get(path)["Location"].startswith("/login?next=")
