"""/jobs/searches: what a saved search takes in."""

from __future__ import annotations

from typing import Any

import pytest

from scraping.models import Company, SavedSearch, ScrapeRun

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/api/v1/jobs/searches"


@pytest.mark.parametrize("rules", [[], "", 0, False, None, "x", ["include"]])
def test_rules_are_an_object(alice: Any, api: Any, rules: Any) -> None:
    client = api(alice)
    body = {"name": "Gardens", "rules": rules}

    made = client.post(URL, body, format="json")
    assert made.status_code == 400
    assert made.json()["errors"][0]["field"] == "rules"
    assert client.get(URL).json() == []

    search = client.post(
        URL, {"name": "Gardens", "rules": {"include": ["oak"]}}, format="json"
    ).json()
    changed = client.patch(f"{URL}/{search['id']}", {"rules": rules}, format="json")
    assert changed.status_code == 400
    kept = client.get(f"{URL}/{search['id']}").json()
    assert kept["rules"]["include"] == ["oak"]


@pytest.fixture
def company(alice: Any) -> Company:
    return Company.objects.create(
        team_id=alice.team_id,
        name="Oak",
        source="greenhouse",
        board="oak",
        url="https://job-boards.greenhouse.io/oak",
    )


def test_a_board_that_is_switched_off_pauses_its_companies(
    alice: Any, api: Any, company: Company
) -> None:
    client = api(alice)
    body = {"name": "Oak", "company_id": [company.pk]}
    search = client.post(URL, body, format="json").json()
    off = {"enabled": False}
    client.patch("/api/v1/jobs/sources/greenhouse", off, format="json")

    for asked in ({"company_id": [company.pk]}, {"search_id": search["id"]}):
        response = client.post("/api/v1/jobs/scrape", asked, format="json")
        assert response.status_code == 409, asked
    assert not ScrapeRun.objects.exists()


def test_a_search_whose_companies_are_gone_asks_nobody(
    alice: Any, api: Any, company: Company
) -> None:
    client = api(alice)
    body = {"name": "Oak", "company_id": [company.pk]}
    search = client.post(URL, body, format="json").json()
    client.delete(f"/api/v1/jobs/companies/{company.pk}")

    response = client.post(
        "/api/v1/jobs/scrape", {"search_id": search["id"]}, format="json"
    )

    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == "company_id"
    assert not ScrapeRun.objects.exists()


def test_a_team_schedule_that_cannot_run_now_is_not_kept(alice: Any, api: Any) -> None:
    body = {"source": ["greenhouse"], "run_now": True}

    response = api(alice).post("/api/v1/scheduler/job", body, format="json")

    assert response.status_code == 400
    assert not SavedSearch.objects.exists()
