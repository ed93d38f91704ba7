"""Suggested duplicates: alike, with the reason. Never merged by themselves.

Two postings stay two jobs when their requisition numbers, levels or places
differ, however alike the rest is.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache

from scraping.reading.company import normal_company
from scraping.reading.geography import US_STATE_NAMES, US_STATES
from scraping.reading.places import country_code, is_work_model, region_codes
from scraping.reading.text import fold

GENDER = re.compile(
    r"\(?\b(?:all genders|gn|[mfwdxhi]\s?[/|*]\s?[mfwdxhi](?:\s?[/|*]\s?[mfwdxhi])?)\b\)?"
    r"|[*:/_-]innen?\b|\(in\)|\(?\b100\s?%\)?"
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
HOURS = {
    "full": re.compile(r"\bfull[\s-]?time\b|\bvollzeit\b|\btemps plein\b"),
    "part": re.compile(r"\bpart[\s-]?time\b|\bteilzeit\b|\btemps partiel\b"),
}
WORD = re.compile(r"[^\W_]+[+#]*")
COMPOUND = re.compile(r"\b(front|back|full)[\s-](end|stack)\b")
SAME_WORDS = {
    "sr": "senior",
    "jr": "junior",
    "mgr": "manager",
    "engr": "engineer",
    "dev": "developer",
}
SAME_TOWNS = {
    "koln": "cologne",
    "munchen": "munich",
    "wien": "vienna",
    "nurnberg": "nuremberg",
    "hannover": "hanover",
    "kobenhavn": "copenhagen",
    "praha": "prague",
    "warszawa": "warsaw",
    "milano": "milan",
    "roma": "rome",
    "geneve": "geneva",
    "genf": "geneva",
    "bruxelles": "brussels",
    "brussel": "brussels",
    "lisboa": "lisbon",
    "goteborg": "gothenburg",
    "bengaluru": "bangalore",
    "gurugram": "gurgaon",
    "nyc": "new york",
    "new york city": "new york",
    "den haag": "the hague",
}
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
    words = WORD.findall(COMPOUND.sub(r"\1\2", folded))
    return tuple(SAME_WORDS.get(word, word) for word in words if word not in NOISE)


def own_words(facts: Facts) -> tuple[str, ...]:
    """A title's words without the posting's own town and employer: "Buyer - Berlin"
    in Berlin, "Buyer at Acme" of Acme."""
    words = title_words(facts.title)
    company = tuple(normal_company(facts.company).split())
    if company and len(words) > len(company) and words[-len(company) :] == company:
        words = words[: -len(company)]
    towns = {
        word
        for place in facts.places
        for town in _place(place).towns
        for word in WORD.findall(town)
    }
    towns |= {word for word in words if SAME_TOWNS.get(word) in towns}
    return tuple(word for word in words if word not in towns) or words


def _hours(title: str) -> str | None:
    """Whether a title says full time or part time; None when neither or both."""
    folded = fold(title)
    stated = {name for name, form in HOURS.items() if form.search(folded)}
    return stated.pop() if len(stated) == 1 else None


def _number(requisition_id: str | None) -> str:
    """A requisition number however it is written: "R-001", "r001"."""
    return "".join(WORD.findall(fold(requisition_id or "")))


@lru_cache(maxsize=128)
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
    words = own_words(facts)
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


@dataclass(frozen=True, slots=True)
class _Place:
    country: str | None
    state: str | None
    towns: frozenset[str]


@lru_cache(maxsize=4096)
def _place(text: str) -> _Place:
    """A place as what can be compared: country, state, the rest as towns."""
    state: str | None = None
    towns: set[str] = set()
    for raw in re.split(r"[,;|/()]| [-–] ", text):
        piece = raw.strip()
        folded = fold(piece)
        if not piece or is_work_model(piece):
            continue
        # Behind a town "ME" is Maine, not Montenegro.
        if piece in US_STATES and towns:
            state = US_STATES[piece]
        elif region_codes(piece) is not None:
            continue
        elif piece in US_STATES:
            state = US_STATES[piece]
        elif folded in US_STATE_NAMES and towns:
            state = folded
        else:
            towns.add(SAME_TOWNS.get(folded, folded))
    return _Place(country_code(text), state, frozenset(towns))


def _apart(a: _Place, b: _Place) -> bool:
    if a.country and b.country and a.country != b.country:
        return True
    if not a.towns or not b.towns:
        return False
    if a.state and b.state and a.state != b.state:
        return True
    words_a = {word for town in a.towns for word in WORD.findall(town)}
    words_b = {word for town in b.towns for word in WORD.findall(town)}
    common = {word for word in words_a & words_b if len(word) > 2}
    return not common or len(common) * 2 < min(len(words_a), len(words_b))


def places_differ(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether both state places and none of one's can be one of the other's."""
    if not a or not b:
        return False
    first, second = [_place(item) for item in a], [_place(item) for item in b]
    return all(_apart(x, y) for x in first for y in second)


def suggestion(a: Facts, b: Facts) -> tuple[str, float] | None:
    """Why two postings may be one, with a score; None when they are two jobs."""
    numbers = {_number(a.requisition_id), _number(b.requisition_id)} - {""}
    if len(numbers) > 1:
        return None
    if places_differ(a.places, b.places):
        return None
    if a.remote and b.remote and {a.remote, b.remote} == {"remote", "onsite"}:
        return None
    hours = {_hours(a.title), _hours(b.title)} - {None}
    if len(hours) > 1:
        return None
    first, second = set(own_words(a)), set(own_words(b))
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
