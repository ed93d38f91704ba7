"""Remote OK: remote jobs, its whole feed in one answer."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from scraping.reading.pay import pay_of
from scraping.sources.base import FoundJob, NotListed, Query, Source
from scraping.sources.building import posting, web_link
from scraping.sources.shape import rows_of


class RemoteOK(Source):
    name = "remoteok"
    label = "Remote OK"
    kind = "aggregator"
    terms = _(
        "Link back to the posting on Remote OK, with a link that search engines may "
        "follow, and name it as the source; its logo may not be used."
    )
    attribution = "Remote OK"
    host = "https://remoteok.com"
    path = "/api"

    def rows(self, payload: Any) -> list[Any]:
        return rows_of(payload)

    def read(self, row: Any, query: Query) -> FoundJob:
        if "legal" in row and "position" not in row:
            # The first entry states the terms.
            raise NotListed
        return posting(
            query,
            id=row["id"],
            title=row["position"],
            company=row.get("company"),
            location=row.get("location"),
            flag=True,
            link=web_link(row.get("url")),
            apply_link=web_link(row.get("apply_url")),
            # Amounts without a currency; 0 means that none is stated.
            pay=pay_of(row.get("salary_min"), row.get("salary_max"), None, None),
            html=row.get("description"),
            posted=row.get("date") or row.get("epoch"),
            raw=row,
        )
