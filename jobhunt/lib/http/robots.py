"""robots.txt of career pages, kept for a day per host."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from django.core.cache import cache

from jobhunt.lib.cache import quietly

if TYPE_CHECKING:
    from jobhunt.lib.http.client import GuardedClient

DAY = 86_400
SOON = 600
MOST_BYTES = 500_000
ALL = "User-agent: *\nAllow: /"
NOTHING = "User-agent: *\nDisallow: /"


def may_fetch(client: GuardedClient, url: str, agent: str) -> bool:
    """Whether the host lets our agent fetch the URL (RFC 9309)."""
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}"
    key = f"robots:{origin}"
    text = quietly(lambda: cache.get(key))
    if text is None:
        text, seconds = fetch(client, origin)
        quietly(lambda: cache.set(key, text, seconds))
    parser = RobotFileParser()
    parser.parse(text.splitlines())
    return parser.can_fetch(agent.partition("/")[0], url)


def fetch(client: GuardedClient, origin: str) -> tuple[str, int]:
    """The rules and for how long: none where there is no file, all where it fails."""
    from jobhunt.lib.http.client import FetchFailed

    try:
        answer = client.get(f"{origin}/robots.txt", timeout=10, max_bytes=MOST_BYTES)
    except FetchFailed:
        return ALL, SOON
    if answer.status == 200:
        return answer.text, DAY
    if answer.status >= 500:
        return NOTHING, SOON
    return ALL, DAY
