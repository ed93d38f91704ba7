"""Which of a source's postings a run wants, and which rule dropped the others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from scraping.models import ScrapeRun
from scraping.reading.places import in_region
from scraping.reading.rules import Facts, Rules, first_rule_that_drops, rules_of
from scraping.reading.text import contains_word, fold, html_to_text, matches_keyword
from scraping.sources.base import FoundJob


def facts_of(found: FoundJob) -> Facts:
    return Facts(
        title=found.title,
        company=found.company,
        text=text_of(found),
        places=found.locations,
        remote=found.remote,
        remote_regions=found.remote_regions,
        pay=found.pay,
        posted_at=found.posted_at,
    )


def text_of(found: FoundJob) -> str | None:
    return found.description_text or html_to_text(found.description_html) or None


def in_wanted_place(found: FoundJob, place: str | None) -> bool:
    """Whether a posting is in a place, or does not say where it is."""
    if not place:
        return True
    places = [*found.locations, *found.remote_regions]
    if not places and not found.location:
        return True
    words = " | ".join([found.location or "", *places])
    if contains_word(words, place) or fold(place) in fold(words):
        return True
    return in_region(places or [found.location or ""], place) is True


def choose(
    run: ScrapeRun, jobs: Iterable[FoundJob], now: datetime | None = None
) -> tuple[list[FoundJob], list[tuple[FoundJob, str]]]:
    """(what matches, [(what does not, the rule that dropped it)])."""
    rules = rules_of(run.search.rules or {}) if run.search else Rules()
    moment = now or timezone.now()
    chosen: list[FoundJob] = []
    dropped: list[tuple[FoundJob, str]] = []
    for found in jobs:
        if run.keyword and not matches_keyword(
            run.keyword, found.title, found.company, text_of(found)
        ):
            dropped.append((found, "keyword"))
        elif not in_wanted_place(found, run.location):
            dropped.append((found, "location"))
        elif rule := first_rule_that_drops(rules, facts_of(found), moment):
            dropped.append((found, rule))
        else:
            chosen.append(found)
    return chosen, dropped
