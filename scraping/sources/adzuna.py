"""Adzuna's search, in the country that the place of the search names."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from scraping.reading.pay import pay_of
from scraping.reading.places import country_code, country_name
from scraping.sources.asking import ask, conclude_walk, walk
from scraping.sources.base import Batch, Client, FoundJob, Page, Query, Source
from scraping.sources.building import posting, web_link
from scraping.sources.shape import count, dig, first_text, label, rows_of

PAGE = 50
MOST_PAGES = 2
COUNTRIES = {
    *(
        [
            "AT",
            "AU",
            "BE",
            "BR",
            "CA",
            "CH",
            "DE",
            "ES",
            "FR",
            "GB",
            "IN",
            "IT",
            "MX",
            "NL",
            "NZ",
            "PL",
            "SG",
            "US",
            "ZA",
        ]
    ),
}


class Adzuna(Source):
    name = "adzuna"
    label = "Adzuna"
    kind = "aggregator"
    terms = _(
        "Show “Jobs by Adzuna” with a link beside its postings. Predicted pay is "
        "Adzuna's estimate, not the employer's word. 250 requests a day."
    )
    attribution = "Jobs by Adzuna"
    host = "https://api.adzuna.com"
    path = "/v1/api/jobs"
    daily_quota = 250
    needs_key = True
    searches = True

    def configured(self) -> bool:
        return bool(settings.ADZUNA_APP_ID and settings.ADZUNA_APP_KEY)

    def collect(self, query: Query, client: Client) -> Batch:
        country = country_code(query.location) or "US"
        if country not in COUNTRIES:
            country = "US"

        def read(number: int) -> tuple[Page, bool]:
            answer = ask(
                self,
                client,
                self.url(f"{self.path}/{country.lower()}/search/{number + 1}"),
                params=self.params(query),
            )
            page = self.read_page(answer.content, query)
            return page, page.rows >= PAGE

        return conclude_walk(self, walk(query, read, most=MOST_PAGES))

    def params(self, query: Query) -> dict[str, str]:
        asked = {
            "app_id": settings.ADZUNA_APP_ID,
            "app_key": settings.ADZUNA_APP_KEY,
            "results_per_page": str(PAGE),
            "sort_by": "date",
        }
        if query.keyword:
            asked["what"] = query.keyword
        if query.location and not country_name(query.location):
            asked["where"] = query.location
        return asked

    def rows(self, payload: Any) -> list[Any]:
        return rows_of(payload, "results")

    def total(self, payload: Any) -> int | None:
        return count(dig(payload, "count"))

    def read(self, row: Any, query: Query) -> FoundJob:
        area = dig(row, "location", "area")
        country = area[0] if isinstance(area, list) and area else None
        # A flag as text; only "0" says that the employer stated the pay.
        predicted = str(row.get("salary_is_predicted", "0")) not in {
            "0",
            "0.0",
            "False",
        }
        return posting(
            query,
            id=row["id"],
            title=row["title"],
            company=label(row.get("company")),
            location=label(row.get("location")),
            country=country if isinstance(country, str) and len(country) == 2 else None,
            link=web_link(row.get("redirect_url")),
            employment=first_text(row, "contract_time", "contract_type"),
            department=label(row.get("category")),
            # Always a year's pay, as its documentation says; the currency it leaves out.
            pay=pay_of(
                row.get("salary_min"),
                row.get("salary_max"),
                None,
                "year",
                predicted=predicted,
            ),
            html=row.get("description"),
            posted=row.get("created"),
            raw=row,
        )
