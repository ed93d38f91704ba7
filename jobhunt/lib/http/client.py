"""Fetching with limits: public addresses only, redirects checked again, bounded
in time and size, honest about who asks, at the host's pace."""

from __future__ import annotations

import json as json_module
import logging
import math
import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol
from urllib.parse import urljoin, urlsplit

import httpcore2
import httpx2
from django.conf import settings

from jobhunt import __version__
from jobhunt.lib.http import pace, robots
from jobhunt.lib.http.addresses import FetchRefused, resolve

logger = logging.getLogger("jobhunt.http")
MOST_REDIRECTS = 5
MOST_BYTES = 10_000_000
CONNECT_SECONDS = 10.0
# Names of query parameters and path parts whose values are keys.
SECRETS = re.compile(
    r"(?i)((?:app_?id|app_?key|api_?key|key|token|password|secret)=)[^&#\s]+"
)
# Codecs of Python's that no page means, and that a page could cost us time with.
NO_CHARSETS = {"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape"}


class FetchFailed(Exception):
    """No usable answer. ``kind`` is one of timeout, unreachable, too_large,
    redirects, decoding, rate_limited; the text is for the user."""

    def __init__(
        self, kind: str, message: str, retry_after: float | None = None
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.retry_after = retry_after


class Validators(Protocol):
    """What a conditional request repeats; empty means absent."""

    @property
    def etag(self) -> str: ...
    @property
    def last_modified(self) -> str: ...


@dataclass(frozen=True)
class Fetched:
    """An answer: any status, its body within the limits, decoded."""

    url: str
    status: int
    headers: Mapping[str, str]
    content: bytes
    redirects: list[str] = field(default_factory=list)

    @cached_property
    def text(self) -> str:
        """The body as text in the charset that it states, UTF-8 otherwise."""
        stated = re.search(
            r"charset=[\"']?([\w-]+)", self.headers.get("content-type", "")
        )
        head = re.search(rb"<meta[^>]+charset=[\"']?([\w-]+)", self.content[:2048])
        for name in (
            stated[1] if stated else None,
            head[1].decode("ascii", "ignore") if head else None,
            "utf-8",
        ):
            if name and name.lower() not in NO_CHARSETS:
                try:
                    return self.content.decode(name).removeprefix("\ufeff")
                except (LookupError, UnicodeError):
                    continue
        return self.content.decode("utf-8", "replace")

    def json(self) -> Any:
        """The body as JSON; ValueError when it is none."""
        try:
            return json_module.loads(self.content.removeprefix(b"\xef\xbb\xbf"))
        except RecursionError:
            raise ValueError("nested too deeply") from None


# The moment by which this thread's request has to be over.
_over = threading.local()


class TimedStream(httpcore2.NetworkStream):
    """A connection on which no single read outlives the whole request: a head or
    an empty stream that drips for ever never comes to the reader of the body."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        left = getattr(_over, "at", math.inf) - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout
        wait = left if timeout is None else min(timeout, left)
        data: bytes = self._stream.read(max_bytes, None if wait == math.inf else wait)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, timeout)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: Any,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> TimedStream:
        return TimedStream(
            self._stream.start_tls(ssl_context, server_hostname, timeout)
        )

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class PinnedBackend(httpcore2.SyncBackend):
    """Connects to the address that was checked, in the same step: a name that
    changes between check and connection (rebinding) gains nothing."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> Any:
        scheme = "https" if port == 443 else "http"
        name = f"[{host}]" if ":" in host else host
        target = resolve(f"{scheme}://{name}:{port}/")
        return TimedStream(
            super().connect_tcp(target.ip, port, timeout, local_address, socket_options)
        )


class GuardedTransport(httpx2.HTTPTransport):
    def __init__(self) -> None:
        super().__init__(trust_env=False)
        self._pool = httpcore2.ConnectionPool(
            ssl_context=httpx2.create_ssl_context(trust_env=True),
            max_connections=20,
            max_keepalive_connections=10,
            keepalive_expiry=15,
            network_backend=PinnedBackend(),
        )


def user_agent() -> str:
    contact = settings.SCRAPE_CONTACT or settings.PUBLIC_BASE_URL
    return f"Jobhunt/{__version__} (+{contact})"


def redacted(url: str) -> str:
    """A URL for messages and logs: no query values that are keys, no path keys."""
    parts = urlsplit(url)
    path = re.sub(r"/api/[0-9a-f-]{20,}", "/api/…", parts.path)
    query = SECRETS.sub(r"\1…", parts.query)
    return f"{parts.scheme}://{parts.netloc}{path}" + (f"?{query}" if query else "")


def followed(url: str, location: str) -> str:
    """Where a redirect leads; FetchRefused when that is no address."""
    try:
        following = urljoin(url, location)
        urlsplit(following)
    except ValueError:
        raise FetchRefused("This address cannot be fetched.") from None
    return following


class GuardedClient:
    """One for a run; usable by several threads. Close it when done."""

    def __init__(self, *, browser: Any = None) -> None:
        self._client = httpx2.Client(
            transport=GuardedTransport(), follow_redirects=False, trust_env=False
        )
        self._browser = browser

    def __enter__(self) -> GuardedClient:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()

    def close(self) -> None:
        self._client.close()

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = 30.0,
        max_bytes: int = MOST_BYTES,
        conditional: Validators | None = None,
        check_robots: bool = False,
    ) -> Fetched:
        """GET. FetchRefused for addresses we do not ask, FetchFailed without an
        answer; any status is an answer. ``timeout`` is for all of it, in seconds.
        """
        sent = dict(headers or {})
        if conditional is not None:
            if conditional.etag:
                sent["If-None-Match"] = conditional.etag
            if conditional.last_modified:
                sent["If-Modified-Since"] = conditional.last_modified
        full = str(httpx2.URL(url, params=dict(params))) if params else url
        return self._send("GET", full, sent, None, timeout, max_bytes, check_robots)

    def post(
        self,
        url: str,
        *,
        json: Any,
        headers: Mapping[str, str] | None = None,
        timeout: float = 30.0,
        max_bytes: int = MOST_BYTES,
    ) -> Fetched:
        """POST of JSON (some boards are asked so); never redirected."""
        body = json_module.dumps(json).encode()
        sent = {"Content-Type": "application/json", **(headers or {})}
        return self._send("POST", url, sent, body, timeout, max_bytes)

    def render(self, url: str) -> str | None:
        """The page as a browser shows it; None where there is no browser."""
        if self._browser is None:
            return None
        html: str | None = self._browser.render(url)
        return html

    def _send(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        body: bytes | None,
        timeout: float,
        max_bytes: int,
        check_robots: bool = False,
    ) -> Fetched:
        deadline = time.monotonic() + timeout
        passed: list[str] = []
        while True:
            target = resolve(url)
            if check_robots and not robots.may_fetch(self, url, user_agent()):
                raise FetchRefused("The site's robots.txt does not allow this page.")
            pace.wait(target.host, deadline)
            answer = self._once(method, url, headers, body, deadline, max_bytes)
            location = answer.headers.get("location")
            if method != "GET" or answer.status not in {301, 302, 303, 307, 308}:
                pace.note(target.host, answer)
                return Fetched(
                    url, answer.status, answer.headers, answer.content, passed
                )
            if not location:
                return answer
            passed.append(url)
            if len(passed) > MOST_REDIRECTS:
                raise FetchFailed("redirects", "The page redirects without end.")
            following = followed(url, location)
            if urlsplit(following)[:2] != urlsplit(url)[:2]:
                # Keys were meant for the first host only.
                headers = {
                    name: value
                    for name, value in headers.items()
                    if name.lower() in {"accept", "accept-language"}
                }
            url = following

    def _once(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        body: bytes | None,
        deadline: float,
        max_bytes: int,
    ) -> Fetched:
        left = max(0.1, deadline - time.monotonic())
        timeouts = httpx2.Timeout(left, connect=min(left, CONNECT_SECONDS))
        sent = {
            "User-Agent": user_agent(),
            "Accept-Language": "en, *;q=0.5",
            "Accept-Encoding": "gzip, deflate",
            **headers,
        }
        _over.at = deadline
        try:
            with self._client.stream(
                method, url, headers=sent, content=body, timeout=timeouts
            ) as response:
                content = self._read(response, deadline, max_bytes)
                lower = {k.lower(): v for k, v in response.headers.items()}
                return Fetched(url, response.status_code, lower, content)
        except httpx2.TimeoutException:
            raise FetchFailed("timeout", "The site did not answer in time.") from None
        except httpx2.DecodingError:
            raise FetchFailed("decoding", "The answer could not be decoded.") from None
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            logger.info("fetch of %s failed: %s", redacted(url), type(error).__name__)
            raise FetchFailed("unreachable", "The site cannot be reached.") from None

    def _read(self, response: Any, deadline: float, max_bytes: int) -> bytes:
        """The decoded body; refused beyond the size, as soon as it is beyond."""
        stated = response.headers.get("content-length", "")
        if re.fullmatch(r"[0-9]{1,18}", stated) and int(stated) > max_bytes:
            raise FetchFailed("too_large", "The answer is too large.")
        # Packed twice, a small answer can unpack for ever to nothing.
        if "," in response.headers.get("content-encoding", ""):
            raise FetchFailed("decoding", "The answer could not be decoded.")
        chunks: list[bytes] = []
        size = 0
        for chunk in response.iter_bytes():
            size += len(chunk)
            if size > max_bytes:
                raise FetchFailed("too_large", "The answer is too large.")
            if time.monotonic() > deadline:
                raise FetchFailed("timeout", "The site did not answer in time.")
            chunks.append(chunk)
        return b"".join(chunks)
