"""Where a job is: the source's words in parts, a country only where stated."""

from __future__ import annotations

import re
from collections.abc import Iterable

from scraping.reading.geography import (
    ALPHA3,
    ANYWHERE,
    CANADA,
    CANADA_CODES,
    CODES,
    NAMES,
    REGIONS,
    US_STATE_NAMES,
    US_STATES,
)
from scraping.reading.text import clean, fold

WORK_MODEL = re.compile(
    r"^[\s(\[]*(?:fully\s+|100\s*%\s*)?(?:remote|hybrid|on[\s-]?site|in[\s-]?office|in[\s-]?person"
    r"|office|home\s?-?office|work\s?from\s?home|wfh|telecommute|distributed|flexible"
    r"|remote[\s-]first|multiple locations?|various(?: locations?)?|various cities"
    r"|n/?a|tbd|\d+ locations?)[\s)\]]*$"
)
# Marks that part whole places; a comma parts a town from its state.
STRONG = re.compile(
    r"\s*(?:[|;•\n]|\s/\s|\s·\s|(?:\s+(?:or|oder|und|and)\s+(?=[A-ZÄÖÜ])))\s*"
)
STATE_PAIR = re.compile(r"[A-Za-z .'-]+,\s*[A-Z]{2}(?=\s*(?:,|$))")


def is_work_model(text: str | None) -> bool:
    """Whether a "place" only says how one works ("Hybrid", "In-Office")."""
    return bool(WORK_MODEL.match(fold(clean(text))))


def split_locations(raw: str | None) -> list[str]:
    """The places in a text, in its own words and order, without work models."""
    text = clean(raw)
    if not text:
        return []
    parts = [part.strip(" ,-–") for part in STRONG.split(text)]
    places: list[str] = []
    for part in parts:
        for place in _by_commas(part):
            if place and not is_work_model(place) and place not in places:
                places.append(place)
    return places


def _by_commas(part: str) -> list[str]:
    """Commas part places only where it is sure: states repeat, or all are countries."""
    pieces = [piece.strip() for piece in part.split(",") if piece.strip()]
    if len(pieces) < 3:
        if len(pieces) == 2 and all(country_name(piece) for piece in pieces):
            return pieces
        return [part]
    states = [piece in US_STATES or piece in CANADA_CODES for piece in pieces]
    if len(pieces) % 2 == 0 and all(states[1::2]) and not any(states[::2]):
        return [f"{a}, {b}" for a, b in zip(pieces[::2], pieces[1::2], strict=True)]
    if all(country_name(piece) for piece in pieces):
        return pieces
    return [part]


def country_name(text: str) -> str | None:
    """The code of a text that is a country's name and nothing else."""
    folded = fold(text).strip(" .()")
    if folded in CODES:
        return CODES[folded]
    return ALPHA3.get(folded)


def country_code(text: str | None) -> str | None:
    """ISO 3166-1 alpha-2 of the country that a place states, None if it does not."""
    words = clean(text)
    if not words:
        return None
    if re.fullmatch(r"[A-Z]{2}", words) and words in NAMES:
        return words
    pieces = [piece.strip(" ()-–") for piece in re.split(r"[,(|;/]| - | – ", words)]
    for piece in reversed([piece for piece in pieces if piece]):
        if code := country_name(piece):
            return code
        stripped = re.sub(r"^(?:remote|hybrid|anywhere in|within)\W*", "", fold(piece))
        if stripped and (code := CODES.get(stripped.strip())):
            return code
    return _by_state(pieces)


def _by_state(pieces: list[str]) -> str | None:
    """A US state or Canadian province behind a town tells the country."""
    for index, piece in enumerate(pieces):
        code = piece.split(" ")[0] if re.match(r"^[A-Z]{2}\s+\d{5}", piece) else piece
        if index and code in US_STATES:
            return "US"
        if index and code in CANADA_CODES:
            return "CA"
        if fold(piece) in CANADA:
            return "CA"
        if (index or len(pieces) == 1) and fold(piece) in US_STATE_NAMES - {"georgia"}:
            return "US"
        if index and fold(piece) == "georgia":
            return "US"
    for piece in pieces:
        if re.fullmatch(r"US[\s-].*|.*\bUSA?\b.*", piece):
            return "US"
        if re.search(r"\bUK\b", piece):
            return "GB"
    return None


def region_codes(region: str) -> set[str] | None:
    """The countries of a country's name, a code, a continent or a region."""
    folded = fold(clean(region)).strip(" .")
    if folded in REGIONS:
        return REGIONS[folded]
    if code := country_name(region):
        return {code}
    if len(folded) == 2 and folded.upper() in NAMES:
        return {folded.upper()}
    if len(folded) == 2 and folded == "uk":
        return {"GB"}
    return None


def mentioned_codes(place: str) -> set[str] | None:
    """The countries a place may mean; None when it states none."""
    if code := country_code(place):
        return {code}
    whole = region_codes(place)
    if whole is not None:
        return whole
    found: set[str] = set()
    for piece in re.split(r"[,;|/()+]| or | and | - ", clean(place)):
        stripped = re.sub(r"^\W*(?:remote|within|in)\W+", "", fold(piece)).strip()
        codes = region_codes(stripped) if stripped else None
        if codes:
            found |= codes
    return found or None


def in_region(places: Iterable[str], region: str) -> bool | None:
    """Whether any of the places lies in a region; None where it cannot be told."""
    wanted = region_codes(region)
    unknown = False
    seen = False
    for place in places:
        seen = True
        folded = fold(clean(place))
        if folded in ANYWHERE:
            return True
        codes = mentioned_codes(place)
        if codes is None or wanted is None:
            if wanted is None and fold(region) in folded:
                return True
            unknown = True
        elif codes & wanted:
            return True
    return None if unknown or not seen else False
