"""Date ranges of a text as months, and the years they cover together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from .vocabulary import MONTHS, PRESENT_WORDS, fold

_MONTH = r"(?:[^\W\d_]{3,10}\.?|\d{1,2})"
_POINT = (
    r"(?:"
    r"(?P<{0}cy>(?:19|20)\d\d)\s*年\s*(?P<{0}cm>\d{{1,2}})?\s*月?"
    r"|(?P<{0}iy>(?:19|20)\d\d)\s?[./-]\s?(?P<{0}im>0?[1-9]|1[0-2])(?![\d])"
    r"|(?P<{0}nm>0?[1-9]|1[0-2])\s?[./-]\s?(?P<{0}ny>(?:19|20)\d\d)"
    r"|(?P<{0}wm>[^\W\d_]{{3,10}})\.?,?\s{{0,2}}(?:de\s|del\s)?(?P<{0}wy>(?:19|20)\d\d)"
    r"|(?P<{0}sm>[^\W\d_]{{3,10}})\.?\s?['’]?(?P<{0}sy>\d\d)(?!\d)"
    r"|(?P<{0}y>(?:19|20)\d\d)"
    r")"
)
_TO = r"\s*(?:-|–|—|−|―|~|〜|to|until|till|through|bis|à|au|a|al|hasta|até|tot|t/m|至|から)\s*"
_RANGE = re.compile(
    r"(?<![\d\w])"
    + _POINT.format("a")
    + _TO
    + r"(?:"
    + _POINT.format("b")
    + r"|(?P<now>[^\W\d_]+(?:['’ ][^\W\d_]+)?))",
    re.IGNORECASE,
)
_SINCE = re.compile(
    r"\b(?:since|seit|depuis|desde|dal|sinds)\s+" + _POINT.format("a"), re.IGNORECASE
)
_STATED = re.compile(
    r"(?<![\d.,])(\d{1,2})(?:\.\d)?\s*\+?\s*(?:years?|yrs?|jahren?|ans|années|años|anni|anos|jaar)"
    r"['’]?\s+(?:of\s+|of proven\s+|de\s+|di\s+|d['’])?(?:[\w-]+\s+){0,3}?"
    r"(?:experience|expertise|berufserfahrung|erfahrung|expérience|experiencia|esperienza"
    r"|experiência|ervaring)",
    re.IGNORECASE,
)


def month_ranges(text: str, today: date) -> Iterator[tuple[int, int]]:
    """Half-open ranges of months counted from year 0, in order of appearance."""
    now = today.year * 12 + today.month
    for match in _RANGE.finditer(text):
        start = _point(match, "a")
        if start is None:
            continue
        if match.group("now") is not None:
            word = fold(match.group("now"))
            if word not in PRESENT_WORDS and word.split()[0] not in PRESENT_WORDS:
                continue
            end = now
        else:
            point = _point(match, "b")
            if point is None:
                continue
            # A month counts in full; a bare year is the year's beginning.
            end = point[0] + (1 if point[1] else 0)
        first = start[0]
        if first < end <= now + 1 and end - first <= 70 * 12:
            yield first, end
    for match in _SINCE.finditer(text):
        point = _point(match, "a")
        if point and point[0] < now:
            yield point[0], now


def _point(match: re.Match[str], side: str) -> tuple[int, bool] | None:
    """Month number and whether a month was written; ``None`` for a non-date."""
    groups = match.groupdict()
    for kind in ("c", "i", "n"):
        year = groups.get(f"{side}{kind}y")
        if year:
            month = groups.get(f"{side}{kind}m")
            return int(year) * 12 + (int(month) - 1 if month else 0), bool(month)
    for kind in ("w", "s"):
        year = groups.get(f"{side}{kind}y")
        if year:
            number = MONTHS.get(fold(groups[f"{side}{kind}m"]))
            if number is None:
                # "Engineer 2018": a word before a year is not always a month.
                return (int(year) * 12, False) if kind == "w" else None
            full = int(year) if len(year) == 4 else _century(int(year))
            return full * 12 + number - 1, True
    year = groups.get(f"{side}y")
    return (int(year) * 12, False) if year else None


def _century(year: int) -> int:
    return 2000 + year if year < 70 else 1900 + year


def covered_years(text: str, today: date) -> float | None:
    """Years covered by all ranges together, overlaps counted once."""
    merged: list[list[int]] = []
    for start, end in sorted(month_ranges(text, today)):
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    months = sum(end - start for start, end in merged)
    return round(months / 12, 1) if months else None


def stated_years(text: str) -> float | None:
    """``8 years of experience`` as the text itself says it."""
    found = [int(m.group(1)) for m in _STATED.finditer(text)]
    return float(max(found)) if found else None
