"""Recruitee career sites, also under the employer's own domain."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from scraping.reading.pay import pay_of
from scraping.sources.base import FoundJob, NotListed, Query, Recognised, Source
from scraping.sources.boards import address_of
from scraping.sources.building import join_places, posting, web_link
from scraping.sources.shape import flag, items, mapping, rows_of, text


class Recruitee(Source):
    name = "recruitee"
    label = "Recruitee"
    kind = "board"
    terms = _(
        "The employer's own public board; applications go through its page there."
    )
    host = "https://{board}.recruitee.com"
    path = "/api/offers/"
    board_page = "https://{board}.recruitee.com"

    def rows(self, payload: Any) -> list[Any]:
        return rows_of(payload, "offers")

    def read(self, row: Any, query: Query) -> FoundJob:
        if str(row.get("status") or "published").lower() != "published":
            raise NotListed
        pay = mapping(row.get("salary"))
        places = [
            join_places(place.get("city"), place.get("state"), place.get("country"))
            or place.get("name")
            for place in map(mapping, items(row.get("locations")))
        ]
        own = join_places(row.get("city"), row.get("state_name"), row.get("country"))
        slug = text(row.get("slug"))
        return posting(
            query,
            id=row["id"],
            title=row["title"],
            company=row.get("company_name"),
            location=row.get("location") or own,
            places=places,
            towns=[own],
            workplace=_workplace(row),
            flag=flag(row.get("remote")),
            country=row.get("country_code"),
            link=web_link(row.get("careers_url")) or self._page(query, slug),
            apply_link=web_link(row.get("careers_apply_url")),
            employment=_employment(row),
            department=row.get("department"),
            pay=pay_of(
                pay.get("min"), pay.get("max"), pay.get("currency"), pay.get("period")
            ),
            html="\n".join(
                part
                for key in ("description", "requirements")
                if (part := text(row.get(key)))
            ),
            posted=row.get("published_at") or row.get("created_at"),
            closes=row.get("close_at"),
            raw=row,
        )

    def _page(self, query: Query, slug: str | None) -> str | None:
        if not (query.board and slug):
            return None
        return f"{self.public_board_url(query.board)}/o/{slug}"

    def recognise(self, url: str) -> Recognised | None:
        address = address_of(url)
        board = address.label_of("recruitee.com") if address else None
        if address is None or not board:
            return None
        parts = address.parts
        number = parts[1] if len(parts) > 1 and parts[0] in {"o", "l"} else None
        return Recognised(self.name, board, self.public_board_url(board), number)


def _employment(row: Any) -> str | None:
    """ "parttime_permanent" is part time: that it lasts makes it no full-time job."""
    code = text(row.get("employment_type_code"))
    return code.replace("_permanent", "").replace("_", " ") if code else None


def _workplace(row: Any) -> str | None:
    """The one of three switches that is on; with several the looser one."""
    for key, mode in (
        ("hybrid", "hybrid"),
        ("remote", "remote"),
        ("on_site", "onsite"),
    ):
        if flag(row.get(key)):
            return mode
    return None
