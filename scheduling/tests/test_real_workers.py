"""Kills, stalls and restarts, with real processes (Linux)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scheduling.cluster import NICENESS
from scheduling.tests.workplace import (
    ROOT,
    Postgres,
    Sqlite,
    Workplace,
    descendants,
    is_alive,
    kill,
    new_database,
    parent_of,
    stamp,
    wait_for,
)

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="needs /proc"),
    pytest.mark.slow,
]


@pytest.fixture(scope="module")
def migrated(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Sqlite | Postgres]:
    """A migrated database to copy."""
    folder = tmp_path_factory.mktemp("migrated")
    place = Workplace(folder, new_database(folder))
    process = place.manage("migrate", "--skip-checks", "-v0")
    assert process.wait(60) == 0, place.log()
    yield place.database
    place.close()


@pytest.fixture
def place(migrated: Sqlite | Postgres, tmp_path: Path) -> Iterator[Workplace]:
    workplace = Workplace(tmp_path, migrated.copy_to(tmp_path))
    yield workplace
    workplace.close()


def test_a_killed_busy_worker_is_followed_by_another(place: Workplace) -> None:
    place.supervise()
    run = place.enqueue("play.slow", seconds=1.5)
    worker = place.worker_of(run)
    wait_for(lambda: place.words() == ["begin"], 5)
    kill(worker)
    row = place.wait_for_state(run, "ok", 15)
    assert place.words() == ["begin", "begin", "end"]
    assert row["attempts"] == 2


def test_a_killed_idle_worker_is_noticed_and_the_next_job_done(
    place: Workplace,
) -> None:
    supervisor = place.supervise()
    first = place.enqueue("play.quick", "first")
    owner = place.wait_for_state(first, "ok")["owner"]
    # The one that waits in the queue's read lock; it never lets go of it.
    kill(int(owner.split(":")[1]))
    for worker in workers_of(supervisor.pid):
        kill(worker)
    run = place.enqueue("play.quick", "second")
    place.wait_for_state(run, "ok", 20)


def workers_of(supervisor: int) -> list[int]:
    """The processes two floors below the supervisor's child."""
    (group,) = children_of(supervisor)
    (sentinel,) = children_of(group)
    return children_of(sentinel)[:2]


def test_workers_give_way_to_those_who_wait(place: Workplace) -> None:
    supervisor = place.supervise()
    run = place.enqueue("play.quick", "first")
    place.wait_for_state(run, "ok")

    own = os.getpriority(os.PRIO_PROCESS, supervisor.pid)
    theirs = [
        os.getpriority(os.PRIO_PROCESS, pid) for pid in workers_of(supervisor.pid)
    ]
    assert theirs
    assert set(theirs) == {min(19, own + NICENESS)}


def children_of(pid: int) -> list[int]:
    return [child for child in descendants(pid) if parent_of(child) == pid]


def test_a_killed_sentinel_leaves_no_orphans_and_work_goes_on(
    place: Workplace,
) -> None:
    supervisor = place.supervise()
    run = place.enqueue("play.slow", seconds=1)
    wait_for(lambda: place.words() == ["begin"], 10)
    (group,) = children_of(supervisor.pid)
    (sentinel,) = children_of(group)
    family = descendants(sentinel)
    kill(sentinel)
    wait_for(lambda: not any(is_alive(pid) for pid in family), 10, "orphans")
    place.wait_for_state(run, "ok", 15)


def test_a_killed_supervisor_takes_everything_with_it(place: Workplace) -> None:
    supervisor = place.supervise()
    place.enqueue("play.slow", seconds=30)
    wait_for(lambda: place.words() == ["begin"], 10)
    family = descendants(supervisor.pid)
    assert len(family) >= 6
    kill(supervisor.pid)
    supervisor.wait()
    wait_for(lambda: not any(is_alive(pid) for pid in family), 10, "orphans")


def test_sigterm_ends_everything_and_the_running_job_finishes(
    place: Workplace,
) -> None:
    supervisor = place.supervise()
    run = place.enqueue("play.gate")
    wait_for(lambda: place.words() == ["begin"], 10)
    family = descendants(supervisor.pid)
    supervisor.send_signal(signal.SIGTERM)
    wait_for(lambda: " stops" in place.log(), 10, place.log)
    place.open_gate()
    assert supervisor.wait(20) == 0
    assert not [pid for pid in family if is_alive(pid)]
    assert place.run(run)["state"] == "ok"
    assert place.clusters() == []


def test_a_restart_brings_new_workers_and_lets_the_old_ones_finish(
    place: Workplace,
) -> None:
    supervisor = place.supervise()
    run = place.enqueue("play.gate")
    wait_for(lambda: place.words() == ["begin"], 10)
    before = set(descendants(supervisor.pid))
    place.query("UPDATE scheduling_control SET generation = generation + 1")
    wait_for(lambda: set(descendants(supervisor.pid)) - before, 10, "new workers")
    following = place.enqueue("play.quick")
    place.wait_for_state(following, "ok", 20)
    assert place.run(run)["state"] == "running"
    place.open_gate()
    row = place.wait_for_state(run, "ok")
    assert row["attempts"] == 1
    wait_for(lambda: not any(is_alive(pid) for pid in before), 20, "old workers")
    assert place.words() == ["begin", "quick", "end"]


def test_poison_stops_after_its_attempts(place: Workplace) -> None:
    place.supervise()
    run = place.enqueue("play.poison")
    row = place.wait_for_state(run, "failed", 25)
    assert place.words() == ["poison"] * 3
    assert row["error"] == "The worker died 3 times at this job."
    place.wait_for_state(place.enqueue("play.quick"), "ok", 15)


def test_a_task_beyond_its_limit_is_ended(place: Workplace) -> None:
    place.supervise()
    run = place.enqueue("play.endless")
    row = place.wait_for_state(run, "failed")
    assert row["error"] == "The job took longer than 1 seconds."
    place.wait_for_state(place.enqueue("play.quick"), "ok")


def test_a_second_long_run_waits_and_short_work_passes_it(place: Workplace) -> None:
    place.supervise()
    one = place.enqueue("play.long", "one")
    wait_for(lambda: place.words() == ["begin"], 10)
    two = place.enqueue("play.long", "two")
    short = place.enqueue("play.quick")
    place.wait_for_state(short, "ok")
    assert place.run(one)["state"] == "running"
    assert place.run(two)["state"] == "queued"
    place.open_gate()
    place.wait_for_state(two, "ok")
    assert place.words() == ["begin", "quick", "end", "begin", "end"]


def test_two_supervisors_run_a_due_job_once(place: Workplace) -> None:
    place.supervise()
    place.supervise()
    due = stamp(datetime.now(UTC) + timedelta(seconds=0.5))
    for number in range(10):
        place.query(
            "INSERT INTO scheduling_schedule (job, key, name, trigger, parameters,"
            " enabled, next_run_at, created_at, updated_at)"
            " VALUES ('play.quick', ?, '', '1h', ?, TRUE, ?, ?, ?)",
            f"n{number}",
            f'{{"file": "{place.marks}"}}',
            due,
            due,
            due,
        )
    wait_for(lambda: len(place.words()) >= 10, 15, "ten runs")
    time.sleep(1)  # a second run would come now
    assert place.words() == ["quick"] * 10
    rows = place.query("SELECT state FROM scheduling_jobrun WHERE job = 'play.quick'")
    assert [row["state"] for row in rows] == ["ok"] * 10
    (tick,) = place.query("SELECT func FROM django_q_schedule")
    assert tick["func"] == "scheduling.runs.tick"


def test_a_deadlocked_cluster_is_noticed_beside_one_that_works(
    place: Workplace,
) -> None:
    sick = place.supervise()
    sound = place.supervise()
    healthy = children_of(sound.pid)  # its workers may be recycled meanwhile
    before = set(descendants(sick.pid))
    wait_for(lambda: are_waiting(workers_of(sick.pid)), 10, "waiting workers")
    for worker in workers_of(sick.pid):
        kill(worker)
    wait_for(lambda: "no sign of work" in place.log(), 30, place.log)
    wait_for(lambda: not any(is_alive(pid) for pid in before), 10, "old processes")
    assert children_of(sound.pid) == healthy
    run = place.enqueue("play.quick")
    place.wait_for_state(run, "ok")


def are_waiting(workers: list[int]) -> bool:
    """Whether they have started and wait in the queue, one of them with its lock."""

    def used() -> list[str]:
        return [" ".join(stat_of(pid)[11:13]) for pid in workers]

    before = used()
    time.sleep(0.5)
    return len(workers) == 2 and used() == before


def stat_of(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def test_with_the_scheduler_off_workers_work_and_nothing_starts(
    place: Workplace,
) -> None:
    place.supervise(SCHEDULER_ENABLED="false")
    place.query("UPDATE scheduling_schedule SET next_run_at = '2020-01-01 00:00:00'")
    place.wait_for_state(place.enqueue("play.quick"), "ok")
    assert place.query("SELECT id FROM scheduling_jobrun WHERE origin='schedule'") == []


def test_the_embedded_default_is_small(place: Workplace) -> None:
    supervisor = place.supervise()
    total = sum(pss(pid) for pid in [supervisor.pid, *descendants(supervisor.pid)])
    assert total < 240, f"{total:.0f} MiB"


def pss(pid: int) -> float:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    (line,) = [line for line in text.splitlines() if line.startswith("Pss:")]
    return int(line.split()[1]) / 1024


def test_ctrl_c_in_a_terminal_ends_everything(place: Workplace) -> None:
    """The terminal signals the whole foreground group; the workers are not in it."""
    supervisor = place.supervise()
    family = descendants(supervisor.pid)
    supervisor.send_signal(signal.SIGINT)
    assert supervisor.wait(20) == 0
    assert not [pid for pid in family if is_alive(pid)]


def test_the_tick_command_frees_and_starts(place: Workplace) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "tick", "--skip-checks"],
        env=place.environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert done.stdout.startswith("0 started")
