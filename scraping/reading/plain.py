"""Plain text: entities decoded, blanks collapsed, folded for comparing."""

from __future__ import annotations

import html
import re
import unicodedata
from html.entities import html5

MAX_TEXT = 200_000
BLANKS = re.compile(r"[\s\u00a0]+")
# Characters that show nothing, or that turn the reading order around.
INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060"
    r"\u2066-\u2069\ufeff]"
)
SURROGATES = re.compile(r"[\ud800-\udfff]")
ENTITY = re.compile(
    r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});|&amp(?=\s)"
)
# UTF-8 that was read as Latin-1 or Windows-1252 on its way: "Ã¼", "â‚¬". What a
# sentence may hold as well ("MANHÃ" before a quotation mark) is left alone.
_HIGH = "\u0080-\u00bf"
_CP1252 = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
TWICE_ENCODED = re.compile(
    rf"\u00c2[\u00a1-\u00bf]|[\u00c3-\u00df](?:[\u0080-\u009f\u00a1-\u00bf]|[‚ƒ„†‡ˆ‰Š‹ŒŽ˜™š›œžŸ])"
    rf"|[\u00e0-\u00ef][{_HIGH}{_CP1252}]{{2}}|[\u00f0-\u00f4][{_HIGH}{_CP1252}]{{3}}"
)
# Markup of a few words within a line; a title is a text, not markup.
INLINE_TAG = re.compile(
    r"</?(?:b|i|u|em|strong|span|br|p|div|font|small|mark|sup|sub|h[1-6])(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
ACCENTS = re.compile(r"[\u0300-\u036f]+")
# Letters that Unicode does not take apart, and typographic marks.
LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ħ": "h",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "ð": "d",
        "þ": "th",
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "‐": "-",
        "‑": "-",
        "−": "-",
        "\u00ad": None,
        "\u200b": None,
    }
)


def mend(text: str) -> str:
    """Letters that were encoded twice, as they were meant."""
    for _ in range(3):
        mended = text if text.isascii() else TWICE_ENCODED.sub(_meant, text)
        if mended == text:
            break
        text = mended
    return text


def _meant(match: re.Match[str]) -> str:
    octets = b"".join(
        bytes([ord(sign)]) if ord(sign) < 256 else sign.encode("cp1252")
        for sign in match[0]
    )
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return match[0]


def _character(entity: re.Match[str]) -> str:
    """What an entity stands for; "&notanentity;" is none, though it begins like one."""
    name = entity[0][1:]
    known = name.startswith("#") or name in html5
    return html.unescape(entity[0]) if known else entity[0]


def decode_entities(text: str) -> str:
    """Entities as characters, again where the source encoded them again."""
    for _ in range(3):
        decoded = ENTITY.sub(_character, text)
        if decoded == text:
            break
        text = decoded
    return text


def clean(text: str | None) -> str:
    """One line of plain text: entities decoded, blanks collapsed, NFC."""
    if not text:
        return ""
    plain = str(text)[:MAX_TEXT]
    if "&" in plain:
        plain = decode_entities(plain)
    if "<" in plain:
        plain = INLINE_TAG.sub(" ", plain)
    if not plain.isascii():
        plain = unicodedata.normalize("NFC", SURROGATES.sub("", mend(plain)))
        # A sign that shows nothing may have stood between.
        plain = mend(INVISIBLE.sub("", plain))
    return BLANKS.sub(" ", INVISIBLE.sub("", plain)).strip()


def fold(text: str) -> str:
    """For comparing: no case, no accents."""
    if text.isascii():
        return text.casefold()
    # Once more, since some marks decompose to capitals.
    plain = unicodedata.normalize("NFKD", text).casefold()
    decomposed = unicodedata.normalize("NFKD", plain)
    return ACCENTS.sub("", decomposed).translate(LETTERS)
