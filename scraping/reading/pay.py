"""Pay as the employer states it; prose and predictions are never numbers.

Structured pay wins over the text's. From a text only base pay of this job
counts: no stipend, bonus, on-target earnings, turnover or funding.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scraping.reading.amounts import (
    BASE,
    NOT_BASE,
    Found,
    excluded,
    is_pay,
    ranges_in,
)
from scraping.reading.money import (
    CODE_WORD,
    CODES,
    WORDLIKE,
    absurd,
    currency_of,
    number_of,
    tidy,
)
from scraping.reading.periods import PERIODS, period_in, period_named
from scraping.reading.text import clean, fold

__all__ = [
    "CODES",
    "PERIODS",
    "Pay",
    "find_pay",
    "number_of",
    "pay_of",
    "period_named",
    "read_pay",
    "yearly_top",
]

LONGEST_FIELD = 500
LONGEST_TEXT = 60_000
# A minimum so far below its maximum is no range.
WIDEST = 100
# Tiers are of one size: a lone small number beside them is something else.
TIERS = 12

_PAY = (
    r"(?:\s*(?:salary|wage|pay|gehalt|lohn|entgelt))?(?:\s(?:is|of|von|betragt|ist))?"
)
UP_TO = re.compile(
    rf"(?:up to|upto|bis(?: zu)?|max(?:imum|imal)?\.?{_PAY}|jusqu'?a|hasta|tot|under|less than"
    r"|no more than|<)\W*$"
)
AT_LEAST = re.compile(
    rf"(?:from|starting(?: at| from)?|starts at|\bab|min(?:imum|dest(?:ens)?|imal|d)?\.?{_PAY}"
    r"|at least|over|more than|mehr als|above|a partir de|des|desde|vanaf|da|od|>)\W*$"
)
AND_MORE = re.compile(
    r"\s?\+(?!\s*[a-z$€£\d])|\s?(?:or more|and (?:up|above)|plus$)(?!\w)"
)
AND_LESS = re.compile(r"\s?\(?(?:max(?:imum)?|or less)(?!\w)")


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
    named = clean(str(currency or ""))[:20]
    code = named.upper() if named.upper() in CODES else currency_of(named, country)
    name = period_named(period)
    low, high = _sane(_hourly(minimum, name), _hourly(maximum, name), code)
    words = clean(text) or None
    if predicted:
        shown = words or _words(low, high, code, name)
        if shown is None:
            return None
        return Pay(None, None, None, None, f"{shown} (predicted)", True)
    if low is None and high is None:
        return Pay(None, None, None, None, words) if words else None
    words = words or _words(low, high, code, name)
    return Pay(low, high, code, name, words)


def _hourly(value: Any, period: str | None) -> Decimal | None:
    """A field's number; "27.500" an hour has decimals, not thousands."""
    number = number_of(value)
    text = value.strip() if period == "hour" and isinstance(value, str) else ""
    if number is not None and re.fullmatch(r"\d{1,3}\.\d{3}", text):
        return tidy(Decimal(text))
    return number


def _sane(
    low: Decimal | None, high: Decimal | None, currency: str | None
) -> tuple[Decimal | None, Decimal | None]:
    """A range the right way round, without ends that are none."""
    if low is not None and absurd(low, currency):
        low = None
    if high is not None and absurd(high, currency):
        high = None
    if low is not None and high is not None:
        if low > high:
            low, high = high, low
        if low * WIDEST <= high:
            low = None
    return low, high


def _each(period: str | None) -> str:
    if not period:
        return ""
    return f"an {period}" if period == "hour" else f"a {period}"


def _words(
    low: Decimal | None, high: Decimal | None, currency: str | None, period: str | None
) -> str | None:
    """A range in words, for the people."""
    amounts = [_shown(amount) for amount in (low, high) if amount is not None]
    if not amounts:
        return None
    if len(amounts) == 2 and amounts[0] == amounts[1]:
        amounts.pop()
    text = " – ".join(amounts)
    if low is None:
        text = f"up to {text}"
    elif high is None:
        text = f"from {text}"
    return " ".join(part for part in (currency, text, _each(period)) if part)


def _shown(amount: Decimal) -> str:
    whole = amount == amount.to_integral_value()
    return f"{amount:,.0f}" if whole else f"{amount:,.2f}"


def read_pay(
    text: str | None, *, country: str | None = None, structured: bool = False
) -> Pay | None:
    """Pay from a field that is about pay ("$118-146k", "50.000 € brutto/Jahr").

    The words are kept; the numbers only where they plainly are pay. With
    ``structured`` the field is known to hold nothing but an amount.
    """
    words = clean(text)[:LONGEST_FIELD]
    if not words:
        return None
    folded = _folded(words)
    plausible = [
        item
        for item in ranges_in(folded, country)
        if is_pay(item, folded, structured) and not excluded(folded, item)
    ]
    if not plausible:
        return Pay(None, None, None, None, words)
    return _widest(plausible, folded, words, country)


IDEOGRAPHS = re.compile(r"([\u4e00-\u9fff]+)")


def _folded(words: str) -> str:
    """Words for comparing; numbers stand apart from signs that know no blanks."""
    folded = fold(words)
    return folded if words.isascii() else IDEOGRAPHS.sub(r" \1 ", folded)


def _widest(items: list[Found], folded: str, words: str, country: str | None) -> Pay:
    """Several tiers as one range, in one currency and period."""
    first = items[0]
    currency = _main_currency(items, country) or _named_currency(words)
    periods = [item.period for item in items if item.period]
    same = [item for item in items if item.currency in {None, currency}]
    if periods:
        same = [item for item in same if item.period in {None, periods[0]}] or same
    biggest = max(item.top for item in same)
    same = [item for item in same if item.top * TIERS >= biggest]
    period = periods[0] if periods else None
    if period is None:
        start, end = same[0].start, same[-1].end
        period = (
            period_in(folded[end : end + 60])
            or period_in(folded[max(0, start - 60) : start])
            or period_in(folded)
        )
    minimum: Decimal | None = min(item.low for item in same)
    maximum: Decimal | None = max(item.top for item in same)
    if len(same) == 1 and same[0].high is None:
        minimum, maximum = _one_end(folded, same[0] if same else first)
    minimum, maximum = _sane(
        tidy(minimum) if minimum is not None else None,
        tidy(maximum) if maximum is not None else None,
        currency,
    )
    return Pay(minimum, maximum, currency, period, words)


def _main_currency(items: list[Found], country: str | None) -> str | None:
    """The currency of the posting's country where it is among them, else the first."""
    named = [item.currency for item in items if item.currency]
    local = currency_of("$", country) or currency_of("kr", country)
    return local if local in named else next(iter(named), None)


def _named_currency(words: str) -> str | None:
    """The one currency that a field names by its code."""
    codes = set(CODE_WORD.findall(words)) - WORDLIKE
    if not codes and re.search(r"\bus dollars?\b", words.lower()):
        return "USD"
    return codes.pop() if len(codes) == 1 else None


def _one_end(folded: str, item: Found) -> tuple[Decimal | None, Decimal | None]:
    before = folded[max(0, item.start - 40) : item.start]
    after = folded[item.end : item.end + 12]
    if UP_TO.search(before) or AND_LESS.match(after):
        return None, item.low
    if AT_LEAST.search(before) or AND_MORE.match(after):
        return item.low, None
    return item.low, item.low


TWO_DIGITS = re.compile(r"\d{2}")
SEGMENT = re.compile(r"\n+|(?<=[.!?;])\s+(?=[^\s\d])|\s*[•|]\s*")
# How far a heading counts, and how little may stand beside an amount that does
# without one ("$25 – $30 per hour").
LONGEST_HEADING = 250
LONGEST_REST = 25
LONGEST_REST_OF_RANGE = 45
LONGEST_SEGMENT = 1500


def find_pay(text: str | None, *, country: str | None = None) -> Pay | None:
    """Base pay that a description states for this job, with its words; else None."""
    found: list[tuple[Pay, str | None]] = []
    heading = ""
    for raw in SEGMENT.split((text or "")[:LONGEST_TEXT]):
        if not raw or len(raw) > LONGEST_SEGMENT:
            heading = ""
            continue
        segment = clean(raw)
        folded = _folded(segment)
        if not TWO_DIGITS.search(folded):
            if len(folded) > 1:
                heading = folded
            continue
        ranges = ranges_in(folded, country)
        # Judged only now: most lines have no amount below them.
        above = heading if ranges and _is_heading(heading) else ""
        items = [item for item in ranges if _states_pay(item, folded, above)]
        if items:
            words = segment[:LONGEST_FIELD]
            pay = _widest(items, folded, words, country)
            found.append((pay, pay.period or period_in(above)))
        elif _is_heading(folded):
            heading = folded
    return _together(found, country)


def _is_heading(folded: str) -> bool:
    return len(folded) <= LONGEST_HEADING and BASE.search(folded) is not None


def _states_pay(item: Found, folded: str, heading: str) -> bool:
    if not item.signed or absurd(item.top, item.currency or "USD"):
        return False
    if excluded(folded, item):
        return False
    around = folded[max(0, item.start - 200) : item.end + 120]
    rest = len(folded) - (item.end - item.start)
    said = BASE.search(around) is not None
    if not said and heading:
        others = NOT_BASE.search(heading) and not re.search(r"\bbase\b|salar", heading)
        said = not others and rest <= 160
    if not said:
        yearly_range = item.high is not None and item.factored and item.low >= 15_000
        said = (item.period is not None and rest <= LONGEST_REST) or (
            yearly_range and rest <= LONGEST_REST_OF_RANGE
        )
    period = item.period or period_in(folded) or period_in(heading)
    least = 5 if period in {"hour", "day"} else 200 if period else 1000
    return said and item.top >= least


def _together(found: list[tuple[Pay, str | None]], country: str | None) -> Pay | None:
    """The tiers of a text as the widest range of one currency and period."""
    if not found:
        return None
    named = [pay.currency for pay, _ in found if pay.currency]
    local = currency_of("$", country)
    currency = local if local in named else next(iter(named), None)
    alike = [item for item in found if item[0].currency in {None, currency}]
    period = next((name for _, name in alike if name), None)
    alike = [item for item in alike if item[1] in {None, period}]
    top = max(_top(pay) for pay, _ in alike)
    pays = [pay for pay, _ in alike if _top(pay) * TIERS >= top]
    lows = [pay.min for pay in pays if pay.min is not None]
    highs = [pay.max for pay in pays if pay.max is not None]
    return Pay(
        min(lows) if lows else None,
        max(highs) if highs else None,
        currency,
        period,
        pays[0].text,
    )


def _top(pay: Pay) -> Decimal:
    return pay.max or pay.min or Decimal(0)


YEARLY = {"hour": 2080, "day": 260, "week": 52, "month": 12, "year": 1}


def yearly_top(pay: Pay) -> Decimal | None:
    """The top of the range a year (hour × 2080, day × 260, month × 12)."""
    top = pay.max if pay.max is not None else pay.min
    if top is None:
        return None
    if pay.period is None:
        return top
    return top * YEARLY[pay.period]
