"""JobPosting objects in a page's JSON-LD, found without building its tree.

Broken JSON is repaired only where no meaning can change: trailing commas, control
characters, wrappers of comments, ``</script>`` inside a text.
"""

from __future__ import annotations

import html as entities
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from scraping.sources.shape import lenient

MAX_PAGE = 5_000_000
MAX_NODES = 20_000
MAX_BLOCKS = 500
OPEN = re.compile(
    r"<script\b[^<>]{0,300}?\btype\s*=\s*[\"']?\s*application/ld\+json\b[^<>]{0,300}>",
    re.IGNORECASE,
)
CLOSE = re.compile(r"</script\b", re.IGNORECASE)
WRAPPER = re.compile(
    r"^\s{0,20}(?:<!--|(?://|/\*)?\s{0,20}<!\[CDATA\[\s{0,20}(?:\*/)?)|"
    r"(?:-->|(?://|/\*)?\s{0,20}\]\]>\s{0,20}(?:\*/)?)\s{0,20}$|;\s{0,20}$"
)
STRING_OR_COMMA = re.compile(
    # A text without its end is passed over as a whole: no second look into it.
    r'("(?:[^"\\]|\\.)*(?:"|$))|,(?=\s{0,200}[}\]])',
    re.DOTALL,
)
BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])')
# Lists of other jobs beside the page's own.
ELSEWHERE = re.compile(
    r"similar|related|recommend|other|suggest|more|also", re.IGNORECASE
)


@dataclass(slots=True)
class Block:
    """A JobPosting object; ``listed`` where it is one entry of a list of jobs,
    ``related`` where that list says that these are other jobs."""

    node: dict[str, Any]
    listed: bool = False
    related: bool = False


def blocks(page: str) -> Iterator[str]:
    """The texts of the page's JSON-LD elements, those in comments left out."""
    page = page[:MAX_PAGE]
    position = 0
    for _ in range(MAX_BLOCKS):
        match = OPEN.search(page, position)
        if match is None:
            return
        start = match.end()
        end = CLOSE.search(page, start)
        position = end.end() if end else len(page)
        comment = page.rfind("<!--", 0, match.start())
        if comment >= 0 and page.find("-->", comment, match.start()) < 0:
            continue
        text = page[start : end.start() if end else len(page)]
        yield text
        if end and text.count('"') % 2:
            # "</script>" within a text ended the element early: with its end.
            later = CLOSE.search(page, end.end())
            if later:
                yield page[start : later.start()]


def load(block: str) -> Any:
    """The value of a block, mended where it is safe; None for what is no JSON."""
    text = block.strip().strip("\ufeff")
    if not text:
        return None
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass
    for _ in range(3):
        text = WRAPPER.sub("", text).strip()
    if '"' not in text and "&quot;" in text:
        text = entities.unescape(text)
    for mended in (text, STRING_OR_COMMA.sub(r"\1", text)):
        for candidate in (mended, BAD_ESCAPE.sub("", mended)):
            value = _lenient(candidate)
            if value is not None:
                return value
    return _several(text)


def _lenient(text: str) -> Any:
    """JSON with NaN and control characters in it."""
    try:
        return lenient(text)
    except (ValueError, RecursionError):
        return None


def _several(text: str) -> list[Any] | None:
    """Objects written one after the other."""
    decoder = json.JSONDecoder(strict=False)
    found: list[Any] = []
    position = 0
    try:
        while position < len(text) and len(found) < 50:
            value, position = decoder.raw_decode(text, position)
            found.append(value)
            while position < len(text) and text[position] in " \r\n\t,;":
                position += 1
    except (ValueError, RecursionError):
        return None
    return found or None


def type_names(node: dict[str, Any]) -> set[str]:
    """The types of an object: last words of IRIs, in lower case."""
    given = node.get("@type", node.get("type"))
    names = given if isinstance(given, list) else [given]
    return {
        re.split(r"[/#:]", name)[-1].strip().lower()
        for name in names
        if isinstance(name, str)
    }


def postings(page: str) -> list[Block]:
    """The JobPosting objects of a page, in order."""
    if "ld+json" not in page and "LD+JSON" not in page and "Ld+Json" not in page:
        return []
    found: list[Block] = []
    for text in blocks(page):
        # Case varies, so only the letters after the first are looked for.
        if "ostin" not in text.lower():
            continue
        value = load(text)
        if value is not None:
            found += walk(value)
    return found


def walk(value: Any) -> list[Block]:
    """JobPosting objects anywhere in a value; references by @id are put in."""
    found: list[Block] = []
    named: dict[str, dict[str, Any]] = {}
    stack: list[tuple[Any, bool, bool]] = [(value, False, False)]
    nodes = 0
    while stack and nodes < MAX_NODES:
        node, listed, related = stack.pop()
        nodes += 1
        if isinstance(node, list):
            stack += [(item, listed, related) for item in reversed(node)]
            continue
        if not isinstance(node, dict):
            continue
        key = node.get("@id")
        if isinstance(key, str) and len(node) > 2:
            named.setdefault(key, node)
        kinds = type_names(node)
        if "jobposting" in kinds:
            found.append(Block(node, listed, related))
            continue
        inside = listed or bool(kinds & {"itemlist", "listitem", "collectionpage"})
        label = node.get("name")
        other = related or (
            "itemlist" in kinds
            and isinstance(label, str)
            and bool(ELSEWHERE.search(label))
        )
        for name, item in reversed(list(node.items())):
            if isinstance(item, (dict, list)):
                apart = other or bool(
                    re.search(r"related|similar", name, re.IGNORECASE)
                )
                stack.append((item, inside or apart, apart))
    for block in found:
        block.node = _resolved(block.node, named)
    return found


def _resolved(node: dict[str, Any], named: dict[str, dict[str, Any]]) -> dict[str, Any]:
    if not named:
        return node
    whole = dict(node)
    for key in ("hiringOrganization", "jobLocation", "baseSalary"):
        value = node.get(key)
        if isinstance(value, dict) and set(value) <= {"@id", "@type"}:
            whole[key] = named.get(str(value.get("@id")), value)
    return whole
