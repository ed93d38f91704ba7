from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django_q import models as queue_models

from scheduling import schedules
from scheduling.models import JobRun, Schedule, State
from scheduling.tests.jobs import registered

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["schedule", "success", "failure", "ormq", "task"])
def test_the_queues_own_tables_are_not_on_the_site(
    root: Any, browser_of: Any, name: str
) -> None:
    browser = browser_of(root)
    for path in ("", "add/", "1/change/"):
        assert browser.get(f"/admin/django_q/{name}/{path}").status_code == 404


def test_a_dotted_path_cannot_be_scheduled_by_staff(
    root: Any, browser_of: Any, tmp_path: Path
) -> None:
    target = tmp_path / "owned"
    answer = browser_of(root).post(
        "/admin/django_q/schedule/add/",
        {
            "name": "x",
            "func": "os.system",
            "args": f"'touch {target}'",
            "schedule_type": "O",
            "repeats": "-1",
            "next_run_0": "2020-01-01",
            "next_run_1": "00:00:00",
        },
    )
    assert answer.status_code in {403, 404}
    assert not queue_models.Schedule.objects.filter(func="os.system").exists()
    assert not target.exists()
    for model in vars(queue_models).values():
        if isinstance(model, type) and getattr(model, "_meta", None):
            assert not admin.site.is_registered(model)


def test_schedules_and_runs_are_listed_and_not_edited(
    root: Any, browser_of: Any
) -> None:
    browser = browser_of(root)
    schedule = Schedule.objects.get(job="cleanup_logs")
    JobRun.objects.create(job="cleanup_logs", state=State.FAILED, error="away")
    assert (
        "Clean up logs" in browser.get("/admin/scheduling/schedule/").content.decode()
    )
    assert "away" in browser.get("/admin/scheduling/jobrun/").content.decode()
    assert browser.get("/admin/scheduling/schedule/add/").status_code == 403
    changed = browser.post(
        f"/admin/scheduling/schedule/{schedule.pk}/change/", {"trigger": "1s"}
    )
    assert changed.status_code == 403


def test_the_actions_pause_resume_and_run(root: Any, browser_of: Any) -> None:
    browser = browser_of(root)
    with registered("test.search", lambda: None):
        schedule = schedules.set_schedule("test.search", "search:1", "6h", {}, 7)

        def act(action: str) -> None:
            answer = browser.post(
                "/admin/scheduling/schedule/",
                {"action": action, "_selected_action": [schedule.pk]},
            )
            assert answer.status_code == 302
            schedule.refresh_from_db()

        act("pause")
        assert not schedule.enabled
        act("resume")
        assert schedule.enabled
        act("run_now")
        assert JobRun.objects.get(job="test.search").state == State.QUEUED
        act("run_now")  # refused with a message, not an error
        assert JobRun.objects.filter(job="test.search").count() == 1


def test_a_failed_run_can_be_run_again(root: Any, browser_of: Any) -> None:
    with registered("test.search", lambda **parameters: None):
        run = JobRun.objects.create(
            job="test.search", key="1", state=State.FAILED, payload={"search_id": 4}
        )
        answer = browser_of(root).post(
            "/admin/scheduling/jobrun/",
            {"action": "run_again", "_selected_action": [run.pk]},
        )
        assert answer.status_code == 302
        again = JobRun.objects.get(job="test.search", state=State.QUEUED)
        assert again.payload == {"search_id": 4}
