"""USAJOBS: the federal jobs of the United States."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from scraping.reading.pay import Pay, pay_of
from scraping.sources.asking import ask, conclude_walk, walk
from scraping.sources.base import Batch, Client, FoundJob, Page, Query, Source
from scraping.sources.building import posting, web_link, widest
from scraping.sources.shape import (
    count,
    dig,
    first_text,
    flag,
    items,
    mapping,
    rows_of,
    text,
)

PAGE = 250
MOST_PAGES = 4
# Bi-weekly pay, fees and school years have no period of ours.
PERIODS = {
    "PA": "year",
    "PH": "hour",
    "PM": "month",
    "PD": "day",
    "PER YEAR": "year",
    "PER HOUR": "hour",
    "PER MONTH": "month",
    "PER DAY": "day",
}


class USAJobs(Source):
    name = "usajobs"
    label = "USAJOBS"
    kind = "aggregator"
    terms = _("Government data; the key is bound to the e-mail address given with it.")
    attribution = "USAJOBS"
    host = "https://data.usajobs.gov"
    path = "/api/search"
    needs_key = True
    searches = True

    def configured(self) -> bool:
        return bool(settings.USAJOBS_EMAIL and settings.USAJOBS_API_KEY)

    def headers(self) -> dict[str, str]:
        return {
            "User-Agent": settings.USAJOBS_EMAIL,
            "Authorization-Key": settings.USAJOBS_API_KEY,
        }

    def collect(self, query: Query, client: Client) -> Batch:
        got = 0

        def read(number: int) -> tuple[Page, bool]:
            nonlocal got
            answer = ask(
                self,
                client,
                self.url(self.path),
                params={**self.params(query), "Page": str(number + 1)},
                headers=self.headers(),
            )
            page = self.read_page(answer.content, query)
            got += page.rows
            return page, bool(page.rows) and got < (page.total or 0)

        return conclude_walk(self, walk(query, read, most=MOST_PAGES))

    def params(self, query: Query) -> dict[str, str]:
        asked = {"ResultsPerPage": str(PAGE)}
        if query.keyword:
            asked["Keyword"] = query.keyword
        if query.location:
            asked["LocationName"] = query.location
        return asked

    def rows(self, payload: Any) -> list[Any]:
        return rows_of(dig(payload, "SearchResult"), "SearchResultItems")

    def total(self, payload: Any) -> int | None:
        return count(dig(payload, "SearchResult", "SearchResultCountAll"))

    def read(self, row: Any, query: Query) -> FoundJob:
        facts = mapping(row["MatchedObjectDescriptor"])
        details = mapping(dig(facts, "UserArea", "Details"))
        places = [
            first_text(place, "LocationName")
            for place in items(facts.get("PositionLocation"))
        ]
        apply = facts.get("ApplyURI")
        return posting(
            query,
            id=text(facts.get("PositionID")) or text(row.get("MatchedObjectId")),
            title=facts["PositionTitle"],
            company=first_text(facts, "OrganizationName", "DepartmentName"),
            location=facts.get("PositionLocationDisplay") or next(iter(places), None),
            places=places,
            flag=flag(details.get("RemoteIndicator")),
            country="US",
            link=web_link(facts.get("PositionURI")),
            apply_link=web_link(
                apply[0] if isinstance(apply, list) and apply else apply
            ),
            employment=[
                first_text(item, "Name")
                for item in items(facts.get("PositionSchedule"))
            ],
            department=facts.get("DepartmentName"),
            pay=_pay(facts),
            html=_text_of(facts, details),
            posted=facts.get("PublicationStartDate"),
            closes=facts.get("ApplicationCloseDate"),
            raw=facts,
        )


def _pay(facts: dict[str, Any]) -> Pay | None:
    ranges = []
    for item in map(mapping, items(facts.get("PositionRemuneration"))):
        low, high = item.get("MinimumRange"), item.get("MaximumRange")
        code = first_text(item, "RateIntervalCode", "Description") or ""
        period = PERIODS.get(code.strip().upper())
        pay = pay_of(low, high, "USD", period)
        if pay is None or not pay.has_numbers:
            continue
        if code and period is None:
            # No number without its period: such pay is told in words.
            rhythm = first_text(item, "Description", "RateIntervalCode")
            return Pay(None, None, None, None, f"{pay.text} ({rhythm})")
        ranges.append(pay)
    return widest(ranges) if ranges else None


def _text_of(facts: dict[str, Any], details: dict[str, Any]) -> str | None:
    duties = details.get("MajorDuties")
    parts = [
        text(details.get("JobSummary")),
        *(duties if isinstance(duties, list) else [duties]),
        text(facts.get("QualificationSummary")),
    ]
    return "\n\n".join(part for part in parts if text(part)) or None
