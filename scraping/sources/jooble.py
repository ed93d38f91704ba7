"""Jooble's search; its key stands in the address."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from scraping.sources.asking import ask, conclude_walk, walk
from scraping.sources.base import Batch, Client, FoundJob, Page, Query, Source
from scraping.sources.building import posting, web_link
from scraping.sources.shape import count, dig, rows_of, text

PAGE = 50
MOST_PAGES = 2


class Jooble(Source):
    name = "jooble"
    label = "Jooble"
    kind = "aggregator"
    terms = _(
        "Link to the posting on Jooble. A free key allows few requests in all, so it is "
        "asked sparingly."
    )
    attribution = "Jooble"
    host = "https://jooble.org"
    path = "/api"
    min_interval = 6 * 3600
    daily_quota = 20
    needs_key = True
    searches = True

    def configured(self) -> bool:
        return bool(settings.JOOBLE_API_KEY)

    def collect(self, query: Query, client: Client) -> Batch:
        url = self.url(f"{self.path}/{quote(settings.JOOBLE_API_KEY, safe='')}")
        got = 0

        def read(number: int) -> tuple[Page, bool]:
            nonlocal got
            body = {
                "keywords": query.keyword or "",
                "location": query.location or "",
                "page": str(number + 1),
                "ResultOnPage": str(PAGE),
            }
            answer = ask(self, client, url, json=body)
            page = self.read_page(answer.content, query)
            got += page.rows
            return page, bool(page.rows) and got < (page.total or 0)

        return conclude_walk(self, walk(query, read, most=MOST_PAGES))

    def rows(self, payload: Any) -> list[Any]:
        return rows_of(payload, "jobs")

    def total(self, payload: Any) -> int | None:
        return count(dig(payload, "totalCount"))

    def read(self, row: Any, query: Query) -> FoundJob:
        link = web_link(row.get("link"))
        return posting(
            query,
            id=text(row.get("id")) or link,
            title=row["title"],
            company=row.get("company"),
            location=row.get("location"),
            link=link,
            employment=row.get("type"),
            pay_text=row.get("salary"),
            html=row.get("snippet"),
            posted=row.get("updated"),
            raw=row,
        )
