"""/stats: live numbers from events, equal to an independent recount."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from scraping.models import Application, ApplicationEvent, Job
from scraping.services.status import application_for, set_status
from stats.queries import wilson

PATHS = (
    (),
    ("applied",),
    ("applied", "rejected"),
    ("applied", "interviewing"),
    ("applied", "interviewing", "rejected"),
    ("applied", "interviewing", "offered", "accepted"),
    ("applied", "withdrawn"),
    ("applied", "failed"),
)
ANSWERS = {"interviewing", "offered", "accepted", "rejected"}
ENDPOINTS = ("dashboard", "applications", "success-rate")


def make_history(
    user: Any, path: tuple[str, ...], at: datetime, source: str = "lever"
) -> Application:
    """An application whose statuses follow each other by a day."""
    job = Job.objects.create(team_id=user.team_id, user=user, title="x", source=source)
    application = Application.objects.create(
        team_id=user.team_id,
        user=user,
        job=job,
        status=path[-1] if path else "pending",
        applied_at=at if path else None,
    )
    before = "pending"
    for step, status in enumerate(path):
        ApplicationEvent.objects.create(
            application=application,
            team_id=user.team_id,
            kind="status",
            from_status=before,
            to_status=status,
            at=at + timedelta(days=step),
        )
        before = status
    return application


@pytest.fixture
def stats(api: Callable[..., Any]) -> Callable[..., Any]:
    def ask(user: Any, what: str, **query: Any) -> Any:
        answer = api(user).get(f"/api/v1/stats/{what}", query)
        assert answer.status_code == 200, answer.content
        return answer.json()

    return ask


def test_random_histories_equal_an_independent_recount(
    alice: Any, stats: Callable[..., Any]
) -> None:
    chance = random.Random(11)
    now = timezone.now()
    made = []
    for _ in range(60):
        path = chance.choice(PATHS)
        source = chance.choice(["lever", "remotive"])
        at = now - timedelta(days=5 + 20 * chance.random())
        make_history(alice, path, at, source)
        made.append((path, source))
    sent = [(path, source) for path, source in made if path]
    answered = [source for path, source in sent if ANSWERS & set(path)]
    rates = stats(alice, "success-rate", period="30d")
    assert rates["total_applications"] == len(sent)
    assert rates["interviews"] == sum("interviewing" in path for path, _ in sent)
    assert rates["offers"] == sum("offered" in path for path, _ in sent)
    assert rates["rejections"] == sum("rejected" in path for path, _ in sent)
    assert rates["response_rate"] == round(100 * len(answered) / len(sent), 1)
    per_source = Counter(source for _, source in sent)
    assert {
        row["source"]: row["applications"] for row in rates["by_source"]
    } == per_source
    assert {row["source"]: row["responses"] for row in rates["by_source"]} == Counter(
        answered
    )
    assert rates["avg_response_time_days"] == rates["median_response_time_days"] == 1.0


@pytest.mark.parametrize(
    ("path", "reached"),
    [
        (("applied", "accepted"), (1, 1, 0, 100.0)),
        (("applied", "offered", "rejected"), (1, 1, 1, 100.0)),
        (("applied", "interviewing", "withdrawn"), (1, 0, 0, 100.0)),
        (("applied", "withdrawn"), (0, 0, 0, 0.0)),
        (("applied", "failed"), (0, 0, 0, 0.0)),
        (("applied", "rejected"), (0, 0, 1, 100.0)),
    ],
)
def test_a_stage_once_reached_stays_counted_and_withdrawing_is_no_answer(
    alice: Any,
    stats: Callable[..., Any],
    path: tuple[str, ...],
    reached: tuple[int, int, int, float],
) -> None:
    make_history(alice, path, timezone.now() - timedelta(days=9))
    rates = stats(alice, "success-rate")
    names = ("interviews", "offers", "rejections", "response_rate")
    assert tuple(rates[name] for name in names) == reached


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]
)
def test_a_year_with_changed_clocks_has_each_day_once(
    alice: Any, stats: Callable[..., Any], zone: str
) -> None:
    alice.timezone = zone
    alice.save()
    today = timezone.now().astimezone(ZoneInfo(zone)).date()
    for days in range(1, 300, 7):
        late = datetime.combine(
            today - timedelta(days=days),
            datetime.max.time().replace(hour=23, minute=30),
            ZoneInfo(zone),
        )
        make_history(alice, ("applied",), late)
    rows = stats(alice, "applications", period="1y")["data"]
    counted = [row["date"] for row in rows if row["applications"] == 1]
    expected = [(today - timedelta(days=d)).isoformat() for d in range(1, 300, 7)]
    assert counted == sorted(expected)
    assert len({row["date"] for row in rows}) == len(rows) == 365


def test_dashboard_counts_by_status(alice: Any, stats: Callable[..., Any]) -> None:
    now = timezone.now()
    for path in PATHS:
        make_history(alice, path, now - timedelta(days=9))
    board = stats(alice, "dashboard")
    assert board["total_jobs"] == board["total_applications"] == len(PATHS)
    assert board["total_applied"] == len(PATHS) - 1
    assert board["shortlisted"] == 2
    assert board["rejected"] == 2
    assert board["success_rate"] == round(100 * 2 / 7, 1)
    assert sum(board["by_status"].values()) == len(PATHS)
    assert len(board["daily_activity"]) == 7
    assert {row["name"]: row["value"] for row in board["status_distribution"]} == board[
        "by_status"
    ]


def test_an_empty_team_gets_zeros_and_nulls(
    alice: Any, stats: Callable[..., Any]
) -> None:
    rates = stats(alice, "success-rate")
    assert rates["period"] == "30d"
    assert rates["success_rate"] == rates["response_rate"] == 0.0
    assert rates["avg_response_time_days"] is None
    assert rates["median_response_time_days"] is None
    assert stats(alice, "dashboard")["success_rate"] == 0.0


@pytest.mark.parametrize(
    ("period", "days"), [("7d", 7), ("30d", 30), ("90d", 90), ("1y", 365)]
)
def test_days_have_no_gaps(
    alice: Any, stats: Callable[..., Any], period: str, days: int
) -> None:
    make_history(alice, ("applied",), timezone.now() - timedelta(days=3))
    series = stats(alice, "applications", period=period)
    dates = [date.fromisoformat(row["date"]) for row in series["data"]]
    assert len(dates) == days
    assert dates == [dates[0] + timedelta(days=n) for n in range(days)]
    assert series["start_date"] == series["data"][0]["date"]
    assert series["end_date"] == series["data"][-1]["date"]
    assert series["total"] == sum(row["applications"] for row in series["data"]) == 1


def test_all_begins_with_the_first_application(
    alice: Any, stats: Callable[..., Any]
) -> None:
    make_history(alice, ("applied",), timezone.now() - timedelta(days=400))
    series = stats(alice, "applications", period="all")
    assert len(series["data"]) == 401
    assert series["data"][0]["applications"] == 1


def test_days_are_those_of_the_caller(alice: Any, stats: Callable[..., Any]) -> None:
    alice.timezone = "Pacific/Auckland"
    alice.save()
    zone = ZoneInfo("Pacific/Auckland")
    today = timezone.now().astimezone(zone).date()
    midnight = datetime.combine(today - timedelta(days=2), datetime.min.time(), zone)
    make_history(alice, ("applied",), midnight + timedelta(minutes=30))
    make_history(alice, ("applied",), midnight - timedelta(minutes=30))
    counts = {
        row["date"]: row["applications"]
        for row in stats(alice, "applications", period="7d")["data"]
    }
    assert counts[(today - timedelta(days=2)).isoformat()] == 1
    assert counts[(today - timedelta(days=3)).isoformat()] == 1


def test_an_answer_counts_on_the_day_it_came(
    alice: Any, stats: Callable[..., Any]
) -> None:
    at = timezone.now().astimezone(UTC) - timedelta(days=4)
    make_history(alice, ("applied", "interviewing", "rejected"), at)
    rows = {
        row["date"]: row for row in stats(alice, "applications", period="7d")["data"]
    }
    assert rows[at.date().isoformat()]["responses"] == 0
    assert rows[(at.date() + timedelta(days=1)).isoformat()]["responses"] == 1


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (0, 0, 0.0, 0.0),
        (0, 10, 0.0, 27.8),
        (5, 10, 23.7, 76.3),
        (10, 10, 72.2, 100.0),
        (1, 1000, 0.0, 0.6),
    ],
)
def test_wilson_interval(part: int, whole: int, low: float, high: float) -> None:
    assert wilson(part, whole) == (low, high)


def test_scope_me_is_oneself_and_team_is_all(
    alice: Any, bob: Any, stats: Callable[..., Any]
) -> None:
    make_history(alice, ("applied",), timezone.now() - timedelta(days=2))
    assert stats(bob, "dashboard")["total_applied"] == 1
    assert stats(bob, "dashboard", scope="me")["total_applied"] == 0
    assert stats(bob, "success-rate", scope="me")["total_applications"] == 0


@pytest.mark.parametrize("what", ENDPOINTS)
def test_another_team_counts_nothing_of_ours(
    alice: Any, carol: Any, stats: Callable[..., Any], what: str
) -> None:
    empty = stats(carol, what)
    make_history(alice, ("applied", "rejected"), timezone.now() - timedelta(days=3))
    assert stats(carol, what) == empty


@pytest.mark.parametrize("what", ENDPOINTS)
def test_statistics_need_a_token(api: Callable[..., Any], db: Any, what: str) -> None:
    assert api().get(f"/api/v1/stats/{what}").status_code == 401


@pytest.mark.parametrize(
    ("what", "query"),
    [
        ("applications", "period=2w"),
        ("success-rate", "period="),
        ("dashboard", "scope=all"),
        ("applications", "period=30D%00"),
    ],
)
def test_an_unknown_period_or_scope_is_a_400(
    alice: Any, api: Callable[..., Any], what: str, query: str
) -> None:
    answer = api(alice).get(f"/api/v1/stats/{what}?{query}")
    assert answer.status_code == 400
    assert set(answer.json()) >= {"error", "message", "detail", "request_id"}


def test_a_second_read_is_cached_and_a_write_is_seen_at_once(
    alice: Any, api: Callable[..., Any], django_capture_on_commit_callbacks: Any
) -> None:
    client = api(alice)
    assert client.get("/api/v1/stats/dashboard")["X-Cache"] == "MISS"
    assert client.get("/api/v1/stats/dashboard")["X-Cache"] == "HIT"
    job = Job.objects.create(team_id=alice.team_id, title="x")
    with django_capture_on_commit_callbacks(execute=True):
        set_status(alice, application_for(alice, job)[0], "applied")
    answer = client.get("/api/v1/stats/dashboard")
    assert answer["X-Cache"] == "MISS"
    assert answer.json()["total_applied"] == 1


def test_what_is_cached_for_one_is_not_given_to_another(
    alice: Any, bob: Any, api: Callable[..., Any]
) -> None:
    make_history(alice, ("applied",), timezone.now() - timedelta(days=1))
    mine = api(alice).get("/api/v1/stats/dashboard?scope=me")
    theirs = api(bob).get("/api/v1/stats/dashboard?scope=me")
    assert mine.json()["total_applied"] == 1
    assert theirs.json()["total_applied"] == 0


@pytest.mark.parametrize("what", ENDPOINTS)
def test_an_unchanged_answer_is_a_304(
    alice: Any, api: Callable[..., Any], what: str
) -> None:
    client = api(alice)
    etag = client.get(f"/api/v1/stats/{what}")["ETag"]
    again = client.get(f"/api/v1/stats/{what}", headers={"if-none-match": etag})
    assert again.status_code == 304


@pytest.mark.parametrize("what", ENDPOINTS)
def test_many_rows_need_as_many_queries_as_one(
    alice: Any, api: Callable[..., Any], what: str
) -> None:
    client = api(alice)

    def queries() -> int:
        from django.core.cache import cache

        cache.clear()
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"/api/v1/stats/{what}").status_code == 200
        return len(seen)

    make_history(alice, ("applied", "rejected"), timezone.now() - timedelta(days=3))
    one = queries()
    for _ in range(20):
        make_history(alice, ("applied", "rejected"), timezone.now() - timedelta(days=3))
    assert queries() == one
