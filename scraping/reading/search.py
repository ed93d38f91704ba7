"""Words of the full-text index: plain [a-z0-9], so no engine tokenises anew.

Signs that belong to a word are spelled out: "C++" is ``cxpxp``-like, so it is
neither "C" nor part of another word. A word with inner dots or dashes is kept
whole and in parts: "node.js" is found by itself, "nodejs", "node" and "js".
"""

from __future__ import annotations

import re

from scraping.reading.text import fold

MAX_TERMS = 20_000
MAX_LENGTH = 60
MAX_QUERY_TERMS = 16
# A word: letters and digits, joined by inner signs, with signs of its own around.
WORD = re.compile(r"\.?[^\W_]+(?:[.&/'’+#@_-]+[^\W_]+)*[+#]*", re.UNICODE)
PARTS = re.compile(r"[^\W_]+[+#]*", re.UNICODE)
# Letters never used alone in the encoding stand for the signs.
# Marks that only join: "full-stack", "and/or", "people's".
JOINS = re.compile(r"[/'’@_-]+")
# "Node.js" and "NodeJS" are one name; "3.5" is not "35".
INNER_DOT = re.compile(r"(?<=[^\W\d_])\.(?=[^\W_])|(?<=\d)\.(?=[^\W\d_])")
# "R & D" is "R&D".
INITIALS = re.compile(r"(?<!\w)([^\W\d_]) ?& ?([^\W\d_])(?!\w)")
SIGNS = {"+": "zplusz", "#": "zsharpz", ".": "zdotz", "&": "zandz"}


def encode(word: str) -> str:
    """A word as letters and digits only; what is not Latin is spelled by code."""
    out = []
    for mark in INNER_DOT.sub("", word):
        if mark.isascii() and mark.isalnum():
            out.append(mark)
        elif mark in SIGNS:
            out.append(SIGNS[mark])
        elif mark.isalnum():
            out.append(f"u{ord(mark):x}")
    return "".join(out)[:MAX_LENGTH]


def words(text: str) -> list[str]:
    whole = INITIALS.sub(r"\1&\2", fold(text))
    return [match[0] for match in WORD.finditer(whole)]


def plain(word: str) -> str:
    """Without signs that only join: apostrophes, dashes, slashes."""
    return JOINS.sub("", word)


def forms(word: str) -> list[str]:
    """What a document's word can be found by: as it stands, joined, in parts."""
    found = []
    pieces = [piece for piece in JOINS.split(word) if piece]
    if len(pieces) > 1:
        found.append(encode(plain(word)))
    for piece in pieces:
        found.append(encode(piece))
        parts = PARTS.findall(piece)
        # ".NET" is a word of its own; who looks for "net" may mean it.
        # A single letter of "R&D" is no word: who looks for "R" means the language.
        if parts != [piece]:
            found += [encode(part) for part in parts if len(part) > 1]
    return found


def document_terms(
    title: str | None, company: str | None, location: str | None, text: str | None
) -> str:
    """The document's terms, each once, separated by blanks."""
    seen: dict[str, None] = {}
    for part in (title, company, location, text):
        for word in words(part or ""):
            for term in forms(word):
                if term:
                    seen.setdefault(term)
            if len(seen) > MAX_TERMS:
                return " ".join(list(seen)[:MAX_TERMS])
    return " ".join(seen)


def query_terms(text: str) -> list[str]:
    """The terms that a document must all have; user text is never an operator."""
    seen: dict[str, None] = {}
    for word in words(text[:2000]):
        joined = JOINS.split(word)
        # "full-stack" asks for both parts, however the document joins them;
        # "R&D", "node.js" and "C++" are one word.
        for part in joined:
            term = encode(part)
            if term:
                seen.setdefault(term)
    return list(seen)[:MAX_QUERY_TERMS]
