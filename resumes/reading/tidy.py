"""Lines of a PDF as plain text: ligatures, soft hyphens, icons, spaced letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_LIGATURES = {
    code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)
}
_SOFT_HYPHEN = "\u00ad"
_HYPHENS = re.compile(
    f"{_SOFT_HYPHEN}*[-\u2010\u2011](?:{_SOFT_HYPHEN}+[-\u2010\u2011]?)*"
)
# Private-use glyphs are icons of a font; control characters are nothing to read.
_UNREADABLE = re.compile(
    "[\ue000-\uf8ff\U000f0000-\U0010ffff\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200c"
    "\u2060\ufeff\u202a-\u202e\u2066-\u2069]"
)
_BLANKS = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f]")
_SPACED = re.compile(r"^(?:[^\W\d_]|&)(?: {1,3}(?:[^\W\d_]|&)){3,}$")
_BROKEN_WORD = re.compile(r"(?<=[^\W\d_]{2})-$")


def tidy_text(lines: Iterable[str]) -> str:
    """The lines as one text; a word cut at a line's end is whole again."""
    out: list[str] = []
    for line in map(tidy_line, lines):
        if not line:
            if out and out[-1]:
                out.append("")
            continue
        cut = out and out[-1].endswith(_SOFT_HYPHEN)
        if cut or (out and _BROKEN_WORD.search(out[-1]) and line[:1].islower()):
            head, _space, tail = line.partition(" ")
            out[-1] = out[-1][:-1] + head
            if not tail:
                continue
            line = tail
        out.append(line)
    text = "\n".join(out).replace(_SOFT_HYPHEN, "")
    return unicodedata.normalize("NFC", text).strip()


def tidy_line(line: str) -> str:
    line = line.translate(_LIGATURES)
    line = _HYPHENS.sub("-", line)
    line = _UNREADABLE.sub(" ", _BLANKS.sub(" ", line.replace("\t", " ")))
    line = line.replace("\u3000", " ").strip()
    # Drawn inside a line it is a hyphen; at its end it marks a broken word.
    line = re.sub(f"{_SOFT_HYPHEN}+(?!$)", "-", line)
    if _SPACED.match(line) or _is_spaced_capitals(line):
        return join_spaced(line)
    return re.sub(r" {3,}", "  ", line)


def _is_spaced_capitals(line: str) -> bool:
    """``C O N TA C T``: kerned pairs may stick together."""
    tokens = line.split()
    if len(tokens) < 4 or not line.isupper() or max(map(len, tokens)) > 2:
        return False
    return sum(1 for t in tokens if len(t) == 1) > 0.6 * len(tokens)


def join_spaced(line: str) -> str:
    """``E X P E R I E N C E`` is ``EXPERIENCE``; wider gaps part words."""
    # Set wide throughout, no gap is wider than the others.
    words = re.split(r" {2,}", line) if re.search(r"\S \S", line) else [line]
    return " ".join(word.replace(" ", "") for word in words)
