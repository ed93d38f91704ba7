"""SmartRecruiters: a list in pages, and the text of each posting for itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from scraping.reading.employment import read_employment
from scraping.sources.asking import ask, conclude_details, walk, with_details
from scraping.sources.base import (
    Batch,
    Client,
    FoundJob,
    NotListed,
    Page,
    Query,
    Recognised,
    Source,
)
from scraping.sources.boards import address_of
from scraping.sources.building import join_places, posting, web_link
from scraping.sources.shape import (
    count,
    dig,
    first_text,
    flag,
    label,
    mapping,
    rows_of,
    text,
)

PAGE = 100
MOST_PAGES = 20
SECTIONS = (
    "companyDescription",
    "jobDescription",
    "qualifications",
    "additionalInformation",
)


class SmartRecruiters(Source):
    name = "smartrecruiters"
    label = "SmartRecruiters"
    kind = "board"
    terms = _(
        "The employer's own public board; applications go through its page there."
    )
    host = "https://api.smartrecruiters.com"
    path = "/v1/companies/{board}/postings"
    board_page = "https://careers.smartrecruiters.com/{board}"
    posting_page = "https://jobs.smartrecruiters.com/{board}/{id}"
    # Names that do not exist answer with an empty list as well.
    trusts_empty = False

    def collect(self, query: Query, client: Client) -> Batch:
        offset = 0

        def read(number: int) -> tuple[Page, bool]:
            nonlocal offset
            answer = ask(
                self,
                client,
                self.url(self.path, query.board),
                params={"limit": str(PAGE), "offset": str(offset)},
            )
            page = self.read_page(answer.content, query)
            offset += page.rows
            return page, bool(page.rows) and offset < (page.total or 0)

        walked = walk(query, read, most=MOST_PAGES)
        jobs, missed = with_details(
            query, walked.page.jobs, lambda job: self._detail(job, query, client)
        )
        return conclude_details(self, walked, jobs, missed)

    def _detail(self, job: FoundJob, query: Query, client: Client) -> FoundJob | None:
        url = f"{self.url(self.path, query.board)}/{job.source_job_id}"
        answer = ask(self, client, url)
        try:
            return self.read(mapping(self.load(answer.content)), query)
        except NotListed:
            return None

    def rows(self, payload: Any) -> list[Any]:
        return rows_of(payload, "content")

    def total(self, payload: Any) -> int | None:
        return count(dig(payload, "totalFound"))

    def read(self, row: Any, query: Query) -> FoundJob:
        """A row of the list, or the answer of a single posting: it holds more."""
        public = str(row.get("visibility") or "PUBLIC").upper() == "PUBLIC"
        if not public or flag(row.get("active")) is False:
            raise NotListed
        number = text(row["id"])
        where = mapping(row.get("location"))
        hybrid = flag(where.get("hybrid"))
        kind = label(row.get("typeOfEmployment"))
        sections = mapping(dig(row, "jobAd", "sections"))
        identifier = text(dig(row, "company", "identifier")) or query.board
        return posting(
            query,
            id=number,
            title=row["name"],
            company=dig(row, "company", "name"),
            location=first_text(where, "fullLocation")
            or join_places(where.get("city"), where.get("region"), _country(where)),
            workplace="hybrid" if hybrid else None,
            flag=flag(where.get("remote")),
            country=_country(where),
            link=web_link(row.get("postingUrl"))
            or self.posting_url(identifier, number or ""),
            apply_link=web_link(row.get("applyUrl")),
            employment=kind
            if read_employment(kind)
            else dig(row, "typeOfEmployment", "id"),
            department=label(row.get("department")) or label(row.get("function")),
            language=dig(row, "language", "code"),
            requisition=row.get("refNumber"),
            html=_text_of(sections),
            posted=row.get("releasedDate"),
            detailed="jobAd" in row or "applyUrl" in row,
            raw=row,
        )

    def recognise(self, url: str) -> Recognised | None:
        address = address_of(url)
        if address is None or not address.is_on("smartrecruiters.com"):
            return None
        parts = address.parts
        if parts[:2] == ["v1", "companies"]:
            parts = [parts[2], *parts[4:]] if len(parts) > 2 else []
        elif not address.host.startswith(("jobs.", "careers.")):
            return None
        board = address.slug(parts[0]) if parts else None
        if not board:
            return None
        number = parts[1].split("-")[0] if len(parts) > 1 else None
        return Recognised(self.name, board, self.public_board_url(board), number)

    def fetch_posting(
        self, posting_id: str, query: Query, client: Client
    ) -> FoundJob | None:
        stub = FoundJob(posting_id, "")
        found = self._detail(stub, query, client)
        return replace(found, detailed=True) if found else None


def _country(where: dict[str, Any]) -> str | None:
    code = text(where.get("country"))
    return code.upper() if code and len(code) == 2 else code


def _text_of(sections: dict[str, Any]) -> str | None:
    """The sections of an advert under their headings."""
    parts: list[str] = []
    for key in SECTIONS:
        section = mapping(sections.get(key))
        body = text(section.get("text"))
        if body:
            head = text(section.get("title"))
            parts.append((f"<h3>{head}</h3>\n" if head else "") + body)
    return "\n".join(parts) or None
