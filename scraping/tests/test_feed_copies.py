"""Asking again only for what has changed, and how long things are kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from jobhunt.testing.fakes.board import Answer, greenhouse_job
from scraping.models import Company, FeedCopy, Job, RunPosting, ScrapeRun
from scraping.services import ledger

pytestmark = pytest.mark.django_db(transaction=True)
PATH = "/v1/boards/acme/jobs"


@pytest.fixture
def acme(alice: Any) -> Company:
    return Company.objects.create(
        team_id=alice.team_id,
        user=alice,
        name="Acme",
        source="greenhouse",
        board="acme",
        url="https://job-boards.greenhouse.io/acme",
    )


@pytest.fixture
def look(alice: Any, api: Any, board: Any, acme: Company) -> Any:
    """``look(etag, *titles)``: the board lists these under that version; scraped."""

    def looked(etag: str, *titles: str, status: int = 200) -> dict[str, Any]:
        jobs = [greenhouse_job(number, title) for number, title in enumerate(titles)]
        board.answers[PATH] = Answer({"jobs": jobs, "meta": {}}, status, etag=etag)
        body = {"company_id": [acme.pk], "wait": True}
        answer = api(alice).post("/api/v1/jobs/scrape", body).json()
        source: dict[str, Any] = answer["sources"][0]
        return source

    return looked


def conditions(board: Any) -> list[str | None]:
    return [
        headers.get("If-None-Match")
        for _method, path, headers in board.requests
        if path.startswith(PATH)
    ]


def test_a_board_that_did_not_change_is_not_sent_again(look: Any, board: Any) -> None:
    first = look('"v1"', "Gardener", "Cook")
    seen = list(Job.objects.order_by("pk").values_list("last_seen_at", flat=True))

    again = look('"v1"', "Gardener", "Cook")

    assert conditions(board) == [None, '"v1"']
    assert (first["status"], first["new"], first["seen"]) == ("ok", 2, 2)
    assert (again["status"], again["new"], again["seen"]) == ("ok", 0, 2)
    assert again["message"] == "Not changed since the last look."
    # Seen it was, all the same.
    now = Job.objects.order_by("pk").values_list("last_seen_at", flat=True)
    assert all(later > before for before, later in zip(seen, now, strict=True))
    run = ScrapeRun.objects.latest("pk")
    assert list(run.postings.values_list("outcome", flat=True)) == ["unchanged"] * 2


def test_what_changed_is_read_and_closes_what_is_gone(look: Any, board: Any) -> None:
    look('"v1"', "Gardener", "Cook")
    look('"v1"', "Gardener", "Cook")

    look('"v2"', "Gardener")

    assert conditions(board) == [None, '"v1"', '"v1"']
    assert Job.objects.get(closed_at__isnull=False).title == "Cook"
    look('"v2"', "Gardener")
    assert conditions(board)[-1] == '"v2"'


def test_an_empty_answer_that_did_not_change_is_a_repeated_one(look: Any) -> None:
    look('"v1"', "Gardener")
    look('"v2"')
    assert not Job.objects.filter(closed_at__isnull=False).exists()

    look('"v2"')

    assert Job.objects.get().closed_at is not None


def test_a_copy_that_was_damaged_costs_one_look(look: Any, board: Any) -> None:
    look('"v1"', "Gardener")
    FeedCopy.objects.update(content=b"rubbish")

    lost = look('"v1"', "Gardener")
    assert (lost["status"], lost["message"]) == (
        "failed",
        "The kept answer was lost. Ask again.",
    )
    assert Job.objects.get().closed_at is None

    assert look('"v1"', "Gardener")["status"] == "ok"
    assert conditions(board) == [None, '"v1"', None]


def test_a_failed_answer_replaces_no_copy(look: Any, board: Any) -> None:
    look('"v1"', "Gardener")
    copy = FeedCopy.objects.get()

    assert look('"error"', status=500)["status"] == "failed"

    assert FeedCopy.objects.get().content == copy.content
    assert look('"v1"', "Gardener")["status"] == "ok"
    assert conditions(board)[-1] == '"v1"'


def test_runs_and_copies_are_kept_for_thirty_days(look: Any) -> None:
    look('"v1"', "Gardener")
    look('"v1"', "Gardener")
    old, young = ScrapeRun.objects.order_by("pk")
    then = timezone.now() - timedelta(days=30, minutes=1)
    ScrapeRun.objects.filter(pk=old.pk).update(finished_at=then)

    assert ledger.prune() == 1
    assert list(ScrapeRun.objects.all()) == [young]
    assert not RunPosting.objects.filter(run_id=old.pk).exists()
    assert FeedCopy.objects.count() == 1
    assert Job.objects.count() == 1

    FeedCopy.objects.update(fetched_at=then)
    ledger.prune()
    assert not FeedCopy.objects.exists()
