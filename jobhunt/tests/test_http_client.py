"""The guarded client: what it repeats, remembers, and reads."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any

import pytest
from django.core.cache import cache

from jobhunt.lib.http import FetchFailed, FetchRefused, GuardedClient, pace
from jobhunt.lib.http.client import Fetched
from jobhunt.testing.fakes.board import Answer, BoardServer


@dataclass
class Known:
    etag: str = ""
    last_modified: str = ""


@pytest.fixture
def server(settings: Any) -> Iterator[BoardServer]:
    with BoardServer() as board:
        settings.SCRAPE_ALLOWED_HOSTS = [board.host]
        yield board


@pytest.fixture
def client() -> Iterator[GuardedClient]:
    with GuardedClient() as made:
        yield made


@pytest.mark.parametrize(
    ("known", "sent"),
    [
        (Known(etag='"x"'), {"If-None-Match": '"x"'}),
        (Known(last_modified="Mon"), {"If-Modified-Since": "Mon"}),
        (Known('"x"', "Mon"), {"If-None-Match": '"x"', "If-Modified-Since": "Mon"}),
        (Known(), {}),
    ],
)
def test_a_conditional_request_repeats_what_is_known(
    server: BoardServer, client: GuardedClient, known: Known, sent: dict[str, str]
) -> None:
    server.answers["/a"] = Answer("", 304)

    assert client.get(f"{server.url}/a", conditional=known).status == 304

    headers = server.requests[0][2]
    assert {k: v for k, v in headers.items() if k.startswith("If-")} == sent


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_host_that_asks_to_wait_is_left_alone_by_every_client(
    monkeypatch: Any, form: str
) -> None:
    host = "waiting.example.com"
    wait = "600" if form == "seconds" else formatdate(time.time() + 601, usegmt=True)
    asked = Fetched(f"https://{host}/", 429, {"retry-after": wait}, b"")
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *a, **k: [(2, 1, 6, "", ("93.184.216.34", 443))]
    )
    try:
        pace.note(host, asked)
        started = time.monotonic()
        with GuardedClient() as other, pytest.raises(FetchFailed) as failed:
            other.get(f"https://{host}/jobs", timeout=5)
    finally:
        cache.delete(f"host-wait:{host}")
    assert failed.value.kind == "rate_limited"
    assert 590 < (failed.value.retry_after or 0) <= 601
    assert time.monotonic() - started < 2


def test_a_host_of_ones_own_that_asks_to_wait_is_asked_on(
    server: BoardServer, client: GuardedClient
) -> None:
    server.answers["/busy"] = Answer("", 429, {"Retry-After": "600"})
    server.answers["/a"] = "fine"

    assert client.get(f"{server.url}/busy").status == 429
    assert client.get(f"{server.url}/a").text == "fine"


def test_a_name_that_changes_after_the_check_gains_nothing(
    server: BoardServer, client: GuardedClient, monkeypatch: Any
) -> None:
    """Rebinding: public at the check, inside at every later question."""
    answers = iter(["93.184.216.34"])

    def resolver(host: str, port: int, *args: Any, **kwargs: Any) -> Any:
        inside = ("127.0.0.1", port)
        return [(2, 1, 6, "", (next(answers, inside[0]), port))]

    reached: list[Any] = []

    def connect(address: Any, *args: Any, **kwargs: Any) -> Any:
        reached.append(address)
        raise OSError("not in a test")

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises((FetchRefused, FetchFailed)):
        client.get("http://rebinding.example.com/", timeout=3)
    assert reached == []


def test_it_connects_to_the_address_that_was_checked(
    client: GuardedClient, monkeypatch: Any
) -> None:
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *a, **k: [(2, 1, 6, "", ("93.184.216.34", 80))]
    )
    reached: list[Any] = []

    def connect(address: Any, *args: Any, **kwargs: Any) -> Any:
        reached.append(address)
        raise OSError("not in a test")

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(FetchFailed) as failed:
        client.get("http://pinned.example.com/", timeout=3)
    assert failed.value.kind == "unreachable"
    assert reached == [("93.184.216.34", 80)]


@pytest.mark.parametrize(
    ("content_type", "content", "text"),
    [
        ("text/html; charset=iso-8859-1", "Zürich".encode("latin-1"), "Zürich"),
        ("text/html", "Zürich".encode(), "Zürich"),
        ("text/html", "\ufeffZürich".encode(), "Zürich"),
        ("text/html; charset=utf-8", b"Z\xfcrich", "Z\ufffdrich"),
        ("text/html; charset=nonsense", "Zürich".encode(), "Zürich"),
        (
            "text/html",
            b'<meta charset="windows-1252">\x80 5',
            '<meta charset="windows-1252">€ 5',
        ),
    ],
)
def test_text_is_read_in_the_charset_that_it_states(
    content_type: str, content: bytes, text: str
) -> None:
    assert Fetched("u", 200, {"content-type": content_type}, content).text == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_json_is_read_with_a_byte_order_mark_too(encoding: str) -> None:
    assert Fetched("u", 200, {}, '{"a": "ü"}'.encode(encoding)).json() == {"a": "ü"}
