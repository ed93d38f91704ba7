"""What every source of postings has in common.

An adapter asks (``fetch``) apart from reading (``parse``, pure). Whatever comes
back, nothing is raised past it, and what could not be read never looks like
"no jobs": the ``Batch`` says what happened. How to write one:
docs/adding-a-source.md.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from scraping.sources.asking import ask
from scraping.sources.boards import confirm_by_listing
from scraping.sources.found import (
    Answer,
    Batch,
    BoardInfo,
    Client,
    FoundJob,
    Kind,
    NotListed,
    Page,
    Problem,
    Query,
    Recognised,
    Remote,
    Stamp,
    Status,
    Unreadable,
    Validators,
    merge_places,
    now,
    stamp_of,
)
from scraping.sources.shape import SHAPE_ERRORS, ShapeChanged, load_json

__all__ = [
    "Answer",
    "Batch",
    "BoardInfo",
    "Client",
    "FoundJob",
    "Kind",
    "NotListed",
    "Page",
    "Problem",
    "Query",
    "Recognised",
    "Remote",
    "Source",
    "Stamp",
    "Status",
    "Unreadable",
    "Validators",
    "base_urls",
    "merge_places",
    "now",
    "stamp_of",
]

logger = logging.getLogger("jobhunt.scraping")


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
    # Of a board that may live on several hosts: when the next one is tried.
    passes_over: ClassVar[frozenset[Status]] = frozenset({Status.DISABLED_BY_EMPLOYER})
    # The public page of a board, and of a posting on it.
    board_page: ClassVar[str] = ""
    posting_page: ClassVar[str] = ""

    def configured(self) -> bool:
        """Whether the keys it needs are set."""
        return True

    @property
    def quota(self) -> int | None:
        """Requests a day that the source allows; a mirror of one's own has none."""
        return None if self.name in base_urls() else self.daily_quota

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

    def addresses(self, board: str) -> list[str]:
        """Public pages under which a board may live, the likeliest first."""
        return [self.public_board_url(board)]

    def placed(self, query: Query) -> list[Query]:
        """The query for each host that may have the board; one where it is known."""
        pages = self.addresses(query.board) if query.board else []
        known = query.board_url is not None and query.board_url not in pages[:1]
        if known or len(pages) < 2 or self.name in base_urls():
            return [query]
        return [replace(query, board_url=page) for page in pages]

    # -- asking ------------------------------------------------------------
    def fetch(self, query: Query, client: Client) -> Batch:
        """Everything the query asks for; failures are a Batch, never raised."""
        refused: Batch | None = None
        for asked in self.placed(query):
            batch = self.fetch_at(asked, client)
            if batch.status not in self.passes_over:
                return batch
            refused = batch
        return refused or Batch(Status.DISABLED_BY_EMPLOYER)

    def fetch_at(self, query: Query, client: Client) -> Batch:
        """As ``fetch``, from the one host that the query's ``board_url`` names."""
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
        # A well-formed list of nothing is a whole answer, whatever it means: that
        # a board which had postings has none counts when it is repeated.
        empty = status is Status.OK_EMPTY_SUSPICIOUS and not (page.rows or page.total)
        whole = empty or status in {Status.OK, Status.OK_EMPTY_CONFIRMED}
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
        info = BoardInfo(False)
        for query in self.placed(Query(board=board, board_url=url or None)):
            info = confirm_by_listing(self, board, client, url=query.board_url or "")
            if info.exists or info.status not in self.passes_over:
                break
        return info

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
