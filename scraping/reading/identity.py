"""Suggested duplicates: alike, with the reason. Never merged by themselves.

Two postings stay two jobs when their requisition numbers, levels or places
differ, however alike the rest is.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from scraping.reading.company import normal_company
from scraping.reading.places import country_code
from scraping.reading.text import fold

GENDER = re.compile(
    r"\(?\b(?:all genders|gn|[mfwdxhi]\s?[/|*]\s?[mfwdxhi](?:\s?[/|*]\s?[mfwdxhi])?)\b\)?"
    r"|[*:/_-]innen?\b|\(in\)"
)
NOISE = {
    "remote",
    "hybrid",
    "onsite",
    "fulltime",
    "full",
    "time",
    "part",
    "job",
    "new",
    "hiring",
    "urgent",
    "now",
    "the",
    "a",
    "an",
    "and",
    "of",
    "for",
    "in",
    "at",
    "to",
    "homeoffice",
}
LEVELS = {
    "junior",
    "jr",
    "senior",
    "sr",
    "lead",
    "principal",
    "staff",
    "head",
    "chief",
    "director",
    "intern",
    "internship",
    "trainee",
    "associate",
    "mid",
    "entry",
    "i",
    "ii",
    "iii",
    "iv",
    "v",
    "1",
    "2",
    "3",
    "4",
    "5",
    "vp",
    "manager",
    "graduate",
    "apprentice",
    "werkstudent",
    "working",
}
WORD = re.compile(r"[^\W_]+[+#]*")
SHINGLE = 5
LEAST_WORDS = 30
SKETCH = 8
SAME_TEXT = 0.75


@dataclass(frozen=True, slots=True)
class Facts:
    """What identity looks at; None or empty is unknown."""

    title: str
    company: str | None = None
    places: tuple[str, ...] = ()
    requisition_id: str | None = None
    text: str | None = None
    remote: str | None = None


def title_words(title: str) -> tuple[str, ...]:
    """The words that make a title, in order, without gender marks and noise."""
    folded = GENDER.sub(" ", fold(title))
    words = WORD.findall(
        folded.replace("front-end", "frontend").replace("back-end", "backend")
    )
    return tuple(word for word in words if word not in NOISE)


def shingles(text: str | None) -> frozenset[int]:
    """Hashes of each run of five words; empty for a text too short to tell."""
    words = WORD.findall(fold(text or ""))[:4000]
    if len(words) < LEAST_WORDS:
        return frozenset()
    return frozenset(
        _hash(" ".join(words[i : i + SHINGLE])) for i in range(len(words) - SHINGLE + 1)
    )


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())


def text_fingerprint(text: str | None) -> list[str]:
    """The smallest shingle hashes: near copies share some of them."""
    return [f"{number:016x}" for number in sorted(shingles(text))[:SKETCH]]


def candidate_keys(facts: Facts) -> set[str]:
    """Keys that two postings must share one of to be compared at all."""
    words = title_words(facts.title)
    keys = {f"x:{item}" for item in text_fingerprint(facts.text)}
    company = normal_company(facts.company)
    if words and company:
        joined = " ".join(sorted(words)) + "|" + company.replace(" ", "")
        keys.add("t:" + hashlib.sha256(joined.encode()).hexdigest()[:32])
    return keys


def similarity(a: frozenset[int], b: frozenset[int]) -> float:
    """How much of the shorter text stands in the other, 0 to 1."""
    if not a or not b:
        return 0.0
    return len(a & b) / min(len(a), len(b))


def _normal_place(place: str) -> frozenset[str]:
    words = WORD.findall(fold(place))
    country = country_code(place)
    return frozenset(words) | ({country.lower()} if country else set())


def places_differ(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether both state places and none of one's can be one of the other's."""
    if not a or not b:
        return False
    first = [_normal_place(place) for place in a]
    second = [_normal_place(place) for place in b]
    return not any(
        x <= y or y <= x or _same_town(x, y) for x in first for y in second if x and y
    )


def _same_town(a: frozenset[str], b: frozenset[str]) -> bool:
    common = {word for word in a & b if len(word) > 2}
    return bool(common) and len(common) * 2 >= min(len(a), len(b))


def suggestion(a: Facts, b: Facts) -> tuple[str, float] | None:
    """Why two postings may be one, with a score; None when they are two jobs."""
    if a.requisition_id and b.requisition_id and a.requisition_id != b.requisition_id:
        return None
    if places_differ(a.places, b.places):
        return None
    if a.remote and b.remote and {a.remote, b.remote} == {"remote", "onsite"}:
        return None
    first, second = set(title_words(a.title)), set(title_words(b.title))
    if not first or not second or (first & LEVELS) != (second & LEVELS):
        return None
    x, y = shingles(a.text), shingles(b.text)
    alike = similarity(x, y)
    company_a, company_b = normal_company(a.company), normal_company(b.company)
    same_company = bool(company_a) and company_a.replace(" ", "") == company_b.replace(
        " ", ""
    )
    if first == second and same_company:
        if x and y and alike < 0.15:
            return None
        reason = "Same title and company"
        return (f"{reason}, same text", 0.98) if alike >= SAME_TEXT else (reason, 0.9)
    overlap = len(first & second) / max(len(first), len(second))
    if alike >= SAME_TEXT and overlap >= 0.5:
        if same_company and first != second:
            # One employer's text for two titles is two jobs.
            return None
        reason = "Same text" if same_company else "Same text under another company name"
        return reason, round(0.6 + 0.35 * alike * overlap, 2)
    return None
