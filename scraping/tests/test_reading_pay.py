"""Pay as employers write it."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraping.reading.pay import Pay, find_pay, pay_of, read_pay, yearly_top


def as_tuple(pay: Pay | None) -> tuple[Any, ...] | None:
    if pay is None:
        return None
    return (
        None if pay.min is None else float(pay.min),
        None if pay.max is None else float(pay.max),
        pay.currency,
        pay.period,
    )


FIELDS: list[tuple[str, str | None, tuple[Any, ...]]] = [
    # A factor that stands once
    ("$118-146k", None, (118000, 146000, None, None)),
    ("$95 – $110K", None, (95000, 110000, None, None)),
    ("$140k-$165k", "US", (140000, 165000, "USD", None)),
    ("$55k - $100k", "CA", (55000, 100000, "CAD", None)),
    ("$31,2k- $52k", None, (31200, 52000, None, None)),
    ("45-55 k€ brut annuel", None, (45000, 55000, "EUR", "year")),
    ("60-70 T€", None, (60000, 70000, "EUR", None)),
    ("$90-110,000", "AU", (90000, 110000, "AUD", None)),
    ("$80k-95", None, (80000, 95000, None, None)),
    # Grouping
    ("50.000 € - 70.000 €", None, (50000, 70000, "EUR", None)),
    ("€50.000–€70.000 brutto/Jahr", None, (50000, 70000, "EUR", "year")),
    ("50 000 - 60 000 PLN / month", None, (50000, 60000, "PLN", "month")),
    ("4.200,50 € pro Monat", None, (4200.5, 4200.5, "EUR", "month")),
    ("CHF 120'000 - 140'000", None, (120000, 140000, "CHF", None)),
    ("$60,000.00 - $80,000.00", "US", (60000, 80000, "USD", None)),
    ("2\u202f500 € bruts/mois", None, (2500, 2500, "EUR", "month")),
    ("₹12,00,000 - ₹18,00,000 a year", None, (1200000, 1800000, "INR", "year")),
    ("₹10 lakh – ₹15 lakh", None, (1000000, 1500000, "INR", None)),
    ("12-18 LPA", "IN", (1200000, 1800000, None, "year")),
    ("INR 8-12 Lacs P.A.", None, (800000, 1200000, "INR", "year")),
    ("₹1.2 crore", None, (12000000, 12000000, "INR", None)),
    # Periods
    ("£45,000 per annum", None, (45000, 45000, "GBP", "year")),
    ("£25/hr", None, (25, 25, "GBP", "hour")),
    ("$18 - $22/hr", "US", (18, 22, "USD", "hour")),
    ("25-30 USD/hour", None, (25, 30, "USD", "hour")),
    ("$45.50 an hour", "US", (45.5, 45.5, "USD", "hour")),
    ("£500 - £600 per day", None, (500, 600, "GBP", "day")),
    ("$1,200/wk", None, (1200, 1200, None, "week")),
    ("€3.500 - €4.200 al mes", None, (3500, 4200, "EUR", "month")),
    ("€ 3.500 tot € 4.500 bruto per maand", None, (3500, 4500, "EUR", "month")),
    ("15,50 €/Std.", None, (15.5, 15.5, "EUR", "hour")),
    ("Stundenlohn 15 €", None, (15, 15, "EUR", "hour")),
    ("80.000 – 90.000 EUR p.a.", None, (80000, 90000, "EUR", "year")),
    ("35K€ par an", None, (35000, 35000, "EUR", "year")),
    ("30.000 € al año", None, (30000, 30000, "EUR", "year")),
    ("R$ 8.000 - 10.000 por mês", None, (8000, 10000, "BRL", "month")),
    ("$100k yr", "US", (100000, 100000, "USD", "year")),
    ("80,000 USD annually", None, (80000, 80000, "USD", "year")),
    # Currencies
    ("US$ 120,000", None, (120000, 120000, "USD", None)),
    ("C$90k", None, (90000, 90000, "CAD", None)),
    ("A$120,000 - A$130,000", None, (120000, 130000, "AUD", None)),
    ("$140,000—$185,000 USD", None, (140000, 185000, "USD", None)),
    ("$100,000 - $120,000 per year (CAD)", None, (100000, 120000, "CAD", "year")),
    ("kr 650 000 – 750 000", "NO", (650000, 750000, "NOK", None)),
    ("$100,000", "DE", (100000, 100000, None, None)),
    ("120,000", None, (None, None, None, None)),
    ("$2,500 a month", "SG", (2500, 2500, "SGD", "month")),
    ("kr. 45.000 – 55.000 pr. måned", "DK", (45000, 55000, "DKK", "month")),
    ("45 000 – 55 000 SEK/mån", None, (45000, 55000, "SEK", "month")),
    ("$31.25 /hr to $43.75 /hr", "US", (31.25, 43.75, "USD", "hour")),
    ("€ 2.800,- tot € 3.400,-", "NL", (2800, 3400, "EUR", None)),
    ("TJM : 450 - 550 €", None, (450, 550, "EUR", "day")),
    ("70-85 TEUR", None, (70000, 85000, "EUR", None)),
    ("70-85 tsd. Euro", None, (70000, 85000, "EUR", None)),
    ("60 000 – 80 000 Kč / měsíc", None, (60000, 80000, "CZK", "month")),
    ("8.000 - 12.000 RON net/lună", None, (8000, 12000, "RON", "month")),
    ("3500-4500 €/kk", "FI", (3500, 4500, "EUR", "month")),
    ("RMB 20k-30k/month", "CN", (20000, 30000, "CNY", "month")),
    ("R50 000 - R60 000 per month", "ZA", (50000, 60000, "ZAR", "month")),
    ("年収600万円〜900万円", "JP", (6000000, 9000000, "JPY", "year")),
    ("月給30万円", "JP", (300000, 300000, "JPY", "month")),
    # How often something is, not what is paid for it
    ("$50k-$70k, 40 hours/week", "US", (50000, 70000, "USD", None)),
    ("£28,000 pro rata, 3 days a week", "GB", (28000, 28000, "GBP", None)),
    ("2.500 EUR brutto (14x jährlich)", "AT", (2500, 2500, "EUR", None)),
    ("$2,000 - $2,500 biweekly", "US", (2000, 2500, "USD", None)),
    # One end
    ("mind. € 2.800,- brutto/Monat", "AT", (2800, None, "EUR", "month")),
    ("Mindestgehalt von 42.000 €", None, (42000, None, "EUR", None)),
    ("$120k max", "US", (None, 120000, "USD", None)),
    ("less than $100k", "US", (None, 100000, "USD", None)),
    ("$50,000 or more", "US", (50000, None, "USD", None)),
    ("up to £80k", None, (None, 80000, "GBP", None)),
    ("from £50k", None, (50000, None, "GBP", None)),
    ("ab 48.000 €", None, (48000, None, "EUR", None)),
    ("bis zu 60.000 €", None, (None, 60000, "EUR", None)),
    ("£80,000+", None, (80000, None, "GBP", None)),
    # Tiers
    (
        "Zone A: $150k-$180k; Zone B: $130k-$160k",
        "US",
        (130000, 180000, "USD", None),
    ),
    # Two ends in words
    ("between $150,000 and $180,000", "US", (150000, 180000, "USD", None)),
    ("$150,000 to $180,000", "US", (150000, 180000, "USD", None)),
    ("zwischen 50.000 und 60.000 Euro", None, (50000, 60000, "EUR", None)),
    ("45 000 à 55 000 €", None, (45000, 55000, "EUR", None)),
    ("$100,000 - $90,000", "US", (90000, 100000, "USD", None)),
    # Other money beside it
    ("$120k – $160k • 0.5% – 1.0%", "US", (120000, 160000, "USD", None)),
    ("USD 120k–150k + equity", None, (120000, 150000, "USD", None)),
    ("$100k base, $200k OTE", "US", (100000, 100000, "USD", None)),
    ("$100k OTE ($60k base)", "US", (60000, 60000, "USD", None)),
    ("$90,000 + $10,000 signing bonus", "US", (90000, 90000, "USD", None)),
]


@pytest.mark.parametrize(("text", "country", "expected"), FIELDS)
def test_a_pay_field_is_read(text: str, country: str | None, expected: Any) -> None:
    pay = read_pay(text, country=country)
    assert as_tuple(pay) == expected
    assert pay is not None
    assert pay.text == text.replace("\u202f", " ")


@pytest.mark.parametrize(
    "text",
    [
        "competitive",
        "Competitive salary + benefits",
        "DOE",
        "Pay per task",
        "OTE $25k - $35k",
        "$200k OTE",
        "OTE: $180,000 - $220,000",
        "$500 stipend",
        "$5,000 sign-on bonus",
        "$50M in funding",
        "0.5% - 1.0% equity",
        "$0 - $0",
        "401k matching",
        "5+ years",
        "40 hours per week",
        "2024 - 2026",
        "$2.4 billion in revenue",
        "$250,000,000",
    ],
)
def test_words_without_base_pay_stay_words(text: str) -> None:
    pay = read_pay(text, country="US")
    assert as_tuple(pay) == (None, None, None, None)
    assert pay is not None
    assert pay.text == text


@pytest.mark.parametrize("text", [None, "", "   ", "&nbsp;"])
def test_an_empty_field_states_nothing(text: str | None) -> None:
    assert read_pay(text) is None


@pytest.mark.parametrize(
    ("low", "high", "currency", "period", "expected"),
    [
        ("75.00", "95.00", "USD", "year", (75, 95, "USD", "year")),
        ("120000.000", None, "usd", "YEAR", (120000, None, "USD", "year")),
        ("27.500", "27.500", "USD", "HOUR", (27.5, 27.5, "USD", "hour")),
        (27, 27, "USD", "HOUR", (27, 27, "USD", "hour")),
        ("4200", None, "EUR", "MONTH", (4200, None, "EUR", "month")),
        (50000, 70000, "USD", "per-year-salary", (50000, 70000, "USD", "year")),
        (77905, 116858, "USD", "annual", (77905, 116858, "USD", "year")),
        ("106437", "158322", "USD", "PA", (106437, 158322, "USD", "year")),
        (90000, 80000, "EUR", "yearly", (80000, 90000, "EUR", "year")),
        (0, 80000, "EUR", "1 YEAR", (None, 80000, "EUR", "year")),
        (-5, 80000, "EUR", None, (None, 80000, "EUR", None)),
        (1, 150000, "USD", "YEAR", (None, 150000, "USD", "year")),
        (50000, 10**12, "USD", "YEAR", (50000, None, "USD", "year")),
        ("$50,000", "60k", "£", None, (50000, 60000, "GBP", None)),
        (float("nan"), 5, "USD", "week", (None, 5, "USD", "week")),
        (18480.0, 25200.0, "PLN", None, (18480, 25200, "PLN", None)),
        (10, 20, "XXX", "fortnight", (10, 20, None, None)),
    ],
)
def test_pay_fields_of_feeds(
    low: Any, high: Any, currency: Any, period: Any, expected: Any
) -> None:
    assert as_tuple(pay_of(low, high, currency, period)) == expected


@pytest.mark.parametrize(
    "values",
    [(None, None), (0, 0), ("", ""), ("competitive", None), (True, False), (-1, -2)],
)
def test_fields_without_amounts_are_no_pay(values: tuple[Any, Any]) -> None:
    assert pay_of(*values, "USD", "YEAR") is None


def test_predicted_pay_is_only_words() -> None:
    pay = pay_of(119025.7, 119025.7, "USD", "year", predicted=True)
    assert pay is not None
    assert as_tuple(pay) == (None, None, None, None)
    assert pay.text == "USD 119,025.70 a year (predicted)"
    assert pay.predicted


PROSE: list[tuple[str, str | None, tuple[Any, ...] | None]] = [
    (
        "You own the reporting.\nEstimated Annual Pay Range\n$140,000—$185,000 USD\n"
        "401(k) match, a $500 desk stipend and a $5,000 referral bonus.",
        None,
        (140000, 185000, "USD", "year"),
    ),
    (
        "Our till moves $2.4 billion a year for 3,000 shops. "
        "Bring a friend and get $5,000.",
        "US",
        None,
    ),
    (
        "The base salary range for this role is $120,000 - $150,000 per year, plus a "
        "bonus of up to $20,000 and equity.",
        "US",
        (120000, 150000, "USD", "year"),
    ),
    (
        "Annual Salary:\n$320,000 — $405,000 USD",
        None,
        (320000, 405000, "USD", "year"),
    ),
    ("We raised $50M in Series B funding from great investors.", "US", None),
    ("Our customers save $40,000 a year in salaries.", "US", None),
    ("A learning budget of $2,000 per year.", "US", None),
    ("On-target earnings: $180,000 - $220,000.", "US", None),
    (
        "Base salary: $90,000. On-target earnings: $180,000.",
        "US",
        (90000, 90000, "USD", None),
    ),
    ("Pay: $22.50/hour", "US", (22.5, 22.5, "USD", "hour")),
    ("$25 – $30 per hour", "US", (25, 30, "USD", "hour")),
    (
        "Wir bieten ein Jahresgehalt von 55.000 € bis 65.000 € brutto.",
        "DE",
        (55000, 65000, "EUR", "year"),
    ),
    ("Salaire : 45 000 € à 55 000 € brut par an", "FR", (45000, 55000, "EUR", "year")),
    (
        "Salario: 30.000 € - 35.000 € brutos anuales",
        "ES",
        (30000, 35000, "EUR", "year"),
    ),
    (
        "Een salaris tussen € 3.500 en € 4.500 bruto per maand",
        "NL",
        (3500, 4500, "EUR", "month"),
    ),
    (
        "Salary ranges:\n- New York: $150,000 - $180,000\n- Denver: $130,000 - $160,000",
        "US",
        (130000, 180000, "USD", None),
    ),
    (
        "Pay range in Canada: CA$110,000 - CA$130,000 per year.\n"
        "Pay range in the US: US$150,000 - US$170,000 per year.",
        "CA",
        (110000, 130000, "CAD", "year"),
    ),
    (
        "The hourly wage is $25 ($52,000 annually).",
        "US",
        (25, 25, "USD", "hour"),
    ),
    ("Competitive salary. We serve 40,000 customers in 30 countries.", "US", None),
    ("A $1,000 monthly stipend for childcare and competitive pay.", "US", None),
    ("Total compensation between $200,000 and $250,000 incl. bonus.", "US", None),
    ("You will manage a budget of $5,000,000 and a team paid well.", "US", None),
    ("We have paid out over $9M to our engineers.", "US", None),
    ("The base stipend is 3,850 USD / 2,310 GBP / 4,300 CAD per week.", None, None),
    (
        "Engineer | New York, NY | Full-time | $160k–$180k + Equity | Visa possible",
        "US",
        (160000, 180000, "USD", None),
    ),
    ("Our clients pay us $250,000 a year on average.", "US", None),
    ("OTE $200,000 (base $100,000)", "US", (100000, 100000, "USD", None)),
    (
        "Wij bieden een bruto maandsalaris van € 3.000 tot € 4.000",
        "NL",
        (3000, 4000, "EUR", "month"),
    ),
    (
        "Oferecemos salário de R$ 8.000,00 mensais",
        "BR",
        (8000, 8000, "BRL", "month"),
    ),
    ("Salary", "US", None),
    ("", None, None),
]


@pytest.mark.parametrize(("text", "country", "expected"), PROSE)
def test_base_pay_in_prose(text: str, country: str | None, expected: Any) -> None:
    assert as_tuple(find_pay(text, country=country)) == expected


@pytest.mark.parametrize(
    ("pay", "expected"),
    [
        (Pay(Decimal(20), Decimal(30), "USD", "hour"), 62400),
        (Pay(None, Decimal(500), "GBP", "day"), 130000),
        (Pay(Decimal(4000), None, "EUR", "month"), 48000),
        (Pay(Decimal(90000), None, "EUR", "year"), 90000),
        (Pay(None, None, None, None), None),
    ],
)
def test_the_top_of_a_year(pay: Pay, expected: int | None) -> None:
    assert yearly_top(pay) == expected


MONEYISH = st.text(
    alphabet=st.sampled_from("0123456789.,' $€£k-–/ abc%()USDper yearsalary\n"),
    max_size=400,
)


@given(MONEYISH)
@settings(max_examples=150, deadline=None)
def test_any_text_gives_a_sane_range_or_none(text: str) -> None:
    for pay in (read_pay(text, country="US"), find_pay(text, country="US")):
        if pay is not None and pay.min is not None and pay.max is not None:
            assert 0 < pay.min <= pay.max


@pytest.mark.parametrize(
    "text",
    [
        "1" * 100_000,
        "$1," * 33_000,
        "1 " * 50_000,
        "$9 - " * 20_000,
        "salary $" * 12_000,
    ],
)
def test_long_texts_are_read_in_no_time(text: str) -> None:
    started = time.perf_counter()
    find_pay(text, country="US")
    read_pay(text, country="US")
    assert time.perf_counter() - started < 1
