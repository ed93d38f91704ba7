"""What stands behind an address: a board, a posting on it, or a career page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from jobhunt.lib.errors import RuleRefused
from jobhunt.lib.http import FetchFailed, FetchRefused
from scraping.sources import ALL
from scraping.sources.base import Recognised
from scraping.sources.recognising import find_board_in_html

# What a person may paste, for the refusal that says what would be recognised.
HINT = _(
    "Paste the address of a company's job board, of a posting on it, or of a career"
    " page whose postings carry schema.org data."
)


def recognise(url: str) -> Recognised | None:
    """The board that an address names by itself; nothing is asked."""
    for source in ALL:
        found = source.recognise(url)
        if found is not None:
            return found
    return None


def embedded(page: str, url: str) -> Recognised | None:
    """The board that a page embeds, where its source can tell."""
    return find_board_in_html(page, url)


def fetch_page(client: Any, url: str) -> Any:
    """A page that a user named. RuleRefused tells no closed port from a refused
    address: the answer must not be a port scanner."""
    try:
        answer = client.get(url, timeout=20.0, check_robots=True)
    except FetchRefused as refused:
        raise RuleRefused(str(refused), field="url", code="refused") from refused
    except FetchFailed as failed:
        raise RuleRefused(
            _("This address cannot be fetched."), field="url", code="refused"
        ) from failed
    if answer.status in {404, 410}:
        raise RuleRefused(
            _("The page says that there is no such job."), field="url", code="gone"
        )
    if answer.status >= 400:
        raise RuleRefused(
            _("The page answered with error %d.") % answer.status,
            field="url",
            code="unreadable",
        )
    return answer
