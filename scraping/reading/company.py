"""Company names compared: no case, no punctuation, no legal form."""

from __future__ import annotations

import re

from scraping.reading.text import fold


def _words(text: str) -> set[str]:
    return set(text.split())


# Legal forms wherever they stand, and words that are one only at the end.
FORMS = _words(
    "gmbh mbh kgaa ohg gbr sarl sas srl spa bvba vof oyj ltd limited plc llp llc inc"
    " incorporated corp ggmbh haftungsbeschrankt pty pte bhd sdn kft zrt nyrt eood spzoo ltda eireli pvt ug"
)
LAST = _words(
    "ag kg ev eg se sa sl slu nv bv cv oy ab as asa aps lp co corporation company kk doo"
    " dd ad ood sro spolka lda holding holdings group gruppe private und and et y e"
)
DOTTED = re.compile(r"(?<!\w)[a-z](?:\.[a-z]){1,4}\.?(?!\w)")
JOINED = re.compile(
    r"(?<!\w)(?:sp\.? ?z\.? ?o\.? ?o\.?|s\.? ?a\.? ?de ?c\.? ?v\.?|a/s|i/s|k/s)(?!\w)"
)
SIGNS = re.compile(r"[^\w\s]|_")


def normal_company(name: str | None) -> str:
    """The name for comparing; never empty for a name that has letters."""
    folded = fold(name or "").replace("&", " and ").replace("+", " plus ")
    folded = JOINED.sub(" limited ", folded)
    folded = DOTTED.sub(lambda match: match[0].replace(".", ""), folded)
    words = SIGNS.sub(" ", folded).split()
    kept = [word for word in words if word not in FORMS]
    while kept and kept[-1] in LAST:
        kept.pop()
    if len(kept) > 1 and kept[0] == "the":
        kept = kept[1:]
    # A name made only of such words is its own name ("GmbH & Co.").
    return " ".join(kept if kept and kept != ["the"] else words) or folded.strip()


def same_company(a: str | None, b: str | None) -> bool:
    first = normal_company(a).replace(" ", "")
    return bool(re.search(r"\w", first)) and first == normal_company(b).replace(" ", "")
