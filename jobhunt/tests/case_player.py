"""Plays a case of any kind: boards, papers, jobs, letters, mail and alerts.

Beyond the calls of ``scraping.tests.cases`` a step may upload a paper, put new words
into the model's mouth, or look at what reached the mailbox and Telegram.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile

from jobhunt.testing.fakes.openai import FakeOpenAI
from jobhunt.testing.fakes.smtp import SmtpServer
from jobhunt.testing.fakes.telegram import TelegramServer
from resumes.tests.papers import paper
from scraping.tests import cases
from scraping.tests.boards import Board


@dataclass
class World:
    """The services that a case talks to."""

    board: Board
    smtp: SmtpServer
    telegram: TelegramServer
    model: FakeOpenAI


def other_zone() -> str:
    """A zone whose day is not the day of UTC, at any hour."""
    early = datetime.now(UTC).hour < 11
    return "Pacific/Pago_Pago" if early else "Pacific/Kiritimati"


def section(values: list[Any], wanted: dict[str, list[str]]) -> bool:
    """One section of a resume, found by its name, holds these words and not those."""
    named = [
        str(text or "")
        for name, text in values[0].items()
        if any(word in name.lower() for word in wanted["like"])
    ]
    text = " ".join(named)
    return all(word in text for word in wanted.get("has", [])) and not any(
        word in text for word in wanted.get("lacks", [])
    )


def flat(values: list[Any]) -> list[Any]:
    """The items of a list that stands alone: ``mails[0].to``."""
    alone = len(values) == 1 and isinstance(values[0], list)
    return values[0] if alone else values


def text_of(values: list[Any]) -> str:
    return cases.text_of(values).casefold()


def folded(wanted: Any) -> list[str]:
    return [word.casefold() for word in cases.words(wanted)]


# Words are looked for in any case: "Kotlin" is the skill "kotlin".
CHECKS: dict[str, Callable[[list[Any], Any], bool]] = {
    **cases.CHECKS,
    "has": lambda values, wanted: all(w in text_of(values) for w in folded(wanted)),
    "has_any": lambda values, wanted: any(w in text_of(values) for w in folded(wanted)),
    "lacks": lambda values, wanted: (
        not any(w in text_of(values) for w in folded(wanted))
    ),
    "same": lambda values, wanted: cases.same(flat(values), wanted),
    "section": section,
    "sum": lambda values, wanted: sum(values) == wanted,
}


class Player(cases.Asker):
    """Asks as one member of a team; ``admin`` makes the scheduler go round."""

    def __init__(self, client: Any, admin: Any, world: World, kind: str) -> None:
        super().__init__(client, world.board)
        self.admin, self.world, self.kind = admin, world, kind
        self.papers: dict[str, Any] = {}

    def play(self, case: dict[str, Any]) -> None:
        self.give(case["given"])
        for step in case["ask"]:
            self.step(step)

    # -- what a case gives

    def give(self, given: dict[str, Any]) -> None:
        cases.boards(given, self.board)
        cases.pages(given, self.board)
        self.papers = given.get("papers", {})
        self.put(given)
        for number, job in enumerate(given.get("jobs", [])):
            self.ask({"call": "POST /jobs/", "body": job, "as": f"job{number}"})

    def put(self, given: dict[str, Any]) -> None:
        if "model_says" in given:
            self.world.model.mode = "says"
            self.world.model.says = given["model_says"]

    # -- what it does

    def step(self, step: dict[str, Any]) -> None:
        if "put" in step:
            self.put(step["put"])
        elif "upload" in step:
            self.upload(step)
        elif "mails" in step:
            self.got[step["as"]] = self.mails_to(self.filled(step["mails"]))
        elif step.get("alerts"):
            self.got[step["as"]] = {"count": self.alerts()}
        elif self.kind == "alerts" and step["call"] == "POST /jobs/scrape":
            self.scheduled_run(step)
        else:
            self.ask({"as": "@last", **step})
        for need in [*step.get("need", []), *step.get("until", [])]:
            assert self.checked(need), (need, self.got)

    def ask(self, call: dict[str, Any]) -> None:
        if "form" not in call:
            super().ask(call)
            return
        path = self.filled(call["call"]).split(" ")[1]
        answer = self.client.post(
            f"/api/v1{path}", self.filled(call["form"]), format="multipart"
        )
        self.got[call["as"]] = {**answer.json(), "@status": answer.status_code}

    def upload(self, step: dict[str, Any]) -> None:
        drawn = self.papers[step["upload"]]
        content = paper(drawn.get("lines", ()), columns=drawn.get("columns", ()))
        answer = self.client.post(
            "/api/v1/resumes/upload",
            {"file": SimpleUploadedFile("cv.pdf", content, "application/pdf")},
            format="multipart",
        )
        assert answer.status_code == 201, answer.json()
        self.got[step["as"]] = answer.json()
        self.ask({"call": f"GET /resumes/{answer.json()['id']}", "as": step["as"]})

    def scheduled_run(self, step: dict[str, Any]) -> None:
        """A run by hand alerts nobody: the search's turn comes by the schedule."""
        answer = self.admin.post("/api/v1/scheduler/jobs/scrape_jobs/run")
        assert answer.status_code == 202, answer.json()
        newest = self.client.get("/api/v1/jobs/runs").json()[0]
        assert newest["search_id"] == self.reference("search.id")
        self.got[step["as"]] = newest

    def mails_to(self, part: str) -> list[dict[str, Any]]:
        return [
            {"to": mail.recipients, "subject": mail.message["subject"]}
            for mail in self.world.smtp.mails
            if any(part in address for address in mail.recipients)
        ]

    def alerts(self) -> int:
        return len(self.world.telegram.messages) + len(self.world.smtp.mails)

    # -- what it says of the answers

    def reference(self, name: str) -> Any:
        today = {"date": ZoneInfo("UTC"), "today_there": ZoneInfo(other_zone())}
        if name in today:
            return datetime.now(today[name]).date().isoformat()
        return other_zone() if name == "other_zone" else super().reference(name)

    def values(self, path: str) -> list[Any]:
        try:
            return cases.find(self.got, self.filled(path))
        except (IndexError, TypeError):
            return []

    def checked(self, rule: dict[str, Any]) -> bool:
        if "any" in rule:
            return any(all(map(self.checked, way)) for way in rule["any"])
        values = self.values(rule["at"])
        rest = {key: rule[key] for key in rule if key not in {"at", "say"}}
        if "value_of" in rest:
            return values == self.values(rest["value_of"])
        if not values and set(rest) <= {"is", "in", "period", "section"}:
            return False
        return all(CHECKS[name](values, self.filled(w)) for name, w in rest.items())


__all__ = ["Player", "World"]
