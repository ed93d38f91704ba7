"""What holds for every source in the registry, whatever it answers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scraping.sources import ALL, SOURCES
from scraping.sources.base import FoundJob, Query, Source, Status
from scraping.sources.shape import ShapeChanged
from scraping.tests.boards import Board, Reply
from scraping.tests.source_pages import PAGES, list_page, query_for

EXPECTED = [
    "greenhouse",
    "lever",
    "ashby",
    "workable",
    "smartrecruiters",
    "recruitee",
    "personio",
    "teamtailor",
    "bamboohr",
    "workday",
    "rippling",
    "pinpoint",
    "breezy",
    "remoteok",
    "remotive",
    "arbeitnow",
    "weworkremotely",
    "jobicy",
    "himalayas",
    "themuse",
    "hackernews",
    "adzuna",
    "jooble",
    "usajobs",
    "reed",
    "jobposting",
    "jobspy",
]
each_source = pytest.mark.parametrize("source", ALL, ids=lambda source: source.name)
# JobSpy is a program beside us: it is asked in no other way.
each_asked = pytest.mark.parametrize(
    "source",
    [source for source in ALL if source.name not in {"jobspy", "jobposting"}],
    ids=lambda source: source.name,
)


def test_the_registry_has_the_sources_of_the_contract() -> None:
    assert set(SOURCES) == set(EXPECTED)
    assert len(ALL) == len(SOURCES)


@each_source
def test_a_source_lives_in_the_file_of_its_name(source: Source) -> None:
    assert type(source).__module__ == f"scraping.sources.{source.name}"


@each_source
def test_a_source_states_label_kind_and_terms(source: Source) -> None:
    assert source.label
    assert source.kind in {"aggregator", "board", "page"}
    assert str(source.terms).endswith(".")
    assert source.min_interval > 0


@each_source
def test_a_saved_page_gives_postings_with_id_title_and_public_link(
    source: Source,
) -> None:
    jobs = source.parse(list_page(source.name), query_for(source.name))
    assert jobs
    for job in jobs:
        assert job.source_job_id
        assert job.title == job.title.strip()
        assert job.link is not None
        assert job.link.startswith("https://")
        assert "/api/" not in job.link
        assert job.posted_at is None or job.posted_at.tzinfo is not None


@each_source
def test_the_same_page_gives_the_same_ids(source: Source) -> None:
    query = query_for(source.name)
    first, second = (
        [job.source_job_id for job in source.parse(list_page(source.name), query)]
        for _ in range(2)
    )
    assert first == second
    assert len(set(first)) == len(first)


def parse(source: Source, content: bytes) -> list[FoundJob] | None:
    """The postings, None for what the source refuses as no answer of its kind."""
    try:
        return source.parse(content, query_for(source.name))
    except ShapeChanged:
        return None


@each_source
def test_a_page_cut_off_anywhere_raises_nothing_else(source: Source) -> None:
    whole = list_page(source.name)
    for part in range(0, len(whole), max(1, len(whole) // 40)):
        parse(source, whole[:part])


@pytest.mark.parametrize("name", [name for name in EXPECTED if name != "jobspy"])
def test_an_empty_answer_is_not_read_as_no_postings(name: str) -> None:
    source = SOURCES[name]
    assert parse(source, b"") is None


@each_source
@pytest.mark.parametrize(
    "content",
    [b"{}", b"null", b"42", b'"text"', b'{"error": "moved"}', b"<html>hello</html>"],
)
def test_a_reshaped_answer_is_not_read_as_no_postings(
    source: Source, content: bytes
) -> None:
    assert not parse(source, content)
    if source.name != "jobspy":
        assert parse(source, content) is None


@each_source
@pytest.mark.parametrize(
    "hostile",
    [
        b"[" * 100_000 + b"]" * 100_000,
        b'{"jobs":[{"id":' + b"9" * 6000 + b"}]}",
        b'{"jobs":[{"id":1,"title":"t","salary_min":NaN}]}',
        b'\xef\xbb\xbf{"jobs":[{"id":1,"title":"T"}]}',
        b'{"jobs":[null,5,"x",[],{"id":{}}]}',
        b"\x00\xff\xfe",
    ],
    ids=["deep", "huge number", "nan", "bom", "wrong types", "binary"],
)
def test_hostile_answers_raise_nothing_else(source: Source, hostile: bytes) -> None:
    parse(source, hostile)


@pytest.mark.parametrize(
    "source",
    [SOURCES[name] for name in EXPECTED if (PAGES / name / "list.json").exists()],
    ids=lambda source: source.name,
)
def test_rows_of_wrong_types_cost_only_themselves(source: Source) -> None:
    payload = json.loads(list_page(source.name))
    rows = source.rows(payload)
    page = source.read_rows([None, 7, "x", [], {}, *rows], query_for(source.name))
    # Deleted comments and remarks are usual on Hacker News.
    assert page.skipped >= (0 if source.name == "hackernews" else 3)
    assert {job.title for job in page.jobs} == {
        job.title
        for job in source.parse(list_page(source.name), query_for(source.name))
    }


@pytest.mark.parametrize("name", ["greenhouse", "remotive", "arbeitnow"])
def test_a_title_of_a_million_signs_is_cut(name: str) -> None:
    source = SOURCES[name]
    payload = json.loads(list_page(source.name))
    row = source.rows(payload)[0]
    row["title"] = "A" * 1_000_000
    (job,) = source.read_rows([row], query_for(source.name)).jobs
    assert len(job.title) <= 500


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (Reply("go away", 403), {Status.BLOCKED, Status.AUTH_FAILED}),
        (Reply("who?", 401), {Status.AUTH_FAILED}),
        (Reply("slow", 429, {"Retry-After": "7"}), {Status.RATE_LIMITED}),
        (Reply("boom", 500), {Status.FAILED}),
        (Reply("", 200), {Status.SCHEMA_CHANGED}),
        (Reply("{]", 200), {Status.SCHEMA_CHANGED}),
        (Reply("<html>captcha</html>", 200), {Status.SCHEMA_CHANGED, Status.BLOCKED}),
        (Reply({"unexpected": []}, 200), {Status.SCHEMA_CHANGED}),
    ],
    ids=["403", "401", "429", "500", "empty", "garbage", "page", "reshaped"],
)
@each_asked
def test_a_refusal_is_told_by_its_status(
    source: Source,
    answer: Reply,
    status: set[Status],
    board_host: Board,
    guarded: Any,
) -> None:
    class Everything(dict[str, Any]):
        def get(self, path: str, default: Any = None) -> Any:
            return answer

    board_host.routes = Everything()
    batch = source.fetch(query_for(source.name, keyword="lamp"), guarded)
    assert batch.status in status
    assert batch.jobs == ()
    assert not batch.complete
    assert batch.note
    if answer.status == 429:
        assert batch.retry_after == 7.0


@each_asked
def test_an_address_that_is_gone_is_never_an_empty_list(
    source: Source, board_host: Board, guarded: Any
) -> None:
    batch = source.fetch(query_for(source.name, keyword="lamp"), guarded)
    assert batch.status in {Status.DISABLED_BY_EMPLOYER, Status.SCHEMA_CHANGED}
    assert not batch.complete


@each_asked
def test_a_server_that_is_not_there_is_a_failure(
    source: Source, board_host: Board, guarded: Any, settings: Any
) -> None:
    settings.SCRAPE_BASE_URLS = {source.name: "http://127.0.0.1:9"}
    settings.SCRAPE_ALLOWED_HOSTS = ["127.0.0.1:9"]
    batch = source.fetch(query_for(source.name, keyword="lamp"), guarded)
    assert batch.status in {Status.FAILED, Status.BLOCKED}


@each_asked
def test_every_request_goes_to_the_base_address_given(
    source: Source, board_host: Board, guarded: Any
) -> None:
    source.fetch(query_for(source.name, keyword="lamp"), guarded)
    assert board_host.paths()
    assert all(path.startswith(f"/{source.name}/") for path in board_host.paths())


@pytest.mark.parametrize(
    "source",
    [source for source in ALL if source.kind == "board"],
    ids=lambda source: source.name,
)
def test_a_board_stands_in_the_address_asked(
    source: Source, board_host: Board, guarded: Any
) -> None:
    query = query_for(source.name)
    source.fetch(query, guarded)
    tenant = (query.board or "").split("/")[0]
    assert all(tenant in path for path in board_host.paths())


def test_board_in_a_base_address_is_replaced(settings: Any) -> None:
    settings.SCRAPE_BASE_URLS = {"recruitee": "http://{board}.boards.test:81"}
    url = SOURCES["recruitee"].url("/api/offers/", "acme")
    assert url == "http://acme.boards.test:81/api/offers/"


def test_board_is_put_before_the_path_where_the_host_carries_it(settings: Any) -> None:
    settings.SCRAPE_BASE_URLS = {"recruitee": "http://mirror.test/r/"}
    url = SOURCES["recruitee"].url("/api/offers/", "acme")
    assert url == "http://mirror.test/r/acme/api/offers/"


def test_only_the_path_is_put_where_the_host_carries_none(settings: Any) -> None:
    settings.SCRAPE_BASE_URLS = {"greenhouse": "http://mirror.test"}
    url = SOURCES["greenhouse"].url("/v1/boards/{board}/jobs", "acme")
    assert url == "http://mirror.test/v1/boards/acme/jobs"


def test_a_search_is_part_of_what_answers_are_kept_by() -> None:
    adzuna, remotive = SOURCES["adzuna"], SOURCES["remotive"]
    one, two = Query(keyword="lamp"), Query(keyword="rope")
    assert adzuna.feed_key(one) != adzuna.feed_key(two)
    assert remotive.feed_key(one) == remotive.feed_key(two)


def test_sources_for_personal_use_are_off_at_first() -> None:
    off = {source.name for source in ALL if not source.default_enabled}
    assert off == {"weworkremotely", "jobspy"}


def test_a_mirror_of_ones_own_has_no_quota(settings: Any) -> None:
    settings.SCRAPE_BASE_URLS = {}
    assert SOURCES["remotive"].quota == 4
    settings.SCRAPE_BASE_URLS = {"remotive": "http://mirror.test"}
    assert SOURCES["remotive"].quota is None


def test_sources_with_keys_say_whether_they_are_set(settings: Any) -> None:
    for name in ("ADZUNA_APP_ID", "ADZUNA_APP_KEY", "JOOBLE_API_KEY", "REED_API_KEY"):
        setattr(settings, name, "")
    settings.USAJOBS_EMAIL = settings.USAJOBS_API_KEY = ""
    keyed = {source.name for source in ALL if source.needs_key}
    assert keyed == {"adzuna", "jooble", "usajobs", "reed"}
    assert not any(SOURCES[name].configured() for name in keyed)
