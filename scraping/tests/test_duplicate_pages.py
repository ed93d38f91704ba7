"""The page of suggested duplicates: merge, keep apart, split again."""

from __future__ import annotations

from typing import Any

import pytest

from scraping.models import DuplicatePair, Job
from scraping.services.jobs import create_job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pair(alice: Any) -> DuplicatePair:
    for title in ("Gardener", "Gardener (m/w/d)"):
        create_job(alice, title=title, company="Acme GmbH", description="Trees.")
    return DuplicatePair.objects.get()


def test_a_pair_is_shown_with_its_reason_merged_and_split_again(
    alice: Any, browser_of: Any, pair: DuplicatePair
) -> None:
    browser = browser_of(alice)
    assert pair.reason in browser.get("/jobs/duplicates").content.decode()

    browser.post(f"/jobs/duplicates/{pair.pk}", {"answer": "merge"})
    assert Job.objects.get(pk=pair.second_id).duplicate_of_id == pair.first_id

    assert "Split" in browser.get(f"/jobs/{pair.second_id}").content.decode()
    browser.post(f"/jobs/{pair.second_id}/split")
    assert Job.objects.get(pk=pair.second_id).duplicate_of_id is None


def test_a_pair_is_kept_apart(alice: Any, browser_of: Any, pair: DuplicatePair) -> None:
    browser = browser_of(alice)

    browser.post(f"/jobs/duplicates/{pair.pk}", {"answer": "apart"})

    pair.refresh_from_db()
    assert pair.status == "dismissed"
    assert pair.reason not in browser.get("/jobs/duplicates").content.decode()


def test_another_teams_pair_does_not_exist(
    carol: Any, browser_of: Any, pair: DuplicatePair
) -> None:
    browser = browser_of(carol)

    assert browser.post(f"/jobs/duplicates/{pair.pk}").status_code == 404
    assert browser.post(f"/jobs/{pair.first_id}/split").status_code == 404
    assert pair.reason not in browser.get("/jobs/duplicates").content.decode()
