"""Rippling job boards."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from scraping.reading.pay import Pay, pay_of
from scraping.sources.asking import Walk, ask, conclude_details, with_details
from scraping.sources.base import Batch, Client, FoundJob, Query, Recognised, Source
from scraping.sources.boards import address_of
from scraping.sources.building import posting, web_link, widest
from scraping.sources.shape import (
    dig,
    first_text,
    items,
    label,
    mapping,
    rows_of,
    text,
)

LOCALE = re.compile(r"^[a-z]{2}-[A-Z]{2}$")


class Rippling(Source):
    name = "rippling"
    label = "Rippling"
    kind = "board"
    terms = _(
        "The employer's own public board; applications go through its page there."
    )
    host = "https://api.rippling.com"
    path = "/platform/api/ats/v1/board/{board}/jobs"
    board_page = "https://ats.rippling.com/{board}/jobs"
    posting_page = "https://ats.rippling.com/{board}/jobs/{id}"
    trusts_empty = False

    def collect(self, query: Query, client: Client) -> Batch:
        answer = ask(self, client, self.url(self.path, query.board))
        page = self.read_page(answer.content, query)
        jobs, missed = with_details(
            query, page.jobs, lambda job: self._detail(job, query, client)
        )
        return conclude_details(self, Walk(page), jobs, missed)

    def _detail(self, job: FoundJob, query: Query, client: Client) -> FoundJob:
        url = f"{self.url(self.path, query.board)}/{job.source_job_id}"
        answer = ask(self, client, url)
        detail = mapping(self.load(answer.content))
        given = {key: value for key, value in detail.items() if value is not None}
        found = self.read({**job.raw, **given, "uuid": job.source_job_id}, query)
        places = tuple(dict.fromkeys((*job.locations, *found.locations)))
        return replace(found, locations=places, location=job.location or found.location)

    def rows(self, payload: Any) -> list[Any]:
        if isinstance(payload, list):
            return payload
        return rows_of(payload, "items", "jobs", "results")

    def read(self, row: Any, query: Query) -> FoundJob:
        """A row of the list (one a place), or one with the fields of its detail."""
        number = text(row.get("uuid")) or text(row["id"])
        every = [label(place) for place in _list(row.get("workLocations"))]
        place = label(row.get("workLocation")) or next(iter(every), None)
        body = row.get("description")
        return posting(
            query,
            id=number,
            title=row.get("name") or row["title"],
            company=row.get("companyName"),
            location=place,
            places=[place, *every] if every else [],
            workplace=label(row.get("workplaceType")),
            link=web_link(row.get("url"))
            or self.posting_url(query.board, number or ""),
            employment=_employment(row.get("employmentType")),
            department=label(row.get("department")),
            pay=_pay(row),
            html=_text_of(body),
            posted=first_text(row, "createdOn", "createdAt", "publishedAt"),
            detailed=bool(body),
            raw=row,
        )

    def recognise(self, url: str) -> Recognised | None:
        address = address_of(url)
        if address is None or not address.is_on("rippling.com"):
            return None
        parts = [part for part in address.parts if not LOCALE.match(part)]
        if parts[:5] == ["platform", "api", "ats", "v1", "board"]:
            parts = parts[5:]
        elif not address.host.startswith("ats."):
            return None
        board = address.slug(parts[0]) if parts else None
        if not board or board == "api":
            return None
        number = parts[2] if len(parts) > 2 and parts[1] == "jobs" else None
        return Recognised(self.name, board, self.public_board_url(board), number)


def _employment(value: Any) -> list[Any]:
    """Label and id: one of them is in plain words."""
    return [label(value), dig(value, "id")]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text_of(body: Any) -> str | None:
    if isinstance(body, dict):
        parts = (text(body.get(key)) for key in ("role", "company"))
        return "\n".join(part for part in parts if part) or None
    return text(body)


def _pay(row: Any) -> Pay | None:
    """The ranges of all places; each names its currency and rhythm."""
    ranges = [
        pay
        for item in map(mapping, items(row.get("payRangeDetails")))
        if (
            pay := pay_of(
                item.get("rangeStart", item.get("min")),
                item.get("rangeEnd", item.get("max")),
                label(item.get("currency")) or dig(item, "currency", "code"),
                label(item.get("frequency")) or label(item.get("interval")),
            )
        )
        and pay.has_numbers
    ]
    return widest(ranges) if ranges else None
