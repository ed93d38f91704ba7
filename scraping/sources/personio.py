"""Personio career pages: an XML feed that the employer has switched on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from scraping.reading.employment import read_employment
from scraping.sources.asking import ask
from scraping.sources.base import (
    Batch,
    Client,
    FoundJob,
    Page,
    Query,
    Recognised,
    Source,
    base_urls,
    stamp_of,
)
from scraping.sources.boards import address_of
from scraping.sources.building import posting
from scraping.sources.shape import ShapeChanged, elements, load_xml, xml_text

OTHER_HOST = "jobs.personio.com"


class Personio(Source):
    name = "personio"
    label = "Personio"
    kind = "board"
    terms = _(
        "The employer's own public board; applications go through its page there."
    )
    host = "https://{board}.jobs.personio.de"
    path = "/xml"
    board_page = "https://{board}.jobs.personio.de"
    posting_page = "https://{board}.jobs.personio.de/job/{id}"

    def addresses(self, board: str) -> list[str]:
        return [self.public_board_url(board), f"https://{board}.{OTHER_HOST}"]

    def collect(self, query: Query, client: Client) -> Batch:
        url = self._host(query) + self.path
        page, answer = self._ask(url, {"language": "en"}, query, client)
        if page.jobs and not any(job.description_text for job in page.jobs):
            # Not written in English: the employer's own language then.
            page, answer = self._ask(url, {}, query, client)
        return replace(self.conclude(page), validators=stamp_of(answer))

    def _ask(
        self, url: str, params: dict[str, str], query: Query, client: Client
    ) -> tuple[Page, Any]:
        answer = ask(self, client, url, params=params)
        return self.read_page(answer.content, query), answer

    def _host(self, query: Query) -> str:
        if OTHER_HOST in (query.board_url or "") and self.name not in base_urls():
            return f"https://{query.board}.{OTHER_HOST}"
        return self.base(query.board)

    def load(self, content: bytes) -> Any:
        root = load_xml(content)
        if "workzag" not in str(root.tag):
            raise ShapeChanged(_now("The answer has no list of postings"))
        return root

    def rows(self, payload: Any) -> list[Any]:
        return list(elements(payload, "position"))

    def read(self, row: Any, query: Query) -> FoundJob:
        number = xml_text(row, "id")
        more = [
            "".join(office.itertext())
            for offices in elements(row, "additionalOffices")
            for office in elements(offices, "office")
        ]
        schedule, kind = xml_text(row, "schedule"), xml_text(row, "employmentType")
        # "permanent" beside "part-time" is no full-time job.
        stated = read_employment(schedule)
        kinds = [schedule] if stated and kind == "permanent" else [schedule, kind]
        office = xml_text(row, "office")
        page = self.posting_url(query.board, (number or "").strip())
        if page and OTHER_HOST in (query.board_url or ""):
            page = page.replace("jobs.personio.de", OTHER_HOST)
        return posting(
            query,
            id=number,
            title=xml_text(row, "name"),
            company=xml_text(row, "subcompany"),
            location=office,
            places=[office, *more],
            link=page,
            employment=[item for item in kinds if item],
            department=xml_text(row, "department"),
            html=_text_of(row),
            posted=xml_text(row, "createdAt"),
            raw={
                key: value
                for key in ("recruitingCategory", "seniority", "occupation", "keywords")
                if (value := xml_text(row, key))
            },
        )

    def recognise(self, url: str) -> Recognised | None:
        address = address_of(url)
        if address is None:
            return None
        for domain in ("jobs.personio.de", OTHER_HOST):
            board = address.label_of(domain)
            if board:
                parts = address.parts
                number = parts[1] if parts[:1] == ["job"] and len(parts) > 1 else None
                return Recognised(self.name, board, f"https://{board}.{domain}", number)
        return None


def _text_of(row: Any) -> str | None:
    parts: list[str] = []
    for group in elements(row, "jobDescriptions"):
        for section in elements(group, "jobDescription"):
            body = xml_text(section, "value")
            if body:
                head = xml_text(section, "name")
                parts.append((f"<h3>{head.strip()}</h3>\n" if head else "") + body)
    return "\n".join(parts) or None
