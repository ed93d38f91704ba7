"""Jobicy: the newest hundred remote jobs."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from scraping.reading.pay import Pay, pay_of
from scraping.sources.base import FoundJob, Query, Source
from scraping.sources.building import place_words, posting, web_link
from scraping.sources.shape import rows_of


class Jobicy(Source):
    name = "jobicy"
    label = "Jobicy"
    kind = "aggregator"
    terms = _(
        "Credit Jobicy and link to the posting there; no redistribution to other job "
        "sites. At most one request an hour."
    )
    attribution = "Jobicy"
    host = "https://jobicy.com"
    path = "/api/v2/remote-jobs"
    daily_quota = 24

    def params(self, query: Query) -> dict[str, str]:
        return {"count": "100"}

    def rows(self, payload: Any) -> list[Any]:
        return rows_of(payload, "jobs")

    def read(self, row: Any, query: Query) -> FoundJob:
        where = place_words(row.get("jobGeo"))
        regions = [part for part in (where or "").split(",") if part.strip()]
        trades = row.get("jobIndustry")
        return posting(
            query,
            id=row["id"],
            title=row["jobTitle"],
            company=row.get("companyName"),
            location=where,
            places=regions,
            flag=True,
            regions=regions,
            link=web_link(row.get("url")),
            employment=row.get("jobType"),
            department=trades[0] if isinstance(trades, list) and trades else trades,
            pay=_pay(row),
            html=row.get("jobDescription") or row.get("jobExcerpt"),
            posted=row.get("pubDate"),
            raw=row,
        )


def _pay(row: Any) -> Pay | None:
    """The present fields, or those of older answers, which were always yearly."""
    if "salaryMin" in row or "salaryMax" in row:
        period = row.get("salaryPeriod")
        low, high = row.get("salaryMin"), row.get("salaryMax")
    else:
        period = "year"
        low, high = row.get("annualSalaryMin"), row.get("annualSalaryMax")
    return pay_of(low, high, row.get("salaryCurrency"), period)
