"""Greenhouse job boards."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs

from django.utils.translation import gettext_lazy as _

from scraping.reading.pay import Pay, pay_of
from scraping.sources.asking import ask
from scraping.sources.base import (
    BoardInfo,
    Client,
    FoundJob,
    Problem,
    Query,
    Recognised,
    Source,
)
from scraping.sources.boards import Address, address_of, confirm_by_listing
from scraping.sources.building import posting, web_link
from scraping.sources.shape import (
    count,
    dig,
    first_text,
    items,
    label,
    mapping,
    rows_of,
    text,
)

# Names under which employers keep the workplace among their own fields.
PAY_FIELD = re.compile(r"salary|pay\b|compensation|wage", re.IGNORECASE)
NOT_PAY = re.compile(r"bonus|ote\b|target|equity|commission|total", re.IGNORECASE)
WORKPLACE_FIELDS = {
    "location type",
    "workplace type",
    "work type",
    "workplace",
    "remote",
}


class Greenhouse(Source):
    name = "greenhouse"
    label = "Greenhouse"
    kind = "board"
    terms = _(
        "The employer's own public board; applications go through its page there."
    )
    # Boards hosted in the EU answer here as well.
    host = "https://boards-api.greenhouse.io"
    path = "/v1/boards/{board}/jobs"
    board_page = "https://job-boards.greenhouse.io/{board}"
    posting_page = "https://job-boards.greenhouse.io/{board}/jobs/{id}"

    def params(self, query: Query) -> dict[str, str]:
        return {"content": "true"}

    def rows(self, payload: Any) -> list[Any]:
        return rows_of(payload, "jobs")

    def total(self, payload: Any) -> int | None:
        return count(dig(payload, "meta", "total"))

    def read(self, row: Any, query: Query) -> FoundJob:
        number = text(row["id"])
        offices = [
            first_text(office, "location", "name")
            for office in items(row.get("offices"))
        ]
        return posting(
            query,
            id=number,
            title=row["title"],
            company=row.get("company_name"),
            location=label(row.get("location")),
            towns=offices,
            workplace=_workplace(row),
            link=web_link(row.get("absolute_url"))
            or self.posting_url(query.board, number or ""),
            department=label(next(iter(items(row.get("departments"))), None)),
            language=row.get("language"),
            requisition=row.get("requisition_id"),
            pay=_pay(row),
            html=row.get("content"),
            # Without a first publication the last edit is no substitute.
            posted=row.get("first_published"),
            closes=row.get("application_deadline"),
            raw=row,
        )

    def recognise(self, url: str) -> Recognised | None:
        address = address_of(url)
        if address is None or not address.is_on("greenhouse.io"):
            return None
        board, number = _of_path(address)
        if not board:
            return None
        region = ".eu" if ".eu." in address.host else ""
        page = f"https://job-boards{region}.greenhouse.io/{board}"
        return Recognised(self.name, board, page, number)

    def confirm(self, board: str, client: Client, *, url: str = "") -> BoardInfo:
        try:
            answer = ask(self, client, self.url("/v1/boards/{board}", board))
            name = first_text(self.load(answer.content), "name")
        except (Problem, ValueError):
            name = None
        if name:
            return BoardInfo(True, name.strip(), url or self.public_board_url(board))
        return confirm_by_listing(self, board, client, url=url)

    def fetch_posting(
        self, posting_id: str, query: Query, client: Client
    ) -> FoundJob | None:
        path = f"/v1/boards/{{board}}/jobs/{posting_id}"
        answer = ask(
            self,
            client,
            self.url(path, query.board),
            params={"pay_transparency": "true"},
        )
        return self.read(mapping(self.load(answer.content)), query)


def _of_path(address: Address) -> tuple[str | None, str | None]:
    """Board and posting of /acme/jobs/12, /embed/job_board?for=acme, /v1/boards/acme/…"""
    parts = address.parts
    if parts[:1] == ["embed"]:
        query = parse_qs(address.query)
        board = query.get("for", [""])[0]
        return address.slug(board), query.get("token", [None])[0]
    if parts[:2] == ["v1", "boards"]:
        parts = parts[2:]
    elif address.host.startswith(("api.", "boards-api.", "www.", "app.")):
        return None, None
    if not parts:
        return None, None
    number = parts[2] if len(parts) > 2 and parts[1] == "jobs" else None
    number = number or parse_qs(address.query).get("gh_jid", [None])[0]
    return address.slug(parts[0]), number


def _workplace(row: Any) -> str | None:
    """Remote or hybrid as the employer's own field says. "On-Site" there is often
    set for all jobs, beside an office policy that is hybrid: it tells nothing."""
    for item in items(row.get("metadata")):
        if str(mapping(item).get("name", "")).strip().lower() in WORKPLACE_FIELDS:
            value = item.get("value")
            words = label(value[0] if isinstance(value, list) and value else value)
            if words and re.search(r"remote|hybrid", words, re.IGNORECASE):
                return words
    return None


def _pay(row: Any) -> Pay | None:
    """The ranges of a single posting's answer, in cents; several are tiers."""
    ranges = [mapping(item) for item in items(row.get("pay_input_ranges"))]
    if not ranges:
        return _pay_field(row)
    lows = [low for item in ranges if (low := count(item.get("min_cents")))]
    highs = [high for item in ranges if (high := count(item.get("max_cents")))]
    currencies = {item.get("currency_type") for item in ranges}
    if len(currencies) != 1 or not (lows or highs):
        return None
    titles = " ".join(str(item.get("title") or "") for item in ranges)
    return pay_of(
        min(lows) / 100 if lows else None,
        max(highs) / 100 if highs else None,
        currencies.pop(),
        "hour" if "hour" in titles.lower() else "year",
    )


def _pay_field(row: Any) -> Pay | None:
    """A range among the employer's own fields (value type "currency_range")."""
    for item in map(mapping, items(row.get("metadata"))):
        name = str(item.get("name") or "")
        value = mapping(item.get("value"))
        if value and PAY_FIELD.search(name) and not NOT_PAY.search(name):
            pay = pay_of(
                value.get("min_value"),
                value.get("max_value"),
                value.get("unit") or value.get("currency"),
                "hour" if "hour" in name.lower() else None,
            )
            if pay is not None and pay.has_numbers:
                return pay
    return None
