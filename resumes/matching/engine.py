"""Compare a profile with a posting. What cannot be told is ``None``, never 0 or 100."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from resumes import skills

from .posting import Requirement, is_denied, read_posting

MUST_WEIGHT, NICE_WEIGHT = 1.0, 0.35
# How much of the score the years can take, where both sides name some.
YEARS_SHARE = 0.15
_WORD_EDGE = r"(?<![\w+#])", r"(?![\w+#])"


@dataclass(frozen=True)
class Profile:
    """What a resume offers, as far as its text says."""

    skills: frozenset[str]
    text: str
    languages: frozenset[str] = frozenset()
    years: float | None = None
    # The lines about the person, in which a place counts as theirs.
    header: str = ""

    @property
    def is_known(self) -> bool:
        return bool(self.text.strip())


@dataclass(frozen=True)
class Reason:
    """One line of the explanation; ``met`` is ``None`` where nobody can tell."""

    kind: Literal["must", "nice", "years", "place", "unknown"]
    met: bool | None
    label: str
    words: str | None = None

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "met": self.met,
            "label": self.label,
            "words": self.words,
        }


@dataclass(frozen=True)
class Match:
    score: int | None
    matching: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    required: tuple[Requirement, ...] = field(default=(), repr=False)


def profile_of(content: str, parsed: dict[str, Any] | None) -> Profile:
    """The profile of a read resume."""
    parsed = parsed or {}
    named = set(_claimed(content))
    for skill in parsed.get("skills") or []:
        named.add(skills.canonical(skill))
    return Profile(
        skills=frozenset(named),
        text=content,
        languages=frozenset(w.casefold() for w in parsed.get("languages") or []),
        years=parsed.get("years_experience"),
        header="\n".join(content.split("\n")[:15]),
    )


def _claimed(content: str) -> Iterator[str]:
    """Skills that the text names and does not deny ("no experience with Java")."""
    for line in content.split("\n"):
        for found in skills.find(line):
            if not is_denied(line, found.start, found.end):
                yield found.name
    # A phrase may run over the end of a line.
    yield from (f.name for f in skills.find(content) if "\n" in f.text)


def match(
    profile: Profile,
    job_text: str | None,
    *,
    title: str | None = None,
    location: str | None = None,
    remote: str | None = None,
    company: str | None = None,
) -> Match:
    """Score 0..100 of a posting for a profile, with the reasons for it."""
    if not (job_text or "").strip():
        return _unknown("The posting has no description to compare with.")
    if not profile.is_known:
        return _unknown("The resume has no readable text.")
    posting = read_posting(f"{title or ''}\n{job_text}")
    place = _place(profile, location, remote)
    asked = [r for r in posting.requirements if not _is_company(r, company)]
    wanted = [(r, _meets(profile, r)) for r in asked]
    told = [(r, met) for r, met in wanted if met is not None]
    reasons = [Reason(r.kind, met, r.label, r.words) for r, met in wanted]
    years = _years_reason(profile, posting.years, posting.years_words)
    reasons.extend(r for r in (years, place) if r)
    if not told:
        note = Reason("unknown", None, "The posting names no skill that we know.")
        return Match(None, reasons=(note, *reasons))
    score = _score(told, profile.years, posting.years)
    return Match(
        score,
        matching=tuple(_matched_label(profile, r) for r, met in told if met),
        missing=tuple(r.label for r, met in told if not met),
        reasons=tuple(reasons),
        required=tuple(asked),
    )


def _is_company(requirement: Requirement, company: str | None) -> bool:
    """A company that is a product as well is not asked for by its own postings."""
    names = {word.casefold() for word in (*requirement.options, *requirement.written)}
    return bool(company) and str(company).casefold() in names


def _unknown(label: str) -> Match:
    return Match(None, reasons=(Reason("unknown", None, label),))


def _score(
    told: list[tuple[Requirement, bool]], years: float | None, wanted: int | None
) -> int:
    def weight(requirement: Requirement) -> float:
        return MUST_WEIGHT if requirement.kind == "must" else NICE_WEIGHT

    whole = sum(weight(r) for r, _met in told)
    share = sum(weight(r) for r, met in told if met) / whole
    if years is not None and wanted:
        enough = min(1.0, years / wanted)
        share *= 1 - YEARS_SHARE + YEARS_SHARE * enough
    return max(0, min(100, round(100 * share)))


def _meets(profile: Profile, requirement: Requirement) -> bool | None:
    if requirement.is_language:
        word = requirement.options[0].casefold()
        if not profile.languages and not _says(profile.text, word):
            return None  # the resume names no languages at all
        return word in profile.languages or _says(profile.text, word)
    return any(_has(profile, o, w) for o, w in _options(requirement))


def _options(requirement: Requirement) -> list[tuple[str, str]]:
    written = requirement.written + requirement.written[-1:] * len(requirement.options)
    return list(zip(requirement.options, written, strict=False))


def _has(profile: Profile, name: str, written: str) -> bool:
    if name in profile.skills:
        return True
    # Known skills would have been found. An activity may be told in passing, and a
    # name that no list holds can only be looked for as it is written.
    return skills.kind_of(written) in (None, "~") and _says(profile.text, written)


def _matched_label(profile: Profile, requirement: Requirement) -> str:
    for option, written in _options(requirement):
        if requirement.is_language or _has(profile, option, written):
            return written
    return requirement.label


def _says(text: str, phrase: str) -> bool:
    pattern = _WORD_EDGE[0] + re.escape(phrase) + _WORD_EDGE[1]
    return re.search(pattern, text, re.IGNORECASE) is not None


def _years_reason(
    profile: Profile, wanted: int | None, words: str | None
) -> Reason | None:
    if not wanted:
        return None
    if profile.years is None:
        return Reason(
            "years", None, f"{wanted} years asked; the resume shows none", words
        )
    label = f"{wanted} years asked, {profile.years:g} shown"
    return Reason("years", profile.years + 0.25 >= wanted, label, words)


def _place(profile: Profile, location: str | None, remote: str | None) -> Reason | None:
    """Whether the posting's place stands in the resume; never part of the score."""
    if remote == "remote":
        return Reason("place", True, "The job is remote", location)
    if not location:
        return None
    names = [part.strip() for part in re.split(r"[,;/|()]", location)]
    names = [n for n in names if len(n) > 2]
    if any(_says(profile.header, name) for name in names):
        return Reason("place", True, f"Your resume names {location}", location)
    return Reason("place", None, f"The job is in {location}", location)
