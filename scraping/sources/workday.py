"""Workday career sites: the list twenty at a time, the text of each for itself."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlsplit

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from scraping.sources.asking import ask, conclude_details, walk, with_details
from scraping.sources.base import (
    Batch,
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
from scraping.sources.boards import address_of
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
    # A tenant's name may not even resolve on another tenant's host.
    passes_over = frozenset({Status.DISABLED_BY_EMPLOYER, Status.FAILED})

    def public_board_url(self, board: str) -> str:
        """Of a board whose host is not known, on the most common one."""
        tenant, site = _parts(board)
        return f"https://{tenant}.{SHARDS[0]}.myworkdayjobs.com/{quote(site)}"

    def addresses(self, board: str) -> list[str]:
        tenant, site = _parts(board)
        return [
            f"https://{tenant}.{shard}.myworkdayjobs.com/{quote(site)}"
            for shard in SHARDS
        ]

    def collect(self, query: Query, client: Client) -> Batch:
        tenant, _site = _parts(query.board or "")
        if self.name not in base_urls():
            host = urlsplit(query.board_url or "").netloc
            return self._collect(f"https://{host}", query, client)
        try:
            return self._collect(self.base(query.board), query, client)
        except Problem as problem:
            if problem.status is not Status.DISABLED_BY_EMPLOYER:
                raise
        # A mirror of the hosts knows tenants only.
        return self._collect(self.base(tenant), query, client)

    def _collect(self, base: str, query: Query, client: Client) -> Batch:
        tenant, site = _parts(query.board or "")
        api = f"{base}/wday/cxs/{quote(tenant)}/{quote(site)}"
        offset, total = 0, None

        def read(number: int) -> tuple[Page, bool]:
            nonlocal offset, total
            page = self._page(api, offset, query, client)
            offset += page.rows
            total = page.total or total
            more = offset < total if total is not None else page.rows >= PAGE
            return page, bool(page.rows) and more

        walked = walk(query, read, most=MOST_PAGES)
        jobs, missed = with_details(
            query, walked.page.jobs, lambda job: self._detail(api, job, query, client)
        )
        return conclude_details(self, walked, jobs, missed)

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
