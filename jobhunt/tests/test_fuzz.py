"""Hostile requests made from the schema: no answer breaks, none is undocumented.

``make fuzz`` sets FUZZ_SECONDS; by default each operation gets a moment. What a
request does is rolled back before the next one.
"""

from __future__ import annotations

import os
import time
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from jobhunt.tests import world as w

SECONDS = float(os.environ.get("FUZZ_SECONDS", "12"))
THOROUGH = "FUZZ_SECONDS" in os.environ
# Blocks until a worker has run the scrape.
LEFT_OUT = {"GET /jobs/scrape"}
# What depends on services that are not there may say so.
UPSTREAM = ("/ai/", "/email/", "/telegram/", "/jobs/import", "/jobs/companies")
LISTS = {
    "jobs": ("/jobs/", "/jobs/applied", "/jobs/duplicates", "/jobs/searches"),
    "applications": ("/applications/", "/jobs/applied", "/jobs/"),
    "resumes": ("/resumes/",),
    "email": ("/email/messages", "/email/templates"),
    "teams": ("/teams",),
    "auth": ("/auth/me", "/auth/sessions"),
    "scheduler": ("/jobs/searches",),
    "ai": ("/ai/generations",),
    "logs": ("/logs/",),
}
OPERATIONS = sorted(set(w.CALLS) - LEFT_OUT)


@pytest.fixture(scope="module")
def world(django_db_setup: Any, django_db_blocker: Any) -> Iterator[w.World]:
    with w.made(django_db_blocker) as made:
        yield made


@pytest.fixture(scope="module")
def described(world: w.World) -> Iterator[Any]:
    import schemathesis

    keep_connections()
    yield schemathesis.openapi.from_wsgi(
        f"{w.BASE}/openapi.json", get_wsgi_application()
    )
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def keep_connections() -> None:
    """The connection holds what is to be rolled back; the test client, which does
    the same, connects the signals again after each of its requests."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)


@pytest.fixture(autouse=True)
def offline(settings: Any) -> None:
    """No source may be asked: every base address is one that the guard refuses."""
    from scraping.sources import SOURCES

    settings.SCRAPE_BASE_URLS = dict.fromkeys(SOURCES, "http://127.0.0.1:9")
    settings.SCRAPE_ALLOWED_HOSTS = []


def check(world: w.World, operation: str, response: Any) -> None:
    documented = w.documented()[operation]["responses"]
    status, body = response.status_code, response.content[:500]
    away = status in {502, 503} and any(part in operation for part in UPSTREAM)
    assert status < 500 or away, body
    assert str(status) in documented, (status, body)
    method, path = operation.split(" ")
    if method == "GET" or status >= 300:
        return
    client = world.client("owner")
    for name in LISTS.get(path.split("/")[1], ()):
        answer = client.get(w.BASE + name)
        # The session, the account or the team's feature may be what was ended.
        assert answer.status_code in {200, 401}, (name, answer.content[:300])


@pytest.mark.parametrize("operation", OPERATIONS)
def test_no_request_breaks_an_operation(
    world: w.World, db: None, described: Any, operation: str
) -> None:
    import hypothesis
    from hypothesis import HealthCheck, strategies
    from schemathesis import GenerationMode

    method, path = operation.split(" ")
    ours = described[f"{w.BASE}{path}/"][method]
    until = time.monotonic() + SECONDS / len(OPERATIONS) * (2 if THOROUGH else 1)
    call = w.CALLS[operation]
    real = list(call.path)

    @hypothesis.settings(
        max_examples=20 if THOROUGH else 4,
        deadline=None,
        database=None,
        derandomize=not THOROUGH,
        suppress_health_check=list(HealthCheck),
        phases=[hypothesis.Phase.generate],
    )
    @hypothesis.given(
        case=strategies.one_of(
            ours.as_strategy(generation_mode=GenerationMode.POSITIVE),
            ours.as_strategy(generation_mode=GenerationMode.NEGATIVE),
        ),
        there=strategies.integers(0, 3),
    )
    def ask(case: Any, there: int) -> None:
        if time.monotonic() > until:
            return
        if there and case.path_parameters:
            names = zip(case.path_parameters, real, strict=False)
            case.path_parameters = {
                name: str(world.a.get(thing, thing)) for name, thing in names
            }
        if isinstance(case.body, dict) and case.body.get("wait") is True:
            case.body["wait"] = False
        token = world.tokens["admin" if "scheduler" in path else "owner"].access_token
        with w.undone():
            keep_connections()
            response = case.call(headers={"Authorization": f"Bearer {token}"})
            check(world, operation, response)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ask()
        while THOROUGH and time.monotonic() < until:
            ask()  # with another seed
