# ruff: noqa: SIM905 - word lists are easier to read and to extend as text
"""Numbers as values: ``23,417``, ``23.417`` and ``23 417`` are the same fact."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NUMBER = re.compile(
    r"(?<![\w.,])(?P<digits>\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?)"
    r"(?P<unit>\s?(?:%|percent\b|per cent\b|prozent\b|k\b|thousand\b|m\b|mm\b|mio\b|mn\b"
    r"|millions?\b|millionen\b|bn\b|b\b|billions?\b|x\b|\+)?)",
    re.IGNORECASE,
)
_SCALES = {
    "k": 1_000,
    "thousand": 1_000,
    "m": 1_000_000,
    "mm": 1_000_000,
    "mio": 1_000_000,
    "mn": 1_000_000,
    "million": 1_000_000,
    "millions": 1_000_000,
    "millionen": 1_000_000,
    "b": 1_000_000_000,
    "bn": 1_000_000_000,
    "billion": 1_000_000_000,
    "billions": 1_000_000_000,
}
_ONES = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen"
        " fourteen fifteen sixteen seventeen eighteen nineteen".split()
    )
}  # fmt: skip
_TENS = {
    word: 10 * value
    for value, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
_FACTORS = {
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "dozen": 12,
    "decade": 10,
}
# Figures by themselves; "a hundred" is an order only.
_ALONE = frozenset({"dozen", "decade"})
_PLURALS = {f"{word}s": value for word, value in _FACTORS.items()}
_WORD_NUMBER = re.compile(
    r"\b(?:"
    + "|".join([*_ONES, *_TENS, *_FACTORS, *_PLURALS])
    + r")(?:[\s-]+(?:and\s+)?(?:"
    + "|".join([*_ONES, *_TENS, *_FACTORS, *_PLURALS])
    + r"))*\b",
    re.IGNORECASE,
)
# "one of the best", "two weeks' notice": words that count nothing worth a proof.
_IDLE_WORDS = frozenset({"one", "zero"})


@dataclass(frozen=True)
class Number:
    value: float
    text: str
    start: int
    end: int
    # The ordinary words right behind it, folded: "31 desks" counts desks.
    nouns: tuple[str, ...]

    @property
    def is_share(self) -> bool:
        return bool(
            re.search(r"(?:%|percent|per cent|prozent)$", self.text, re.IGNORECASE)
        )

    @property
    def grain(self) -> float:
        """What a rounded number leaves out: 1,000 of "23,000", 100 of "23.4k"."""
        shown = f"{self.value:.0f}"
        return 10.0 ** (len(shown) - len(shown.rstrip("0")))

    @property
    def is_year(self) -> bool:
        return (
            1900 <= self.value <= 2100 and self.text.isdigit() and len(self.text) == 4
        )


def find(text: str) -> list[Number]:
    return [*_digits(text), *_words(text)]


def _digits(text: str) -> Iterator[Number]:
    for match in _NUMBER.finditer(text):
        unit = match.group("unit").strip().casefold()
        value = to_value(match.group("digits"))
        if unit in _SCALES:
            value *= _SCALES[unit]
        end = match.end("digits") if unit == "+" else match.end()
        shown = text[match.start() : end].strip()
        yield Number(value, shown, match.start(), end, _nouns(text, match.end()))


def to_value(digits: str) -> float:
    """A grouped number; the last mark is decimal unless three digits follow."""
    plain = re.sub(r"['’ \u00a0\u202f]", "", digits)
    marks = [c for c in plain if c in ".,"]
    if not marks:
        return float(plain)
    if len(set(marks)) == 2:
        decimal = max(plain.rfind("."), plain.rfind(","))
        whole = re.sub(r"[.,]", "", plain[:decimal])
        return float(f"{whole}.{plain[decimal + 1 :]}")
    head, _mark, tail = plain.rpartition(marks[-1])
    if len(marks) > 1 or (len(tail) == 3 and 1 <= len(head) <= 3 and head != "0"):
        return float(re.sub(r"[.,]", "", plain))
    return float(f"{head}.{tail}")


def _words(text: str) -> Iterator[Number]:
    for match in _WORD_NUMBER.finditer(text):
        words = re.findall(r"[a-z]+", match.group().casefold())
        words = [w for w in words if w != "and"]
        if words in ([w] for w in _IDLE_WORDS):
            continue
        if all(w in _PLURALS or w in _FACTORS for w in words) and (
            words[0] not in _ALONE
        ):
            continue  # "hundreds of", "a thousand": an order, no figure
        value = _spelled(words)
        yield Number(
            value, match.group(), match.start(), match.end(), _nouns(text, match.end())
        )


def _spelled(words: list[str]) -> float:
    total, current = 0, 0
    for word in words:
        if word in _ONES:
            current += _ONES[word]
        elif word in _TENS:
            current += _TENS[word]
        else:
            factor = _FACTORS.get(word) or _PLURALS[word]
            current = max(current, 1) * factor
            if factor > 100:
                total, current = total + current, 0
    return float(total + current)


def _nouns(text: str, end: int) -> tuple[str, ...]:
    following = re.match(r"\+?\s*((?:[^\W\d_]+[\s-]?){0,4})", text[end:])
    if not following:
        return ()
    return tuple(stem(word) for word in re.findall(r"[^\W\d_]+", following.group(1)))


def stem(word: str) -> str:
    """A rough singular, enough to see "reader" in "readers"."""
    word = word.casefold()
    for ending in ("ies", "es", "s"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word
