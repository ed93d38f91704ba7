"""Runs that last: waiting for them, cancelling them, their pages, bad boards."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from jobhunt.testing.fakes.board import (
    Answer,
    BoardServer,
    greenhouse_board,
    greenhouse_job,
    remotive_feed,
    remotive_job,
)
from scraping.models import Company, Job, ScrapeRun
from scraping.services import runs
from scraping.services.execution import execute

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def queued(monkeypatch: Any) -> None:
    """Runs wait for a worker, as they do outside of tests."""
    monkeypatch.setattr("scraping.services.runs.enqueue", lambda *a, **k: None)


@pytest.fixture
def work() -> Iterator[Callable[[ScrapeRun], threading.Thread]]:
    """A worker that does a run beside the test."""
    threads: list[threading.Thread] = []

    def start(run: ScrapeRun) -> threading.Thread:
        def go() -> None:
            try:
                execute(run.pk)
            finally:
                connection.close()

        thread = threading.Thread(target=go)
        thread.start()
        threads.append(thread)
        return thread

    yield start
    for thread in threads:
        thread.join(30)


def until(holds: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def test_waiting_ends_with_202_and_the_run_goes_on(
    alice: Any, api: Any, board: Any, queued: None, monkeypatch: Any
) -> None:
    monkeypatch.setattr(runs.wait_for, "__defaults__", (0.3,))

    response = api(alice).post(
        "/api/v1/jobs/scrape",
        {"keyword": "cook", "source": ["remotive"], "wait": True},
        format="json",
    )

    assert response.status_code == 202
    assert ScrapeRun.objects.get(pk=response.json()["run_id"]).status == "queued"


def test_a_fifth_waiting_request_is_a_503(
    alice: Any, api: Any, board: Any, queued: None
) -> None:
    for _ in range(4):
        assert runs._waiting.acquire(blocking=False)
    try:
        response = api(alice).get(
            "/api/v1/jobs/scrape", {"keyword": "cook", "source": "remotive"}
        )
    finally:
        for _ in range(4):
            runs._waiting.release()

    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0


def test_a_queued_run_is_cancelled_at_once_and_makes_room(
    alice: Any, api: Any, board: Any, queued: None
) -> None:
    client = api(alice)
    body = {"keyword": "cook", "source": ["remotive"]}
    started = client.post("/api/v1/jobs/scrape", body, format="json")
    run_id = started.json()["run_id"]

    cancelled = client.post(f"/api/v1/jobs/runs/{run_id}/cancel")

    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")
    assert {row["status"] for row in cancelled.json()["sources"]} == {"cancelled"}
    again = client.post("/api/v1/jobs/scrape", body, format="json")
    assert again.status_code == 202
    execute(run_id)
    assert not board.asked


def test_a_cancelled_run_keeps_what_it_has_and_asks_no_further(
    alice: Any, api: Any, board: BoardServer, queued: None, work: Any
) -> None:
    for name in ("quick", "slow"):
        jobs = [greenhouse_job(1 if name == "quick" else 2, f"Cook {name}")]
        board.answers.update(greenhouse_board(name, jobs, name))
        Company.objects.create(
            team_id=alice.team_id, source="greenhouse", board=name, url="https://x"
        )
    path = "/v1/boards/slow/jobs"
    board.answers[path] = Answer(board.answers[path], delay=12)
    run = runs.start_run(alice, source_names=["greenhouse"])
    thread = work(run)
    until(lambda: Job.objects.exists())

    response = api(alice).post(f"/api/v1/jobs/runs/{run.pk}/cancel")
    thread.join(6)  # the slow board is not waited for

    assert response.status_code == 200
    assert not thread.is_alive()
    run.refresh_from_db()
    assert run.status == "cancelled"
    assert [job.title for job in Job.objects.all()] == ["Cook quick"]
    assert Job.objects.filter(closed_at__isnull=False).count() == 0


@pytest.mark.parametrize(
    "answer",
    [
        Answer(b"", endless=True, drip=0.02),
        Answer(b'{"jobs": [' + b" " * 500, drip=0.05),
        Answer(raw=b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 5000, drip=0.02),
        Answer(b" " * 10_500_000),
        Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n{"),
        Answer(raw=b"\x16\x03\x01\x02\x00\x01\x00"),
        Answer("", 302, {"Location": "/api/remote-jobs"}),
        Answer("", 302, {"Location": "http://169.254.169.254/latest"}),
        Answer({"jobs": []}, headers={"Content-Encoding": "gzip"}),
    ],
    ids=[
        "endless",
        "dripping",
        "endless head",
        "10 MB",
        "cut off",
        "no HTTP",
        "loop",
        "inwards",
        "not packed",
    ],
)
def test_a_bad_board_is_named_and_the_others_are_kept(
    alice: Any, api: Any, board: BoardServer, monkeypatch: Any, answer: Answer
) -> None:
    from scraping.sources import SOURCES

    monkeypatch.setattr(type(SOURCES["remotive"]), "timeout", 1.0)
    board.answers.update(greenhouse_board("acme", [greenhouse_job(1, "Cook")], "Acme"))
    board.answers["/api/remote-jobs"] = answer
    Company.objects.create(
        team_id=alice.team_id, source="greenhouse", board="acme", url="https://x"
    )
    started = time.monotonic()

    result = api(alice).post(
        "/api/v1/jobs/scrape",
        {"keyword": "cook", "source": ["remotive", "greenhouse"], "wait": True},
        format="json",
    )

    assert time.monotonic() - started < 10
    assert result.status_code == 200
    by_name = {row["source"]: row for row in result.json()["sources"]}
    assert by_name["greenhouse"]["status"] == "ok"
    assert by_name["remotive"]["status"] in {"failed", "blocked", "schema_changed"}
    assert by_name["remotive"]["message"]
    assert [job["title"] for job in result.json()["jobs"]] == ["Cook"]


# ---------------------------------------------------------------- pages


def test_the_form_starts_a_run_and_its_page_shows_every_posting(
    alice: Any, client: Any, board: BoardServer
) -> None:
    feed = remotive_feed([remotive_job(1, "Engineer"), remotive_job(2, "Cook")])
    board.answers.update(feed)
    client.force_login(alice)

    sent = client.post(
        "/runs",
        {"keyword": "engineer", "location": "", "limit": "50", "source": ["remotive"]},
    )
    assert sent.status_code == 302
    page = client.get(sent["Location"])

    text = page.content.decode()
    assert page.status_code == 200
    assert "Engineer" in text and "Cook" in text
    filtered = client.get(f"{sent['Location']}?outcome=filtered").content.decode()
    assert "Cook" in filtered


def test_a_form_without_a_keyword_and_companies_comes_back_with_400(
    alice: Any, client: Any, board: BoardServer
) -> None:
    client.force_login(alice)

    sent = client.post("/runs", {"keyword": "x" * 101, "limit": "50"})

    assert sent.status_code == 400
    assert "x" * 101 in sent.content.decode()
    assert not ScrapeRun.objects.exists()


def test_a_second_form_leads_to_the_run_in_progress(
    alice: Any, client: Any, board: BoardServer, queued: None
) -> None:
    run = runs.start_run(alice, keyword="cook", source_names=["remotive"])
    client.force_login(alice)

    sent = client.post("/runs", {"keyword": "cook", "limit": "5"}, follow=True)

    assert sent.redirect_chain[-1][0].rstrip("/") == f"/runs/{run.pk}"
    assert "in progress" in sent.content.decode()


def test_a_running_page_offers_to_cancel_also_without_scripts(
    alice: Any, client: Any, board: BoardServer, queued: None
) -> None:
    run = runs.start_run(alice, keyword="cook", source_names=["remotive"])
    client.force_login(alice)
    page = client.get(f"/runs/{run.pk}").content.decode()
    assert f'action="/runs/{run.pk}/cancel"' in page
    assert "<noscript>" in page

    client.post(f"/runs/{run.pk}/cancel")

    run.refresh_from_db()
    assert run.status == "cancelled"
    assert (
        f'action="/runs/{run.pk}/cancel"'
        not in client.get(f"/runs/{run.pk}").content.decode()
    )
