"""Pay as the employer states it; prose and predictions are never numbers.

Structured pay wins over the text's. From a text only base pay of this job
counts: no stipend, bonus, on-target earnings, turnover or funding.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from scraping.reading.text import clean, fold

PERIODS = ("hour", "day", "week", "month", "year")
MOST = Decimal(10) ** 9
# Dollars, kronor and rupees need a country; these signs do not.
SIGNS = {
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "zł": "PLN",
    "₽": "RUB",
    "₩": "KRW",
    "₪": "ILS",
    "₺": "TRY",
    "₴": "UAH",
    "฿": "THB",
    "₱": "PHP",
    "₫": "VND",
    "₦": "NGN",
    "r$": "BRL",
    "us$": "USD",
    "usd$": "USD",
    "c$": "CAD",
    "ca$": "CAD",
    "cad$": "CAD",
    "a$": "AUD",
    "au$": "AUD",
    "aud$": "AUD",
    "nz$": "NZD",
    "s$": "SGD",
    "hk$": "HKD",
    "mx$": "MXN",
    "chf": "CHF",
    "kč": "CZK",
    "ft": "HUF",
    "rs.": "INR",
    "rs": "INR",
    "inr": "INR",
    "fr.": "CHF",
}
CODES = {
    "USD",
    "EUR",
    "GBP",
    "CHF",
    "CAD",
    "AUD",
    "NZD",
    "SEK",
    "NOK",
    "DKK",
    "PLN",
    "CZK",
    "HUF",
    "RON",
    "BGN",
    "JPY",
    "CNY",
    "INR",
    "SGD",
    "HKD",
    "BRL",
    "MXN",
    "ZAR",
    "ILS",
    "TRY",
    "AED",
    "SAR",
    "KRW",
    "THB",
    "PHP",
    "IDR",
    "MYR",
    "VND",
    "UAH",
    "RUB",
    "ARS",
    "CLP",
    "COP",
    "PEN",
    "NGN",
    "KES",
    "EGP",
    "ISK",
}
DOLLARS = {
    "US": "USD",
    "CA": "CAD",
    "AU": "AUD",
    "NZ": "NZD",
    "SG": "SGD",
    "HK": "HKD",
    "PR": "USD",
    "EC": "USD",
    "SV": "USD",
    "PA": "USD",
    "TW": "TWD",
    "MX": "MXN",
    "CL": "CLP",
    "CO": "COP",
    "AR": "ARS",
}
CROWNS = {"SE": "SEK", "NO": "NOK", "DK": "DKK", "IS": "ISK", "CZ": "CZK"}
PERIOD_WORDS = {
    "hour": r"(?:(?<!\w)(?:per|an|a|each|pro|par|por|p\.)|/)\s*(?:hour|hr|std|stunde|heure|hora|uur)\.?(?!\w)|/\s*h(?!\w)|\bp/?h\b|hourly|stundenlohn|(?<!\w)hour(?!s)(?!\w)|/hr",
    "day": r"(?:(?<!\w)(?:per|a|pro|par|por)|/)\s*(?:day|tag|jour|dia|dag|diem)(?!\w)|daily rate|day rate|tagessatz",
    "week": r"(?:(?<!\w)(?:per|a|pro|par|por)|/)\s*(?:week|wk|woche|semaine|semana)(?!\w)|weekly",
    "month": r"(?:(?<!\w)(?:per|a|pro|par|por|al|je)|/)\s*(?:month|mo|mth|monat|mois|mes|mese|maand|mies)\.?(?!\w)|monthly|monatlich|mensuel\w*|p\.?m\.(?!\w)|pcm|miesi\w+",
    "year": r"(?:(?<!\w)(?:per|a|an|pro|par|por|je)|/)\s*(?:year|yr|annum|jahr|an|ano|anno|jaar|y)\.?(?!\w)|annual\w*|yearly|p\.?\s?a\.?(?!\w)|jahrlich|jahresgehalt|\blpa\b|annuel\w*|salario anual|annum",
}
PERIOD = {name: re.compile(words) for name, words in PERIOD_WORDS.items()}
NAMED = {
    **dict.fromkeys(
        (
            "hour",
            "hourly",
            "per-hour-wage",
            "hr",
            "h",
            "hours",
            "ph",
            "per hour",
            "per_hour",
            "phr",
        ),
        "hour",
    ),
    **dict.fromkeys(
        ("day", "daily", "per day", "per-day-wage", "pd", "days", "per_day"), "day"
    ),
    **dict.fromkeys(
        (
            "week",
            "weekly",
            "per week",
            "per-week-salary",
            "pw",
            "weeks",
            "wk",
            "per_week",
            "biweekly_",
        ),
        "week",
    ),
    **dict.fromkeys(
        (
            "month",
            "monthly",
            "per month",
            "per-month-salary",
            "pm",
            "months",
            "mo",
            "mon",
            "per_month",
        ),
        "month",
    ),
    **dict.fromkeys(
        (
            "year",
            "yearly",
            "annual",
            "annually",
            "per year",
            "per annum",
            "per-year-salary",
            "pa",
            "years",
            "yr",
            "ann",
            "per_year",
            "1 year",
        ),
        "year",
    ),
}
NUMBER = r"\d[\d.,'’\s\u00a0\u202f]*\d|\d"
FACTOR = r"(?:\s*(?:k|tsd\.?|thousand|mil\b|m|mio\.?|million|lakhs?|lacs?|lpa|l|crores?|cr)(?![a-z]))?"
SIGN = (
    r"(?:us\$|usd\$|ca\$|cad\$|c\$|au\$|aud\$|a\$|nz\$|s\$|hk\$|mx\$|r\$|[$€£¥₹₽₩₪₺₴฿₱₫₦]|zł|kč|kr\.?(?![a-z])|rs\.?(?=\s*\d)"
    r"|(?<![a-z])(?:usd|eur|euros?|gbp|chf|cad|aud|nzd|sek|nok|dkk|pln|czk|huf|ron|bgn|jpy|cny|inr|sgd|hkd|brl|mxn|zar|ils|try|aed|sar|krw|php|idr|myr|uah|ars|clp|cop|dollars?|pounds?)(?![a-z]))"
)
ONE = rf"(?P<s{{0}}>{SIGN})?\s*(?P<n{{0}}>{NUMBER})(?P<f{{0}}>{FACTOR})\s*(?P<t{{0}}>{SIGN})?"
RANGE = re.compile(
    ONE.replace("{0}", "1")
    + r"(?:\s*(?:/\s*(?:yr|year|hr|hour|mo|month))?\s*(?:-{1,2}|–|—|~|to|bis|and|und|a|à|until|up to)\s*"
    + ONE.replace("{0}", "2")
    + r")?"
)
NOT_BASE = re.compile(
    r"stipend|bonus|on[\s-]target|\bote\b|commission|turnover|revenue|funding|funded|raised|series [a-e]\b"
    r"|equity|stock|options|shares|\brsus?\b|budget|allowance|reimburse|relocation|sign[\s-]?on|signing|referral"
    r"|valuation|\barr\b|\bmrr\b|assets|aum\b|sales of|quota|customers|users|employees|401|insurance|contribut"
    r"|donat|award|grant|prize|learning|wellness|education|umsatz|pramie|zuschuss|market cap|investment|savings|perks?"
    r"|per diem|tuition|portfolio|pipeline|volume|transactions|loan|up to \$?\d+ (?:in|for)|worth"
)
BASE = re.compile(
    r"salar|compensation|base pay|pay range|pay rate|\bpay\b|wage|gehalt|vergutung|remuneration|earn|rate of pay|hourly rate"
    r"|annual base|base range|\bsueldo|stipendio|loon|lohn|brutto|gross|range for this|starting at|offer(?:ed|ing)? range|\bctc\b|hiring range|per hour|per year|/hr|/year|an hour|a year|per annum|salaire"
)


@dataclass(frozen=True, slots=True)
class Pay:
    """A range in one currency and period; what is not stated is None."""

    min: Decimal | None
    max: Decimal | None
    currency: str | None
    period: str | None
    text: str | None = None
    predicted: bool = False

    @property
    def has_numbers(self) -> bool:
        return self.min is not None or self.max is not None


def number_of(value: Any) -> Decimal | None:
    """A number of a feed or a text; None for what is none, zero or absurd."""
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, (int, float, Decimal)):
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            return None
    else:
        text = re.sub(r"[\s\u00a0\u202f'’]", "", str(value))
        number_text = _grouped(text)
        if number_text is None:
            return None
        number = Decimal(number_text)
    if not number.is_finite() or number <= 0 or number >= MOST:
        return None
    return number.quantize(Decimal("0.01")).normalize() + 0


def _grouped(text: str) -> str | None:
    """A numeral with either grouping as Decimal reads it."""
    text = text.strip(".,")
    if not re.fullmatch(r"\d+(?:[.,]\d+)*", text):
        return None
    dots, commas = text.count("."), text.count(",")
    if dots and commas:
        decimal = "." if text.rfind(".") > text.rfind(",") else ","
        group = "," if decimal == "." else "."
        text = text.replace(group, "")
        return text.replace(decimal, ".") if text.count(decimal) == 1 else None
    mark = "." if dots else ","
    if not (dots or commas):
        return text
    tail = text.rsplit(mark, 1)[1]
    if dots + commas > 1 or len(tail) == 3:
        # 50.000 and 50,000 are thousands; so is 4,50,000.
        return text.replace(mark, "")
    return text.replace(mark, ".")


def _factor(text: str) -> Decimal:
    word = text.strip().rstrip(".")
    if word in {"k", "tsd", "thousand", "mil"}:
        return Decimal(1000)
    if word in {"m", "mio", "million"}:
        return Decimal(1_000_000)
    if word in {"l", "lpa", "lakh", "lakhs", "lac", "lacs"}:
        return Decimal(100_000)
    if word in {"cr", "crore", "crores"}:
        return Decimal(10_000_000)
    return Decimal(1)


def currency_of(sign: str | None, country: str | None) -> str | None:
    """ISO 4217 of a sign or word; a bare "$" only where the country tells."""
    word = (sign or "").strip().lower()
    if not word:
        return None
    if word.upper() in CODES:
        return word.upper()
    if word in {"$", "dollar", "dollars"}:
        return DOLLARS.get(country or "")
    if word in {"kr", "kr."}:
        return CROWNS.get(country or "")
    if word in {"euro", "euros"}:
        return "EUR"
    if word in {"pound", "pounds"}:
        return "GBP"
    if word == "¥" and country == "CN":
        return "CNY"
    return SIGNS.get(word)


def period_named(value: Any) -> str | None:
    """A period field of a feed (HOUR, per-year-salary, P1Y …)."""
    text = fold(clean(str(value or ""))).replace("_", "-").strip()
    if text in NAMED:
        return NAMED[text]
    text = text.replace("-", " ")
    if text in NAMED:
        return NAMED[text]
    for name, pattern in PERIOD.items():
        if pattern.search(text):
            return name
    return None


def period_in(text: str) -> str | None:
    for name, pattern in PERIOD.items():
        if pattern.search(text):
            return name
    return None


def pay_of(
    minimum: Any,
    maximum: Any,
    currency: Any,
    period: Any,
    *,
    predicted: bool = False,
    text: str | None = None,
    country: str | None = None,
) -> Pay | None:
    """Pay from fields of a feed; None when it states nothing."""
    low, high = number_of(minimum), number_of(maximum)
    code = clean(str(currency or "")).upper()
    if code not in CODES:
        code = currency_of(code, country) or ""
    name = period_named(period)
    words = clean(text) or None
    if low is not None and high is not None and low > high:
        low, high = high, low
    if predicted:
        shown = words or _words(low, high, code or None, name)
        return (
            Pay(None, None, None, None, f"{shown} (predicted)", True) if shown else None
        )
    if low is None and high is None:
        return Pay(None, None, None, None, words) if words else None
    words = words or _words(low, high, code or None, name)
    return Pay(low, high, code or None, name, words)


def _words(
    low: Decimal | None, high: Decimal | None, currency: str | None, period: str | None
) -> str | None:
    """A range in words, for the people."""
    amounts = [f"{amount:,.0f}" for amount in (low, high) if amount is not None]
    if not amounts:
        return None
    if len(amounts) == 2 and amounts[0] == amounts[1]:
        amounts.pop()
    text = " – ".join(amounts)
    if low is None:
        text = f"up to {text}"
    elif high is None:
        text = f"from {text}"
    return " ".join(
        part for part in (currency, text, f"a {period}" if period else "") if part
    )


@dataclass(slots=True)
class _Found:
    low: Decimal
    high: Decimal | None
    currency: str | None
    signed: bool
    factored: bool
    start: int
    end: int


def _ranges(folded: str, country: str | None) -> list[_Found]:
    found = []
    for match in RANGE.finditer(folded):
        first = _amount(match["n1"], match["f1"])
        second = _amount(match["n2"], match["f2"]) if match["n2"] else None
        if first is None:
            continue
        one, two = _factor(match["f1"] or ""), _factor(match["f2"] or "")
        if (
            second is not None
            and one == 1
            and two > 1
            and first * two <= second * 2
            and first < 1000
        ):
            # "$118-146k": the k stands behind the second number for both.
            first *= two
        sign = match["s1"] or match["t1"] or match["s2"] or match["t2"]
        found.append(
            _Found(
                first,
                second,
                currency_of(sign, country),
                bool(sign),
                one > 1 or two > 1,
                match.start(),
                match.end(),
            )
        )
    return found


def _amount(numeral: str, factor: str | None) -> Decimal | None:
    number = number_of(numeral)
    if number is None:
        return None
    return number * _factor(factor or "")


def read_pay(
    text: str | None, *, country: str | None = None, structured: bool = False
) -> Pay | None:
    """Pay from a field that is about pay ("$118-146k", "50.000 € brutto/Jahr").

    The words are kept; the numbers only where they plainly are pay.
    """
    words = clean(text)[:500]
    if not words:
        return None
    folded = _folded(words)
    plausible = [
        item
        for item in _ranges(folded, country)
        if (item.signed or item.factored or item.high is not None or structured)
        and not _excluded(folded, item)
        and _is_pay(item, folded)
    ]
    if not plausible:
        return Pay(None, None, None, None, words)
    return _widest(plausible, folded, words)


def _folded(words: str) -> str:
    """Folded without losing signs that folding would change."""
    return words.lower().replace("\u00a0", " ").replace("\u202f", " ")


def _excluded(folded: str, item: _Found) -> bool:
    """Whether the words right around an amount say that it is no base pay."""
    before = re.split(r"[.;\n]|,\s", folded[max(0, item.start - 40) : item.start])[-1]
    after = re.split(r"[.;,\n(+]|\bplus\b", folded[item.end : item.end + 40])[0]
    if re.search(r"\b(?:plus|and|\+|zzgl)\s*$", after):
        after = ""
    return bool(NOT_BASE.search(before) or NOT_BASE.search(after))


def _is_pay(item: _Found, folded: str) -> bool:
    top = item.high if item.high is not None else item.low
    if not item.signed and not item.factored:
        # Years and hours of work are numbers as well.
        if 1900 <= item.low <= 2100 and (item.high is None or item.high <= 2100):
            return False
        if top < 1000 and period_in(folded) is None:
            return False
    after = folded[item.end : item.end + 3]
    return not after.lstrip().startswith("%")


def _widest(items: list[_Found], folded: str, words: str) -> Pay:
    currency = next((item.currency for item in items if item.currency), None)
    same = [item for item in items if item.currency in {None, currency}]
    tops = [item.high if item.high is not None else item.low for item in same]
    # Tiers are of one size: a lone small number beside them is something else.
    biggest = max(tops)
    same = [item for item, top in zip(same, tops, strict=True) if top * 20 >= biggest]
    low = min(item.low for item in same)
    high = max(item.high if item.high is not None else item.low for item in same)
    single = len(same) == 1 and same[0].high is None
    first = same[0]
    before = folded[max(0, first.start - 20) : first.start]
    around = folded[max(0, first.start - 60) : same[-1].end + 40]
    period = period_in(around) or period_in(folded)
    minimum: Decimal | None = low
    maximum: Decimal | None = high
    if single:
        if re.search(r"up to|upto|bis zu|bis|max|jusqu|hasta|under", before):
            minimum = None
        elif re.search(
            r"from|starting|ab|min|at least|over|mehr als|a partir", before
        ) or (folded[first.end : first.end + 2].strip().startswith("+")):
            maximum = None
    if minimum is not None and maximum is not None and minimum > maximum:
        minimum, maximum = maximum, minimum
    return Pay(minimum, maximum, currency, period, words)


def find_pay(text: str | None, *, country: str | None = None) -> Pay | None:
    """Base pay that a description states for this job, with its sentence; else None."""
    if not text:
        return None
    found: list[tuple[_Found, str]] = []
    for line in re.split(r"\n+|(?<=[.!?;])\s+(?=[A-Z$€£•-])", text[:60_000]):
        if len(line) > 1500 or not re.search(r"\d", line):
            continue
        folded = _folded(clean(line))
        if not BASE.search(fold(folded)):
            continue
        for item in _ranges(folded, country):
            top = item.high if item.high is not None else item.low
            if (
                item.signed
                and not _excluded(folded, item)
                and _is_pay(item, folded)
                and top >= (8 if period_in(folded) else 1000)
            ):
                found.append((item, folded))
    if not found:
        return None
    line = found[0][1]
    same_line = [item for item, where in found if where == line]
    pay = _widest(same_line, line, clean(line)[:500])
    if len({where for _, where in found}) > 1:
        # Several tiers, each on its line: the widest of one currency.
        pays = [_widest([item], where, where[:500]) for item, where in found]
        alike = [
            item
            for item in pays
            if item.currency == pay.currency and item.period == pay.period
        ]
        lows = [item.min for item in alike if item.min is not None]
        highs = [item.max for item in alike if item.max is not None]
        pay = Pay(
            min(lows) if lows else None,
            max(highs) if highs else None,
            pay.currency,
            pay.period,
            pay.text,
        )
    return pay


YEARLY = {"hour": 2080, "day": 260, "week": 52, "month": 12, "year": 1}


def yearly_top(pay: Pay) -> Decimal | None:
    """The top of the range a year (hour × 2080, day × 260, month × 12)."""
    top = pay.max if pay.max is not None else pay.min
    if top is None:
        return None
    if pay.period is None:
        return top
    return top * YEARLY[pay.period]
