"""Ranges of money in a text, and whether the words around them deny base pay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from scraping.reading.money import (
    CODE_WORD,
    FACTOR,
    NUMERAL,
    SIGN,
    absurd,
    currency_of,
    factor_of,
    numeral,
)
from scraping.reading.periods import period_behind, period_in

AMOUNT = re.compile(
    rf"(?<![\w.,+#])(?<![a-z]{2}-)(?P<s>{SIGN})?\s?(?:brut[ot]o\s)?(?P<n>{NUMERAL})"
    rf"(?:\s?(?P<f>{FACTOR}))?(?:\s?\(?(?P<t>{SIGN})\)?)?"
    rf"|(?P<s2>{SIGN})\s?(?P<n2>{NUMERAL})(?:\s?(?P<f2>{FACTOR}))?(?:\s?\(?(?P<t2>{SIGN})\)?)?"
)
# What stands between the two ends of a range.
BETWEEN = re.compile(
    r"^\s*(?:brutto|gross|bruts?)?\s*(?:(?:/|per|an?|pro)\s*[a-z]{1,7}\.?)?\s*"
    r"(?:-{1,3}|–|—|−|‐|‑|~|〜|/|to|bis(?: zu)?|a|à|tot|hasta|until|up to|through|and|und|et|y|en|e)"
    r"\s*(?:up to |max\.? )?$"
)
AND = re.compile(r"(?<!\w)(?:and|und|et|y|en|e)(?!\w)")
BOTH = re.compile(r"between|zwischen|entre|tussen|tra\b|fra\b")
# What makes a number something else than money.
OTHER_UNIT = re.compile(
    r"^\+?\s*(?:%|percent|prozent|(?:hours?|hrs?|h|std|stunden|heures|days?|tage?|weeks?|wochen"
    r"|months?|monate?|years?|yrs?|jahre?|ans|people|employees|mitarbeiter|customers|countries"
    r"|positions?|vacanc\w+|openings?|x|times|st|nd|rd|th|km|miles?|am|pm|uhr)(?![a-z/]))"
)
RETIREMENT = re.compile(r"40[13]\s?\(?[kb]\)?")

NOT_BASE = re.compile(
    r"stipends?\b|bonus|on[\s-]target|\bote\b|commission|turnover|revenue|funding|funded|raised"
    r"|series [a-f]\b|equity|stock|\boptions?\b|\bshares?\b|\brsus?\b|budget|allowance|reimburs"
    r"|relocation|sign[\s-]?(?:on|ing)|joining|referral|valuation|valued|\barr\b|\bmrr\b"
    r"|\bassets?\b|\baum\b|\bsales\b|quota|(?:customers?|clients?)(?: pay)?|users?\b|employees\b|insurance"
    r"|contribut|donat|awards?\b|\bgrants?\b|prize|learning|wellness|wellbeing|education|umsatz"
    r"|pramie|zuschuss|budget|market cap|invest|savings?|\bperks?|\btuition|portfolio|pipeline"
    r"|volume|transactions|loans?\b|worth|capital|commuter|transit|childcare|\bphone|internet"
    r"|gym\b|equipment|travel|voucher|deductible|premium|match(?:ing)?\b|per diem|incentive"
    r"|total\s+(?:target\s+)?(?:cash\s+|annual\s+)?(?:compensation|comp\b|rewards|package|earnings)"
    r"|target\s+(?:cash\s+|total\s+)?(?:compensation|comp\b|earnings)|earning potential|uncapped"
    r"|variable|profit|\bfees?\b|costs?\b|\bprice|spend|deal|contract value|processed|managing"
    r"|gutschein|kinderzulage|fahrtkosten|weihnachtsgeld|urlaubsgeld|\bprime|intéressement|tickets?"
)
BASE = re.compile(
    r"salar|compensation|\bbase\b|\bpay\b|pays\b|paid (?:at|between|hourly|an?|from|in)\b|payrange|wages?\b|gehalt|vergutung"
    r"|remunerat|hourly rate|day rate|daily rate|\brate\b|sueldo|retribuci|\blohn|stundenlohn"
    r"|brutto|entgelt|verdienst|\bgross\b|\bctc\b|(?:hiring|target|pay|salary|budgeted) range"
    r"|range for this|salaris|\bloon|bruto|\bbruts?\b|wynagrodzeni|tagessatz|\btjm\b|\bral\b"
    r"|stipendio annuo|lon\b|remunerac|vencimento"
)
SAYS_BASE = re.compile(r"\s*(?:base|basic|fixed|fixum|fixe|fijo)(?!\w)")
CUT = re.compile(
    r"[.;,\n(+•|]|\s[-–—/]\s|(?<!\w)(?:and|plus|with|as well as|in addition|excluding|exclusive|not"
    r"|before|und|zzgl|sowie|mit|et|y|con|avec|plus|including|incl|inkl|depending|based|for)(?!\w)"
)
CUT_BEFORE = re.compile(
    r"[.;,\n+•|)]\s|\s[-–—/]\s(?=[a-z]{3})|(?<!\w)(?:and|plus|as well as|und|zzgl|sowie|et|y)(?!\w)|[&+]"
)


@dataclass(slots=True)
class Amount:
    """One number of a text with its signs."""

    number: Decimal
    factor: Decimal
    signs: tuple[str, ...]
    start: int
    end: int

    @property
    def value(self) -> Decimal:
        return self.number * self.factor


@dataclass(slots=True)
class Found:
    """A range or a single amount of a text; high is None for a single one."""

    low: Decimal
    high: Decimal | None
    currency: str | None
    signed: bool
    factored: bool
    start: int
    end: int
    period: str | None

    @property
    def top(self) -> Decimal:
        return self.low if self.high is None else self.high


def _amounts(folded: str) -> Iterator[Amount]:
    for match in AMOUNT.finditer(folded):
        second = match["n"] is None
        text = match["n2"] if second else match["n"]
        number = numeral(text)
        if number is None or number <= 0:
            continue
        if RETIREMENT.match(folded, match.start("n2" if second else "n")):
            continue
        signs = (match["s2"], match["t2"]) if second else (match["s"], match["t"])
        factor = factor_of(match["f2"] if second else match["f"])
        given = tuple(sign for sign in signs if sign)
        end = match.end()
        if not given and OTHER_UNIT.match(folded[end : end + 14].lstrip()):
            continue
        if folded[end : end + 2].strip()[:1] == "%":
            continue
        yield Amount(number, factor, given, match.start(), end)


def ranges_in(folded: str, country: str | None) -> list[Found]:
    """The amounts of a text, pairs that make a range together."""
    found: list[Found] = []
    amounts = list(_amounts(folded))
    index = 0
    while index < len(amounts):
        first = amounts[index]
        second = amounts[index + 1] if index + 1 < len(amounts) else None
        if second is not None and _is_range(folded, first, second):
            found.append(_range_of(first, second, country, folded))
            index += 2
        else:
            found.append(_single(first, country, folded))
            index += 1
    return found


def _is_range(folded: str, first: Amount, second: Amount) -> bool:
    gap = folded[first.end : second.start]
    if len(gap) > 40 or not BETWEEN.match(gap):
        return False
    if AND.search(gap):
        return BOTH.search(folded[max(0, first.start - 30) : first.start]) is not None
    return True


def _range_of(first: Amount, second: Amount, country: str | None, folded: str) -> Found:
    low, high = first.value, second.value
    if first.factor == 1 and second.factor > 1 and first.number < 1000:
        # "$118-146k": the k stands behind the second number for both.
        low = first.number * second.factor
    elif second.factor == 1 and first.factor > 1 and second.number < 1000:
        high = second.number * first.factor
    elif first.factor == second.factor == 1 and low < 1000 and high >= 10_000:
        # "$90-110,000": the thousands of the second are those of both.
        low = low * 1000 if low * 1000 <= high else low
    return Found(
        low,
        high,
        _currency((*first.signs, *second.signs), country),
        bool(first.signs or second.signs),
        first.factor > 1 or second.factor > 1,
        first.start,
        second.end,
        period_behind(folded[second.end : second.end + 40])
        or period_behind(folded[first.end : second.start])
        or _period_before(folded, first.start),
    )


def _single(amount: Amount, country: str | None, folded: str) -> Found:
    return Found(
        amount.value,
        None,
        _currency(amount.signs, country),
        bool(amount.signs),
        amount.factor > 1,
        amount.start,
        amount.end,
        period_behind(folded[amount.end : amount.end + 40])
        or _period_before(folded, amount.start),
    )


def _period_before(folded: str, start: int) -> str | None:
    """The period in the words that lead to an amount ("hourly wage: $25")."""
    return period_in(re.split(r"[\d;.(]", folded[max(0, start - 50) : start])[-1])


def _currency(signs: tuple[str, ...], country: str | None) -> str | None:
    """Of several signs the one that needs no country ("$140,000 USD")."""
    sure = [code for sign in signs if (code := currency_of(sign, None))]
    if sure:
        return currency_of("¥", country) if signs[0] == "¥" else sure[0]
    return next((code for s in signs if (code := currency_of(s, country))), None)


def excluded(folded: str, item: Found) -> bool:
    """Whether the words right around an amount say that it is no base pay."""
    after = folded[item.end : item.end + 60]
    if SAYS_BASE.match(after):
        return False
    in_brackets = re.match(r"^\s*\(([^)]{0,40})\)", after)
    if in_brackets and NOT_BASE.match(in_brackets[1].strip()):
        return True
    if NOT_BASE.search(CUT.split(after, maxsplit=1)[0]):
        return True
    before = CUT_BEFORE.split(folded[max(0, item.start - 70) : item.start])[-1]
    others = [match.end() for match in NOT_BASE.finditer(before)]
    if not others:
        return False
    bases = [match.end() for match in BASE.finditer(before)]
    return not bases or bases[-1] <= others[-1]


def is_pay(item: Found, folded: str, structured: bool) -> bool:
    if absurd(item.top, item.currency or "USD"):
        return False
    if item.signed or item.factored:
        return True
    # Years and hours of work are numbers as well.
    if 1900 <= item.low <= 2100 and item.top <= 2100 and not structured:
        return False
    if item.period is not None or structured:
        return True
    named = item.high is not None or CODE_WORD.search(folded.upper()) is not None
    return named and (item.top >= 1000 or period_in(folded) is not None)
