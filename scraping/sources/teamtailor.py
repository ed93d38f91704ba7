"""Teamtailor career sites: a JSON feed, or the RSS feed beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from scraping.sources.asking import Walk, ask, conclude_walk, walk
from scraping.sources.base import (
    Batch,
    Client,
    FoundJob,
    Page,
    Problem,
    Query,
    Recognised,
    Source,
    Status,
)
from scraping.sources.boards import address_of
from scraping.sources.building import join_places, posting, web_link
from scraping.sources.schema import read_node
from scraping.sources.shape import (
    ShapeChanged,
    elements,
    first_text,
    load_xml,
    mapping,
    rows_of,
    text,
    xml_text,
)

MOST_PAGES = 20
GONE = Status.DISABLED_BY_EMPLOYER
REMOTE = {"fully": "remote", "hybrid": "hybrid", "temporary": "hybrid"}


class Teamtailor(Source):
    name = "teamtailor"
    label = "Teamtailor"
    kind = "board"
    terms = _(
        "The employer's own public board; applications go through its page there."
    )
    host = "https://{board}.teamtailor.com"
    path = "/jobs.json"
    board_page = "https://{board}.teamtailor.com/jobs"

    def collect(self, query: Query, client: Client) -> Batch:
        """Places and departments stand in the RSS feed only, all pages in the JSON."""
        try:
            told = self._rss(query, client)
        except (Problem, ShapeChanged) as error:
            if isinstance(error, Problem) and error.status is not GONE:
                raise
            return conclude_walk(self, self._walk_json(query, client))
        try:
            walked = self._walk_json(query, client)
        except (Problem, ShapeChanged):
            return self.conclude(told)
        facts = {job.source_job_id: job for job in told.jobs}
        more = [job for job in walked.page.jobs if job.source_job_id not in facts]
        page = replace(
            walked.page,
            jobs=(*told.jobs, *more),
            rows=told.rows + len(more),
            skipped=max(told.skipped, walked.page.skipped),
        )
        return conclude_walk(self, replace(walked, page=page))

    def _rss(self, query: Query, client: Client) -> Page:
        answer = ask(self, client, self._site(query) + "/jobs.rss")
        return self.read_page(answer.content, query)

    def _walk_json(self, query: Query, client: Client) -> Walk:
        following: str | None = self._site(query) + self.path

        def read(number: int) -> tuple[Page, bool]:
            nonlocal following
            here = following or ""
            answer = ask(self, client, here)
            payload = self.load(answer.content)
            page = self.read_rows(self.rows(payload), query)
            link = first_text(payload, "next_url")
            following = urljoin(here, link) if link else None
            if following and urlsplit(following).netloc != urlsplit(here).netloc:
                # Through a mirror only the next page's query holds.
                following = f"{here.split('?')[0]}?{urlsplit(following).query}"
            return page, following is not None

        return walk(query, read, most=MOST_PAGES)

    def _site(self, query: Query) -> str:
        """A board that is a whole host is the employer's own domain."""
        if query.board and "." in query.board:
            return f"https://{query.board}"
        return self.base(query.board)

    def load(self, content: bytes) -> Any:
        if content.lstrip()[:1] == b"<":
            return load_xml(content)
        return super().load(content)

    def rows(self, payload: Any) -> list[Any]:
        if hasattr(payload, "tag"):
            channel = next(elements(payload, "channel"), None)
            if channel is None:
                raise ShapeChanged(_now("The answer has no list of postings"))
            return list(elements(channel, "item"))
        return rows_of(payload, "items")

    def read(self, row: Any, query: Query) -> FoundJob:
        return (
            self._of_json(row, query) if isinstance(row, dict) else _of_rss(row, query)
        )

    def _of_json(self, row: dict[str, Any], query: Query) -> FoundJob:
        link = web_link(row.get("url"))
        number = _number(link) or text(row["id"])
        node = mapping(row.get("_jobposting"))
        if not node:
            return posting(
                query,
                id=number,
                title=row["title"],
                link=link,
                html=first_text(row, "content_html", "content_text"),
                posted=row.get("date_published"),
                raw=row,
            )
        whole = {
            "title": row.get("title"),
            "description": row.get("content_html"),
            "datePosted": row.get("date_published"),
            **node,
        }
        job = read_node(whole, link or self.public_board_url(query.board or ""), query)
        return replace(job, source_job_id=number or job.source_job_id, link=link)

    def recognise(self, url: str) -> Recognised | None:
        address = address_of(url)
        board = address.label_of("teamtailor.com") if address else None
        if address is None or not board:
            return None
        number = _number(url)
        return Recognised(self.name, board, self.public_board_url(board), number)


def _number(link: str | None) -> str | None:
    """The number at the head of ``/jobs/12345-title``."""
    parts = urlsplit(link or "").path.split("/")
    if "jobs" in parts[:-1]:
        head = parts[parts.index("jobs") + 1].split("-")[0]
        return head if head.isdigit() else None
    return None


def _of_rss(item: Any, query: Query) -> FoundJob:
    link = web_link(xml_text(item, "link"))
    places = [
        join_places(xml_text(place, "city"), xml_text(place, "country"))
        or xml_text(place, "name")
        for group in elements(item, "locations")
        for place in elements(group, "location")
    ]
    status = (xml_text(item, "remoteStatus") or "").strip().lower()
    return posting(
        query,
        id=_number(link) or xml_text(item, "guid"),
        title=xml_text(item, "title"),
        location=next(iter(places), None),
        places=places,
        workplace=REMOTE.get(status),
        link=link,
        department=xml_text(item, "department"),
        html=xml_text(item, "description"),
        posted=xml_text(item, "pubDate"),
    )
