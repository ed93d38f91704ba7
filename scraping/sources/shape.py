"""Answers read with care: any value may be missing, or of another type."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import orjson
from django.utils.translation import gettext as _

# What reading a row of an unexpected shape may raise.
SHAPE_ERRORS = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)
MAX_RAW = 1000
BOT_WALL = re.compile(
    r"cf-chl|challenge-platform|captcha|are you (?:a )?(?:human|robot)|access denied"
    r"|attention required|unusual traffic|enable javascript and cookies|datadome|perimeterx"
    r"|incapsula|just a moment",
    re.IGNORECASE,
)


class ShapeChanged(ValueError):
    """An answer is not what the source's readers know."""


def load_json(content: bytes) -> Any:
    """JSON of an answer, a BOM and NaN tolerated; raises ShapeChanged."""
    body = content.removeprefix(b"\xef\xbb\xbf").strip()
    if not body:
        raise ShapeChanged(_("The answer was empty"))
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        pass
    if body[:1] == b"<":
        raise ShapeChanged(_("The answer was a page, not data"))
    try:
        return lenient(body.decode("utf-8", errors="replace"))
    except (ValueError, RecursionError) as error:
        raise ShapeChanged(_("The answer was damaged or cut off")) from error


def lenient(text: str) -> Any:
    """JSON with NaN and control characters in it; ValueError, RecursionError.

    Half characters ("\\ud800"), which no database holds, become question marks.
    """
    value = json.loads(text, strict=False, parse_constant=lambda _name: None)
    whole = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    return json.loads(whole, parse_constant=lambda _name: None)


def is_bot_wall(text: str) -> bool:
    """Whether a page asks for a person instead of answering."""
    return BOT_WALL.search(text[:20_000]) is not None


def mapping(value: Any) -> dict[str, Any]:
    """The object, or an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """The list, or an empty one; a single object is a list of it."""
    if isinstance(value, list):
        return value
    return [value] if isinstance(value, dict) else []


def rows_of(payload: Any, *keys: str) -> list[Any]:
    """The list under the first key there; raises ShapeChanged without one."""
    if not keys:
        if isinstance(payload, list):
            return payload
        raise ShapeChanged(_("The answer has no list of postings"))
    source = mapping(payload)
    for key in keys:
        if isinstance(source.get(key), list):
            return list(source[key])
    raise ShapeChanged(_("The answer has no list of postings"))


def text(value: Any) -> str | None:
    """A text or a number as text; None for all else and for blank."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        value = str(value)
    if not isinstance(value, str) or not value.strip():
        return None
    return value


def dig(value: Any, *keys: str) -> Any:
    """A value in nested objects, None where any of them is missing."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def label(value: Any) -> str | None:
    """A text, or the name in an object that stands for it."""
    if isinstance(value, dict):
        for key in ("label", "name", "title", "descriptor", "display_name", "value"):
            if text(value.get(key)):
                return text(value[key])
        return None
    return text(value)


def flag(value: Any) -> bool | None:
    """A yes or no; None when neither is said."""
    if isinstance(value, bool):
        return value
    if value in {1, 0} and isinstance(value, int):
        return bool(value)
    if isinstance(value, str):
        return {"true": True, "yes": True, "1": True, "false": False, "no": False}.get(
            value.strip().lower()
        )
    return None


def count(value: Any) -> int | None:
    """A number of things; None for what is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and value.strip().isdigit():
        value = int(value[:9])
    return value if isinstance(value, int) and value >= 0 else None


def first_text(source: Any, *keys: str) -> str | None:
    """The first of several fields that has text."""
    for key in keys:
        if found := text(mapping(source).get(key)):
            return found
    return None


def kept_raw(value: Any, depth: int = 0) -> Any:
    """A row as kept for reference: long texts cut, nothing a database refuses."""
    if isinstance(value, str):
        return (
            value[:MAX_RAW]
            .replace("\x00", "")
            .encode("utf-8", "ignore")
            .decode("utf-8", "ignore")
        )
    if depth > 6:
        return None
    if isinstance(value, dict):
        return {
            kept_raw(str(key)): kept_raw(item, depth + 1)
            for key, item in list(value.items())[:80]
        }
    if isinstance(value, list):
        return [kept_raw(item, depth + 1) for item in value[:40]]
    if isinstance(value, float) and value != value:
        return None
    return value if isinstance(value, (bool, int, float, type(None))) else str(value)


def elements(node: Any, name: str) -> Iterator[Any]:
    """Children of an XML element by their local name."""
    for child in node:
        tag = child.tag
        if isinstance(tag, str) and tag.rsplit("}", 1)[-1].lower() == name.lower():
            yield child


def xml_text(node: Any, name: str) -> str | None:
    """The text of a child element, its first with any."""
    for child in elements(node, name):
        if found := text("".join(child.itertext())):
            return found
    return None


# An ampersand that begins no entity: feeds often leave it as it is.
BARE_AMPERSAND = re.compile(
    rb"&(?!(?:[a-zA-Z][a-zA-Z0-9]{1,31}|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});)"
)
NAMED_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)([a-zA-Z][a-zA-Z0-9]{1,31});")
DOCTYPE = re.compile(rb"<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)


def load_xml(content: bytes) -> Any:
    """The root of a feed; definitions of entities are refused, never expanded."""
    from lxml import etree

    body = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not body:
        raise ShapeChanged(_("The answer was empty"))
    if b"<!ENTITY" in body[:100_000] or b"<!entity" in body[:100_000]:
        raise ShapeChanged(_("The feed defines entities of its own"))
    body = DOCTYPE.sub(b"", body[:20_000], count=1) + body[20_000:]
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    for attempt in (body, _mended(body)):
        try:
            root = etree.fromstring(attempt, parser)
        except (etree.XMLSyntaxError, ValueError):
            continue
        return root
    raise ShapeChanged(_("The feed was damaged or cut off"))


def _mended(body: bytes) -> bytes:
    """Ampersands and names of HTML made XML; control characters dropped."""
    import html

    def named(match: re.Match[bytes]) -> bytes:
        sign = html.unescape(match[0].decode("ascii"))
        return b"&amp;" + match[0][1:] if sign.startswith("&") else sign.encode("utf-8")

    parts = re.split(rb"(<!\[CDATA\[.*?\]\]>)", body, flags=re.DOTALL)
    for index in range(0, len(parts), 2):
        parts[index] = NAMED_ENTITY.sub(
            named, BARE_AMPERSAND.sub(b"&amp;", parts[index])
        )
    return re.sub(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", b"", b"".join(parts))
