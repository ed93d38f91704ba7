from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jobhunt.lib import request_id
from jobhunt.lib.errors import RuleRefused
from scheduling import runs
from scheduling.models import JobRun, State
from scheduling.queue import enqueue
from scheduling.registry import Cancelled, RetryLater, Skip, UnknownJob
from scheduling.settling import cancel
from scheduling.signals import run_settled
from scheduling.sweeping import free_runs_of, sweep
from scheduling.tests.jobs import registered

pytestmark = pytest.mark.django_db


@pytest.fixture
def seen() -> Iterator[list[dict[str, Any]]]:
    """What the job ``test.note`` was called with."""
    calls: list[dict[str, Any]] = []

    def note(**payload: Any) -> None:
        calls.append({**payload, "request_id": request_id.current()})

    with registered("test.note", note):
        yield calls


@pytest.fixture
def job() -> Iterator[Callable[..., JobRun]]:
    """``job(function, **options)``: a queued run of it, not woken."""
    from contextlib import ExitStack

    with ExitStack() as stack:

        def make(function: Callable[..., Any], **options: Any) -> JobRun:
            stack.enter_context(registered("test.job", function, **options))
            return enqueue("test.job")

        yield make


def again(run: JobRun) -> JobRun:
    run.refresh_from_db()
    return run


# ------------------------------------------------------------------- enqueueing


def test_a_task_runs_after_commit_with_its_payload(
    seen: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        run = enqueue("test.note", key="1", team_id=7, resume_id=5)
        assert not seen
    assert seen[0]["resume_id"] == 5
    assert again(run).state == State.OK
    assert (run.attempts, run.team_id, run.error) == (1, 7, "")
    assert run.finished_at is not None


def test_a_rollback_takes_the_run_with_it(seen: list[Any]) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        enqueue("test.note")
        raise ZeroDivisionError
    assert not JobRun.objects.exists()


def test_an_active_run_is_returned_in_place_of_a_second(seen: list[Any]) -> None:
    first = enqueue("test.note", key="1")
    second = enqueue("test.note", key="1")
    other = enqueue("test.note", key="2")
    assert first.created_now
    assert not second.created_now
    assert second.pk == first.pk
    assert other.created_now


def test_a_finished_run_frees_its_key(seen: list[Any]) -> None:
    first = enqueue("test.note", key="1")
    runs.execute(first.pk)
    assert enqueue("test.note", key="1").created_now


def test_an_unknown_job_cannot_be_enqueued() -> None:
    with pytest.raises(UnknownJob):
        enqueue("test.nothing")


def test_a_run_carries_the_request_id_into_its_task(seen: list[Any]) -> None:
    with request_id.bound("abc-1"):
        run = enqueue("test.note")
    runs.execute(run.pk)
    assert seen[0]["request_id"] == "abc-1"
    assert request_id.current() is None


def test_a_run_outside_of_requests_has_an_id_of_its_own(seen: list[Any]) -> None:
    run = enqueue("test.note")
    runs.execute(run.pk)
    assert run.request_id == seen[0]["request_id"]


def test_a_delayed_run_is_not_done_before_its_time(
    seen: list[Any], time_machine: Any
) -> None:
    time_machine.move_to("2026-11-25 10:00:00+00:00", tick=False)
    run = enqueue("test.note", delay=60)
    assert runs.execute(run.pk) == State.SKIPPED
    time_machine.shift(61)
    assert sweep().woken == 1
    assert again(run).state == State.OK


def test_asking_for_a_delayed_run_now_brings_it_forward(
    seen: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    run = enqueue("test.note", key="1", delay=3600)
    with django_capture_on_commit_callbacks(execute=True):
        enqueue("test.note", key="1")
    assert again(run).state == State.OK


def test_what_is_asked_for_while_it_runs_is_done_afterwards(
    seen: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    run = enqueue("test.note", key="1", since_id=1)
    assert runs.claim(run.pk) is not None
    enqueue("test.note", key="1", again=True, since_id=2)
    claimed = again(run)
    with django_capture_on_commit_callbacks(execute=True):
        runs.end(claimed, State.OK)
    assert [call["since_id"] for call in seen] == [2]


# -------------------------------------------------------------------- executing


def test_three_deliveries_are_one_execution(seen: list[Any]) -> None:
    run = enqueue("test.note")
    states = [runs.execute(run.pk) for _delivery in range(3)]
    assert states == [State.OK, State.SKIPPED, State.SKIPPED]
    assert len(seen) == 1


def test_the_attempt_is_counted_before_the_work(job: Any) -> None:
    counted = []

    def look() -> None:
        current = runs.current()
        assert current is not None
        counted.append(JobRun.objects.get(pk=current.pk).attempts)

    runs.execute(job(look).pk)
    assert counted == [1]


def test_a_claim_is_one_conditional_update(seen: list[Any]) -> None:
    run = enqueue("test.note")
    with CaptureQueriesContext(connection) as queries:
        runs.claim(run.pk)
    updates = [q["sql"] for q in queries if q["sql"].startswith("UPDATE")]
    assert len(updates) == 1


def test_a_failure_is_tried_again_later_and_then_ends(job: Any) -> None:
    def fail() -> None:
        raise ValueError("secret-token")

    run = job(fail, attempts=2)
    assert runs.execute(run.pk) == State.QUEUED
    assert again(run).available_at > timezone.now() + timedelta(seconds=3)
    JobRun.objects.update(available_at=timezone.now())
    assert runs.execute(run.pk) == State.FAILED
    assert again(run).error == "The job failed unexpectedly."
    assert run.attempts == 2


def test_a_rule_that_refuses_ends_the_run_with_its_words(job: Any) -> None:
    def refuse() -> None:
        raise RuleRefused("The address is missing.")

    run = job(refuse)
    assert runs.execute(run.pk) == State.FAILED
    assert again(run).error == "The address is missing."


def test_retry_later_costs_no_attempt(job: Any) -> None:
    def wait() -> None:
        raise RetryLater(30, "The server is busy.")

    run = job(wait, attempts=1)
    for _time in range(3):
        assert runs.execute(run.pk) == State.QUEUED
        JobRun.objects.update(available_at=timezone.now())
    assert again(run).error == "The server is busy."
    assert run.attempts == 0


def test_skip_and_cancel_end_the_run_as_such(job: Any) -> None:
    def skip() -> None:
        raise Skip("Nothing to do.")

    run = job(skip)
    assert runs.execute(run.pk) == State.SKIPPED
    assert again(run).error == "Nothing to do."

    def stop() -> None:
        raise Cancelled

    with registered("test.stop", stop):
        assert runs.execute(enqueue("test.stop").pk) == State.CANCELLED


def test_a_job_that_is_gone_fails_with_a_sentence(seen: list[Any]) -> None:
    run = enqueue("test.note")
    JobRun.objects.update(job="test.gone")
    assert runs.execute(run.pk) == State.FAILED
    assert again(run).error == "This job does not exist in this version."


def test_a_worker_that_lost_its_lease_writes_nothing(job: Any) -> None:
    def be_overtaken() -> None:
        current = runs.current()
        assert current is not None
        assert runs.still_mine()
        JobRun.objects.filter(pk=current.pk).update(owner="another")
        assert not runs.still_mine()
        runs.report(done=3)

    run = job(be_overtaken)
    assert runs.execute(run.pk) == State.SKIPPED
    assert again(run).state == State.RUNNING
    assert run.progress is None


def test_progress_is_shown(job: Any) -> None:
    run = job(lambda: runs.report(done=3, total=9))
    runs.execute(run.pk)
    assert again(run).progress == {"done": 3, "total": 9}


def test_a_long_run_waits_while_another_works(job: Any) -> None:
    first = job(lambda: None, long=True)
    second = enqueue("test.job", key="2")
    assert runs.claim(first.pk) is not None
    assert runs.claim(second.pk) is None
    assert again(second).state == State.QUEUED
    runs.end(again(first), State.OK)
    assert runs.claim(second.pk) is not None


def test_the_database_itself_refuses_two_long_runs_at_once(job: Any) -> None:
    from django.db import IntegrityError

    job(lambda: None, long=True)
    enqueue("test.job", key="2")
    with pytest.raises(IntegrityError), transaction.atomic():
        JobRun.objects.update(state=State.RUNNING)


def test_a_queued_run_can_be_cancelled_and_a_running_one_not(seen: list[Any]) -> None:
    run = enqueue("test.note")
    assert cancel(run)
    assert again(run).state == State.CANCELLED
    assert runs.execute(run.pk) == State.SKIPPED
    other = enqueue("test.note")
    runs.claim(other.pk)
    assert not cancel(other)


def test_the_end_of_a_run_is_announced_inside(seen: list[Any]) -> None:
    told: list[tuple[int, str]] = []

    def listen(run: JobRun, **kwargs: Any) -> None:
        told.append((run.pk, run.state))

    run_settled.connect(listen)
    try:
        run = enqueue("test.note")
        runs.execute(run.pk)
    finally:
        run_settled.disconnect(listen)
    assert told == [(run.pk, State.OK)]


# --------------------------------------------------------------------- sweeping


def test_an_expired_lease_is_queued_again(
    seen: list[Any], time_machine: Any, settings: Any
) -> None:
    time_machine.move_to("2026-11-25 10:00:00+00:00", tick=False)
    run = enqueue("test.note")
    assert runs.claim(run.pk) is not None
    assert sweep().requeued == 0
    time_machine.shift(21)
    assert sweep().requeued == 1
    # The wake-up ran it at once, as the second attempt.
    assert again(run).state == State.OK
    assert run.attempts == 2


def test_a_run_out_of_attempts_fails_for_good(
    seen: list[Any], time_machine: Any
) -> None:
    time_machine.move_to("2026-11-25 10:00:00+00:00", tick=False)
    run = enqueue("test.note")
    runs.claim(run.pk)
    JobRun.objects.update(attempts=3)
    time_machine.shift(21)
    swept = sweep()
    assert (swept.requeued, swept.failed) == (0, 1)
    assert again(run).error == "The worker died 3 times at this job."
    assert not seen


def test_a_row_without_a_wake_up_is_found(seen: list[Any], time_machine: Any) -> None:
    time_machine.move_to("2026-11-25 10:00:00+00:00", tick=False)
    run = enqueue("test.note")
    assert sweep().woken == 0
    time_machine.shift(11)
    assert sweep().woken == 1
    assert again(run).state == State.OK


def test_a_busy_queue_is_not_flooded(
    seen: list[Any], time_machine: Any, settings: Any
) -> None:
    from django_q.models import OrmQ

    settings.TASKS_INLINE = False
    time_machine.move_to("2026-11-25 10:00:00+00:00", tick=False)
    for number in range(60):
        enqueue("test.note", key=str(number))
    for _sweep in range(10):
        time_machine.shift(11)
        sweep()
    assert OrmQ.objects.count() <= 40


def test_a_wake_up_that_fails_does_not_fail_the_caller(
    seen: list[Any],
    settings: Any,
    monkeypatch: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    settings.TASKS_INLINE = False
    settings.Q_CLUSTER = {**settings.Q_CLUSTER}
    from django_q.brokers.orm import ORM

    def broken(self: Any, task: Any) -> None:
        raise OSError("away")

    monkeypatch.setattr(ORM, "enqueue", broken)
    with django_capture_on_commit_callbacks(execute=True):
        run = enqueue("test.note")
    assert again(run).state == State.QUEUED


def test_a_lease_from_before_the_clock_was_set_back_is_no_lease(
    seen: list[Any], time_machine: Any
) -> None:
    time_machine.move_to("2026-11-25 10:00:00+00:00", tick=False)
    run = enqueue("test.note")
    runs.claim(run.pk)
    JobRun.objects.update(available_at="2026-11-25 08:00:00+00:00")
    time_machine.move_to("2026-11-25 09:00:00+00:00", tick=False)
    assert sweep().requeued == 1
    assert again(run).state == State.OK


def test_runs_of_a_dead_worker_are_freed_at_once(seen: list[Any]) -> None:
    run = enqueue("test.note")
    runs.claim(run.pk)
    owner = again(run).owner
    assert free_runs_of("nobody:") == 0
    assert free_runs_of(owner) == 1
    assert sweep().requeued == 1
