"""Descriptions: HTML made harmless, and its readable text."""

from __future__ import annotations

import html
import re
import unicodedata

import nh3

from scraping.reading.plain import INVISIBLE, MAX_TEXT, SURROGATES

MAX_HTML = 400_000
# Deeper than any page needs; parsers take minutes for 50 000 levels.
MAX_DEPTH = 200
KNOWN_TAGS = frozenset(
    {
        "a",
        "abbr",
        "address",
        "article",
        "aside",
        "b",
        "base",
        "big",
        "blockquote",
        "body",
        "br",
        "button",
        "caption",
        "center",
        "cite",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "details",
        "div",
        "dl",
        "dt",
        "em",
        "embed",
        "fieldset",
        "figcaption",
        "figure",
        "font",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hr",
        "html",
        "i",
        "iframe",
        "img",
        "input",
        "ins",
        "label",
        "li",
        "link",
        "legend",
        "main",
        "mark",
        "math",
        "meta",
        "nav",
        "noscript",
        "object",
        "ol",
        "option",
        "p",
        "picture",
        "pre",
        "q",
        "s",
        "script",
        "section",
        "select",
        "small",
        "source",
        "span",
        "strike",
        "strong",
        "style",
        "sub",
        "summary",
        "sup",
        "svg",
        "table",
        "tbody",
        "td",
        "template",
        "textarea",
        "tfoot",
        "th",
        "thead",
        "time",
        "title",
        "tr",
        "tt",
        "u",
        "ul",
        "video",
        "wbr",
    }
)
ANY_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)[^<>]*>")
ENCODED_TAG = re.compile(r"&lt;/?([a-zA-Z][a-zA-Z0-9]*)(?:\s|/|&gt;)")
BLOCK = re.compile(
    r"<(?:p|div|br|li|ul|ol|table|tr|h[1-6]|section|article|blockquote|pre)(?=[\s/>])",
    re.IGNORECASE,
)
# These end by themselves, so they do not nest.
UNNESTED = {
    "br",
    "hr",
    "img",
    "input",
    "meta",
    "link",
    "wbr",
    "col",
    "source",
    "p",
    "li",
    "td",
    "th",
    "tr",
    "dt",
    "dd",
    "option",
}
DROPPED = re.compile(
    r"<(script|style|noscript|template|iframe|svg|object)(?=[\s/>]).*?(?:</\1\s*>|$)",
    re.IGNORECASE | re.DOTALL,
)
ENDS_LINE = re.compile(
    r"<(?:/?(?:p|div|section|article|ul|ol|table|tr|h[1-6]|blockquote|li)|br)(?=[\s/>])[^<>]*>",
    re.IGNORECASE,
)
RENAMED = re.compile(
    r"<(/?)(h1|section|article|main|aside|header|footer|figure|form|fieldset|center|nav"
    r"|address|details)(?=[\s/>])",
    re.IGNORECASE,
)
ALLOWED_TAGS = {
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "code",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
}
ATTRIBUTES = {"a": {"href", "title"}, "td": {"colspan"}, "th": {"colspan"}}
SILENT_TAGS = {"script", "style", "iframe", "object", "svg", "noscript", "template"}
PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "ul", "ol"}
BLOCKS = (
    "p,div,section,article,header,footer,main,aside,nav,form,ul,ol,table,tr,h1,h2,h3,h4"
    ",h5,h6,blockquote,pre,dl,dt,dd,figure,figcaption,address,center,details,summary,hr"
)


def looks_like_html(text: str) -> bool:
    return any(match[2].lower() in KNOWN_TAGS for match in ANY_TAG.finditer(text))


def unwrap(markup: str) -> str:
    """Markup that was encoded as text once more (as Greenhouse does), decoded."""
    text = markup
    if len(text) > MAX_HTML:
        # A tag cut in the middle would be read as text.
        text = re.sub(r"<[^<>]*$", "", text[:MAX_HTML])
    for _ in range(2):
        encoded = (match[1].lower() for match in ENCODED_TAG.finditer(text))
        if looks_like_html(text) or not any(name in KNOWN_TAGS for name in encoded):
            break
        text = html.unescape(text)
    return text


def flatten(markup: str) -> str:
    """Markup without nesting beyond all measure: then only its lines are kept."""
    depth = 0
    for match in ANY_TAG.finditer(markup):
        if match[2].lower() in UNNESTED or match[0].endswith("/>"):
            continue
        depth = max(0, depth - 1) if match[1] else depth + 1
        if depth > MAX_DEPTH:
            lines = ENDS_LINE.sub("\n", DROPPED.sub(" ", markup))
            return _paragraphs(html.unescape(ANY_TAG.sub("", lines)))
    return markup


def _paragraphs(text: str) -> str:
    """Plain text as markup: blank lines part paragraphs."""
    parts = re.split(r"\n\s*\n", html.escape(text, quote=False))
    return "".join(
        "<p>" + "<br>".join(line.strip() for line in part.strip().split("\n")) + "</p>"
        for part in parts
        if part.strip()
    )


def as_markup(text: str) -> str:
    """Plain text as paragraphs; markup as it is."""
    source = unwrap(text)
    if not looks_like_html(source):
        return _paragraphs(html.unescape(source))
    if "\n" in source and not BLOCK.search(source):
        # Bold words in a plain text: its line breaks are meant.
        return re.sub(r"\r?\n", "<br>", source)
    return source


def _href(tag: str, name: str, value: str) -> str | None:
    if name != "href":
        return value
    link = value.strip()
    return link if re.match(r"(?:https?://|mailto:)", link, re.IGNORECASE) else None


def sanitise(text: str | None) -> str:
    """Harmless HTML of a description: an allow list, links that give nothing away."""
    if not text:
        return ""
    markup = flatten(INVISIBLE.sub("", SURROGATES.sub("", as_markup(text))))
    markup = RENAMED.sub(
        lambda match: f"<{match[1]}{'h2' if match[2].lower() == 'h1' else 'div'}",
        markup,
    )
    return nh3.clean(
        markup,
        tags=ALLOWED_TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_href,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
        clean_content_tags=SILENT_TAGS,
    ).strip()


def html_to_text(text: str | None) -> str:
    """Readable text of markup: a line a block, "- " before list items."""
    if not text:
        return ""
    from selectolax.lexbor import LexborHTMLParser

    markup = flatten(as_markup(text))
    if "<pre" not in markup.lower():
        # In markup a line break is a blank like any other.
        markup = re.sub(r"[ \t\r\n\f]+", " ", markup)
    tree = LexborHTMLParser(markup)
    tree.strip_tags(["script", "style", "noscript", "template", "iframe", "svg"])
    for node in tree.css("br"):
        node.replace_with("\n")
    for node in tree.css("li"):
        node.insert_before("\n- ")
    for node in tree.css("td,th"):
        node.insert_after(" ")
    for node in tree.css(BLOCKS):
        node.insert_before("\n\n" if node.tag in PARAGRAPHS else "\n")
        node.insert_after("\n")
    raw = tree.body.text(deep=True) if tree.body else ""
    raw = unicodedata.normalize("NFC", INVISIBLE.sub("", SURROGATES.sub("", raw)))
    lines = (
        re.sub(r"[ \t\u00a0\r\f\v]+", " ", line).strip() for line in raw.split("\n")
    )
    joined = re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
    joined = re.sub(r"(\n|^)-(?:[ \n]*\n)+", r"\1- ", joined)
    # Items of one list stand line by line; an empty item is none.
    joined = re.sub(r"\n\n(?=- )", "\n", re.sub(r"(?m)^- (?=- )", "", joined))
    return joined.strip()[:MAX_TEXT]
