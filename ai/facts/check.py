"""Every sentence of a text against the resume; the posting proves nothing about a
person.

What is reported is written as the text has it, so that a page can mark it: a number,
a name, a title, a degree, a skill, or a whole sentence that nothing supports.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from resumes import skills
from resumes.parsing.vocabulary import LANGUAGE_NAMES, MONTHS, fold

from . import numbers, wording


@dataclass(frozen=True)
class Sources:
    """``resume``: what is known of the person (resume, summary, own words).
    ``posting``: what the job says. ``names``: company, role, people, allowed anywhere."""

    resume: str
    posting: str = ""
    names: Sequence[str] = field(default=())
    # True where every sentence speaks of the person, as resume bullets do.
    is_resume_text: bool = False

    @cached_property
    def resume_words(self) -> frozenset[str]:
        return _vocabulary(" ".join([self.resume, *self.names]))

    @cached_property
    def posting_words(self) -> frozenset[str]:
        return _vocabulary(self.posting)

    @cached_property
    def resume_numbers(self) -> list[numbers.Number]:
        return numbers.find(" ".join([self.resume, *self.names]))

    @cached_property
    def posting_numbers(self) -> list[numbers.Number]:
        return numbers.find(self.posting)

    @cached_property
    def skill_names(self) -> frozenset[str]:
        known = skills.find(self.resume) + skills.find(self.resume, listed=True)
        return frozenset(found.name for found in known)


def unsupported(text: str, sources: Sources) -> list[str]:
    """What the sources do not support, in the order of the text, each once."""
    found: dict[str, None] = {}
    for match in wording.PLACEHOLDER.finditer(text):
        if match.group() not in sources.resume:
            found[match.group()] = None
    text = wording.PLACEHOLDER.sub(" ", text)
    marks_nouns = _marks_nouns(text)
    for sentence in wording.SENTENCE.split(text):
        sentence = sentence.strip()
        if sentence and not wording.DATE_LINE.match(sentence):
            for item in _of_sentence(sentence, sources, marks_nouns):
                found[item] = None
    return list(found)


def _of_sentence(sentence: str, sources: Sources, marks_nouns: bool) -> Iterator[str]:
    claims = sources.is_resume_text or bool(wording.FIRST_PERSON.search(sentence))
    owning = sources.is_resume_text or bool(wording.OWNING.search(sentence))
    intent = not sources.is_resume_text and bool(wording.INTENT.search(sentence))
    past = sources.is_resume_text or bool(wording.PAST.search(sentence))
    # A sentence about the job or a wish may use the posting's words.
    by_posting = not claims or (intent and not owning)
    items = [
        *_numbers(sentence, sources, by_posting),
        *_ratios(sentence, sources, claims),
        *_months(sentence, sources, by_posting),
        *_degrees(sentence, sources, by_posting),
        *_ranks(sentence, sources, claims and past),
        *_skills(sentence, sources, claims and not (intent and not owning)),
        *_languages(sentence, sources, by_posting),
    ]
    if not marks_nouns:
        items += _names(sentence, sources, by_posting or (claims and not past))
    yield from items
    if (
        not items
        and claims
        and owning
        and not intent
        and _is_foreign(sentence, sources)
    ):
        yield sentence


def _numbers(sentence: str, sources: Sources, by_posting: bool) -> Iterator[str]:
    for number in numbers.find(sentence):
        years = bool(number.nouns) and number.nouns[0] in (
            "year",
            "yr",
            "jahr",
            "jahre",
        )
        known = list(sources.resume_numbers)
        if (by_posting and not years) or (
            years and not wording.FIRST_PERSON.search(sentence)
        ):
            known += sources.posting_numbers
        if not wording.SHARE_FOLLOWS.match(sentence[number.end :]):
            # "20%" proves no team of twenty.
            known = [n for n in known if number.is_share or not n.is_share]
        about = wording.ABOUT.search(sentence[: number.start]) is not None
        if about and any(_rounds(number, other) for other in known):
            continue
        if not any(_same(number, other) for other in known):
            yield number.text
        elif _counts_otherwise(number, known):
            yield sentence[number.start : number.end] + _next_word(sentence, number.end)


def _ratios(sentence: str, sources: Sources, claims: bool) -> Iterator[str]:
    for verb, known in wording.RATIOS:
        match = verb.search(sentence)
        if claims and match and not known.search(sources.resume):
            yield match.group()


def _same(a: numbers.Number, b: numbers.Number) -> bool:
    return abs(a.value - b.value) <= 1e-9 * max(abs(a.value), abs(b.value), 1.0)


def _rounds(rounded: numbers.Number, exact: numbers.Number) -> bool:
    """ "Over 23,000 readers" where the source counts 23,417 of them."""
    of_one_kind = set(rounded.nouns[:3]) & set(exact.nouns[:3])
    grain = rounded.grain if rounded.value >= 100 else 0
    return bool(of_one_kind) and abs(rounded.value - exact.value) < grain


def _counts_otherwise(number: numbers.Number, known: list[numbers.Number]) -> bool:
    """ "6 desks" where the source has 31 desks and 6 counters."""
    if not number.nouns or number.is_year or len(number.nouns[0]) < 4:
        return False
    noun = number.nouns[0]
    counted = [other for other in known if noun in other.nouns[:3]]
    if not counted:
        return False
    return not any(_same(number, other) for other in counted)


def _next_word(sentence: str, end: int) -> str:
    following = re.match(r"\s*[^\W\d_]+", sentence[end:])
    return following.group() if following else ""


_MONTH_YEAR = re.compile(r"\b([^\W\d_]{3,10})\.?\s+((?:19|20)\d\d)\b")
_NUMERIC_MONTH = re.compile(
    r"\b(0?[1-9]|1[0-2])[./-]((?:19|20)\d\d)\b|\b((?:19|20)\d\d)[./-](0?[1-9]|1[0-2])\b"
)


def _months(sentence: str, sources: Sources, by_posting: bool) -> Iterator[str]:
    text = sources.resume + ("\n" + sources.posting if by_posting else "")
    known = set(_month_years(text))
    for match in _MONTH_YEAR.finditer(sentence):
        month = MONTHS.get(fold(match.group(1)))
        if month and (month, int(match.group(2))) not in known:
            yield match.group()


def _month_years(text: str) -> Iterator[tuple[int, int]]:
    for match in _MONTH_YEAR.finditer(text):
        month = MONTHS.get(fold(match.group(1)))
        if month:
            yield month, int(match.group(2))
    for match in _NUMERIC_MONTH.finditer(text):
        if match.group(1):
            yield int(match.group(1)), int(match.group(2))
        else:
            yield int(match.group(4)), int(match.group(3))


def _degrees(sentence: str, sources: Sources, by_posting: bool) -> Iterator[str]:
    words = sources.resume_words
    if by_posting:
        words = words | sources.posting_words
    for match in wording.DEGREE.finditer(sentence):
        folded = fold(match.group().replace(".", "")).split()
        kin = {
            w
            for group in wording.DEGREE_KIN
            if folded[0].rstrip("s") in group or folded[0] in group
            for w in group
        }
        if (
            not (kin or {numbers.stem(w) for w in folded}) & words
            and not set(folded) <= words
        ):
            yield match.group()


def _ranks(sentence: str, sources: Sources, claims: bool) -> Iterator[str]:
    if not claims:
        return
    for match in wording.RANK.finditer(sentence):
        word = fold(match.group())
        if set(word.split()) <= sources.resume_words:
            continue
        before = sentence[: match.start()]
        if sources.is_resume_text or wording.AS_TITLE.search(before):
            yield match.group()


def _skills(sentence: str, sources: Sources, claims: bool) -> Iterator[str]:
    if not claims or wording.LEARNING.search(sentence):
        return
    for found in skills.find(sentence):
        proper = any(c.isupper() or c.isdigit() or c in "+#." for c in found.text)
        if not proper or found.name in sources.skill_names:
            continue
        words = [fold(w) for w in re.findall(r"[^\W_]+", found.text)]
        if not all(w in sources.resume_words for w in words):
            yield found.text


def _languages(sentence: str, sources: Sources, by_posting: bool) -> Iterator[str]:
    if not re.search(
        r"\b(?:fluen\w+|native|speak|spoken|bilingual|proficient in|[ABC][12])\b",
        sentence,
        re.IGNORECASE,
    ):
        return
    for word in re.findall(r"[^\W\d_]+", sentence):
        if word.casefold() not in LANGUAGE_NAMES or word.islower():
            continue
        known = fold(word) in sources.resume_words
        if not known and not (by_posting and fold(word) in sources.posting_words):
            yield word


def _names(sentence: str, sources: Sources, with_posting: bool) -> Iterator[str]:
    allowed = sources.resume_words
    if with_posting:
        allowed = allowed | sources.posting_words
    judged = [
        (found.start, found.end)
        for found in [
            *skills.find(sentence),
            *(
                f
                for f in skills.find(sentence, listed=True)
                if f.name in sources.skill_names
            ),
        ]
    ]
    degrees = [match.span() for match in wording.DEGREE.finditer(sentence)]
    for match in wording.PROPER.finditer(sentence):
        phrase = match.group().strip(".'’-")
        words = phrase.split()
        # The first word of a sentence is written large anyway.
        opens = not sentence[: match.start()].strip(' "“(')
        if opens and (len(words) == 1 or fold(words[0]) in wording.ORDINARY):
            words = words[1:]
        strange = [
            w
            for w in words
            if not _is_known(w, allowed)
            and not _within(w, match.start() + phrase.find(w), judged)
            and not (
                _within(w, match.start() + phrase.find(w), degrees)
                and ("." in w or fold(w) in wording.DEGREE_WORDS)
            )
        ]
        if not strange:
            continue
        first = phrase.find(strange[0])
        last = phrase.rfind(strange[-1]) + len(strange[-1])
        yield phrase[first:last].strip(".,'’")


def _is_known(word: str, allowed: frozenset[str]) -> bool:
    parts = fold(re.sub(r"['’]s$", "", word)).split()
    if not parts or all(p in wording.ORDINARY or p in MONTHS for p in parts):
        return True
    return all(p in allowed or numbers.stem(p) in allowed or len(p) == 1 for p in parts)


def _within(word: str, start: int, spans: list[tuple[int, int]]) -> bool:
    """Whether a word is judged already, as a skill or a degree."""
    end = start + len(word.rstrip("."))
    return any(a <= start and end <= b for a, b in spans)


def _is_foreign(sentence: str, sources: Sources) -> bool:
    """Whether hardly a word of a claim stands in what is known of the person."""
    if any(found.name in sources.skill_names for found in skills.find(sentence)):
        return False
    words = {numbers.stem(w) for w in re.findall(r"[^\W\d_]{3,}", sentence)}
    words = {fold(w) for w in words if fold(w) not in wording.STOP}
    if len(words) < 4:
        return False
    known = {w for w in words if w in sources.resume_words or _has_kin(w, sources)}
    return len(known) < 0.2 * len(words)


def _has_kin(word: str, sources: Sources) -> bool:
    return len(word) > 5 and any(k.startswith(word[:5]) for k in sources.resume_words)


def _marks_nouns(text: str) -> bool:
    """Whether the text is German, which writes every noun large."""
    words = text.casefold().split()
    return sum(1 for word in words if word in wording.GERMAN) >= 0.12 * max(
        len(words), 1
    )


def _vocabulary(text: str) -> frozenset[str]:
    words = fold(text).split()
    squeezed = [
        fold(w.replace(".", "")) for w in re.findall(r"\b(?:[^\W\d_]\.){2,}", text)
    ]
    money = [
        name
        for sign, names in wording.CURRENCIES
        if sign in text
        for name in names.split()
    ]
    words += money
    return frozenset(words) | {numbers.stem(w) for w in words} | frozenset(squeezed)
