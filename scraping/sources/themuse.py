"""The Muse: jobs in pages of twenty; it has no free-text search."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from scraping.sources.asking import ask, conclude_walk, walk
from scraping.sources.base import Batch, Client, FoundJob, Page, Query, Source
from scraping.sources.building import posting, web_link
from scraping.sources.shape import count, dig, items, label, rows_of

MOST_PAGES = 10


class TheMuse(Source):
    name = "themuse"
    label = "The Muse"
    kind = "aggregator"
    terms = _("Link to the posting on The Muse and name it. 500 requests an hour.")
    attribution = "The Muse"
    host = "https://www.themuse.com"
    path = "/api/public/jobs"

    def collect(self, query: Query, client: Client) -> Batch:
        def read(number: int) -> tuple[Page, bool]:
            answer = ask(
                self,
                client,
                self.url(self.path),
                params={"page": str(number + 1), "descending": "true"},
            )
            payload = self.load(answer.content)
            page = self.read_rows(self.rows(payload), query)
            pages = count(dig(payload, "page_count"))
            last = pages is not None and number + 1 >= pages
            return page, page.rows > 0 and not last

        return conclude_walk(self, walk(query, read, most=MOST_PAGES))

    def rows(self, payload: Any) -> list[Any]:
        return rows_of(payload, "results", "jobs")

    def read(self, row: Any, query: Query) -> FoundJob:
        names = [name for item in items(row.get("locations")) if (name := label(item))]
        towns = [name for name in names if "remote" not in name.lower()]
        return posting(
            query,
            id=row["id"],
            title=row["name"],
            company=label(row.get("company")),
            location=next(iter(names), None),
            places=towns,
            # "Flexible / Remote" stands among the places.
            flag=True if len(towns) < len(names) else None,
            link=web_link(dig(row, "refs", "landing_page")),
            department=label(next(iter(items(row.get("categories"))), None)),
            html=row.get("contents"),
            posted=row.get("publication_date"),
            raw=row,
        )
