"""The bridge under both servers, over real sockets."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from jobhunt.testing.servers import Server, serve, wait_until

THREADS = 4
LIMIT = 200_000


@pytest.fixture(scope="module", params=["uvicorn", "daphne"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    env = {
        "WEB_THREADS": str(THREADS),
        "MAX_UPLOAD_SIZE": str(LIMIT),
        "BODY_TIMEOUT": "2",
        "BACKEND_CORS_ORIGINS": "https://app.example.com",
    }
    with serve(request.param, "jobhunt.testing.bridge_app:asgi", env) as running:
        yield running


MAX_BODY = 2 * LIMIT + 1_048_576


def ask(
    server: Server,
    path: str,
    *,
    method: str = "GET",
    body: Any = None,
    headers: dict[str, str] | None = None,
    chunked: bool = False,
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(*server.address, timeout=15)
    with contextlib.closing(connection):
        connection.request(method, path, body, headers or {}, encode_chunked=chunked)
        response = connection.getresponse()
        names = {name.lower(): value for name, value in response.getheaders()}
        return response.status, names, response.read()


def raw(server: Server, data: bytes, *, finish: bool = False) -> bytes:
    with socket.create_connection(server.address, timeout=15) as connection:
        connection.sendall(data)
        if finish:
            connection.shutdown(socket.SHUT_WR)
        answer = b""
        with contextlib.suppress(ConnectionResetError):
            while piece := connection.recv(65_536):
                answer += piece
        return answer


def state(server: Server) -> dict[str, int]:
    return json.loads(ask(server, "/state")[2])


def echoed(server: Server, path: str = "/echo", **kwargs: Any) -> dict[str, Any]:
    status, _, body = ask(server, path, **kwargs)
    assert status == 200, body
    return json.loads(body)


# ---------------------------------------------------------------- it works


def test_a_request_reaches_the_view_with_its_parts(server: Server) -> None:
    found = echoed(server, "/echo/%C3%A4?q=%20x", headers={"X-Thing": "1"})["environ"]
    assert found["REQUEST_METHOD"] == "GET"
    assert found["PATH_INFO"].encode("latin1").decode() == "/echo/ä"
    assert found["QUERY_STRING"] == "q=%20x"
    assert found["HTTP_X_THING"] == "1"
    assert found["REMOTE_ADDR"] == "127.0.0.1"
    assert found["SCRIPT_NAME"] == ""


def test_a_body_arrives_whole(server: Server) -> None:
    data = bytes(range(256)) * 4000
    found = echoed(server, method="POST", body=data)
    assert found["length"] == len(data)
    assert found["sha256"] == hashlib.sha256(data).hexdigest()


def test_a_big_answer_arrives_whole(server: Server) -> None:
    status, headers, body = ask(server, f"/big?size={4096 * 2000}")
    assert status == 200
    assert headers["content-length"] == str(len(body)) == str(4096 * 2000)


def test_head_has_the_length_and_no_body(server: Server) -> None:
    status, headers, body = ask(server, "/echo", method="HEAD")
    assert status == 200
    assert int(headers["content-length"]) > 0
    assert body == b""


def test_the_first_chunk_of_a_stream_is_not_held_back(server: Server) -> None:
    connection = http.client.HTTPConnection(*server.address, timeout=10)
    with contextlib.closing(connection):
        started = time.monotonic()
        connection.request("GET", "/stream?chunks=3&pause=0.3")
        response = connection.getresponse()
        assert response.readline() == b"0\n"
        assert time.monotonic() - started < 0.28
        assert response.read() == b"1\n2\n"


def test_a_connection_is_used_again(server: Server) -> None:
    connection = http.client.HTTPConnection(*server.address, timeout=10)
    with contextlib.closing(connection):
        for number in range(3):
            connection.request("POST", "/echo", b"x" * number)
            assert json.loads(connection.getresponse().read())["length"] == number


# ------------------------------------------------------------------ headers


def test_names_with_an_underscore_are_dropped(server: Server) -> None:
    answer = raw(
        server,
        b"GET /echo HTTP/1.1\r\nHost: a\r\nX_Forwarded_For: 6.6.6.6\r\n"
        b"X-Real: yes\r\nConnection: close\r\n\r\n",
    )
    assert b"6.6.6.6" not in answer
    assert b"HTTP_X_REAL" in answer


def test_a_client_cannot_set_the_root_path(server: Server) -> None:
    found = echoed(server, "/evil/echo", headers={"Daphne-Root-Path": "/evil"})
    assert found["environ"]["SCRIPT_NAME"] == ""
    assert found["environ"]["PATH_INFO"] == "/evil/echo"
    assert "HTTP_DAPHNE_ROOT_PATH" not in found["environ"]


def test_the_view_gets_the_request_id_that_is_answered(server: Server) -> None:
    kept = echoed(server, headers={"X-Request-ID": "mine-1"})
    assert kept["environ"]["HTTP_X_REQUEST_ID"] == "mine-1"
    made = echoed(server, headers={"X-Request-ID": "not allowed!"})
    assert len(made["environ"]["HTTP_X_REQUEST_ID"]) == 32


# ------------------------------------------------------------------- bodies


def test_a_chunked_body_arrives_with_a_length(server: Server) -> None:
    found = echoed(
        server,
        method="POST",
        body=iter([b"abc", b"defg"]),
        headers={"Transfer-Encoding": "chunked"},
        chunked=True,
    )
    assert found["length"] == 7
    assert found["environ"]["CONTENT_LENGTH"] == "7"
    assert found["sha256"] == hashlib.sha256(b"abcdefg").hexdigest()


def test_a_body_of_exactly_the_limit_is_read(server: Server) -> None:
    assert echoed(server, method="POST", body=b"x" * MAX_BODY)["length"] == MAX_BODY


def test_a_longer_body_is_a_413_in_the_contracts_shape(server: Server) -> None:
    before = state(server)["calls"]
    status, headers, body = ask(
        server,
        "/api/v1/resumes/upload",
        method="POST",
        body=b"x" * (MAX_BODY + 1),
        headers={"X-Request-ID": "big-1", "Origin": "https://app.example.com"},
    )
    assert status == 413
    message = "The request is too large."
    assert json.loads(body) == {
        "error": "payload_too_large",
        "message": message,
        "detail": message,
        "request_id": "big-1",
    }
    assert headers["x-request-id"] == "big-1"
    assert headers["content-type"] == "application/json"
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "geolocation=()" in headers["permissions-policy"]
    assert headers["access-control-allow-origin"] == "https://app.example.com"
    assert state(server)["calls"] == before


def test_outside_of_the_api_a_413_is_a_page(server: Server) -> None:
    status, headers, body = ask(
        server, "/resumes", method="POST", body=b"x" * (MAX_BODY + 1)
    )
    assert status == 413
    assert headers["content-type"].startswith("text/html")
    assert headers["x-request-id"].encode() in body


def test_a_chunked_body_beyond_the_limit_is_a_413(server: Server) -> None:
    status, _, body = ask(
        server,
        "/api/v1/x",
        method="POST",
        body=(b"x" * 100_000 for _ in range(40)),
        headers={"Transfer-Encoding": "chunked"},
        chunked=True,
    )
    assert status == 413
    assert json.loads(body)["error"] == "payload_too_large"


def test_a_declared_length_beyond_the_limit_is_refused_before_it_is_sent(
    server: Server,
) -> None:
    if server.kind == "daphne":
        pytest.skip("daphne reads the body before it asks anybody")
    started = time.monotonic()
    answer = raw(
        server,
        b"POST /api/v1/x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
        b"Content-Length: 999999999\r\n\r\n",
    )
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    "headers",
    [
        b"Content-Length: 5\r\nTransfer-Encoding: chunked",
        b"Content-Length: 5\r\nContent-Length: 6",
        b"Content-Length: -5",
        b"Content-Length: 5x",
        b"Transfer-Encoding: gzip, chunked",
    ],
)
def test_an_ambiguous_length_is_refused(server: Server, headers: bytes) -> None:
    before = state(server)["calls"]
    answer = raw(
        server,
        b"POST /api/v1/x HTTP/1.1\r\nHost: a\r\n" + headers + b"\r\n\r\n0\r\n\r\n",
        finish=True,
    )
    assert answer == b"" or answer.split(b" ")[1] in {b"400", b"501"}
    assert state(server)["calls"] == before


def test_a_truncated_body_never_reaches_the_view(server: Server) -> None:
    before = state(server)["calls"]
    answer = raw(
        server,
        b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nonly this",
        finish=True,
    )
    assert answer == b"" or answer.split(b" ")[1] == b"400"
    assert state(server)["calls"] == before


def test_a_dripping_body_ends_at_the_deadline(server: Server) -> None:
    if server.kind == "daphne":
        pytest.skip("daphne reads the body before it asks anybody")
    with socket.create_connection(server.address, timeout=10) as connection:
        started = time.monotonic()
        connection.sendall(
            b"POST /api/v1/x HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n"
        )
        connection.settimeout(0.2)
        answer = b""
        while not answer and time.monotonic() - started < 8:
            connection.sendall(b"x")
            with contextlib.suppress(TimeoutError):
                answer = connection.recv(65_536)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert 1.5 < time.monotonic() - started < 4


def test_slow_bodies_take_no_thread(server: Server) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(THREADS * 3):
            slow = socket.create_connection(server.address, timeout=5)
            stack.enter_context(slow)
            slow.sendall(b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n")
        started = time.monotonic()
        assert echoed(server)["length"] == 0
        assert time.monotonic() - started < 1


# ------------------------------------------------------------ a pool of threads


def test_requests_run_in_at_most_so_many_threads(server: Server) -> None:
    with ThreadPoolExecutor(THREADS * 3) as clients:
        names = {
            body
            for _, _, body in clients.map(
                lambda _: ask(server, "/sleep?seconds=0.1"), range(THREADS * 3)
            )
        }
    assert 1 < len(names) <= THREADS


def test_health_answers_while_all_threads_are_busy(server: Server) -> None:
    with ThreadPoolExecutor(THREADS * 2) as clients:
        busy = [
            clients.submit(ask, server, "/sleep?seconds=0.8")
            for _ in range(THREADS * 2)
        ]
        time.sleep(0.1)
        started = time.monotonic()
        status, headers, body = ask(server, "/health")
        took = time.monotonic() - started
        assert not any(job.done() for job in busy)
    assert took < 0.65
    assert status in {200, 503}
    assert headers["x-request-id"]
    assert json.loads(body)["version"]


def test_abandoned_streams_free_their_threads(server: Server) -> None:
    before = state(server)["closed"]
    connections = []
    for _ in range(THREADS):
        connection = socket.create_connection(server.address, timeout=5)
        connection.sendall(
            b"GET /stream?chunks=400&pause=0.05 HTTP/1.1\r\nHost: a\r\n\r\n"
        )
        assert connection.recv(100)
        connections.append(connection)
    for connection in connections:
        connection.close()
    started = time.monotonic()
    # The answer to this question needs a thread of its own.
    wait_until(lambda: state(server)["closed"] == before + THREADS, 5)
    assert time.monotonic() - started < 3


def test_a_slow_reader_of_a_whole_answer_holds_no_thread(server: Server) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(THREADS):
            slow = socket.create_connection(server.address, timeout=5)
            stack.enter_context(slow)
            slow.sendall(b"GET /big?size=8192000 HTTP/1.1\r\nHost: a\r\n\r\n")
        wait_until(lambda: echoed(server)["length"] == 0, 5)
        started = time.monotonic()
        assert echoed(server)["length"] == 0
        assert time.monotonic() - started < 1


# ----------------------------------------------------------------- failures


def test_an_error_before_the_answer_is_a_500_without_its_text(server: Server) -> None:
    status, headers, body = ask(server, "/boom")
    assert status == 500
    assert headers["x-request-id"]
    assert b"secret" not in body
    assert "a secret detail" in server.output()


def test_an_error_within_a_stream_cuts_the_connection(server: Server) -> None:
    if server.kind == "daphne":
        pytest.skip("daphne leaves it open; it serves developers only")
    connection = http.client.HTTPConnection(*server.address, timeout=5)
    with contextlib.closing(connection):
        connection.request("GET", "/boom-late")
        response = connection.getresponse()
        with pytest.raises(http.client.IncompleteRead):
            response.read()


def test_health_knows_its_methods(server: Server) -> None:
    status, headers, body = ask(server, "/health", method="POST", body=b"x")
    assert status == 405
    assert headers["allow"] == "GET, HEAD"
    assert json.loads(body)["error"] == "method_not_allowed"
    assert ask(server, "/health/", method="HEAD")[2] == b""
