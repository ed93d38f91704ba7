"""Lever postings, on its global and its European host."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from scraping.reading.pay import pay_of
from scraping.sources.asking import ask, conclude_walk, walk
from scraping.sources.base import (
    Batch,
    Client,
    FoundJob,
    Page,
    Query,
    Recognised,
    Source,
    base_urls,
)
from scraping.sources.boards import address_of
from scraping.sources.building import posting, web_link
from scraping.sources.shape import items, mapping, rows_of, text

EU_HOST = "https://api.eu.lever.co"
PAGE = 100
MOST_PAGES = 50


class Lever(Source):
    name = "lever"
    label = "Lever"
    kind = "board"
    terms = _(
        "Published postings are public and may be read by third parties, as Lever says; "
        "applications go through the employer's page there."
    )
    host = "https://api.lever.co"
    path = "/v0/postings/{board}"
    board_page = "https://jobs.lever.co/{board}"
    posting_page = "https://jobs.lever.co/{board}/{id}"

    def addresses(self, board: str) -> list[str]:
        page = self.public_board_url(board)
        return [page, page.replace("jobs.lever.co", "jobs.eu.lever.co")]

    def collect(self, query: Query, client: Client) -> Batch:
        def read(number: int) -> tuple[Page, bool]:
            answer = ask(
                self,
                client,
                self._api(query) + self.path.replace("{board}", query.board or ""),
                params={"mode": "json", "skip": str(number * PAGE), "limit": str(PAGE)},
            )
            page = self.read_page(answer.content, query)
            return page, page.rows >= PAGE

        return conclude_walk(self, walk(query, read, most=MOST_PAGES))

    def _api(self, query: Query) -> str:
        european = ".eu.lever.co" in (query.board_url or "")
        if european and self.name not in base_urls():
            return EU_HOST
        return self.base(query.board)

    def rows(self, payload: Any) -> list[Any]:
        return rows_of(payload)

    def read(self, row: Any, query: Query) -> FoundJob:
        number = text(row["id"])
        kinds = mapping(row.get("categories"))
        pay = mapping(row.get("salaryRange"))
        every = kinds.get("allLocations")
        country = text(row.get("country"))
        return posting(
            query,
            id=number,
            title=row["text"],
            location=kinds.get("location"),
            places=every if isinstance(every, list) else [],
            workplace=row.get("workplaceType"),
            country=country if country and len(country) == 2 else None,
            link=web_link(row.get("hostedUrl")) or self._page(query, number or ""),
            apply_link=web_link(row.get("applyUrl")),
            employment=kinds.get("commitment"),
            department=kinds.get("department") or kinds.get("team"),
            pay=pay_of(
                pay.get("min"), pay.get("max"), pay.get("currency"), pay.get("interval")
            ),
            pay_text=row.get("salaryDescriptionPlain"),
            html=_description(row),
            posted=row.get("createdAt"),
            raw=row,
        )

    def _page(self, query: Query, number: str) -> str | None:
        page = self.posting_url(query.board, number)
        if page and ".eu.lever.co" in (query.board_url or ""):
            return page.replace("jobs.lever.co", "jobs.eu.lever.co")
        return page

    def recognise(self, url: str) -> Recognised | None:
        address = address_of(url)
        if address is None or not address.is_on("lever.co"):
            return None
        parts = address.parts
        if parts[:2] == ["v0", "postings"]:
            parts = parts[2:]
        elif not address.host.startswith("jobs."):
            return None
        board = address.slug(parts[0]) if parts else None
        if not board:
            return None
        region = ".eu" if ".eu." in address.host else ""
        number = parts[1] if len(parts) > 1 else None
        return Recognised(
            self.name, board, f"https://jobs{region}.lever.co/{board}", number
        )

    def fetch_posting(
        self, posting_id: str, query: Query, client: Client
    ) -> FoundJob | None:
        path = self.path.replace("{board}", query.board or "")
        answer = ask(
            self,
            client,
            f"{self._api(query)}{path}/{posting_id}",
            params={"mode": "json"},
        )
        return self.read(mapping(self.load(answer.content)), query)


def _description(row: Any) -> str | None:
    """Opening, lists and closing in the order of the public page."""
    parts = [text(row.get("description")) or text(row.get("descriptionPlain"))]
    for item in items(row.get("lists")):
        entry = mapping(item)
        content = text(entry.get("content"))
        if content:
            # List items come bare, without their list.
            head = text(entry.get("text"))
            parts += [f"<h3>{head}</h3>" if head else None, f"<ul>{content}</ul>"]
    parts += [
        text(row.get("salaryDescription")),
        text(row.get("additional")) or text(row.get("additionalPlain")),
    ]
    return "\n".join(part for part in parts if part) or None
