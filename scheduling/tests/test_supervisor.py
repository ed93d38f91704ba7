from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone
from django_q.models import Schedule as QueueSchedule

from scheduling import runs
from scheduling.models import Cluster, JobRun, State
from scheduling.pace import Backoff, Every, Pace
from scheduling.supervisor import TICK, Supervisor, keep_tick


@pytest.fixture
def supervisor(db: Any, settings: Any) -> Supervisor:
    """One that has no workers."""
    settings.SUPERVISOR_STALL_SECONDS = 5
    return Supervisor()


def stuck_run(owner: str) -> JobRun:
    return JobRun.objects.create(
        job="test.gone",
        state=State.RUNNING,
        owner=owner,
        attempts=1,
        lease_until=timezone.now() - timedelta(seconds=1),
    )


@pytest.mark.django_db
def test_the_queue_has_one_tick_however_often_it_is_made() -> None:
    keep_tick()
    keep_tick()
    QueueSchedule.objects.create(func=TICK, schedule_type="I", minutes=1)
    keep_tick()
    (tick,) = QueueSchedule.objects.all()
    assert (tick.func, tick.minutes, tick.repeats) == (TICK, 1, -1)


def test_it_prepares_once_and_says_that_it_lives(supervisor: Supervisor) -> None:
    supervisor.prepare()
    supervisor.say_alive()
    supervisor.say_alive()
    row = Cluster.objects.get()
    assert (row.name, row.workers, row.beat_at) == (supervisor.name, 0, None)


def test_it_sweeps_but_not_right_after_the_clock_was_set(
    supervisor: Supervisor,
) -> None:
    supervisor.prepare()
    run = stuck_run("elsewhere.1:5:aa")
    supervisor.drift -= 3600  # as if the clock had been set on by an hour
    supervisor.look()
    run.refresh_from_db()
    assert run.state == State.RUNNING
    supervisor.may_sweep_at = 0
    supervisor.look()
    run.refresh_from_db()
    # Freed, and tried again at once.
    assert (run.state, run.attempts) == (State.FAILED, 2)


def test_a_run_of_a_worker_that_is_gone_is_freed_before_its_lease_ends(
    supervisor: Supervisor,
) -> None:
    run = stuck_run(f"{supervisor.name}.1:4194304:aa")  # beyond any process id
    JobRun.objects.update(lease_until=timezone.now() + timedelta(seconds=20))
    supervisor.free_dead()
    run.refresh_from_db()
    assert run.lease_until is not None
    assert run.lease_until < timezone.now()


def test_a_database_that_is_away_makes_it_wait_and_not_end(
    supervisor: Supervisor, monkeypatch: Any
) -> None:
    calls = []

    def away() -> None:
        calls.append(1)
        raise OperationalError("connection refused")

    monkeypatch.setattr(supervisor, "prepare", away)
    monkeypatch.setattr("scheduling.supervisor.connections.close_all", lambda: None)
    for _turn in range(5):
        supervisor.step()
    assert len(calls) == 1
    assert supervisor.group is None


def test_pauses_grow_up_to_the_longest() -> None:
    backoff = Backoff(longest=5)
    pauses = []
    for _failure in range(5):
        backoff.failed()
        pauses.append(backoff.pause)
    assert pauses == [1, 2, 4, 5, 5]
    assert not backoff.is_over()
    backoff.succeeded()
    assert backoff.is_over()


def test_every_is_due_at_once_and_then_after_its_period() -> None:
    due = Every(60)
    assert due()
    assert not due()


def test_the_pace_is_set_by_settings(settings: Any) -> None:
    settings.SUPERVISOR_STALL_SECONDS = 3
    pace = Pace.from_settings()
    assert (pace.stall, pace.canary) == (3, 8)


def test_the_limits_of_running_leave_room_for_thirty_seconds() -> None:
    """Contract 1: false at most 30 s after the last worker is gone."""
    from scheduling import status

    pace = Pace()
    assert pace.seen * 2 < status.SEEN_WITHIN.total_seconds() < 30
    assert pace.canary * 2 < status.BEAT_WITHIN.total_seconds() < 30
    assert runs.lease() < timedelta(seconds=30)


@pytest.mark.django_db(transaction=True)
def test_the_end_of_a_run_is_written_over_a_short_outage(monkeypatch: Any) -> None:
    monkeypatch.setattr(runs, "INSIST", (0.0, 0.0))
    tries = []

    def write() -> str:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("server closed the connection")
        return "written"

    assert runs._insist(write) == "written"
    assert len(tries) == 3
