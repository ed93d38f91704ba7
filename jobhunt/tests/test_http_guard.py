"""The guarded client: what it never asks, and where it stops."""

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from jobhunt.lib.http import FetchFailed, FetchRefused, GuardedClient, resolve
from jobhunt.lib.http.client import Fetched, redacted
from jobhunt.lib.http.robots import allows
from jobhunt.testing.fakes.board import Answer, BoardServer

INSIDE = [
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "2130706433",
    "017700000001",
    "0x7f000001",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "127.0.0.1.",
    "localhost",
    "LOCALHOST",
    "0.0.0.0",
    "0",
    "10.0.0.1",
    "10.255.255.255",
    "172.16.0.1",
    "172.31.255.254",
    "192.168.0.1",
    "192.168.255.255",
    "169.254.169.254",
    "169.254.170.2",
    "100.64.0.1",
    "100.127.255.254",
    "168.63.129.16",
    "192.0.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "[::]",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::ffff:10.0.0.1]",
    "[::127.0.0.1]",
    "[::ffff:169.254.169.254]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::a00:1]",
    "[2002:7f00:1::]",
    "[2002:a00:1::1]",
    "[2001::1]",
    "[2001:db8::1]",
    "[3fff::1]",
    "[fc00::1]",
    "[fd00:ec2::254]",
    "[fe80::1]",
    "[fe80::1%25eth0]",
    "[fec0::1]",
    "[ff02::1]",
    "[5f00::1]",
    "[100::1]",
    "①②⑦.0.0.1",
    "127。0。0。1",
    "１２７.0.0.1",
    "0x7f.1",
    "1.0x1.1.1.1",
    "00",
    "0x0",
    "[::ffff:0:127.0.0.1]",
]
ODD = (
    "ftp://example.com/",
    "file:///etc/passwd",
    "gopher://example.com/",
    "data:text/html,x",
    "javascript:alert(1)",
    "//example.com/",
    "example.com",
    "",
    "http://",
    "http:///path",
    "https://user@1.1.1.1/",
    "https://user:secret@1.1.1.1/",
    "https://1.1.1.1@127.0.0.1/",
    "http://127.0.0.1#@1.1.1.1/",
    "http://127.0.0.1\\@1.1.1.1/",
    "http:\\\\127.0.0.1/",
    "http://1.1.1.1\r\nHost: x/",
    "http://1.1.1.1 /",
    "http://1.1.1.1\x00.example.com/",
    "http://1.1.1.1:22/",
    "http://1.1.1.1:8080/",
    "http://1.1.1.1:99999/",
    "http://1.1.1.1:-1/",
    "http://[1.1.1.1]/",
    "http://[::1/",
    "http://-a.example/",
    "http://a..example/",
    "http://" + "a" * 300 + ".example/",
    "http://1.1.1.1/" + "a" * 5000,
    "http://1.1.1.1/\ud800",
)


@pytest.mark.parametrize("host", INSIDE)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_spelling_of_an_inner_address_is_asked(scheme: str, host: str) -> None:
    with pytest.raises(FetchRefused, match="cannot be fetched"):
        resolve(f"{scheme}://{host}/")


@pytest.mark.parametrize("url", ODD)
def test_no_odd_url_is_asked(url: str) -> None:
    with pytest.raises(FetchRefused, match="cannot be fetched"):
        resolve(url)


@pytest.mark.parametrize(
    "url", ["http://1.1.1.1/", "https://8.8.8.8:443/", "https://[2606:4700::1111]/x"]
)
def test_public_addresses_are(url: str) -> None:
    assert not resolve(url).exempt


def test_one_private_answer_among_public_ones_is_a_trap(monkeypatch: Any) -> None:
    def answers(*addresses: str) -> Any:
        rows = [(2, 1, 6, "", (address, 80)) for address in addresses]
        return lambda *args, **kwargs: rows

    monkeypatch.setattr(socket, "getaddrinfo", answers("93.184.216.34", "10.0.0.1"))
    with pytest.raises(FetchRefused):
        resolve("http://example.com/")
    monkeypatch.setattr(socket, "getaddrinfo", answers("93.184.216.34"))
    assert resolve("http://example.com/").ip == "93.184.216.34"


@pytest.fixture
def server(settings: Any) -> Iterator[BoardServer]:
    with BoardServer() as board:
        settings.SCRAPE_ALLOWED_HOSTS = [board.host]
        settings.SCRAPE_CONTACT = "ops@example.org"
        yield board


@pytest.fixture
def client() -> Iterator[GuardedClient]:
    with GuardedClient() as made:
        yield made


def test_an_exemption_is_of_host_and_port(server: BoardServer) -> None:
    assert resolve(server.url).exempt
    with pytest.raises(FetchRefused):
        resolve("http://127.0.0.1:1/")


def test_it_says_who_asks(server: BoardServer, client: GuardedClient) -> None:
    server.answers["/a"] = Answer("hello", headers={"ETag": '"x"'})

    answer = client.get(f"{server.url}/a")

    assert (answer.status, answer.text, answer.headers["etag"]) == (200, "hello", '"x"')
    agent = server.requests[0][2]["User-Agent"]
    assert agent.startswith("Jobhunt/")
    assert "ops@example.org" in agent


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:1/", "http://169.254.169.254/x", "file:///etc/passwd"]
)
def test_a_redirect_inwards_is_not_followed(
    server: BoardServer, client: GuardedClient, target: str
) -> None:
    server.answers["/r"] = Answer("", 302, {"Location": target})

    with pytest.raises(FetchRefused):
        client.get(f"{server.url}/r")


def test_redirects_end(server: BoardServer, client: GuardedClient) -> None:
    server.answers["/loop"] = Answer("", 302, {"Location": "/loop"})

    with pytest.raises(FetchFailed) as failed:
        client.get(f"{server.url}/loop")
    assert failed.value.kind == "redirects"
    assert server.asked["/loop"] == 6


def test_a_body_is_capped_stated_or_not(
    server: BoardServer, client: GuardedClient
) -> None:
    server.answers["/big"] = Answer(b"x" * 5000)
    server.answers["/endless"] = Answer(b"", endless=True)
    bomb = gzip.compress(b"\0" * 20_000_000)
    server.answers["/bomb"] = Answer(bomb, headers={"Content-Encoding": "gzip"})

    for path in ("/big", "/endless", "/bomb"):
        with pytest.raises(FetchFailed) as failed:
            client.get(f"{server.url}{path}", max_bytes=4000, timeout=5)
        assert failed.value.kind == "too_large"


def test_a_dripping_body_ends_at_the_deadline(
    server: BoardServer, client: GuardedClient
) -> None:
    server.answers["/drip"] = Answer(b"x" * 1000, drip=0.05)

    with pytest.raises(FetchFailed) as failed:
        client.get(f"{server.url}/drip", timeout=0.6)
    assert failed.value.kind == "timeout"


ENDLESS = {
    "a head without end": Answer(
        raw=b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 2000, drip=0.02
    ),
    "a body that unpacks to nothing": Answer(
        raw=b"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\r\n"
        + b"\0\0\0\xff\xff" * 2000,
        drip=0.02,
    ),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_what_never_becomes_a_body_ends_at_the_deadline(
    server: BoardServer, client: GuardedClient, name: str
) -> None:
    server.answers["/a"] = ENDLESS[name]
    started = time.monotonic()

    with pytest.raises(FetchFailed) as failed:
        client.get(f"{server.url}/a", timeout=0.6)
    assert failed.value.kind == "timeout"
    assert time.monotonic() - started < 3


def test_what_is_packed_twice_is_not_unpacked(
    server: BoardServer, client: GuardedClient
) -> None:
    body = gzip.compress(gzip.compress(b"x"))
    server.answers["/a"] = Answer(body, headers={"Content-Encoding": "gzip, gzip"})

    with pytest.raises(FetchFailed) as failed:
        client.get(f"{server.url}/a")
    assert failed.value.kind == "decoding"


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 302 Found\r\nLocation: http://[x\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://a b/\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: \xff\xfe//\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"\x16\x03\x01\x02\x00",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ncut off",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
        b"HTTP/1.1 429 Slow\r\nRetry-After: \xb2\r\nContent-Length: 0\r\n\r\n",
    ],
)
def test_no_answer_is_more_than_a_refusal_or_a_failure(
    server: BoardServer, client: GuardedClient, raw: bytes
) -> None:
    server.answers["/a"] = Answer(raw=raw)

    try:
        client.get(f"{server.url}/a", timeout=3)
    except (FetchFailed, FetchRefused) as error:
        assert str(error)


@pytest.mark.parametrize(
    "name", ["undefined", "idna", "punycode", "hex", "utf-16", "nonsense", "utf-7"]
)
def test_a_page_names_its_charset_as_it_likes(name: str) -> None:
    headers = {"content-type": f"text/html; charset={name}"}
    assert isinstance(Fetched("http://x/", 200, headers, b"a\xff").text, str)


def test_json_nested_without_end_is_no_json() -> None:
    with pytest.raises(ValueError, match="nested"):
        Fetched("http://x/", 200, {}, b"[" * 200_000).json()


def test_keys_do_not_follow_to_another_host(
    server: BoardServer, client: GuardedClient, settings: Any
) -> None:
    with BoardServer() as other:
        settings.SCRAPE_ALLOWED_HOSTS = [server.host, other.host]
        server.answers["/a"] = Answer("", 302, {"Location": f"{other.url}/b"})
        other.answers["/b"] = "x"

        client.get(f"{server.url}/a", headers={"Authorization": "Bearer k"})

    assert "Authorization" in server.requests[0][2]
    assert "Authorization" not in other.requests[0][2]


@pytest.mark.parametrize(
    ("rules", "path", "may"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),
        ("User-agent: *\nDisallow: /*?print", "/jobs?print=1", False),
        ("User-agent: *\nDisallow: /*?print", "/jobs?page=1", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf?x", True),
        ("User-agent: *\nDisallow: /a%62", "/ab", False),
        ("User-agent: jobhunt\nAllow: /\n\nUser-agent: *\nDisallow: /", "/a", True),
        ("User-agent: x\nUser-agent: Jobhunt\nDisallow: /", "/a", False),
        ("User-agent: x\nDisallow: /", "/a", True),
        ("User-agent: *\nDisallow: http://[\nCrawl-delay: \u00b2", "/a", True),
        ("\ufeffDisallow /\n:::\n\0", "/a", True),
    ],
)
def test_the_longest_rule_of_our_group_decides(
    rules: str, path: str, may: bool
) -> None:
    assert allows(rules, path, "Jobhunt") is may


def test_robots_are_heard_behind_a_redirect_too(
    server: BoardServer, client: GuardedClient
) -> None:
    server.answers["/robots.txt"] = Answer("User-agent: *\nDisallow: /private\n")
    server.answers["/open"] = Answer("", 302, {"Location": "/private/x"})

    with pytest.raises(FetchRefused, match=r"robots\.txt"):
        client.get(f"{server.url}/open", check_robots=True)
    assert server.asked["/private/x"] == 0


def test_robots_are_heard_where_asked(
    server: BoardServer, client: GuardedClient
) -> None:
    server.answers["/robots.txt"] = Answer("User-agent: *\nDisallow: /private\n")
    server.answers["/private/x"] = Answer("x")
    server.answers["/public"] = Answer("x")

    with pytest.raises(FetchRefused, match=r"robots\.txt"):
        client.get(f"{server.url}/private/x", check_robots=True)
    assert client.get(f"{server.url}/public", check_robots=True).status == 200
    assert server.asked["/robots.txt"] == 1


def test_a_proxy_of_the_environment_is_not_used(
    server: BoardServer, client: GuardedClient, monkeypatch: Any
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    server.answers["/a"] = Answer("x")

    assert client.get(f"{server.url}/a").status == 200


def test_keys_are_cut_from_messages() -> None:
    url = "https://api.example.com/v1?app_id=ABC&app_key=DEF&what=cook"
    assert redacted(url) == "https://api.example.com/v1?app_id=…&app_key=…&what=cook"
