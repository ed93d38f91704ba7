"""Pinpoint career sites."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from scraping.reading.pay import Pay, pay_of
from scraping.sources.base import FoundJob, Query, Recognised, Source
from scraping.sources.boards import address_of
from scraping.sources.building import join_places, posting, web_link
from scraping.sources.shape import dig, first_text, flag, label, mapping, rows_of, text

SECTIONS = (
    ("description", None),
    ("key_responsibilities", "key_responsibilities_header"),
    ("skills_knowledge_expertise", "skills_knowledge_expertise_header"),
    ("benefits", "benefits_header"),
)


class Pinpoint(Source):
    name = "pinpoint"
    label = "Pinpoint"
    kind = "board"
    terms = _(
        "The employer's own public board; applications go through its page there."
    )
    host = "https://{board}.pinpointhq.com"
    path = "/postings.json"
    board_page = "https://{board}.pinpointhq.com"

    def rows(self, payload: Any) -> list[Any]:
        return rows_of(payload, "data")

    def read(self, row: Any, query: Query) -> FoundJob:
        number = text(row["id"])
        where = mapping(row.get("location"))
        page = self.public_board_url(query.board) if query.board else None
        return posting(
            query,
            id=number,
            title=row["title"],
            location=join_places(
                where.get("city"), where.get("province"), where.get("country")
            )
            or label(where),
            towns=[label(where)],
            workplace=first_text(row, "workplace_type", "workplace_type_text"),
            link=web_link(row.get("url"))
            or (web_link(row.get("path"), page) if page else None),
            employment=first_text(row, "employment_type_text", "employment_type"),
            department=label(dig(row, "job", "department"))
            or label(row.get("department")),
            requisition=dig(row, "job", "requisition_id"),
            pay=_pay(row),
            pay_text=None if _hidden(row) else row.get("compensation"),
            html=_text_of(row),
            posted=first_text(row, "published_at", "created_at"),
            closes=row.get("deadline_at"),
            raw=row,
        )

    def recognise(self, url: str) -> Recognised | None:
        address = address_of(url)
        board = address.label_of("pinpointhq.com") if address else None
        if address is None or not board:
            return None
        parts = address.parts
        number = None
        if "postings" in parts[:-1]:
            number = parts[parts.index("postings") + 1]
        return Recognised(self.name, board, self.public_board_url(board), number)


def _hidden(row: Any) -> bool:
    """Whether the employer does not show the pay, though the feed carries it."""
    return flag(row.get("compensation_visible")) is False


def _pay(row: Any) -> Pay | None:
    if _hidden(row):
        return None
    return pay_of(
        row.get("compensation_minimum"),
        row.get("compensation_maximum"),
        row.get("compensation_currency"),
        row.get("compensation_frequency"),
        text=text(row.get("compensation")),
    )


def _text_of(row: Any) -> str | None:
    parts: list[str] = []
    for key, heading in SECTIONS:
        body = text(row.get(key))
        if body:
            head = text(row.get(heading)) if heading else None
            parts.append((f"<h3>{head}</h3>\n" if head else "") + body)
    return "\n".join(parts) or None
