"""Arbeitnow: jobs in Germany and remote ones, in pages."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from scraping.sources.asking import ask, conclude_walk, walk
from scraping.sources.base import Batch, Client, FoundJob, Page, Query, Source
from scraping.sources.building import posting, web_link
from scraping.sources.shape import dig, flag, rows_of

MOST_PAGES = 10


class Arbeitnow(Source):
    name = "arbeitnow"
    label = "Arbeitnow"
    kind = "aggregator"
    terms = _("Public feed; name Arbeitnow and link to the posting there.")
    attribution = "Arbeitnow"
    host = "https://www.arbeitnow.com"
    path = "/api/job-board-api"

    def collect(self, query: Query, client: Client) -> Batch:
        def read(number: int) -> tuple[Page, bool]:
            # The feed's own next link carries a token that changes: count instead.
            answer = ask(
                self,
                client,
                self.url(self.path),
                params={"page": str(number + 1)},
            )
            payload = self.load(answer.content)
            page = self.read_rows(self.rows(payload), query)
            links = dig(payload, "links")
            more = bool(dig(payload, "links", "next")) if links else page.rows > 0
            return page, more

        return conclude_walk(self, walk(query, read, most=MOST_PAGES))

    def rows(self, payload: Any) -> list[Any]:
        return rows_of(payload, "data")

    def read(self, row: Any, query: Query) -> FoundJob:
        return posting(
            query,
            id=row["slug"],
            title=row["title"],
            company=row.get("company_name"),
            location=row.get("location"),
            flag=flag(row.get("remote")),
            link=web_link(row.get("url")),
            employment=row.get("job_types"),
            html=row.get("description"),
            posted=row.get("created_at"),
            raw=row,
        )
