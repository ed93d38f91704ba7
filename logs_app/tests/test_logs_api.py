"""/logs: one's own entries, filtered, exported in constant memory, cleared."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from jobhunt.lib.audit import audit
from logs_app import services
from logs_app.models import LogEntry

HEADER = ["id", "created_at", "level", "action", "details", "user_id", "request_id"]


def make_entry(user: Any, action: str = "job_scrape", **fields: Any) -> LogEntry:
    fields.setdefault("level", "info")
    fields.setdefault("message", action)
    return LogEntry.objects.create(
        user_id=user.pk, team_id=user.team_id, action=action, **fields
    )


def ids(answer: Any) -> list[int]:
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()]


def content(answer: Any) -> str:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode()


def test_an_audit_line_is_an_entry_with_its_request(
    alice: Any, api: Callable[..., Any]
) -> None:
    client = api(alice)
    client.patch(
        "/api/v1/auth/me",
        {"full_name": "Alice B"},
        format="json",
        headers={"x-request-id": "req-42"},
    )
    (row,) = client.get("/api/v1/logs/?action=profile_update").json()
    assert row["request_id"] == "req-42"
    assert row["user_id"] == alice.pk
    assert row["team_id"] == alice.team_id
    assert set(row) == {
        "id",
        "created_at",
        "level",
        "action",
        "message",
        "details",
        "user_id",
        "team_id",
        "request_id",
    }


def test_newest_first_and_paged(alice: Any, api: Callable[..., Any]) -> None:
    made = [make_entry(alice).pk for _ in range(5)]
    answer = api(alice).get("/api/v1/logs/?limit=2&skip=1")
    assert ids(answer) == made[::-1][1:3]
    assert answer["X-Total-Count"] == "5"
    assert 'rel="next"' in answer["Link"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("level=ERROR", ["b"]),
        ("level=error", ["b"]),
        ("action=a", ["a"]),
        ("search=needle", ["a"]),
        ("search=(", []),
        ("search=%25", []),
        ("date_to=2020-01-01", []),
        ("date_from=2020-01-01", ["b", "a"]),
    ],
)
def test_filters(
    alice: Any, api: Callable[..., Any], query: str, found: list[str]
) -> None:
    make_entry(alice, "a", message="a needle")
    make_entry(alice, "b", level="error")
    answer = api(alice).get(f"/api/v1/logs/?{query}")
    assert [row["action"] for row in answer.json()] == found


@pytest.mark.parametrize(
    "query", ["level=loud", "date_from=never", "limit=0", "skip=-1"]
)
def test_a_filter_that_makes_no_sense_is_a_400(
    alice: Any, api: Callable[..., Any], query: str
) -> None:
    assert api(alice).get(f"/api/v1/logs/?{query}").status_code == 400


def test_another_users_entry_does_not_exist(
    alice: Any, bob: Any, api: Callable[..., Any]
) -> None:
    entry = make_entry(alice)
    client = api(bob)
    assert ids(client.get("/api/v1/logs/")) == []
    assert client.get(f"/api/v1/logs/{entry.pk}").status_code == 404
    assert ids(client.get(f"/api/v1/logs/?user_id={alice.pk}")) == []


def test_entries_stay_with_the_team_they_were_made_in(
    alice: Any, carol: Any, api: Callable[..., Any]
) -> None:
    from accounts.models import Membership

    make_entry(alice)
    Membership.objects.create(team_id=carol.team_id, user=alice, role="member")
    alice.team_id = carol.team_id
    alice.save()
    assert ids(api(alice).get("/api/v1/logs/")) == []


def test_an_administrator_sees_all_and_narrows_by_user(
    alice: Any, bob: Any, root: Any, api: Callable[..., Any]
) -> None:
    ours, theirs = make_entry(alice), make_entry(bob)
    client = api(root)
    assert {ours.pk, theirs.pk} <= set(ids(client.get("/api/v1/logs/")))
    assert ids(client.get(f"/api/v1/logs/?user_id={bob.pk}")) == [theirs.pk]


@pytest.mark.parametrize("pk", ["0", "x", "99999999999999999999", "1%00"])
def test_an_unknown_id_is_a_404(alice: Any, api: Callable[..., Any], pk: str) -> None:
    assert api(alice).get(f"/api/v1/logs/{pk}").status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [("get", ""), ("get", "1"), ("get", "export"), ("delete", "clear")],
)
def test_logs_need_a_token(
    api: Callable[..., Any], db: Any, method: str, path: str
) -> None:
    assert getattr(api(), method)(f"/api/v1/logs/{path}").status_code == 401


def test_csv_has_the_contracts_header_and_neutral_cells(
    alice: Any, api: Callable[..., Any]
) -> None:
    make_entry(alice, details={"title": "=1+1"}, request_id="=cmd")
    answer = api(alice).get("/api/v1/logs/export")
    day = timezone.now().date().isoformat()
    assert answer["Content-Disposition"] == f'attachment; filename="logs_{day}.csv"'
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(content(answer))))
    assert rows[0] == HEADER
    assert not rows[1][6].startswith("=")
    assert "cmd" in rows[1][6]


def test_json_export_is_an_array_with_the_same_filters(
    alice: Any, api: Callable[..., Any]
) -> None:
    make_entry(alice, "a")
    make_entry(alice, "b", level="error")
    answer = api(alice).get("/api/v1/logs/export?format=json&level=error")
    assert [row["action"] for row in json.loads(content(answer))] == ["b"]


def test_export_has_no_cap(alice: Any, api: Callable[..., Any]) -> None:
    LogEntry.objects.bulk_create(
        LogEntry(
            user_id=alice.pk,
            team_id=alice.team_id,
            action="x",
            message="x",
            level="info",
        )
        for _ in range(2500)
    )
    text = content(api(alice).get("/api/v1/logs/export"))
    assert len(text.splitlines()) == 2501


def test_an_unknown_format_is_a_400(alice: Any, api: Callable[..., Any]) -> None:
    assert api(alice).get("/api/v1/logs/export?format=xml").status_code == 400


def test_an_export_is_itself_noted(alice: Any, api: Callable[..., Any]) -> None:
    content(api(alice).get("/api/v1/logs/export"))
    assert LogEntry.objects.filter(action="logs_export", user_id=alice.pk).exists()


def test_only_an_administrator_clears(
    alice: Any, root: Any, api: Callable[..., Any]
) -> None:
    make_entry(alice)
    assert api(alice).delete("/api/v1/logs/clear").status_code == 403
    before = LogEntry.objects.count()
    answer = api(root).delete("/api/v1/logs/clear")
    assert answer.json()["deleted"] == before
    assert [entry.action for entry in LogEntry.objects.all()] == ["logs_clear"]


def test_clearing_is_narrowed_by_level_and_time(
    alice: Any, root: Any, api: Callable[..., Any]
) -> None:
    old = make_entry(alice, created_at=timezone.now() - timedelta(days=9))
    error = make_entry(alice, level="error")
    keep = make_entry(alice)
    day = (timezone.now() - timedelta(days=2)).date().isoformat()
    client = api(root)
    assert client.delete(f"/api/v1/logs/clear?before={day}").json()["deleted"] == 1
    assert client.delete("/api/v1/logs/clear?level=Error").json()["deleted"] == 1
    assert not LogEntry.objects.filter(pk__in=[old.pk, error.pk]).exists()
    assert LogEntry.objects.filter(pk=keep.pk).exists()


def test_a_body_narrows_the_clearing_as_well(
    alice: Any, root: Any, api: Callable[..., Any]
) -> None:
    keep = make_entry(alice)
    client = api(root)
    old = {"before": "2020-01-01"}
    answer = client.delete("/api/v1/logs/clear", old, format="json")
    assert answer.json()["deleted"] == 0
    wrong = client.delete("/api/v1/logs/clear", {"level": "loud"}, format="json")
    assert wrong.status_code == 400
    assert LogEntry.objects.filter(pk=keep.pk).exists()


def test_what_is_older_than_the_retention_is_cleaned_up(alice: Any) -> None:
    days = settings.LOG_RETENTION_DAYS
    old = make_entry(alice, created_at=timezone.now() - timedelta(days=days, minutes=1))
    young = make_entry(alice, created_at=timezone.now() - timedelta(days=days - 1))
    assert services.clean_up() == 1
    assert not LogEntry.objects.filter(pk=old.pk).exists()
    assert LogEntry.objects.filter(pk=young.pk).exists()


def test_an_entry_reaches_its_users_browsers_as_an_event(alice: Any) -> None:
    from jobhunt.models import Event

    audit("telegram_test", user=alice, message="hello")
    event = Event.objects.latest("id")
    assert (event.type, event.user_id) == ("log", alice.pk)
    assert event.data["message"] == "hello"
    assert event.data["log_id"] == LogEntry.objects.latest("id").pk


@pytest.mark.parametrize("path", ["/api/v1/logs", "/api/v1/logs/"])
def test_both_slash_forms_answer(
    alice: Any, api: Callable[..., Any], path: str
) -> None:
    assert api(alice).get(path).status_code == 200
