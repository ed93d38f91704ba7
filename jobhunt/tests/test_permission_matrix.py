"""Who may do what: every operation of the schema, for every kind of caller."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from jobhunt.tests import world as w

WHO = ("anonymous", "member", "owner", "foreign", "admin")


@pytest.fixture(scope="module")
def world(django_db_setup: Any, django_db_blocker: Any) -> Iterator[w.World]:
    with w.made(django_db_blocker) as made:
        yield made


def same(status: int) -> tuple[int, ...]:
    """Everybody may, signed in or not."""
    return (status,) * 5


def user(status: int = 200) -> tuple[int, ...]:
    """Every active account, on what is its own."""
    return (401, *(status,) * 4)


def team(status: int = 200) -> tuple[int, ...]:
    """The team's members; for others, admins too, it does not exist."""
    return (401, status, status, 404, 404)


def mine(status: int = 200) -> tuple[int, ...]:
    """The maker's own: not even a teammate's."""
    return (401, 404, status, 404, 404)


def makers(status: int = 200) -> tuple[int, ...]:
    """The team sees it, its maker (here also the owner) changes it."""
    return (401, 403, status, 404, 404)


def admin(status: int = 200) -> tuple[int, ...]:
    return (401, 403, 403, 403, status)


# In the order of WHO, of the things of Team A, which alice made.
EXPECTED: dict[str, tuple[int, ...]] = {
    "POST /ai/cover-letter": user(503),
    "POST /ai/email/personalize": user(503),
    "GET /ai/generations": user(),
    "GET /ai/generations/{id}": mine(),
    "POST /ai/resume/bullets": user(503),
    "GET /applications": user(),
    "POST /applications": team(201),
    "GET /applications/{id}": team(),
    "PATCH /applications/{id}": makers(),
    "DELETE /applications/{id}": makers(),
    "GET /applications/{id}/events": makers(),
    "POST /applications/{id}/events": makers(201),
    "GET /applications/export": user(),
    "POST /auth/change-password": user(),
    "POST /auth/forgot-password": same(200),
    "POST /auth/login": same(200),
    "POST /auth/logout": user(),
    "GET /auth/me": user(),
    "PATCH /auth/me": user(),
    # alice is the only owner of a team with others.
    "DELETE /auth/me": (401, 200, 409, 200, 200),
    "POST /auth/refresh": same(401),
    "POST /auth/register": same(201),
    "POST /auth/reset-password": same(400),
    "GET /auth/sessions": user(),
    "DELETE /auth/sessions/{id}": mine(),
    "GET /email/messages": user(),
    "GET /email/messages/{id}": mine(),
    "POST /email/messages/{id}/cancel": mine(),
    # It is still queued.
    "POST /email/messages/{id}/retry": mine(409),
    "POST /email/send/follow-up": user(),
    "POST /email/send/hr": user(),
    "GET /email/templates": user(),
    "POST /email/templates": user(201),
    "GET /email/templates/{id}": team(),
    "PATCH /email/templates/{id}": team(),
    "DELETE /email/templates/{id}": team(),
    "GET /email/test": user(),
    "POST /email/test": user(),
    "GET /features": same(200),
    "GET /features/{name}": same(200),
    "GET /jobs": user(),
    "POST /jobs": user(201),
    "GET /jobs/{id}": team(),
    "PUT /jobs/{id}": team(),
    "PATCH /jobs/{id}": team(),
    "DELETE /jobs/{id}": team(),
    "POST /jobs/{id}/apply": team(),
    "POST /jobs/{id}/merge": team(),
    # Not merged.
    "POST /jobs/{id}/split": team(409),
    "GET /jobs/applied": user(),
    "GET /jobs/companies": user(),
    "POST /jobs/companies": user(400),
    "GET /jobs/companies/{id}": team(),
    "PATCH /jobs/companies/{id}": team(),
    "DELETE /jobs/companies/{id}": team(),
    "GET /jobs/duplicates": user(),
    "PATCH /jobs/duplicates/{id}": team(),
    "POST /jobs/import": user(400),
    "GET /jobs/runs": user(),
    "GET /jobs/runs/{id}": team(),
    # It has ended.
    "POST /jobs/runs/{id}/cancel": team(409),
    "GET /jobs/scrape": user(400),
    "POST /jobs/scrape": user(202),
    "GET /jobs/searches": user(),
    "POST /jobs/searches": user(201),
    "GET /jobs/searches/{id}": team(),
    "PATCH /jobs/searches/{id}": team(),
    "DELETE /jobs/searches/{id}": team(),
    "POST /jobs/searches/preview": user(),
    "GET /jobs/sources": user(),
    # A switch of the caller's team: its owners'.
    "PATCH /jobs/sources/{name}": (401, 403, 200, 200, 200),
    "GET /logs": user(),
    "GET /logs/{id}": (401, 404, 200, 404, 200),
    "DELETE /logs/clear": admin(),
    "GET /logs/export": user(),
    "GET /resumes": user(),
    "GET /resumes/{id}": team(),
    "PATCH /resumes/{id}": makers(),
    "DELETE /resumes/{id}": makers(),
    "POST /resumes/{id}/analyze": team(),
    "GET /resumes/{id}/download": team(),
    "POST /resumes/upload": user(201),
    "POST /scheduler/job": (401, 403, 201, 404, 201),
    # There is none yet.
    "DELETE /scheduler/job/{team_id}": (401, 403, 404, 404, 404),
    "GET /scheduler/jobs": admin(),
    "POST /scheduler/jobs/{job_id}/run": admin(202),
    "POST /scheduler/restart": admin(),
    "GET /scheduler/status": admin(),
    "GET /stats/applications": user(),
    "GET /stats/dashboard": user(),
    "GET /stats/success-rate": user(),
    "GET /teams": user(),
    "POST /teams": user(201),
    # An admin sees every team and changes none over the API.
    "GET /teams/{id}": (401, 200, 200, 404, 200),
    "PATCH /teams/{id}": (401, 403, 200, 404, 403),
    # It has another member.
    "DELETE /teams/{id}": (401, 403, 409, 404, 403),
    "GET /teams/{id}/invitations": (401, 403, 200, 404, 403),
    "POST /teams/{id}/invitations": (401, 403, 201, 404, 403),
    "DELETE /teams/{id}/invitations/{invitation_id}": (401, 403, 200, 404, 403),
    "GET /teams/{id}/members": (401, 200, 200, 404, 200),
    "PATCH /teams/{id}/members/{user_id}": (401, 403, 200, 404, 403),
    # bob may leave.
    "DELETE /teams/{id}/members/{user_id}": (401, 200, 200, 404, 403),
    "POST /teams/invitations/accept": user(400),
    "POST /telegram/test": user(503),
}
# Where an id stands in the body: operation, field, thing, further body.
BODY_IDS: list[tuple[str, str, str, dict[str, Any]]] = [
    ("POST /applications", "job_id", "job", {}),
    ("POST /ai/cover-letter", "job_id", "job", {"resume_summary": "Go"}),
    ("POST /ai/cover-letter", "resume_id", "resume", {"job_description": "Go"}),
    ("POST /ai/email/personalize", "resume_id", "resume", {}),
    ("POST /ai/email/personalize", "job_id", "job", {}),
    ("POST /ai/resume/bullets", "resume_id", "resume", {}),
    ("POST /email/send/follow-up", "job_id", "job", w.FOLLOW_UP),
    ("POST /email/send/hr", "job_id", "job", w.HR),
    ("POST /email/send/hr", "resume_id", "resume", w.HR),
    ("POST /jobs/{id}/apply", "resume_id", "resume", {}),
    ("POST /jobs/{id}/apply", "resume_id", "resume", {"method": "email"}),
    ("POST /jobs/{id}/merge", "into", "other_job", {}),
    ("POST /jobs/scrape", "company_id", "company", {}),
    ("POST /jobs/scrape", "search_id", "search", {}),
    ("POST /jobs/searches", "company_id", "company", {"name": "Mine"}),
    ("POST /jobs/searches", "template_id", "template", {"name": "Mine"}),
    ("PATCH /jobs/searches/{id}", "company_id", "company", {}),
    ("PATCH /jobs/searches/{id}", "template_id", "template", {}),
    ("POST /resumes/{id}/analyze", "job_id", "job", {}),
    ("POST /scheduler/job", "team_id", "team", {}),
    ("PATCH /auth/me", "team_id", "team", {}),
]
PAGES = [
    "/dashboard",
    "/jobs",
    "/applications",
    "/applications?view=board",
    "/resumes",
    "/companies",
    "/sources/greenhouse",
    "/searches",
    "/runs",
    "/ai",
    "/mail",
    "/mail/templates",
    "/logs",
    "/stats",
    "/team",
    "/account",
    "/scheduler",
]
OBJECT_PAGES = [
    "/jobs/{job}",
    "/jobs/{job}/edit",
    "/applications/{application}",
    "/resumes/{resume}",
    "/resumes/{resume}/download",
    "/resumes/{resume}/picture",
    "/runs/{run}",
    "/searches/{search}",
    "/mail/{mail}",
    "/mail/templates/{template}",
    "/ai/{generation}",
    "/logs/{log}",
]


def plain(response: Any) -> tuple[Any, ...]:
    """An answer apart from what differs from request to request."""
    body = response.json()
    body.pop("request_id")
    headers = {
        name: value
        for name, value in response.headers.items()
        if name not in {"X-Request-ID", "X-RateLimit-Remaining", "X-RateLimit-Reset"}
    }
    return response.status_code, json.dumps(body), headers


def body_of(response: Any) -> bytes:
    streaming = getattr(response, "streaming", False)
    return b"".join(response.streaming_content) if streaming else response.content


def test_every_operation_of_the_schema_stands_in_the_table() -> None:
    assert set(w.documented()) == set(EXPECTED) == set(w.CALLS)


def test_every_path_of_the_resolver_stands_in_the_schema() -> None:
    from django.urls import get_resolver, resolve

    names = {
        f"api:{name}"
        for name in get_resolver("jobhunt.api_urls").reverse_dict
        if isinstance(name, str)
    }
    found = {
        resolve(w.CALLS[operation].url(operation.split(" ")[1], {"team": 1})).view_name
        for operation in w.CALLS
    }
    assert names - found == set()


@pytest.mark.parametrize("operation", list(EXPECTED))
def test_every_caller_gets_the_status_that_is_his(
    world: w.World, db: None, operation: str
) -> None:
    found = []
    for who in WHO:
        with w.undone():
            response = w.CALLS[operation].send(world.client(who), operation, world.a)
            content = body_of(response)
        found.append(response.status_code)
        if who in {"member", "owner"}:
            assert b"canary-b" not in content
        if who in {"anonymous", "foreign"}:
            assert b"canary-a" not in content
    assert dict(zip(WHO, found, strict=True)) == dict(
        zip(WHO, EXPECTED[operation], strict=True)
    )


@pytest.mark.parametrize(
    "operation", [name for name, call in w.CALLS.items() if w.THINGS & {*call.path}]
)
def test_another_teams_object_is_as_one_that_never_was(
    world: w.World, db: None, operation: str
) -> None:
    call = w.CALLS[operation]
    never = {**world.a, **dict.fromkeys(call.path, w.NEVER)}
    foreign = {**world.a, **{name: world.b[name] for name in call.path}}
    client = world.client("owner")
    with w.undone():
        one = plain(call.send(client, operation, foreign))
    with w.undone():
        other = plain(call.send(client, operation, never))
    assert one == other
    assert one[0] == 404


@pytest.mark.parametrize(("operation", "field", "thing", "more"), BODY_IDS)
def test_an_id_of_another_team_in_a_body_is_as_one_that_never_was(
    world: w.World,
    db: None,
    settings: Any,
    operation: str,
    field: str,
    thing: str,
    more: dict[str, Any],
) -> None:
    settings.EMAIL_HOST = "127.0.0.1"
    settings.OPENAI_BASE_URL = "http://127.0.0.1:9/v1"
    given = w.CALLS[operation]
    body = {**(given.body or {}), **more}
    if field == "job_id":
        body.pop("job_description", None)
    if field == "resume_id":
        body.pop("resume_summary", None)
    if operation == "POST /jobs/scrape":
        body = {}
    call = given._replace(
        body=body, names={field: "named"}, kind=given.kind.replace("none", "json")
    )
    client = world.client("owner")
    with w.undone():
        one = plain(call.send(client, operation, {**world.a, "named": world.b[thing]}))
    with w.undone():
        other = plain(call.send(client, operation, {**world.a, "named": w.NEVER}))
    assert one == other
    assert one[0] == 404


def test_no_page_shows_anything_of_another_team(world: w.World, db: None) -> None:
    client = signed_in(world.alice)
    for page in PAGES:
        response = client.get(page)
        assert response.status_code in {200, 302, 403}, page
        assert b"canary-b" not in body_of(response), page


def test_another_teams_object_is_a_404_page(world: w.World, db: None) -> None:
    client = signed_in(world.alice)
    for page in OBJECT_PAGES:
        for things in (world.b, dict.fromkeys(world.b, w.NEVER)):
            response = client.get(page.format(**things))
            assert response.status_code == 404, page
            assert b"canary-b" not in body_of(response), page


def signed_in(user: Any) -> Any:
    from django.test import Client

    browser = Client(raise_request_exception=False)
    response = browser.post("/login", {"username": user.email, "password": w.PASSWORD})
    assert response.status_code == 302
    return browser


HOSTILE = {
    "id": w.NEVER,
    "user_id": w.NEVER,
    "is_staff": True,
    "is_superuser": True,
    "is_active": False,
    "match_score": 100,
    "file_path": "/etc/passwd",
    "path": "/etc/passwd",
    "sha256": "0" * 64,
    "personal": True,
    "created_at": "2001-01-01T00:00:00Z",
    "updated_at": "2001-01-01T00:00:00Z",
}


@pytest.mark.parametrize(
    "operation",
    [
        name
        for name, call in w.CALLS.items()
        if call.kind == "json" and "/ai/" not in name
    ],
)
def test_what_no_caller_may_set_never_takes_effect(
    world: w.World, db: None, operation: str
) -> None:
    call = w.CALLS[operation]
    more: dict[str, Any] = dict(HOSTILE)
    if operation not in {"PATCH /auth/me", "POST /scheduler/job"}:
        more["team_id"] = world.b["team"]
    if "invitations" not in operation and "members" not in operation:
        more["role"] = "admin"
    with w.undone():
        before = fingerprint(world)
        response = call._replace(body={**(call.body or {}), **more}).send(
            world.client("owner"), operation, world.a
        )
        assert response.status_code < 500
        assert fingerprint(world) == before
        assert b"2001-01-01" not in response.content
        assert b"/etc/passwd" not in response.content


def fingerprint(world: w.World) -> list[Any]:
    """What Team B has, and what alice is."""
    from django.apps import apps

    from accounts.models import User

    counts = [
        (model._meta.label, model.objects.filter(team_id=world.b["team"]).count())
        for model in apps.get_models()
        if "team_id" in {field.attname for field in model._meta.concrete_fields}
        and model is not User
    ]
    flags = ("is_staff", "is_superuser", "is_active", "team_id")
    alice = User.objects.filter(pk=world.alice.pk).values_list(*flags).first()
    return [*counts, User.objects.filter(is_staff=True).count(), alice]


def test_an_etag_of_one_user_never_answers_another(world: w.World, db: None) -> None:
    for path in (
        "/jobs/",
        "/resumes/",
        "/stats/dashboard",
        "/teams",
        "/ai/generations",
    ):
        first = world.client("owner").get(w.BASE + path)
        tag = first["ETag"]
        again = world.client("owner").get(w.BASE + path, HTTP_IF_NONE_MATCH=tag)
        assert again.status_code == 304, path
        for who in ("foreign", "admin"):
            other = world.client(who).get(w.BASE + path, HTTP_IF_NONE_MATCH=tag)
            assert other.status_code == 200, (path, who)


def test_what_is_cached_for_one_team_is_never_shown_to_another(
    world: w.World, db: None
) -> None:
    clients = {who: world.client(who) for who in ("owner", "foreign", "admin")}
    first = {}
    for _round in range(5):
        for path in ("/jobs/", "/stats/dashboard", "/stats/success-rate"):
            for who, client in clients.items():
                found = client.get(w.BASE + path).json()
                assert first.setdefault((who, path), found) == found
    totals = {who: first[who, "/stats/dashboard"]["total_jobs"] for who in clients}
    assert totals == {"owner": 3, "foreign": 3, "admin": 0}
