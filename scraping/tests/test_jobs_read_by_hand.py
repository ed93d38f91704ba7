"""A posting added by hand is read the same way as a source's."""

from __future__ import annotations

from typing import Any

import pytest

from scraping.services.jobs import create_job
from scraping.services.searches import preview

pytestmark = pytest.mark.django_db


def make(user: Any, **more: Any) -> Any:
    values = {"title": "Buyer", "company": "Acme", "description": "Buy iron.", **more}
    return create_job(user, **values)[0]


def test_its_places_are_split(alice: Any) -> None:
    job = make(alice, location="San Francisco, CA | Seattle, WA")
    assert job.locations == ["San Francisco, CA", "Seattle, WA"]
    assert job.location == "San Francisco, CA | Seattle, WA"


def test_its_mode_and_regions_are_read(alice: Any) -> None:
    job = make(alice, location="Remote, United States")
    assert (job.remote, job.remote_regions) == ("remote", ["United States"])
    assert make(alice, location="Hybrid - London").remote == "hybrid"
    assert make(alice, location="Leeds").remote is None


def test_a_bare_dollar_is_of_the_postings_country(alice: Any) -> None:
    pay = {"salary_range": "$50k - $60k a year"}
    assert make(alice, location="Toronto, ON", **pay).salary_currency == "CAD"
    assert make(alice, location="Oakland", **pay).salary_currency is None


def test_rules_see_what_was_read(alice: Any) -> None:
    make(alice, title="Far", location="Remote, United States")
    make(alice, title="Near", location="Remote, Europe")
    make(alice, title="Unknown", location="Oakland")
    answer = preview(alice, {"regions": ["Europe"], "remote": ["remote"]})
    assert (answer["total"], answer["kept"]) == (3, 2)
    (dropped,) = answer["dropped"]
    assert dropped["rule"] == "regions"
    assert [job["title"] for job in dropped["examples"]] == ["Far"]
