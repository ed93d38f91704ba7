"""Public bug reports of others, answered by our readers (``../shared/data/cases``)."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from scraping.reading.identity import Facts, candidate_keys, suggestion
from scraping.reading.links import canonical_link
from scraping.reading.pay import find_pay, read_pay
from scraping.reading.rules import Facts as RuleFacts
from scraping.reading.rules import first_rule_that_drops, rules_of
from scraping.reading.search import document_terms, query_terms
from scraping.reading.text import clean, html_to_text

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "cases"


def cases(kind: str) -> list[Any]:
    path = FOLDER / f"{kind}.json"
    if not path.exists():
        reason = pytest.mark.skip(reason=f"no {path}")
        return [pytest.param(None, marks=reason, id=kind)]
    return [pytest.param(case, id=case["id"]) for case in json.loads(path.read_text())]


def rows(case: Any) -> list[dict[str, Any]]:
    boards = case["given"].get("boards", {})
    return [row for board in boards.values() for row in board]


def titles_of(case: Any, name: str) -> set[str]:
    found = [
        check["same"] for check in case["right"] if check["at"] == f"{name}[].title"
    ]
    return set(found[0]) if found else set()


@pytest.mark.parametrize("case", cases("pay"))
def test_pay_cases(case: Any) -> None:
    for row in rows(case):
        line = row.get("fields", {}).get("salary")
        found = read_pay(line) if line else find_pay(html_to_text(row["description"]))
        values = {
            "salary_min": found and found.min,
            "salary_max": found and found.max,
            "salary_currency": found and found.currency,
            "salary_period": found and found.period,
        }
        for check in case["right"]:
            title, name = re.match(r"jobs\[title=(.*)\]\.(\w+)", check["at"]).groups()
            if title == row["title"]:
                expected = check.get("is", check.get("period"))
                assert values[name] == expected, check


@pytest.mark.parametrize("case", cases("text"))
def test_text_cases(case: Any) -> None:
    wanted = titles_of(case, "jobs")
    if wanted:
        assert {clean(row["title"]) for row in rows(case)} == wanted


@pytest.mark.parametrize("case", cases("search"))
def test_search_cases(case: Any) -> None:
    jobs = {
        job["title"]: set(
            document_terms(
                job["title"], job["company"], job.get("location"), job["description"]
            ).split()
        )
        for job in case["given"]["jobs"]
    }
    for ask in case["ask"]:
        wanted = set(query_terms(ask["query"]["search"]))
        found = {title for title, terms in jobs.items() if wanted <= terms}
        assert found == titles_of(case, ask["as"])


@pytest.mark.parametrize("case", cases("rules"))
def test_rules_cases(case: Any) -> None:
    now = datetime.now(UTC)
    for ask in case["ask"]:
        if not ask["call"].endswith("/preview"):
            continue
        rules = rules_of(ask["body"]["rules"])
        kept = [
            job["title"]
            for job in case["given"]["jobs"]
            if first_rule_that_drops(
                rules,
                RuleFacts(job["title"], job["company"], job["description"]),
                now,
            )
            is None
        ]
        for check in case["right"]:
            if check["at"] == f"{ask['as']}.kept":
                assert len(kept) == check["is"], kept


@pytest.mark.parametrize("case", cases("duplicates"))
def test_duplicates_cases(case: Any) -> None:
    jobs = [
        *case["given"]["jobs"],
        *(ask["body"] for ask in case["ask"] if ask["call"] == "POST /jobs/"),
    ]
    links = {canonical_link(job["link"]) for job in jobs}
    for check in case["right"]:
        if check["at"] == "jobs[].title":
            assert len(links) == len(check["same"])
    facts = [
        Facts(
            job["title"],
            job["company"],
            (job["location"],) if job.get("location") else (),
            text=job["description"],
        )
        for job in jobs
    ]
    pairs = [
        {jobs[i]["company"], jobs[j]["company"]}
        for i in range(len(jobs))
        for j in range(i)
        if canonical_link(jobs[i]["link"]) != canonical_link(jobs[j]["link"])
        and candidate_keys(facts[i]) & candidate_keys(facts[j])
        and suggestion(facts[i], facts[j])
    ]
    wanted = [
        set(check["same"]) for check in case["right"] if check["at"].endswith("company")
    ]
    assert pairs == wanted
