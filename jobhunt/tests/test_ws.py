"""/ws over real sockets, under both servers."""

from __future__ import annotations

import contextlib
import json
import secrets
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.sync.client import ClientConnection, connect

from jobhunt.testing.live import live_server, make_user, token_of
from jobhunt.testing.servers import Server

PERIOD = 1.0  # by then an event that is not for us would have come


@pytest.fixture(scope="module", params=["uvicorn", "daphne"])
def server(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Server]:
    with live_server(django_db_blocker, request.param) as running:
        yield running


@pytest.fixture(autouse=True)
def db(server: Server) -> None:
    """In place of pytest-django's: it sees by this name that a database is needed.
    Rows are committed, since the server must see them."""


class Socket:
    """A client that speaks JSON."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    def get(self, seconds: float = 5) -> dict[str, Any]:
        return json.loads(self.connection.recv(seconds))

    def next(self, kind: str) -> dict[str, Any]:
        """The next of this type; others (a log line) are passed over."""
        while True:
            event = self.get()
            if event["type"] == kind:
                return event

    def say(self, **frame: Any) -> None:
        self.connection.send(json.dumps(frame, ensure_ascii=False))

    def silent(self) -> bool:
        """Whether nothing waits: the answer to a ping would stand behind it."""
        self.say(type="ping")
        return self.get()["type"] == "pong"

    def closed_with(self, seconds: float = 5) -> int | None:
        """The code of the server's close; what comes before it is passed over."""
        deadline = time.monotonic() + seconds
        try:
            while time.monotonic() < deadline:
                self.connection.recv(max(0.01, deadline - time.monotonic()))
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None
        raise AssertionError("still open")


Connect = Callable[..., Socket]


@pytest.fixture
def ws(server: Server) -> Iterator[Connect]:
    with contextlib.ExitStack() as stack:

        def open_socket(
            user: Any = None, client: str = "tab", query: str = "", **options: Any
        ) -> Socket:
            if user is not None:
                token = user if isinstance(user, str) else token_of(user)
                options.setdefault("subprotocols", ["bearer", token])
            address = f"ws://127.0.0.1:{server.port}/ws/{client}{query}"
            options.setdefault("compression", None)
            connection = stack.enter_context(connect(address, **options))
            return Socket(connection)

        yield open_socket


def publish(kind: str, data: dict[str, Any], **whose: Any) -> int:
    from jobhunt.lib.realtime import publish as write

    return int(write(kind, data, **whose).pk)


def browser(user: Any) -> str:
    from accounts.services.sessions import open_browser_session

    key = secrets.token_hex(16)
    open_browser_session(user, session_key=key, ip_address=None, user_agent="test")
    return f"sessionid={key}"


# -------------------------------------------------------------- who may connect


def test_a_token_among_the_subprotocols_opens_it(ws: Connect) -> None:
    socket = ws(make_user())
    assert socket.connection.subprotocol == "bearer"
    socket.say(type="ping")
    pong = socket.get()
    assert pong["type"] == "pong"
    assert pong["timestamp"].endswith("Z")
    assert set(pong) == {"type", "timestamp"}


def test_a_token_in_the_query_opens_it(ws: Connect, server: Server) -> None:
    token = token_of(make_user())
    assert ws(query=f"?token={token}").silent()
    assert token not in server.output()


def test_a_browser_session_opens_it_from_our_own_page(
    ws: Connect, server: Server
) -> None:
    socket = ws(origin=server.url, additional_headers={"Cookie": browser(make_user())})
    assert socket.silent()


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "https://evil.example",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        "http://localhost:{port}",
        "https://127.0.0.1:{port}",
        "http://127.0.0.1.evil.example:{port}",
    ],
)
def test_a_browser_session_from_another_page_is_refused(
    ws: Connect, server: Server, origin: str | None
) -> None:
    origin = origin.format(port=server.port) if origin else None
    cookie = browser(make_user())
    socket = ws(origin=origin, additional_headers={"Cookie": cookie})
    assert socket.closed_with() == 1008


def test_without_anything_it_is_accepted_and_closed(ws: Connect) -> None:
    assert ws().closed_with() == 1008


def test_bad_tokens_are_refused(ws: Connect) -> None:
    from accounts.services.sessions import open_api_session

    user = make_user()
    tokens = open_api_session(user, ip_address=None, user_agent="test")
    bad = [tokens.refresh_token, tokens.access_token + "x", "x", "a.b.c"]
    for token in bad:
        assert ws(token).closed_with() == 1008, token
        assert ws(query=f"?token={token}").closed_with() == 1008, token
    assert ws(query="?token=").closed_with() == 1008
    assert ws(subprotocols=["bearer"]).closed_with() == 1008


def test_a_bad_token_is_not_made_good_by_a_cookie(ws: Connect, server: Server) -> None:
    cookie = browser(make_user())
    socket = ws(
        query="?token=x", origin=server.url, additional_headers={"Cookie": cookie}
    )
    assert socket.closed_with() == 1008


def test_revoked_and_suspended_are_refused(ws: Connect) -> None:
    from accounts.models import AuthSession
    from accounts.services.sessions import revoke

    user = make_user()
    token = token_of(user)
    revoke(AuthSession.objects.get(user=user), reason="test")
    assert ws(token).closed_with() == 1008
    suspended = make_user()
    token = token_of(suspended)
    suspended.is_active = False
    suspended.save()
    assert ws(token).closed_with() == 1008


@pytest.mark.parametrize(
    "client",
    [
        "",
        "a" * 65,
        "a.b",
        "a%20b",
        "%00",
        "%F0%9F%98%80",
        "a/b",
        "../admin",
        "a%0A",
        "%2e%2e",
    ],
)
def test_an_odd_client_id_is_accepted_and_closed(ws: Connect, client: str) -> None:
    assert ws(token_of(make_user()), client=client).closed_with() == 1008


def test_an_unknown_path_is_accepted_and_closed(server: Server) -> None:
    for path in ("/", "/api/v1/jobs", "/wsx", "/health"):
        address = f"ws://127.0.0.1:{server.port}{path}"
        with connect(address) as connection:
            assert Socket(connection).closed_with() == 1008


def test_the_root_path_header_changes_nothing(ws: Connect) -> None:
    headers = {"Daphne-Root-Path": "/elsewhere"}
    assert ws(make_user(), additional_headers=headers).silent()


def test_a_slash_at_the_end_is_allowed(ws: Connect) -> None:
    assert ws(make_user(), client="A-b_9/").silent()


# ---------------------------------------------------------------------- events


def test_an_event_of_the_team_arrives_in_the_contracts_shape(ws: Connect) -> None:
    user = make_user()
    socket = ws(user)
    number = publish("job.new", {"job_id": 7, "title": "X"}, team_id=user.team_id)
    event = socket.get()
    assert event["timestamp"].endswith("Z")
    del event["timestamp"]
    assert event == {
        "id": number,
        "type": "job.new",
        "data": {"job_id": 7, "title": "X"},
    }


def test_an_event_arrives_within_a_second(ws: Connect) -> None:
    user = make_user()
    socket = ws(user)
    started = time.monotonic()
    publish("job.new", {}, team_id=user.team_id)
    socket.get()
    assert time.monotonic() - started < 1


def test_events_reach_those_they_are_for_and_nobody_else(ws: Connect) -> None:
    alice = make_user()
    bob = make_user(team=alice.team)
    carol = make_user()
    sockets = {
        name: ws(user) for name, user in zip("abc", (alice, bob, carol), strict=True)
    }
    publish("job.new", {"n": 1}, team_id=alice.team_id)
    publish("log", {"n": 2}, user_id=bob.pk)
    publish("log", {"n": 3}, user_id=alice.pk, team_id=carol.team_id)
    publish("nobody", {"n": 4})
    publish("job.new", {"n": 5}, team_id=alice.team_id)
    publish("job.new", {"n": 6}, team_id=carol.team_id)
    heard = {name: [] for name in "abc"}
    for name, last in (("a", 5), ("b", 5), ("c", 6)):
        while not heard[name] or heard[name][-1] != last:
            heard[name].append(sockets[name].get()["data"]["n"])
    assert heard == {"a": [1, 5], "b": [1, 2, 5], "c": [6]}
    assert all(socket.silent() for socket in sockets.values())


def test_an_event_that_was_rolled_back_does_not_arrive(ws: Connect) -> None:
    from django.db import transaction

    user = make_user()
    socket = ws(user)
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        publish("job.new", {"n": 1}, team_id=user.team_id)
        raise ZeroDivisionError
    publish("job.new", {"n": 2}, team_id=user.team_id)
    assert socket.get()["data"] == {"n": 2}


def test_internal_events_are_never_passed_on(ws: Connect) -> None:
    user = make_user()
    since = publish("job.new", {}, team_id=user.team_id)
    socket = ws(user)
    publish("session.revoked", {"sid": 1}, user_id=user.pk)
    publish("team.changed", {"team_id": user.team_id}, user_id=user.pk)
    publish("job.new", {"n": 1}, team_id=user.team_id)
    assert socket.get()["data"] == {"n": 1}
    late = ws(user, query=f"?since={since}")
    assert late.get()["data"] == {"n": 1}
    assert late.silent()


# ---------------------------------------------------------------------- replay


def test_since_gives_what_was_missed_in_order_and_then_the_live_stream(
    ws: Connect,
) -> None:
    user, other = make_user(), make_user()
    since = publish("job.new", {"n": 0}, team_id=user.team_id)
    for number in range(1, 4):
        publish("job.new", {"n": number}, team_id=user.team_id)
        publish("job.new", {"n": -1}, team_id=other.team_id)
        publish("log", {"n": number + 0.5}, user_id=user.pk)
    socket = ws(user, query=f"?since={since}")
    publish("job.new", {"n": 4}, team_id=user.team_id)
    events = [socket.get() for _ in range(7)]
    assert [event["data"]["n"] for event in events] == [1, 1.5, 2, 2.5, 3, 3.5, 4]
    numbers = [event["id"] for event in events]
    assert numbers == sorted(set(numbers))
    assert socket.silent()


def test_nothing_is_lost_or_doubled_across_reconnects_in_a_burst(ws: Connect) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    user = make_user()
    token, team_id = token_of(user), user.team_id
    total = 700  # several batches
    since = publish("job.new", {"n": -1}, team_id=team_id)

    def burst() -> None:
        for number in range(total):
            publish("job.new", {"n": number}, team_id=team_id)
        connection.close()

    heard: list[int] = []
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(burst)
        for round_trip in range(1000):
            # A client in the middle of a burst does not wait for a tidy end.
            socket = ws(token, query=f"?since={since}", close_timeout=0.1)
            for _ in range(60 + round_trip * 20):
                event = socket.get()
                since = event["id"]
                if event["type"] == "job.new":
                    heard.append(event["data"]["n"])
                if len(heard) == total:
                    break
            socket.connection.close()
            if len(heard) == total:
                break
        running.result()
    assert heard == list(range(total))


def test_too_old_is_a_reset_and_then_the_live_stream(ws: Connect) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from jobhunt.lib.realtime import prune
    from jobhunt.models import Event

    user = make_user()
    since = publish("job.new", {"n": 0}, team_id=user.team_id)
    publish("job.new", {"n": 1}, team_id=user.team_id)
    Event.objects.update(created_at=timezone.now() - timedelta(days=9))
    publish("job.new", {"n": 2}, team_id=user.team_id)
    assert prune() > 0
    socket = ws(user, query=f"?since={since}")
    assert socket.get() == {"type": "reset"}
    publish("job.new", {"n": 3}, team_id=user.team_id)
    assert socket.get()["data"] == {"n": 3}


def test_an_id_from_the_future_is_a_reset(ws: Connect) -> None:
    user = make_user()
    number = publish("job.new", {}, team_id=user.team_id)
    assert ws(user, query=f"?since={number + 50}").get() == {"type": "reset"}


def test_a_senseless_since_is_an_error_and_the_connection_lives(ws: Connect) -> None:
    for value in ("abc", "-1", "1" * 30, "1.5"):
        socket = ws(make_user(), query=f"?since={value}")
        assert socket.get() == {"type": "error"}
        assert socket.silent()


# -------------------------------------------------------------- client's frames


def test_a_message_reaches_the_teams_connections_and_ones_own(ws: Connect) -> None:
    alice = make_user()
    mine, other_tab = ws(alice, "one"), ws(alice, "two")
    teammate, stranger = ws(make_user(team=alice.team)), ws(make_user())
    mine.say(type="message", text="Hallo ☺")
    expected = {"type": "message", "data": {"sender": "one", "text": "Hallo ☺"}}
    assert mine.get() == other_tab.get() == teammate.get() == expected
    assert stranger.silent()


def test_messages_are_not_replayed(ws: Connect) -> None:
    user = make_user()
    since = publish("job.new", {"n": 0}, team_id=user.team_id)
    first = ws(user)
    first.say(type="message", text="x")
    assert first.get()["type"] == "message"
    assert ws(user, query=f"?since={since}").silent()


def test_the_team_hears_of_a_disconnect(ws: Connect) -> None:
    user = make_user()
    stays, leaves = ws(user, "stays"), ws(user, "leaves")
    assert leaves.silent()
    leaves.connection.close()
    assert stays.get() == {"type": "disconnect", "data": {"client": "leaves"}}


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "ping",
        "null",
        "[]",
        "{}",
        '{"type": 1}',
        '{"type": "nonsense"}',
        '{"type": "message"}',
        '{"type": "message", "text": 5}',
        '{"type": "message", "text": null}',
        '{"type": "message", "text": "%s"}' % ("x" * 4001),
        '{"type": "message", "text": "a\\u0000b"}',
        '{"type": "message", "text": "\\ud800"}',
        "[" * 16_000,
        '{"type": "ping"',
        '{"a": NaN}',
        b"\x00\xff",
        b'{"type": "ping"}',
    ],
)
def test_a_malformed_frame_is_an_error_and_the_connection_lives(
    ws: Connect, frame: str | bytes
) -> None:
    socket = ws(make_user())
    socket.connection.send(frame)
    assert socket.get() == {"type": "error"}
    assert socket.silent()


def test_a_text_of_4000_characters_is_passed_on(ws: Connect) -> None:
    socket = ws(make_user())
    socket.say(type="message", text="ä" * 4000)
    assert socket.get()["data"]["text"] == "ä" * 4000


def test_a_frame_of_16_kib_lives_and_a_longer_one_closes_with_1009(
    ws: Connect,
) -> None:
    socket = ws(make_user())
    socket.connection.send("x" * 16_384)
    assert socket.get() == {"type": "error"}
    socket.connection.send("x" * 16_385)
    assert socket.closed_with() == 1009


def test_a_huge_frame_closes_with_1009(ws: Connect) -> None:
    socket = ws(make_user())
    with contextlib.suppress(ConnectionClosed):
        socket.connection.send("x" * 3_000_000)
    assert socket.closed_with() in {1009, None}


def test_too_many_frames_close_with_1008(ws: Connect) -> None:
    socket = ws(make_user())
    for _ in range(30):
        socket.say(type="ping")
    for _ in range(30):
        assert socket.get()["type"] == "pong"
    socket.say(type="ping")
    assert socket.closed_with() == 1008


# --------------------------------------------------------------------- its end


def test_a_revoked_session_closes_its_sockets_at_once_and_no_others(
    ws: Connect,
) -> None:
    from accounts.models import AuthSession
    from accounts.services.sessions import revoke

    user = make_user()
    token = token_of(user)
    session = AuthSession.objects.get(user=user)
    ended, lives = ws(token), ws(user)
    assert ended.silent()
    started = time.monotonic()
    revoke(session, reason="test")
    assert ended.closed_with() == 1008
    assert time.monotonic() - started < 2
    assert lives.next("disconnect")["data"] == {"client": "tab"}
    assert lives.silent()


def test_changing_the_current_team_closes_the_users_sockets(ws: Connect) -> None:
    from accounts.models import Membership

    user = make_user()
    other = make_user()
    Membership.objects.create(team=other.team, user=user, role="member")
    token = token_of(user)
    socket, theirs = ws(token), ws(other)
    user.team = other.team
    user.save(update_fields=["team"])
    publish("team.changed", {"team_id": other.team_id}, user_id=user.pk)
    assert socket.closed_with() == 1008
    again = ws(token)
    publish("job.new", {"n": 1}, team_id=other.team_id)
    assert again.get()["data"] == theirs.get()["data"] == {"n": 1}


def test_a_suspended_user_is_closed_out(ws: Connect) -> None:
    user = make_user()
    socket = ws(user)
    user.is_active = False
    user.save()
    publish("session.revoked", {}, user_id=user.pk)
    assert socket.closed_with() == 1008


def test_a_token_that_expires_closes_its_socket(ws: Connect) -> None:
    from accounts import tokens
    from accounts.models import AuthSession

    user = make_user()
    token_of(user)
    session = AuthSession.objects.get(user=user)
    short = tokens.encode(user.pk, session.pk, "access", tokens.new_jti(), 2)
    socket = ws(short)
    assert socket.silent()
    assert socket.closed_with() == 1008


def test_a_normal_close_is_answered_with_1000(ws: Connect) -> None:
    socket = ws(make_user())
    socket.connection.close()
    assert socket.connection.protocol.close_rcvd.code == 1000


def test_no_handshake_fails(server: Server) -> None:
    """Whatever is asked, the answer is a close code and never a 500."""
    for path in ("/ws", "/ws/", "/ws//", "/ws/a?token=%ff&since=%00"):
        try:
            with connect(f"ws://127.0.0.1:{server.port}{path}") as connection:
                assert Socket(connection).closed_with() == 1008
        except InvalidHandshake as failure:
            raise AssertionError(path) from failure
