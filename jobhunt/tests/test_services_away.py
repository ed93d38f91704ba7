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
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from websockets.sync.client import ClientConnection, connect

from jobhunt.testing import services
from jobhunt.testing.servers import ROOT, Server, serve, wait_until

pytestmark = pytest.mark.skipif(
    not services.installed(), reason="PostgreSQL or Redis is not installed"
)
ADMIN = {"ADMIN_EMAIL": "root@example.com", "ADMIN_PASSWORD": "jf83 ksla0 wq"}


class World:
    def __init__(
        self, database: services.Service, home: Path, redis_port: int, server: Server
    ) -> None:
        self.database = database
        self.home = home
        self.redis_port = redis_port
        self.server = server

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


def redis(world_home: Path, port: int) -> Any:
    _, binary = services.ensure_installed()
    return services.redis(binary, world_home, port)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    home = tmp_path_factory.mktemp("services")
    for folder in (home, *home.parents[:2]):
        folder.chmod(0o755)  # PostgreSQL's own user must enter
    folder, _ = services.ensure_installed()
    port = services.free_port()
    with services.postgres(folder, home) as database:
        env = {
            "DATABASE_URL": database.url,
            "REDIS_URL": f"redis://127.0.0.1:{port}/0",
            "DATA_DIR": str(home / "var"),
            "DJANGO_SETTINGS_MODULE": "jobhunt.settings",
            **ADMIN,
        }
        with redis(home, port):
            prepared = subprocess.run(
                [sys.executable, "-m", "jobhunt.prepare"],
                cwd=ROOT,
                env={**os.environ, "JOBHUNT_DOTENV": "0", **env},
                capture_output=True,
                text=True,
                check=False,
            )
            assert prepared.returncode == 0, prepared.stderr
            with serve("uvicorn", "jobhunt.asgi:application", env) as server:
                yield World(database, home, port, server)
                # Redis is stopped and started by the tests below.


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
        # Clients of Redis are cut off and must subscribe anew.
        import redis as client

        server = client.Redis(port=world.redis_port)
        server.shutdown(nosave=True)
        wait_until(lambda: world.ask("/health")[1]["cache"] == "unavailable", 5)
        status, body, _ = world.ask("/health")
        assert (status, body["status"]) == (200, "healthy")
        world.publish(2)
        assert event(socket) == 2
        assert world.ask("/api/v1/auth/me", token=token)[0] == 200
        with redis(world.home, world.redis_port) as again:
            wait_until(lambda: world.ask("/health")[1]["cache"] == "ok", 5)
            reborn = client.Redis.from_url(again.url)
            wait_until(
                lambda: reborn.pubsub_numsub("jobhunt-events")[0][1] == 1,
                10,
                "subscribed again",
            )
            started = time.monotonic()
            world.publish(3)
            reborn.publish("jobhunt-events", b"1")
            assert event(socket) == 3
            assert time.monotonic() - started < 0.5
            reborn.close()
        server.close()
