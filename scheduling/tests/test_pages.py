from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scheduling import schedules, status
from scheduling.models import JobRun, Schedule, State
from scheduling.tests.jobs import registered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_job() -> Iterator[None]:
    with registered("test.search", lambda **parameters: None):
        yield


def schedule_for(user: Any, key: str = "search:1", name: str = "Python jobs") -> Any:
    return schedules.set_schedule("test.search", key, "6h", {}, user.team_id, name=name)


def test_a_member_sees_the_teams_schedules_and_no_buttons(
    bob: Any, alice: Any, carol: Any, browser_of: Any
) -> None:
    schedule_for(alice)
    schedule_for(carol, "search:2", "Secret of B")
    page = browser_of(bob).get("/scheduler")
    text = page.content.decode()
    assert page.status_code == 200
    assert "Python jobs" in text
    assert "every 6 hours" in text
    assert "Secret of B" not in text
    assert "Run now" not in text
    assert "Jobs of the installation" not in text


def test_an_anonymous_visitor_is_sent_to_the_login(client: Any, db: Any) -> None:
    response = client.get("/scheduler/")
    assert response.status_code == 302
    assert response["Location"] == "/login?next=%2Fscheduler%2F"


def test_without_schedules_the_page_says_what_makes_one(
    alice: Any, browser_of: Any
) -> None:
    assert "No schedule" in browser_of(alice).get("/scheduler").content.decode()


def test_an_owner_runs_pauses_and_resumes(alice: Any, browser_of: Any) -> None:
    schedule = schedule_for(alice)
    browser = browser_of(alice)
    answer = browser.post(f"/scheduler/{schedule.pk}/run", follow=True)
    assert "Python jobs started." in answer.content.decode()
    assert JobRun.objects.get().origin == "manual"
    browser.post(f"/scheduler/{schedule.pk}/pause")
    schedule.refresh_from_db()
    assert not schedule.enabled
    page = browser.get("/scheduler").content.decode()
    assert "Resume Python jobs" in page
    browser.post(f"/scheduler/{schedule.pk}/resume")
    schedule.refresh_from_db()
    assert schedule.enabled


@pytest.mark.parametrize("action", ["run", "pause", "resume"])
def test_a_member_may_not_change_and_a_stranger_finds_nothing(
    alice: Any, bob: Any, carol: Any, browser_of: Any, action: str
) -> None:
    schedule = schedule_for(alice)
    url = f"/scheduler/{schedule.pk}/{action}"
    assert browser_of(bob).post(url).status_code == 403
    assert browser_of(carol).post(url).status_code == 404
    assert (
        browser_of(carol).post(f"/scheduler/cleanup_logs/{action}").status_code == 404
    )
    assert browser_of(alice).get(url).status_code == 405
    schedule.refresh_from_db()
    assert schedule.enabled
    assert not JobRun.objects.exists()


def test_an_admin_has_the_installations_jobs_and_the_restart(
    root: Any, browser_of: Any
) -> None:
    browser = browser_of(root)
    text = browser.get("/scheduler").content.decode()
    for name in ("Scrape jobs", "Job automation", "Check follow-ups", "Clean up logs"):
        assert name in text
    before = status.generation()
    assert browser.post("/scheduler/restart").status_code == 302
    assert status.generation() == before + 1
    browser.post("/scheduler/cleanup_logs/pause")
    assert not Schedule.objects.get(job="cleanup_logs").enabled


def test_only_an_admin_restarts(alice: Any, browser_of: Any) -> None:
    before = status.generation()
    assert browser_of(alice).post("/scheduler/restart").status_code == 403
    assert status.generation() == before


def test_the_history_shows_thirty_runs_and_the_last_problem(
    alice: Any, browser_of: Any
) -> None:
    schedule = schedule_for(alice)
    for number in range(35):
        JobRun.objects.create(
            job=schedule.job,
            key=schedule.key,
            schedule=schedule,
            team_id=alice.team_id,
            state=State.FAILED if number == 34 else State.OK,
            error="The board is away." if number == 34 else "",
        )
    text = browser_of(alice).get("/scheduler").content.decode()
    assert text.count("<rect") >= 30
    assert "29 ok" in text
    assert "1 failed" in text
    assert "The board is away." in text


def test_many_schedules_cost_no_more_queries_than_one(
    alice: Any, browser_of: Any
) -> None:
    browser = browser_of(alice)
    schedule_for(alice)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get("/scheduler").status_code == 200
        return len(captured)

    queries()
    one = queries()
    for number in range(2, 30):
        schedule_for(alice, f"search:{number}")
    assert queries() == one
