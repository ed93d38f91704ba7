"""Any career page or sitemap with schema.org JobPosting data.

A page is asked over HTTP first; a browser shows it only when it carries no posting
and looks as if scripts filled it.
"""

from __future__ import annotations

import gzip
import re
import zlib
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin, urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scraping.reading.links import canonical_link
from scraping.sources.asking import ask
from scraping.sources.base import (
    Batch,
    BoardInfo,
    Client,
    FoundJob,
    Page,
    Problem,
    Query,
    Source,
    Status,
    merge_places,
)
from scraping.sources.pagestate import is_scripted, says_gone
from scraping.sources.postingpage import Carried, page_state, parse_page, read_page
from scraping.sources.shape import ShapeChanged, elements, load_xml, xml_text

__all__ = ["JobPosting", "page_state", "parse_page"]

MOST_PAGES = 30
MOST_SITEMAPS = 5
MAX_SITEMAP = 20_000_000
JOB_WORD = re.compile(
    r"job|career|karriere|stelle|position|vacan|opening|posting|recruit|opportunit|rolle?s?/"
    r"|emploi|offre|carriere|empleo|oferta|vaga|vacature|werken|lavor|ledig|stilling|praca",
    re.IGNORECASE,
)
NOT_A_JOB = re.compile(
    r"/(?:login|signin|sign-in|register|privacy|datenschutz|imprint|impressum|terms|agb|cookie"
    r"|about|contact|kontakt|faq|news|blog|press|search|category|tag|feed|saved|alerts?)s?(?:[/?.]|$)"
    r"|\.(?:pdf|jpe?g|png|gif|svg|css|js|xml|zip|docx?)$",
    re.IGNORECASE,
)
LINK = re.compile(
    r"<a\b[^<>]{0,500}?\bhref\s{0,5}=\s{0,5}(?:\"([^\"]{1,2000})\"|'([^']{1,2000})')",
    re.IGNORECASE,
)
NEXT_PAGE = re.compile(r"\brel\s*=\s*[\"']?next\b", re.IGNORECASE)


@dataclass(slots=True)
class Visit:
    """A walk over the pages that a career page or sitemap names."""

    jobs: list[FoundJob] = field(default_factory=list)
    pages: int = 0
    skipped: int = 0
    problem: Problem | None = None


class JobPosting(Source):
    name = "jobposting"
    label = "Career page"
    kind = "page"
    terms = gettext_lazy(
        "The employer's own page, read where its robots.txt allows, at a slow pace."
    )
    host = ""
    min_interval = 3600
    # A page without data may only have changed its make.
    trusts_empty = False
    timeout = 15.0

    def public_board_url(self, board: str) -> str:
        return board

    def collect(self, query: Query, client: Client) -> Batch:
        url = query.board_url or query.board or ""
        answer = ask(self, client, url, check_robots=True)
        body = _unpacked(answer.content)
        if is_sitemap(body):
            found = sitemap_links(self, client, body, answer.url)
            return self._of_links(found, query, client)
        page, carried = self._read(client, answer.text, answer.url, query)
        jobs = carried.own or carried.listed
        if jobs:
            read = Page(
                merge_places(jobs), len(jobs) + carried.skipped, carried.skipped
            )
            return self.conclude(read, filtered=bool(NEXT_PAGE.search(page)))
        gone = says_gone(page)
        if gone:
            note = _("The page says: %(words)s") % {"words": gone[:200]}
            return Batch(Status.OK_EMPTY_CONFIRMED, complete=True, note=note)
        batch = self._of_links(job_links(page, answer.url), query, client)
        # What scripts or further pages would show was not seen.
        unseen = NEXT_PAGE.search(page) or (not batch.jobs and is_scripted(page))
        return replace(batch, complete=batch.complete and not unseen)

    def _read(
        self, client: Client, page: str, url: str, query: Query
    ) -> tuple[str, Carried]:
        """The page and its postings, shown by a browser where that is needed."""
        carried = read_page(page, url, query, watched=True)
        if carried.own or carried.listed or not is_scripted(page):
            return page, carried
        shown = client.render(url)
        if not shown:
            return page, carried
        return shown, read_page(shown, url, query, watched=True)

    def _of_links(self, links: list[str], query: Query, client: Client) -> Batch:
        """The postings of pages linked to, a bounded number of them."""
        visit = Visit()
        for link in links[:MOST_PAGES]:
            if query.stop():
                visit.problem = Problem(Status.PARTIAL, _("Stopped before the end"))
                break
            if not self._visit(link, query, client, visit):
                break
        page = Page(
            merge_places(visit.jobs), len(visit.jobs) + visit.skipped, visit.skipped
        )
        if not page.jobs and visit.problem is None:
            note = _("The page carries no schema.org job posting")
            whole = len(links) <= MOST_PAGES
            return Batch(Status.OK_EMPTY_SUSPICIOUS, complete=whole, note=note)
        return self.conclude(
            page, problem=visit.problem, capped=len(links) > MOST_PAGES
        )

    def _visit(self, link: str, query: Query, client: Client, visit: Visit) -> bool:
        """Read one page into the visit; false when going on is pointless."""
        visit.pages += 1
        try:
            answer = ask(self, client, link, check_robots=True)
        except Problem as problem:
            if problem.status is Status.DISABLED_BY_EMPLOYER:
                return True
            visit.problem = problem
            return problem.status not in {Status.RATE_LIMITED, Status.BLOCKED}
        state = page_state(answer.text, answer.url, query)
        if state.kind == "posting" and state.job is not None:
            visit.jobs.append(state.job)
        return True

    def confirm(self, board: str, client: Client, *, url: str = "") -> BoardInfo:
        """A page is watched when it carries postings now; nothing else proves it."""
        page = url or board
        batch = self.fetch(Query(board=board, board_url=page), client)
        if not batch.jobs:
            return BoardInfo(False, None, page, batch.note, batch.status)
        names = {job.company for job in batch.jobs if job.company}
        return BoardInfo(True, names.pop() if len(names) == 1 else None, page)

    def read_page(self, content: bytes, query: Query) -> Page:
        """The postings of one page; a page without any is no empty list."""
        url = query.board_url or query.board or ""
        jobs = parse_page(content.decode("utf-8", "replace"), url, query)
        if not jobs:
            raise ShapeChanged(_("The page carries no schema.org job posting"))
        return Page(tuple(jobs), len(jobs))


def _unpacked(content: bytes) -> bytes:
    """A gzipped sitemap, unpacked up to its bound."""
    if content[:2] != b"\x1f\x8b":
        return content
    try:
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(
            content, MAX_SITEMAP
        )
    except (zlib.error, gzip.BadGzipFile) as error:
        raise ShapeChanged(_("The sitemap was damaged")) from error


def is_sitemap(body: bytes) -> bool:
    head = body[:2000].lower()
    return b"<urlset" in head or b"<sitemapindex" in head


def sitemap_links(source: Source, client: Client, body: bytes, url: str) -> list[str]:
    """Addresses of postings in a sitemap; an index is followed one level deep."""
    if b"<sitemapindex" not in body[:2000].lower():
        return _locations(body, url)
    children = _locations(body, url, jobs_only=False)
    likely = [child for child in children if JOB_WORD.search(child)] or children
    found: list[str] = []
    for child in likely[:MOST_SITEMAPS]:
        answer = ask(source, client, child, check_robots=True)
        found += _locations(_unpacked(answer.content), child)
    return list(dict.fromkeys(found))


def _locations(body: bytes, url: str, *, jobs_only: bool = True) -> list[str]:
    """The addresses that a sitemap names, on its own host."""
    root = load_xml(body)
    host = urlsplit(url).netloc
    named = (
        link.strip()
        for kind in ("url", "sitemap")
        for entry in elements(root, kind)
        if (link := xml_text(entry, "loc"))
    )
    same = [link for link in named if urlsplit(link).netloc == host]
    if not jobs_only or JOB_WORD.search(urlsplit(url).path):
        return same
    return [link for link in same if JOB_WORD.search(urlsplit(link).path)] or same


def job_links(page: str, url: str) -> list[str]:
    """Addresses on the same host that look like single postings, in order."""
    here = urlsplit(url)
    own = canonical_link(url)
    base = here.path.rstrip("/") + "/"
    found: dict[str, str] = {}
    for match in LINK.finditer(page):
        link = urljoin(url, (match[1] or match[2] or "").strip().replace("&amp;", "&"))
        try:
            parts = urlsplit(link)
        except ValueError:
            continue
        same = canonical_link(link)
        if parts.netloc != here.netloc or same is None or same == own or same in found:
            continue
        deeper = parts.path.startswith(base) and len(parts.path) > len(base)
        if NOT_A_JOB.search(parts.path):
            continue
        if (deeper and base != "/") or JOB_WORD.search(parts.path):
            found[same] = (
                link.split("#")[0] if not parts.fragment.startswith("/") else link
            )
    return list(found.values())
