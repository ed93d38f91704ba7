"""The time an amount is paid for, in five languages and in feeds' own names."""

from __future__ import annotations

import re
from typing import Any

from scraping.reading.text import clean, fold

PERIODS = ("hour", "day", "week", "month", "year")
# "per", "a", "/" and their like before a unit.
_PER = r"(?:(?<!\w)(?:per|pr\.?|an?|each|every|pro|je|par|por|al|all'|de l'|ao|im|die|i)\s*|/\s*)"
_UNITS = {
    "hour": r"(?:hours?|hrs?|std|stunde|heure|hora|uur|ora|godz\w*|timme|time)",
    "day": r"(?:day|tag|jour|dia|dag|giorno|dzien)",
    "week": r"(?:week|wk|woche|semaine|semana|settimana|vecka)",
    "month": (
        r"(?:months?|mo|mth|mon|monat|mois|mes|mese|maand|mies\w*|manad|maned|man|mdr?|kk"
        r"|bulan|luna|mesic)"
    ),
    "year": r"(?:years?|yr|annum|annual|jahr|an|annee|ano|anno|jaar|rok|ar)",
}
_ALONE = {
    "hour": (
        r"/\s*h|hourly|stundenlohn|stundlich|horaire|phr|uurloon|/hr|an hour|timlon"
        r"|timelon|時給"
    ),
    "day": r"daily(?:\s+rate)?|day rate|tagessatz|taglich|tjm|per diem rate|日給",
    "week": r"(?<!bi)(?<!bi-)weekly|wochentlich|hebdomadaire|semanal\w*",
    "month": (
        r"(?<!semi-)(?<!semi)monthly|monatlich\w*|\w*monats(?:gehalt|lohn|brutto)\w*|mtl"
        r"|mensuel\w*|mensual\w*|mensa(?:l\w*|is)|mensili?|maandelijks|maand(?:salaris|loon)"
        r"|p\.\s?m\.|pcm|p/m|miesiecznie|mesicne|man(?:ads|eds)lon|havonta|月(?:給|収|薪)?"
    ),
    "year": (
        r"annual(?:ly|i[sz]ed)?|yearly|p\.\s?a\.?|lpa|p/a|jahrlich\w*|jahres\w*|annuel\w*"
        r"|anual\w*|annui?|jaarlijks|jaarsalaris|rocznie|rocne|arslon|/\s*y|ral|年(?:収|俸|薪)?"
    ),
}
# "annual bonus" and "monthly stipend" tell nothing about the pay.
_OF_OTHERS = (
    r"(?!\s+(?:performance\s+|company\s+|target\s+)?(?:bonus|leave|review|revenue|turnover"
    r"|budget|holiday|vacation|increase|stipend|allowance|meeting|equity|refresh|raise"
    r"|profit|sales|training|learning|event|offsite|retreat|all-hands))"
)
PERIOD = {
    name: re.compile(
        rf"(?:{_PER}{_UNITS[name]}|(?<!\w)(?:{_ALONE[name]}))(?!\w){_OF_OTHERS}"
    )
    for name in PERIODS
}
_SHORT = {
    "hour": "ph|p/h|hr?s?|hour|std|stunde",
    "day": "pd|day|tag",
    "week": "pw|wk|week|woche",
    "month": "pm|mo|mth|months?|monat",
    "year": "pa|yrs?|year|annum|jahr",
}
# Right behind an amount the bare unit does ("100k yr", "25 EUR hour").
_BEHIND = {
    name: re.compile(
        rf"^\W{{0,3}}(?:(?:gross|net|brutto|bruto|bruts?|usd|eur|gbp)\W+){{0,2}}"
        rf"(?:{PERIOD[name].pattern}|(?:{_SHORT[name]})(?!\w))"
    )
    for name in PERIODS
}
# "40 hours a week", "14x a year": how often something is, not what is paid for it.
COUNTED = re.compile(
    r"(?:\d|one|two|three|four|five)\s?[+-]?\s?(?:hours?|hrs?|h|days?|shifts?|times?|x|mal"
    r"|stunden|std|tagen?|jours|heures|horas|dias|fois|veces|uur|dagen|salaries|pay\w*"
    r"|gehalter|mensilita|mois|tim(?:mar|er))\.?\s*\W?\s*$"
)
NAMED = {
    "hour": "hour hourly hr hrs h hours ph phr per-hour-wage per-hour perhour stunde",
    "day": "day daily d days pd per-day-wage per-day perday tag",
    "week": "week weekly w weeks wk pw per-week-salary per-week perweek woche",
    "month": "month monthly months mo mon pm per-month-salary per-month permonth monat",
    "year": (
        "year yearly y years yr yrs annual annually annum pa ann per-year-salary"
        " per-year peryear per-annum 1-year p1y jahr"
    ),
}
_BY_NAME = {word: name for name, words in NAMED.items() for word in words.split()}


def period_named(value: Any) -> str | None:
    """A period field of a feed (HOUR, per-year-salary, "1 YEAR" …)."""
    text = fold(clean(str(value or "")[:60]))
    key = re.sub(r"[\s_./-]+", "-", text).strip("-")
    if key in _BY_NAME:
        return _BY_NAME[key]
    found = {name for name in PERIODS if PERIOD[name].search(text)}
    return found.pop() if len(found) == 1 else None


def period_behind(text: str) -> str | None:
    """The period that stands right behind an amount."""
    for name in PERIODS:
        if _BEHIND[name].match(text):
            return name
    return None


def period_in(text: str) -> str | None:
    """The first period that a text names."""
    found = (
        (match.start(), name)
        for name in PERIODS
        for match in PERIOD[name].finditer(text)
        if not COUNTED.search(text[max(0, match.start() - 20) : match.start()])
    )
    return min(found, default=(0, None))[1]
