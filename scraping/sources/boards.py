"""Boards: addresses taken apart, names confirmed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _

from scraping.sources.found import BoardInfo, Client, Query, Status

if TYPE_CHECKING:
    from scraping.sources.base import Source

SLUG = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._%+ -]{0,98}$")
# Labels of a service's own hosts: no company has them.
SERVICE_LABELS = {
    "www",
    "api",
    "app",
    "apps",
    "help",
    "support",
    "developer",
    "developers",
    "docs",
    "blog",
    "status",
    "static",
    "cdn",
    "assets",
    "go",
    "info",
    "login",
    "careers",
    "career",
    "jobs",
    "images",
    "resources",
    "partners",
    "secure",
    "mail",
    "marketplace",
}


@dataclass(frozen=True, slots=True)
class Address:
    """A web address in parts."""

    host: str
    parts: list[str]
    query: str
    scheme: str = "https"

    def is_on(self, *domains: str) -> bool:
        return any(
            self.host == domain or self.host.endswith("." + domain)
            for domain in domains
        )

    def label_of(self, domain: str) -> str | None:
        """The company's label of ``acme.service.com``; None for the service's own."""
        if not self.host.endswith("." + domain):
            return None
        label = self.host.removesuffix("." + domain)
        if "." in label or label in SERVICE_LABELS:
            return None
        return self.slug(label)

    def slug(self, value: str | None) -> str | None:
        """A board's name as it may stand in an address, None for anything else."""
        return value if value and SLUG.match(value) and ".." not in value else None


def address_of(url: str) -> Address | None:
    """None for what is no web address."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").rstrip(".").lower()
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return None
    path = [unquote(part) for part in parts.path.split("/") if part]
    return Address(host, path, parts.query, parts.scheme.lower())


def confirm_by_listing(
    source: Source, board: str, client: Client, *, url: str = ""
) -> BoardInfo:
    """A board exists when its list answers; its name is what its postings carry."""
    page = url or source.public_board_url(board)
    batch = source.fetch_at(Query(board=board, board_url=url or None), client)
    if batch.status is Status.OK_EMPTY_SUSPICIOUS:
        reason = _("The source answers alike for names that do not exist")
        return BoardInfo(False, None, page, reason, batch.status)
    if batch.status.is_failure:
        return BoardInfo(False, None, page, batch.note, batch.status)
    names = {job.company for job in batch.jobs if job.company}
    name = names.pop() if len(names) == 1 else None
    return BoardInfo(True, name, page, status=batch.status)
