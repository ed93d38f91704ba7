"""Workday career sites: the list twenty at a time, the text of each for itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlsplit

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from scraping.sources.asking import ask, conclude_details, walk, with_details
from scraping.sources.base import (
    Batch,
    BoardInfo,
    Client,
    FoundJob,
    NotListed,
    Page,
    Problem,
    Query,
    Recognised,
    Source,
    Status,
    base_urls,
)
from scraping.sources.boards import address_of, confirm_by_listing
from scraping.sources.building import posting, web_link
from scraping.sources.shape import (
    ShapeChanged,
    count,
    dig,
    first_text,
    flag,
    items,
    label,
    mapping,
    rows_of,
    text,
)

PAGE = 20
# Some tenants list more than twenty thousand: the newest of them are enough.
MOST_PAGES = 60
# Where a tenant lives is in its address only; these hold nearly all.
SHARDS = ("wd5", "wd1", "wd3", "wd12", "wd2", "wd10", "wd103", "wd501", "wd4", "wd6")
LOCALE = re.compile(r"^[a-z]{2}(?:-[A-Za-z]{2,4})?$")
HOST = re.compile(r"^([a-z0-9-]+)\.(wd\d+)\.myworkdayjobs(?:-impl)?\.com$")
SITE_HOST = re.compile(r"^(wd\d+)\.myworkdaysite\.com$")


class Workday(Source):
    name = "workday"
    label = "Workday"
    kind = "board"
    terms = _(
        "The employer's own public board; applications go through its page there. "
        "Asked slowly, since its firewall refuses bursts."
    )
    # The tenant stands in the host; which of its sites is in the path.
    host = "https://{board}.myworkdayjobs.com"
    board_page = ""

    def public_board_url(self, board: str) -> str:
        """Of a board whose host is not known, on the most common one."""
        tenant, site = _parts(board)
        return f"https://{tenant}.{SHARDS[0]}.myworkdayjobs.com/{quote(site)}"

    def collect(self, query: Query, client: Client) -> Batch:
        refused: Problem | None = None
        for base in self._bases(query):
            try:
                return self._collect(base, query, client)
            except Problem as problem:
                if problem.status is not Status.DISABLED_BY_EMPLOYER:
                    raise
                refused = problem
        raise refused or Problem(
            Status.DISABLED_BY_EMPLOYER, _now("There is no such board")
        )

    def _bases(self, query: Query) -> Iterator[str]:
        tenant, _site = _parts(query.board or "")
        custom = base_urls().get(self.name)
        if custom is not None:
            yield self.base(query.board)
            # A mirror of the hosts knows tenants only.
            yield self.base(tenant)
            return
        host = urlsplit(query.board_url or "").netloc
        if HOST.match(host) or SITE_HOST.match(host):
            yield f"https://{host}"
            return
        for shard in SHARDS:
            yield f"https://{tenant}.{shard}.myworkdayjobs.com"

    def _collect(self, base: str, query: Query, client: Client) -> Batch:
        tenant, site = _parts(query.board or "")
        api = f"{base}/wday/cxs/{quote(tenant)}/{quote(site)}"
        asked = self._placed(base, query)
        offset = 0

        def read(number: int) -> tuple[Page, bool]:
            nonlocal offset
            page = self._page(api, offset, asked, client)
            offset += page.rows
            more = page.rows >= PAGE or offset < (page.total or 0)
            return page, bool(page.rows) and more

        walked = walk(asked, read, most=MOST_PAGES)
        jobs, missed = with_details(
            asked, walked.page.jobs, lambda job: self._detail(api, job, asked, client)
        )
        return conclude_details(self, walked, jobs, missed)

    def _placed(self, base: str, query: Query) -> Query:
        """With the board's page, from which links are made."""
        if query.board_url or self.name in base_urls():
            return query
        return replace(query, board_url=f"{base}/{_parts(query.board or '')[1]}")

    def _page(self, api: str, offset: int, query: Query, client: Client) -> Page:
        body = {"appliedFacets": {}, "limit": PAGE, "offset": offset, "searchText": ""}
        try:
            answer = ask(self, client, f"{api}/jobs", json=body)
        except Problem as problem:
            # One refused page of many is worth a second try at the host's pace.
            if not offset or problem.status is Status.DISABLED_BY_EMPLOYER:
                raise
            answer = ask(self, client, f"{api}/jobs", json=body)
        return self.read_page(answer.content, query)

    def _detail(
        self, api: str, job: FoundJob, query: Query, client: Client
    ) -> FoundJob | None:
        path = str(job.raw.get("externalPath") or "")
        if not path.startswith("/"):
            return job
        answer = ask(self, client, f"{api}{quote(path, safe='/%')}")
        detail = mapping(self.load(answer.content))
        info = mapping(detail.get("jobPostingInfo"))
        if not info:
            raise ShapeChanged(_now("The posting's own answer has no posting"))
        try:
            return self._read_detail(info, detail, job, query)
        except NotListed:
            return None

    def rows(self, payload: Any) -> list[Any]:
        return rows_of(payload, "jobPostings")

    def total(self, payload: Any) -> int | None:
        # Only the first page tells it; later ones say 0.
        return count(dig(payload, "total")) or None

    def read(self, row: Any, query: Query) -> FoundJob:
        path = text(row["externalPath"]) or ""
        fields = row.get("bulletFields")
        number = _requisition(path, fields if isinstance(fields, list) else [])
        return posting(
            query,
            id=number,
            title=row["title"],
            location=_place(row.get("locationsText")),
            workplace=label(row.get("remoteType")),
            link=self._link(path, query),
            employment=row.get("timeType"),
            requisition=number,
            posted=_exactly(row.get("postedOn")),
            detailed=False,
            raw=row,
        )

    def _read_detail(
        self, info: dict[str, Any], whole: dict[str, Any], job: FoundJob, query: Query
    ) -> FoundJob:
        if flag(info.get("posted")) is False:
            raise NotListed
        more = info.get("additionalLocations")
        place = dig(info, "jobRequisitionLocation", "country", "alpha2Code")
        fallback = dig(whole, "hiringOrganization", "name")
        found = posting(
            query,
            id=job.source_job_id,
            title=info.get("title") or job.title,
            company=query.company_name or fallback,
            location=_place(info.get("location")) or job.location,
            places=[_place(info.get("location")), *items_of_text(more)],
            workplace=label(info.get("remoteType")) or job.raw.get("remoteType"),
            country=text(place),
            link=web_link(info.get("externalUrl")) or job.link,
            employment=info.get("timeType"),
            requisition=info.get("jobReqId") or job.requisition_id,
            html=info.get("jobDescription"),
            posted=info.get("startDate") or _exactly(info.get("postedOn")),
            closes=info.get("endDate"),
            raw={**job.raw, "country": dig(info, "country", "descriptor")},
        )
        return replace(found, posted_at=found.posted_at or job.posted_at)

    def _link(self, path: str, query: Query) -> str | None:
        if not path:
            return None
        page = query.board_url or self.public_board_url(query.board or "")
        return web_link(f"{page.rstrip('/')}{path}")

    def recognise(self, url: str) -> Recognised | None:
        address = address_of(url)
        if address is None:
            return None
        parts = [part for part in address.parts if not LOCALE.match(part)]
        if match := HOST.match(address.host):
            tenant = match[1]
            if parts[:2] == ["wday", "cxs"]:
                parts = parts[3:]
            page = f"https://{address.host}"
        elif SITE_HOST.match(address.host) and parts[:1] == ["recruiting"]:
            if len(parts) < 3:
                return None
            tenant, parts = parts[1], parts[2:]
            page = f"https://{address.host}/recruiting/{tenant}"
        else:
            return None
        site = address.slug(parts[0]) if parts else None
        if not site:
            return None
        number = parts[-1] if "job" in parts[1:-1] else None
        if number:
            number = number.rsplit("_", 1)[-1]
        return Recognised(self.name, f"{tenant}/{site}", f"{page}/{site}", number)

    def confirm(self, board: str, client: Client, *, url: str = "") -> BoardInfo:
        """Ask each host until one knows the board: then its address is known too."""
        if url or self.name in base_urls():
            return confirm_by_listing(self, board, client, url=url)
        info = BoardInfo(False, reason=_now("There is no such board"))
        tenant, site = _parts(board)
        for shard in SHARDS:
            page = f"https://{tenant}.{shard}.myworkdayjobs.com/{site}"
            info = confirm_by_listing(self, board, client, url=page)
            if info.exists or info.status in {Status.BLOCKED, Status.RATE_LIMITED}:
                break
        return info


def _parts(board: str) -> tuple[str, str]:
    tenant, _slash, site = board.partition("/")
    return tenant, site or tenant


def _requisition(path: str, fields: list[Any]) -> str:
    """The requisition's number: one posting in several places carries one."""
    for field in fields:
        number = text(field)
        if number and number in path and any(sign.isdigit() for sign in number):
            return number
    return path.rsplit("/", 1)[-1].rsplit("_", 1)[-1]


def _place(value: Any) -> str | None:
    """A place; "3 Locations" is none."""
    words = text(value)
    return None if words and re.match(r"^\d+ \w+$", words.strip()) else words


def _exactly(value: Any) -> str | None:
    """A day; "30+ days ago" is none."""
    words = text(value)
    return None if words and "+" in words else words


def items_of_text(value: Any) -> list[str]:
    found = value if isinstance(value, list) else [value]
    return [
        words
        for item in found
        if (words := first_text(item, "descriptor") if items(item) else text(item))
    ]
