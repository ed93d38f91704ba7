"""The hard rules of a saved search."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from scraping.reading.pay import Pay
from scraping.reading.rules import BadRule, Facts, first_rule_that_drops, rules_of

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def dropped(rules: dict[str, Any], **facts: Any) -> str | None:
    return first_rule_that_drops(
        rules_of(rules), Facts(**{"title": "Engineer", **facts}), NOW
    )


@pytest.mark.parametrize(
    ("facts", "kept"),
    [
        ({"title": "Marketing Intern"}, False),
        ({"title": "INTERN, Finance"}, False),
        ({"title": "International Buyer"}, True),
        ({"title": "Internal Auditor"}, True),
        ({"title": "Buyer", "text": "You guide an intern."}, False),
        ({"title": "Buyer", "text": None}, True),
    ],
)
def test_an_excluded_word_is_a_whole_word(facts: dict[str, Any], kept: bool) -> None:
    assert (dropped({"exclude": ["intern"]}, **facts) is None) is kept


@pytest.mark.parametrize(
    ("word", "text", "kept"),
    [
        ("quota-carrying", "This is not a quota-carrying role.", True),
        ("quota-carrying", "This role is not quota-carrying.", True),
        ("quota", "This role is non-quota.", True),
        ("agencies", "No agencies, please.", True),
        ("agency", "We are not an agency.", True),
        ("on-call", "Work without on-call.", True),
        ("on-call", "There is no on call rotation.", True),
        ("on-call", "You will never be on call.", True),
        ("on-call", "You don't have to be on call.", True),
        ("on-call", "On-call is not required.", True),
        ("clearance", "Clearance not required", True),
        ("clearance", "A clearance isn't needed.", True),
        ("Zeitarbeit", "Keine Zeitarbeit!", True),
        ("Schichtarbeit", "Ohne Schichtarbeit", True),
        ("Reisen", "Reisen sind nicht nötig.", True),
        ("astreinte", "Sans astreinte ni déplacements", True),
        ("déplacements", "Sans astreinte ni déplacements", True),
        ("guardias", "Sin guardias", True),
        ("travel", "No travel or relocation", True),
        ("relocation", "No travel or relocation", True),
        ("clearance", "Clearance preferred, not required.", True),
        ("agencies", "Agencies are not welcome.", True),
        ("on call", "No experience needed and you are on call.", False),
        ("cold calling", "You are not afraid of cold calling.", False),
        ("weekends", "No nights, weekends or holidays.", True),
        ("travel", "Travel: none", True),
        ("travel", "Travel: 50%", False),
        ("commission", "A commission-free job", True),
        ("sponsorship", "We are unable to offer sponsorship.", True),
        ("agencies", "Agencies are welcome.", False),
        ("on-call", "You are on call every third week.", False),
        ("on-call", "No dress code. You are on call weekly.", False),
        ("on-call", "Not only on call, also at night.", False),
        ("on-call", "No on-call in summer, but on-call in winter.", False),
        ("clearance", "Clearance required, no exceptions.", False),
        ("clearance", "A clearance is required. A degree is not required.", False),
        ("Ruby", "We do not use PHP, Perl or Ruby.", True),
        ("Ruby", "We don't use PHP. We use Ruby.", False),
        ("quota", "With zero quota", True),
        ("degree", "Degree: not required", True),
        ("degree", "Degree: required", False),
        ("on-call", "Weekend work, on-call (none)", True),
        ("PHP", "PHP is not our thing", True),
        ("phd", "PhD preferred but not required", True),
        ("phd", "PhD or equivalent is not required", True),
        ("phd", "PhD required but not expected to teach", False),
        ("travel", "0% travel", True),
        ("travel", "10% travel", False),
        ("Java", "JavaScript and Node.js", True),
        ("travel", "This job isn't remote. Travel expected", False),
        ("travel", "No remote; travel required", False),
        ("php", "We know nothing but PHP", False),
        ("crypto", "If you do not like crypto, do not apply. Crypto it is.", False),
    ],
)
def test_a_negated_word_excludes_nothing(word: str, text: str, kept: bool) -> None:
    assert (dropped({"exclude": [word]}, text=text) is None) is kept


def test_of_several_wanted_words_any_will_do() -> None:
    rules = {"include": ["rust", "C++"]}
    assert dropped(rules, text="We write C++17.") is None
    assert dropped(rules, title="Rust Engineer", text="x") is None
    assert dropped(rules, text="We write C and trust you.") == "include"
    assert dropped(rules, text=None) is None


def test_a_wanted_word_may_be_several_words() -> None:
    rules = {"include": ["machine learning"]}
    assert dropped(rules, text="Machine  Learning at sea") is None
    assert dropped(rules, text="A machine for learning") == "include"


@pytest.mark.parametrize(
    ("company", "kept"),
    [
        ("Acme GmbH", False),
        ("ACME", False),
        ("Acme, Inc.", False),
        ("Acme Foods", False),
        ("Pacmel", True),
        (None, True),
    ],
)
def test_a_blocked_company_is_a_whole_word_without_its_legal_form(
    company: str | None, kept: bool
) -> None:
    for word in ("Acme", "acme ltd."):
        rule = dropped({"companies_blocked": [word]}, company=company)
        assert (rule is None) is kept


def test_a_blocked_word_of_several_blocks_that_company() -> None:
    rules = {"companies_blocked": ["Bright Path"]}
    assert dropped(rules, company="Bright Path Ltd") == "companies_blocked"
    assert dropped(rules, company="Path Bright") is None


@pytest.mark.parametrize(
    ("wanted", "mode", "kept"),
    [
        (["remote"], "remote", True),
        (["remote"], "hybrid", False),
        (["remote"], "onsite", False),
        (["remote"], None, True),
        (["remote", "hybrid"], "hybrid", True),
        ([], "onsite", True),
    ],
)
def test_the_mode_counts_where_it_is_known(
    wanted: list[str], mode: str | None, kept: bool
) -> None:
    assert (dropped({"remote": wanted}, remote=mode) is None) is kept


@pytest.mark.parametrize(
    ("regions", "facts", "kept"),
    [
        (["Europe"], {"places": ("Berlin, Germany",)}, True),
        (["Europe"], {"places": ("Austin, TX",)}, False),
        (["Europe"], {"places": ("Oakland",)}, True),
        (["Europe"], {"places": ()}, True),
        (["US", "DE"], {"places": ("Berlin, Germany",)}, True),
        (
            ["Europe"],
            {
                "places": ("Remote, United States",),
                "remote": "remote",
                "remote_regions": ("United States",),
            },
            False,
        ),
        (
            ["Germany"],
            {
                "places": ("Oakland, CA",),
                "remote": "remote",
                "remote_regions": ("Europe",),
            },
            True,
        ),
        (
            ["Germany"],
            {"places": ("Oakland, CA",), "remote": "remote", "remote_regions": ()},
            True,
        ),
        (["Germany"], {"places": ("Austin, TX", "Berlin, Germany")}, True),
    ],
)
def test_a_region_counts_where_it_is_known(
    regions: list[str], facts: dict[str, Any], kept: bool
) -> None:
    assert (dropped({"regions": regions}, **facts) is None) is kept


def pay(
    low: int | None, high: int | None, currency: str | None, period: str | None
) -> Pay:
    return Pay(
        None if low is None else Decimal(low),
        None if high is None else Decimal(high),
        currency,
        period,
    )


@pytest.mark.parametrize(
    ("stated", "kept"),
    [
        (pay(50000, 70000, "EUR", "year"), True),
        (pay(40000, 59999, "EUR", "year"), False),
        (pay(25, 28, "EUR", "hour"), False),
        (pay(25, 29, "EUR", "hour"), True),
        (pay(None, 230, "EUR", "day"), False),
        (pay(None, 231, "EUR", "day"), True),
        (pay(4000, 4999, "EUR", "month"), False),
        (pay(4000, 5000, "EUR", "month"), True),
        (pay(20000, 30000, "USD", "year"), True),
        (pay(20000, 30000, None, "year"), True),
        (pay(200, 300, "EUR", None), True),
        (pay(None, None, "EUR", "year"), True),
        (None, True),
    ],
)
def test_the_top_of_a_range_counts_by_the_year(stated: Pay | None, kept: bool) -> None:
    rules = {"min_salary": 60000, "salary_currency": "EUR"}
    assert (dropped(rules, pay=stated) is None) is kept


def test_an_open_range_has_no_top_to_be_too_low() -> None:
    rules = {"min_salary": 60000, "salary_currency": "EUR"}
    assert dropped(rules, pay=pay(50000, None, "EUR", "year")) is None


def test_age_counts_from_the_publication() -> None:
    rules = {"max_age_days": 7}
    assert dropped(rules, posted_at=NOW - timedelta(days=6)) is None
    assert dropped(rules, posted_at=NOW - timedelta(days=8)) == "max_age_days"
    assert dropped(rules, posted_at=None) is None


def test_no_rules_drop_nothing() -> None:
    assert dropped({}) is None
    assert dropped({"exclude": [], "include": None}) is None


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"exclude": [""]}, "exclude"),
        ({"exclude": ["  "]}, "exclude"),
        ({"include": ["\u200b"]}, "include"),
        ({"include": ["ok", ""]}, "include"),
        ({"include": "rust"}, "include"),
        ({"include": [1]}, "include"),
        ({"include": ["x" * 101]}, "include"),
        ({"companies_blocked": [" "]}, "companies_blocked"),
        ({"remote": ["sometimes"]}, "remote"),
        ({"regions": ["Atlantis"]}, "regions"),
        ({"min_salary": "much"}, "min_salary"),
        ({"min_salary": -1}, "min_salary"),
        ({"min_salary": True}, "min_salary"),
        ({"salary_currency": "ZZZ"}, "salary_currency"),
        ({"max_age_days": 0}, "max_age_days"),
        ({"max_age_days": 1.5}, "max_age_days"),
        ({"colour": ["red"]}, "colour"),
        ([], "rules"),
        (None, "rules"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(data: Any, field: str) -> None:
    with pytest.raises(BadRule) as bad:
        rules_of(data)
    assert bad.value.field == field


def test_rules_come_back_as_they_were_given() -> None:
    data = {
        "include": ["rust"],
        "exclude": ["on call"],
        "companies_blocked": ["Acme"],
        "remote": ["remote"],
        "regions": ["Europe"],
        "min_salary": 60000,
        "salary_currency": "EUR",
        "max_age_days": 7,
    }
    assert rules_of(data).as_dict() == data


def test_many_rules_on_a_long_text_take_no_time() -> None:
    rules = rules_of({"exclude": [f"word{n}" for n in range(50)], "include": ["not"]})
    text = "no not never without " * 5000
    started = time.perf_counter()
    first_rule_that_drops(rules, Facts("Engineer", text=text), NOW)
    assert time.perf_counter() - started < 1
