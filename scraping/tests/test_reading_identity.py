"""One job or two: links, companies, suggested duplicates."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraping.reading.company import normal_company, same_company
from scraping.reading.employment import read_employment
from scraping.reading.identity import (
    Facts,
    candidate_keys,
    suggestion,
    text_fingerprint,
)
from scraping.reading.links import canonical_link, link_hash

LONG = (
    "For a port on the delta we look for somebody who plans berths by numbers. You "
    "collect what gauges, pilots and cranes report, clean it, keep it for eight years "
    "and show the harbour master where water and quay disagree. You bring six years "
    "with streams of measurements and you can say no to a dashboard."
)
OTHER = (
    "We race boats. You draw the map of currents that our crews see at five in the "
    "morning, mend the buoy that feeds it, and like the cold. On land we share a kitchen "
    "with the sail makers, who know everything about wind and nothing about numbers."
)


def pair(a: dict[str, Any], b: dict[str, Any]) -> tuple[str, float] | None:
    first, second = Facts(**a), Facts(**b)
    found = suggestion(first, second)
    assert suggestion(second, first) == found
    if found:
        assert candidate_keys(first) & candidate_keys(second)
        assert found[0]
        assert 0 < found[1] <= 1
    return found


def job(title: str, company: str = "Acme", **more: Any) -> dict[str, Any]:
    return {"title": title, "company": company, **more}


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (job("X", places=("Berlin",)), job("X", places=("London",))),
        (job("X", requisition_id="R1"), job("X", requisition_id="R2")),
        (
            job("X", requisition_id="R1", text=LONG),
            job("X", requisition_id="R2", text=LONG),
        ),
        (job("SDE I"), job("SDE II")),
        (job("SDE I", text=LONG), job("SDE II", text=LONG)),
        (job("SDE 1", text=LONG), job("SDE 2", text=LONG)),
        (job("Engineer, Inference"), job("Engineer, Interface")),
        (job("Engineer, Inference", text=LONG), job("Engineer, Interface", text=LONG)),
        (job("Senior Buyer"), job("Buyer")),
        (job("Senior Buyer", text=LONG), job("Buyer", text=LONG)),
        (job("Buyer", "Acme"), job("Buyer", "Other Corp")),
        (
            job("Tide Engineer", "Brightpath", text=LONG, places=("Rotterdam",)),
            job("Tide Engineer", "Moonrise", text=OTHER, places=("Rotterdam",)),
        ),
        (
            job("Tide Engineer", "Brightpath", text=LONG, places=("Rotterdam",)),
            job("Tide Engineer", "Northgate", text=LONG, places=("Hamburg",)),
        ),
        (job("C++ Developer"), job("C# Developer")),
        (job("C Developer"), job("C++ Developer")),
        (job("Teacher (Maths)"), job("Teacher (Physics)")),
        (job("Nurse, Night"), job("Nurse, Day")),
        (job("Head of Sales"), job("Sales")),
        (job("Buyer, Team 1"), job("Buyer, Team 2")),
        (
            job("Buyer", remote="remote", text=LONG),
            job("Buyer", remote="onsite", text=LONG),
        ),
        (
            job("Buyer", places=("Portland, OR",)),
            job("Buyer", places=("Portland, ME",)),
        ),
        (job("Buyer - Full Time"), job("Buyer - Part Time")),
        (job("Buyer (Vollzeit)"), job("Buyer (Teilzeit)")),
        (
            job("Buyer - Berlin", places=("Berlin",)),
            job("Buyer - Munich", places=("Munich",)),
        ),
        (job("Buyer - R12345"), job("Buyer - R12346")),
        (job("Engineer L4"), job("Engineer L5")),
        (job("Java Developer"), job("JavaScript Developer")),
        (job("Account Executive, EMEA"), job("Account Executive, APAC")),
        (job("Buyer", "Acme UK"), job("Buyer", "Acme US")),
        (job("Intern Summer 2026"), job("Intern Summer 2027")),
        (job("Deputy Manager"), job("Manager")),
        (job(".NET Developer"), job("Network Developer")),
        (
            job("Buyer", places=("Paris, France",)),
            job("Buyer", places=("Paris, TX",)),
        ),
        (job("Buyer", None), job("Buyer", None)),
        (job("!!!"), job("???")),
    ],
)
def test_these_are_two_jobs(a: dict[str, Any], b: dict[str, Any]) -> None:
    assert pair(a, b) is None


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (
            job("Backend Developer (m/w/d)", "Acme GmbH"),
            job("Backend Developer", "Acme"),
        ),
        (job("Backend-Entwickler*in", "Acme"), job("Backend Entwickler", "Acme")),
        (job("Koch/Köchin (w/m/d)", "Acme"), job("Koch/Köchin", "Acme AG")),
        (job("Sr. Buyer"), job("Senior Buyer")),
        (job("Buyer", places=("Berlin",)), job("Buyer", places=("Berlin, Germany",))),
        (job("Buyer", places=("Berlin",)), job("Buyer")),
        (
            job("Buyer", places=("Berlin", "Munich")),
            job("Buyer", places=("Munich, Germany",)),
        ),
        (
            job("Buyer", places=("New York City, NY",)),
            job("Buyer", places=("New York, NY",)),
        ),
        (
            job("Buyer", places=("Köln",)),
            job("Buyer", places=("Cologne, Germany",)),
        ),
        (job("Buyer", text=LONG), job("Buyer", text=LONG.upper())),
        (
            job("Tide Engineer", "Brightpath Staffing", text=LONG),
            job("Tide Engineer", "Northgate Talent", text="THE POST\n" + LONG),
        ),
        (
            job("Tide Engineer (Rotterdam)", "Brightpath", text=LONG),
            job("Tide Engineer", "Northgate", text=LONG),
        ),
        (job("Buyer - Berlin", places=("Berlin",)), job("Buyer", places=("Berlin",))),
        (job("Buyer", requisition_id="R-001"), job("Buyer", requisition_id="r001")),
        (job("Buyer - Full Time"), job("Buyer")),
        (job("Buyer, Remote"), job("Buyer")),
        (job("Front-end Developer"), job("Frontend Developer")),
        (job("Fullstack Developer"), job("Full Stack Developer")),
        (job("Buyer at Acme"), job("Buyer", "Acme GmbH")),
        (job("Buyer (100%)"), job("Buyer")),
    ],
)
def test_these_are_suggested_with_a_reason(
    a: dict[str, Any], b: dict[str, Any]
) -> None:
    assert pair(a, b) is not None


def test_near_copies_share_a_key_of_their_texts() -> None:
    other = LONG.replace("eight years", "nine years") + " Dutch is welcome."
    assert set(text_fingerprint(LONG)) & set(text_fingerprint(other))
    assert text_fingerprint("too short") == []
    assert text_fingerprint(None) == []


def test_keys_of_a_long_text_are_few_and_quick() -> None:
    text = " ".join(f"word{n}" for n in range(30_000))
    started = time.perf_counter()
    keys = candidate_keys(Facts("Buyer", "Acme", text=text))
    assert len(keys) < 20
    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize(
    ("name", "normal"),
    [
        ("Acme GmbH", "acme"),
        ("ACME, Inc.", "acme"),
        ("Acme B.V.", "acme"),
        ("Acme S.p.A.", "acme"),
        ("Acme Sp. z o.o.", "acme"),
        ("Acme GmbH & Co. KG", "acme"),
        ("Acme A/S", "acme"),
        ("Acme gGmbH", "acme"),
        ("Acme UG (haftungsbeschränkt)", "acme"),
        ("Acme S.A. de C.V.", "acme"),
        ("Acme Pvt. Ltd.", "acme"),
        ("Acme s.r.o.", "acme"),
        ("Müller & Söhne AG", "muller and sohne"),
        ("The Acme Company", "acme"),
        ("Acme (Deutschland) GmbH", "acme deutschland"),
    ],
)
def test_a_company_is_known_without_its_legal_form(name: str, normal: str) -> None:
    assert same_company(name, normal)
    assert normal_company(name)


@pytest.mark.parametrize(
    "name", ["GmbH & Co.", "AG", "The Company", "Inc.", "Group", "日本株式会社"]
)
def test_a_name_of_suffixes_only_is_not_empty(name: str) -> None:
    assert normal_company(name)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Acme", "acme ltd", True),
        ("Acme", "Acme Foods", False),
        ("Open AI", "OpenAI", True),
        ("GmbH & Co.", "AG", False),
        ("", "", False),
        (None, "Acme", False),
        ("!!!", "???", False),
    ],
)
def test_companies_are_compared(a: str | None, b: str | None, same: bool) -> None:
    assert same_company(a, b) is same


SAME_LINKS = [
    ("https://a.example/j?id=1", "https://a.example/j?utm_source=mail&id=1"),
    ("https://a.example/j?id=1", "http://www.a.example/j/?id=1"),
    ("https://a.example/j/1", "https://A.EXAMPLE:443/j/1/#apply"),
    (
        "https://uk.linkedin.com/jobs/view/12",
        "https://www.linkedin.com/jobs/view/12?trk=x&refId=y",
    ),
    ("https://a.example/j?gh_jid=7&gh_src=abc", "https://a.example/j?gh_jid=7"),
    ("https://a.example/j?b=2&a=1", "https://a.example/j?a=1&b=2"),
    ("https://a.example/j/1?fbclid=abc", "https://a.example/j/1"),
    ("https://a.example/ä", "https://a.example/%C3%A4"),
    ("https://jobs.lever.co/a/1?lever-source=X", "https://jobs.lever.co/a/1"),
    ("https://jobs.lever.co/a/1/apply", "https://jobs.lever.co/a/1"),
    ("https://jobs.ashbyhq.com/a/1/application?x", "https://jobs.ashbyhq.com/a/1?x"),
    (
        "https://boards.greenhouse.io/a/jobs/1?gh_src=b",
        "https://job-boards.greenhouse.io/a/jobs/1",
    ),
    ("https://uk.indeed.com/viewjob?jk=a1", "https://www.indeed.com/viewjob?jk=a1"),
    ("https://de.indeed.com/rc/clk?jk=a1&bb=x", "https://indeed.com/viewjob?jk=a1"),
    (
        "https://de.linkedin.com/jobs/view/buyer-at-acme-12?position=3&pageNum=0",
        "https://www.linkedin.com/jobs/view/12/",
    ),
    (
        "https://www.linkedin.com/jobs/search/?currentJobId=12&keywords=x",
        "https://www.linkedin.com/jobs/view/12",
    ),
    (
        "https://acme.wd3.myworkdayjobs.com/en-US/C/job/Berlin/X_R1/apply/autofill",
        "https://acme.wd3.myworkdayjobs.com/C/job/Berlin/X_R1",
    ),
    ("https://apply.workable.com/a/j/B/apply/", "https://apply.workable.com/a/j/B"),
    ("https://acme.recruitee.com/o/x/c/new", "https://acme.recruitee.com/o/x"),
    (
        "https://jobs.smartrecruiters.com/Acme/123-buyer",
        "https://jobs.smartrecruiters.com/Acme/123",
    ),
]


@pytest.mark.parametrize(("a", "b"), SAME_LINKS)
def test_one_posting_has_one_link(a: str, b: str) -> None:
    assert canonical_link(a) == canonical_link(b)
    assert link_hash(a) == link_hash(b)


TWO_LINKS = [
    ("https://a.example/item?id=1", "https://a.example/item?id=2"),
    ("https://a.example/careers#/job/1", "https://a.example/careers#/job/2"),
    ("https://a.example/careers#!/job/1", "https://a.example/careers#!/job/2"),
    ("https://a.example/j?gh_jid=1", "https://a.example/j?gh_jid=2"),
    ("https://a.example/j?mode=1", "https://a.example/j?mode=2"),
    ("https://a.example/j?code=A1", "https://a.example/j?code=B2"),
    ("https://a.example/j?bid=1", "https://a.example/j?bid=2"),
    ("https://a.example/j?cid=1", "https://a.example/j?cid=2"),
    ("https://a.example/j?ref=1001", "https://a.example/j?ref=1002"),
    ("https://a.example/j?from=3", "https://a.example/j?from=4"),
    ("https://a.example/j?refId=1001", "https://a.example/j?refId=1002"),
    ("https://a.example/j?position=11", "https://a.example/j?position=12"),
    ("https://a.recruitee.com/o/x", "https://b.recruitee.com/o/x"),
    ("https://a.example/j?jobPipeline=1&jk=a", "https://a.example/j?jk=b"),
    ("https://a.example/J1", "https://a.example/j1"),
    ("https://uk.a.example/j/1", "https://de.a.example/j/1"),
    ("https://a.example/careers#job-1", "https://a.example/careers#job-2"),
    ("https://a.example/careers#1001", "https://a.example/careers#1002"),
    ("https://a.example/careers?jobId=1#x", "https://a.example/careers?jobId=2#x"),
]


@pytest.mark.parametrize(("a", "b"), TWO_LINKS)
def test_what_may_be_the_postings_number_is_kept(a: str, b: str) -> None:
    assert canonical_link(a) != canonical_link(b)


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "jobs",
        "javascript:alert(1)",
        "mailto:a@b.example",
        "ftp://a.example",
        "https://",
        "https://a b.example/",
        "https://[::1",
        "https://a.example:99999/",
        "x" * 5000,
    ],
)
def test_what_is_no_web_address_has_no_link(url: str | None) -> None:
    assert canonical_link(url) is None
    assert link_hash(url) is None


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_a_canonical_link_is_canonical(text: str) -> None:
    for url in (text, f"https://a.example/{text}"):
        once = canonical_link(url)
        assert once is None or canonical_link(once) == once


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("FULL_TIME", "full_time"),
        ("FullTime", "full_time"),
        ("Full-time", "full_time"),
        ("Vollzeit", "full_time"),
        ("Permanent", "full_time"),
        ("PART_TIME", "part_time"),
        ("CONTRACTOR", "contract"),
        ("Contract", "contract"),
        ("Intern", "internship"),
        ("INTERN", "internship"),
        ("Praktikum", "internship"),
        ("Temporary", "temporary"),
        ("VOLUNTEER", "volunteer"),
        ("PER_DIEM", "per_diem"),
        ("International", None),
        ("", None),
        (None, None),
        (["FULL_TIME", "PART_TIME"], "full_time, part_time"),
        ("Fulltime (unbefristet)", "full_time"),
    ],
)
def test_kinds_of_employment(value: Any, kind: str | None) -> None:
    assert read_employment(value) == kind
