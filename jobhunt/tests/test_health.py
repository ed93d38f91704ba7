"""/health: exact, quick, and truthful when parts are away."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jobhunt.lib.health import Health
from jobhunt.lib.registry import health_probes
from jobhunt.testing.live import live_server
from jobhunt.testing.servers import Server, serve, wait_until


@pytest.fixture(scope="module")
def server(django_db_setup: None, django_db_blocker: Any) -> Iterator[Server]:
    with live_server(django_db_blocker) as running:
        yield running


@pytest.fixture
def db(server: Server) -> None:
    """In place of pytest-django's, as in test_ws.py."""


def health(server: Server) -> tuple[int, dict[str, Any], dict[str, str]]:
    connection = http.client.HTTPConnection(*server.address, timeout=5)
    with contextlib.closing(connection):
        connection.request("GET", "/health")
        response = connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return response.status, json.loads(response.read()), headers


def test_a_healthy_system_answers_as_the_contract_has_it(
    server: Server, db: None
) -> None:
    status, body, headers = health(server)
    assert status == 200
    assert set(body) == {
        "status",
        "environment",
        "version",
        "scheduler",
        "database",
        "cache",
    }
    assert body["status"] == "healthy"
    assert body["environment"] == "development"
    assert body["database"] == body["cache"] == "ok"
    assert set(body["scheduler"]) == {"running", "jobs"}
    assert headers["content-type"] == "application/json"
    assert headers["x-request-id"]
    assert headers["x-frame-options"] == "DENY"


def test_the_scheduler_part_knows_its_four_jobs(server: Server, db: None) -> None:
    scheduler = health(server)[1]["scheduler"]
    assert scheduler == {"running": False, "jobs": 4}


def test_a_lost_database_is_a_503_within_a_second_and_comes_back(
    server: Server, db: None, tmp_path: Path
) -> None:
    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("the file of SQLite is what is taken away here")
    here, away = tmp_path / "live.sqlite3", tmp_path / "away.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(here)])
    env = {
        "LIVE_DATABASE": str(here),
        "DJANGO_SETTINGS_MODULE": "jobhunt.testing.settings_live",
    }
    with serve("uvicorn", "jobhunt.asgi:application", env) as lonely:
        assert health(lonely)[0] == 200
        here.rename(away)
        started = time.monotonic()
        status, body, _ = health(lonely)
        assert time.monotonic() - started < 1
        assert status == 503
        assert body["status"] == "unhealthy"
        assert body["database"] == "unavailable"
        away.rename(here)
        wait_until(lambda: health(lonely)[0] == 200, 5)


def test_a_probe_that_hangs_delays_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()
    calls = []

    def hang() -> str:
        calls.append(1)
        release.wait(20)
        return "ok"

    monkeypatch.setitem(health_probes, "database", hang)
    monkeypatch.setitem(health_probes, "cache", lambda: "ok")

    async def ask() -> list[tuple[int, dict[str, Any]]]:
        answers = Health()
        first = await asyncio.gather(*(answers.report() for _ in range(20)))
        return [*first, await answers.report()]

    started = time.monotonic()
    try:
        found = asyncio.run(ask())
    finally:
        release.set()
    assert time.monotonic() - started < 1.9
    assert {status for status, _ in found} == {503}
    assert found[0][1]["database"] == "unavailable"
    assert found[0][1]["cache"] == "ok"
    assert len(calls) == 1  # nobody piles up behind a probe that hangs


def test_without_a_cache_the_system_is_still_healthy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken() -> str:
        raise ConnectionError

    monkeypatch.setitem(health_probes, "database", lambda: "ok")
    monkeypatch.setitem(health_probes, "cache", broken)
    status, body = asyncio.run(Health().report())
    assert status == 200
    assert body["status"] == "healthy"
    assert body["cache"] == "unavailable"


def test_an_unknown_scheduler_is_not_called_running(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken() -> dict[str, Any]:
        raise ConnectionError

    monkeypatch.setitem(health_probes, "database", lambda: "ok")
    monkeypatch.setitem(health_probes, "scheduler", broken)
    _, body = asyncio.run(Health().report())
    assert body["scheduler"] == {"running": False, "jobs": None}
