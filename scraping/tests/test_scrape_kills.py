"""A worker killed in the middle of a scrape: another goes on with what is left."""

from __future__ import annotations

import os
import signal
import time
from typing import Any

import pytest
from django.db import connection

from jobhunt.testing.fakes.board import Answer, greenhouse_board, greenhouse_job
from scraping.models import Company, Job, RunPosting, RunSource
from scraping.services import runs
from scraping.services.execution import execute

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_killed_scrape_goes_on_and_doubles_nothing(
    alice: Any, board: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("scraping.services.runs.enqueue", lambda *a, **k: None)
    for number, name in enumerate(("quick", "slow")):
        jobs = [greenhouse_job(10 * number + n, f"{name} {n}") for n in range(5)]
        for job in jobs:
            job["absolute_url"] = f"https://jobs.example.com/{job['id']}"
        answers = greenhouse_board(name, jobs, name)
        board.answers.update(answers)
        Company.objects.create(
            team_id=alice.team_id, source="greenhouse", board=name, url="https://x"
        )
    path = "/v1/boards/slow/jobs"
    board.answers[path] = Answer(board.answers[path], delay=3)
    run = runs.start_run(
        alice, company_ids=list(Company.objects.values_list("pk", flat=True))
    )
    connection.close()

    child = os.fork()
    if child == 0:
        try:
            connection.close()
            execute(run.pk)
        finally:
            os._exit(1)
    deadline = time.monotonic() + 20
    done = RunSource.objects.filter(run=run, finished_at__isnull=False)
    while not done.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    run.refresh_from_db()
    assert run.status == "running"
    assert Job.objects.count() == 5

    board.answers[path].delay = 0
    execute(run.pk)

    run.refresh_from_db()
    assert (run.status, run.new, Job.objects.count()) == ("ok", 10, 10)
    assert RunPosting.objects.filter(run=run, outcome="new").count() == 10
    assert board.asked["/v1/boards/quick/jobs"] == 1
    following = runs.start_run(
        alice, company_ids=list(Company.objects.values_list("pk", flat=True))
    )
    execute(following.pk)
    following.refresh_from_db()
    assert (following.status, following.new) == ("ok", 0)
