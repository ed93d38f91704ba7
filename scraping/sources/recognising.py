"""From an address to the board behind it: by host, by redirect, by what a page embeds."""

from __future__ import annotations

import re
from html import unescape

from django.utils.translation import gettext as _

from scraping.sources.asking import ask
from scraping.sources.base import (
    BoardInfo,
    Client,
    Problem,
    Query,
    Recognised,
    Source,
    Status,
)
from scraping.sources.boards import address_of

# Addresses in a page's scripts, frames and links that belong to a board's service.
SERVICES = (
    r"greenhouse\.io|lever\.co|ashbyhq\.com|workable\.com|smartrecruiters\.com|recruitee\.com"
    r"|jobs\.personio\.(?:de|com)|teamtailor\.com|bamboohr\.com|myworkdayjobs\.com"
    r"|myworkdaysite\.com|rippling\.com|pinpointhq\.com|breezy\.hr"
)
ADDRESS = re.compile(
    rf"(?:https?:)?(?:\\?/){{2}}(?:[a-z0-9-]{{1,63}}\.){{0,5}}(?:{SERVICES})[^\s\"'<>\\)]{{0,500}}(?:\\/[^\s\"'<>\\)]{{0,200}}){{0,20}}",
    re.IGNORECASE,
)
# Boards put in by a script that names them apart from any address.
SCRIPTED = (
    (
        "greenhouse",
        re.compile(r"boards\.greenhouse\.io/embed/job_board/js\?for=([\w.-]+)"),
    ),
    (
        "greenhouse",
        re.compile(
            r"Grnhse\.Settings[^;]{0,300}?[\"']?boardToken[\"']?\s*[:=]\s*[\"']([\w.-]+)"
        ),
    ),
    (
        "lever",
        re.compile(
            r"leverJobsOptions\s*=\s*\{[^}]{0,300}?accountName[\"']?\s*:\s*[\"']([\w.-]+)"
        ),
    ),
    ("ashby", re.compile(r"jobs\.ashbyhq\.com/([\w.%-]+)/embed")),
    (
        "workable",
        re.compile(
            r"whr_embed\(\s*\d+\s*,[^)]{0,300}?[\"']?account[\"']?\s*:\s*[\"']([\w.-]+)"
        ),
    ),
    (
        "smartrecruiters",
        re.compile(
            r"[\"']?company_code[\"']?\s*:\s*[\"']([\w.-]+)[\"'][^}]{0,600}smartrecruiters",
            re.DOTALL,
        ),
    ),
    (
        "recruitee",
        re.compile(
            r"RTWidget\([^)]{0,300}?[\"']?companies?[\"']?\s*:\s*\[?\s*[\"']?([\w.-]+)"
        ),
    ),
    (
        "bamboohr",
        re.compile(
            r"id=[\"']BambooHR[\"'][^>]*data-domain=[\"']([\w-]+)\.bamboohr\.com"
        ),
    ),
    (
        "personio",
        re.compile(
            r"(?<![\w-])([\w-]{1,63})\.jobs\.personio\.(?:de|com)/(?:xml|widget)"
        ),
    ),
)
# Sites that a service makes for an employer, under the employer's own domain.
OWN_DOMAIN = (
    (
        "teamtailor",
        re.compile(
            r"<meta[^>]+content=[\"']Teamtailor|assets[\w-]*\.teamtailor-cdn\.com",
            re.IGNORECASE,
        ),
    ),
)
EMBEDDED = re.compile(
    r"<(?:iframe|script)\b[^<>]{0,500}?\b(?:data-)?src\s*=\s*[\"']?([^\s\"'>]{1,1000})",
    re.IGNORECASE,
)
LIMIT = 1_500_000


def recognise(url: str) -> Recognised | None:
    """The board (and posting) that an address itself tells; asks nobody."""
    from scraping.sources import SOURCES

    for source in SOURCES.values():
        found = source.recognise(url)
        if found is not None:
            return found
    return None


def find_board_in_html(html: str, url: str) -> Recognised | None:
    """The board that a career page embeds or links to; None without one, and None
    where it names boards of several companies (a list of jobs elsewhere)."""
    from scraping.sources import SOURCES

    page = html[:LIMIT]
    number = _posting_number(url)
    for name, pattern in SCRIPTED:
        match = pattern.search(page)
        if match and (board := address_slug(match[1])):
            shown = SOURCES[name].public_board_url(board)
            return Recognised(name, board, shown, number)
    # What a page shows within itself tells more than what it links to.
    embedded = boards_in(" ".join(EMBEDDED.findall(page)))
    found = embedded or boards_in(page)
    if len(found) == 1:
        only = found[0]
        return Recognised(only.source, only.board, only.url, number or only.posting_id)
    own = address_of(url)
    for name, pattern in OWN_DOMAIN:
        if own is not None and not found and pattern.search(page):
            return Recognised(name, own.host, f"https://{own.host}/jobs", number)
    return None


def boards_in(text: str) -> list[Recognised]:
    """The boards whose addresses stand in a text, each once."""
    found: dict[tuple[str, str], Recognised] = {}
    for match in ADDRESS.finditer(text):
        address = unescape(match[0]).replace("\\/", "/")
        address = address if address.startswith("http") else f"https:{address}"
        board = recognise(address)
        if board is not None:
            found.setdefault((board.source, board.board.lower()), board)
    return list(found.values())


def address_slug(value: str) -> str | None:
    address = address_of("https://board.invalid/")
    return address.slug(value) if address else None


def _posting_number(url: str) -> str | None:
    """The posting's number that an embedding page carries in its query."""
    match = re.search(r"[?&](?:gh_jid|ashby_jid|lever_id)=([\w-]+)", url)
    return match[1] if match else None


def identify(url: str, client: Client) -> Recognised:
    """The source behind an address a person gave; raises Problem with a reason.

    First by the address itself, then where it leads, then what its page embeds,
    then the postings that the page carries.
    """
    from scraping.sources import SOURCES

    found = recognise(url)
    if found is not None:
        return found
    pages = SOURCES["jobposting"]
    answer = ask(pages, client, url, check_robots=True)
    return identify_page(answer.text, answer.url, url) or _as_page(pages, client, url)


def identify_page(html: str, final_url: str, url: str) -> Recognised | None:
    """The board behind a page that was fetched already."""
    if final_url != url and (found := recognise(final_url)):
        return found
    return find_board_in_html(html, final_url)


def _as_page(pages: Source, client: Client, url: str) -> Recognised:
    batch = pages.fetch(Query(board=url, board_url=url), client)
    if batch.jobs:
        return Recognised(pages.name, url, url)
    if batch.status.is_failure and batch.status is not Status.SCHEMA_CHANGED:
        raise Problem(batch.status, batch.note, batch.retry_after)
    raise Problem(
        Status.SCHEMA_CHANGED,
        _(
            "This is no board that we know, and its page carries no schema.org job "
            "postings. Give a company's board, any posting on it, or a career page."
        ),
    )


def confirm(found: Recognised, client: Client) -> BoardInfo:
    """Whether a recognised board exists, with its own name."""
    from scraping.sources import SOURCES

    return SOURCES[found.source].confirm(found.board, client, url=found.url)
