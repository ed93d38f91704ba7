# ruff: noqa: SIM905 - word lists are easier to read and to extend as text
"""Put the parts together: text and links in, the contract's ``parsed`` out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from resumes import skills

from . import contact, dates, names
from .sections import (
    Split,
    names_a_language,
    section_of,
    split_sections,
    without_referees,
)
from .vocabulary import LANGUAGE_NAMES, NAME_PLACEHOLDERS, SECTIONS, fold

MAX_SKILLS = 100
# A skills section longer than this is prose: its words are no list.
MAX_LISTED = 1_500
_ICON = re.compile(r"^[^\W\d_] (?=\w)")
_LANGUAGE_LINE = re.compile(
    r"^\W*(?:spoken |foreign )?(?:languages?|sprachen|sprachkenntnisse|langues|idiomas|lingue"
    r"|línguas|talen|语言|語学)\b\s*[:：]?(.*)$",
    re.IGNORECASE,
)
_LEVEL = re.compile(
    r"\b(?:native|fluent|fluency|bilingual|proficient|conversational|mother tongue|intermediate"
    r"|basic|beginner|advanced|[ABC][12]\+?|muttersprache|fließend|verhandlungssicher"
    r"|grundkenntnisse|gut|langue maternelle|courant|bilingue|nativo|fluido|madrelingua"
    r"|fluente|moedertaal|vloeiend)\b",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]+")
_ITEM = re.compile(r"\n|[,;•●▪◦·|]|\s{2,}|(?<=\s)[-–*](?=\s)")
_REMARK = re.compile(r"\s*[(\[][^)\]]*[)\]]?|\s*[:：]\s*$")
_LEVEL_TAIL = re.compile(
    r"\s*[-–:]?\s*(?:\d\+?\s*(?:\+\s*)?(?:years?|yrs?|jahre|ans)|expert|advanced|intermediate"
    r"|beginner|basic|\d{1,3}\s?%|\d/\d{1,2})\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Parsed:
    """Contract 4.2 ``parsed``. ``None`` or an empty list = not found."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    links: list[str] = field(default_factory=list)
    skills: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    sections: dict[str, str | None] = field(
        default_factory=lambda: dict.fromkeys(SECTIONS)
    )
    years_experience: float | None = None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def parse(
    text: str,
    links: Sequence[str] = (),
    *,
    biggest: Sequence[str] = (),
    today: date | None = None,
) -> Parsed:
    """``biggest`` = lines set in large letters, largest first, where known."""
    split = split_sections(text)
    header = split.header if split.header.strip() else "\n".join(text.split("\n")[:12])
    contact_text = _contact_region(text, split)
    own = without_referees(text)
    emails = contact.all_emails(own, links)
    email = contact.find_email(own, links)
    found_links = contact.find_links(text, header, links, emails)
    own_mails = [e for e in emails if not contact.is_placeholder_email(e)]
    name = names.find_name(own, biggest, own_mails, found_links)
    if name and fold(name) in NAME_PLACEHOLDERS:
        name = None
    return Parsed(
        name=name,
        email=email,
        phone=contact.find_phone(own, contact_text, links),
        links=found_links,
        skills=_skills(text, split),
        languages=_languages(text, split),
        sections=split.sections,
        years_experience=_years(split, text, today or datetime.now(UTC).date()),
    )


def _contact_region(text: str, split: Split) -> str:
    """The top of the text, at least to the first heading after the header."""
    if len(split.header.strip()) > 20:
        return split.header
    return "\n".join(text.split("\n")[:25])


def _skills(text: str, split: Split) -> list[str]:
    """Known skills anywhere, then what the skills section lists itself."""
    out: dict[str, str] = {}
    listed: set[str] = set()
    section = split.sections.get("skills") or ""
    for source in (section, text):
        for found in skills.find(source, listed=source is section):
            if "\n" in found.text:
                continue
            usual = found.text.casefold() == found.name.casefold()
            if found.name not in out or (usual and found.name not in listed):
                out[found.name] = found.text
        listed = listed or set(out)
    for item in _ITEM.split(section[:MAX_LISTED]):
        item = _clean_item(item)
        if not _is_listed_skill(item) or item not in text:
            continue
        if not skills.find(item, listed=True):
            out.setdefault(item.casefold(), item)
    return [skill for skill in out.values() if skill in text][:MAX_SKILLS]


def _clean_item(item: str) -> str:
    item = _REMARK.sub("", item.rsplit(":", 1)[-1])
    item = _LEVEL_TAIL.sub("", item).strip(" \t-–*•&/").rstrip(".")
    return _ICON.sub("", item)


def _is_listed_skill(item: str) -> bool:
    words = item.split()
    if not 1 <= len(words) <= 4 or not 3 <= len(item) <= 40:
        return False
    if not item[0].isalpha() or sum(c.isalpha() for c in item) < 0.7 * len(item):
        return False
    folded = fold(item).split()
    if not folded or folded[0] in _NO_SKILL or folded[-1] in _NO_SKILL:
        return False
    if (
        names_a_language(item)
        or section_of(item)
        or (len(item) > 20 and len(words) == 1)
    ):
        return False
    return not any(c in item for c in '?!。、…“”"')


_NO_SKILL = frozenset(
    "and or other others tools technical programming familiar skills languages frameworks"
    " fluent native intermediate advanced basic beginner expert years yrs etc user level"
    " de du des la le les et ma mon mes une un dans pour avec en a of the in on for with to"
    " my i we und der die das mit im y el los las con e il di da do".split()
)


def _is_language_line(line: str) -> bool:
    if len(line) < 120 and _LEVEL.search(line):
        return True
    return line.strip(" •-").casefold() in LANGUAGE_NAMES


_LANGUAGE_WORDS = (
    "language", "sprach", "langue", "idioma", "lingu", "língua", "talen", "mother tongue",
    "native", "fluent", "bilingual", "语言", "語",
)  # fmt: skip


def _languages(text: str, split: Split) -> list[str]:
    sources = [split.sections.get("languages") or ""]
    said = any(word in text.casefold() for word in _LANGUAGE_WORDS)
    for line in text.split("\n") if said else ():
        labelled = _LANGUAGE_LINE.match(line)
        if labelled and len(line) < 200:
            sources.append(labelled.group(1))
        elif _is_language_line(line):
            sources.append(line)
    out: dict[str, str] = {}
    for source in sources:
        for match in _WORDS.finditer(source):
            word = match.group()
            if word.casefold() in LANGUAGE_NAMES and not word.islower():
                out.setdefault(word.casefold(), word)
        for name in LANGUAGE_NAMES:
            if not name.isascii() and ord(name[0]) > 0x3000 and name in source:
                out.setdefault(name, name)
    return list(out.values())


def _years(split: Split, text: str, today: date) -> float | None:
    experience = split.sections.get("experience")
    if experience:
        years = dates.covered_years(experience, today)
        if years is not None:
            return years
    return dates.stated_years(text)
