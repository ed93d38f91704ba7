"""Hacker News' monthly thread "Who is hiring?".

A comment's first line, "Company | Role | Place | REMOTE …", is a convention only:
what does not follow it stays in the line as it was written.
"""

from __future__ import annotations

import html
import re
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from scraping.reading.employment import read_employment
from scraping.reading.places import country_code, is_work_model, region_codes
from scraping.reading.remote import read_regions
from scraping.reading.text import clean, fold
from scraping.sources.asking import ask
from scraping.sources.base import (
    Batch,
    Client,
    FoundJob,
    NotListed,
    Problem,
    Query,
    Source,
    Status,
)
from scraping.sources.building import posting
from scraping.sources.shape import (
    ShapeChanged,
    dig,
    first_text,
    mapping,
    rows_of,
    text,
)

TITLE = re.compile(r"^Ask HN:\s*Who is hiring\?", re.IGNORECASE)
PARAGRAPH = re.compile(r"<p>|<br\s*/?>|\n", re.IGNORECASE)
ROLE = re.compile(
    r"engineer|developer|designer|manager|scientist|analyst|architect|lead\b|head of|director|\bsre\b"
    r"|devops|researcher|recruiter|marketer|writer|advocate|specialist|consultant|founding|full[- ]?stack"
    r"|front[- ]?end|back[- ]?end|product|support|sales|intern\b|programmer|\bcto\b|\bqa\b|data|security"
    r"|technician|operator|roles?\b|positions?\b|engineering|administrator|administrateur|entwickler|\bpm\b|\bml\b",
    re.IGNORECASE,
)
NOT_A_PLACE = re.compile(
    r"https?:|www\.|@|\$|€|£|\d{2,3}\s?k\b|visa|equity|salary|stage|series [a-e]|seed|funded|yc |\byc\b"
    r"|full[- ]?time|part[- ]?time|contract|intern|hiring|multiple|various|http|\.com|\.io",
    re.IGNORECASE,
)
WORK = re.compile(
    r"remote|hybrid|on-?site|in[- ]office|in[- ]person|wfh", re.IGNORECASE
)
ADDRESS = re.compile(r"\s*[(\[]?(?:https?://|www\.)[^\s)\]|]+[)\]]?")


class HackerNews(Source):
    name = "hackernews"
    label = "HN Who is hiring"
    kind = "aggregator"
    terms = _(
        "Links lead to the comment on Hacker News. Write to people there only about the "
        "job they posted, never in bulk."
    )
    attribution = "Hacker News"
    host = "https://hn.algolia.com"
    path = "/api/v1/search_by_date"

    def collect(self, query: Query, client: Client) -> Batch:
        thread = self._thread(client)
        try:
            answer = ask(self, client, self.url(f"/api/v1/items/{thread}"))
            page = self.read_page(answer.content, query)
        except (Problem, ShapeChanged) as error:
            if isinstance(error, Problem) and error.status is Status.RATE_LIMITED:
                raise
            # The thread by search: at most a thousand of its comments.
            answer = ask(
                self,
                client,
                self.url(self.path),
                params={"tags": f"comment,story_{thread}", "hitsPerPage": "1000"},
            )
            page = self.read_page(answer.content, query)
        return self.conclude(page)

    def _thread(self, client: Client) -> str:
        """The number of the newest thread."""
        answer = ask(
            self,
            client,
            self.url(self.path),
            params={"tags": "story,author_whoishiring", "hitsPerPage": "5"},
        )
        payload = self.load(answer.content)
        for story in rows_of(payload, "hits"):
            if TITLE.match(first_text(story, "title", "story_title") or ""):
                own = ("story_id",) if "comment_text" in story else ("objectID", "id")
                number = first_text(story, *own)
                if number:
                    return number
        if TITLE.match(first_text(payload, "story_title") or ""):
            return first_text(payload, "story_id") or ""
        raise ShapeChanged(_now("The newest thread was not found"))

    def rows(self, payload: Any) -> list[Any]:
        """Top-level comments, of a thread or of a search in one."""
        source = mapping(payload)
        found = rows_of(source, "children", "hits")
        story = text(source.get("story_id")) or text(source.get("id"))
        return [{**mapping(row), "_story": story} for row in found]

    def read(self, row: Any, query: Query) -> FoundJob:
        body = first_text(row, "text", "comment_text")
        if not body or not text(row.get("author")):
            # A deleted comment.
            raise NotListed
        parent, story = (
            text(row.get("parent_id")),
            row.get("_story") or row.get("story_id"),
        )
        if parent and story and parent != text(story):
            raise NotListed
        number = first_text(row, "objectID", "id")
        head = clean(
            re.sub(r"<[^>]{1,500}>", " ", PARAGRAPH.split(body, maxsplit=1)[0])
        )
        parts = [part.strip(" -–—") for part in re.split(r"\s*[|｜]\s*", head)]
        parts = [part for part in parts if part]
        if len(parts) < 2:
            parts = _loose(head, body)
        company = clean(ADDRESS.sub("", parts[0])).strip(" -–,") or None
        rest = parts[1:]
        place = _place(rest)
        return posting(
            query,
            id=number,
            title=_title(rest) or head,
            company=company,
            location=place,
            workplace=_workplace(rest),
            regions=_regions(rest),
            link=f"https://news.ycombinator.com/item?id={number}",
            employment=[part for part in rest if read_employment(part)],
            pay_text=next(
                (part for part in rest if re.search(r"[$€£]\s?\d|\d\s?k\b", part)), None
            ),
            html=html.unescape(body) if "<" not in body and "&lt;" in body else body,
            posted=row.get("created_at") or row.get("created_at_i"),
            raw={"header": head, "story": dig(row, "_story")},
        )


def _loose(head: str, body: str) -> list[str]:
    """A comment that does not follow the convention; remarks are left out."""
    words = clean(re.sub(r"<[^>]{1,500}>", " ", body))
    hires = re.search(
        r"hiring|open roles|positions|apply|we are looking", words, re.IGNORECASE
    )
    if head.startswith("@") or head.endswith("?") or len(words) < 200 or not hires:
        raise NotListed
    return ["", head[:200]]


def _title(parts: list[str]) -> str | None:
    """The first part that reads like a role."""
    for part in parts:
        bare = clean(ADDRESS.sub("", part))
        if ROLE.search(bare) and len(bare) <= 200:
            return bare
    return next(
        (
            clean(ADDRESS.sub("", part))
            for part in parts
            if not WORK.search(part)
            and not NOT_A_PLACE.search(part)
            and country_code(part) is None
        ),
        None,
    )


def _place(parts: list[str]) -> str | None:
    """The part that names a place: a town with state or country, or one known."""
    for part in parts:
        bare = clean(re.sub(r"[(\[].*?[)\]]", "", WORK.sub("", part))).strip(" ,/-–or")
        if not bare or NOT_A_PLACE.search(bare) or ROLE.search(bare):
            continue
        if is_work_model(bare) or fold(bare) in {"worldwide", "global", "anywhere"}:
            continue
        if (
            country_code(bare)
            or region_codes(bare)
            or re.match(r"^[^,]{2,40}, ?[A-Z]", bare)
        ):
            return part
    return None


def _regions(parts: list[str]) -> list[str] | None:
    """ "REMOTE (EU only)" limits to the EU; None where nothing is said of it."""
    told = [part for part in parts if WORK.search(part) and len(part) <= 120]
    return list(read_regions(*told)) or None


def _workplace(parts: list[str]) -> str | None:
    """The part that tells how one works, the hybrid one first."""
    told = [part for part in parts if WORK.search(part) and len(part) <= 120]
    for mode in ("hybrid", "remote", "onsite|on-site|office|person"):
        for part in told:
            if re.search(mode, part, re.IGNORECASE):
                return part
    return None
