"""Remotive: remote jobs, its whole feed in one answer."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from scraping.sources.base import FoundJob, Query, Source
from scraping.sources.building import place_words, posting, web_link
from scraping.sources.shape import rows_of


class Remotive(Source):
    name = "remotive"
    label = "Remotive"
    kind = "aggregator"
    terms = _(
        "Link back to the posting on Remotive and name it as the source; do not pass "
        "its jobs on to other job sites. At most four requests a day."
    )
    attribution = "Remotive"
    host = "https://remotive.com"
    path = "/api/remote-jobs"
    min_interval = 6 * 3600
    daily_quota = 4
    trusts_empty = False

    def rows(self, payload: Any) -> list[Any]:
        return rows_of(payload, "jobs")

    def read(self, row: Any, query: Query) -> FoundJob:
        where = row.get("candidate_required_location")
        return posting(
            query,
            id=row["id"],
            title=row["title"],
            company=row.get("company_name"),
            location=where,
            flag=True,
            regions=re.split(r"[,;/]", place_words(where) or ""),
            link=web_link(row.get("url")),
            employment=row.get("job_type"),
            department=row.get("category"),
            pay_text=row.get("salary"),
            html=row.get("description"),
            posted=row.get("publication_date"),
            raw=row,
        )
