"""Checks of a resume by itself, each with its reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from resumes.parsing.dates import month_ranges

Status = Literal["pass", "warn", "fail"]

_BUZZ = (
    "team player", "hard worker", "hardworking", "hard-working", "go-getter", "synergy",
    "think outside the box", "outside the box", "results-driven", "results-oriented",
    "detail-oriented", "self-starter", "self-motivated", "guru", "ninja", "rockstar",
    "rock star", "best of breed", "go-to person", "thought leader", "value add",
    "dynamic individual", "win-win", "bottom line", "proactive", "passionate about",
    "motivated individual", "strategic thinker", "people person", "perfectionist",
)  # fmt: skip
_WEAK_STARTS = (
    "responsible for", "duties included", "worked on", "helped", "assisted with", "tasked with",
    "in charge of", "was responsible", "participated in", "involved in",
)  # fmt: skip
_BULLET = re.compile(r"^\s*[•●▪◦·*–-]\s+(.+)$", re.MULTILINE)
_NUMBER = re.compile(
    r"(?<![\w.])(?:[$€£]\s?)?\d[\d.,]*\s?(?:%|k\b|m\b|x\b|\+|percent|million)?",
    re.IGNORECASE,
)
LARGE_FILE = 2 * 1024 * 1024


@dataclass(frozen=True)
class Check:
    id: str
    status: Status
    message: str
    # What to do about it; ``None`` for a passed check.
    advice: str | None = None

    def as_dict(self) -> dict[str, str]:
        return {"id": self.id, "status": self.status, "message": self.message}


def check_resume(
    content: str,
    parsed: dict[str, Any] | None,
    *,
    text_status: str,
    pages: int | None,
    file_size: int,
    today: Any,
) -> list[Check]:
    """All checks; without readable text only those that need none."""
    checks = [_text_layer(text_status), _file_size(file_size), _length(content, pages)]
    if not content.strip():
        return checks
    known = parsed or {}
    sections = known.get("sections") or {}
    checks += [
        _found("contact_email", "E-mail address", known.get("email")),
        _found("contact_phone", "Phone number", known.get("phone"), missing="warn"),
        _found("contact_name", "Your name", known.get("name"), missing="warn"),
        _found(
            "links", "A profile or portfolio link", known.get("links"), missing="warn"
        ),
        _sections(sections),
        _dates(sections.get("experience") or content, today),
        _verbs(content),
        _buzzwords(content),
        _figures(sections.get("experience") or "\n".join(_BULLET.findall(content))),
        _skills(known.get("skills") or []),
    ]
    return checks


def _text_layer(status: str) -> Check:
    problems = {
        "pending": ("warn", "The file has not been read yet."),
        "empty": ("fail", "No text can be read: it looks like a scan or a picture."),
        "encrypted": ("fail", "The file needs a password, so no reader can open it."),
        "failed": ("fail", "The file is damaged and could not be read."),
        "too_complex": (
            "fail",
            "The file is too complex to be read within the limits.",
        ),
    }
    if status not in problems:
        return Check("text_layer", "pass", "The text can be read by software.")
    kind, message = problems[status]
    advice = "Export the resume as a PDF with real text, without a password."
    return Check("text_layer", "fail" if kind == "fail" else "warn", message, advice)


def _file_size(size: int) -> Check:
    shown = (
        f"{size / 1_048_576:.1f} MB"
        if size >= 1_048_576
        else f"{max(1, size // 1024)} kB"
    )
    if size > LARGE_FILE:
        return Check(
            "file_size", "warn", f"The file has {shown}; some forms refuse more than 2 MB.",
            "Make pictures in the file smaller.",
        )  # fmt: skip
    return Check("file_size", "pass", f"The file has {shown}.")


def _length(content: str, pages: int | None) -> Check:
    words = len(content.split())
    if pages is None:
        return Check("length", "warn", "The number of pages is unknown.")
    shown = f"{pages} page{'s' if pages != 1 else ''}"
    if pages > 4:
        return Check(
            "length",
            "fail",
            f"{shown} are more than most people read.",
            "Keep to two pages.",
        )
    if pages > 2:
        return Check("length", "warn", f"{shown}; two are usual.", "Keep to two pages.")
    if content.strip() and words < 120:
        return Check(
            "length", "warn", f"Only {words} words on {shown}.",
            "Say more about what you did and with which result.",
        )  # fmt: skip
    return Check("length", "pass", f"{shown}, {words} words.")


def _found(id: str, what: str, value: Any, missing: Status = "fail") -> Check:
    if value:
        return Check(id, "pass", f"{what} found.")
    advice = f"Add: {what[0].lower()}{what[1:]}."
    return Check(id, missing, f"{what} not found.", advice)


def _sections(sections: dict[str, Any]) -> Check:
    wanted = ("experience", "education", "skills")
    absent = [name for name in wanted if not sections.get(name)]
    if not absent:
        return Check(
            "sections", "pass", "Experience, education and skills have headings."
        )
    names = ", ".join(absent)
    status: Status = "fail" if len(absent) == 3 else "warn"
    return Check(
        "sections", status, f"No heading found for: {names}.",
        f"Give these parts their usual headings: {names}.",
    )  # fmt: skip


def _dates(text: str, today: Any) -> Check:
    count = sum(1 for _range in month_ranges(text, today))
    if count:
        return Check("dates", "pass", f"{count} periods of time can be read.")
    return Check(
        "dates", "warn", "No periods like \"2019 - 2024\" found.",
        "Write from when to when you held each position.",
    )  # fmt: skip


def _verbs(content: str) -> Check:
    bullets = [b.strip().casefold() for b in _BULLET.findall(content)]
    weak = [b for b in bullets if b.startswith(_WEAK_STARTS)]
    if weak:
        example = weak[0][:60]
        return Check(
            "verbs", "warn", f"{len(weak)} lines begin weakly, as \"{example}\".",
            "Begin with what you did: built, led, reduced.",
        )  # fmt: skip
    return Check("verbs", "pass", "No line begins with a weak phrase.")


def _buzzwords(content: str) -> Check:
    folded = content.casefold()
    found = [word for word in _BUZZ if re.search(rf"\b{re.escape(word)}\b", folded)]
    if found:
        return Check(
            "buzzwords", "warn", f"Empty phrases: {', '.join(found[:5])}.",
            "Replace empty phrases by facts.",
        )  # fmt: skip
    return Check("buzzwords", "pass", "No empty phrases found.")


def _figures(experience: str) -> Check:
    plain = re.sub(r"\b(19|20)\d\d\b", "", experience)
    count = len(_NUMBER.findall(plain))
    if count >= 3:
        return Check("figures", "pass", f"{count} figures support what you did.")
    return Check(
        "figures", "warn", "Few figures: results are hard to weigh.",
        "Add figures that you can prove: how many, how much, how fast.",
    )  # fmt: skip


def _skills(skills: list[str]) -> Check:
    if len(skills) >= 5:
        return Check("skills", "pass", f"{len(skills)} skills recognised.")
    return Check(
        "skills", "warn", f"Only {len(skills)} skills recognised.",
        "List your skills by their usual names.",
    )  # fmt: skip
