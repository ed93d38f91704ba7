"""Ashby job boards."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from scraping.reading.pay import Pay, pay_of
from scraping.reading.places import country_code, is_work_model
from scraping.sources.base import FoundJob, NotListed, Query, Recognised, Source
from scraping.sources.boards import address_of
from scraping.sources.building import join_places, posting, web_link, widest
from scraping.sources.shape import dig, first_text, flag, items, mapping, rows_of, text


class Ashby(Source):
    name = "ashby"
    label = "Ashby"
    kind = "board"
    terms = _(
        "The employer's own public board; applications go through its page there."
    )
    host = "https://api.ashbyhq.com"
    path = "/posting-api/job-board/{board}"
    board_page = "https://jobs.ashbyhq.com/{board}"
    posting_page = "https://jobs.ashbyhq.com/{board}/{id}"
    # Ten seconds are usual there.
    timeout = 45.0

    def params(self, query: Query) -> dict[str, str]:
        return {"includeCompensation": "true"}

    def rows(self, payload: Any) -> list[Any]:
        return rows_of(payload, "jobs")

    def read(self, row: Any, query: Query) -> FoundJob:
        if flag(row.get("isListed")) is False:
            raise NotListed
        number = text(row["id"])
        return posting(
            query,
            id=number,
            title=row["title"],
            location=row.get("location"),
            places=[_place(row), *map(_place, items(row.get("secondaryLocations")))],
            # The flag is set for everything that is not strictly on site.
            workplace=row.get("workplaceType"),
            flag=flag(row.get("isRemote")),
            country=country_code(
                text(dig(row, "address", "postalAddress", "addressCountry"))
            ),
            link=web_link(row.get("jobUrl"))
            or self.posting_url(query.board, number or ""),
            apply_link=web_link(row.get("applyUrl")),
            employment=row.get("employmentType"),
            department=row.get("department") or row.get("team"),
            pay=_pay(row),
            pay_text=_pay_line(row),
            html=first_text(row, "descriptionHtml", "descriptionPlain"),
            posted=row.get("publishedAt"),
            raw=row,
        )

    def recognise(self, url: str) -> Recognised | None:
        address = address_of(url)
        if address is None or not address.is_on("ashbyhq.com"):
            return None
        parts = address.parts
        if parts[:2] == ["posting-api", "job-board"]:
            parts = parts[2:]
        elif not address.host.startswith("jobs."):
            return None
        board = address.slug(parts[0]) if parts else None
        if not board:
            return None
        number = parts[1] if len(parts) > 1 and parts[1] != "embed" else None
        return Recognised(self.name, board, self.public_board_url(board), number)


def _place(row: Any) -> str | None:
    """A location's own line; its town where the line only tells the work model."""
    line = text(row.get("location") if isinstance(row, dict) else row)
    return (_town(row) or line) if is_work_model(line) else line


def _town(row: Any) -> str | None:
    address = mapping(dig(row, "address", "postalAddress"))
    return join_places(
        address.get("addressLocality"),
        address.get("addressRegion"),
        address.get("addressCountry"),
    )


def _shown(row: Any) -> dict[str, Any]:
    """The compensation, unless the employer does not want it shown."""
    if flag(row.get("shouldDisplayCompensationOnJobPostings")) is False:
        return {}
    return mapping(row.get("compensation"))


def _pay(row: Any) -> Pay | None:
    """The widest over all tiers: each has a salary among its components."""
    offered = _shown(row)
    parts = [
        mapping(part)
        for tier in items(offered.get("compensationTiers"))
        for part in items(mapping(tier).get("components"))
    ] or [mapping(part) for part in items(offered.get("summaryComponents"))]
    ranges = []
    for part in parts:
        if str(part.get("compensationType", "")).lower() != "salary":
            continue
        pay = pay_of(
            part.get("minValue"),
            part.get("maxValue"),
            part.get("currencyCode"),
            str(part.get("interval") or "").removeprefix("1 "),
        )
        if pay is not None and pay.has_numbers:
            ranges.append(pay)
    return widest(ranges) if ranges else None


def _pay_line(row: Any) -> str | None:
    offered = _shown(row)
    line = first_text(
        offered, "scrapeableCompensationSalarySummary", "compensationTierSummary"
    )
    # "€40K – €52K • Offers Equity": what comes behind the pay is none.
    return line.split("•")[0] if line else None
