"""Whose resume it is. No name is better than a wrong one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from resumes import skills

from .sections import section_of
from .vocabulary import (
    CREDENTIALS,
    DOCUMENT_WORDS,
    HEADINGS,
    HONORIFICS,
    NAME_PARTICLES,
    NAME_PLACEHOLDERS,
    NOT_NAME_WORDS,
    TITLE_WORDS,
    fold,
)

_LABEL = re.compile(
    r"^\s*(?:full name|first and last name|name|vor- und nachname|nom(?: et prénom)?"
    r"|nombre(?: y apellidos?)?|nome(?: e cognome| completo)?|naam|姓\s*名|氏\s*名|名\s*前"
    r"|personal information|personal details|persönliche daten"
    r"|(?:curriculum vitae|résumé|resume|cv|lebenslauf)(?: (?:of|von|de|di))?"
    r")\s*(?:[:：|·–—-]\s*|\s{1,}|$)",
    re.IGNORECASE,
)
_WORD = re.compile(r"^(?:[\"“”'‘][^\W\d_]+[\"“”'’]|[^\W\d_](?:[^\W\d_]|['’.·-])*\.?)$")
_CJK = re.compile(
    r"^[\u4e00-\u9fff\u3040-\u30ff\uac00-\ud7af々]{1,8}(?:[ \u3000·・]{1,2}[\u4e00-\u9fff\u3040-\u30ff\uac00-\ud7af々]{1,8})?$"
)
_CJK_LETTER = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
# "Mira Holm's Resume"
_OWNED = re.compile(
    r"['’]s?\s+(?:resume|résumé|cv|curriculum vitae|lebenslauf)$", re.IGNORECASE
)
_SEPARATORS = re.compile(r"\s*[|•·●/;,]\s*|\s{2,}|\t|\s+[–—-]\s+")
_TOP_LINES = 14
_Propose = Callable[[str, float], None]


def find_name(
    text: str, biggest: Sequence[str], emails: Iterable[str], links: Iterable[str]
) -> str | None:
    """The candidate with the best evidence: size, place, label, mail, links."""
    lines = [line for line in text.split("\n") if line.strip()]
    handles = _handles(emails, links)
    scores: dict[str, tuple[float, str]] = {}

    def propose(raw: str, points: float) -> None:
        name = as_name(raw)
        if name is None:
            return
        key = fold(name)
        points += _handle_points(name, handles)
        points += {1: -2.0, 2: 1.0, 3: 1.0, 4: 0.0}.get(len(name.split()), -1.0)
        if key not in scores or scores[key][0] < points:
            scores[key] = (points, name)

    _propose_big(biggest, propose)
    for place, line in enumerate(lines[:_TOP_LINES]):
        following = lines[place + 1] if place + 1 < len(lines) else ""
        _propose_line(line, following, max(3.2 - 0.3 * place, 0.0), propose)
    for line in lines[_TOP_LINES:]:
        if handles and len(line) < 40 and _handle_points(line, handles) >= 3:
            propose(line, 0.0)
    ranked = sorted(scores.values(), key=lambda item: -item[0])
    if not ranked or ranked[0][0] < 2.0:
        return None
    return ranked[0][1]


def _propose_big(biggest: Sequence[str], propose: _Propose) -> None:
    for place, line in enumerate(biggest[:5]):
        propose(line, 5.0 - 0.8 * place)
    first_two = biggest[:2]
    single = all(len(b.split()) == 1 and as_name(b) for b in first_two)
    if len(first_two) == 2 and single:
        propose(f"{first_two[0]} {first_two[1]}", 2.5)
        propose(f"{first_two[1]} {first_two[0]}", 2.0)


def _propose_line(line: str, following: str, points: float, propose: _Propose) -> None:
    label = _LABEL.match(line)
    if label:
        rest = line[label.end() :]
        propose(_SEPARATORS.split(rest)[0] if rest else following, points + 2.5)
    propose(line, points)
    last, comma, first = line.partition(",")
    if comma and "," not in first:
        # "Holm, Mira" counts only with a mail or a link that says so, too.
        propose(f"{first.strip()} {last.strip()}", points - 4.0)
    if _SEPARATORS.search(line):
        propose(_SEPARATORS.split(line.strip())[0], points - 0.3)


def as_name(raw: str) -> str | None:
    """The line as a person's name, titles and degrees cut; ``None`` if it is none."""
    line = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", raw).strip(" \t:|•·,-–—*_")
    line = _OWNED.sub("", line)
    line = re.split(r",\s*", line)[0] if _ends_in_credentials(line) else line
    if (
        not line
        or len(line) > 60
        or any(c.isdigit() or c in "@/:;?!&+=<>" for c in line)
    ):
        return None
    if fold(line) in NAME_PLACEHOLDERS or section_of(line):
        return None
    if _CJK.match(line):
        return _cjk_name(line)
    if _CJK_LETTER.search(line):
        return None
    words = line.split()
    while words and fold(words[0]) in HONORIFICS and len(words) > 1:
        words = words[1:]
    while (
        words
        and fold(words[-1]).replace(" ", "") in CREDENTIALS - NAME_PARTICLES
        and len(words) > 2
    ):
        words = words[:-1]
    if not 1 <= len(words) <= 5 or "," in " ".join(words):
        return None
    if not all(_WORD.match(word) for word in words):
        return None
    if not _is_capitalised(words) or _is_vocabulary(words):
        return None
    return " ".join(words)


def _cjk_name(line: str) -> str | None:
    squeezed = re.sub(r"\s", "", line)
    if squeezed in (
        "履歴書",
        "职务经历书",
        "個人簡歷",
        "个人简历",
        "简历",
        "職務経歴書",
        "求职简历",
    ):
        return None
    if not 2 <= len(squeezed) <= 10 or re.search(
        r"大学|学院|会社|公司|専攻|専業|书$|書$", squeezed
    ):
        return None
    if " " not in line.strip() and len(squeezed) > 4:
        return None
    if re.search(r"[\u3040-\u309f]", squeezed) and len(squeezed) > 6:
        return None  # a reading in hiragana, not the name itself
    return line.strip()


def _ends_in_credentials(line: str) -> bool:
    _name, comma, rest = line.partition(",")
    words = fold(rest.replace(".", "")).split()
    return bool(comma) and bool(words) and all(w in CREDENTIALS for w in words)


def _is_capitalised(words: list[str]) -> bool:
    strong = [w for w in words if fold(w) not in NAME_PARTICLES]
    if not strong:
        return False
    if any(len(w.strip(".")) > 18 for w in strong):
        return False
    if all(len(w.strip(".")) == 1 for w in strong):
        return False  # letters set apart
    if len(strong) == 1 and len(words) == 1 and len(strong[0]) < 3:
        return False
    return all(w[0].isupper() or not w[0].islower() for w in strong)


def _is_vocabulary(words: list[str]) -> bool:
    folded = [part for w in words for part in fold(w).split()]
    if any(w in DOCUMENT_WORDS or w in NOT_NAME_WORDS for w in folded):
        return True
    if any(w in TITLE_WORDS or w in HEADINGS for w in folded):
        return True
    phrase = " ".join(words)
    found = skills.find(phrase)
    return bool(found) and sum(len(f.text) for f in found) >= 0.6 * len(phrase)


def _handles(emails: Iterable[str], links: Iterable[str]) -> list[str]:
    """Local parts of mails and profile names of links: who they are said to be of."""
    out = [fold(e.split("@")[0]).replace(" ", "") for e in emails]
    for link in links:
        match = re.search(r"(?:/in/|github\.com/|gitlab\.com/|@)([\w.%-]{3,60})", link)
        if match:
            out.append(fold(match.group(1)).replace(" ", ""))
    return [re.sub(r"\d+", "", handle) for handle in out if len(handle) > 2]


def _handle_points(name: str, handles: list[str]) -> float:
    words = [w for w in fold(name).split() if len(w) > 1]
    best = 0.0
    for handle in handles:
        hits = sum(1 for w in words if len(w) > 2 and w in handle)
        initials = "".join(w[0] for w in words)
        if words and hits == len(words) and len(words) > 1:
            best = max(best, 4.0)
        elif hits:
            rest = words[0][0] + words[-1] if len(words) > 1 else ""
            best = max(best, 3.0 if rest and rest in handle else 2.0)
        elif len(initials) > 1 and handle.startswith(initials):
            best = max(best, 0.5)
    return best
