"""What a posting asks for: skills, languages, years; must, nice or not at all.

Every requirement keeps the words of the posting that it comes from. What the
posting denies ("no Java needed") is no requirement; what it prefers is no must.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from resumes import skills
from resumes.matching import wording
from resumes.parsing.vocabulary import LANGUAGE_NAMES

Kind = Literal["must", "nice"]
MAX_TEXT = 60_000
MAX_WORDS = 180


@dataclass(frozen=True)
class Requirement:
    """One thing asked for; ``options`` are alternatives, any of which will do."""

    options: tuple[str, ...]
    written: tuple[str, ...]
    kind: Kind
    # The posting's own words.
    words: str
    is_language: bool = False

    @property
    def label(self) -> str:
        return " or ".join(self.written)


@dataclass(frozen=True)
class Posting:
    requirements: tuple[Requirement, ...]
    years: int | None
    years_words: str | None


def read_posting(text: str) -> Posting:
    text = text[:MAX_TEXT]
    return Posting(tuple(read_requirements(text)), *_years(text))


def read_requirements(text: str) -> list[Requirement]:
    """Skills and languages that the text asks for, each once, musts first.

    What a posting only mentions is a must while it asks for nothing outright;
    else it is nice to have.
    """
    found: list[tuple[Requirement, bool]] = []
    for sentence, heading in _sentences(text[:MAX_TEXT]):
        if heading == "none":
            continue
        asks = heading in ("must", "nice") or bool(wording.MUST.search(sentence))
        found += [(r, asks) for r in _of_sentence(sentence, heading)]
    asks_outright = any(asks and r.kind == "must" for r, asks in found)
    best: dict[tuple[str, ...], Requirement] = {}
    for requirement, asks in found:
        if asks_outright and not asks:
            requirement = replace(requirement, kind="nice")
        known = best.get(requirement.options)
        if known is None or (known.kind == "nice" and requirement.kind == "must"):
            best[requirement.options] = requirement
    singles = {r.options[0] for r in best.values() if len(r.options) == 1}
    kept = [
        r
        for r in best.values()
        # "Python or Java" says nothing more where Python alone is a must.
        if len(r.options) == 1 or not singles.intersection(r.options)
    ]
    return sorted(kept, key=lambda r: r.kind != "must")


def _sentences(text: str) -> Iterator[tuple[str, str | None]]:
    heading: str | None = None
    for line in text.split("\n"):
        stripped = line.strip(" \t*#-•·")
        if not stripped:
            continue
        kind = _heading_kind(stripped)
        if kind is not None:
            heading = kind
            continue
        for sentence in wording.SENTENCE.split(line):
            if sentence and sentence.strip():
                yield sentence.strip(), heading


def _heading_kind(line: str) -> str | None:
    bare = line.rstrip(":")
    looks = len(bare) <= 60 and len(bare.split()) <= 7 and not bare.endswith((".", ","))
    if not looks or skills.find(bare):
        return None
    if not (
        line.endswith(":") or bare.istitle() or bare.isupper() or len(bare.split()) <= 4
    ):
        return None
    for kind in ("nice", "none", "must"):
        if wording.HEADING[kind].search(bare):
            return kind
    return "other" if line.endswith(":") else None


def _of_sentence(sentence: str, heading: str | None) -> Iterator[Requirement]:
    default: Kind = "nice" if heading == "nice" else "must"
    if not (
        skills.find(sentence)
        or wording.ASKED.search(sentence)
        or _names_language(sentence)
    ):
        return
    for segment in _remarked(sentence):
        yield from _of_segment(segment, "nice", sentence)
        sentence = sentence.replace(segment, "", 1)
    for clause in wording.CLAUSE.split(sentence):
        for segment, kind in _segments(clause, default):
            yield from _of_segment(segment, kind, sentence)


def _remarked(sentence: str) -> Iterator[str]:
    """What a bracket behind it calls optional: "Terraform (optional)"."""
    for match in re.finditer(r"\(([^()]*)\)", sentence):
        before = skills.find(sentence[: match.start()])
        if not before or skills.find(match[1]) or not wording.NICE.search(match[1]):
            continue
        if not sentence[before[-1].end : match.start()].strip():
            yield sentence[before[-1].start : match.end()]


def _segments(clause: str, default: Kind) -> Iterator[tuple[str, Kind]]:
    """A clause cut where its commas part different cues (must, nice)."""
    parts = re.split(
        r"(,\s+(?:and\s+|und\s+|et\s+)?|\s+and\s+(?=[^,]*\b(?:a plus|preferred|required)))",
        clause,
    )
    pieces = [
        parts[i] + (parts[i + 1] if i + 1 < len(parts) else "")
        for i in range(0, len(parts), 2)
    ]
    kinds = [_cue(piece) for piece in pieces]
    if len({k for k in kinds if k}) <= 1 and not any(k == "denied" for k in kinds):
        only = next((k for k in kinds if k), None)
        yield clause, ("nice" if only == "nice" else default)
        return
    waiting = ""
    previous: Kind | None = None
    for piece, kind in zip(pieces, kinds, strict=True):
        if kind in (None, "denied"):
            if kind == "denied" and skills.find(piece):
                waiting = ""  # "Python, Java not required" denies both
                yield piece, default
                continue
            waiting += piece
            continue
        previous = "nice" if kind == "nice" else "must"
        yield waiting + piece, previous
        waiting = ""
    if waiting.strip():
        yield waiting, previous or default


def _cue(piece: str) -> str | None:
    if wording.NICE.search(piece):
        return "nice"
    if re.search(
        r"\bnot (?:strictly )?(?:required|needed|necessary|mandatory)\b",
        piece,
        re.IGNORECASE,
    ):
        return "denied"
    return "must" if wording.MUST.search(piece) else None


def _of_segment(segment: str, kind: Kind, sentence: str) -> Iterator[Requirement]:
    found = list(skills.find(segment))
    words = _quote(sentence)
    groups: list[list[skills.Found]] = []
    for item in found:
        gap = segment[groups[-1][-1].end : item.start] if groups else ""
        if groups and wording.OR.match(gap):
            groups[-1].append(item)
        else:
            groups.append([item])
    for group in _undenied(segment, groups):
        span = segment[group[0].start : group[-1].end]
        before = segment[: group[0].start]
        if len(group) > 1 and (
            _has_or(segment, group) or wording.ONE_OF.search(before[-40:] + span)
        ):
            names = tuple(dict.fromkeys(f.name for f in group))
            yield Requirement(names, tuple(f.text for f in group), kind, words)
        else:
            for item in group:
                yield Requirement((item.name,), (item.text,), kind, words)
    for term in _unknown_terms(segment):
        place = segment.find(term)
        if not is_denied(segment, place, place + len(term)):
            yield Requirement((term,), (term,), kind, words)
    if wording.LANGUAGE_CONTEXT.search(sentence):
        yield from _languages(segment, kind, words)


def _undenied(
    segment: str, groups: list[list[skills.Found]]
) -> Iterator[list[skills.Found]]:
    """Without what is denied: "no Java, PHP or Ruby" denies all three."""
    for group in groups:
        denied = [is_denied(segment, item.start, item.end) for item in group]
        if denied[0] and _has_or(segment, group):
            continue
        kept = [item for item, no in zip(group, denied, strict=True) if not no]
        if kept:
            yield kept


def _unknown_terms(segment: str) -> Iterator[str]:
    """Names asked for that no vocabulary holds: "experience with Quarkle and Zed2"."""
    for match in wording.ASKED.finditer(segment):
        for item in re.split(
            r",\s*|\s+(?:and|or|as well as)\s+|\s*/\s*", match.group(1)
        ):
            term = re.sub(r"^(?:and|or)\s+", "", item).strip(" .;:()")
            if not wording.TERM.match(term) or skills.find(term, listed=True):
                continue
            words = [w.casefold() for w in term.split()]
            if any(w in LANGUAGE_NAMES or w in wording.NO_TERM for w in words):
                continue
            yield term


def _has_or(segment: str, group: list[skills.Found]) -> bool:
    gaps = [segment[a.end : b.start] for a, b in pairwise(group)]
    return any(wording.REAL_OR.search(gap) for gap in gaps)


def _names_language(sentence: str) -> bool:
    words = re.findall(r"[^\W\d_]+", sentence)
    return any(w.casefold() in LANGUAGE_NAMES for w in words)


# Words this near can deny; more of a long sentence is not looked at.
_NEAR = 120


def is_denied(segment: str, start: int, end: int) -> bool:
    if not wording.DENIAL.search(segment):
        return False
    before = wording.SOFT_DENIAL.sub("", segment[max(0, start - _NEAR) : start])
    segment = segment[: end + _NEAR]
    if wording.DENIED_BEFORE.search(before):
        return True
    if re.search(
        r"\b(?:no|without|kein\w*|ohne)\b[^,;]*$", before, re.IGNORECASE
    ) and re.search(
        r"^[^,;]*\b(?:required|needed|necessary|experience)\b",
        segment[end:],
        re.IGNORECASE,
    ):
        return True
    if re.search(
        r"\b(?:no|without|not)\b[^,;]{0,40}(?:, |\bor )[^;]*$", before, re.IGNORECASE
    ) and re.search(r"\b(?:required|needed|necessary)\b", segment[end:], re.IGNORECASE):
        return True
    return bool(wording.DENIED_AFTER.match(segment[end:]))


def _languages(segment: str, kind: Kind, words: str) -> Iterator[Requirement]:
    for match in re.finditer(r"[^\W\d_]+", segment):
        word = match.group()
        if word.casefold() not in LANGUAGE_NAMES or word.islower():
            continue
        if not is_denied(segment, match.start(), match.end()):
            yield Requirement((word,), (word,), kind, words, is_language=True)


def _years(text: str) -> tuple[int | None, str | None]:
    """The years of experience asked for: the largest that is a must."""
    best: tuple[int, str] | None = None
    for sentence, heading in _sentences(text):
        if heading in ("nice", "none") or wording.NICE.search(sentence):
            continue
        for match in wording.YEARS.finditer(sentence):
            near = sentence[max(0, match.start() - 50) : match.end() + 80]
            years = int(match.group(1))
            if not wording.YEARS_CONTEXT.search(near) or not 0 < years <= 25:
                continue
            if is_denied(sentence, match.start(), match.end()):
                continue
            if best is None or years > best[0]:
                best = (years, _quote(sentence))
    return best or (None, None)


def _quote(sentence: str) -> str:
    plain = " ".join(sentence.split())
    return plain if len(plain) <= MAX_WORDS else plain[: MAX_WORDS - 1].rstrip() + "…"
