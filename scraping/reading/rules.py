"""The hard rules of a saved search; what is unknown passes every rule."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from scraping.reading.company import normal_company
from scraping.reading.pay import CODES, Pay, yearly_top
from scraping.reading.places import in_region, region_codes
from scraping.reading.text import contains_word, fold, word_pattern

REMOTE = ("remote", "hybrid", "onsite")
LISTS = ("include", "exclude", "companies_blocked", "remote", "regions")
MOST_WORDS = 100
LONGEST_WORD = 100
# Words that end what a "not" reaches, and a "not" that is none.
_STOP = (
    r"(?:and|but|und|aber|sondern|mais|et|y|pero|except|unless|because|however|required"
    r"|needed|necessary|only|just|nur|afraid|shy|hesitate|limited|least|exceptions?|problem"
    r"|matter|doubt|erforderlich|notig)(?![\w'])"
)
_NOT = (
    r"(?:not|no|non|never|without|cannot|neither|nor|isn't|aren't|don't|doesn't|won't|can't"
    r"|kein\w*|nicht|ohne|weder|nie|sans|aucun\w*|pas|ni|sin|ningun\w*|geen|niet|zonder|bez"
    r"|unable|rather than|instead of|free of|free from|exempt from|statt|anstatt)"
)
NOT_BEFORE = re.compile(
    rf"(?<![\w']){_NOT}[\s-]+(?:\(?(?!{_STOP})[\w'/]+[\s-]+){{0,4}}\(?$"
)
NOT_AFTER = re.compile(
    r"^(?:[\s-]+(?!(?:and|but|or|und|et|required|needed|mandatory|essential)\b)[\w'-]+){0,3}?"
    r"[\s,(–-]+(?:but\s+|or\s+[\w'-]+\s+)?"
    r"(?:(?:is|are|ist|sind|wird|werden|est|sont|es|son|ne|n'est|is|zijn)\s+)?"
    r"(?:not|never|isn't|aren't|won't be|nicht|kein\w*|pas|no|niet)\s+(?:be\s+|a\s+|es\s+)?"
    r"(?:required?|needed|necessary|part|expected|involved|mandatory|essential|welcome|allowed"
    r"|accepted|used|offered|planned|wanted|provided|available|possible|included"
    r"|our (?:thing|style|business|world)|requirement|notig|erforderlich|notwendig|vorgesehen|requis\w*|necessaire\w*"
    r"|exige\w*|necesari\w*|requier\w*|requerid\w*|nodig|vereist)"
)
# "travel: none", "commission-free"
NONE_AFTER = re.compile(
    r"^\s*(?:[:(]\s*(?:none|nil|n/a|keine?|nein|aucun\w*|ninguno|geen"
    r"|no(?:t (?:required|needed|necessary|expected))?)(?![\w'])|[\s-](?:free|frei)(?!\w))"
)
# "no nights, weekends or holidays"
LIST_BEFORE = re.compile(
    rf"(?<![\w']){_NOT}[\s-]+(?!{_STOP})[\w'-]+(?:\s(?!{_STOP})[\w'-]+)?"
    rf"(?:,\s*(?!{_STOP})[\w'-]+){{0,3}},\s*$"
)
LIST_AFTER = re.compile(r"^(?:,\s*[\w'-]+){0,4},?\s+(?:or|nor|oder|ou|o|of)\s")
# "not PHP, Perl or ..."
LAST_BEFORE = re.compile(
    rf"(?<![\w']){_NOT}[\s-]+(?!{_STOP})[\w'-]+(?:\s(?!{_STOP})[\w'-]+){{0,2}}"
    rf"(?:,\s*(?!{_STOP})[\w'-]+){{1,4}},?\s+(?:or|nor|oder|ou|o|of)\s+$"
)
ZERO_BEFORE = re.compile(r"(?<![\w'.,])(?:zero|0\s?%)[\s-]+$")
REACH = 70


class BadRule(ValueError):
    """A rule that cannot be meant; ``field`` names it."""

    def __init__(self, field_name: str, message: str) -> None:
        super().__init__(message)
        self.field = field_name


@dataclass(frozen=True, slots=True)
class Rules:
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    companies_blocked: tuple[str, ...] = ()
    remote: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    min_salary: Decimal | None = None
    salary_currency: str | None = None
    max_age_days: int | None = None

    def as_dict(self) -> dict[str, Any]:
        salary = self.min_salary
        return {
            **{name: list(getattr(self, name)) for name in LISTS},
            "min_salary": None
            if salary is None
            else int(salary)
            if salary == salary.to_integral_value()
            else float(salary),
            "salary_currency": self.salary_currency,
            "max_age_days": self.max_age_days,
        }


@dataclass(frozen=True, slots=True)
class Facts:
    """What rules look at of a posting; None is unknown."""

    title: str
    company: str | None = None
    text: str | None = None
    places: tuple[str, ...] = ()
    remote: str | None = None
    remote_regions: tuple[str, ...] = ()
    pay: Pay | None = None
    posted_at: datetime | None = None


def _words(data: dict[str, Any], name: str) -> tuple[str, ...]:
    values = data.get(name)
    if values is None:
        return ()
    if not isinstance(values, list):
        raise BadRule(name, "A list is required.")
    if len(values) > MOST_WORDS:
        raise BadRule(name, f"At most {MOST_WORDS} words.")
    for value in values:
        if not isinstance(value, str):
            raise BadRule(name, "Words must be text.")
        if not value.strip() or not re.search(r"\w", value):
            raise BadRule(name, "A rule word must not be blank.")
        if len(value) > LONGEST_WORD:
            raise BadRule(name, f"At most {LONGEST_WORD} characters a word.")
    return tuple(" ".join(value.split()) for value in values)


def rules_of(data: Any) -> Rules:
    """Rules from JSON; BadRule names what is wrong."""
    if not isinstance(data, dict):
        raise BadRule("rules", "An object is required.")
    known = {*LISTS, "min_salary", "salary_currency", "max_age_days"}
    if unknown := sorted(set(data) - known):
        raise BadRule(str(unknown[0]), "This rule is not known.")
    lists = {name: _words(data, name) for name in LISTS}
    for mode in lists["remote"]:
        if mode not in REMOTE:
            raise BadRule("remote", f"One of {', '.join(REMOTE)}.")
    for region in lists["regions"]:
        if region_codes(region) is None:
            raise BadRule("regions", f"“{region}” is no country or region we know.")
    return Rules(
        **lists,
        min_salary=_salary(data.get("min_salary")),
        salary_currency=_currency(data.get("salary_currency")),
        max_age_days=_days(data.get("max_age_days")),
    )


def _salary(value: Any) -> Decimal | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise BadRule("min_salary", "A number is required.")
    if not 0 < value < 1e9:
        raise BadRule("min_salary", "A number above 0 is required.")
    return Decimal(str(value))


def _currency(value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or value.upper() not in CODES:
        raise BadRule("salary_currency", "A currency code such as EUR is required.")
    return value.upper()


def _days(value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= 3650:
        raise BadRule("max_age_days", "A whole number from 1 to 3650 is required.")
    return value


def stands_unnegated(text: str, word: str) -> bool:
    """Whether a word stands somewhere without being denied there."""
    return _unnegated(fold(text), word)


def _unnegated(folded: str, word: str) -> bool:
    for match in word_pattern(word).finditer(folded):
        before = folded[max(0, match.start() - REACH) : match.start()]
        if any(form.search(before) for form in (NOT_BEFORE, LAST_BEFORE, ZERO_BEFORE)):
            continue
        after = folded[match.end() : match.end() + REACH]
        if NOT_AFTER.match(after) or NONE_AFTER.match(after):
            continue
        if LIST_BEFORE.search(before) and LIST_AFTER.match(after):
            continue
        return True
    return False


def _misses_include(rules: Rules, facts: Facts, whole: str) -> bool:
    found = any(word_pattern(word).search(whole) for word in rules.include)
    # Without a description the word may stand there.
    return not found and bool(facts.text and facts.text.strip())


def _hits_exclude(rules: Rules, whole: str) -> bool:
    return any(_unnegated(whole, word) for word in rules.exclude)


def _is_blocked(rules: Rules, facts: Facts) -> bool:
    company = normal_company(facts.company)
    return bool(company) and any(
        contains_word(company, normal_company(word)) for word in rules.companies_blocked
    )


def _wrong_mode(rules: Rules, facts: Facts) -> bool:
    return facts.remote is not None and facts.remote not in rules.remote


def _elsewhere(rules: Rules, facts: Facts) -> bool:
    places = facts.places
    if facts.remote == "remote":
        # Where a remote job may be done from counts, not where the office is.
        places = facts.remote_regions or ()
    if not places:
        return False
    answers = [in_region(places, region) for region in rules.regions]
    return all(answer is False for answer in answers)


def _pays_less(rules: Rules, facts: Facts) -> bool:
    if rules.min_salary is None or facts.pay is None:
        return False
    # "from 50 000" names no top; a currency or period that is not stated neither.
    pay = facts.pay
    if pay.max is None or pay.currency is None or pay.period is None:
        return False
    top = yearly_top(pay)
    if top is None:
        return False
    if (
        rules.salary_currency is not None
        and facts.pay.currency != rules.salary_currency
    ):
        return False
    return top < rules.min_salary


def _too_old(rules: Rules, facts: Facts, now: datetime) -> bool:
    if rules.max_age_days is None or facts.posted_at is None:
        return False
    return facts.posted_at < now - timedelta(days=rules.max_age_days)


def first_rule_that_drops(rules: Rules, facts: Facts, now: datetime) -> str | None:
    """The key of the first rule that a posting breaks, None when it passes all."""
    if rules.companies_blocked and _is_blocked(rules, facts):
        return "companies_blocked"
    if rules.exclude or rules.include:
        whole = fold(f"{facts.title}\n{facts.text or ''}")
        if _hits_exclude(rules, whole):
            return "exclude"
        if rules.include and _misses_include(rules, facts, whole):
            return "include"
    if rules.remote and _wrong_mode(rules, facts):
        return "remote"
    if rules.regions and _elsewhere(rules, facts):
        return "regions"
    if _pays_less(rules, facts):
        return "min_salary"
    if _too_old(rules, facts, now):
        return "max_age_days"
    return None
