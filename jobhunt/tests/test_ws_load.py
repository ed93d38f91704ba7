"""Many connections, slow ones, several processes."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from websockets.asyncio.client import connect

from jobhunt.testing.live import live_server, make_user, token_of
from jobhunt.testing.servers import Server

CLIENTS = 200


@pytest.fixture(scope="module")
def server(django_db_setup: None, django_db_blocker: Any) -> Iterator[Server]:
    with live_server(django_db_blocker, env={"WS_STALL_SECONDS": "1"}) as running:
        yield running


@pytest.fixture(scope="module")
def second(server: Server, django_db_blocker: Any) -> Iterator[Server]:
    """Another process of the same installation."""
    with live_server(django_db_blocker) as running:
        yield running


@pytest.fixture(autouse=True)
def db(server: Server) -> None:
    """In place of pytest-django's, as in test_ws.py."""


def publish(kind: str, data: dict[str, Any], **whose: Any) -> int:
    from jobhunt.lib.realtime import publish as write

    return int(write(kind, data, **whose).pk)


def address(server: Server, token: str, client: str = "c", query: str = "") -> str:
    return f"ws://127.0.0.1:{server.port}/ws/{client}?token={token}{query}"


def test_an_event_reaches_200_clients_within_a_second(server: Server) -> None:
    user = make_user()
    token = token_of(user)

    async def scenario() -> list[float]:
        connections = await asyncio.gather(
            *(
                connect(address(server, token, f"c{number}"), compression=None)
                for number in range(CLIENTS)
            )
        )
        try:
            started = time.monotonic()
            publish("job.new", {"job_id": 1}, team_id=user.team_id)

            async def heard(connection: Any) -> float:
                text = await asyncio.wait_for(connection.recv(), 5)
                assert json.loads(text)["type"] == "job.new"
                return time.monotonic() - started

            return await asyncio.gather(*map(heard, connections))
        finally:
            for connection in connections:
                connection.transport.abort()

    times = asyncio.run(scenario())
    assert len(times) == CLIENTS
    assert max(times) < 1


def test_a_client_that_reads_nothing_is_closed_and_delays_nobody(
    server: Server,
) -> None:
    user = make_user()
    token, team = token_of(user), user.team_id
    since = publish("job.new", {}, team_id=team)
    slow = socket.create_connection(server.address, timeout=10)
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    slow.sendall(
        f"GET /ws/slow?token={token} HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        "Sec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    assert slow.recv(12) == b"HTTP/1.1 101"

    count = 6000  # of 2 kB: more than the socket and the queue hold

    def burst() -> None:
        from django.db import connection

        from jobhunt.lib.realtime import publish_many
        from jobhunt.models import Event

        for _ in range(count // 200):
            events = [
                Event(type="job.new", team_id=team, data={"x": "y" * 2000})
                for _ in range(200)
            ]
            publish_many(events)
        connection.close()

    async def scenario() -> int:
        async with connect(address(server, token, "quick")) as quick:
            running = asyncio.create_task(asyncio.to_thread(burst))
            heard, last = 0, since
            while heard < count:
                event = json.loads(await asyncio.wait_for(quick.recv(), 10))
                if event["type"] == "job.new":
                    assert event["id"] > last
                    last = event["id"]
                    heard += 1
            await running
            # The slow one's end is told to its team.
            event = json.loads(await asyncio.wait_for(quick.recv(), 10))
            assert event == {"type": "disconnect", "data": {"client": "slow"}}
            return heard

    try:
        assert asyncio.run(scenario()) == 6000
    finally:
        slow.close()


def test_events_and_messages_cross_processes(server: Server, second: Server) -> None:
    user = make_user()
    token = token_of(user)

    async def scenario() -> list[dict[str, Any]]:
        async with (
            connect(address(server, token, "one")) as one,
            connect(address(second, token, "two")) as two,
        ):
            await one.send(json.dumps({"type": "message", "text": "over there"}))
            publish("job.new", {"n": 1}, team_id=user.team_id)
            heard = []
            for connection in (one, two):
                for _ in range(2):
                    heard.append(
                        json.loads(await asyncio.wait_for(connection.recv(), 5))
                    )
            await one.close()
            heard.append(json.loads(await asyncio.wait_for(two.recv(), 5)))
            return heard

    heard = asyncio.run(scenario())
    said = {"type": "message", "data": {"sender": "one", "text": "over there"}}
    assert heard.count(said) == 2
    assert [event["type"] for event in heard].count("job.new") == 2
    assert heard[-1] == {"type": "disconnect", "data": {"client": "one"}}


def test_a_revocation_in_one_process_closes_sockets_in_another(
    server: Server, second: Server
) -> None:
    from accounts.models import AuthSession
    from accounts.services.sessions import revoke

    user = make_user()
    token = token_of(user)

    async def scenario() -> list[int]:
        async with (
            connect(address(server, token, "one")) as one,
            connect(address(second, token, "two")) as two,
        ):
            revoke(AuthSession.objects.get(user=user), reason="test")
            for connection in (one, two):
                await asyncio.wait_for(connection.wait_closed(), 5)
            return [connection.close_code for connection in (one, two)]

    assert asyncio.run(scenario()) == [1008, 1008]


def test_stopping_the_server_ends_sockets_quickly(django_db_blocker: Any) -> None:
    user = make_user()
    token = token_of(user)

    async def scenario(running: Server) -> float:
        async with connect(address(running, token)) as connection:
            started = time.monotonic()
            running.process.terminate()
            await asyncio.wait_for(connection.wait_closed(), 5)
            assert connection.close_code == 1012
            await asyncio.to_thread(running.process.wait, 5)
            return time.monotonic() - started

    with live_server(django_db_blocker) as running:
        assert asyncio.run(scenario(running)) < 3
