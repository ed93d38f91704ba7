"""The saved answers in ``pages/``, and how they are read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from scraping.sources import SOURCES
from scraping.sources.base import FoundJob, Query

PAGES = Path(__file__).parent / "pages"
FETCHED_AT = datetime(2026, 11, 25, 12, tzinfo=UTC)
# A board as it may stand in each source's addresses.
BOARDS = {
    "workday": "tide/Careers",
    "jobposting": "https://sound.example/jobs/ferry-captain",
}


def list_page(name: str) -> bytes:
    return next((PAGES / name).glob("list.*")).read_bytes()


def detail_page(name: str) -> bytes:
    return next((PAGES / name).glob("detail.*")).read_bytes()


def query_for(name: str, **facts: object) -> Query:
    given: dict[str, object] = {"fetched_at": FETCHED_AT, **facts}
    if SOURCES[name].kind != "aggregator":
        given.setdefault("board", BOARDS.get(name, "acme"))
    return Query(**given)  # type: ignore[arg-type]


def jobs_of(name: str, **facts: object) -> list[FoundJob]:
    return SOURCES[name].parse(list_page(name), query_for(name, **facts))


def by_title(name: str, **facts: object) -> dict[str, FoundJob]:
    return {job.title: job for job in jobs_of(name, **facts)}
