"""Workable boards, whole in one answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from scraping.sources.base import FoundJob, Page, Query, Recognised, Source
from scraping.sources.boards import address_of
from scraping.sources.building import join_places, posting, web_link
from scraping.sources.shape import first_text, flag, items, mapping, rows_of, text


class Workable(Source):
    name = "workable"
    label = "Workable"
    kind = "board"
    terms = _(
        "The employer's own public board; applications go through its page there. "
        "One protection stands before all boards, so they are asked slowly."
    )
    host = "https://apply.workable.com"
    path = "/api/v1/widget/accounts/{board}"
    board_page = "https://apply.workable.com/{board}/"
    posting_page = "https://apply.workable.com/{board}/j/{id}"

    def params(self, query: Query) -> dict[str, str]:
        return {"details": "true"}

    def read_page(self, content: bytes, query: Query) -> Page:
        payload = self.load(content)
        # The account's name stands once, beside its postings.
        name = first_text(payload, "name")
        named = replace(query, company_name=name) if name else query
        return self.read_rows(self.rows(payload), named)

    def rows(self, payload: Any) -> list[Any]:
        return rows_of(payload, "jobs")

    def read(self, row: Any, query: Query) -> FoundJob:
        number = text(row["shortcode"])
        places = [
            join_places(place.get("city"), place.get("region"), place.get("country"))
            for place in map(mapping, items(row.get("locations")))
        ]
        remote = flag(row.get("telecommuting"))
        mode = row.get("workplace_type") or row.get("workplace")
        return posting(
            query,
            id=number,
            title=row["title"],
            location=join_places(row.get("city"), row.get("state"), row.get("country"))
            or next(iter(places), None),
            places=places,
            workplace=str(mode).replace("_", "-") if mode else None,
            flag=remote,
            link=web_link(row.get("url"))
            or web_link(row.get("shortlink"))
            or self.posting_url(query.board, number or ""),
            apply_link=web_link(row.get("application_url")),
            employment=row.get("employment_type"),
            department=row.get("department"),
            requisition=row.get("code"),
            html=row.get("description"),
            posted=row.get("published_on") or row.get("created_at"),
            raw=row,
        )

    def recognise(self, url: str) -> Recognised | None:
        address = address_of(url)
        if address is None or not address.is_on("workable.com"):
            return None
        parts = address.parts
        if parts[:4] == ["api", "v1", "widget", "accounts"]:
            parts = parts[4:]
        elif parts[:3] == ["api", "v3", "accounts"]:
            parts = parts[3:]
        elif address.host != "apply.workable.com":
            # acme.workable.com, as boards were once named.
            board = address.label_of("workable.com")
            number = parts[1] if parts[:1] == ["j"] and len(parts) > 1 else None
            page = self.public_board_url(board) if board else ""
            return Recognised(self.name, board, page, number) if board else None
        if not parts or parts[0] in {"j", "api"}:
            # A short link names no board: its page does.
            return None
        board = address.slug(parts[0])
        number = parts[2] if len(parts) > 2 and parts[1] == "j" else None
        if not board:
            return None
        return Recognised(self.name, board, self.public_board_url(board), number)
