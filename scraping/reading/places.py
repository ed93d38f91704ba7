"""Where a job is: the source's words in parts, a country only where stated."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from scraping.reading.geography import (
    ALPHA3,
    ANYWHERE,
    CANADA,
    CANADA_CODES,
    CANADIAN_TOWNS,
    CITIES,
    CODES,
    DELAWARE,
    NAMES,
    REGIONS,
    TOWNS,
    US_STATE_NAMES,
    US_STATES,
)
from scraping.reading.text import clean, fold

LONGEST = 2000
_MODEL = (
    r"(?:(?:fully|full|100\s*%|mostly|partly|partially|teilweise|primarily|permanent(?:ly)?|temporar(?:y|ily)"
    r"|part[\s-]time|occasional)\s+)?"
    r"(?:remote(?:ly)?|hybrid\w*|on[\s-]?site|in[\s-]?office|in[\s-]?person|office(?:[\s-]based)?"
    r"|home[\s-]?office|home[\s-]based|work(?:ing)?[\s-]?from[\s-]?(?:home|anywhere)|wfh"
    r"|telecommut(?:e|ing)|telework|teletravail|teletrabajo|distributed|flexible|virtual|vor[\s-]ort|presentiel"
    r"|presencial|hibrido|remoto)"
    r"(?:[\s-](?:first|friendly|only|work(?:ing)?|job|role|position|optional|possible|eligible"
    r"|ok|model|option))?"
)
WORK_MODEL = re.compile(
    rf"^[\s(\[]*(?:{_MODEL}(?:(?:\s*(?:/|,|or|and|&|\||-|–)\s*|\s+){_MODEL})*"
    r"(?:[\s,(–-]+\d(?:\s?(?:-|–|to)\s?\d)?\s?x?\s?(?:days?|tage?|jours?)\b[^()]{0,30})?"
    r"|multiple (?:locations?|cities)|various(?: locations?| cities)?|several locations?"
    r"|n/?a|tbd|tba|none|not specified|unspecified|location flexible|(?:\d+|many) locations?"
    r"|\+?\s*\d+ (?:more|others?|weitere)(?: locations?)?)[\s)\].]*$"
)
# Marks that part whole places; a comma parts a town from its state.
STRONG = re.compile(
    r"\s*[|;•·\n\r]\s*|\s+/\s+(?!Main\b|Oder\b|Saale\b)"
    r"|(?<=\w{3})/(?=[^\W\d_]{3})(?!Main\b|Oder\b|Saale\b)"
    r"|\s+(?:or|oder|ou)\s+|\s+(?:und|and|et|y|e|&|\+)\s+(?=[A-ZÀ-ÞĀ-Ž]|\d+ more)"
)
# Names with such a mark inside.
ONE_NAME = re.compile(
    r"bosnia|herzegovina|tobago|barbuda|nevis|grenadines|principe|newfoundland|tyne"
    r"|\bhove\b|futuna|dumfries|perth and|hammersmith|kensington|windsor and|asia|middle east"
    r"|north africa"
)
ZIP = re.compile(r"^(?P<state>[A-Z]{2})[\s-]+\d{5}(?:-\d{4})?$")
NOT_PLACE = re.compile(
    rf"(?<![\w-])(?:{_MODEL}|only|based(?: in)?|within|anywhere(?: in)?|in the|in|from|located"
    r"|residents?|candidates?|applicants?|nationwide|timezones?|time zones?|region|area"
    r"|countries|office|hq|headquarters|friendly|job|role|position)(?![\w-])"
)


def is_work_model(text: str | None) -> bool:
    """Whether a "place" only says how one works ("Hybrid", "In-Office")."""
    return bool(WORK_MODEL.match(fold(clean(text)[:200])))


def split_locations(raw: str | None) -> list[str]:
    """The places in a text, in its own words and order, without work models."""
    text = (raw or "")[:LONGEST]
    places: dict[str, None] = {}
    for part in _strong_parts(text):
        for place in _by_commas(part):
            if place and not is_work_model(place):
                places.setdefault(place)
    return list(places)


def _strong_parts(text: str) -> list[str]:
    parts: list[str] = []
    for line in re.split(r"[;|\n\r•·]", text if "&" not in text else clean(text)):
        words = clean(line).strip(" ,-–")
        folded = fold(words)
        if not words:
            continue
        if folded in REGIONS or folded in CODES or ONE_NAME.search(folded):
            parts.append(words)
        else:
            parts += [part.strip(" ,-–") for part in STRONG.split(words)]
    return [part for part in parts if part]


def _by_commas(part: str) -> list[str]:
    """Commas part places only where it is sure: town and state (or country) by
    turns, several countries, or well-known towns."""
    pieces = [piece.strip() for piece in part.split(",") if piece.strip()]
    if len(pieces) < 2:
        return [part]
    codes = [country_name(piece) for piece in pieces]
    if all(codes) and len(set(codes)) == len(codes) and not _one_land(codes):
        return pieces
    if all(fold(piece) in CITIES for piece in pieces) and not (
        len(pieces) == 2 and fold(pieces[1]) in US_STATE_NAMES
    ):
        return pieces
    upper = [_is_upper_part(piece) for piece in pieces]
    by_turns = all(upper[1::2]) and not any(upper[::2])
    if len(pieces) >= 4 and len(pieces) % 2 == 0 and by_turns:
        return [f"{a}, {b}" for a, b in zip(pieces[::2], pieces[1::2], strict=True)]
    return [part]


def _one_land(codes: list[str | None]) -> bool:
    """ "Hong Kong, China" and "Puerto Rico, USA" are one place."""
    pair = set(codes)
    return pair in (
        {"HK", "CN"},
        {"MO", "CN"},
        {"TW", "CN"},
        {"PR", "US"},
        {"JE", "GB"},
    )


def _is_upper_part(piece: str) -> bool:
    """Whether a piece is a state, province or country: what stands behind a town."""
    return (
        piece in US_STATES
        or piece in CANADA_CODES
        or country_name(piece) is not None
        or (len(piece) == 2 and piece in NAMES)
    )


@lru_cache(maxsize=8192)
def country_name(text: str) -> str | None:
    """The code of a text that is a country's name and nothing else."""
    folded = fold(text).strip(" ()")
    found = CODES.get(folded) or CODES.get(folded.strip("."))
    return found or (ALPHA3.get(folded) if text.strip(" ()").isupper() else None)


@lru_cache(maxsize=8192)
def country_code(text: str | None) -> str | None:
    """ISO 3166-1 alpha-2 of the country that a place states, None if it does not."""
    words = clean(text)[:300]
    if not words:
        return None
    whole = country_name(words)
    if whole or (len(words) == 2 and words.isupper() and words in NAMES):
        return whole or words
    pieces = [
        piece.strip(" .-–")
        for piece in re.split(r"[,()\[\]|;/:]| [-–—] |-(?=Remote\b)", words)
    ]
    pieces = [piece for piece in pieces if piece]
    if _several_countries(pieces):
        return None
    for index in range(len(pieces) - 1, -1, -1):
        if code := _of_piece(pieces, index):
            return code
    first = words.split()[0]
    # "USA DC Washington", "DEU Wiesbaden".
    coded = len(first) == 3 and first.isupper() and not words.isupper()
    return ALPHA3.get(first.lower()) if coded else None


def _several_countries(pieces: list[str]) -> bool:
    """ "LATAM, Brazil" and "UK, USA" are no one country."""
    codes = [
        region_codes(piece) if len(piece) > 2 or country_name(piece) else None
        for piece in pieces
    ]
    if len(pieces) < 2 or not all(codes):
        return False
    whole = frozenset().union(*(item for item in codes if item))
    return len(whole) > 1 and not _one_land(list(whole))


def _of_piece(pieces: list[str], index: int) -> str | None:
    """The country that one piece of a place tells, with what stands before it."""
    piece = pieces[index]
    if code := country_name(piece):
        return code
    bare = piece
    if not piece.isupper():
        bare = clean(NOT_PLACE.sub(" ", fold(piece))).strip(" -–.")
        if bare and (code := country_name(bare) or _trailing(piece)):
            return code
    state = match["state"] if (match := ZIP.match(piece)) else piece
    if len(state) == 2 and state.isupper():
        return _two_letters(pieces[:index], state)
    if bare in CANADA:
        return "CA"
    if bare in US_STATE_NAMES and (bare != "georgia" or index):
        at_home = bare == "georgia" and TOWNS.get(fold(pieces[index - 1])) == "GE"
        return "GE" if at_home else "US"
    return None


def _trailing(piece: str) -> str | None:
    """ "Remote US", "Anywhere in the UK": capitals at the edges of a piece."""
    words = re.sub(r"[^\w\s.]", " ", piece).split()
    if not words or not NOT_PLACE.search(fold(piece)):
        return None
    for word in (words[-1], words[0]):
        plain = word.replace(".", "")
        if plain.isupper():
            if len(plain) == 2 and plain not in US_STATES and plain in NAMES:
                return plain
            if code := country_name(plain):
                return code
    return None


def _two_letters(before: list[str], code: str) -> str | None:
    """A state's or a country's letters behind a town."""
    towns = [fold(piece) for piece in before]
    if not before:
        # "US-Remote"; letters of a state alone tell nothing.
        plain = code in NAMES and code not in US_STATES
        return "GB" if code == "UK" else code if plain else None
    if any(TOWNS.get(town) == code for town in towns):
        return code
    coded = len(before) >= 2 and re.fullmatch(r"[A-Z0-9-]{1,4}", before[-1])
    if coded and code in NAMES:
        return code
    if is_work_model(before[-1]) and code in US_STATES and code in NAMES:
        # "Remote, CA": a state or a country, it cannot be told.
        return None
    if code == "DE" and not set(towns) & DELAWARE:
        # Germany writes itself so, and is a hundred times as big.
        return code
    if code in US_STATES:
        return "US"
    if code in CANADA_CODES and (code not in NAMES or set(towns) & CANADIAN_TOWNS):
        return "CA"
    return "GB" if code == "UK" else code if code in NAMES else None


@lru_cache(maxsize=8192)
def region_codes(region: str) -> frozenset[str] | None:
    """The countries of a country's name, a code, a continent or a region."""
    words = clean(region)[:200]
    folded = fold(words).strip(" .")
    if folded in REGIONS:
        return frozenset(REGIONS[folded])
    if code := country_name(words):
        return frozenset({code})
    if len(folded) == 2 and folded.upper() in NAMES:
        return frozenset({folded.upper()})
    return None


def mentioned_codes(place: str) -> frozenset[str] | None:
    """The countries a place may mean; None when it states none."""
    words = clean(place)[:300]
    if not re.fullmatch(r"[a-z]{2}", words):
        whole = region_codes(words)
        if whole is not None:
            return whole
    found: set[str] = set()
    for piece in re.split(r"[;|/()+&]| or | and | [-–] ", words):
        if code := country_code(piece):
            found.add(code)
            if code == "US" and re.search(r",\s*IN$", piece.strip()):
                # Indiana or India: whoever looks in either must find it.
                found.add("IN")
            continue
        for part in piece.split(","):
            bare = clean(NOT_PLACE.sub(" ", fold(part))).strip(" -–.")
            codes = region_codes(bare) if len(bare) > 2 or bare in REGIONS else None
            found |= codes or set()
    if not found and (code := country_code(words)):
        found.add(code)
    return frozenset(found) or None


def is_anywhere(place: str) -> bool:
    """Whether a place is no limit at all ("Remote - Worldwide")."""
    folded = fold(clean(place)[:200])
    parts = re.split(r"[,;|/()]| [-–] ", folded)
    return any(part.strip(" .") in ANYWHERE for part in (folded, *parts))


def in_region(places: Iterable[str], region: str) -> bool | None:
    """Whether any of the places lies in a region; None where it cannot be told."""
    wanted = region_codes(region)
    name = fold(clean(region))
    unknown, seen = False, False
    for place in places:
        seen = True
        if is_anywhere(place):
            return True
        codes = mentioned_codes(place)
        if wanted is None:
            if name and name in fold(clean(place)):
                return True
            unknown = True
        elif codes is None:
            unknown = True
        elif codes & wanted:
            return True
    return None if unknown or not seen else False
