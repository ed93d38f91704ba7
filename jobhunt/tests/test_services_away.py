"""PostgreSQL hangs or restarts, Redis goes and comes back: what is promised then.

On private servers of its own, whatever the suite runs on.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from redis import Redis
from websockets.sync.client import ClientConnection, connect

from jobhunt.testing import services
from jobhunt.testing.servers import ROOT, Server, serve, wait_until

pytestmark = pytest.mark.skipif(
    not services.installed(), reason="PostgreSQL or Redis is not installed"
)
ADMIN = {"ADMIN_EMAIL": "root@example.com", "ADMIN_PASSWORD": "jf83 ksla0 wq"}


class World:
    """Private servers, and the application on them."""

    server: Server

    def __init__(self, database: services.Service, home: Path) -> None:
        self.database = database
        self.home = home
        self.redis_port = services.free_port()
        self.redis = contextlib.ExitStack()

    def start_redis(self) -> None:
        _, binary = services.ensure_installed()
        self.redis.enter_context(services.redis(binary, self.home, self.redis_port))

    def ask(
        self, path: str, body: Any = None, token: str = ""
    ) -> tuple[int, dict[str, Any], dict[str, str]]:
        connection = http.client.HTTPConnection(*self.server.address, timeout=20)
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        with contextlib.closing(connection):
            connection.request(
                "POST" if body is not None else "GET",
                path,
                json.dumps(body) if body is not None else None,
                headers,
            )
            response = connection.getresponse()
            names = {name.lower(): value for name, value in response.getheaders()}
            return response.status, json.loads(response.read()), names

    def token(self) -> str:
        body = {"username": "root@example.com", "password": ADMIN["ADMIN_PASSWORD"]}
        status, found, _ = self.ask("/api/v1/auth/login", body)
        assert status == 200, found
        return str(found["access_token"])

    def publish(self, number: int) -> None:
        """As another process does: a committed row."""
        with psycopg.connect(self.database.url, autocommit=True) as connection:
            connection.execute(
                "INSERT INTO jobhunt_event (type, data, team_id, created_at)"
                " SELECT 'job.new', %s, team_id, now() FROM accounts_user",
                [json.dumps({"n": number})],
            )


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    folder, _ = services.ensure_installed()
    with contextlib.ExitStack() as stack:
        name = stack.enter_context(tempfile.TemporaryDirectory(prefix="jobhunt-away-"))
        home = Path(name)
        home.chmod(0o755)  # PostgreSQL's own user must enter
        made = World(stack.enter_context(services.postgres(folder, home)), home)
        stack.callback(lambda: made.redis.close())
        made.start_redis()
        env = {
            "DATABASE_URL": made.database.url,
            "REDIS_URL": f"redis://127.0.0.1:{made.redis_port}/0",
            "DATA_DIR": str(home / "var"),
            "DJANGO_SETTINGS_MODULE": "jobhunt.settings",
            **ADMIN,
        }
        prepared = subprocess.run(
            [sys.executable, "-m", "jobhunt.prepare"],
            cwd=ROOT,
            env={**os.environ, "JOBHUNT_DOTENV": "0", **env},
            capture_output=True,
            text=True,
            check=False,
        )
        assert prepared.returncode == 0, prepared.stderr
        server = serve("uvicorn", "jobhunt.asgi:application", env)
        made.server = stack.enter_context(server)
        yield made


def event(connection: ClientConnection, seconds: float = 5) -> Any:
    return json.loads(connection.recv(seconds))["data"]["n"]


def test_a_database_that_hangs_is_a_503_from_health_within_a_second(
    world: World,
) -> None:
    assert world.ask("/health")[0] == 200
    world.database.signal(signal.SIGSTOP)
    try:
        for _ in range(3):
            started = time.monotonic()
            status, body, _ = world.ask("/health")
            assert time.monotonic() - started < 1
            assert status == 503
            assert body["status"] == "unhealthy"
            assert body["database"] == "unavailable"
            assert body["cache"] == "ok"
    finally:
        world.database.signal(signal.SIGCONT)
    wait_until(lambda: world.ask("/health")[0] == 200, 10)


def test_a_restart_of_the_database_costs_503s_and_no_500(world: World) -> None:
    token = world.token()
    assert world.ask("/api/v1/auth/me", token=token)[0] == 200
    with psycopg.connect(world.database.url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
    statuses = {world.ask("/api/v1/auth/me", token=token)[0] for _ in range(20)}
    assert statuses <= {200, 503}
    assert world.ask("/api/v1/auth/me", token=token)[0] == 200


def test_events_come_with_redis_without_it_and_after_its_return(world: World) -> None:
    token = world.token()
    address = f"ws://127.0.0.1:{world.server.port}/ws/a?token={token}"
    with connect(address) as socket:
        world.publish(1)
        assert event(socket) == 1
        # Whoever was subscribed is cut off and must subscribe anew.
        world.redis.close()
        wait_until(lambda: world.ask("/health")[1]["cache"] == "unavailable", 5)
        status, body, _ = world.ask("/health")
        assert (status, body["status"]) == (200, "healthy")
        world.publish(2)
        assert event(socket) == 2
        assert world.ask("/api/v1/auth/me", token=token)[0] == 200
        world.start_redis()
        wait_until(lambda: world.ask("/health")[1]["cache"] == "ok", 5)
        with Redis(port=world.redis_port) as redis:
            wait_until(
                lambda: redis.pubsub_numsub("jobhunt-events")[0][1] == 1,
                10,
                "subscribed again",
            )
            started = time.monotonic()
            world.publish(3)
            redis.publish("jobhunt-events", b"1")
            assert event(socket) == 3
            assert time.monotonic() - started < 0.5
