"""Cut a resume's text into its sections by its headings."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .vocabulary import (
    HEADINGS,
    JOINERS,
    LANGUAGE_NAMES,
    SECTIONS,
    SQUEEZED_HEADINGS,
    fold,
)

_INLINE = re.compile(r"^\W{0,3}([^:：]{3,40})[:：]\s*(.*)$")
_MAX_HEADING = 48
_NUMBERED = re.compile(r"^(?:\d{1,2}|[IVX]{1,4})[.)]\s+(?=[^\W\d_])")
_REFERENCES = frozenset(
    ["references", "referees", "referenzen", "références", "referencias", "referenze"]
)


@dataclass(frozen=True)
class Split:
    """The lines before any heading, and the text under each section's headings."""

    header: str
    sections: dict[str, str | None]


def split_sections(text: str) -> Split:
    header: list[str] = []
    parts: dict[str, list[str]] = {}
    current: str | None = None
    for line in text.split("\n"):
        section, rest = heading_of(line, inside=current)
        if section:
            current = section
            parts.setdefault(section, [])
            if parts[section]:
                parts[section].append("")
            if rest:
                parts[section].append(rest)
            continue
        (header if current is None else parts[current]).append(line)
    texts: dict[str, str | None] = {}
    for name in SECTIONS:
        body = "\n".join(parts.get(name, [])).strip()
        texts[name] = re.sub(r"\n{3,}", "\n\n", body) or None
    return Split("\n".join(header), texts)


def without_referees(text: str) -> str:
    """The text up to its references: their names and mails are other people's."""
    kept: list[str] = []
    for line in text.split("\n"):
        bare = _NUMBERED.sub("", line.strip()).rstrip(":").casefold()
        if kept and bare in _REFERENCES:
            break
        kept.append(line)
    return "\n".join(kept)


def heading_of(line: str, inside: str | None = None) -> tuple[str | None, str]:
    """The section a line opens, and what stands behind the heading on that line."""
    stripped = _NUMBERED.sub("", line.strip())
    if not stripped or len(stripped) > 400:
        return None, ""
    if len(stripped) <= _MAX_HEADING and not stripped.endswith((".", ",", ";")):
        section = section_of(stripped)
        if section:
            return section, ""
    inline = _INLINE.match(stripped)
    if inline and inline.group(2):
        label = inline.group(1).strip()
        section = HEADINGS.get(fold(label))
        if section == "languages" and not names_a_language(inline.group(2)):
            return None, ""  # "Languages: Java, C++"
        # "Languages: Java, Go" inside the skills is a label, no new section.
        usual = section not in (None, "other") and (
            inside != "skills" or label.isupper() or section == "languages"
        )
        if section and usual and inside not in ("experience", "projects", "education"):
            return section, inline.group(2)
        if section and usual and label.isupper():
            return section, inline.group(2)
    return None, ""


def names_a_language(text: str) -> bool:
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return any(word in LANGUAGE_NAMES for word in words)


def section_of(heading: str) -> str | None:
    """The section of a whole line, if that line is nothing but a heading."""
    if sum(c.isdigit() for c in heading) > 2 or "@" in heading:
        return None
    plain = re.sub(r"\([^)]*\)", "", heading)
    folded = fold(re.sub(r"[&+/]", " and ", plain))
    if not folded:
        return None
    if folded in HEADINGS:
        return HEADINGS[folded]
    if fold(plain) in HEADINGS:
        return HEADINGS[fold(plain)]
    squeezed = folded.replace(" ", "")
    if squeezed in SQUEEZED_HEADINGS and (heading.isupper() or " " in heading):
        return SQUEEZED_HEADINGS[squeezed]
    words = folded.split()
    if len(words) > 6 or not (heading[:1].isupper() or not heading[:1].isascii()):
        return None
    return _joined_heading(words)


def _joined_heading(words: list[str]) -> str | None:
    """``Education and Training``, ``Skills / Tools``, ``Technical Skills & Languages``."""
    parts: list[list[str]] = [[]]
    for word in words:
        if word in JOINERS:
            parts.append([])
        else:
            parts[-1].append(word)
    found = [HEADINGS.get(" ".join(part)) for part in parts if part]
    if len(found) > 1 and found[0] and any(found[1:]):
        return found[0]
    strong = {
        "experience": ("experience", "berufserfahrung", "experience professionnelle"),
        "skills": ("skills", "kenntnisse"),
        "education": ("education",),
        "projects": ("projects",),
    }
    if 2 <= len(words) <= 3:
        for section, endings in strong.items():
            if words[-1] in endings and all(w.isalpha() for w in words):
                return section
    return None
