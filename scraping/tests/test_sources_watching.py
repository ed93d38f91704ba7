"""A watched board or career page from end to end, through the interface."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scraping.tests.boards import Board, Reply

pytestmark = pytest.mark.django_db(transaction=True)


def page(*titles: str) -> str:
    blocks = "".join(
        '<script type="application/ld+json">'
        + json.dumps(
            {
                "@type": "JobPosting",
                "title": title,
                "description": f"<p>{title}, by the sea.</p>",
                "hiringOrganization": {"name": "Northquay"},
            }
        )
        + "</script>"
        for title in titles
    )
    return f"<html><head>{blocks}</head><body><h1>Jobs</h1>{'<p>words</p>' * 80}</body></html>"


def watch(client: Any, **body: Any) -> dict[str, Any]:
    answer = client.post("/api/v1/jobs/companies", body, format="json")
    assert answer.status_code == 201, answer.json()
    return answer.json()


def scrape(client: Any, company: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(
        "/api/v1/jobs/scrape",
        {"company_id": [company["id"]], "wait": True},
        format="json",
    )
    assert answer.status_code == 200, answer.json()
    return answer.json()


def open_jobs(client: Any) -> dict[str, str]:
    rows = client.get("/api/v1/jobs/", {"closed": "false"}).json()
    return {row["title"]: row["id"] for row in rows}


def test_a_career_page_closes_what_it_no_longer_carries(
    alice: Any, api: Any, board_host: Board
) -> None:
    client = api(alice)
    board_host.routes["/careers"] = page("Pilot", "Cook")
    company = watch(client, url=f"{board_host.url}/careers")
    assert company["name"] == "Northquay"
    scrape(client, company)
    first = open_jobs(client)
    board_host.routes["/careers"] = page("Pilot")
    scrape(client, company)
    assert open_jobs(client) == {"Pilot": first["Pilot"]}
    board_host.routes["/careers"] = page("Pilot", "Cook")
    scrape(client, company)
    assert open_jobs(client) == first


def test_an_empty_career_page_counts_when_it_is_repeated(
    alice: Any, api: Any, board_host: Board
) -> None:
    client = api(alice)
    board_host.routes["/careers"] = page("Pilot")
    company = watch(client, url=f"{board_host.url}/careers")
    scrape(client, company)
    board_host.routes["/careers"] = page()
    scrape(client, company)
    assert set(open_jobs(client)) == {"Pilot"}
    scrape(client, company)
    assert open_jobs(client) == {}


def test_a_board_that_fails_half_way_closes_nothing(
    alice: Any, api: Any, board_host: Board
) -> None:
    rows = [{"id": f"l-{n}", "text": f"Job {n}"} for n in range(150)]
    broken: list[bool] = []

    def answer(request: Any) -> Any:
        start = int(request.query["skip"])
        if start and broken:
            return Reply("busy", 429, {"Retry-After": "60"})
        return rows[start : start + 100]

    board_host.routes["/lever/v0/postings/hawser"] = answer
    client = api(alice)
    company = watch(client, source="lever", board="hawser", name="Hawser")
    scrape(client, company)
    broken.append(True)
    result = scrape(client, company)
    assert result["sources"][0]["status"] == "partial"
    assert len(client.get("/api/v1/jobs/", {"closed": "true"}).json()) == 0
    assert {row["company"] for row in client.get("/api/v1/jobs/").json()} == {"Hawser"}


def test_a_posting_of_a_board_is_imported_from_the_boards_interface(
    alice: Any, api: Any, board_host: Board
) -> None:
    board_host.routes["/greenhouse/v1/boards/acme/jobs/12"] = {
        "id": 12,
        "title": "Lamp Keeper",
        "company_name": "Acme",
        "location": {"name": "Cork"},
        "absolute_url": "https://job-boards.greenhouse.io/acme/jobs/12",
        "content": "&lt;p&gt;Keep the lamp.&lt;/p&gt;",
    }
    url = "https://boards.greenhouse.io/acme/jobs/12?utm_source=x"
    answer = api(alice).post("/api/v1/jobs/import", {"url": url}, format="json")
    assert answer.status_code == 201, answer.json()
    job = answer.json()["job"]
    assert (job["title"], job["company"], job["source"]) == (
        "Lamp Keeper",
        "Acme",
        "greenhouse",
    )


def test_a_slug_of_another_company_is_refused(
    alice: Any, api: Any, board_host: Board
) -> None:
    board_host.routes["/greenhouse/v1/boards/acme"] = {"name": "Acme Rockets"}
    body = {"source": "greenhouse", "board": "acme", "name": "Acme Bakery"}
    answer = api(alice).post("/api/v1/jobs/companies", body, format="json")
    assert answer.status_code == 400
    assert api(alice).get("/api/v1/jobs/companies").json() == []


def test_a_name_that_any_board_answers_to_is_not_watched(
    alice: Any, api: Any, board_host: Board
) -> None:
    board_host.routes["/breezy/nobody/json"] = []
    body = {"source": "breezy", "board": "nobody"}
    answer = api(alice).post("/api/v1/jobs/companies", body, format="json")
    assert answer.status_code in {400, 502}
