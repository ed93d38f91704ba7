"""Postings of a strange kind: one costs only itself, and the ledger says so."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.utils import timezone

from jobhunt.testing.fakes.board import (
    Answer,
    greenhouse_board,
    greenhouse_job,
    remotive_feed,
    remotive_job,
)
from scraping.models import Company, Job, RunPosting
from scraping.services import ledger, runs
from scraping.services.execution import execute
from scraping.sources.base import FoundJob

pytestmark = pytest.mark.django_db(transaction=True)

STRANGE: dict[str, dict[str, Any]] = {
    "NUL": {"title": "Eng\0ineer", "description": "a\0b", "company_name": "A\0"},
    "half characters": {"title": "Engineer \ud800", "company_name": "\udfff"},
    "half keys": {"k\ud800": "v"},
    "long": {
        "title": "Engineer " + "x" * 100_000,
        "id": 10**40,
        "company_name": "y" * 10_000,
        "candidate_required_location": "z" * 5_000,
        "salary": "$" + "9" * 400,
    },
    "other types": {"company_name": {"a": 1}, "tags": 5, "description": 7},
    "last day of all": {"publication_date": "9999-12-31T23:59:59-14:00"},
    "first day of all": {"publication_date": "0001-01-01T00:00:00+14:00"},
    "no link": {"url": "https://[x/"},
    "a script for a link": {"url": "javascript:alert(1)"},
    "deep": {"extra": json.loads("[" * 800 + "]" * 800)},
    "huge numbers": {"extra": 10**400, "salary": "USD 9e999 per year"},
}


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_posting_breaks_neither_run_nor_list(
    alice: Any, api: Any, board: Any, name: str
) -> None:
    strange = {**remotive_job(2, "Engineer B"), **STRANGE[name]}
    feed = {"job-count": 2, "jobs": [remotive_job(1, "Engineer A"), strange]}
    board.answers["/api/remote-jobs"] = Answer(json.dumps(feed).encode())
    client = api(alice)

    result = client.post(
        "/api/v1/jobs/scrape",
        {"keyword": "engineer", "source": ["remotive"], "wait": True},
        format="json",
    )

    assert result.status_code == 200
    assert "Engineer A" in {job["title"] for job in result.json()["jobs"]}
    listed = client.get("/api/v1/jobs/")
    assert listed.status_code == 200
    for job in listed.json():
        assert client.get(f"/api/v1/jobs/{job['id']}").status_code == 200
    run = client.get(f"/api/v1/jobs/runs/{result.json()['run_id']}").json()
    assert len(run["postings"]) == run["seen"] == 2


def test_a_row_that_cannot_be_read_is_in_the_ledger(
    alice: Any, api: Any, board: Any
) -> None:
    feed = {"jobs": [remotive_job(1, "Engineer"), {"id": None, "title": ["x"]}]}
    board.answers["/api/remote-jobs"] = feed
    client = api(alice)

    result = client.post(
        "/api/v1/jobs/scrape",
        {"keyword": "engineer", "source": ["remotive"], "wait": True},
        format="json",
    ).json()

    run = client.get(f"/api/v1/jobs/runs/{result['run_id']}").json()
    assert run["status"] == "partial"
    errors = [row for row in run["postings"] if row["outcome"] == "error"]
    assert [(row["title"], bool(row["message"])) for row in errors] == [(None, True)]
    assert len(run["postings"]) == run["seen"] == 2


def test_a_posting_that_cannot_be_written_costs_only_itself(alice: Any) -> None:
    jobs = [
        FoundJob("1", "Cook", link="https://jobs.example.com/1"),
        FoundJob("2", "C\udfffk", link="https://jobs.example.com/2"),
        FoundJob("3", "Gardener", link="https://jobs.example.com/3"),
    ]

    entries = ledger.store(
        alice.team_id,
        "remotive",
        jobs,
        user_id=alice.pk,
        company=None,
        now=timezone.now(),
    )

    assert [entry.outcome for entry in entries] == ["new", "error", "new"]
    # The board's order: its first is the newest.
    titles = Job.objects.order_by("-pk").values_list("title", flat=True)
    assert list(titles) == ["Cook", "Gardener"]


def test_a_run_done_again_has_each_posting_once_in_its_ledger(
    alice: Any, board: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("scraping.services.runs.enqueue", lambda *a, **k: None)
    jobs = [remotive_job(n, f"Engineer {n}") for n in range(3)]
    board.answers.update(remotive_feed([*jobs, remotive_job(9, "Cook")]))
    run = runs.start_run(alice, keyword="engineer", limit=2, source_names=["remotive"])

    def dies(*args: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("scraping.services.execution.share_limit", dies)
        with pytest.raises(KeyboardInterrupt):
            execute(run.pk)
    execute(run.pk)

    outcomes = RunPosting.objects.filter(run=run).values_list("outcome", flat=True)
    assert sorted(outcomes) == ["capped", "filtered", "new", "new"]


def test_a_kept_empty_answer_repeats_nothing(
    alice: Any, board: Any, settings: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("scraping.services.runs.enqueue", lambda *a, **k: None)
    company = Company.objects.create(
        team_id=alice.team_id, source="greenhouse", board="acme", url="https://x"
    )

    def scrape(*jobs: dict[str, Any]) -> None:
        board.answers.update(greenhouse_board("acme", list(jobs), "Acme"))
        execute(runs.start_run(alice, company_ids=[company.pk]).pk)

    scrape(greenhouse_job(1, "Cook"))
    settings.SCRAPE_MIN_INTERVAL = 600
    for _ in range(3):
        scrape()
    assert board.asked["/v1/boards/acme/jobs"] == 2
    assert Job.objects.filter(closed_at__isnull=True).count() == 1

    settings.SCRAPE_MIN_INTERVAL = 0
    scrape()
    assert Job.objects.filter(closed_at__isnull=True).count() == 0


def test_whatever_the_deprecated_way_answers_it_says_so(alice: Any, api: Any) -> None:
    response = api(alice).get("/api/v1/jobs/scrape", {"limit": "x"})

    assert response.status_code == 400
    assert response["Deprecation"] and response["Sunset"]
    assert not api(alice).post("/api/v1/jobs/scrape", {}).has_header("Deprecation")
