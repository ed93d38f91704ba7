"""Reed: jobs in the United Kingdom; the full text of each is asked for itself."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from scraping.reading.pay import pay_of
from scraping.sources.asking import ask, conclude_details, walk, with_details
from scraping.sources.base import Batch, Client, FoundJob, Page, Query, Source
from scraping.sources.building import posting, web_link
from scraping.sources.shape import count, dig, first_text, mapping, rows_of

PAGE = 100
MOST_PAGES = 2
MOST_DETAILS = 50


class Reed(Source):
    name = "reed"
    label = "Reed"
    kind = "aggregator"
    terms = _("Name Reed and link to the posting there.")
    attribution = "Reed.co.uk"
    host = "https://www.reed.co.uk"
    path = "/api/1.0/search"
    needs_key = True
    searches = True

    def configured(self) -> bool:
        return bool(settings.REED_API_KEY)

    def headers(self) -> dict[str, str]:
        # The key is the user name, the password stays empty.
        pair = f"{settings.REED_API_KEY}:".encode()
        return {"Authorization": f"Basic {b64encode(pair).decode('ascii')}"}

    def collect(self, query: Query, client: Client) -> Batch:
        got = 0

        def read(number: int) -> tuple[Page, bool]:
            nonlocal got
            answer = ask(
                self,
                client,
                self.url(self.path),
                params={**self.params(query), "resultsToSkip": str(got)},
                headers=self.headers(),
            )
            page = self.read_page(answer.content, query)
            got += page.rows
            return page, bool(page.rows) and got < (page.total or 0)

        walked = walk(query, read, most=MOST_PAGES)
        jobs, missed = with_details(
            query,
            walked.page.jobs,
            lambda job: self._detail(job, query, client),
            most=MOST_DETAILS,
        )
        return conclude_details(self, walked, jobs, missed)

    def params(self, query: Query) -> dict[str, str]:
        asked = {"resultsToTake": str(PAGE)}
        if query.keyword:
            asked["keywords"] = query.keyword
        if query.location:
            asked["locationName"] = query.location
        return asked

    def _detail(self, job: FoundJob, query: Query, client: Client) -> FoundJob:
        url = self.url(f"/api/1.0/jobs/{job.source_job_id}")
        answer = ask(self, client, url, headers=self.headers())
        detail = mapping(self.load(answer.content))
        given = {key: value for key, value in detail.items() if value is not None}
        return self.read({**job.raw, **given, "detailed": True}, query)

    def rows(self, payload: Any) -> list[Any]:
        return rows_of(payload, "results")

    def total(self, payload: Any) -> int | None:
        return count(dig(payload, "totalResults"))

    def read(self, row: Any, query: Query) -> FoundJob:
        kinds = first_text(row, "jobType", "contractType")
        return posting(
            query,
            id=row["jobId"],
            title=row["jobTitle"],
            company=row.get("employerName"),
            location=row.get("locationName"),
            link=web_link(row.get("jobUrl")),
            apply_link=web_link(row.get("externalUrl")),
            employment=kinds,
            pay=pay_of(
                row.get("minimumSalary"),
                row.get("maximumSalary"),
                row.get("currency"),
                row.get("salaryType"),
            ),
            html=row.get("jobDescription"),
            posted=row.get("date") or row.get("datePosted"),
            closes=row.get("expirationDate"),
            dayfirst=True,
            detailed=bool(row.get("detailed")),
            raw=row,
        )
