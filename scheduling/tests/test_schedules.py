from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from jobhunt.lib.errors import Conflict, RuleRefused
from jobhunt.models import Event
from scheduling import runs, schedules
from scheduling.models import JobRun, Schedule, State
from scheduling.schedules import remove_schedule, run_now, set_schedule, start_due
from scheduling.tests.jobs import registered

pytestmark = pytest.mark.django_db

JOB = "test.search"


@pytest.fixture(autouse=True)
def calls() -> Iterator[list[dict[str, Any]]]:
    made: list[dict[str, Any]] = []

    def search(**parameters: Any) -> None:
        made.append(parameters)

    with registered(JOB, search):
        yield made


@pytest.fixture(autouse=True)
def clock(time_machine: Any) -> Any:
    """The morning of 25 November; the installation's own jobs keep out of it."""
    time_machine.move_to("2026-11-25 10:00:00+00:00", tick=False)
    Schedule.objects.update(next_run_at=utc("2030-01-01 00:00"))
    return time_machine


def make(trigger: str = "6h", key: str = "search:1", **over: Any) -> Schedule:
    values = {"parameters": {"search_id": 1}, "team_id": 7, "name": "Python jobs"}
    return set_schedule(JOB, key, trigger, **{**values, **over})


def fresh(schedule: Schedule) -> Schedule:
    schedule.refresh_from_db()
    return schedule


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_schedule_is_first_due_one_interval_from_now() -> None:
    schedule = make("6h")
    assert schedule.created_now
    assert schedule.next_run_at == utc("2026-11-25 16:00")


def test_what_is_due_starts_once_with_its_parameters(
    calls: list[Any], clock: Any, django_capture_on_commit_callbacks: Any
) -> None:
    schedule = make("6h")
    clock.move_to("2026-11-25 16:00:03+00:00", tick=False)
    with django_capture_on_commit_callbacks(execute=True):
        assert start_due() == 1
        assert start_due() == 0
    assert calls == [{"search_id": 1}]
    assert fresh(schedule).next_run_at == utc("2026-11-25 22:00")
    assert schedule.last_status == State.OK
    run = schedule.runs.get()
    assert (run.origin, run.team_id) == ("schedule", 7)


def test_two_that_saw_the_same_due_time_start_one_run(clock: Any) -> None:
    schedule = make("6h")
    clock.move_to("2026-11-25 16:00:03+00:00", tick=False)
    stale = Schedule.objects.get(pk=schedule.pk)
    assert start_due() == 1
    JobRun.objects.update(state=State.OK)
    now = utc("2026-11-25 16:00:03")
    assert not schedules._claim_and_start(stale, now)
    assert JobRun.objects.count() == 1


def test_missed_times_are_made_up_for_once(clock: Any) -> None:
    schedule = make("6h")
    clock.move_to("2026-11-28 11:30:00+00:00", tick=False)
    assert start_due() == 1
    assert start_due() == 0
    # In step with the first run, not with the late one.
    assert fresh(schedule).next_run_at == utc("2026-11-28 16:00")


def test_a_daily_job_runs_once_a_day_whatever_the_clock_does(clock: Any) -> None:
    make("0 10 * * *")
    moments = [
        "2026-11-26 10:00:01",
        "2026-11-26 09:30:00",  # set back by half an hour
        "2026-11-26 10:00:05",
        "2026-11-26 23:59:00",
        "2026-11-27 10:00:00",
    ]
    started = []
    for moment in moments:
        clock.move_to(f"{moment}+00:00", tick=False)
        started.append(start_due())
        JobRun.objects.update(state=State.OK)
    assert started == [1, 0, 0, 0, 1]


def test_after_a_clock_set_back_no_interval_waits_longer_than_its_length(
    clock: Any,
) -> None:
    schedule = make("1h")
    clock.move_to("2026-11-24 10:00:00+00:00", tick=False)
    assert schedules.recover_from_clock_change() >= 1
    assert fresh(schedule).next_run_at == utc("2026-11-24 11:00")


def test_due_times_are_those_of_the_zone(settings: Any, clock: Any) -> None:
    settings.SCHEDULER_TIMEZONE = "America/New_York"
    assert make("0 10 * * *").next_run_at == utc("2026-11-25 15:00")


def test_a_run_still_in_progress_is_not_doubled_but_noted(clock: Any) -> None:
    schedule = make("1h")
    clock.move_to("2026-11-25 11:00:00+00:00", tick=False)
    assert start_due() == 1
    clock.move_to("2026-11-25 12:00:00+00:00", tick=False)
    assert start_due() == 0
    states = schedule.runs.order_by("id").values_list("state", flat=True)
    assert list(states) == [State.QUEUED, State.SKIPPED]
    assert fresh(schedule).last_status == State.SKIPPED


def test_by_hand_it_starts_at_once_and_twice_is_a_conflict(
    calls: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    schedule = make()
    run = run_now(schedule)
    assert run.origin == "manual"
    with pytest.raises(Conflict) as refused:
        run_now(schedule)
    assert refused.value.extra == {"run_id": run.pk}
    assert fresh(schedule).next_run_at == utc("2026-11-25 16:00")


def test_with_the_scheduler_off_nothing_starts_but_by_hand(
    settings: Any, clock: Any
) -> None:
    settings.SCHEDULER_ENABLED = False
    schedule = make("1h")
    clock.move_to("2026-11-26 10:00:00+00:00", tick=False)
    assert start_due() == 0
    assert run_now(schedule).created_now


def test_the_same_trigger_keeps_the_next_run_and_the_history(clock: Any) -> None:
    schedule = make("6h")
    runs.execute(run_now(schedule).pk)
    clock.shift(3600)
    same = make("6h", parameters={"search_id": 1, "limit": 9})
    assert not same.created_now
    assert same.pk == schedule.pk
    assert same.next_run_at == utc("2026-11-25 16:00")
    assert same.runs.count() == 1
    changed = make("2h")
    assert changed.next_run_at == utc("2026-11-25 13:00")
    assert changed.last_status == State.OK


def test_a_paused_schedule_starts_nothing_and_resumes_from_now(clock: Any) -> None:
    schedule = make("1h")
    schedules.pause(schedule)
    assert schedule.next_run_at is None
    clock.shift(86_400)
    assert start_due() == 0
    schedules.resume(schedule)
    assert schedule.next_run_at == utc("2026-11-26 11:00")


def test_a_removed_schedule_leaves_its_runs() -> None:
    schedule = make()
    run = run_now(schedule)
    assert remove_schedule(JOB, "search:1")
    assert not remove_schedule(JOB, "search:1")
    run.refresh_from_db()
    assert run.schedule is None


def test_a_trigger_that_is_never_due_is_refused_and_stores_nothing() -> None:
    with pytest.raises(RuleRefused):
        make("0 0 31 2 *")
    assert not Schedule.objects.filter(job=JOB).exists()


def test_the_team_hears_of_begin_and_end(
    django_capture_on_commit_callbacks: Any,
) -> None:
    schedule = make()
    with django_capture_on_commit_callbacks(execute=True):
        run = run_now(schedule)
    events = list(Event.objects.filter(type="schedule.run").order_by("id"))
    assert [event.data["state"] for event in events] == ["running", "ok"]
    assert {event.team_id for event in events} == {7}
    assert events[0].data["run_id"] == run.pk
    assert events[0].data["title"] == "Python jobs"


def test_with_a_user_the_change_is_logged(alice: Any, caplog: Any) -> None:
    make(team_id=alice.team_id, user=alice)
    remove_schedule(JOB, "search:1", user=alice)
    noted = [getattr(record, "event", None) for record in caplog.records]
    assert noted == ["schedule_create", "schedule_delete"]


def test_a_team_takes_its_schedules_with_it(alice: Any, carol: Any) -> None:
    make(team_id=alice.team_id)
    make(key="search:2", team_id=carol.team_id)
    run_now(Schedule.objects.get(key="search:1"))
    alice.team.delete()
    assert [s.key for s in Schedule.objects.filter(job=JOB)] == ["search:2"]
    assert not JobRun.objects.exists()


# ------------------------------------------------------- jobs of the installation


def test_the_four_jobs_are_there_from_the_first_migration_on() -> None:
    rows = dict(Schedule.objects.filter(key="").values_list("job", "trigger"))
    assert rows == {
        "scrape_jobs": "6h",
        "job_automation": "1h",
        "check_follow_ups": "0 10 * * *",
        "cleanup_logs": "0 2 * * *",
    }


def test_settings_move_a_job_and_keep_its_history(settings: Any) -> None:
    before = Schedule.objects.get(job="cleanup_logs")
    Schedule.objects.filter(pk=before.pk).update(last_status=State.OK)
    settings.SCHEDULE_CLEANUP_LOGS = "30 4 * * *"
    schedules.keep_installation_jobs()
    schedules.keep_installation_jobs()
    after = Schedule.objects.get(job="cleanup_logs")
    assert (after.pk, after.trigger) == (before.pk, "30 4 * * *")
    assert after.next_run_at == utc("2026-11-26 04:30")
    assert after.last_status == State.OK


def test_a_job_that_no_app_has_any_more_goes() -> None:
    set_schedule("scheduling.old", "", "1h", {}, None)
    schedules.keep_installation_jobs()
    assert not Schedule.objects.filter(job="scheduling.old").exists()
    assert Schedule.objects.filter(job="scheduling.forget_runs").exists()


def test_old_runs_are_forgotten_and_histories_kept(clock: Any) -> None:
    from scheduling.tasks import forget_runs

    schedule = make()
    ended = utc("2026-11-10 10:00")
    for values in (
        {"schedule": schedule, "finished_at": ended},
        {"schedule": None, "finished_at": ended},
        {"schedule": schedule, "finished_at": utc("2026-10-01 10:00")},
        {"schedule": None, "finished_at": ended, "state": State.FAILED},
    ):
        JobRun.objects.create(job=JOB, **{"state": State.OK, **values})
    forget_runs()
    kept = JobRun.objects.order_by("id").values_list("schedule", "state")
    assert list(kept) == [(schedule.pk, "ok"), (None, "failed")]
