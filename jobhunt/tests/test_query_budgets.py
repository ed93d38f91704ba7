"""Lists ask the same number of questions for one row as for fifty."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jobhunt.tests import world as w

# The suite makes its database only when a test asks for one.
pytestmark = pytest.mark.django_db
ROWS = 50
LISTS = [
    "/jobs/",
    "/jobs/?sort=score",
    "/jobs/?search=engineer",
    "/jobs/applied",
    "/jobs/runs",
    "/jobs/runs/{run}",
    "/jobs/companies",
    "/jobs/searches",
    "/jobs/duplicates",
    "/jobs/sources",
    "/applications/",
    "/applications/?scope=team",
    "/applications/export",
    "/applications/export?format=json",
    "/applications/{application}/events",
    "/resumes/",
    "/email/messages",
    "/email/templates",
    "/ai/generations",
    "/auth/sessions",
    "/teams",
    "/teams/{team}/members",
    "/teams/{team}/invitations",
    "/logs/",
    "/logs/export",
    "/stats/dashboard",
    "/stats/applications",
    "/stats/success-rate",
]
PAGES = [
    "/dashboard",
    "/jobs",
    "/applications",
    "/applications?view=board",
    "/applications/{application}",
    "/resumes",
    "/companies",
    "/sources/greenhouse",
    "/searches",
    "/runs",
    "/runs/{run}",
    "/ai",
    "/mail",
    "/mail/compose",
    "/mail/templates",
    "/logs",
    "/stats",
    "/team",
    "/account",
    "/jobs/{job}",
    "/resumes/{resume}",
]


def grow(world: w.World, rows: int) -> None:
    """So many more rows of everything that a list shows."""
    from accounts.models import AuthSession, Invitation, Membership, Team, User
    from ai.models import Generation
    from logs_app.models import LogEntry
    from mail.models import MailTemplate, OutboxMail
    from resumes.models import Resume
    from scraping.models import (
        Application,
        ApplicationEvent,
        Company,
        DuplicatePair,
        Job,
        JobBody,
        JobScore,
        RunPosting,
        RunSource,
        SavedSearch,
        ScrapeRun,
    )

    user, now = world.alice, timezone.now()
    own = {"team_id": user.team_id, "user": user}
    numbers = range(rows)

    def many(model: Any, make: Callable[[int], dict[str, Any]]) -> list[Any]:
        return model.objects.bulk_create([model(**make(number)) for number in numbers])

    resumes = many(
        Resume,
        lambda n: {
            "filename": f"{n}.pdf",
            "path": f"team/{n}.pdf",
            "file_size": 9,
            "sha256": f"{n:064d}",
            "text_status": "ok",
            **own,
        },
    )
    jobs = many(
        Job,
        lambda n: {
            "title": f"engineer {n}",
            "company": f"works {n}",
            "source": "lever",
            "hr_email": "hr@example.org",
            **own,
        },
    )
    many(JobBody, lambda n: {"job": jobs[n], "description_text": "engineer"})
    many(
        JobScore,
        lambda n: {"job": jobs[n], "user": user, "resume": resumes[n], "score": n},
    )
    applications = many(
        Application,
        lambda n: {
            "job": jobs[n],
            "status": "applied",
            "applied_at": now,
            "resume": resumes[n],
            "next_action_at": now,
            **own,
        },
    )
    for owner in (world.a["application"], None):
        many(
            ApplicationEvent,
            lambda n, owner=owner: {
                "application_id": owner or applications[n].pk,
                "team_id": user.team_id,
                "kind": "note",
                "text": "note",
                "user": user,
            },
        )
    many(
        OutboxMail,
        lambda n: {
            "kind": "application",
            "recipient": "hr@example.org",
            "subject": "Hello",
            "body": "Text",
            "status": "sent",
            "message_id": f"<grown{n}@example.org>",
            "job_id": jobs[n].pk,
            "application_id": applications[n].pk,
            **own,
        },
    )
    many(
        MailTemplate, lambda n: {"name": f"t{n}", "kind": "letter", "body": "x", **own}
    )
    many(
        Generation,
        lambda n: {
            "kind": "bullets",
            "model": "m",
            "status": "ok",
            "output": {},
            "job": jobs[n],
            "resume": resumes[n],
            **own,
        },
    )
    companies = many(
        Company,
        lambda n: {
            "name": f"c{n}",
            "source": "lever",
            "board": f"b{n}",
            "url": "x",
            **own,
        },
    )
    searches = many(
        SavedSearch, lambda n: {"name": f"s{n}", "interval_hours": 6, **own}
    )
    runs = many(ScrapeRun, lambda n: {"status": "ok", "search": searches[n], **own})
    for run in (world.a["run"], None):
        many(
            RunSource,
            lambda n, run=run: {
                "run_id": run or runs[n].pk,
                "source": "lever",
                "company": companies[n],
                "status": "ok",
            },
        )
    many(
        RunPosting,
        lambda n: {
            "run_id": world.a["run"],
            "source": "lever",
            "outcome": "new",
            "job": jobs[n],
            "title": "engineer",
        },
    )
    many(
        DuplicatePair,
        lambda n: {
            "team_id": user.team_id,
            "first_id": world.a["applied_job"],
            "second": jobs[n],
            "reason": "same text",
            "score": 0.9,
        },
    )
    many(
        LogEntry,
        lambda n: {
            "level": "info",
            "action": "job_create",
            "message": "x",
            "user_id": user.pk,
            "team_id": user.team_id,
        },
    )
    many(
        AuthSession,
        lambda n: {"user": user, "kind": "api", "expires_at": now + timedelta(days=1)},
    )
    teams = many(Team, lambda n: {"name": f"team {n}"})
    many(Membership, lambda n: {"team": teams[n], "user": user, "role": "owner"})
    others = many(
        User,
        lambda n: {
            "email": f"u{n}@example.com",
            "username": f"u{n}",
            "full_name": "U",
            "team_id": user.team_id,
        },
    )
    many(
        Membership,
        lambda n: {"team_id": user.team_id, "user": others[n], "role": "member"},
    )
    many(
        Invitation,
        lambda n: {
            "team_id": user.team_id,
            "email": f"i{n}@example.com",
            "invited_by": user,
            "expires_at": now + timedelta(days=1),
        },
    )


class Counted(dict[str, tuple[list[str], list[str]]]):
    """path -> the queries with one row, and with fifty more."""


def queries(client: Any, path: str) -> list[str]:
    for cache in caches.all():
        cache.clear()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = client.get(path)
        content = (
            b"".join(response.streaming_content)
            if response.streaming
            else response.content
        )
    assert response.status_code == 200, (path, content[:300])
    return [
        query["sql"]
        for query in captured.captured_queries
        if "SAVEPOINT" not in query["sql"]
    ]


@pytest.fixture(scope="module")
def counted(django_db_setup: Any, django_db_blocker: Any) -> Iterator[Counted]:
    with w.made(django_db_blocker) as world:
        browser = Client(raise_request_exception=False)
        given = {"username": "alice", "password": w.PASSWORD}
        assert browser.post("/login", given).status_code == 302
        asked: list[tuple[str, Any, str]] = [
            *((path, world.client("owner"), w.BASE + path) for path in LISTS),
            *((f"page {path}", browser, path) for path in PAGES),
            ("/scheduler/jobs", world.client("admin"), f"{w.BASE}/scheduler/jobs"),
        ]
        grow(world, 1)
        few = {}
        for name, client, path in asked:
            client.get(path.format(**world.a))  # what is made at the first call
            few[name] = queries(client, path.format(**world.a))
        grow_more(world)
        yield Counted(
            {
                name: (few[name], queries(client, path.format(**world.a)))
                for name, client, path in asked
            }
        )


def grow_more(world: w.World) -> None:
    """Fifty others: what the first growth made unique is renamed."""
    from accounts.models import Team, User
    from mail.models import OutboxMail
    from resumes.models import Resume
    from scraping.models import Company

    Team.objects.filter(name="team 0").update(name="first team")
    User.objects.filter(username="u0").update(email="f@example.com", username="first")
    OutboxMail.objects.filter(message_id="<grown0@example.org>").update(
        message_id="<first@example.org>"
    )
    Resume.objects.filter(sha256=f"{0:064d}").update(sha256="f" * 64)
    Company.objects.filter(board="b0").update(board="first")
    grow(world, ROWS)


@pytest.mark.parametrize(
    "name", [*LISTS, *(f"page {path}" for path in PAGES), "/scheduler/jobs"]
)
def test_a_list_asks_as_much_for_one_row_as_for_fifty(
    counted: Counted, name: str
) -> None:
    few, many = counted[name]
    more = "\n".join(query[:200] for query in many if many.count(query) > 1)
    new = "\n".join(query[:200] for query in many[-5:])
    assert len(many) <= len(few) + 1, f"{len(few)} -> {len(many)}\n{more}\n...\n{new}"


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_the_api_asks_few_questions(counted: Counted, name: str) -> None:
    assert len(counted[name][1]) <= 14, "\n".join(q[:160] for q in counted[name][1])


@pytest.mark.parametrize("name", [f"page {path}" for path in PAGES])
def test_a_page_asks_a_bounded_number_of_questions(counted: Counted, name: str) -> None:
    assert len(counted[name][1]) <= 30, "\n".join(q[:160] for q in counted[name][1])
