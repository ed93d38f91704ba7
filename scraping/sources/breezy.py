"""Breezy HR career sites."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from scraping.sources.base import FoundJob, Query, Recognised, Source
from scraping.sources.boards import address_of
from scraping.sources.building import join_places, posting, web_link
from scraping.sources.shape import (
    dig,
    first_text,
    flag,
    items,
    label,
    mapping,
    rows_of,
    text,
)


class Breezy(Source):
    name = "breezy"
    label = "Breezy HR"
    kind = "board"
    terms = _(
        "The employer's own public board; applications go through its page there."
    )
    host = "https://{board}.breezy.hr"
    path = "/json"
    board_page = "https://{board}.breezy.hr"
    # Names that do not exist answer with an empty list as well.
    trusts_empty = False

    def rows(self, payload: Any) -> list[Any]:
        return rows_of(payload)

    def read(self, row: Any, query: Query) -> FoundJob:
        where = mapping(row.get("location"))
        places = [_place(place) for place in items(row.get("locations"))]
        short = first_text(row, "friendly_id")
        page = (
            f"{self.public_board_url(query.board)}/p/{short}" if query.board else None
        )
        return posting(
            query,
            id=text(row["id"]),
            title=row["name"],
            company=label(row.get("company")),
            location=_place(where) or text(row.get("location")),
            places=places,
            towns=[_parts(where), *map(_parts, items(row.get("locations")))],
            flag=flag(where.get("is_remote")),
            link=web_link(row.get("url")) or (web_link(page) if short else None),
            employment=label(row.get("type")),
            department=label(row.get("department")),
            pay_text=label(row.get("salary")),
            html=row.get("description"),
            posted=row.get("published_date"),
            raw=row,
        )

    def recognise(self, url: str) -> Recognised | None:
        address = address_of(url)
        board = address.label_of("breezy.hr") if address else None
        if address is None or not board:
            return None
        parts = address.parts
        number = parts[1].split("-")[0] if parts[:1] == ["p"] and parts[1:] else None
        return Recognised(self.name, board, self.public_board_url(board), number)


def _parts(value: Any) -> str | None:
    place = mapping(value)
    return join_places(
        place.get("city"), label(place.get("state")), dig(place, "country", "name")
    )


def _place(value: Any) -> str | None:
    """Its own line ("Berlin, DE"), else town, state and country."""
    return text(mapping(value).get("name")) or _parts(value)
