"""What crosses the seam between sources and the rest: frozen, nothing of Django's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Literal, Protocol

from scraping.reading.pay import Pay

Kind = Literal["aggregator", "board", "page"]
Remote = Literal["remote", "hybrid", "onsite"]


class Status(StrEnum):
    """How asking a source went."""

    OK = "ok"
    # The source says itself that it has none.
    OK_EMPTY_CONFIRMED = "ok_empty_confirmed"
    # Nothing listed, and no way to tell it from a mistake.
    OK_EMPTY_SUSPICIOUS = "ok_empty_suspicious"
    # Some of it is missing: a page failed, or postings could not be read.
    PARTIAL = "partial"
    # More is there than we ask for in one go.
    CAPPED = "capped"
    RATE_LIMITED = "rate_limited"
    BLOCKED = "blocked"
    AUTH_FAILED = "auth_failed"
    SCHEMA_CHANGED = "schema_changed"
    # No such board, or its owner switched it off.
    DISABLED_BY_EMPLOYER = "disabled_by_employer"
    # Not reached, or it broke: time-outs, 5xx, answers without an end.
    FAILED = "failed"

    @property
    def is_failure(self) -> bool:
        """Whether nothing at all was learnt from the source."""
        return self in FAILURES


FAILURES = {
    Status.RATE_LIMITED,
    Status.BLOCKED,
    Status.AUTH_FAILED,
    Status.SCHEMA_CHANGED,
    Status.DISABLED_BY_EMPLOYER,
    Status.FAILED,
}


@dataclass(frozen=True, slots=True)
class FoundJob:
    """One posting as its source states it; what it does not state is None."""

    source_job_id: str
    title: str
    company: str | None = None
    # The source's own words; ``locations`` are the single places in it.
    location: str | None = None
    locations: tuple[str, ...] = ()
    remote: Remote | None = None
    remote_regions: tuple[str, ...] = ()
    requisition_id: str | None = None
    link: str | None = None
    apply_link: str | None = None
    employment_type: str | None = None
    department: str | None = None
    language: str | None = None
    pay: Pay | None = None
    # As the source wrote it: to be sanitised before it is stored.
    description_html: str | None = None
    description_text: str | None = None
    posted_at: datetime | None = None
    closes_at: datetime | None = None
    hr_email: str | None = None
    # False where the list carries less than the posting's own page and that was
    # not asked this time: facts stored earlier are then still right.
    detailed: bool = True
    raw: Mapping[str, Any] = field(default_factory=dict)


class Validators(Protocol):
    """What a conditional request repeats (ETag, Last-Modified)."""

    @property
    def etag(self) -> str: ...
    @property
    def last_modified(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Stamp:
    """The validators of an answer."""

    etag: str = ""
    last_modified: str = ""


class Answer(Protocol):
    """An answer of the guarded client."""

    @property
    def url(self) -> str: ...
    @property
    def status(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def content(self) -> bytes: ...
    @property
    def text(self) -> str: ...


class Client(Protocol):
    """The part of ``jobhunt.lib.http.GuardedClient`` that sources use."""

    def get(self, url: str, **options: Any) -> Any: ...
    def post(self, url: str, **options: Any) -> Any: ...
    def render(self, url: str) -> str | None: ...


def never() -> bool:
    return False


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked: a search at an aggregator, or all of one company's board."""

    keyword: str | None = None
    location: str | None = None
    board: str | None = None
    # The board's public address, which may tell its host (Workday, EU, own domain).
    board_url: str | None = None
    # The Company's name, for boards whose postings carry none.
    company_name: str | None = None
    validators: Validators | None = None
    fetched_at: datetime = field(default_factory=now)
    # Postings whose text is stored already: their pages are not asked again.
    known_ids: frozenset[str] = frozenset()
    # Asked between requests; true ends the fetch with what is there ("partial").
    stop: Callable[[], bool] = never


@dataclass(frozen=True, slots=True)
class Batch:
    """What a source gave. ``complete`` = all of a board, nothing missing: only
    then may a posting's absence count as closed."""

    status: Status
    jobs: tuple[FoundJob, ...] = ()
    complete: bool = False
    note: str = ""
    retry_after: float | None = None
    # Nothing changed since the validators given: the kept copy holds.
    not_modified: bool = False
    validators: Stamp | None = None
    # Rows that were there but made no sense.
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """One answer, read."""

    jobs: tuple[FoundJob, ...] = ()
    # Rows of the answer, unlisted and unreadable ones included.
    rows: int = 0
    skipped: int = 0
    # How many the source says it has in all.
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Recognised:
    """A board found behind an address."""

    source: str
    board: str
    url: str
    posting_id: str | None = None


@dataclass(frozen=True, slots=True)
class BoardInfo:
    """Whether a board exists. ``name`` is the board's own word, None if it has none.

    ``exists`` is False also where the source answers alike for any name;
    ``reason`` tells why, and ``status`` how asking went.
    """

    exists: bool
    name: str | None = None
    url: str = ""
    reason: str = ""
    status: Status = Status.OK


class Problem(Exception):
    """A source did not give what was asked."""

    def __init__(
        self, status: Status, note: str, retry_after: float | None = None
    ) -> None:
        super().__init__(note)
        self.status = status
        self.note = note
        self.retry_after = retry_after


class Unreadable(ValueError):
    """A row without what makes it a posting."""


class NotListed(Exception):
    """A row that is no posting for the public: hidden, a draft, a remark."""


def stamp_of(answer: Answer) -> Stamp | None:
    """The validators of an answer, None without any."""
    headers = {name.lower(): value for name, value in answer.headers.items()}
    stamp = Stamp(headers.get("etag", ""), headers.get("last-modified", ""))
    return stamp if stamp.etag or stamp.last_modified else None


def merge_places(jobs: Iterable[FoundJob]) -> tuple[FoundJob, ...]:
    """One source id in several places is one job with all of them."""
    merged: dict[str, FoundJob] = {}
    for job in jobs:
        first = merged.get(job.source_job_id)
        if first is None:
            merged[job.source_job_id] = job
            continue
        places = dict.fromkeys((*first.locations, *job.locations))
        regions = dict.fromkeys((*first.remote_regions, *job.remote_regions))
        merged[job.source_job_id] = replace(
            first,
            location=first.location or job.location,
            locations=tuple(places),
            remote=first.remote or job.remote,
            remote_regions=tuple(regions),
        )
    return tuple(merged.values())
