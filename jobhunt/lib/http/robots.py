"""robots.txt of career pages (RFC 9309), kept for a day per host."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, unquote_to_bytes, urlsplit

from django.core.cache import cache

from jobhunt.lib.cache import quietly

if TYPE_CHECKING:
    from jobhunt.lib.http.client import GuardedClient

DAY = 86_400
SOON = 600
MOST_BYTES = 500_000
ALL = "User-agent: *\nAllow: /"
NOTHING = "User-agent: *\nDisallow: /"
Rule = tuple[str, bool]  # pattern, whether it allows


def may_fetch(client: GuardedClient, url: str, agent: str) -> bool:
    """Whether the host lets our agent fetch the URL."""
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}"
    key = f"robots:{origin}"
    text = quietly(lambda: cache.get(key))
    if text is None:
        text, seconds = fetch(client, origin)
        quietly(lambda: cache.set(key, text, seconds))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return allows(text, path, agent.partition("/")[0])


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


def allows(text: str, path: str, agent: str) -> bool:
    """The longest rule that fits decides, and of two as long the kinder one."""
    best = (-1, True)
    path = same_spelling(path)
    for pattern, allow in rules_for(text, agent.lower()):
        if fits(pattern, path):
            best = max(best, (len(pattern), allow))
    return best[1]


def rules_for(text: str, agent: str) -> list[Rule]:
    """The rules of the groups that name us, else of those for everybody."""
    ours: list[Rule] = []
    everybodys: list[Rule] = []
    named = False
    heads: set[str] = set()
    in_rules = True
    for line in text.splitlines():
        field, _, value = line.partition("#")[0].partition(":")
        field, value = field.strip().lower(), value.strip()
        if field == "user-agent":
            heads = {value.lower()} if in_rules else heads | {value.lower()}
            in_rules = False
            named = named or value.lower() == agent
        elif field in {"allow", "disallow"}:
            in_rules = True
            if not value:
                continue
            rule = (same_spelling(value), field == "allow")
            if agent in heads:
                ours.append(rule)
            if "*" in heads:
                everybodys.append(rule)
    return ours if named else everybodys


def same_spelling(path: str) -> str:
    """One spelling for what may be written with and without percent signs."""
    return quote(unquote_to_bytes(path), safe="/?&=*$:;,@!'()+~#[]")


def fits(pattern: str, path: str) -> bool:
    """``*`` is any characters, ``$`` at the end is the end; linear, no regex."""
    ends = pattern.endswith("$")
    first, *others = (pattern[:-1] if ends else pattern).split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    if not others:
        return not ends or at == len(path)
    last = others.pop()
    for part in others:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    if ends:
        return len(path) - len(last) >= at and path.endswith(last)
    return path.find(last, at) >= 0
