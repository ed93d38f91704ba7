"""What becomes of a posting: closed, open again, posted anew, each with evidence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from jobhunt.testing.fakes.board import Answer, greenhouse_board, greenhouse_job
from scraping.models import Company, Job, JobChange

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 11, 16, 9, tzinfo=UTC)
TEXT = (
    "<p>You keep the orchard of a small town in good health: pruning, grafting and"
    " the harvest are yours, with two apprentices and a patient mule.</p>"
)


@pytest.fixture
def look(alice: Any, api: Any, board: Any) -> Callable[..., None]:
    """``look(day, *jobs)``: the board lists these jobs, and is scraped on that day."""
    acme = Company.objects.create(
        team_id=alice.team_id,
        user=alice,
        name="Acme",
        source="greenhouse",
        board="acme",
        url="https://job-boards.greenhouse.io/acme",
    )

    def looked(day: float, *jobs: dict[str, Any], status: int = 200) -> None:
        board.answers.update(greenhouse_board("acme", list(jobs), "Acme"))
        if status != 200:
            board.answers["/v1/boards/acme/jobs"] = Answer({}, status)
        with time_machine.travel(START + timedelta(days=day), tick=False):
            body = {"company_id": [acme.pk], "wait": True}
            answer = api(alice).post("/api/v1/jobs/scrape", body)
        assert answer.status_code in {200, 202, 502}, answer.json()

    return looked


def gardener(number: int = 1, posted: str = "2026-11-02T08:00:00Z") -> dict[str, Any]:
    return greenhouse_job(number, "Gardener", first_published=posted, content=TEXT)


def cook() -> dict[str, Any]:
    return greenhouse_job(9, "Cook")


def story(job: Job) -> list[tuple[str, str]]:
    rows = JobChange.objects.filter(job=job).order_by("at", "pk")
    return [(row.kind, f"{row.at:%m-%d}") for row in rows]


def test_a_posting_that_closed_and_returned_says_when_and_why(
    look: Any, alice: Any, browser_of: Any
) -> None:
    look(0, gardener(), cook())
    look(1, cook())
    look(2, gardener(), cook())

    job = Job.objects.get(title="Gardener")
    assert story(job) == [("closed", "11-17"), ("reopened", "11-18")]
    page = browser_of(alice).get(f"/jobs/{job.pk}").content.decode()
    assert "Not listed on the board any more (2026-11-17)." in page
    assert "Listed again after it had closed on 2026-11-17." in page
    assert "Last checked" in page


def test_looks_that_say_nothing_new_and_failed_looks_change_nothing(look: Any) -> None:
    look(0, gardener(), cook())
    look(1, gardener(), cook())
    look(2, status=500)

    assert not JobChange.objects.exists()


def test_a_date_after_the_last_look_is_a_posting_anew(
    look: Any, alice: Any, browser_of: Any
) -> None:
    look(0, gardener())
    look(4, gardener(posted="2026-11-19T08:00:00Z"))

    job = Job.objects.get(title="Gardener")
    assert story(job) == [("reposted", "11-19")]
    page = browser_of(alice).get(f"/jobs/{job.pk}").content.decode()
    assert "dated it 2026-11-02 when it was seen on 2026-11-16" in page


@pytest.mark.parametrize(
    "posted",
    [
        "2026-11-01T08:00:00Z",  # earlier than known
        "2026-11-03T20:00:00Z",  # wanders by a day
        "2026-11-12T08:00:00Z",  # corrected: older than a look that knew it
    ],
)
def test_a_corrected_or_wandering_date_is_none(look: Any, posted: str) -> None:
    look(0, gardener())
    look(4, gardener(posted=posted))

    assert not JobChange.objects.exists()


def test_a_date_that_a_person_wrote_is_compared_with_nothing(
    look: Any, alice: Any, api: Any
) -> None:
    look(0, gardener())
    job = Job.objects.get()
    Job.objects.filter(pk=job.pk).update(edited_fields=["posted_at"])

    look(4, gardener(posted="2026-11-19T08:00:00Z"))

    assert not JobChange.objects.exists()


def test_a_new_number_for_a_closed_posting_names_the_earlier_one(
    look: Any, alice: Any, browser_of: Any
) -> None:
    look(0, gardener(1), cook())
    look(1, cook())
    look(3, gardener(2, posted="2026-11-18T08:00:00Z"), cook())

    old, new = Job.objects.filter(title="Gardener").order_by("pk")
    change = JobChange.objects.get(kind="reposted")
    assert (change.job, change.earlier) == (new, old)
    assert change.evidence.startswith("Like a posting that closed on 2026-11-17: ")
    page = browser_of(alice).get(f"/jobs/{new.pk}").content.decode()
    assert f'href="/jobs/{old.pk}"' in page


def test_two_postings_open_at_once_are_no_repost(look: Any) -> None:
    look(0, gardener(1))
    look(1, gardener(1), gardener(2))

    assert not JobChange.objects.filter(kind="reposted").exists()


def test_a_closing_date_that_has_passed_closes_by_the_pages_own_word(
    alice: Any,
) -> None:
    from scraping.services.ingest import ingest
    from scraping.sources.base import FoundJob

    found = FoundJob(
        source_job_id="1", title="Cook", closes_at=START - timedelta(days=3)
    )
    ingest(alice.team_id, "jobposting", [found], now=START)

    job = Job.objects.get()
    assert story(job) == [("closed", "11-13")]
    assert job.changes.get().evidence == "Its closing date has passed."
