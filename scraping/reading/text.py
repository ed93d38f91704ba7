"""Text of postings: cleaned, made safe, and looked through word by word."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

import nh3

MAX_HTML = 400_000
MAX_TEXT = 200_000
MAX_DEPTH = 400
BLANKS = re.compile(r"[\s\u00a0\u200b\u2060\ufeff]+")
INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2060\ufeff\u00ad]")
SURROGATES = re.compile(r"[\ud800-\udfff]")
ENTITY = re.compile(
    r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});"
)
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)\b[^<>]*>")
BLOCKS = [
    "p",
    "div",
    "section",
    "article",
    "header",
    "footer",
    "ul",
    "ol",
    "table",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "dl",
    "dt",
    "dd",
    "figure",
    "main",
    "aside",
    "form",
    "hr",
]
ALLOWED_TAGS = {
    *(
        [
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
        ]
    ),
    *(
        [
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
        ]
    ),
}
VOID = {"br", "hr", "img", "input", "meta", "link", "wbr"}


def decode_entities(text: str) -> str:
    """Entities as characters; twice where the source encoded twice."""
    for _ in range(2):
        if not ENTITY.search(text):
            break
        text = html.unescape(text)
    return text


def clean(text: str | None) -> str:
    """One line of plain text: entities decoded, blanks collapsed, NFC."""
    if not text:
        return ""
    plain = SURROGATES.sub("", decode_entities(str(text)[:MAX_TEXT]))
    plain = INVISIBLE.sub("", plain)
    return BLANKS.sub(" ", unicodedata.normalize("NFC", plain)).strip()


def looks_like_html(text: str) -> bool:
    return TAG.search(text) is not None


def unwrap(markup: str) -> str:
    """Markup that was encoded as text once more (as Greenhouse does), decoded."""
    text = markup[:MAX_HTML]
    if not looks_like_html(text) and re.search(r"&lt;/?[a-zA-Z]", text):
        return html.unescape(text)
    return text


def flatten(markup: str) -> str:
    """Deeper nesting than any page needs costs parsers minutes: cut it."""
    depth = 0
    for match in TAG.finditer(markup):
        if match[2].lower() in VOID or match[0].endswith("/>"):
            continue
        depth += -1 if match[1] else 1
        if depth > MAX_DEPTH:
            return TAG.sub(" ", markup)
    return markup


def as_markup(text: str) -> str:
    """Plain text as paragraphs; markup as it is."""
    source = unwrap(text)
    if looks_like_html(source):
        return source
    parts = re.split(r"\n\s*\n", html.escape(html.unescape(source), quote=False))
    return "".join(
        f"<p>{part.strip().replace(chr(10), '<br>')}</p>"
        for part in parts
        if part.strip()
    )


def sanitise(text: str | None) -> str:
    """Harmless HTML of a description: an allow list, links that give nothing away."""
    if not text:
        return ""
    markup = INVISIBLE.sub("", SURROGATES.sub("", as_markup(text)))
    return nh3.clean(
        flatten(markup),
        tags=ALLOWED_TAGS,
        attributes={"a": {"href", "title"}, "td": {"colspan"}, "th": {"colspan"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
        clean_content_tags={"script", "style", "iframe", "object", "svg", "noscript"},
    ).strip()


def html_to_text(text: str | None) -> str:
    """Readable text of markup: a line a block, "- " before list items."""
    if not text:
        return ""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(flatten(as_markup(text)))
    tree.strip_tags(["script", "style", "noscript", "template", "iframe", "svg"])
    for node in tree.css("br"):
        node.replace_with("\n")
    for node in tree.css("li"):
        node.insert_before("\n- ")
    for node in tree.css(",".join(BLOCKS)):
        node.insert_before(
            "\n\n" if node.tag in {"p", "h1", "h2", "h3", "h4"} else "\n"
        )
        node.insert_after("\n")
    raw = tree.body.text(deep=True) if tree.body else ""
    raw = unicodedata.normalize("NFC", INVISIBLE.sub("", SURROGATES.sub("", raw)))
    lines = (
        re.sub(r"[ \t\u00a0\r\f\v]+", " ", line).strip() for line in raw.split("\n")
    )
    joined = re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
    return re.sub(r"\n- \n+", "\n- ", joined).strip()[:MAX_TEXT]


def fold(text: str) -> str:
    """For comparing: no case, no accents."""
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark))


WORD_CHARACTER = r"[^\W_]"


@lru_cache(maxsize=4096)
def word_pattern(word: str) -> re.Pattern[str]:
    """A whole word, signs included: "C" is not in "C++", ".NET" not in "internet"."""
    folded = r"\s+".join(re.escape(part) for part in fold(word).split())
    # A sign at the edge belongs to the word, so it may stand right after a letter
    # only where the word itself begins with a letter.
    before = rf"(?<!{WORD_CHARACTER})(?<![.][+#])"
    after = rf"(?!{WORD_CHARACTER})(?![+#])"
    if word[:1] == ".":
        before = rf"(?<!{WORD_CHARACTER})(?<!\.)"
    return re.compile(rf"{before}{folded}{after}")


def contains_word(text: str, word: str) -> bool:
    """Whether a word (or several in a row) stands in a text, in any case."""
    if not word.strip():
        return False
    return word_pattern(word.strip()).search(fold(text)) is not None


def matches_keyword(keyword: str | None, *texts: str | None) -> bool:
    """All words of a keyword as whole words in the texts together."""
    if not keyword or not keyword.strip():
        return True
    whole = fold("\n".join(text for text in texts if text))
    return all(word_pattern(word).search(whole) is not None for word in keyword.split())


EMAIL = re.compile(
    r"(?<![\w.+-])([A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,24})"
    r"(?![\w-])"
)
NOT_FOR_PEOPLE = re.compile(
    r"^(?:no-?reply|do-?not-?reply|donotreply|privacy|dpo|dsgvo|datenschutz|gdpr|legal"
    r"|abuse|postmaster|webmaster|accommodations?|accessibility|press|presse|security"
    r"|fraud|support|help|sales|marketing|unsubscribe|compliance|eeo)\b",
    re.IGNORECASE,
)
FOR_JOBS = re.compile(
    r"^(?:hr|jobs?|career|careers|karriere|recruit|recruiting|recruitment|talent"
    r"|bewerbung|bewerbungen|hiring|apply|application|applications|people|personal"
    r"|stellen|cv|emploi|empleo|rh|vacature|vacatures|work)",
    re.IGNORECASE,
)
APPLY_WORDS = re.compile(
    r"apply|application|send|resume|résumé|\bcv\b|bewerb|lebenslauf|candidature|postul"
    r"|contact|reach out|e-?mail|sollicit",
    re.IGNORECASE,
)


def find_email(text: str | None) -> str | None:
    """An address that the text gives for applications, None without one."""
    best: tuple[int, str] | None = None
    for match in EMAIL.finditer((text or "")[:MAX_TEXT]):
        address = match[1].rstrip(".")
        if NOT_FOR_PEOPLE.match(address):
            continue
        around = (text or "")[max(0, match.start() - 120) : match.end() + 60]
        score = 0
        if FOR_JOBS.match(address):
            score += 2
        if APPLY_WORDS.search(around.replace(address, "")):
            score += 1
        if score and (best is None or score > best[0]):
            best = (score, address)
    return best[1] if best else None
