"""What a page is: one posting, several of them, one that is gone, or none."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import urlsplit

from scraping.reading.links import canonical_link
from scraping.reading.text import fold
from scraping.sources import jsonld, microdata
from scraping.sources.found import FoundJob, Query, merge_places
from scraping.sources.pagestate import headline, says_gone
from scraping.sources.schema import own_link, posting_id, read_node
from scraping.sources.shape import SHAPE_ERRORS


@dataclass(frozen=True, slots=True)
class PageState:
    """What a page is: one posting, several of them, one that is gone, or none."""

    kind: Literal["posting", "several", "gone", "none"]
    job: FoundJob | None = None
    jobs: tuple[FoundJob, ...] = ()
    # The page's own words that its job is gone.
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Carried:
    """Postings of a page: its own, those it lists, and how many made no sense."""

    own: tuple[FoundJob, ...] = ()
    listed: tuple[FoundJob, ...] = ()
    skipped: int = 0


def read_page(
    page: str, url: str, query: Query | None = None, *, watched: bool = False
) -> Carried:
    """All postings that a page's markup carries.

    On a ``watched`` page postings come and go: those without an address of their
    own are told apart by what they say, also while one stands there alone.
    """
    asked = query or Query()
    blocks = jsonld.postings(page)
    if not blocks:
        blocks = [jsonld.Block(node) for node in microdata.postings(page)]
    shown = [block for block in blocks if not block.related]
    read: list[tuple[jsonld.Block, FoundJob]] = []
    for block in shown:
        try:
            read.append((block, read_node(block.node, url, asked)))
        except SHAPE_ERRORS:
            continue
    nameless = [own_link(block.node, url) is None for block, _ in read]
    # One posting told twice has the page for itself.
    sharing = {
        _mark(job) for (_, job), alone in zip(read, nameless, strict=True) if alone
    }
    own: list[FoundJob] = []
    entries: list[FoundJob] = []
    for (block, job), alone in zip(read, nameless, strict=True):
        marked = alone and (watched or len(sharing) > 1)
        (entries if block.listed else own).append(_marked(job, url) if marked else job)
    return Carried(merge_places(own), merge_places(entries), len(shown) - len(read))


def _mark(job: FoundJob) -> str:
    number = job.requisition_id or f"{job.company or ''}|{job.location or ''}"
    facts = f"{job.title}|{number}"
    return hashlib.sha256(facts.encode()).hexdigest()[:12]


def _marked(job: FoundJob, page_url: str) -> FoundJob:
    """A posting that shares a page, with a mark: the address is not its alone."""
    link = f"{page_url.split('#')[0]}#/job/{_mark(job)}"
    return replace(job, link=link, source_job_id=posting_id(link))


def parse_page(page: str, url: str, query: Query | None = None) -> list[FoundJob]:
    """The postings of a page: its own, else those it lists."""
    carried = read_page(page, url, query)
    return list(carried.own or carried.listed)


def page_state(page: str, url: str, query: Query | None = None) -> PageState:
    """What the page under an address is. It is a posting because it carries one
    under that address; what it lists or links to are other jobs."""
    carried = read_page(page, url, query)
    jobs = carried.own or carried.listed
    mine = [job for job in jobs if _same_page(job.link, url)]
    if not mine and len(carried.own) == 1 and _is_about(page, carried.own[0], url):
        mine = list(carried.own)
    text_of = mine[0].description_text if len(mine) == 1 else None
    gone = says_gone(page, own_text=text_of)
    if gone:
        return PageState("gone", jobs=jobs, reason=gone)
    if len(mine) == 1:
        return PageState("posting", job=mine[0], jobs=tuple(mine))
    if len(jobs) > 1:
        return PageState("several", jobs=jobs)
    return PageState("none", jobs=jobs)


def _same_page(link: str | None, url: str) -> bool:
    """Whether a posting stands under an address; tracking and queries aside."""
    one, two = canonical_link(link), canonical_link(url)
    if one is None or two is None:
        return link == url
    if one == two:
        return True
    first, second = urlsplit(one), urlsplit(two)
    return (
        (first.netloc, first.path) == (second.netloc, second.path)
        and not first.fragment
        and not (first.query and second.query)
    )


def _is_about(page: str, job: FoundJob, url: str) -> bool:
    """Whether a page with one posting of another address still shows that one."""
    head = fold(headline(page))
    same_host = urlsplit(job.link or "").hostname == urlsplit(url).hostname
    return fold(job.title) in head or not (same_host and head)
