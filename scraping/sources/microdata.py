"""JobPosting items in a page's microdata (or RDFa Lite), as JSON-LD would say them."""

from __future__ import annotations

import re
from typing import Any

MAX_ITEMS = 200
MAX_DEPTH = 12
TYPE = re.compile(
    r"schema\.org/JobPosting\b|typeof\s{0,5}=\s{0,5}[\"'][^\"']{0,200}JobPosting",
    re.IGNORECASE,
)
HTML_FIELDS = {
    "description",
    "responsibilities",
    "qualifications",
    "skills",
    "experienceRequirements",
    "educationRequirements",
    "jobBenefits",
}


def postings(page: str) -> list[dict[str, Any]]:
    """The JobPosting items of a page; none where it has no such markup."""
    if not TYPE.search(page):
        return []
    from selectolax.lexbor import LexborHTMLParser

    from scraping.reading.text import flatten

    tree = LexborHTMLParser(flatten(page))
    found = tree.css('[itemtype*="schema.org/JobPosting" i], [typeof~="JobPosting"]')
    return [_item(node, 0) for node in found[:MAX_ITEMS]]


def _names(node: Any) -> list[str]:
    attributes = node.attributes
    names = attributes.get("itemprop") or attributes.get("property") or ""
    return [name.rsplit(":", 1)[-1].rsplit("/", 1)[-1] for name in names.split()]


def _is_item(node: Any) -> bool:
    attributes = node.attributes
    return "itemscope" in attributes or "typeof" in attributes


def _item(node: Any, depth: int) -> dict[str, Any]:
    attributes = node.attributes
    kind = attributes.get("itemtype") or attributes.get("typeof") or ""
    item: dict[str, Any] = {"@type": kind.rsplit("/", 1)[-1]}
    if depth < MAX_DEPTH:
        _collect(node, item, depth)
    return item


def _collect(node: Any, item: dict[str, Any], depth: int) -> None:
    for child in node.iter(include_text=False):
        names = _names(child)
        inner = _is_item(child)
        if names:
            value = _item(child, depth + 1) if inner else _value(child, names[0])
            for name in names:
                _add(item, name, value)
        if not inner and depth < 200:
            _collect(child, item, depth + (0 if names else 1))


def _add(item: dict[str, Any], name: str, value: Any) -> None:
    if name not in item:
        item[name] = value
    elif isinstance(item[name], list):
        item[name].append(value)
    else:
        item[name] = [item[name], value]


def _value(node: Any, name: str) -> Any:
    attributes = node.attributes
    for key in ("content", "datetime"):
        if attributes.get(key):
            return attributes[key]
    if node.tag in {"a", "link", "area"} and attributes.get("href"):
        # A linked name is meant as its words, a linked address as the address.
        words = node.text(strip=True)
        return attributes["href"] if name in {"url", "sameAs"} or not words else words
    if node.tag in {"img", "iframe"}:
        return attributes.get("src")
    if name in HTML_FIELDS:
        return re.sub(r"^<[^>]*>|</[a-zA-Z]+>$", "", node.html or "")
    return node.text(deep=True)
