"""From an address to the board behind it."""

from __future__ import annotations

from typing import Any

import pytest

from scraping.sources.base import Problem
from scraping.sources.recognising import find_board_in_html, identify, recognise
from scraping.tests.boards import Board, Reply

UUID = "33538a2f-d27d-4a96-8f05-fa4b0e4d940e"


@pytest.mark.parametrize(
    ("url", "source", "board", "number"),
    [
        (
            "https://boards.greenhouse.io/acme/jobs/12?gh_src=x",
            "greenhouse",
            "acme",
            "12",
        ),
        ("https://job-boards.greenhouse.io/acme", "greenhouse", "acme", None),
        (
            "https://job-boards.eu.greenhouse.io/acme/jobs/12",
            "greenhouse",
            "acme",
            "12",
        ),
        (
            "https://boards.greenhouse.io/embed/job_app?for=acme&token=9",
            "greenhouse",
            "acme",
            "9",
        ),
        (
            "https://boards-api.greenhouse.io/v1/boards/acme/jobs/12",
            "greenhouse",
            "acme",
            "12",
        ),
        (f"https://jobs.lever.co/acme/{UUID}/apply", "lever", "acme", UUID),
        ("https://jobs.eu.lever.co/acme", "lever", "acme", None),
        (f"https://jobs.ashbyhq.com/Acme%20Inc/{UUID}", "ashby", "Acme Inc", UUID),
        ("https://apply.workable.com/acme/j/AAA111/", "workable", "acme", "AAA111"),
        ("https://acme.workable.com/j/AAA111", "workable", "acme", "AAA111"),
        (
            "https://jobs.smartrecruiters.com/Acme1/744000-lamp-keeper",
            "smartrecruiters",
            "Acme1",
            "744000",
        ),
        ("https://careers.smartrecruiters.com/Acme1", "smartrecruiters", "Acme1", None),
        ("https://acme.recruitee.com/o/bee-keeper", "recruitee", "acme", "bee-keeper"),
        ("https://acme.jobs.personio.de/job/12?language=de", "personio", "acme", "12"),
        ("https://acme.jobs.personio.com/", "personio", "acme", None),
        ("https://acme.teamtailor.com/jobs/4711-painter", "teamtailor", "acme", "4711"),
        ("https://acme.bamboohr.com/careers/61", "bamboohr", "acme", "61"),
        (
            "https://acme.wd3.myworkdayjobs.com/en-US/Careers/job/X/Clerk_JR-12",
            "workday",
            "acme/Careers",
            "JR-12",
        ),
        (
            "https://wd5.myworkdaysite.com/en-US/recruiting/acme/Careers",
            "workday",
            "acme/Careers",
            None,
        ),
        ("https://ats.rippling.com/en-GB/acme/jobs/r-1", "rippling", "acme", "r-1"),
        ("https://acme.pinpointhq.com/en/postings/p-77", "pinpoint", "acme", "p-77"),
        ("https://acme.breezy.hr/p/b1-gate-keeper", "breezy", "acme", "b1"),
        ("HTTPS://Boards.Greenhouse.IO/acme", "greenhouse", "acme", None),
    ],
)
def test_boards_and_postings_are_known_by_their_address(
    url: str, source: str, board: str, number: str | None
) -> None:
    found = recognise(url)
    assert found is not None
    assert (found.source, found.board, found.posting_id) == (source, board, number)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.greenhouse.io/pricing",
        "https://www.lever.co/blog",
        "https://www.bamboohr.com/careers/",
        "https://careers.example.com/jobs/1",
        "https://greenhouse.io.evil.example/acme",
        "https://jobs.lever.co/",
        "https://jobs.lever.co/../x",
        "https://apply.workable.com/j/AAA111",
        "ftp://acme.breezy.hr/",
        "javascript:alert(1)",
        "not an address",
        "",
    ],
)
def test_other_addresses_are_not(url: str) -> None:
    assert recognise(url) is None


def test_the_address_of_a_european_or_workday_board_is_kept() -> None:
    lever = recognise("https://jobs.eu.lever.co/acme")
    workday = recognise("https://acme.wd12.myworkdayjobs.com/Careers")
    assert lever is not None
    assert lever.url == "https://jobs.eu.lever.co/acme"
    assert workday is not None
    assert workday.url == "https://acme.wd12.myworkdayjobs.com/Careers"


@pytest.mark.parametrize(
    ("html", "source", "board"),
    [
        (
            '<script src="https://boards.greenhouse.io/embed/job_board/js?for=acme"></script>',
            "greenhouse",
            "acme",
        ),
        (
            "<script>window.leverJobsOptions = {accountName: 'acme', includeCss: true}</script>",
            "lever",
            "acme",
        ),
        (
            '<script src="https://jobs.ashbyhq.com/acme/embed"></script>',
            "ashby",
            "acme",
        ),
        ('<iframe src="//apply.workable.com/acme/"></iframe>', "workable", "acme"),
        ('<a href="https://acme.jobs.personio.de">Jobs</a>', "personio", "acme"),
        (
            r'<script>var x = {"url": "https:\/\/jobs.lever.co\/acme\/"}</script>',
            "lever",
            "acme",
        ),
        (
            '<div id="BambooHR" data-domain="acme.bamboohr.com"></div>',
            "bamboohr",
            "acme",
        ),
    ],
)
def test_an_embedded_board_is_found_in_the_page(
    html: str, source: str, board: str
) -> None:
    found = find_board_in_html(html, "https://acme.example/careers")
    assert found is not None
    assert (found.source, found.board) == (source, board)


def test_an_embedded_board_beats_links_elsewhere() -> None:
    html = (
        '<iframe src="https://apply.workable.com/acme/"></iframe>'
        '<a href="https://jobs.lever.co/partner">x</a>'
    )
    found = find_board_in_html(html, "https://acme.example/careers")
    assert found is not None
    assert found.source == "workable"


def test_a_page_that_links_to_many_companies_is_none_of_them() -> None:
    html = "".join(
        f'<a href="https://jobs.lever.co/{name}">x</a>' for name in ("one", "two")
    )
    assert find_board_in_html(html, "https://list.example/") is None


def test_a_posting_number_in_the_query_is_the_embedded_boards() -> None:
    html = '<script src="https://boards.greenhouse.io/embed/job_board/js?for=acme">'
    found = find_board_in_html(html, "https://acme.example/careers?gh_jid=77")
    assert found is not None
    assert found.posting_id == "77"


def test_an_own_domain_of_teamtailor_is_known_by_its_page() -> None:
    html = '<link href="https://assets-aws.teamtailor-cdn.com/x.css" rel="stylesheet">'
    found = find_board_in_html(html, "https://careers.acme.example/jobs/1-x")
    assert found is not None
    assert (found.source, found.board) == ("teamtailor", "careers.acme.example")


def test_a_redirect_to_a_board_is_followed(board_host: Board, guarded: Any) -> None:
    board_host.routes["/jobs"] = '<a href="https://jobs.lever.co/acme">All jobs</a>'
    board_host.routes["/go"] = Reply("", 302, {"Location": f"{board_host.url}/jobs"})
    found = identify(f"{board_host.url}/go", guarded)
    assert (found.source, found.board) == ("lever", "acme")


def test_a_page_with_postings_of_its_own_is_a_career_page(
    board_host: Board, guarded: Any
) -> None:
    board_host.routes["/careers"] = (
        '<script type="application/ld+json">{"@type":"JobPosting","title":"T"}</script>'
    )
    assert identify(f"{board_host.url}/careers", guarded).source == "jobposting"


def test_what_is_neither_says_what_would_be_recognised(
    board_host: Board, guarded: Any
) -> None:
    board_host.routes["/about"] = "<h1>About us</h1>" + "<p>words</p>" * 100
    with pytest.raises(Problem) as problem:
        identify(f"{board_host.url}/about", guarded)
    assert "career page" in problem.value.note
