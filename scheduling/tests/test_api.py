from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from jobhunt.lib.registry import health_probes
from scheduling import schedules, status
from scheduling.models import Cluster, Control, JobRun, State
from scheduling.tests.jobs import registered

pytestmark = pytest.mark.django_db

BASE = "/api/v1/scheduler"
FOUR = ["scrape_jobs", "job_automation", "check_follow_ups", "cleanup_logs"]


@pytest.fixture
def a_job() -> Iterator[None]:
    with registered("test.search", lambda **parameters: None):
        yield


@pytest.fixture
def cleanup(monkeypatch: Any) -> None:
    """``cleanup_logs`` exists, whatever its app does."""
    from scheduling import registry

    registry.is_known("cleanup_logs")
    monkeypatch.setitem(
        registry._registry.tasks,
        "cleanup_logs",
        registry.Task("cleanup_logs", lambda: None, 60, False, 3),
    )


def cluster(**over: Any) -> Cluster:
    now = timezone.now()
    values = {
        "name": "box-1-aa",
        "host": "box",
        "pid": 1,
        "workers": 2,
        "seen_at": now,
        "beat_at": now,
    }
    return Cluster.objects.create(**{**values, **over})


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/status"),
        ("post", "/restart"),
        ("post", "/jobs/cleanup_logs/run"),
        ("get", "/jobs"),
    ],
)
def test_only_admins_reach_the_scheduler(
    api: Any, alice: Any, method: str, path: str
) -> None:
    assert getattr(api(), method)(BASE + path).status_code == 401
    assert getattr(api(alice), method)(BASE + path).status_code == 403
    assert not JobRun.objects.exists()
    assert not Control.objects.filter(generation__gt=0).exists()


def test_status_lists_the_four_jobs_without_any_worker(api: Any, root: Any) -> None:
    for path in ("/status", "/status/"):
        response = api(root).get(BASE + path)
        assert response.status_code == 200
    body = response.json()
    assert (body["running"], body["workers"], body["timezone"]) == (False, 0, "UTC")
    assert [job["id"] for job in body["jobs"]] == FOUR
    assert [job["trigger"] for job in body["jobs"]] == [
        "6h",
        "1h",
        "0 10 * * *",
        "0 2 * * *",
    ]
    job = body["jobs"][0]
    assert set(job) == {
        "id",
        "name",
        "next_run",
        "trigger",
        "running",
        "last_run",
        "last_status",
    }
    assert job["next_run"].endswith("Z")
    assert (job["running"], job["last_run"], job["last_status"]) == (False, None, None)


def test_status_tells_of_live_workers(api: Any, root: Any) -> None:
    cluster()
    body = api(root).get(f"{BASE}/status").json()
    assert (body["running"], body["workers"]) == (True, 2)


@pytest.mark.parametrize(
    ("seen", "beat", "lease", "running"),
    [
        (0, 0, None, True),
        (0, None, None, False),  # started, nothing answered yet
        (0, 26, None, False),  # the cluster is deadlocked
        (0, 26, 10, True),  # all workers at long work
        (0, 26, -1, False),
        (13, 0, None, False),  # the supervisor is gone
    ],
)
def test_running_means_a_fresh_sign_of_work(
    seen: int, beat: int | None, lease: int | None, running: bool
) -> None:
    now = timezone.now()
    cluster(
        seen_at=now - timedelta(seconds=seen),
        beat_at=None if beat is None else now - timedelta(seconds=beat),
    )
    if lease is not None:
        JobRun.objects.create(
            job="x",
            state=State.RUNNING,
            owner="box-1-aa.1:77:abcd",
            lease_until=now + timedelta(seconds=lease),
        )
    assert status.is_running() is running


def test_health_shows_four_jobs() -> None:
    assert health_probes["scheduler"]() == {"running": False, "jobs": 4}


def test_status_shows_a_job_that_runs(api: Any, root: Any, cleanup: None) -> None:
    schedules.run_now(schedules.find("cleanup_logs"))
    jobs = api(root).get(f"{BASE}/status").json()["jobs"]
    assert [job["running"] for job in jobs] == [False, False, False, True]
    assert jobs[3]["last_run"] is not None


def test_with_the_scheduler_off_there_is_no_next_run(
    api: Any, root: Any, settings: Any
) -> None:
    settings.SCHEDULER_ENABLED = False
    jobs = api(root).get(f"{BASE}/status").json()["jobs"]
    assert [job["next_run"] for job in jobs] == [None] * 4


def test_restart_raises_the_generation_and_doubles_nothing(
    api: Any, root: Any, caplog: Any
) -> None:
    before = status.generation()
    response = api(root).post(f"{BASE}/restart")
    assert response.status_code == 200
    assert response.json() == {"message": "Scheduler restarted successfully"}
    assert status.generation() == before + 1
    assert len(api(root).get(f"{BASE}/status").json()["jobs"]) == 4
    assert "scheduler_restart" in [getattr(r, "event", "") for r in caplog.records]


def test_a_job_starts_by_hand_and_is_a_conflict_while_it_runs(
    api: Any, root: Any, cleanup: None
) -> None:
    first = api(root).post(f"{BASE}/jobs/cleanup_logs/run")
    assert first.status_code == 202
    assert first.json()["message"]
    second = api(root).post(f"{BASE}/jobs/cleanup_logs/run/")
    assert second.status_code == 409
    assert second.json()["error"] == "conflict"
    assert JobRun.objects.filter(job="cleanup_logs").count() == 1


@pytest.mark.parametrize("job", ["nothing", "999999", "%00", "scheduling.forget_runs"])
def test_an_unknown_job_is_a_404(api: Any, root: Any, job: str) -> None:
    assert api(root).post(f"{BASE}/jobs/{job}/run").status_code == 404


def test_the_list_has_global_and_team_schedules(
    api: Any, root: Any, a_job: None
) -> None:
    schedules.keep_installation_jobs()
    made = schedules.set_schedule(
        "test.search", "search:1", "6h", {}, 7, name="Python in Berlin"
    )
    response = api(root).get(f"{BASE}/jobs")
    assert response["X-Total-Count"] == "5"
    rows = response.json()
    assert rows[0] == {
        "id": str(made.pk),
        "name": "Python in Berlin",
        "team_id": 7,
        "trigger": "6h",
        "next_run_time": rows[0]["next_run_time"],
        "last_run": None,
        "last_status": None,
    }
    assert {row["id"] for row in rows[1:]} == set(FOUR)
    assert all(row["team_id"] is None for row in rows[1:])
    page = api(root).get(f"{BASE}/jobs?limit=2")
    assert len(page.json()) == 2
    assert 'rel="next"' in page["Link"]
    assert api(root).get(f"{BASE}/jobs?limit=0").status_code == 400


def test_a_team_schedule_can_be_run_by_its_id(api: Any, root: Any, a_job: None) -> None:
    made = schedules.set_schedule("test.search", "search:1", "6h", {}, 7)
    assert api(root).post(f"{BASE}/jobs/{made.pk}/run").status_code == 202
    assert api(root).post(f"{BASE}/jobs/{made.pk}/run").status_code == 409


def test_a_teams_schedule_is_added_listed_run_and_removed(api: Any, root: Any) -> None:
    client = api(root)
    added = client.post(
        f"{BASE}/job", {"keyword": "python", "interval_hours": 12}, format="json"
    )
    assert added.status_code == 201
    schedule_id = added.json()["id"]
    client.post(f"{BASE}/restart")
    listed = {row["id"]: row for row in client.get(f"{BASE}/jobs").json()}
    assert set(listed) == {schedule_id, *FOUR}
    assert listed[schedule_id]["trigger"] == "12h"
    assert listed[schedule_id]["team_id"] == root.team_id
    assert client.post(f"{BASE}/jobs/{schedule_id}/run").status_code == 202
    assert client.delete(f"{BASE}/job/{root.team_id}").status_code == 200
    assert client.delete(f"{BASE}/job/{root.team_id}").status_code == 404
    assert len(client.get(f"{BASE}/jobs").json()) == 4
