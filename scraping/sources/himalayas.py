"""Himalayas: remote jobs, twenty at a time."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from scraping.reading.pay import pay_of
from scraping.sources.asking import ask, conclude_walk, walk
from scraping.sources.base import Batch, Client, FoundJob, Page, Query, Source
from scraping.sources.building import posting, web_link
from scraping.sources.shape import count, dig, label, rows_of, text

PAGE = 20
MOST_PAGES = 10


class Himalayas(Source):
    name = "himalayas"
    label = "Himalayas"
    kind = "aggregator"
    terms = _("Credit Himalayas and link to the posting there.")
    attribution = "Himalayas"
    host = "https://himalayas.app"
    path = "/jobs/api"

    def collect(self, query: Query, client: Client) -> Batch:
        offset = 0

        def read(number: int) -> tuple[Page, bool]:
            nonlocal offset
            answer = ask(
                self,
                client,
                self.url(self.path),
                params={"limit": str(PAGE), "offset": str(offset)},
            )
            page = self.read_page(answer.content, query)
            # A short page is not yet the end.
            offset += page.rows
            whole = page.total is not None and offset >= page.total
            return page, bool(page.rows) and not whole

        return conclude_walk(self, walk(query, read, most=MOST_PAGES))

    def rows(self, payload: Any) -> list[Any]:
        return rows_of(payload, "jobs")

    def total(self, payload: Any) -> int | None:
        return count(dig(payload, "totalCount"))

    def read(self, row: Any, query: Query) -> FoundJob:
        given = row.get("locationRestrictions")
        regions = [label(item) for item in given] if isinstance(given, list) else []
        named = [name for name in regions if name]
        guid, link = text(row.get("guid")), web_link(row.get("applicationLink"))
        trades = row.get("parentCategories") or row.get("categories")
        return posting(
            query,
            id=guid or link,
            title=row["title"],
            company=row.get("companyName"),
            location=", ".join(named),
            places=named,
            flag=True,
            regions=named,
            link=web_link(guid) or link,
            apply_link=link,
            employment=row.get("employmentType"),
            department=trades[0] if isinstance(trades, list) and trades else None,
            pay=pay_of(
                row.get("minSalary"),
                row.get("maxSalary"),
                row.get("currency"),
                row.get("salaryPeriod"),
            ),
            html=row.get("description") or row.get("excerpt"),
            posted=row.get("pubDate"),
            closes=row.get("expiryDate"),
            raw=row,
        )
