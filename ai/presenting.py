"""Texts for pages: marked where nothing supports them, compared with earlier ones."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import NamedTuple


class Segment(NamedTuple):
    text: str
    is_marked: bool


class Change(NamedTuple):
    kind: str  # same, added, removed
    text: str


def marked(text: str, items: list[str]) -> list[Segment]:
    """The text cut where items stand as whole words."""
    longest_first = sorted((i for i in items if i), key=len, reverse=True)
    if not longest_first:
        return [Segment(text, False)]
    pattern = re.compile(
        r"(?<!\w)(?:" + "|".join(re.escape(item) for item in longest_first) + r")(?!\w)"
    )
    return list(_cut(text, pattern))


def _cut(text: str, pattern: re.Pattern[str]) -> Iterator[Segment]:
    end = 0
    for match in pattern.finditer(text):
        if match.start() > end:
            yield Segment(text[end : match.start()], False)
        yield Segment(match.group(), True)
        end = match.end()
    if end < len(text):
        yield Segment(text[end:], False)


def compared(before: str, after: str) -> list[Change]:
    """Sentences that stayed, went and came."""
    old, new = _sentences(before), _sentences(after)
    changes: list[Change] = []
    for line in difflib.ndiff(old, new):
        kind = {"  ": "same", "- ": "removed", "+ ": "added"}.get(line[:2])
        if kind:
            changes.append(Change(kind, line[2:]))
    return changes


def _sentences(text: str) -> list[str]:
    parts = re.split(r"(?<=[.!?])\s+|\n+", text)
    return [part.strip() for part in parts if part.strip()]
