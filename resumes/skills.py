# ruff: noqa: SIM905 - word lists are easier to read and to extend as text
"""Find known skills in a text, word-safe: ``C++`` is not ``C``, "go" is not Go.

The vocabulary stands in ``skills.txt``. A text is cut into words once and looked up
word by word, so the time grows with the text and not with the vocabulary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

_TOKEN = re.compile(r"(?<![^\W_])\.(?=net\b)|[^\W_]+(?:\+\+|#(?!\w))?", re.IGNORECASE)
# "Node.js" and "CI/CD" are one skill, "python, flask" are two words of a list.
_GAP = re.compile(r"^(?:[ \u00a0]{1,2}|[-./&'’]|[ ]?[/&+-][ ]?|\.[ ]?)?$")
_BEFORE_LIST = re.compile(r"(?:^|[,;:|•·●▪/(\[\n–—*]|\s[-+]|\s{2})\s*$")
_AFTER_LIST = re.compile(r"^\s*(?:$|[,;|•·●▪)\]\n–—(]|/(?=\s?[A-Za-z])|\s{2}|\s[-+]\s)")
_LINK_WORDS = frozenset(
    "also in using with and or like on of to und oder mit et ou avec y con e o knowledge"
    " experience learn write writing used use uses including require required know"
    " requires proficient is are preferred strong our the basic advanced as".split()
)
_AFTER_WORDS = frozenset(
    "and or und oder et ou y e programming language developer development engineer code"
    " services experience skills is are required preferred knowledge for on with backend"
    " backends microservices scripts codebase programmer engineers developers".split()
)
# Behind a name these leave no doubt: "Excel skills", "React required".
_SKILL_WORDS = frozenset(
    "required preferred experience skills programming developer developers knowledge"
    " language engineer engineers".split()
)
# "Go required" opens a sentence and is no order, unlike "Go experience the sea".
_CLEAR_WORDS = frozenset(("required", "preferred", "programming", "developer"))
# Said of other things as often as of a skill when written in lower case.
_SENTENCE_END = re.compile(r"(?:^|[.!?•●▪\n])\s*$")
_ACTIVITY_AFTER = re.compile(
    r"\s+(?:and \w+ )?(?:experience|skills?|expertise|knowledge|background|(?:is|are) (?:a )?"
    r"(?:must|required|needed|essential|preferred|plus))\b",
    re.IGNORECASE,
)
_ACTIVITY_BEFORE = re.compile(
    r"(?:experienced?|skills?|skilled|knowledge|background|expertise|proficien\w+|training"
    r"|degree|diploma|certified|qualified|require[sd]?|must have|need(?:ed)?)"
    r"(?: in| of| with| at)?(?: the| a| an)?\s+(?:[\w&/-]+,? (?:and |or )?){0,2}$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Found:
    """A skill's usual name, and how and where the text writes it."""

    name: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class _Entry:
    name: str
    spelling: str
    # "" a word of its own, "!" a name that is an ordinary word as well, "~" an
    # activity that is a skill only where the text speaks of skills.
    kind: str


def find(text: str, *, listed: bool = False) -> list[Found]:
    """Skills in order of appearance; ``listed``: the text is a list of skills."""
    return list(_matches(text, listed=listed))


def names(text: str, *, listed: bool = False) -> dict[str, str]:
    """Usual name -> spelling in the text, each once."""
    out: dict[str, str] = {}
    for found in _matches(text, listed=listed):
        out.setdefault(found.name, found.text)
    return out


def canonical(word: str) -> str:
    """The usual name of a skill as somebody wrote it; unknown ones stay."""
    found = find(word, listed=True)
    return found[0].name if len(found) == 1 else word.strip()


def _matches(text: str, *, listed: bool) -> Iterator[Found]:
    table, starts = _table(), _starts()
    tokens = [(m.group().casefold(), m.start(), m.end()) for m in _TOKEN.finditer(text)]
    tokens = _join_dot_net(tokens)
    place = 0
    while place < len(tokens):
        longest = starts.get(tokens[place][0], 0)
        for length in range(min(longest, len(tokens) - place), 0, -1):
            words = tokens[place : place + length]
            entry = table.get(tuple(word for word, _start, _end in words))
            if entry is None or not _is_one_phrase(text, words):
                continue
            start, end = words[0][1], words[-1][2]
            if not _is_meant(text, start, end, entry, listed=listed):
                continue
            yield Found(entry.name, text[start:end], start, end)
            place += length
            break
        else:
            place += 1


def _join_dot_net(tokens: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    out: list[tuple[str, int, int]] = []
    for word, start, end in tokens:
        if out and out[-1][0] == "." and out[-1][2] == start:
            out[-1] = ("." + word, out[-1][1], end)
        else:
            out.append((word, start, end))
    return out


def _is_one_phrase(text: str, words: list[tuple[str, int, int]]) -> bool:
    return all(_GAP.match(text[left[2] : right[1]]) for left, right in pairwise(words))


def _is_meant(text: str, start: int, end: int, entry: _Entry, *, listed: bool) -> bool:
    """Whether "Go" or "Excel" is the skill here: written so, and as a name."""
    if not entry.kind:
        return True
    if entry.kind == "~":
        return listed or _is_activity(text, start, end)
    written = text[start:end]
    if written != entry.spelling and not (written.isupper() and len(written) > 2):
        return False
    before, after = text[max(0, start - 40) : start], text[end : end + 40]
    if before[-1:] in ("&", "-", "'", "’", "‑", ".") or re.match(
        r"[&'’+\-\u2010-\u2015]\w|\.\w", after
    ):
        return False
    if re.match(r"[•·]\w", after) and before[-1:] not in ("•", "·"):
        return False  # "C•CURE" is a name, no list
    previous = re.search(r"([^\W\d_]+)\s*$", before)
    following = re.match(r"\s*([^\W\d_]+)", after)
    in_list_before = bool(_BEFORE_LIST.search(before)) or not before.strip()
    in_list_after = bool(_AFTER_LIST.match(after)) or not after.strip()
    linked_before = _word_of(previous) in _LINK_WORDS
    linked_after = _word_of(following) in _AFTER_WORDS
    ends_sentence = bool(re.match(r"\s*\.(?:\s|$)", after))
    if listed:
        return in_list_before or in_list_after or linked_before
    if len(written) <= 2:
        before_ok = in_list_before or linked_before
        return (
            before_ok
            and (in_list_after or linked_after or ends_sentence)
            and not (
                not written.isupper()
                and not before.strip()
                and linked_after
                and _word_of(following) not in _CLEAR_WORDS
            )
        )
    if _word_of(following) in _SKILL_WORDS:
        return in_list_before or linked_before
    if in_list_before and (in_list_after or linked_after):
        return not (_SENTENCE_END.search(before) and linked_after and not in_list_after)
    return linked_before or (in_list_after and not _SENTENCE_END.search(before))


def _word_of(match: re.Match[str] | None) -> str:
    return match.group(1).casefold() if match else ""


def _is_activity(text: str, start: int, end: int) -> bool:
    """Whether "training" or "sales" is named as a skill, not told in passing."""
    before, after = text[max(0, start - 48) : start], text[end : end + 24]
    if _ACTIVITY_AFTER.match(after) or _ACTIVITY_BEFORE.search(before):
        return True
    in_list = _BEFORE_LIST.search(before) or not before.strip()
    return bool(in_list and _AFTER_LIST.match(after))


@lru_cache(maxsize=1)
def _table() -> dict[tuple[str, ...], _Entry]:
    table: dict[tuple[str, ...], _Entry] = {}
    source = Path(__file__).with_name("skills.txt").read_text(encoding="utf-8")
    for line in source.splitlines():
        if not line.strip() or line.startswith("# "):
            continue
        kind = line[0] if line[0] in "!~" else ""
        spellings = [part.strip() for part in line.lstrip("!~").split(" | ")]
        name = _usual_name(spellings[0])
        for spelling in spellings:
            words = tuple(
                w
                for w, _s, _e in _join_dot_net(
                    [
                        (m.group().casefold(), m.start(), m.end())
                        for m in _TOKEN.finditer(spelling)
                    ]
                )
            )
            table.setdefault(words, _Entry(name, spelling, kind))
    return table


@lru_cache(maxsize=1)
def _starts() -> dict[str, int]:
    """First word -> words of the longest entry that begins with it."""
    starts: dict[str, int] = {}
    for words in _table():
        starts[words[0]] = max(starts.get(words[0], 0), len(words))
    return starts


# Ambiguous short words that mean the same as an entry that is safe to find.
_SAME = {
    "Golang": "Go", "ML": "Machine learning", "AI": "Artificial intelligence", "Rails": "Ruby on Rails", "Vue": "Vue.js", "Express": "Express.js",
    "Node": "Node.js", "Backbone": "Backbone.js", "Spark": "Apache Spark",
    "Spring": "Spring Framework", "Shell": "Bash", "Microsoft Excel": "Excel",
    "Microsoft Word": "Word", "Microsoft Outlook": "Outlook",
    "Microsoft Access": "Access", "Adobe Illustrator": "Illustrator",
    "Oracle": "Oracle Database", "QA": "Quality assurance",
    "Communication skills": "Communication", "RStudio": "RStudio",
}  # fmt: skip


def _usual_name(name: str) -> str:
    return _SAME.get(name, name)


def kind_of(written: str) -> str | None:
    """The kind of a known spelling ("", "!" or "~"); ``None`` for an unknown one."""
    words = tuple(m.group().casefold() for m in _TOKEN.finditer(written))
    entry = _table().get(words)
    return entry.kind if entry else None
