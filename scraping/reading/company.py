"""Company names compared: no case, no punctuation, no legal form."""

from __future__ import annotations

import re

from scraping.reading.text import fold

LEGAL = {
    *(
        [
            "gmbh",
            "mbh",
            "ag",
            "kg",
            "kgaa",
            "ohg",
            "ug",
            "gbr",
            "ev",
            "se",
            "sarl",
            "sas",
            "sa",
            "srl",
            "spa",
            "sl",
            "slu",
            "nv",
            "bv",
            "bvba",
        ]
    ),
    *(
        [
            "vof",
            "cv",
            "oy",
            "oyj",
            "ab",
            "as",
            "asa",
            "aps",
            "ltd",
            "limited",
            "plc",
            "llp",
            "llc",
            "lp",
            "inc",
            "incorporated",
        ]
    ),
    *(
        [
            "corp",
            "corporation",
            "co",
            "company",
            "pty",
            "pte",
            "bhd",
            "sdn",
            "kk",
            "kft",
            "zrt",
            "nyrt",
            "doo",
            "dd",
            "ad",
            "ood",
        ]
    ),
    *(
        [
            "eood",
            "sro",
            "spzoo",
            "spz",
            "spolka",
            "zoo",
            "oo",
            "sp",
            "ltda",
            "eireli",
            "pvt",
            "private",
            "lda",
            "holding",
        ]
    ),
    *(["group", "gruppe", "und", "and", "et", "y", "e", "the"]),
}
DOTTED = re.compile(r"\b(?:[a-z]\.){2,}[a-z]?\b")
SIGNS = re.compile(r"[^\w\s]|_")


def normal_company(name: str | None) -> str:
    """The name for comparing; never empty for a name that has letters."""
    folded = fold(name or "").replace("&", " and ").replace("+", " plus ")
    folded = DOTTED.sub(lambda match: match[0].replace(".", ""), folded)
    words = SIGNS.sub(" ", folded).split()
    kept = [word for word in words if word not in LEGAL]
    # A name made only of such words is its own name ("GmbH & Co.").
    return " ".join(kept or words)


def same_company(a: str | None, b: str | None) -> bool:
    first, second = normal_company(a), normal_company(b)
    return bool(first) and first.replace(" ", "") == second.replace(" ", "")
