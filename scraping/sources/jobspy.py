"""JobSpy, an optional program of its own that reads several big boards.

It is run beside us, never imported (it needs seconds and a hundred megabytes), one
site a call, and only when the installation and the team have switched it on.
"""

from __future__ import annotations

import shutil
import subprocess
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from scraping.reading.pay import pay_of
from scraping.sources.asking import conclude_walk, walk
from scraping.sources.base import (
    Batch,
    Client,
    FoundJob,
    Page,
    Problem,
    Query,
    Source,
    Status,
)
from scraping.sources.building import posting, web_link
from scraping.sources.shape import ShapeChanged, first_text, flag, load_json, text

# One whose terms were not found to forbid it; LinkedIn's plainly do.
SITES = ("indeed",)
RESULTS = 50
SECONDS = 180


class JobSpy(Source):
    name = "jobspy"
    label = "JobSpy"
    kind = "aggregator"
    terms = _(
        "Reads the pages of big boards, some of whose terms forbid it (LinkedIn User "
        "Agreement 8.2). Off unless the installation and the team switch it on; no "
        "proxies, few requests, results are marked “via JobSpy”."
    )
    attribution = "via JobSpy"
    host = ""
    min_interval = 6 * 3600
    daily_quota = 8
    personal_only = True
    searches = True

    def configured(self) -> bool:
        return bool(settings.SCRAPE_JOBSPY) and shutil.which("jobspy") is not None

    def collect(self, query: Query, client: Client) -> Batch:
        if not self.configured():
            raise Problem(
                Status.AUTH_FAILED, _now("JobSpy is not installed or is switched off")
            )

        def read(number: int) -> tuple[Page, bool]:
            page = self.read_page(self._run(SITES[number], query), query)
            return page, number + 1 < len(SITES)

        return conclude_walk(self, walk(query, read, most=len(SITES)))

    def _run(self, site: str, query: Query) -> bytes:
        """One site's postings as JSON lines; a site that fails costs only itself."""
        program = shutil.which("jobspy") or "jobspy"
        command = [program, f"--site={site}", f"--results-wanted={RESULTS}"]
        command += ["--fields=all", "--description-format=html", "--quiet"]
        if query.location:
            command.append(f"--location={query.location}")
        # After "--" nothing that a person typed is taken for an option.
        command += ["--", query.keyword or ""]
        try:
            done = subprocess.run(  # noqa: S603 - a fixed program, no shell
                command, capture_output=True, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            raise Problem(Status.FAILED, _now("JobSpy did not end in time")) from None
        except OSError as error:
            raise Problem(Status.FAILED, _now("JobSpy could not be started")) from error
        if done.returncode:
            note = _now("JobSpy got nothing from %(site)s") % {"site": site}
            raise Problem(Status.FAILED, note)
        return done.stdout

    def load(self, content: bytes) -> Any:
        return [load_json(line) for line in content.splitlines() if line.strip()]

    def rows(self, payload: Any) -> list[Any]:
        if not isinstance(payload, list):
            raise ShapeChanged(_now("The answer has no list of postings"))
        return payload

    def read(self, row: Any, query: Query) -> FoundJob:
        link = web_link(row.get("job_url"))
        site = first_text(row, "site") or ""
        number = text(row.get("id")) or link
        predicted = first_text(row, "salary_source") not in {None, "direct_data"}
        return posting(
            query,
            id=f"{site}:{number}" if number else None,
            title=row["title"],
            company=row.get("company"),
            location=row.get("location"),
            workplace=row.get("work_from_home_type"),
            flag=True if flag(row.get("is_remote")) else None,
            link=link,
            apply_link=web_link(row.get("job_url_direct")),
            employment=row.get("job_type"),
            # Amounts read out of the description are no field of the employer's.
            pay=None
            if predicted
            else pay_of(
                row.get("min_amount"),
                row.get("max_amount"),
                row.get("currency"),
                row.get("interval"),
            ),
            html=row.get("description"),
            posted=row.get("date_posted"),
            raw={"site": site, "via": "JobSpy"},
        )
