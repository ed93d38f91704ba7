"""Kinds of employment, by one word each."""

from __future__ import annotations

import re
from typing import Any

from scraping.reading.text import fold

KINDS = (
    (
        "internship",
        r"intern|internship|praktik\w*|trainee|werkstudent\w*|stage|stagiaire|apprentice\w*|ausbildung",
    ),
    (
        "part_time",
        r"part[\s_-]?time|parttime|teilzeit|temps partiel|tiempo parcial|deeltijd",
    ),
    ("contract", r"contract\w*|freelance\w*|freiberuf\w*|1099|c2c|b2b|independent"),
    (
        "temporary",
        r"temp|temporary|befristet|fixed[\s_-]?term|seasonal|interim|cdd|limited",
    ),
    ("volunteer", r"volunteer\w*|ehrenamt\w*"),
    ("per_diem", r"per[\s_-]?diem"),
    (
        "full_time",
        r"full[\s_-]?time|fulltime|vollzeit|permanent|regular|temps plein|tiempo completo|cdi|unbefristet|festanstellung|voltijds|employee",
    ),
)
PATTERNS = [(name, re.compile(rf"(?<!\w)(?:{words})(?!\w)")) for name, words in KINDS]


def read_employment(value: Any) -> str | None:
    """One of full_time, part_time, contract, temporary, internship, volunteer,
    per_diem; several of them joined by ", "; None if none is stated."""
    values = value if isinstance(value, (list, tuple)) else [value]
    found: list[str] = []
    for item in values:
        # FullTime, FULL_TIME and "full time" are one.
        text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", str(item or ""))[:300]
        for name, pattern in PATTERNS:
            if pattern.search(fold(text.replace("_", " "))) and name not in found:
                found.append(name)
    order = [name for name, _ in KINDS]
    found.sort(key=order.index, reverse=True)
    return ", ".join(found) or None
