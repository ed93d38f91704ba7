"""Asking over real HTTP: pages, details, refusals on the way, several hosts."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from scraping.sources import SOURCES
from scraping.sources.base import Batch, Query, Stamp, Status
from scraping.tests.boards import Asked, Board, Reply
from scraping.tests.source_pages import PAGES, detail_page, list_page, query_for

LEVER = "/lever/v0/postings/acme"
SMART = "/smartrecruiters/v1/companies/acme/postings"
WORKDAY = "/workday/tide/Careers/wday/cxs/tide/Careers"


def fetch(name: str, client: Any, **facts: Any) -> Batch:
    return SOURCES[name].fetch(query_for(name, **facts), client)


def paged(rows: list[Any], wrap: Callable[[list[Any]], Any], size: int) -> Any:
    """A route that gives ``rows`` in pages by its offset."""

    def answer(request: Asked) -> Any:
        given = request.body or request.query
        start = int(given.get("skip", given.get("offset", 0)))
        return wrap(rows[start : start + size])

    return answer


def lever_rows(count: int) -> list[dict[str, Any]]:
    return [{"id": f"id-{number}", "text": f"Job {number}"} for number in range(count)]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("greenhouse", "/greenhouse/v1/boards/acme/jobs"),
        ("lever", LEVER),
        ("ashby", "/ashby/posting-api/job-board/acme"),
        ("workable", "/workable/api/v1/widget/accounts/acme"),
        ("recruitee", "/recruitee/acme/api/offers/"),
        ("personio", "/personio/acme/xml"),
        ("pinpoint", "/pinpoint/acme/postings.json"),
        ("breezy", "/breezy/acme/json"),
    ],
)
def test_a_whole_board_is_a_complete_snapshot(
    name: str, path: str, board_host: Board, guarded: Any
) -> None:
    board_host.routes[path] = list_page(name)
    batch = fetch(name, guarded)
    assert (batch.status, batch.complete) == (Status.OK, True)
    assert batch.jobs


@pytest.mark.parametrize(
    ("name", "path", "empty"),
    [
        ("greenhouse", "/greenhouse/v1/boards/acme/jobs", {"jobs": []}),
        ("lever", LEVER, []),
        ("ashby", "/ashby/posting-api/job-board/acme", {"jobs": []}),
        ("personio", "/personio/acme/xml", "<workzag-jobs></workzag-jobs>"),
    ],
)
def test_an_empty_board_of_a_source_that_knows_its_names_is_confirmed(
    name: str, path: str, empty: Any, board_host: Board, guarded: Any
) -> None:
    board_host.routes[path] = empty
    batch = fetch(name, guarded)
    assert (batch.status, batch.complete) == (Status.OK_EMPTY_CONFIRMED, True)


@pytest.mark.parametrize(
    ("name", "path", "empty"),
    [
        ("smartrecruiters", SMART, {"totalFound": 0, "content": []}),
        ("breezy", "/breezy/acme/json", []),
        ("rippling", "/rippling/platform/api/ats/v1/board/acme/jobs", []),
        ("remotive", "/remotive/api/remote-jobs", {"jobs": []}),
    ],
)
def test_an_empty_list_that_anybody_gets_is_suspicious(
    name: str, path: str, empty: Any, board_host: Board, guarded: Any
) -> None:
    board_host.routes[path] = empty
    batch = fetch(name, guarded)
    assert batch.status is Status.OK_EMPTY_SUSPICIOUS
    # Whole, so that a board which had postings may lose them when it is repeated.
    assert batch.complete is (SOURCES[name].kind == "board")


def test_a_list_shorter_than_its_own_total_is_partial(
    board_host: Board, guarded: Any
) -> None:
    payload = json.loads(list_page("greenhouse"))
    payload["meta"]["total"] = 167
    board_host.routes["/greenhouse/v1/boards/acme/jobs"] = payload
    batch = fetch("greenhouse", guarded)
    assert (batch.status, batch.complete) == (Status.PARTIAL, False)
    assert "167" in batch.note


def test_rows_that_make_no_sense_are_counted_and_make_it_partial(
    board_host: Board, guarded: Any
) -> None:
    rows = [*json.loads(list_page("greenhouse"))["jobs"], {"id": 1, "title": None}]
    board_host.routes["/greenhouse/v1/boards/acme/jobs"] = {"jobs": rows}
    batch = fetch("greenhouse", guarded)
    assert (batch.status, batch.skipped, len(batch.jobs)) == (Status.PARTIAL, 1, 2)


def test_nothing_but_rows_that_make_no_sense_is_another_shape(
    board_host: Board, guarded: Any
) -> None:
    board_host.routes["/greenhouse/v1/boards/acme/jobs"] = {"jobs": [{"name": "T"}]}
    assert fetch("greenhouse", guarded).status is Status.SCHEMA_CHANGED


def test_lever_is_read_to_its_last_page(board_host: Board, guarded: Any) -> None:
    board_host.routes[LEVER] = paged(lever_rows(250), lambda rows: rows, 100)
    batch = fetch("lever", guarded)
    assert (batch.status, len(batch.jobs), batch.complete) == (Status.OK, 250, True)
    assert len(board_host.paths()) == 3


def test_a_later_page_that_fails_leaves_a_partial_answer(
    board_host: Board, guarded: Any
) -> None:
    def answer(request: Asked) -> Any:
        if request.query["skip"] == "100":
            return Reply("slow down", 429, {"Retry-After": "30"})
        return lever_rows(100)

    board_host.routes[LEVER] = answer
    batch = fetch("lever", guarded)
    assert (batch.status, len(batch.jobs)) == (Status.PARTIAL, 100)
    assert not batch.complete
    assert batch.retry_after == 30.0
    assert "Page 2" in batch.note


def test_a_service_that_repeats_its_last_page_ends_the_walk(
    board_host: Board, guarded: Any
) -> None:
    board_host.routes[LEVER] = lever_rows(100)
    batch = fetch("lever", guarded)
    assert (batch.status, len(batch.jobs)) == (Status.OK, 100)
    assert len(board_host.paths()) == 2


def test_stopping_between_pages_keeps_what_was_read(
    board_host: Board, guarded: Any
) -> None:
    board_host.routes[LEVER] = paged(lever_rows(250), lambda rows: rows, 100)
    batch = fetch("lever", guarded, stop=lambda: True)
    assert (batch.status, len(batch.jobs)) == (Status.PARTIAL, 100)


def test_smartrecruiters_takes_pages_of_any_size_and_details(
    board_host: Board, guarded: Any
) -> None:
    rows = json.loads(list_page("smartrecruiters"))["content"]
    board_host.routes[SMART] = paged(
        rows, lambda some: {"totalFound": 2, "content": some}, 1
    )
    board_host.routes[f"{SMART}/7440001"] = detail_page("smartrecruiters")
    batch = fetch("smartrecruiters", guarded)
    warden, reader = batch.jobs
    assert (batch.status, batch.complete) == (Status.OK, True)
    assert "Walk the dyke." in (warden.description_text or "")
    assert warden.link == "https://jobs.smartrecruiters.com/Polder1/7440001-dyke-warden"
    assert warden.language == "nl"
    # The second has no page of its own: it stays, and says so.
    assert not reader.detailed
    assert batch.note


def test_details_known_already_are_not_asked_again(
    board_host: Board, guarded: Any
) -> None:
    board_host.routes[SMART] = list_page("smartrecruiters")
    batch = fetch(
        "smartrecruiters", guarded, known_ids=frozenset({"7440001", "7440002"})
    )
    assert board_host.paths() == [SMART]
    assert [job.detailed for job in batch.jobs] == [False, False]


def test_a_detail_that_is_no_longer_public_drops_the_posting(
    board_host: Board, guarded: Any
) -> None:
    board_host.routes[SMART] = list_page("smartrecruiters")
    hidden = {**json.loads(detail_page("smartrecruiters")), "visibility": "INTERNAL"}
    board_host.routes[f"{SMART}/7440001"] = hidden
    titles = [job.title for job in fetch("smartrecruiters", guarded).jobs]
    assert titles == ["Pump Reader"]


def test_bamboohr_adds_what_only_the_detail_has(
    board_host: Board, guarded: Any
) -> None:
    board_host.routes["/bamboohr/acme/careers/list"] = list_page("bamboohr")
    board_host.routes["/bamboohr/acme/careers/61/detail"] = detail_page("bamboohr")
    job = fetch("bamboohr", guarded).jobs[0]
    assert job.description_text == "Gather moss."
    assert job.location == "Boise, Idaho, United States"
    assert job.pay is not None
    assert (job.pay.currency, job.pay.period) == ("USD", "hour")
    assert job.link == "https://acme.bamboohr.com/careers/61"


def test_workday_walks_lists_and_details(board_host: Board, guarded: Any) -> None:
    board_host.routes[f"{WORKDAY}/jobs"] = list_page("workday")
    detail = f"{WORKDAY}/job/Leith/Tide-Clerk_JR-12-1"
    board_host.routes[detail] = detail_page("workday")
    batch = fetch("workday", guarded, company_name="Tide Board")
    clerk = batch.jobs[0]
    assert (batch.status, batch.complete) == (Status.OK, True)
    assert clerk.locations == ("Leith", "Dundee")
    assert clerk.description_text == "Count tides."
    assert clerk.company == "Tide Board"
    assert (clerk.link or "").startswith("https://tide.wd3.myworkdayjobs.com/")


def workday_rows(count: int) -> list[dict[str, Any]]:
    return [
        {
            "title": f"Job {n}",
            "externalPath": f"/job/X/J_R{n}",
            "bulletFields": [f"R{n}"],
        }
        for n in range(count)
    ]


def test_workday_reads_all_pages_though_only_the_first_tells_the_total(
    board_host: Board, guarded: Any
) -> None:
    rows = workday_rows(45)

    def answer(request: Asked) -> Any:
        start = request.body["offset"]
        total = 45 if start == 0 else 0
        return {"total": total, "jobPostings": rows[start : start + 20]}

    board_host.routes[f"{WORKDAY}/jobs"] = answer
    known = frozenset(f"R{n}" for n in range(45))
    batch = fetch("workday", guarded, known_ids=known)
    assert (batch.status, len(batch.jobs), batch.complete) == (Status.OK, 45, True)


def test_workday_tries_a_refused_page_once_more(
    board_host: Board, guarded: Any
) -> None:
    rows = workday_rows(25)
    refused: list[int] = []

    def answer(request: Asked) -> Any:
        start = request.body["offset"]
        if start == 20 and not refused:
            refused.append(start)
            return Reply("busy", 429)
        return {"total": 25, "jobPostings": rows[start : start + 20]}

    board_host.routes[f"{WORKDAY}/jobs"] = answer
    batch = fetch("workday", guarded, known_ids=frozenset(f"R{n}" for n in range(25)))
    assert (batch.status, len(batch.jobs)) == (Status.OK, 25)


def test_a_board_with_more_than_we_ask_for_is_capped_and_never_complete(
    board_host: Board, guarded: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scraping.sources import workday

    monkeypatch.setattr(workday, "MOST_PAGES", 2)
    rows = workday_rows(100)
    board_host.routes[f"{WORKDAY}/jobs"] = paged(
        rows, lambda some: {"total": 100, "jobPostings": some}, 20
    )
    known = frozenset(f"R{n}" for n in range(100))
    batch = fetch("workday", guarded, known_ids=known)
    assert (batch.status, batch.complete) == (Status.CAPPED, False)
    assert batch.note == "40 of 100 postings were asked for"


def test_teamtailor_puts_both_feeds_together(board_host: Board, guarded: Any) -> None:
    board_host.routes["/teamtailor/acme/jobs.rss"] = list_page("teamtailor")
    board_host.routes["/teamtailor/acme/jobs.json"] = (
        PAGES / "teamtailor" / "feed.json"
    ).read_bytes()
    jobs = {job.title: job for job in fetch("teamtailor", guarded).jobs}
    assert set(jobs) == {"Boat Painter", "Sail Designer", "Cook"}
    assert jobs["Boat Painter"].department == "Paint"
    assert jobs["Cook"].location == "Voss, NO"


def test_teamtailor_does_with_either_feed(board_host: Board, guarded: Any) -> None:
    board_host.routes["/teamtailor/acme/jobs.json"] = (
        PAGES / "teamtailor" / "feed.json"
    ).read_bytes()
    assert len(fetch("teamtailor", guarded).jobs) == 2


def test_arbeitnow_counts_pages_itself(board_host: Board, guarded: Any) -> None:
    first = json.loads(list_page("arbeitnow"))
    first["links"] = {"next": "https://www.arbeitnow.com/other?page=2&search=abc"}
    last = {
        "data": [{**first["data"][0], "slug": "third", "title": "Third"}],
        "links": {"next": None},
    }
    pages = {"1": first, "2": last}
    board_host.routes["/arbeitnow/api/job-board-api"] = lambda request: pages[
        request.query["page"]
    ]
    batch = fetch("arbeitnow", guarded)
    assert [job.title for job in batch.jobs][-1] == "Third"
    assert [request.query.get("page") for request in board_host.asked] == ["1", "2"]


def test_hackernews_finds_the_newest_thread(board_host: Board, guarded: Any) -> None:
    threads = {
        "hits": [
            {"objectID": "4100", "title": "Ask HN: Who wants to be hired? (Nov 2026)"},
            {"objectID": "4000", "title": "Ask HN: Who is hiring? (Nov 2026)"},
        ]
    }
    board_host.routes["/hackernews/api/v1/search_by_date"] = threads
    board_host.routes["/hackernews/api/v1/items/4000"] = list_page("hackernews")
    batch = fetch("hackernews", guarded)
    assert (batch.status, len(batch.jobs)) == (Status.OK, 2)
    assert not batch.complete


def test_hackernews_reads_the_thread_by_search_when_it_has_no_address(
    board_host: Board, guarded: Any
) -> None:
    comment = {
        "objectID": "4001",
        "author": "ann",
        "parent_id": 4000,
        "story_id": 4000,
        "created_at": "2026-11-02T10:00:00Z",
        "comment_text": "Tern | Harbour Engineer | Remote",
    }
    found = {
        "story_id": 4000,
        "story_title": "Ask HN: Who is hiring? (November 2026)",
        "hits": [comment],
    }
    board_host.routes["/hackernews/api/v1/search_by_date"] = found
    batch = fetch("hackernews", guarded)
    assert [job.title for job in batch.jobs] == ["Harbour Engineer"]
    assert board_host.asked[-1].query["tags"] == "comment,story_4000"


def test_searches_send_the_keyword_and_their_keys(
    board_host: Board, guarded: Any
) -> None:
    board_host.routes["/adzuna/v1/api/jobs/gb/search/1"] = list_page("adzuna")
    batch = fetch("adzuna", guarded, keyword="barrel", location="London, UK")
    assert batch.status is Status.OK
    asked = board_host.asked[-1].query
    assert (asked["what"], asked["app_id"]) == ("barrel", "adzuna-test")


def test_jooble_posts_its_search_to_the_address_of_its_key(
    board_host: Board, guarded: Any
) -> None:
    board_host.routes["/jooble/api/key-test"] = list_page("jooble")
    assert fetch("jooble", guarded, keyword="wheel").status is Status.OK
    assert board_host.asked[-1].body["keywords"] == "wheel"


def test_usajobs_and_reed_send_their_keys_in_headers(
    board_host: Board, guarded: Any
) -> None:
    board_host.routes["/usajobs/api/search"] = list_page("usajobs")
    board_host.routes["/reed/api/1.0/search"] = list_page("reed")
    board_host.routes["/reed/api/1.0/jobs/555001"] = detail_page("reed")
    assert fetch("usajobs", guarded, keyword="ranger").status is Status.OK
    assert board_host.asked[-1].headers["authorization-key"] == "usajobs-test"
    assert board_host.asked[-1].headers["user-agent"] == "me@example.com"
    thatcher = fetch("reed", guarded, keyword="thatch").jobs[0]
    assert board_host.asked[-1].headers["authorization"].startswith("Basic ")
    assert "all weathers" in (thatcher.description_text or "")


def test_an_unchanged_board_answers_with_its_validators(
    board_host: Board, guarded: Any
) -> None:
    def answer(request: Asked) -> Reply:
        if request.headers.get("if-none-match") == '"v1"':
            return Reply("", 304)
        return Reply(list_page("greenhouse"), 200, {"ETag": '"v1"'})

    board_host.routes["/greenhouse/v1/boards/acme/jobs"] = answer
    first = fetch("greenhouse", guarded)
    assert first.validators == Stamp('"v1"', "")
    again = fetch("greenhouse", guarded, validators=first.validators)
    assert again.not_modified
    assert again.status is Status.OK


def test_a_board_is_confirmed_with_its_own_name(
    board_host: Board, guarded: Any
) -> None:
    board_host.routes["/greenhouse/v1/boards/skerry"] = {"name": "Skerry Lights"}
    info = SOURCES["greenhouse"].confirm("skerry", guarded)
    assert (info.exists, info.name) == (True, "Skerry Lights")


def test_a_board_without_a_name_takes_that_of_its_postings(
    board_host: Board, guarded: Any
) -> None:
    board_host.routes["/greenhouse/v1/boards/skerry/jobs"] = list_page("greenhouse")
    info = SOURCES["greenhouse"].confirm("skerry", guarded)
    assert (info.exists, info.name) == (True, "Skerry Lights")


def test_a_board_that_answers_any_name_is_not_confirmed_by_an_empty_list(
    board_host: Board, guarded: Any
) -> None:
    board_host.routes["/smartrecruiters/v1/companies/nobody/postings"] = {
        "totalFound": 0,
        "content": [],
    }
    info = SOURCES["smartrecruiters"].confirm("nobody", guarded)
    assert not info.exists
    assert info.reason


def test_a_board_that_is_not_there_is_not_confirmed(
    board_host: Board, guarded: Any
) -> None:
    info = SOURCES["lever"].confirm("nobody", guarded)
    assert (info.exists, info.status) == (False, Status.DISABLED_BY_EMPLOYER)


class OnlyEurope:
    """Answers as Lever's European host; what is asked elsewhere is a 404."""

    def __init__(self) -> None:
        self.urls: list[str] = []

    def get(self, url: str, **options: Any) -> Any:
        from jobhunt.lib.http import Fetched

        self.urls.append(url)
        if url.startswith("https://api.eu.lever.co/"):
            return Fetched(url, 200, {}, list_page("lever"))
        return Fetched(url, 404, {}, b'{"ok":false}')

    def post(self, url: str, **options: Any) -> Any:
        raise AssertionError("not asked so")


def test_a_lever_board_without_a_known_host_is_looked_for_in_europe() -> None:
    client = OnlyEurope()
    batch = SOURCES["lever"].fetch(Query(board="acme"), client)
    assert batch.status is Status.OK
    assert (batch.jobs[1].link or "").startswith("https://jobs.eu.lever.co/")
    info = SOURCES["lever"].confirm("acme", client)
    assert (info.exists, info.url) == (True, "https://jobs.eu.lever.co/acme")


def test_a_lever_board_known_to_be_european_is_asked_there_only() -> None:
    client = OnlyEurope()
    page = "https://jobs.eu.lever.co/acme"
    SOURCES["lever"].fetch(Query(board="acme", board_url=page), client)
    assert all("api.eu.lever.co" in url for url in client.urls)


def test_one_posting_of_a_board_is_asked_for_itself(
    board_host: Board, guarded: Any
) -> None:
    row = json.loads(list_page("greenhouse"))["jobs"][0]
    board_host.routes["/greenhouse/v1/boards/acme/jobs/101"] = row
    job = SOURCES["greenhouse"].fetch_posting("101", query_for("greenhouse"), guarded)
    assert job is not None
    assert job.title == "Keeper & Lamp Engineer"


def test_one_posting_is_found_in_a_board_that_has_no_address_for_it(
    board_host: Board, guarded: Any
) -> None:
    board_host.routes["/ashby/posting-api/job-board/acme"] = list_page("ashby")
    source = SOURCES["ashby"]
    job = source.fetch_posting("a-3", query_for("ashby"), guarded)
    assert job is not None
    assert job.title == "Night Guard"
    assert source.fetch_posting("a-2", query_for("ashby"), guarded) is None
