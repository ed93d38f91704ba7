"""A posting put together from the fields of a source, read the same way for all."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from scraping.reading.dates import read_date, read_posted
from scraping.reading.employment import read_employment
from scraping.reading.geography import ANYWHERE
from scraping.reading.pay import Pay, find_pay, pay_of, read_pay
from scraping.reading.places import (
    country_code,
    is_work_model,
    region_codes,
    split_locations,
)
from scraping.reading.plain import mend
from scraping.reading.remote import HYBRID, REMOTE, read_regions, read_remote
from scraping.reading.text import clean, find_email, fold, html_to_text
from scraping.sources.base import FoundJob, Query, Unreadable
from scraping.sources.shape import kept_raw, text

MAX_TITLE = 500
MAX_COMPANY = 300
MAX_LOCATION = 500
MAX_LINK = 2000
MAX_ID = 300
MAX_PLACES = 60
# Fields that hold a description already kept elsewhere.
LONG_FIELDS = {
    "content",
    "description",
    "descriptionPlain",
    "descriptionHtml",
    "descriptionBody",
    "descriptionBodyPlain",
    "additional",
    "additionalPlain",
    "opening",
    "openingPlain",
    "lists",
    "contents",
    "jobDescription",
    "content_html",
    "comment_text",
    "text_html",
    "requirements",
    "jobAd",
}


def words(value: Any, most: int) -> str | None:
    """One clean line of at most ``most`` characters, None without any."""
    found = text(value)
    return (clean(found[: most * 8])[:most].strip() or None) if found else None


def place_words(value: Any) -> str | None:
    """A place in the source's words; commas at its edges hold nothing."""
    found = words(value, MAX_LOCATION)
    return (found.strip(" ,;") or None) if found else None


def join_places(*parts: Any) -> str | None:
    """Town, region and country as one place, empty parts left out."""
    return ", ".join(place for part in parts if (place := place_words(part))) or None


def web_link(value: Any, base: str | None = None) -> str | None:
    """An http(s) address, made absolute; None for anything else."""
    found = text(value)
    if not found:
        return None
    link = clean(found)
    try:
        if base and not urlsplit(link).scheme:
            link = urljoin(base, link)
        parts = urlsplit(link)
        usable = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return None
    return link if usable and len(link) <= MAX_LINK and " " not in link else None


def posting(
    query: Query,
    *,
    id: Any,
    title: Any,
    company: Any = None,
    location: Any = None,
    places: Iterable[Any] = (),
    towns: Iterable[Any] = (),
    workplace: Any = None,
    flag: bool | None = None,
    regions: Collection[Any] | None = None,
    country: str | None = None,
    link: str | None = None,
    apply_link: str | None = None,
    employment: Any = None,
    department: Any = None,
    language: Any = None,
    requisition: Any = None,
    pay: Pay | None = None,
    pay_text: Any = None,
    html: Any = None,
    posted: Any = None,
    closes: Any = None,
    zone: str | None = None,
    dayfirst: bool | None = None,
    detailed: bool = True,
    raw: Any = None,
) -> FoundJob:
    """Read the parts of a posting; raises Unreadable without id or title.

    ``location`` is the source's own line, ``places`` its list of single places;
    ``towns`` stand in where the line only tells the work model. ``regions`` is a
    list of where a remote job may be done from, when the source has one.
    """
    number = words(id, MAX_ID)
    name = words(_without_tags(title), MAX_TITLE)
    if not number or not name:
        raise Unreadable("a posting without id or title")
    line, single = _places(location, places, towns)
    body = mend(text(html) or "") or None
    description = html_to_text(body) or None if body else None
    mode, limited = read_remote(
        workplace=words(workplace, 200),
        flag=flag,
        location=place_words(location) or line,
        title=name,
        text=description,
    )
    if mode == "remote" and regions is not None:
        limited = _regions(regions)
    elif mode == "remote" and len(single) > 1:
        # Of several places only those that say so are where one may be remote.
        named = [place for place in single if "remote" in place.lower()]
        limited = read_regions(*named) if named else limited
    where = country or (
        _country(single or ([line] if line else []))
        if regions is None
        else _one_country(regions)
    )
    return FoundJob(
        source_job_id=number,
        title=name,
        company=words(company, MAX_COMPANY) or words(query.company_name, MAX_COMPANY),
        location=line,
        locations=tuple(single),
        remote=mode,
        remote_regions=limited if mode == "remote" else (),
        requisition_id=words(requisition, 200),
        link=link,
        apply_link=apply_link,
        employment_type=read_employment(employment) if employment else None,
        department=words(department, 200),
        language=_language(language),
        pay=_pay(pay, pay_text, description, where),
        description_html=body,
        description_text=description,
        posted_at=_posted(posted, query, zone, dayfirst),
        closes_at=read_date(
            closes, fetched_at=query.fetched_at, zone=zone, dayfirst=dayfirst
        ),
        hr_email=find_email(description),
        detailed=detailed,
        raw=short_raw(raw),
    )


TAGS = re.compile(
    r"</?(?:b|i|u|em|strong|span|br|p|font|sup|sub|small|mark|div)\b[^<>]{0,200}>",
    re.IGNORECASE,
)


def _without_tags(title: Any) -> Any:
    """A title without the markup that searches put around its words."""
    return TAGS.sub(" ", title) if isinstance(title, str) and "<" in title else title


def _places(
    location: Any, places: Iterable[Any], towns: Iterable[Any]
) -> tuple[str | None, list[str]]:
    line = place_words(location)
    given = list(dict.fromkeys(p for item in places if (p := place_words(item))))
    named = [place for place in given if not is_work_model(place)]
    if line and is_work_model(line):
        spare = [p for item in towns if (p := place_words(item))]
        named = named or [place for place in spare if not is_work_model(place)]
        if named and (HYBRID.search(fold(line)) or not REMOTE.search(fold(line))):
            # "Hybrid" is no town: whoever looks for one must find the posting.
            line = "; ".join(dict.fromkeys(named))
    single = list(dict.fromkeys(named or split_locations(line) or given))
    if line is None and single:
        line = "; ".join(single)
    return (line[:MAX_LOCATION] if line else None), single[:MAX_PLACES]


def _country(places: Iterable[str]) -> str | None:
    """The one country that all places which tell one lie in."""
    codes = {code for place in places if (code := country_code(place))}
    return codes.pop() if len(codes) == 1 else None


def _one_country(regions: Iterable[Any]) -> str | None:
    """The country of a list of regions that are all in one."""
    known = [codes for item in regions if (codes := region_codes(str(item or "")))]
    together = set().union(*known) if known else set()
    return together.pop() if len(together) == 1 else None


ONLY = re.compile(r"\s*\(?\bonly\b\)?\s*", re.IGNORECASE)


def _regions(regions: Iterable[Any]) -> tuple[str, ...]:
    """The regions of a list, in its words; "anywhere" is no limit."""
    named = (place_words(ONLY.sub(" ", str(item or ""))) for item in regions)
    kept = (
        place
        for place in named
        if place and fold(place) not in ANYWHERE and not is_work_model(place)
    )
    return tuple(dict.fromkeys(kept))[:MAX_PLACES]


def _pay(
    pay: Pay | None, pay_text: Any, description: str | None, country: str | None
) -> Pay | None:
    """Stated fields, then the pay line, then the description's own words."""
    if pay is not None and pay.has_numbers:
        return pay
    line = read_pay(words(pay_text, 500), country=country) if pay_text else None
    if line is not None and line.has_numbers:
        return line
    prose = pay or line
    told = find_pay(description, country=country)
    if told is None or prose is None:
        return told or prose
    if prose.predicted:
        return told
    return Pay(told.min, told.max, told.currency, told.period, prose.text)


def widest(ranges: list[Pay]) -> Pay:
    """Several tiers as one range, those of the first one's currency and period."""
    first = ranges[0]
    alike = [
        pay
        for pay in ranges
        if (pay.currency, pay.period) == (first.currency, first.period)
    ]
    if len(alike) == 1:
        return first
    lows = [pay.min for pay in alike if pay.min is not None]
    highs = [pay.max for pay in alike if pay.max is not None]
    whole = pay_of(
        min(lows) if lows else None,
        max(highs) if highs else None,
        first.currency,
        first.period,
    )
    return whole or first


def _posted(
    value: Any, query: Query, zone: str | None, dayfirst: bool | None
) -> datetime | None:
    return read_posted(value, fetched_at=query.fetched_at, zone=zone, dayfirst=dayfirst)


def _language(value: Any) -> str | None:
    code = words(value, 20)
    return code.replace("_", "-").lower() if code else None


def short_raw(raw: Any) -> dict[str, Any]:
    if not isinstance(raw, dict):
        return {}
    short = kept_raw({k: v for k, v in raw.items() if k not in LONG_FIELDS})
    return short if isinstance(short, dict) else {}
