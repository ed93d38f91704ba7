"""POST and GET /jobs/scrape, the runs, over a real board server."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from jobhunt.models import Event
from jobhunt.testing.fakes.board import (
    Answer,
    greenhouse_board,
    greenhouse_job,
    remotive_feed,
    remotive_job,
)
from scraping.models import Company, Job, RunPosting, ScrapeRun

pytestmark = pytest.mark.django_db(transaction=True)


def scrape(client: Any, **body: Any) -> Any:
    return client.post("/api/v1/jobs/scrape", {"wait": True, **body}, format="json")


@pytest.fixture
def acme(alice: Any, board: Any) -> Company:
    jobs = [greenhouse_job(1, "Gardener"), greenhouse_job(2, "Cook")]
    board.answers.update(greenhouse_board("acme", jobs, "Acme"))
    return Company.objects.create(
        team_id=alice.team_id,
        user=alice,
        name="Acme",
        source="greenhouse",
        board="acme",
        url="https://job-boards.greenhouse.io/acme",
    )


def test_a_scrape_brings_jobs_and_the_same_again_adds_none(
    alice: Any, api: Any, board: Any
) -> None:
    board.answers.update(remotive_feed([remotive_job(7, "Platform Engineer")]))
    client = api(alice)

    first = scrape(client, keyword="engineer", source=["remotive"]).json()
    second = scrape(client, keyword="engineer", source=["remotive"]).json()

    assert (first["new"], first["count"], first["total"]) == (1, 1, 1)
    assert (second["new"], second["count"]) == (0, 1)
    assert [job["title"] for job in first["jobs"]] == ["Platform Engineer"]
    listed = client.get("/api/v1/jobs/").json()
    assert [job["id"] for job in listed] == [first["jobs"][0]["id"]]


def test_get_is_the_deprecated_twin(alice: Any, api: Any, board: Any) -> None:
    board.answers.update(remotive_feed([remotive_job(7, "Platform Engineer")]))

    response = api(alice).get(
        "/api/v1/jobs/scrape", {"keyword": "engineer", "source": "remotive"}
    )

    assert response.status_code == 200
    assert response.json()["new"] == 1
    assert response["Deprecation"] and response["Sunset"]


def test_keyword_matches_whole_words_and_says_what_it_dropped(
    alice: Any, api: Any, board: Any
) -> None:
    jobs = [remotive_job(1, "Intern"), remotive_job(2, "International Buyer")]
    board.answers.update(remotive_feed(jobs))
    client = api(alice)

    result = scrape(client, keyword="intern", source=["remotive"]).json()

    assert [job["title"] for job in result["jobs"]] == ["Intern"]
    run = client.get(f"/api/v1/jobs/runs/{result['run_id']}").json()
    dropped = [row for row in run["postings"] if row["outcome"] == "filtered"]
    assert [(row["title"], row["rule"]) for row in dropped] == [
        ("International Buyer", "keyword")
    ]


def test_the_limit_is_taken_in_the_boards_order(
    alice: Any, api: Any, board: Any
) -> None:
    jobs = [remotive_job(n, f"Engineer {n}") for n in range(1, 6)]
    board.answers.update(remotive_feed(jobs))
    client = api(alice)

    first = scrape(client, keyword="engineer", source=["remotive"], limit=2).json()
    again = scrape(client, keyword="engineer", source=["remotive"], limit=2).json()

    assert (first["count"], first["total"], first["new"]) == (2, 5, 2)
    assert (again["count"], again["new"]) == (2, 0)
    outcomes = RunPosting.objects.filter(run_id=first["run_id"])
    assert outcomes.filter(outcome="capped").count() == 3


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"keyword": ""},
        {"keyword": "x" * 101},
        {"keyword": "cook", "limit": 0},
        {"keyword": "cook", "limit": 1001},
        {"keyword": "cook", "limit": "5"},
        {"keyword": "cook", "source": ["nowhere"]},
        {"keyword": "cook", "source": "remotive"},
        {"keyword": 7},
    ],
)
def test_bad_input_starts_nothing(
    alice: Any, api: Any, board: Any, body: dict[str, Any]
) -> None:
    response = scrape(api(alice), **body)

    assert response.status_code == 400
    assert response.json()["errors"]
    assert not ScrapeRun.objects.exists()


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (Answer({}, 429, {"Retry-After": "30"}), "rate_limited"),
        (Answer({}, 403), "blocked"),
        (Answer({}, 500), "failed"),
        (Answer("<html>no feed</html>"), "schema_changed"),
        (Answer({"jobs": "none"}), "schema_changed"),
        (Answer(b'{"jobs": [{"id": 1, "ti'), "schema_changed"),
    ],
)
def test_a_source_that_fails_is_named_with_its_reason(
    alice: Any, api: Any, board: Any, answer: Answer, status: str
) -> None:
    board.answers["/api/remote-jobs"] = answer

    response = scrape(api(alice), keyword="engineer", source=["remotive"])

    assert response.status_code == 502
    source = response.json()["sources"][0]
    assert (source["source"], source["status"]) == ("remotive", status)
    assert source["message"]
    assert ScrapeRun.objects.get().status == "failed"
    assert not Job.objects.exists()


def test_one_failing_source_keeps_the_others_postings(
    alice: Any, api: Any, board: Any, acme: Company
) -> None:
    board.answers["/api/remote-jobs"] = Answer({}, 500)

    result = scrape(
        api(alice), keyword="cook", source=["remotive", "greenhouse"]
    ).json()

    assert [job["title"] for job in result["jobs"]] == ["Cook"]
    assert ScrapeRun.objects.get().status == "partial"


def test_a_second_run_of_the_team_is_a_409(alice: Any, bob: Any, api: Any) -> None:
    ScrapeRun.objects.create(team_id=alice.team_id, user=alice, status="running")

    response = scrape(api(bob), keyword="cook", source=["remotive"])

    assert response.status_code == 409


def test_of_five_at_once_one_runs(alice: Any, api: Any, board: Any) -> None:
    feed = {"jobs": [remotive_job(1, "Engineer")], "job-count": 1}
    board.answers["/api/remote-jobs"] = Answer(feed, delay=1.5)
    clients = [api(alice) for _ in range(5)]
    codes: list[int] = []

    def go(client: Any) -> None:
        from django.db import connection

        codes.append(
            scrape(client, keyword="engineer", source=["remotive"]).status_code
        )
        connection.close()

    threads = [threading.Thread(target=go, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(codes) == [200, 409, 409, 409, 409]


def test_another_team_may_scrape_meanwhile(
    alice: Any, carol: Any, api: Any, board: Any
) -> None:
    ScrapeRun.objects.create(team_id=alice.team_id, user=alice, status="running")
    board.answers.update(remotive_feed([remotive_job(7, "Platform Engineer")]))

    result = scrape(api(carol), keyword="engineer", source=["remotive"]).json()

    assert result["new"] == 1
    assert api(alice).get("/api/v1/jobs/").json() == []


def test_events_of_a_scrape_are_the_teams(alice: Any, api: Any, board: Any) -> None:
    board.answers.update(remotive_feed([remotive_job(7, "Platform Engineer")]))

    scrape(api(alice), keyword="engineer", source=["remotive"])

    types = list(
        Event.objects.filter(team_id=alice.team_id).values_list("type", flat=True)
    )
    assert types.count("job.new") == 1
    assert "scrape.progress" in types
    assert types.count("scrape.finished") == 1


# ------------------------------------------------------------- closing


def board_lists(board: Any, *jobs: dict[str, Any]) -> None:
    board.answers.update(greenhouse_board("acme", list(jobs), "Acme"))


def titles(closed: bool) -> set[str]:
    return set(
        Job.objects.filter(closed_at__isnull=not closed).values_list("title", flat=True)
    )


def test_what_a_whole_board_no_longer_lists_is_closed_and_reopens_as_itself(
    alice: Any, api: Any, board: Any, acme: Company
) -> None:
    client = api(alice)
    scrape(client, company_id=[acme.pk])
    cook = Job.objects.get(title="Cook").pk

    board_lists(board, greenhouse_job(1, "Gardener"))
    scrape(client, company_id=[acme.pk])
    assert titles(closed=True) == {"Cook"}

    board_lists(board, greenhouse_job(1, "Gardener"), greenhouse_job(2, "Cook"))
    scrape(client, company_id=[acme.pk])
    assert titles(closed=True) == set()
    assert Job.objects.get(title="Cook").pk == cook


def test_a_failed_a_filtered_and_a_capped_run_close_nothing(
    alice: Any, api: Any, board: Any, acme: Company
) -> None:
    client = api(alice)
    scrape(client, company_id=[acme.pk])

    board.answers["/v1/boards/acme/jobs"] = Answer({}, 500)
    scrape(client, company_id=[acme.pk])
    board_lists(board, greenhouse_job(1, "Gardener"), greenhouse_job(3, "Smith"))
    scrape(client, company_id=[acme.pk], keyword="gardener")
    scrape(client, company_id=[acme.pk], limit=1)

    assert titles(closed=True) == set()


def test_an_empty_answer_counts_only_when_repeated(
    alice: Any, api: Any, board: Any, acme: Company
) -> None:
    client = api(alice)
    scrape(client, company_id=[acme.pk])
    board_lists(board)

    scrape(client, company_id=[acme.pk])
    assert titles(closed=True) == set()

    scrape(client, company_id=[acme.pk])
    assert titles(closed=True) == {"Gardener", "Cook"}


def test_a_scan_never_overwrites_what_a_person_wrote(
    alice: Any, api: Any, board: Any, acme: Company
) -> None:
    client = api(alice)
    scrape(client, company_id=[acme.pk])
    job = Job.objects.get(title="Cook")
    client.patch(
        f"/api/v1/jobs/{job.pk}", {"location": "Kitchen", "hr_email": "a@example.com"}
    )

    board_lists(board, greenhouse_job(1, "Gardener"), greenhouse_job(2, "Head Cook"))
    scrape(client, company_id=[acme.pk])

    job.refresh_from_db()
    assert (job.title, job.location, job.hr_email) == (
        "Head Cook",
        "Kitchen",
        "a@example.com",
    )


def test_the_same_link_at_two_sources_is_one_job_that_is_also_there(
    alice: Any, api: Any, board: Any, acme: Company
) -> None:
    link = "https://job-boards.greenhouse.io/acme/jobs/2?utm_source=remotive"
    board.answers.update(remotive_feed([remotive_job(9, "Cook", url=link)]))
    client = api(alice)
    scrape(client, company_id=[acme.pk])

    result = scrape(client, keyword="cook", source=["remotive"]).json()

    assert result["new"] == 0
    detail = client.get(f"/api/v1/jobs/{result['jobs'][0]['id']}").json()
    assert detail["source"] == "greenhouse"
    assert [place["source"] for place in detail["also_on"]] == ["remotive"]


def test_an_ended_run_cannot_be_cancelled(alice: Any, api: Any, board: Any) -> None:
    board.answers.update(remotive_feed([remotive_job(7, "Engineer")]))
    client = api(alice)
    run_id = scrape(client, keyword="engineer", source=["remotive"]).json()["run_id"]

    assert client.post(f"/api/v1/jobs/runs/{run_id}/cancel").status_code == 409


def test_another_teams_run_does_not_exist(alice: Any, carol: Any, api: Any) -> None:
    run = ScrapeRun.objects.create(team_id=alice.team_id, user=alice, status="ok")

    assert api(carol).get(f"/api/v1/jobs/runs/{run.pk}").status_code == 404
    assert api(carol).get("/api/v1/jobs/runs").json() == []


def test_a_feed_is_kept_for_its_interval_and_says_so(
    alice: Any, carol: Any, api: Any, board: Any, settings: Any
) -> None:
    settings.SCRAPE_MIN_INTERVAL = 600
    board.answers.update(remotive_feed([remotive_job(7, "Engineer")]))
    scrape(api(alice), keyword="engineer", source=["remotive"])

    result = scrape(api(carol), keyword="engineer", source=["remotive"]).json()

    assert board.asked["/api/remote-jobs"] == 1
    assert result["new"] == 1
    assert result["sources"][0]["status"] == "ok"
    assert result["sources"][0]["message"].startswith("from ")
