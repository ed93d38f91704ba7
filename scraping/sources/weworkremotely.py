"""We Work Remotely: its RSS feed of all categories."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from scraping.sources.base import FoundJob, Query, Source
from scraping.sources.building import posting, web_link
from scraping.sources.shape import ShapeChanged, elements, load_xml, xml_text


class WeWorkRemotely(Source):
    name = "weworkremotely"
    label = "We Work Remotely"
    kind = "aggregator"
    terms = _(
        "Personal use only: its terms forbid building a competing search service. Link "
        "to We Work Remotely and apply through it."
    )
    attribution = "We Work Remotely"
    host = "https://weworkremotely.com"
    path = "/remote-jobs.rss"
    personal_only = True

    def load(self, content: bytes) -> Any:
        return load_xml(content)

    def rows(self, payload: Any) -> list[Any]:
        channel = next(elements(payload, "channel"), None)
        if channel is None:
            raise ShapeChanged(_now("The answer has no list of postings"))
        return list(elements(channel, "item"))

    def read(self, row: Any, query: Query) -> FoundJob:
        link = web_link(xml_text(row, "link")) or web_link(xml_text(row, "guid"))
        company, title = _parted(xml_text(row, "title") or "")
        where = (xml_text(row, "region") or "").strip()
        return posting(
            query,
            id=urlsplit(link).path.rsplit("/", 1)[-1] if link else None,
            title=title,
            company=company,
            location=where,
            flag=True,
            regions=[where],
            link=link,
            employment=xml_text(row, "type"),
            department=xml_text(row, "category"),
            html=xml_text(row, "description"),
            posted=xml_text(row, "pubDate"),
            closes=xml_text(row, "expires_at"),
        )


def _parted(line: str) -> tuple[str | None, str]:
    """Company and title of "Company: Title"."""
    company, colon, title = line.partition(": ")
    return (company, title) if colon and title.strip() else (None, line)
