"""Captured answers beside the project, read and compared with their known truth.

They are no part of the project: without them these tests are skipped.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from scraping.reading.dates import read_date
from scraping.reading.employment import read_employment
from scraping.reading.text import clean
from scraping.sources import SOURCES
from scraping.sources.base import FoundJob, Query
from scraping.sources.postingpage import page_state, parse_page
from scraping.sources.shape import ShapeChanged
from scraping.sources.workday import Workday

DATA = Path(settings.BASE_DIR).parent / "shared" / "data"
pytestmark = pytest.mark.skipif(
    not (DATA / "expected.json").exists(), reason="../shared/data is not here"
)
NAMES = {"hn_algolia": "hackernews"}
# Comments without the convention's bars, and a reply: no posting or no company.
LOOSE = {"48859053", "48804695"}


def truth() -> dict[str, Any]:
    path = DATA / "expected.json"
    return json.loads(path.read_text())["jobs"] if path.exists() else {}


def feeds() -> Iterator[tuple[str, str]]:
    for name in truth():
        source = NAMES.get(name.split("/")[1], name.split("/")[1])
        known = source in SOURCES and not name.endswith((".yml", ".vcr.yml"))
        if known and "pages-and-details" not in name and "detail" not in name:
            yield source, name


def jobs_in(source: str, name: str) -> list[FoundJob]:
    board = {"workday": "gdit/External_Career_Site"}.get(
        source, Path(name).stem.split("-")[0]
    )
    content = (DATA / name).read_bytes()
    return SOURCES[source].parse(content, Query(board=board))


def stated(row: dict[str, Any], key: str) -> str | None:
    """A fact with blanks collapsed and edge commas cut."""
    value = row.get(f"{key}_clean") or row.get(key)
    return (clean(value).strip(" ,") or None) if value else None


def pairs(source: str, name: str) -> Iterator[tuple[FoundJob, dict[str, Any]]]:
    found = jobs_in(source, name)
    by_id = {job.source_job_id: job for job in found}
    by_link = {job.link: job for job in found}
    for row in truth()[name]["jobs"]:
        if row.get("id") in LOOSE or row["title"] == "Hidden Role":
            continue
        job = by_id.get(row.get("id") or "") or by_link.get(row["url"])
        assert job is not None, row
        yield job, row


each_feed = pytest.mark.parametrize(("source", "name"), list(feeds()))


@each_feed
def test_titles_companies_places_and_links_are_the_stated_ones(
    source: str, name: str
) -> None:
    for job, row in pairs(source, name):
        if row["title"]:
            assert job.title == stated(row, "title")
        assert job.company == stated(row, "company")
        if source != "hackernews":
            assert job.location == stated(row, "location")
        if row["url"] and row["url"].startswith("http"):
            assert job.link == row["url"]
        assert "/api" not in (job.link or "")


# Kept out or put together: an unlisted posting, one id twice, a loose comment.
FEWER = {
    "jobs/ashby/openai.json": 1,
    "jobs/personio/acme.xml": 1,
    "jobs/hn_algolia/whoishiring-2026-07.json": 1,
}


@each_feed
def test_every_posting_of_an_answer_is_read_and_none_is_made_up(
    source: str, name: str
) -> None:
    known = truth()[name]
    found = jobs_in(source, name)
    assert len(found) == known["job_count"] - FEWER.get(name, 0)
    titles = {clean(title) for title in known["titles"] if title}
    assert not titles or {job.title for job in found} <= titles


@each_feed
def test_further_places_and_languages_are_the_stated_ones(
    source: str, name: str
) -> None:
    for job, row in pairs(source, name):
        assert set(map(clean, row.get("secondary") or ())) <= set(job.locations)
        if row.get("language"):
            assert job.language == row["language"].lower()
        if row.get("has_content"):
            assert job.description_text


@each_feed
def test_remote_is_said_where_the_answer_says_it(source: str, name: str) -> None:
    for job, row in pairs(source, name):
        if row["remote"] is True:
            assert job.remote == "remote"
        else:
            assert job.remote != "remote"
        if str(row.get("workplace")).lower() in {"hybrid", "onsite", "remote"}:
            assert job.remote == row["workplace"].lower()


def number(value: Any) -> Decimal | None:
    return (
        None if value in {None, ""} else Decimal(str(value)).quantize(Decimal("0.01"))
    )


@each_feed
def test_pay_is_the_stated_one(source: str, name: str) -> None:
    for job, row in pairs(source, name):
        pay = row["salary"]
        if not pay:
            continue
        assert job.pay is not None
        if "text" in pay:
            assert job.pay.has_numbers or job.pay.text == pay["text"]
        elif pay.get("predicted") == "1":
            assert not job.pay.has_numbers
            assert (job.pay.text or "").endswith("(predicted)")
        else:
            assert (job.pay.min, job.pay.max) == (
                number(pay["min"]),
                number(pay["max"]),
            )
            assert job.pay.currency == pay["currency"]


@each_feed
def test_postings_have_a_date_where_the_answer_has_one(source: str, name: str) -> None:
    for job, row in pairs(source, name):
        assert (job.posted_at is None) == (row["posted"] is None)
        if "ago" not in str(row["posted"]).lower():
            assert job.posted_at == read_date(row["posted"])


def test_an_unlisted_posting_is_left_out() -> None:
    titles = [job.title for job in jobs_in("ashby", "jobs/ashby/openai.json")]
    assert "Hidden Role" not in titles


def test_one_id_twice_is_one_posting() -> None:
    (job,) = jobs_in("personio", "jobs/personio/acme.xml")
    assert job.locations == ("Munich", "Berlin")


def test_a_captured_detail_completes_its_posting() -> None:
    source = SOURCES["smartrecruiters"]
    name = "jobs/smartrecruiters/bosch-pages-and-details.json"
    captured = json.loads((DATA / name).read_text())
    for number_, detail in captured["details"].items():
        job = source.read(detail, Query(board="BoschGroup"))
        assert job.source_job_id == number_
        assert job.detailed
        assert "/v1/" not in (job.link or "")


def test_a_captured_workday_detail_completes_its_posting() -> None:
    name = "jobs/workday/gdit-detail.json"
    detail = json.loads((DATA / name).read_text())
    source, known = Workday(), truth()[name]["first"]
    job = source._read_detail(
        detail["jobPostingInfo"],
        detail,
        FoundJob(known["id"], known["title"]),
        Query(board="gdit/External_Career_Site"),
    )
    assert (job.title, job.location) == (known["title"], known["location"])
    assert (job.link, job.requisition_id) == (known["url"], known["id"])
    assert job.posted_at == read_date(known["posted"])
    assert job.employment_type == read_employment(known["employment_type"])


def pages() -> list[str]:
    return [
        name for name in truth() if name.split("/")[1] in {"html", "html-no-jsonld"}
    ]


@pytest.mark.parametrize("name", pages())
def test_pages_carry_the_postings_they_are_known_to(name: str) -> None:
    html = (DATA / name).read_text(encoding="utf-8", errors="replace")
    url = "https://page.example/jobs/1"
    known = truth()[name]
    jobs = parse_page(html, url)
    assert len(jobs) == known["job_count"]
    for job, row in zip(jobs, known.get("jobs") or [], strict=False):
        assert job.title == stated(row, "title")
        assert job.company == stated(row, "company")
        assert job.location == stated(row, "location")
        assert list(job.locations) == row["locations"]
        assert (job.remote == "remote") == (row["remote"] is True)
        assert job.link == (row["url"] or url)
        assert job.posted_at == read_date(row["posted"])
        assert job.closes_at == read_date(row["valid_through"])
        assert job.employment_type == read_employment(row["employment_type"])
        assert bool(job.description_text) == bool(row["description_chars"])
        if not row["salary"]:
            assert job.pay is None or not job.pay.has_numbers
        else:
            assert job.pay is not None
            assert (job.pay.min, job.pay.max, job.pay.currency, job.pay.period) == (
                number(row["salary"]["min"]),
                number(row["salary"]["max"]),
                row["salary"]["currency"],
                row["salary"]["period"].lower(),
            )
    kind = {0: "none", 1: "posting"}.get(len(jobs), "several")
    assert page_state(html, url).kind == kind


def test_entity_bombs_and_outside_files_are_refused() -> None:
    for name in ("billion-laughs.xml", "xxe-file.xml"):
        content = (DATA / "hostile" / "xml" / name).read_bytes()
        for source in ("personio", "weworkremotely", "teamtailor"):
            with pytest.raises(ShapeChanged):
                SOURCES[source].parse(content, Query(board="acme"))


def test_an_ampersand_that_is_not_encoded_is_survived() -> None:
    content = (DATA / "hostile" / "xml" / "unescaped-ampersand.rss").read_bytes()
    (job,) = SOURCES["weworkremotely"].parse(content)
    assert (job.company, job.title) == ("ACME", "R&D Engineer")
    assert job.link == "https://example.com/a?x=1&y=2"


def test_wrong_types_leave_the_one_good_row() -> None:
    content = (DATA / "hostile" / "json" / "wrong-types-greenhouse.json").read_bytes()
    page = SOURCES["greenhouse"].read_page(content, Query(board="acme"))
    assert [job.source_job_id for job in page.jobs] == ["3"]
    assert page.skipped == 4


def test_scripts_in_every_field_become_no_link() -> None:
    content = (DATA / "hostile" / "json" / "xss-fields.json").read_bytes()
    (job,) = SOURCES["greenhouse"].parse(content, Query(board="acme"))
    assert job.link == "https://job-boards.greenhouse.io/acme/jobs/9"


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("deep-div-50000.html", ["Deep"]),
        ("jsonld-script-close-in-string.html", ["Front-end"]),
        ("jsonld-trailing-comma.html", ["Trailing"]),
        (
            "jsonld-type-list-and-case.html",
            ["Typed list", "Full IRI", "Lower case, nested graph"],
        ),
    ],
)
def test_broken_and_deep_pages_still_give_their_postings(
    name: str, titles: list[str]
) -> None:
    html = (DATA / "hostile" / "html" / name).read_text(errors="replace")
    jobs = parse_page(html, "https://page.example/jobs/1")
    assert [job.title for job in jobs] == titles


def test_odd_salaries_of_a_page_are_read_or_refused() -> None:
    html = (DATA / "hostile" / "html" / "salary-odd-values.html").read_text()
    pays = {
        job.title: job.pay
        and (job.pay.min, job.pay.max, job.pay.currency, job.pay.period)
        for job in parse_page(html, "https://page.example/jobs/1")
    }
    assert pays == {
        "S1": (45000, 60000, "EUR", "year"),
        "S2": (45000, 60000, "EUR", None),
        "S3": (120000, 120000, None, None),
        "S4": None,
        "S5": (40000, 60000, "GBP", "year"),
        "S6": (30, 30, "CHF", "hour"),
    }


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("1MB-title.json", "A" * 500),
        ("duplicate-keys.json", "second"),
        ("nan-infinity.json", "t"),
        ("nul-in-string.json", "nul here"),
        ("utf8-bom.json", "Ingénieur"),
    ],
)
def test_odd_json_gives_its_posting_without_what_is_odd(name: str, title: str) -> None:
    content = (DATA / "hostile" / "json" / name).read_bytes()
    (job,) = SOURCES["greenhouse"].parse(content, Query(board="acme"))
    assert (job.title, job.pay) == (title, None)


@pytest.mark.parametrize(
    "name", sorted(path.name for path in (DATA / "hostile" / "json").glob("*"))
)
def test_hostile_json_raises_nothing_else(name: str) -> None:
    content = (DATA / "hostile" / "json" / name).read_bytes()
    for source in SOURCES.values():
        try:
            jobs = source.parse(content, Query(board="acme"))
        except ShapeChanged:
            continue
        assert all(len(job.title) <= 500 and "\x00" not in job.title for job in jobs)
