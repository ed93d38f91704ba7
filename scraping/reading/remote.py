"""Remote, hybrid or on site, and where a remote job may be done from."""

from __future__ import annotations

import re
from typing import Literal

from scraping.reading.geography import ANYWHERE, US_STATES
from scraping.reading.places import is_work_model, region_codes
from scraping.reading.text import clean, fold

Mode = Literal["remote", "hybrid", "onsite"]

REMOTE = re.compile(
    r"(?<!\w)(?:fully remote|remote|telecommute|telework|work from home|work from anywhere"
    r"|home ?office|wfh|teletravail|distributed)(?!\w)"
)
HYBRID = re.compile(
    r"(?<!\w)(?:hybrid|hybride|hibrido|teilweise remote|partially remote)(?!\w)"
)
ONSITE = re.compile(
    r"(?<!\w)(?:on[\s-]?site|in[\s-]?office|in[\s-]?person|vor ort|office[\s-]based|presentiel)(?!\w)"
)
NOT_REMOTE = re.compile(
    r"(?:not|no|non|isn't|is not|never|kein|nicht|cannot be|can't be|pas de)\s+(?:a\s+|an\s+|be\s+|offered\s+|fully\s+|currently\s+)*"
    r"(?:remote|telecommut\w*|work from home|home ?office)"
    r"|remote\s*(?:work\s*)?(?:is\s+|:\s*)?(?:not|no\b|isn't|unavailable)"
)
DAYS = (
    r"(?:one|two|three|four|five|\d)(?:\s*(?:-|–|to|or)\s*(?:one|two|three|four|five|\d))?"
    r"\s*\+?\s*days?"
)
OFFICE_DAYS = re.compile(
    rf"{DAYS}[^.\n]{{0,40}}?(?:in|at|from|on)[\s-](?:the\s+|our\s+)?(?:[\w-]+\s+){{0,3}}?(?:office|site|onsite|person)"
    rf"|{DAYS}\s+(?:in[\s-]office|on[\s-]?site|in[\s-]person)"
)
ALL_DAYS = re.compile(r"(?:five|5)\s*days[^.\n]{0,40}(?:office|site|person)")
CULTURE = re.compile(
    r"remote[\s-](?:first|friendly)\s+(?:culture|company|team|organi[sz]ation)"
)
TEXT_REMOTE = re.compile(
    r"(?:this\s+(?:is\s+a\s+|role\s+is\s+|position\s+is\s+|job\s+is\s+)|(?:role|position|job)\s+is\s+|100\s*%\s*|fully\s+|full[\s-]time\s+|completely\s+|entirely\s+)"
    r"(?:a\s+|100\s*%\s*|fully\s+|completely\s+|open to\s+)*remote"
    r"|work\s+(?:remotely\s+)?from\s+anywhere"
)
VALUES: dict[str, Mode | None] = {
    "remote": "remote",
    "fully remote": "remote",
    "full remote": "remote",
    "telecommute": "remote",
    "hybrid": "hybrid",
    "temporary remote": "hybrid",
    "onsite": "onsite",
    "on-site": "onsite",
    "on site": "onsite",
    "office": "onsite",
    "in office": "onsite",
    "in-office": "onsite",
    "in person": "onsite",
    "none": None,
    "unspecified": None,
}
GLUE = re.compile(
    r"(?<!\w)(?:fully|100\s*%|remote|hybrid|only|based|candidates?|timezones?|time zones?|within|in|the|from|friendly|first|work|position|role|job|or|and|us-based|eligible|residents?)(?!\w)"
)


def read_regions(*texts: str | None) -> tuple[str, ...]:
    """Countries and regions that a remote job is limited to, as the source says."""
    found: list[str] = []
    for text in texts:
        before = ""
        for piece in re.split(r"([,;|/()\[\]&+:]| - | – | or | and )", clean(text)):
            words = piece.strip(" .")
            if len(words) < 2:
                continue
            town, before = before, words
            if words in US_STATES and _is_town(town):
                # "San Francisco, CA" is no Canada, "Wilmington, DE" no Germany.
                continue
            bare = clean(GLUE.sub(" ", words)) if region_codes(words) is None else words
            bare = re.sub(r"(?i)\b(?:remote|only)\b", " ", bare)
            bare = clean(bare).strip(" -–.")
            if not bare or fold(bare) in ANYWHERE or is_work_model(bare):
                continue
            if region_codes(bare) is not None and bare not in found:
                found.append(bare)
    return tuple(found)


def _is_town(words: str) -> bool:
    """Whether a state's letters behind these words are a state's."""
    return (
        bool(words)
        and not REMOTE.search(fold(words))
        and not HYBRID.search(fold(words))
        and region_codes(words) is None
    )


def _of_words(text: str) -> Mode | None:
    """What a short field (a title, a place) says of itself."""
    folded = fold(clean(text))
    if HYBRID.search(folded):
        return "hybrid"
    if NOT_REMOTE.search(folded):
        return None
    if REMOTE.search(folded) and not ONSITE.search(folded):
        return "remote"
    if ONSITE.search(folded) and not REMOTE.search(folded):
        return "onsite"
    return None


def _of_text(text: str) -> Mode | None:
    """What a description states plainly; a remark about the culture is not it."""
    folded = fold(text[:50_000])
    if ALL_DAYS.search(folded):
        return "onsite"
    if OFFICE_DAYS.search(folded):
        return "hybrid"
    if NOT_REMOTE.search(folded):
        return None
    if TEXT_REMOTE.search(CULTURE.sub(" ", folded)):
        return "remote"
    return None


def _field(workplace: str | None) -> tuple[bool, Mode | None]:
    """A workplace field: whether it says anything, and what."""
    key = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", clean(workplace))
    key = fold(key).replace("_", "-").strip()
    if not key:
        return False, None
    if key in VALUES:
        return VALUES[key] is not None, VALUES[key]
    mode = _of_words(key)
    return mode is not None, mode


def read_remote(
    *,
    workplace: str | None = None,
    flag: bool | None = None,
    location: str | None = None,
    title: str | None = None,
    text: str | None = None,
) -> tuple[Mode | None, tuple[str, ...]]:
    """(mode, regions). A workplace field beats a flag, a flag beats words; what
    the text plainly states corrects a mere label. "Not remote" says nothing
    about on site or hybrid.
    """
    stated, mode = _field(workplace)
    if not stated:
        words = _of_words(location or "") or _of_words(title or "")
        if flag is True:
            mode = "hybrid" if words == "hybrid" else "remote"
        elif flag is False:
            mode = words if words in {"hybrid", "onsite"} else None
        else:
            mode = words
        said = _of_text(text or "")
        if said in {"hybrid", "onsite"} and mode in {None, "remote"}:
            mode = said
        elif mode is None and flag is None and said == "remote":
            mode = "remote"
        elif (
            mode == "remote"
            and flag is not True
            and NOT_REMOTE.search(fold((text or "")[:20_000]))
        ):
            mode = None
    if mode != "remote":
        return mode, ()
    return mode, read_regions(location, _in_brackets(title))


def _in_brackets(title: str | None) -> str:
    """The part of a title that qualifies it: "Engineer (Remote, US)"."""
    return " , ".join(
        part
        for part in re.findall(r"[(\[]([^)\]]+)[)\]]| [-–|] ([^-–|]+)$", title or "")
        for part in part
        if part and REMOTE.search(fold(part))
    )
