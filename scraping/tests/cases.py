"""Small cases of what other people's software got wrong, played over real HTTP.

A case gives boards and pages, asks our interface, and says what the answers must and
must not hold. The cases themselves are beside the project (``../shared/data/cases``).
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings

from scraping.reading.dates import read_date
from scraping.tests.boards import Board

FOLDER = Path(settings.BASE_DIR).parent / "shared" / "data" / "cases"
PERIODS = ("hour", "day", "week", "month", "year")
STEP = re.compile(r"\.?(@?[\w-]+)|\[([\w-]*)(?:=([^\]]*))?\]")


def of_kinds(*kinds: str) -> list[dict[str, Any]]:
    return [
        case
        for kind in kinds
        if (FOLDER / f"{kind}.json").exists()
        for case in json.loads((FOLDER / f"{kind}.json").read_text())
    ]


def dated(value: Any) -> Any:
    """``{date-40}`` as the day that many days ago, anywhere in a value."""
    if isinstance(value, dict):
        return {key: dated(item) for key, item in value.items()}
    if isinstance(value, list):
        return [dated(item) for item in value]
    if not isinstance(value, str):
        return value
    today = datetime.now(UTC)
    return re.sub(
        r"\{date([+-]\d+)\}",
        lambda match: f"{today + timedelta(days=int(match[1])):%Y-%m-%d}",
        value,
    )


# -- what a case gives ----------------------------------------------------------


def greenhouse(row: dict[str, Any], number: int) -> dict[str, Any]:
    return {
        "id": number,
        "title": row["title"],
        "company_name": row.get("company"),
        "location": {"name": row.get("location")},
        "absolute_url": f"https://job-boards.greenhouse.io/acme/jobs/{number}",
        "content": row.get("description", ""),
        "updated_at": "2026-11-01T10:00:00Z",
        **row.get("fields", {}),
    }


def ashby(row: dict[str, Any], number: int) -> dict[str, Any]:
    return {
        "id": f"a-{number}",
        "title": row["title"],
        "location": row.get("location"),
        "descriptionHtml": row.get("description", ""),
        "jobUrl": f"https://jobs.ashbyhq.com/acme/a-{number}",
        "isListed": True,
        **row.get("fields", {}),
    }


def lever(row: dict[str, Any], number: int) -> dict[str, Any]:
    return {
        "id": f"l-{number}",
        "text": row["title"],
        "categories": {"location": row.get("location")},
        "description": row.get("description", ""),
        "hostedUrl": f"https://jobs.lever.co/acme/l-{number}",
        **row.get("fields", {}),
    }


def remotive(row: dict[str, Any], number: int) -> dict[str, Any]:
    return {
        "id": number,
        "url": f"https://remotive.com/remote-jobs/x-{number}",
        "title": row["title"],
        "company_name": row.get("company"),
        "candidate_required_location": row.get("location"),
        "description": row.get("description", ""),
        "publication_date": "2026-11-01T08:00:00",
        **row.get("fields", {}),
    }


def arbeitnow(row: dict[str, Any], number: int) -> dict[str, Any]:
    return {
        "slug": f"x-{number}",
        "url": f"https://www.arbeitnow.com/jobs/x-{number}",
        "title": row["title"],
        "company_name": row.get("company"),
        "location": row.get("location"),
        "remote": row.get("remote", False),
        "description": row.get("description", ""),
        "created_at": 1790000000,
        **row.get("fields", {}),
    }


def boards(given: dict[str, Any], board: Board) -> None:
    """Routes of the boards of a case; company boards answer to any name."""
    makers = {
        "greenhouse": (greenhouse, lambda rows: {"jobs": rows}),
        "ashby": (ashby, lambda rows: {"jobs": rows}),
        "lever": (lever, lambda rows: rows),
        "remotive": (remotive, lambda rows: {"jobs": rows}),
        "arbeitnow": (arbeitnow, lambda rows: {"data": rows, "links": {"next": None}}),
    }
    for name, rows in given.get("boards", {}).items():
        make, wrap = makers[name]
        made = [make(row, number) for number, row in enumerate(dated(rows), 1)]
        board.fallbacks[f"/{name}/"] = wrap(made)


def pages(given: dict[str, Any], board: Board) -> None:
    for name, page in given.get("pages", {}).items():
        blocks = [
            *page.get("blocks", []),
            *(
                {"@context": "https://schema.org", "@type": "JobPosting", **posting}
                for posting in page.get("postings", [])
            ),
        ]
        scripts = "".join(
            f'<script type="application/ld+json">{json.dumps(dated(block))}</script>'
            for block in blocks
        )
        title = page.get("title", "Job")
        board.routes[f"/page/{name}"] = (
            f"<html><head><title>{title}</title>{scripts}</head>"
            f"<body>{page.get('body', '<h1>Job</h1>')}</body></html>"
        )


# -- what it asks ---------------------------------------------------------------


class Asker:
    def __init__(self, client: Any, board: Board) -> None:
        self.client = client
        self.board = board
        self.got: dict[str, Any] = {}

    def filled(self, value: Any) -> Any:
        """``{page/x}``, ``{unique}`` and ``{answer.field}`` put in."""
        if isinstance(value, dict):
            return {key: self.filled(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.filled(item) for item in value]
        if not isinstance(value, str):
            return value
        value = dated(value).replace("{unique}", "one")
        return re.sub(
            r"\{([^{}]+)\}", lambda match: str(self.reference(match[1])), value
        )

    def reference(self, name: str) -> Any:
        if name.startswith("page/"):
            return f"{self.board.url}/{name}"
        return find(self.got, name)[0]

    def ask(self, call: dict[str, Any]) -> None:
        method, path = self.filled(call["call"]).split(" ")
        url = f"/api/v1{path}"
        if method == "GET":
            answer = self.client.get(url, self.filled(call.get("query", {})))
        else:
            send = getattr(self.client, method.lower())
            answer = send(url, self.filled(call.get("body", {})), format="json")
        body = answer.json()
        if call.get("expect") != "any":
            assert answer.status_code < 400, body
        if isinstance(body, dict):
            body["@status"] = answer.status_code
        self.got[call["as"]] = body

    def checked(self, rule: dict[str, Any]) -> bool:
        """Whether an answer is as a rule says."""
        values = find(self.got, rule["at"])
        rule = self.filled({key: rule[key] for key in rule if key not in {"at", "say"}})
        return all(CHECKS[name](values, wanted) for name, wanted in rule.items())


def find(value: Any, path: str) -> list[Any]:
    """The values under a path: ``jobs[title=X].place``, ``jobs[].title``, ``a.b``."""
    found = [value]
    for match in STEP.finditer(path):
        name, key, wanted = match[1], match[2], match[3]
        if name is not None:
            found = [
                item.get(name) if isinstance(item, dict) else None for item in found
            ]
        elif wanted is not None:
            found = [row for item in found for row in item if str(row[key]) == wanted]
        elif key:
            found = [item[int(key)] for item in found]
        else:
            found = [row for item in found for row in item]
    return found


def same(values: list[Any], wanted: list[Any]) -> bool:
    return sorted(map(str, values)) == sorted(map(str, wanted))


def alike(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, (int, float)) and not isinstance(wanted, bool):
        return value is not None and Decimal(str(value)) == Decimal(str(wanted))
    return bool(value == wanted)


def text_of(values: list[Any]) -> str:
    return json.dumps(values, ensure_ascii=False)


def words(wanted: Any) -> list[str]:
    return wanted if isinstance(wanted, list) else [wanted]


def places(values: list[Any], wanted: list[str]) -> bool:
    job = values[0]
    told = " ".join([job["location"] or "", *job["locations"]])
    return all(place in told for place in wanted)


CHECKS: dict[str, Any] = {
    "is": lambda values, wanted: alike(values[0], wanted),
    "in": lambda values, wanted: any(alike(values[0], item) for item in wanted),
    "empty": lambda values, wanted: (
        (not values or values[0] in (None, "", [])) is wanted
    ),
    "between": lambda values, wanted: (
        values[0] is not None and wanted[0] <= float(values[0]) <= wanted[1]
    ),
    "same": same,
    "has": lambda values, wanted: all(
        word in text_of(values) for word in words(wanted)
    ),
    "has_any": lambda values, wanted: any(w in text_of(values) for w in words(wanted)),
    "lacks": lambda values, wanted: (
        not any(w in text_of(values) for w in words(wanted))
    ),
    "period": lambda values, wanted: values[0] == wanted,
    "place": places,
    "instant": lambda values, wanted: read_date(values[0]) == read_date(wanted),
    "day": lambda values, wanted: str(values[0])[:10] == wanted,
    "count": lambda values, wanted: len(values[0]) == wanted,
}
