"""Two teams with one of everything, and every operation of the API on them.

``World`` is made once a module and rolled back at its end; what a test does to
it is rolled back at once. Everything of Team A says ``canary-a``, everything of
Team B ``canary-b``: neither word may appear in the other's answers.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, NamedTuple

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from rest_framework.test import APIClient

BASE = "/api/v1"
NEVER = 987_654_321
PASSWORD = "correct horse battery"
PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\n% canary-"
FORM = "application/x-www-form-urlencoded"


# What paths and bodies name by an id of the team's.
THINGS = {
    "job",
    "application",
    "session",
    "mail",
    "template",
    "generation",
    "company",
    "pair",
    "run",
    "search",
    "log",
    "resume",
    "team",
    "invitation",
}


class Thing(dict[str, int]):
    """The ids of one team's objects, by the names that paths and bodies use."""


def fill(user: Any, mark: str) -> Thing:
    """One of everything for the user's current team."""
    from accounts.models import Invitation
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
        SavedSearch,
        ScrapeRun,
    )

    canary = f"canary-{mark}"
    own = {"team_id": user.team_id, "user": user}
    jobs = [
        Job.objects.create(
            title=f"{canary} engineer {number}",
            company=f"{canary} works",
            link=f"https://jobs.example.com/{canary}/{number}",
            hr_email=f"{canary}@jobs.example.com",
            **own,
        )
        for number in range(3)
    ]
    for job in jobs:
        JobBody.objects.create(job=job)
    # Another team's bytes, under another name.
    from resumes.services import upload_resume

    resume = upload_resume(
        user, SimpleUploadedFile(f"{canary}.pdf", PDF + mark.encode() + b"\n%%EOF")
    )
    Resume.objects.filter(pk=resume.pk).update(title=canary, text_status="empty")
    application = Application.objects.create(job=jobs[2], notes=canary, **own)
    ApplicationEvent.objects.create(
        application=application, team_id=user.team_id, kind="note", text=canary
    )
    run = ScrapeRun.objects.create(status="ok", keyword=canary, **own)
    company = Company.objects.create(
        name=canary, source="lever", board=canary, url=f"https://{canary}.test", **own
    )
    search = SavedSearch.objects.create(name=canary, keyword=canary, **own)
    pair = DuplicatePair.objects.create(
        team_id=user.team_id, first=jobs[0], second=jobs[1], reason=canary, score=0.9
    )
    mail = OutboxMail.objects.create(
        kind="hr",
        recipient=f"{canary}@example.org",
        subject=canary,
        body=canary,
        status="queued",
        message_id=f"<{canary}@example.org>",
        not_before=timezone.now() + timedelta(days=1),
        **own,
    )
    template = MailTemplate.objects.create(
        name=canary, kind="letter", body=canary, **own
    )
    generation = Generation.objects.create(
        kind="bullets", model=canary, status="ok", output={"content": canary}, **own
    )
    invitation = Invitation.objects.create(
        team_id=user.team_id,
        email=f"{canary}@example.net",
        invited_by=user,
        expires_at=timezone.now() + timedelta(days=2),
    )
    log = LogEntry.objects.create(
        level="info",
        action="job_create",
        message=canary,
        user_id=user.pk,
        team_id=user.team_id,
    )
    return Thing(
        job=jobs[0].pk,
        other_job=jobs[1].pk,
        applied_job=jobs[2].pk,
        resume=resume.pk,
        application=application.pk,
        run=run.pk,
        company=company.pk,
        search=search.pk,
        pair=pair.pk,
        mail=mail.pk,
        template=template.pk,
        generation=generation.pk,
        invitation=invitation.pk,
        log=log.pk,
        team=user.team_id,
        user=user.pk,
    )


class World:
    """alice owns Team A, bob is a member of it, carol owns Team B, root is admin."""

    def __init__(self) -> None:
        from accounts.models import AuthSession, Membership
        from accounts.services.registration import create_account
        from accounts.services.sessions import open_api_session

        def person(name: str, **fields: Any) -> Any:
            return create_account(
                email=f"{name}@example.com",
                password=PASSWORD,
                full_name=f"{name.title()} Person",
                username=name,
                **fields,
            )

        self.alice = person("alice", team_name="Team canary-a")
        self.bob = person("bob")
        self.carol = person("carol", team_name="Team canary-b")
        self.root = person("root", is_staff=True, is_superuser=True)
        Membership.objects.create(
            team_id=self.alice.team_id, user=self.bob, role="member"
        )
        self.bob.team_id = self.alice.team_id
        self.bob.save(update_fields=["team"])
        self.people = {
            "anonymous": None,
            "member": self.bob,
            "owner": self.alice,
            "foreign": self.carol,
            "admin": self.root,
        }
        self.tokens = {
            who: open_api_session(user, ip_address="192.0.2.1", user_agent="matrix")
            for who, user in self.people.items()
            if user is not None
        }
        self.a = fill(self.alice, "a")
        self.b = fill(self.carol, "b")
        self.a["bob"] = self.bob.pk
        self.b["bob"] = self.carol.pk
        for things, user in ((self.a, self.alice), (self.b, self.carol)):
            things["session"] = AuthSession.objects.filter(user=user).latest("id").pk

    def client(self, who: str = "owner") -> APIClient:
        client = APIClient(raise_request_exception=False)
        if who in self.tokens:
            token = self.tokens[who].access_token
            client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        return client


@contextmanager
def undone() -> Iterator[None]:
    """What is done within is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def made(blocker: Any) -> Iterator[World]:
    """A world that is gone afterwards, for a module's fixture."""
    with blocker.unblock(), undone():
        yield World()


@functools.cache
def schema() -> dict[str, Any]:
    from drf_spectacular.generators import SchemaGenerator

    return dict(SchemaGenerator().get_schema(request=None, public=True))


def documented() -> dict[str, dict[str, Any]]:
    """Every operation of the schema: "GET /jobs/{id}" -> its description."""
    return {
        f"{method.upper()} {path.removeprefix(BASE).rstrip('/')}": operation
        for path, operations in schema()["paths"].items()
        for method, operation in operations.items()
        if isinstance(operation, dict) and "responses" in operation
    }


class Call(NamedTuple):
    """A minimal valid request of an operation, on one team's things."""

    # Names of the things that the path's placeholders stand for, in order.
    path: tuple[str, ...] = ()
    body: dict[str, Any] | None = None
    # Body fields that name things: field -> thing.
    names: dict[str, str] = {}
    kind: str = "json"
    query: str = ""

    def send(
        self, client: APIClient, operation: str, things: dict[str, Any], **extra: Any
    ) -> Any:
        method, template = operation.split(" ")
        body = dict(self.body or {})
        for field, thing in self.names.items():
            value = things[thing]
            body[field] = [value] if field == "company_id" else value
        return client.generic(
            method,
            self.url(template, things) + self.query,
            *self.encoded(body),
            **extra,
        )

    def url(self, template: str, things: dict[str, Any]) -> str:
        parts = template.split("/")
        names = iter(self.path)
        filled = [
            str(things.get(name, name)) if part.startswith("{") else part
            for part in parts
            for name in [next(names) if part.startswith("{") else ""]
        ]
        return BASE + "/".join(filled)

    def encoded(self, body: dict[str, Any]) -> tuple[bytes, str]:
        if self.kind == "none" and not body:
            return b"", "application/octet-stream"
        if self.kind == "multipart":
            from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

            values = {
                name: SimpleUploadedFile("cv.pdf", value, "application/pdf")
                if isinstance(value, bytes)
                else value
                for name, value in body.items()
            }
            return encode_multipart(BOUNDARY, values), MULTIPART_CONTENT
        import json

        return json.dumps(body).encode(), "application/json"


HR = {"recipient": "hr@example.org", "subject": "Hello", "body": "Text"}
FOLLOW_UP = {
    "recipient_email": "hr@example.org",
    "company_name": "Acme",
    "job_role": "Engineer",
    "candidate_name": "Alice",
    "skills": "Go",
}
JOB = {"title": "Engineer", "company": "Acme", "description": "Text"}
TEMPLATE = {"name": "Mine", "kind": "letter", "body": "Hello {{ company_name }}"}
GET = Call(kind="none")


def on(*path: str, **fields: Any) -> Call:
    return Call(path, kind="none", **fields)


# One minimal valid request an operation.
CALLS: dict[str, Call] = {
    "POST /ai/cover-letter": Call(
        body={"resume_summary": "Go", "job_description": "Go", "company_name": "Acme"}
    ),
    "POST /ai/email/personalize": Call(
        body={"template": "Hello", "company_name": "Acme", "role": "Engineer"}
    ),
    "GET /ai/generations": GET,
    "GET /ai/generations/{id}": on("generation"),
    "POST /ai/resume/bullets": Call(body={"bullet": "Go", "job_description": "Go"}),
    "GET /applications": GET,
    "POST /applications": Call(names={"job_id": "job"}),
    "GET /applications/{id}": on("application"),
    "PATCH /applications/{id}": Call(("application",), {"notes": "New"}),
    "DELETE /applications/{id}": on("application"),
    "GET /applications/{id}/events": on("application"),
    "POST /applications/{id}/events": Call(("application",), {"kind": "note"}),
    "GET /applications/export": GET,
    "POST /auth/change-password": Call(
        body={"current_password": PASSWORD, "new_password": "another long one 7"}
    ),
    "POST /auth/forgot-password": Call(body={"email": "alice@example.com"}),
    "POST /auth/login": Call(body={"username": "alice", "password": PASSWORD}),
    "POST /auth/logout": GET,
    "GET /auth/me": GET,
    "PATCH /auth/me": Call(body={"full_name": "New Name"}),
    "DELETE /auth/me": Call(body={"password": PASSWORD}),
    "POST /auth/refresh": Call(body={"refresh_token": "no.such.token"}),
    "POST /auth/register": Call(
        body={
            "email": "new@example.com",
            "password": "a new long one 7",
            "full_name": "New Person",
        }
    ),
    "POST /auth/reset-password": Call(
        body={"token": "no-such-token", "new_password": "a new long one 7"}
    ),
    "GET /auth/sessions": GET,
    "DELETE /auth/sessions/{id}": on("session"),
    "GET /email/messages": GET,
    "GET /email/messages/{id}": on("mail"),
    "POST /email/messages/{id}/cancel": on("mail"),
    "POST /email/messages/{id}/retry": on("mail"),
    "POST /email/send/follow-up": Call(body=FOLLOW_UP),
    "POST /email/send/hr": Call(body=HR, kind="multipart"),
    "GET /email/templates": GET,
    "POST /email/templates": Call(body=TEMPLATE),
    "GET /email/templates/{id}": on("template"),
    "PATCH /email/templates/{id}": Call(("template",), {"name": "Renamed"}),
    "DELETE /email/templates/{id}": on("template"),
    "GET /email/test": GET,
    "POST /email/test": GET,
    "GET /features": GET,
    "GET /features/{name}": on("teams"),
    "GET /jobs": GET,
    "POST /jobs": Call(body=JOB),
    "GET /jobs/{id}": on("job"),
    "PUT /jobs/{id}": Call(("job",), JOB),
    "PATCH /jobs/{id}": Call(("job",), {"title": "New"}),
    "DELETE /jobs/{id}": on("job"),
    "POST /jobs/{id}/apply": Call(("job",), {}),
    "POST /jobs/{id}/merge": Call(("job",), names={"into": "other_job"}),
    "POST /jobs/{id}/split": on("job"),
    "GET /jobs/applied": GET,
    "GET /jobs/companies": GET,
    "POST /jobs/companies": Call(body={"url": "ftp://example.com/"}),
    "GET /jobs/companies/{id}": on("company"),
    "PATCH /jobs/companies/{id}": Call(("company",), {"enabled": False}),
    "DELETE /jobs/companies/{id}": on("company"),
    "GET /jobs/duplicates": GET,
    "PATCH /jobs/duplicates/{id}": Call(("pair",), {"status": "dismissed"}),
    "POST /jobs/import": Call(body={"url": "http://127.0.0.1:9/"}),
    "GET /jobs/runs": GET,
    "GET /jobs/runs/{id}": on("run"),
    "POST /jobs/runs/{id}/cancel": on("run"),
    "GET /jobs/scrape": on(query="?keyword=go&source=nosuch"),
    "POST /jobs/scrape": Call(body={"keyword": "go"}),
    "GET /jobs/searches": GET,
    "POST /jobs/searches": Call(body={"name": "Mine"}),
    "GET /jobs/searches/{id}": on("search"),
    "PATCH /jobs/searches/{id}": Call(("search",), {"name": "Renamed"}),
    "DELETE /jobs/searches/{id}": on("search"),
    "POST /jobs/searches/preview": Call(body={"rules": {}}),
    "GET /jobs/sources": GET,
    "PATCH /jobs/sources/{name}": Call(("lever",), {"enabled": True}),
    "GET /logs": GET,
    "GET /logs/{id}": on("log"),
    "DELETE /logs/clear": GET,
    "GET /logs/export": GET,
    "GET /resumes": GET,
    "GET /resumes/{id}": on("resume"),
    "PATCH /resumes/{id}": Call(("resume",), {"title": "New"}),
    "DELETE /resumes/{id}": on("resume"),
    "POST /resumes/{id}/analyze": Call(("resume",), {}),
    "GET /resumes/{id}/download": on("resume"),
    "POST /resumes/upload": Call(
        body={"file": b"%PDF-1.4\n1 0 obj <<>> endobj\n%%EOF"}, kind="multipart"
    ),
    "POST /scheduler/job": Call(names={"team_id": "team"}),
    "DELETE /scheduler/job/{team_id}": on("team"),
    "GET /scheduler/jobs": GET,
    "POST /scheduler/jobs/{job_id}/run": on("cleanup_logs"),
    "POST /scheduler/restart": GET,
    "GET /scheduler/status": GET,
    "GET /stats/applications": GET,
    "GET /stats/dashboard": GET,
    "GET /stats/success-rate": GET,
    "GET /teams": GET,
    "POST /teams": Call(body={"name": "A new one"}),
    "GET /teams/{id}": on("team"),
    "PATCH /teams/{id}": Call(("team",), {"description": "New"}),
    "DELETE /teams/{id}": on("team"),
    "GET /teams/{id}/invitations": on("team"),
    "POST /teams/{id}/invitations": Call(
        ("team",), {"email": "x@example.org", "role": "member"}
    ),
    "DELETE /teams/{id}/invitations/{invitation_id}": on("team", "invitation"),
    "GET /teams/{id}/members": on("team"),
    "PATCH /teams/{id}/members/{user_id}": Call(("team", "bob"), {"role": "member"}),
    "DELETE /teams/{id}/members/{user_id}": on("team", "bob"),
    "POST /teams/invitations/accept": Call(body={"token": "no-such-token"}),
    "POST /telegram/test": GET,
}
