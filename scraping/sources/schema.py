"""A schema.org JobPosting as a posting of ours, and what a page carries of them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from scraping.reading.dates import read_date
from scraping.reading.links import canonical_link
from scraping.reading.pay import Pay, number_of, pay_of, read_pay
from scraping.reading.places import country_code
from scraping.reading.text import clean, fold
from scraping.sources.base import FoundJob, Query
from scraping.sources.building import (
    join_places,
    place_words,
    posting,
    web_link,
    widest,
    words,
)
from scraping.sources.shape import first_text, label, mapping, text

# A value in words: "$50,000 - $60,000", "45k".
SIGN = re.compile(r"[^\d\s.,'+-]|\d\s*[-–]")
# Codes of UN/CEFACT and ISO durations, as some sites write the unit.
UNITS = {
    "HUR": "hour",
    "PT1H": "hour",
    "P1D": "day",
    "WEE": "week",
    "P1W": "week",
    "P1M": "month",
}
TEXT_FIELDS = ("responsibilities", "qualifications", "experienceRequirements")


def listed(value: Any) -> list[Any]:
    """One or several values as a list."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def single(value: Any) -> Any:
    """The first of several values."""
    return next(iter(listed(value)), None)


def read_node(node: dict[str, Any], page_url: str, query: Query) -> FoundJob:
    """One JobPosting object; raises Unreadable without a title."""
    link = own_link(node, page_url) or page_url
    places = [
        place for item in listed(node.get("jobLocation")) if (place := _place(item))
    ]
    remote = {fold(clean(v)) for v in listed(node.get("jobLocationType")) if text(v)}
    telecommute = any("telecommute" in kind or "remote" in kind for kind in remote)
    required = node.get("applicantLocationRequirements")
    pay, pay_text = read_salary(node, _country(node))
    job = posting(
        query,
        id=posting_id(link),
        title=single(node.get("title")) or single(node.get("name")),
        company=_company(node.get("hiringOrganization")),
        location=places[0] if places else None,
        places=places,
        workplace=None if telecommute else single(node.get("jobLocationType")),
        flag=True if telecommute else None,
        regions=[_region(item) for item in listed(required)] if required else None,
        country=_country(node),
        link=link,
        employment=node.get("employmentType"),
        department=label(single(node.get("occupationalCategory"))),
        language=label(node.get("inLanguage")),
        requisition=_identifier(node),
        pay=pay,
        pay_text=pay_text,
        html=_description(node),
        posted=single(node.get("datePosted")),
        closes=None,
        raw=node,
    )
    email = first_text(single(node.get("applicationContact")), "email")
    return replace(
        job,
        closes_at=read_date(single(node.get("validThrough"))),
        hr_email=email.removeprefix("mailto:")
        if email and "@" in email
        else job.hr_email,
    )


def posting_id(link: str) -> str:
    """A page's address is the id of its posting."""
    same = (canonical_link(link) or link).removeprefix("https://")
    if len(same) <= 300:
        return same
    return hashlib.sha256(same.encode()).hexdigest()


def own_link(node: dict[str, Any], page_url: str) -> str | None:
    """The address that a posting names as its own, None where it names none."""
    for key in ("url", "mainEntityOfPage", "@id"):
        value = single(node.get(key))
        found = (
            first_text(value, "@id", "url") if isinstance(value, dict) else text(value)
        )
        if key == "@id" and not (found or "").startswith("http"):
            continue
        link = web_link(found, page_url)
        if link and not _is_above(link, page_url):
            return link
    return None


def _is_above(link: str, page_url: str) -> bool:
    """Whether a link is the site's front page, or a list above the page itself."""
    there, here = urlsplit(link), urlsplit(page_url)
    if there.query or there.fragment:
        return False
    path = there.path.rstrip("/")
    if not path:
        return True
    return there.netloc == here.netloc and here.path.startswith(f"{path}/")


def _company(value: Any) -> str | None:
    """The employer's name; an address is none."""
    for item in listed(value):
        name = (
            first_text(item, "name", "legalName", "alternateName")
            if isinstance(item, dict)
            else text(item)
        )
        plain = words(name, 300)
        if plain and not plain.lower().startswith(("http://", "https://", "www.")):
            return plain
    return None


def _name_of(value: Any) -> str | None:
    """A country or region, given as text or as an object."""
    item = single(value)
    return label(item) if isinstance(item, dict) else text(item)


def _place(item: Any) -> str | None:
    if not isinstance(item, dict):
        return place_words(item)
    address = single(item.get("address"))
    if address is None and {"addressLocality", "addressCountry"} & set(item):
        address = item
    if isinstance(address, dict):
        found = join_places(
            _name_of(address.get("addressLocality")),
            _name_of(address.get("addressRegion")),
            _name_of(address.get("addressCountry")),
        )
        if found or (found := place_words(_name_of(address.get("streetAddress")))):
            return found
        return place_words(address.get("name")) or place_words(item.get("name"))
    return place_words(address) or place_words(item.get("name"))


def _region(item: Any) -> str | None:
    if isinstance(item, dict):
        return place_words(item.get("name")) or _place(item)
    return place_words(item)


def _country(node: dict[str, Any]) -> str | None:
    codes = {
        country_code(
            _name_of(
                mapping(single(mapping(item).get("address"))).get("addressCountry")
            )
        )
        for item in listed(node.get("jobLocation"))
    } - {None}
    return codes.pop() if len(codes) == 1 else None


def _identifier(node: dict[str, Any]) -> str | None:
    """The employer's number of the posting; its page's address is none."""
    item = single(node.get("identifier"))
    value = (
        text(item.get("value")) or text(item.get("propertyID"))
        if isinstance(item, dict)
        else text(item)
    )
    return value if value and "://" not in value else None


def _description(node: dict[str, Any]) -> str | None:
    body = text(single(node.get("description")))
    if body is None:
        parts = (text(single(node.get(key))) for key in TEXT_FIELDS)
        body = "\n\n".join(part for part in parts if part) or None
    if body and "\\n" in body and "\n" not in body.strip():
        # Encoded once too often.
        body = body.replace("\\r", "").replace("\\n", "\n")
    return body


def read_salary(
    node: dict[str, Any], country: str | None
) -> tuple[Pay | None, str | None]:
    """(pay, a line about it) from baseSalary in any of its forms."""
    ranges: list[Pay] = []
    line: str | None = None
    for item in listed(node.get("baseSalary")):
        if isinstance(item, dict):
            ranges += _amounts(item, node, country)
            line = line or words(_prose(item), 500)
        elif text(item):
            currency = text(node.get("salaryCurrency"))
            number = number_of(item)
            if number is not None and currency:
                found = pay_of(number, number, currency, None, country=country)
            else:
                found = read_pay(words(item, 500), country=country, structured=True)
            if found is not None and found.has_numbers:
                ranges.append(found)
            line = line or words(item, 500)
    if ranges:
        return widest(ranges), line
    estimate = mapping(single(node.get("estimatedSalary")))
    if estimate:
        guessed = _amounts(estimate, node, country, predicted=True)
        return (guessed[0] if guessed else None), line
    return None, line


def _prose(item: dict[str, Any]) -> str | None:
    """A value that is words only ("Competitive")."""
    value = single(item.get("value"))
    value = mapping(value).get("value") if isinstance(value, dict) else value
    return value if isinstance(value, str) and number_of(value) is None else None


def _amounts(
    item: dict[str, Any],
    node: dict[str, Any],
    country: str | None,
    *,
    predicted: bool = False,
) -> list[Pay]:
    """The ranges of a MonetaryAmount, its unit inside or beside the value."""
    found: list[Pay] = []
    currency = first_text(item, "currency", "priceCurrency", "salaryCurrency") or text(
        node.get("salaryCurrency")
    )
    unit = first_text(item, "unitText", "unitCode", "duration")
    values = listed(item.get("value")) or [item]
    for value in values:
        inner = value if isinstance(value, dict) else {"value": value}
        low = single(inner.get("minValue"))
        high = single(inner.get("maxValue"))
        if low is None and high is None:
            plain = listed(inner.get("value", inner.get("price", inner.get("median"))))
            low, high = (plain[0], plain[-1]) if plain else (None, None)
        period = first_text(inner, "unitText", "unitCode", "duration") or unit
        period = UNITS.get((period or "").strip().upper(), period)
        own = first_text(inner, "currency", "priceCurrency") or currency
        pay = pay_of(low, high, own, period, predicted=predicted, country=country)
        if pay is None and isinstance(low, str) and SIGN.search(low) and not predicted:
            # "$50,000 - $60,000" as the value.
            line = low if high in {None, low} else f"{low} - {high}"
            pay = read_pay(words(line, 200), country=country, structured=True)
            if pay is not None and pay.has_numbers:
                pay = replace(
                    pay,
                    currency=pay.currency or _code(own),
                    period=pay.period or _period(period),
                )
        if pay is not None and (pay.has_numbers or predicted):
            found.append(pay)
    return found


def _code(currency: str | None) -> str | None:
    pay = pay_of(1, 1, currency, None)
    return pay.currency if pay else None


def _period(unit: str | None) -> str | None:
    pay = pay_of(1, 1, None, unit)
    return pay.period if pay else None
