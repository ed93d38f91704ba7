"""Amounts of money in texts: numerals of any grouping, signs, periods."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from scraping.reading.text import clean, fold

# What no pay reaches, in any currency.
MOST = Decimal(10) ** 10
# What no yearly pay reaches in a currency of big units.
MOST_OF_STRONG = Decimal(10_000_000)
STRONG = {"USD", "EUR", "GBP", "CHF", "CAD", "AUD", "NZD", "SGD"}

_CODE_LIST = """
AED AFN ALL AMD ARS AUD AZN BAM BBD BDT BGN BHD BND BOB BRL BSD BWP BYN BZD CAD
CHF CLP CNY COP CRC CUP CZK DKK DOP DZD EGP ETB EUR FJD GBP GEL GHS GTQ HKD HNL
HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KRW KWD KZT LAK LBP LKR LYD
MAD MDL MGA MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR
PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SEK SGD SYP THB TND TRY TTD
TWD TZS UAH UGX USD UYU UZS VES VND XAF XCD XOF XPF YER ZAR ZMW
"""
CODES = set(_CODE_LIST.split())
# Codes that are words as well: only in capitals do they name a currency.
WORDLIKE = {"ALL", "TRY", "MAD", "TOP", "CUP", "LAK", "MOP", "PEN", "COP", "SOS", "RON"}
# Dollars, crowns and rupees need a country; these signs do not.
SIGNS = {
    "€": "EUR",
    "£": "GBP",
    "₹": "INR",
    "zl": "PLN",
    "pln": "PLN",
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
    "us $": "USD",
    "usd$": "USD",
    "$us": "USD",
    "c$": "CAD",
    "ca$": "CAD",
    "cad$": "CAD",
    "cdn$": "CAD",
    "a$": "AUD",
    "au$": "AUD",
    "aud$": "AUD",
    "nz$": "NZD",
    "nzd$": "NZD",
    "s$": "SGD",
    "sgd$": "SGD",
    "hk$": "HKD",
    "hkd$": "HKD",
    "mx$": "MXN",
    "nt$": "TWD",
    "kc": "CZK",
    "rm": "MYR",
    "fr.": "CHF",
    "sfr.": "CHF",
    "euro": "EUR",
    "euros": "EUR",
    "pounds": "GBP",
    "us dollars": "USD",
    "u.s. dollars": "USD",
    "canadian dollars": "CAD",
    "australian dollars": "AUD",
    "swiss francs": "CHF",
    "tl": "TRY",
    "rmb": "CNY",
    "円": "JPY",
    "元": "CNY",
    "r": "ZAR",
}
DOLLARS = {
    **dict.fromkeys(("US", "PR", "EC", "SV", "PA", "GU", "VI"), "USD"),
    "CA": "CAD",
    "AU": "AUD",
    "NZ": "NZD",
    "SG": "SGD",
    "HK": "HKD",
    "TW": "TWD",
    "MX": "MXN",
    "CL": "CLP",
    "CO": "COP",
    "AR": "ARS",
    "UY": "UYU",
    "JM": "JMD",
    "TT": "TTD",
}
CROWNS = {"SE": "SEK", "NO": "NOK", "DK": "DKK", "IS": "ISK", "CZ": "CZK"}
RUPEES = {"IN": "INR", "PK": "PKR", "LK": "LKR", "NP": "NPR", "MU": "MUR"}

# Longest first, so that "us$" is not read as "$".
_MARKS = sorted((mark for mark in SIGNS if len(mark) > 1), key=len, reverse=True)
_LETTERED = "|".join(
    re.escape(mark) if "$" in mark or "." in mark else rf"{re.escape(mark)}(?![a-z])"
    for mark in _MARKS
)
_CODES = "|".join(sorted(CODES)).lower()
# "70 TEUR" has its factor right before; "R12345" is a number of something else.
SIGN = (
    rf"(?:(?:(?<![a-z])|(?<=\dt)|(?<=\d\st))(?:{_LETTERED}|kr\.?(?![a-z])|rs\.?(?=\s?\d)"
    rf"|r(?=\s?\d{{1,3}}(?:[ ,]\d{{3}}|k)(?!\w))|(?:{_CODES})(?![a-z])|dollars?(?![a-z]))"
    r"|[$€£¥₹₽₩₪₺₴฿₱₫₦円元])"
)
# Grouped by threes (or as in India by twos), or plain; then decimals.
NUMERAL = (
    r"(?:\d{1,3}(?:[.,'’ ]\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?"
    r"|\d{1,2}(?:,\d{2})+,\d{3}(?!\d)(?:\.\d{1,2}(?!\d))?"
    r"|\d+(?:[.,]\d{1,2}(?!\d))?)"
)
FACTORS = {
    **dict.fromkeys(("k", "tsd", "thousand", "mil", "tys", "t€"), Decimal(1000)),
    **dict.fromkeys(("m", "mm", "mio", "mln", "million", "millions"), Decimal(10**6)),
    **dict.fromkeys(("b", "bn", "billion", "billions", "mrd"), Decimal(10**9)),
    **dict.fromkeys(("l", "lpa", "lakh", "lakhs", "lac", "lacs"), Decimal(10**5)),
    **dict.fromkeys(("cr", "crore", "crores"), Decimal(10**7)),
    **dict.fromkeys("万萬", Decimal(10**4)),
}
FACTOR = (
    r"(?:[万萬]|(?:k|tsd\.?|thousand|mil|tys|mm|m|mio|mln|millions?|bn|b|billions?|mrd|lpa|lakhs?"
    r"|lacs?|l|crores?|cr)(?![a-z])|t(?=\s?(?:€|eur)))"
)

# One currency for a field: the unambiguous codes that stand in it as words.
CODE_WORD = re.compile(rf"(?<![A-Za-z])(?:{'|'.join(sorted(CODES))})(?![A-Za-z])")


def numeral(text: str) -> Decimal | None:
    """A numeral with either grouping; None for what is none."""
    digits = re.sub(r"[\s'’]", "", text).strip(".,")
    if not re.fullmatch(r"\d+(?:[.,]\d+)*", digits):
        return None
    dots, commas = digits.count("."), digits.count(",")
    if dots and commas:
        decimal = "." if digits.rfind(".") > digits.rfind(",") else ","
        group = "," if decimal == "." else "."
        if digits.count(decimal) > 1:
            return None
        digits = digits.replace(group, "").replace(decimal, ".")
    elif dots or commas:
        mark = "." if dots else ","
        head, tail = digits.split(mark, 1)[0], digits.rsplit(mark, 1)[1]
        grouped = len(tail) == 3 and 1 <= len(head) <= 3 and head != "0"
        # 50.000 and 50,000 are thousands, and so is 4,50,000.
        if dots + commas > 1 or grouped:
            digits = digits.replace(mark, "")
        else:
            digits = digits.replace(mark, ".")
    try:
        return Decimal(digits)
    except InvalidOperation:
        return None


def number_of(value: Any) -> Decimal | None:
    """A number of a feed; None for what is none, zero, negative or absurd."""
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, (int, float, Decimal)):
        try:
            number: Decimal | None = Decimal(str(value))
        except InvalidOperation:
            return None
    else:
        number = _number_in_words(fold(clean(str(value)[:100])))
    if number is None or not number.is_finite() or number <= 0 or number >= MOST:
        return None
    return tidy(number)


_WHOLE = re.compile(rf"^{SIGN}?\s?(?P<n>[\d.,'’ ]*\d)\s?(?P<f>{FACTOR})?\s?{SIGN}?$")


def _number_in_words(text: str) -> Decimal | None:
    match = _WHOLE.match(text)
    number = numeral(match["n"]) if match else None
    if match is None or number is None:
        return None
    return number * factor_of(match["f"])


def tidy(number: Decimal) -> Decimal:
    """Cents at most, without idle zeros or an exponent."""
    rounded = number.quantize(Decimal("0.01"))
    whole = rounded.to_integral_value()
    return whole if rounded == whole else rounded.normalize()


def factor_of(text: str | None) -> Decimal:
    word = (text or "").strip().rstrip(".")
    return FACTORS.get("k" if word == "t" else word, Decimal(1))


def currency_of(sign: str | None, country: str | None) -> str | None:
    """ISO 4217 of a sign or word; a bare "$" only where the country tells."""
    word = fold(sign or "").strip()
    if not word:
        return None
    if word.upper() in CODES:
        return word.upper()
    if word in SIGNS:
        return SIGNS[word]
    where = (country or "").upper()
    if word in {"$", "dollar", "dollars"}:
        return DOLLARS.get(where)
    if word in {"kr", "kr."}:
        return CROWNS.get(where)
    if word in {"rs", "rs."}:
        return RUPEES.get(where or "IN")
    if word == "¥":
        return "CNY" if where == "CN" else "JPY"
    return None


def absurd(amount: Decimal, currency: str | None) -> bool:
    return amount >= (MOST_OF_STRONG if currency in STRONG else MOST)
