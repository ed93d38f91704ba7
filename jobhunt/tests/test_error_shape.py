"""Every failure of the API has one shape, and says nothing of the inside."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from jobhunt.lib.logging import TextFormatter
from jobhunt.lib.request_id import RequestIdFilter
from jobhunt.tests import world as w

INSIDE = re.compile(
    rb"Traceback|File \"|\.py\b|SELECT |INSERT INTO|sqlite|psycopg|site-packages"
    rb"|DoesNotExist|IntegrityError|/home/|/usr/|0x[0-9a-f]{8}",
)
SECURITY = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
WITH_JSON = [
    name
    for name, call in w.CALLS.items()
    if call.kind == "json" and (call.body is not None or call.names)
]
WITH_ID = [
    name
    for name, call in w.CALLS.items()
    if call.path and name != "POST /scheduler/jobs/{job_id}/run"
]
BAD_JSON = {
    "not JSON": b"{",
    "empty": b"",
    "NUL": b'{"title": "a\\u0000b", "name": "a\\u0000b"}',
    "lone surrogate": b'{"title": "\\ud800"}',
    "surrogate as a key": b'{"\\udfff": 1}',
    "NaN": b'{"limit": NaN}',
    "Infinity": b'{"limit": -Infinity}',
    "depth 65": b'{"a": ' + b"[" * 64 + b"]" * 64 + b"}",
    "deep": b"[" * 100_000,
    "10^30": b'{"limit": 1' + b"0" * 30 + b"}",
    "1e999": b'{"limit": 1e999}',
    "not UTF-8": b'{"title": "\xff\xfe"}',
    "array": b"[]",
    "string": b'"text"',
    "number": b"7",
    "null": b"null",
}
# One parser reads them all: a few operations get everything, the others these.
CORE = {"not JSON", "empty", "NUL", "depth 65", "array", "null"}
THOROUGH = {
    "POST /auth/login",
    "POST /auth/register",
    "PATCH /auth/me",
    "POST /jobs",
    "PATCH /jobs/{id}",
    "POST /jobs/searches",
    "POST /jobs/scrape",
    "POST /ai/cover-letter",
    "PATCH /resumes/{id}",
}
BAD_IDS = ["abc", "%00", "1" * 40, "-1", "..%2f1", str(w.NEVER)]


@pytest.fixture(scope="module")
def world(django_db_setup: Any, django_db_blocker: Any) -> Iterator[w.World]:
    with w.made(django_db_blocker) as made:
        yield made


def check_error(response: Any, status: int, note: str = "") -> dict[str, Any]:
    """The contract's error body, headers and silence about the inside."""
    assert response.status_code == status, (note, response.content[:300])
    assert response["Content-Type"].startswith("application/json"), note
    body: dict[str, Any] = response.json()
    assert {"error", "message", "detail", "request_id"} <= set(body), note
    assert isinstance(body["error"], str) and body["error"]
    assert isinstance(body["message"], str) and body["message"]
    assert body["request_id"] == response["X-Request-ID"]
    if isinstance(body["detail"], list):
        assert body["errors"] == body["detail"]
        for item in body["detail"]:
            assert {"field", "message", "code"} == set(item), note
            assert all(isinstance(value, str) for value in item.values())
    else:
        assert isinstance(body["detail"], str)
    assert not INSIDE.search(response.content), (note, response.content[:500])
    check_headers(response)
    if status == 401:
        assert response["WWW-Authenticate"] == "Bearer"
    return body


def check_headers(response: Any) -> None:
    for name, value in SECURITY.items():
        assert response.headers.get(name) == value, name
    assert response.headers.get("Permissions-Policy")
    policy = response.headers.get("Content-Security-Policy", "")
    assert "default-src 'self'" in policy
    scripts = re.findall(r"(?:script-src|default-src)[^;]*", policy)
    assert not any("unsafe" in part for part in scripts)
    assert re.fullmatch(r"[A-Za-z0-9._-]{1,64}", response["X-Request-ID"])


def path_of(operation: str, things: dict[str, Any]) -> str:
    return w.CALLS[operation].url(operation.split(" ")[1], things)


@pytest.mark.parametrize("operation", list(w.CALLS))
def test_both_slash_forms_answer_alike(
    world: w.World, db: None, operation: str
) -> None:
    call = w.CALLS[operation]
    client = world.client("owner")
    answers = []
    for ending in ("", "/"):
        slashed = call._replace(query=ending + call.query)
        with w.undone():
            response = slashed.send(client, operation, world.a)
        answers.append((response.status_code, response.headers.get("Content-Type")))
    assert answers[0] == answers[1]
    assert answers[0][0] not in {301, 302, 307, 308}


def test_an_anonymous_caller_gets_a_401_with_its_challenge(
    world: w.World, db: None
) -> None:
    from jobhunt.tests.world import documented

    for operation, description in documented().items():
        if {} in description.get("security", []) or not description.get("security"):
            continue
        with w.undone():
            response = w.CALLS[operation].send(world.client("x"), operation, world.a)
        check_error(response, 401, operation)


def test_another_method_is_a_405_that_says_which_are_allowed(
    world: w.World, db: None
) -> None:
    methods: dict[str, set[str]] = {}
    for operation in w.CALLS:
        method, _ = operation.split(" ")
        methods.setdefault(path_of(operation, world.a), set()).add(method)
    client = world.client("owner")
    for path, allowed in methods.items():
        for method in ("PUT", "TRACE"):
            if method in allowed or path == f"{w.BASE}/jobs/{world.a['job']}":
                continue
            response = client.generic(method, path)
            check_error(response, 405, f"{method} {path}")
            said = {name.strip() for name in response["Allow"].split(",")}
            assert allowed <= said, (method, path, said)
            assert method not in said


def test_what_may_be_done_can_be_asked(world: w.World, db: None) -> None:
    client = world.client("owner")
    for path in {path_of(operation, world.a) for operation in w.CALLS}:
        response = client.options(path)
        if response.status_code == 403:  # an administrator's
            response = world.client("admin").options(path)
        assert response.status_code == 204, path
        assert "OPTIONS" in response["Allow"]


def test_a_method_override_header_does_nothing(world: w.World, db: None) -> None:
    response = world.client("owner").get(
        f"{w.BASE}/jobs/{world.a['job']}", HTTP_X_HTTP_METHOD_OVERRIDE="DELETE"
    )
    assert response.status_code == 200
    assert response.json()["id"] == world.a["job"]


@pytest.mark.parametrize("operation", WITH_JSON)
def test_another_media_type_is_a_415(world: w.World, db: None, operation: str) -> None:
    with w.undone():
        response = world.client("owner").generic(
            operation.split(" ")[0],
            path_of(operation, world.a),
            b"<a/>",
            "application/xml",
        )
    check_error(response, 415)


@pytest.mark.parametrize("operation", WITH_JSON)
def test_a_body_that_is_no_good_json_object_is_a_400(
    world: w.World, db: None, operation: str
) -> None:
    client = world.client("owner")
    for name, data in BAD_JSON.items():
        if name not in CORE and operation not in THOROUGH:
            continue
        # The refresh cookie stands in for a body that is not there.
        if not data and operation == "POST /auth/refresh":
            continue
        with w.undone():
            response = client.generic(
                operation.split(" ")[0],
                path_of(operation, world.a),
                data,
                "application/json",
            )
        if not data and response.status_code < 300:
            continue  # every field of it may be left out
        check_error(response, 400, f"{operation} {name}")


@pytest.mark.parametrize("operation", WITH_ID)
def test_a_malformed_id_is_a_404(world: w.World, db: None, operation: str) -> None:
    call = w.CALLS[operation]
    client = world.client("owner")
    for bad in BAD_IDS:
        things = {**world.a, call.path[-1]: bad}
        if call.path[-1] in {"lever", "teams"}:
            call = call._replace(path=("named",))
            things["named"] = bad
        with w.undone():
            response = call.send(client, operation, things)
        check_error(response, 404, f"{operation} {bad}")


@pytest.mark.parametrize(
    "path",
    [
        "/api",
        "/api/",
        "/api/v1",
        "/api/v1/",
        "/api/v1/nothing",
        "/api/v1/jobs/1/nothing/",
        "/api/v2",
        "/api/v2/",
        "/api/v2/jobs/",
        "/api/v1/%00",
        "/api/v1//jobs",
        "/api/v1/jobs/1/nothing/%ff",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_unknown_path_is_the_contracts_404(
    world: w.World, db: None, path: str, method: str
) -> None:
    check_error(world.client("owner").generic(method, path), 404, path)


def test_query_parameters_that_are_wrong_are_400(world: w.World, db: None) -> None:
    client = world.client("owner")
    lists = [
        operation
        for operation, description in w.documented().items()
        if any(item["name"] == "skip" for item in description.get("parameters", []))
    ] + ["GET /jobs/sources"]
    for operation in lists:
        caller = world.client("admin") if "scheduler" in operation else client
        for query in (
            "limit=0", "limit=1001", "limit=-1", "limit=abc", "limit=1.5", "limit=",
            "limit=99999999999999999999", "skip=-1", "skip=x", "limit=%D9%A3",
            "skip=99999999999999999999", "q=%00", "limit=%00",
        ):  # fmt: skip
            response = caller.get(f"{path_of(operation, world.a)}?{query}")
            check_error(response, 400, f"{operation}?{query}")
    for query in (
        "status=nothing", "sort=nothing", "remote=maybe", "closed=perhaps",
        "posted_since=yesterday", "min_score=101", "min_score=x",
    ):  # fmt: skip
        check_error(client.get(f"{w.BASE}/jobs/?{query}"), 400, query)
    for path in ("/stats/applications?period=8d", "/stats/dashboard?scope=all",
                 "/logs/?level=loud", "/logs/?date_from=x", "/logs/export?format=xml",
                 "/applications/?scope=all", "/applications/export?format=xml"):  # fmt: skip
        check_error(client.get(w.BASE + path), 400, path)


def test_text_with_pattern_characters_searches_and_never_breaks(
    world: w.World, db: None
) -> None:
    client = world.client("owner")
    for text in ("(", "%", "_", "\\", '"', "'", "*", "AND", "NEAR(", "a" * 100, "C++"):
        for path in ("/jobs/", "/logs/"):
            response = client.get(w.BASE + path, {"search": text})
            assert response.status_code == 200, (path, text)


def test_a_failure_inside_is_a_500_that_tells_nothing(
    world: w.World, db: None, settings: Any
) -> None:
    # Settings no operator can make: the view itself fails.
    settings.FEATURES = None
    response = APIClient(raise_request_exception=False).get(f"{w.BASE}/features/")
    check_error(response, 500)
    page = Client(raise_request_exception=False).get("/features")
    assert page.status_code == 500
    assert page["X-Request-ID"].encode() in page.content
    assert not INSIDE.search(page.content)
    check_headers(page)


@pytest.mark.parametrize(
    "path", ["/", "/login", "/features", "/nothing", "/jobs", "/static/css/app.css",
             "/static/nothing.css", "/favicon.ico", "/api/versions", "/docs", "/metrics",
             "/admin/", "/api/v1/openapi.json"]
)  # fmt: skip
def test_security_headers_stand_on_every_answer(
    world: w.World, db: None, path: str
) -> None:
    response = Client(raise_request_exception=False).get(path)
    check_headers(response)


def test_a_page_that_is_not_there_is_a_page_with_the_request_id(
    world: w.World, db: None
) -> None:
    response = Client().get("/nothing", HTTP_X_REQUEST_ID="my-own.id_1")
    assert response.status_code == 404
    assert response["X-Request-ID"] == "my-own.id_1"
    assert b"my-own.id_1" in response.content
    assert response["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("given", ["a b", "x" * 65, "<script>", "é", ""])
def test_a_request_id_that_is_none_is_replaced(
    world: w.World, db: None, given: str
) -> None:
    response = APIClient().get(f"{w.BASE}/nothing", HTTP_X_REQUEST_ID=given)
    assert check_error(response, 404)["request_id"] != given


def test_versions_are_told_to_everybody(world: w.World, db: None) -> None:
    for path in ("/api/versions", "/api/versions/"):
        response = APIClient().get(path)
        assert response.status_code == 200
        assert response.json() == {
            "current": "v1",
            "supported": ["v1"],
            "planned": ["v2"],
        }
    check_error(APIClient().post("/api/versions"), 405)


def preflight(origin: str) -> Any:
    return Client().options(
        f"{w.BASE}/jobs/",
        HTTP_ORIGIN=origin,
        HTTP_ACCESS_CONTROL_REQUEST_METHOD="GET",
        HTTP_ACCESS_CONTROL_REQUEST_HEADERS="authorization",
    )


def test_no_origin_is_allowed_unless_it_is_configured(
    world: w.World, db: None, settings: Any
) -> None:
    assert "Access-Control-Allow-Origin" not in preflight("https://app.example").headers
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example"]
    settings.CORS_ALLOW_CREDENTIALS = True
    for foreign in ("https://evil.example", "null", "https://app.example.evil.example"):
        assert "Access-Control-Allow-Origin" not in preflight(foreign).headers
    allowed = preflight("https://app.example")
    assert allowed["Access-Control-Allow-Origin"] == "https://app.example"
    for name in (
        "authorization",
        "content-type",
        "idempotency-key",
        "if-none-match",
        "x-request-id",
    ):
        assert name in allowed["Access-Control-Allow-Headers"]
    answer = Client().get("/api/versions", HTTP_ORIGIN="https://app.example")
    assert answer["Access-Control-Allow-Origin"] == "https://app.example"
    exposed = answer["Access-Control-Expose-Headers"]
    for name in ("X-Total-Count", "Link", "X-Request-ID", "Retry-After", "ETag"):
        assert name in exposed


def test_the_line_of_a_refused_request_has_its_id(world: w.World, db: None) -> None:
    lines: list[str] = []
    handler = logging.Handler()
    handler.setFormatter(TextFormatter())
    handler.addFilter(RequestIdFilter())
    handler.emit = lambda record: lines.append(handler.format(record))  # type: ignore[method-assign]
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    try:
        Client().get(f"{w.BASE}/auth/me", HTTP_X_REQUEST_ID="mine-1")
    finally:
        logger.removeHandler(handler)

    assert len(lines) == 1
    assert lines[0].endswith("request_id=mine-1")


def test_any_origin_is_refused_as_a_configuration(settings: Any) -> None:
    from jobhunt.checks import check_cors

    settings.BACKEND_CORS_ORIGINS = ["*"]
    assert [error.id for error in check_cors()] == ["jobhunt.E004"]
