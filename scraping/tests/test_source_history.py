"""How a source fares and what it brought, on its page and in the list."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jobhunt.testing.fakes.board import (
    Answer,
    greenhouse_board,
    greenhouse_job,
    remotive_feed,
    remotive_job,
)
from scraping.models import Application, Company, Job, ScrapeRun, SourceState
from scraping.services.duplicates import merge
from scraping.services.status import set_status

pytestmark = pytest.mark.django_db(transaction=True)
FEED = "/api/remote-jobs"


def scrape(client: Any, **body: Any) -> Any:
    answer = client.post("/api/v1/jobs/scrape", {"wait": True, **body})
    assert answer.status_code in {200, 202, 502}, answer.json()
    return answer


def page_of(browser: Any, name: str = "remotive") -> str:
    answer = browser.get(f"/sources/{name}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def funnel_of(browser: Any, name: str = "remotive") -> list[int]:
    answer = browser.get(f"/sources/{name}")
    return [row["count"] for row in answer.context["funnel"]]


def test_the_strip_tells_how_the_last_runs_ended(
    alice: Any, api: Any, browser_of: Any, board: Any
) -> None:
    client = api(alice)
    board.answers.update(remotive_feed([remotive_job(7, "Engineer")]))
    for _ in range(2):
        scrape(client, keyword="engineer", source=["remotive"])
    board.answers[FEED] = Answer({}, 403)
    scrape(client, keyword="engineer", source=["remotive"])

    browser = browser_of(alice)
    text = page_of(browser)
    assert 'aria-label="Last runs: 2 OK, 1 Blocked"' in text
    assert text.count("<title>OK, ") == 2
    assert "The source refused us (403)" in text
    for run in ScrapeRun.objects.all():
        assert f'href="/runs/{run.pk}"' in text
    assert 'aria-label="Last runs: 2 OK, 1 Blocked"' in (
        browser.get("/companies").content.decode()
    )


def test_a_board_fared_as_the_worst_of_its_companies(
    alice: Any, api: Any, browser_of: Any, board: Any
) -> None:
    for name, status in (("acme", 200), ("bolt", 500), ("coil", 200)):
        board.answers.update(greenhouse_board(name, [greenhouse_job(1, "Cook")], name))
        if status != 200:
            board.answers[f"/v1/boards/{name}/jobs"] = Answer({}, status)
        Company.objects.create(
            team_id=alice.team_id,
            name=name,
            source="greenhouse",
            board=name,
            url=f"https://job-boards.greenhouse.io/{name}",
        )
    scrape(api(alice), keyword="cook", source=["greenhouse"])

    text = page_of(browser_of(alice), "greenhouse")
    assert 'aria-label="Last runs: 1 Failed"' in text
    assert all(f'<p class="muted">{name}</p>' in text for name in ("acme", "bolt"))


def test_every_step_of_the_funnel_counts_each_posting_once(
    alice: Any, bob: Any, api: Any, browser_of: Any, board: Any
) -> None:
    client = api(alice)
    names = [f"Engineer {word}" for word in ("one", "two", "three", "four", "five")]
    rows = [remotive_job(number, name) for number, name in enumerate(names, 1)]
    board.answers.update(remotive_feed([*rows, remotive_job(9, "Cook")]))
    for _ in range(2):
        scrape(client, keyword="engineer", source=["remotive"])
    browser = browser_of(alice)
    # The cook was seen, and left out by the keyword.
    assert funnel_of(browser) == [6, 5, 0, 0]

    one, two, three, four, _five = (Job.objects.get(title=name) for name in names)
    client.patch(f"/api/v1/jobs/{one.pk}", {"hidden": True})
    merge(alice, two, three)
    assert funnel_of(browser) == [6, 3, 0, 0]

    for job, user in ((one, alice), (three, bob), (four, alice)):
        moved = api(user).patch(f"/api/v1/jobs/{job.pk}", {"status": "applied"})
        assert moved.status_code == 200
    # A hidden job that was applied to was pursued, and so was the merged one.
    assert funnel_of(browser) == [6, 5, 4, 0]

    answered = Application.objects.get(job=four)
    set_status(alice, answered, "rejected")
    silent = Application.objects.get(job=one)
    set_status(alice, silent, "withdrawn")
    assert funnel_of(browser) == [6, 5, 4, 1]

    # Looked for later: the cook is seen once.
    scrape(client, keyword="cook", source=["remotive"])
    assert funnel_of(browser) == [6, 6, 4, 1]


def test_another_teams_numbers_are_its_own(
    alice: Any, carol: Any, api: Any, browser_of: Any, board: Any
) -> None:
    board.answers.update(remotive_feed([remotive_job(7, "Engineer")]))
    scrape(api(alice), keyword="engineer", source=["remotive"])

    assert funnel_of(browser_of(carol)) == [0, 0, 0, 0]
    assert "Not asked yet" in page_of(browser_of(carol))
    assert browser_of(carol).get("/sources/nothing").status_code == 404


def test_the_quota_counts_requests_and_the_wish_to_wait_is_told(
    alice: Any, api: Any, browser_of: Any, board: Any, settings: Any
) -> None:
    settings.ADZUNA_APP_ID = settings.ADZUNA_APP_KEY = "test"
    full = [
        {
            "id": str(number),
            "title": f"Engineer {number}",
            "company": {"display_name": "Acme"},
            "redirect_url": f"https://www.adzuna.com/details/{number}",
            "location": {"display_name": "Austin, Texas", "area": ["US"]},
            "created": "2026-11-20T10:00:00Z",
        }
        for number in range(50)
    ]
    for number, results in ((1, full), (2, full[:1])):
        board.answers[f"/v1/api/jobs/us/search/{number}"] = {
            "count": 51,
            "results": results,
        }
    scrape(api(alice), keyword="engineer", source=["adzuna"])
    assert SourceState.objects.get(source="adzuna").quota_used == 2

    del settings.SCRAPE_BASE_URLS["adzuna"]  # a mirror has no quota
    SourceState.objects.filter(source="adzuna").update(
        back_off_until=timezone.now() + timedelta(hours=1)
    )
    text = page_of(browser_of(alice), "adzuna")
    assert "248 of 250 requests left today" in text
    assert "asked us to wait until" in text

    SourceState.objects.filter(source="adzuna").update(
        quota_day=timezone.now().date() - timedelta(days=1),
        back_off_until=timezone.now() - timedelta(minutes=1),
    )
    text = page_of(browser_of(alice), "adzuna")
    assert "250 of 250 requests left today" in text
    assert "asked us to wait" not in text


def test_the_owner_switches_a_source_on_its_page(
    alice: Any, bob: Any, browser_of: Any
) -> None:
    browser = browser_of(alice)
    assert "Switch off" in page_of(browser)

    answer = browser.post("/sources/remotive/switch", {"enabled": "false"})

    assert answer.headers["Location"] == "/sources/remotive"
    assert "Switch on" in page_of(browser)
    member = browser_of(bob)
    assert "Switch" not in page_of(member)
    assert member.post("/sources/remotive/switch").status_code == 403


def test_the_pages_ask_as_often_for_many_runs_as_for_one(
    alice: Any, api: Any, browser_of: Any, board: Any
) -> None:
    board.answers.update(remotive_feed([remotive_job(7, "Engineer")]))
    browser = browser_of(alice)

    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(path).status_code == 200
        return len(captured)

    for path in ("/sources/remotive", "/companies"):
        scrape(api(alice), keyword="engineer", source=["remotive"])
        queries(path)
        one = queries(path)
        for _ in range(4):
            scrape(api(alice), keyword="engineer", source=["remotive"])
        assert queries(path) == one
