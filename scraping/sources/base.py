"""What every source of postings has in common.

An adapter asks (``fetch``) apart from reading (``parse``, pure). Whatever comes
back, nothing is raised past it, and what could not be read never looks like
"no jobs": the ``Batch`` says what happened. How to write one:
docs/adding-a-source.md.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar, Literal, Protocol
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from scraping.reading.pay import Pay
from scraping.sources.shape import SHAPE_ERRORS, ShapeChanged, load_json

logger = logging.getLogger("jobhunt.scraping")

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


def base_urls() -> dict[str, str]:
    """Other base addresses of sources (mirrors, tests), by name."""
    return dict(getattr(settings, "SCRAPE_BASE_URLS", None) or {})


class Source:
    """A source of postings: facts about it, and how to ask and read it."""

    name: ClassVar[str]
    label: ClassVar[str]
    kind: ClassVar[Kind]
    # One sentence: what its terms ask of us, with the attribution they want.
    terms: ClassVar[StrOrPromise]
    # The attribution that stands beside a posting ("Jobs by Adzuna").
    attribution: ClassVar[str] = ""
    # The real host; {board} where it carries the company.
    host: ClassVar[str]
    path: ClassVar[str] = ""
    # Seconds for which an answer is kept and shared.
    min_interval: ClassVar[int] = 3600
    # Requests a day that the terms or the key allow; None = not limited.
    daily_quota: ClassVar[int | None] = None
    needs_key: ClassVar[bool] = False
    # Its terms allow personal use only: off until the team switches it on.
    personal_only: ClassVar[bool] = False
    # Whether the keyword is sent, so that answers differ by it.
    searches: ClassVar[bool] = False
    # An empty list of the right shape really means "no postings".
    trusts_empty: ClassVar[bool] = True
    timeout: ClassVar[float] = 30.0
    # The public page of a board, and of a posting on it.
    board_page: ClassVar[str] = ""
    posting_page: ClassVar[str] = ""

    def configured(self) -> bool:
        """Whether the keys it needs are set."""
        return True

    @property
    def default_enabled(self) -> bool:
        return not self.personal_only

    # -- addresses ---------------------------------------------------------
    def base(self, board: str | None = None) -> str:
        custom = base_urls().get(self.name)
        segment = quote(board or "", safe="/")
        if custom is None:
            return self.host.replace("{board}", segment)
        custom = custom.rstrip("/")
        if "{board}" in custom:
            return custom.replace("{board}", segment)
        return f"{custom}/{segment}" if "{board}" in self.host else custom

    def url(self, path: str, board: str | None = None) -> str:
        """Where to ask: the base address and the source's own path."""
        own = path.replace("{board}", quote(board or "", safe=""))
        return self.base(board) + own

    def public_board_url(self, board: str) -> str:
        return self.board_page.replace("{board}", quote(board, safe="/"))

    def posting_url(self, board: str | None, posting_id: str) -> str | None:
        """The public pattern of a posting's page; None where there is none."""
        if not (self.posting_page and board):
            return None
        page = self.posting_page.replace("{board}", quote(board, safe="/"))
        return page.replace("{id}", quote(posting_id, safe=""))

    def feed_key(self, query: Query) -> str:
        """Queries with the same key get the same answer."""
        parts = [self.name, query.board or ""]
        if self.searches:
            parts += [
                (query.keyword or "").casefold(),
                (query.location or "").casefold(),
            ]
        return "|".join(parts)

    # -- asking ------------------------------------------------------------
    def fetch(self, query: Query, client: Client) -> Batch:
        """Everything the query asks for; failures are a Batch, never raised."""
        try:
            return self.collect(query, client)
        except Problem as problem:
            return Batch(
                problem.status, note=problem.note, retry_after=problem.retry_after
            )
        except ShapeChanged as changed:
            return Batch(Status.SCHEMA_CHANGED, note=str(changed))
        except Exception:
            # One adapter's mistake must not end the run of all.
            logger.exception("source %s broke", self.name)
            return Batch(Status.SCHEMA_CHANGED, note=_("The answer was not understood"))

    def collect(self, query: Query, client: Client) -> Batch:
        """One request and its reading; sources with several have their own."""
        from scraping.sources.asking import ask

        answer = ask(
            self,
            client,
            self.url(self.path, query.board),
            params=self.params(query),
            headers=self.headers(),
            conditional=query.validators,
        )
        if answer.status == 304:
            return Batch(Status.OK, not_modified=True, complete=self.kind == "board")
        page = self.read_page(answer.content, query)
        batch = self.conclude(page)
        return replace(batch, validators=stamp_of(answer))

    def params(self, query: Query) -> dict[str, str]:
        return {}

    def headers(self) -> dict[str, str]:
        return {}

    # -- reading -----------------------------------------------------------
    def parse(self, content: bytes, query: Query | None = None) -> list[FoundJob]:
        """The postings of one answer. Raises ShapeChanged for what is none."""
        return list(self.read_page(content, query or Query()).jobs)

    def read_page(self, content: bytes, query: Query) -> Page:
        payload = self.load(content)
        return self.read_rows(self.rows(payload), query, total=self.total(payload))

    def read_rows(
        self, rows: Iterable[Any], query: Query, *, total: int | None = None
    ) -> Page:
        """Rows one by one: what is wrong with one of them costs only that one."""
        jobs: list[FoundJob] = []
        seen = skipped = 0
        for row in rows:
            seen += 1
            try:
                jobs.append(self.read(row, query))
            except NotListed:
                continue
            except SHAPE_ERRORS:
                skipped += 1
        return Page(merge_places(jobs), seen, skipped, total)

    def load(self, content: bytes) -> Any:
        return load_json(content)

    def rows(self, payload: Any) -> list[Any]:
        """The list of postings in an answer; raises ShapeChanged without one."""
        raise NotImplementedError

    def read(self, row: Any, query: Query) -> FoundJob:
        """One posting; raises Unreadable or NotListed."""
        raise NotImplementedError

    def total(self, payload: Any) -> int | None:
        return None

    def conclude(
        self,
        page: Page,
        *,
        problem: Problem | None = None,
        capped: bool = False,
        filtered: bool = False,
        note: str = "",
    ) -> Batch:
        """The verdict over all that was read."""
        status, words = self.verdict(page, problem=problem, capped=capped)
        whole = status in {Status.OK, Status.OK_EMPTY_CONFIRMED}
        return Batch(
            status,
            page.jobs,
            complete=whole and not filtered and self.kind != "aggregator",
            note=note or words,
            retry_after=problem.retry_after if problem else None,
            skipped=page.skipped,
        )

    def verdict(
        self, page: Page, *, problem: Problem | None, capped: bool
    ) -> tuple[Status, str]:
        count = len(page.jobs)
        if problem is not None:
            return (Status.PARTIAL if count else problem.status), problem.note
        if page.skipped and not count:
            return Status.SCHEMA_CHANGED, _("No posting of the answer could be read")
        if capped:
            if page.total:
                words = _("%(count)d of %(total)d postings were asked for") % {
                    "count": page.rows,
                    "total": page.total,
                }
            else:
                words = _("Only the newest %(count)d postings were asked for") % {
                    "count": page.rows
                }
            return Status.CAPPED, words
        if page.total and page.rows < page.total:
            words = _("%(count)d of %(total)d postings were listed") % {
                "count": page.rows,
                "total": page.total,
            }
            if self.kind == "aggregator" and count:
                return Status.CAPPED, words
            return (Status.PARTIAL if count else Status.OK_EMPTY_SUSPICIOUS), words
        if page.skipped:
            words = _("%(skipped)d of %(rows)d postings could not be read") % {
                "skipped": page.skipped,
                "rows": page.rows,
            }
            return Status.PARTIAL, words
        if count:
            return Status.OK, ""
        if self.trusts_empty and self.kind != "aggregator":
            return Status.OK_EMPTY_CONFIRMED, _("No postings at present")
        return Status.OK_EMPTY_SUSPICIOUS, _("The answer listed no postings")

    # -- boards ------------------------------------------------------------
    def recognise(self, url: str) -> Recognised | None:
        """The board (and posting) of this source behind an address."""
        return None

    def confirm(self, board: str, client: Client, *, url: str = "") -> BoardInfo:
        """Whether the board exists, and its own name. Never raises."""
        from scraping.sources.boards import confirm_by_listing

        return confirm_by_listing(self, board, client, url=url)

    def fetch_posting(
        self, posting_id: str, query: Query, client: Client
    ) -> FoundJob | None:
        """One posting of a board; None when it is not listed. Raises Problem."""
        batch = self.fetch(query, client)
        if batch.status.is_failure:
            raise Problem(batch.status, batch.note, batch.retry_after)
        for job in batch.jobs:
            if posting_id in {job.source_job_id, job.requisition_id} or (
                job.link is not None and posting_id in job.link.split("/")
            ):
                return job
        return None


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
