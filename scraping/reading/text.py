"""Text of postings: cleaned, made safe, and looked through word by word."""

from __future__ import annotations

import re
from functools import lru_cache

from scraping.reading.emails import find_email
from scraping.reading.markup import (
    flatten,
    html_to_text,
    looks_like_html,
    sanitise,
)
from scraping.reading.plain import clean, decode_entities, fold

__all__ = [
    "clean",
    "contains_word",
    "decode_entities",
    "find_email",
    "flatten",
    "fold",
    "html_to_text",
    "looks_like_html",
    "matches_keyword",
    "sanitise",
    "word_pattern",
]

LETTER = r"[^\W_]"
# Scripts that write words without blanks: there a word is wherever it stands.
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f]")
EDGES = ",;:!?\"'()[]{}<>“”„«»"


@lru_cache(maxsize=4096)
def word_pattern(word: str) -> re.Pattern[str]:
    """A whole word of folded text, signs included: "C" is not in "C++" or "C#",
    ".NET" not in "internet", "R" not in "R&D". A blank stands for a hyphen too.
    """
    folded = fold(word.strip())
    parts = [re.escape(part) for part in re.split(r"[\s-]+", folded) if part]
    inner = r"[\s-]+".join(parts) if len(parts) > 1 else re.escape(folded)
    if UNSPACED.search(folded):
        return re.compile(inner)
    before, after = rf"(?<!{LETTER})", rf"(?!{LETTER})(?![+#])"
    if folded[:1] == ".":
        before = rf"(?<!{LETTER})(?<!\.)"
    if folded[-1:] in {"+", "#"}:
        # "C++17" is C++ all the same.
        after = r"(?![+#])"
    if len(folded) == 1:
        before += rf"(?<!{LETTER}&)(?<!{LETTER}\+\+/)" if folded != "c" else ""
        after += rf"(?!&{LETTER})"
    return re.compile(f"{before}{inner}{after}")


def contains_word(text: str, word: str) -> bool:
    """Whether a word (or several in a row) stands in a text, in any case."""
    if not word.strip():
        return False
    return word_pattern(word.strip()).search(fold(text)) is not None


def keyword_words(keyword: str) -> list[str]:
    """The words of a keyword; marks between them are none."""
    words = [word.strip(EDGES).rstrip(".") for word in keyword.split()]
    return [word for word in words if re.search(LETTER, word)] or keyword.split()


def matches_keyword(keyword: str | None, *texts: str | None) -> bool:
    """All words of a keyword as whole words in the texts together."""
    if not keyword or not keyword.strip():
        return True
    whole = fold("\n".join(text for text in texts if text))
    return all(
        word_pattern(word).search(whole) is not None for word in keyword_words(keyword)
    )
