"""HTTP from ASGI to Django's WSGI handler in a pool of threads.

All views are synchronous. Under Django's ASGI handler each request would get a
thread and a database connection of its own, and streams would be consumed whole
before their first byte. Here ``threads`` threads, each with its connection, do
the work. What the plain a2wsgi bridge leaves open is closed here:

- A request body is read before a thread is taken: counted, within a deadline,
  bounded also when it is chunked. A slow or endless client holds no thread.
- An answer of known length is handed over whole; the thread does not wait for
  its reader. A stream goes out chunk by chunk, and a reader who has gone, or who
  takes (nearly) nothing, frees the thread.
- Header names that could pass for others (``X_Forwarded_For``) and daphne's
  ``Daphne-Root-Path`` are dropped.
- ``/health`` is answered outside the pool.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import logging
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

from a2wsgi.wsgi import build_environ
from django.conf import settings

from jobhunt.lib import early, metrics
from jobhunt.lib import request_id as request_ids
from jobhunt.lib.early import Receive, Scope, Send

logger = logging.getLogger("jobhunt.server")

WsgiApp = Callable[..., Iterable[bytes]]
AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]

IN_MEMORY = 1_048_576  # of a body, received or sent; beyond it a temporary file
PIECE = 65_536
WAITING_PER_THREAD = 64  # more requests than that in line are refused
STALL = 30.0  # seconds in which a stream's reader may take nothing
SLOWEST = 16_384  # bytes a second that a stream's reader must take on average
LINGER = 10.0  # seconds in which a refused body is read away


class Refused(Exception):
    """A request that is answered without Django."""

    def __init__(self, status: int, message: str, *, unread: bool = False) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.unread = unread  # the client may still be sending


class ClientGone(Exception):
    """Nobody reads the answer any more."""


def spool() -> IO[bytes]:
    return tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)


def clean_headers(scope: Scope) -> list[tuple[bytes, bytes]]:
    """Without names that WSGI would confuse with others; with our request id."""
    dropped = (b"daphne-root-path", b"x-request-id")
    kept = [
        (name, value)
        for name, value in scope["headers"]
        if b"_" not in name and name not in dropped
    ]
    given = early.header(scope, b"x-request-id")
    request_id = request_ids.accepted(given)
    scope.setdefault("state", {})["request_id"] = request_id
    return [*kept, (b"x-request-id", request_id.encode())]


def declared_length(scope: Scope, limit: int) -> int | None:
    """The body's length as the client states it; None when it is chunked."""
    length = early.header(scope, b"content-length")
    encoding = early.header(scope, b"transfer-encoding")
    if encoding is not None:
        if length is not None or encoding.strip().lower() != "chunked":
            raise Refused(400, "The length of the request is ambiguous.", unread=True)
        return None
    if length is None:
        return 0
    if not (length.isascii() and length.isdigit()):
        raise Refused(400, "Content-Length is not a number.", unread=True)
    if len(length) > 18 or int(length) > limit:
        raise Refused(413, "The request is too large.", unread=True)
    return int(length)


async def read_body(
    receive: Receive, declared: int | None, *, limit: int, seconds: float
) -> tuple[IO[bytes], int]:
    """The whole body and its length, within the limit and the deadline."""
    body, length = spool(), 0
    try:
        async with asyncio.timeout(seconds):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ClientGone
                chunk = message.get("body", b"")
                length += len(chunk)
                if length > limit:
                    raise Refused(413, "The request is too large.", unread=True)
                body.write(chunk)
                if not message.get("more_body", False):
                    break
    except TimeoutError:
        body.close()
        raise Refused(408, "The request took too long to arrive.") from None
    except BaseException:
        body.close()
        raise
    if declared is not None and length != declared:
        body.close()
        raise Refused(400, "The request body is incomplete.")
    body.seek(0)
    return body, length


class Exchange:
    """One request in a thread of the pool and its answer on the loop."""

    def __init__(self, app: WsgiApp, receive: Receive, send: Send) -> None:
        self.app = app
        self.receive = receive
        self.send = send
        self.loop = asyncio.get_running_loop()
        self.gone = threading.Event()
        self.watcher: asyncio.Task[None] | None = None
        self.head: dict[str, Any] | None = None
        self.head_sent = False
        self.has_length = False
        self.kept: IO[bytes] = spool()
        self.sent = 0
        self.waited = 0.0

    # -- in the thread

    def start_response(
        self, status: str, headers: list[tuple[str, str]], exc_info: Any = None
    ) -> Callable[[bytes], None]:
        # Django writes a blank before a cookie, which h11 refuses.
        pairs = [
            (name.encode("latin1").lower(), value.strip(" \t").encode("latin1"))
            for name, value in headers
        ]
        self.has_length = any(name == b"content-length" for name, _ in pairs)
        self.head = {
            "type": "http.response.start",
            "status": int(status.split(" ", 1)[0]),
            "headers": pairs,
        }
        return self.write

    def work(self, environ: dict[str, Any]) -> None:
        if self.gone.is_set():
            return
        answer = self.app(environ, self.start_response)
        try:
            for chunk in answer:
                self.write(chunk)
        finally:
            # Also ends the generator of a stream that nobody reads.
            close = getattr(answer, "close", None)
            if close is not None:
                close()

    def write(self, chunk: bytes) -> None:
        if self.has_length:
            self.kept.write(chunk)
        elif chunk:
            self.hand_over(chunk)

    def hand_over(self, chunk: bytes) -> None:
        """Wait until the server has taken a chunk of a stream."""
        if self.gone.is_set():
            raise ClientGone
        started = time.monotonic()
        future = asyncio.run_coroutine_threadsafe(self.deliver(chunk), self.loop)
        while True:
            try:
                future.result(0.5)
                break
            except concurrent.futures.TimeoutError:
                waiting = time.monotonic() - started
                allowed = STALL + self.sent / SLOWEST
                if waiting > STALL or self.waited + waiting > allowed:
                    self.gone.set()
            except concurrent.futures.CancelledError:
                self.gone.set()
            if self.gone.is_set():
                future.cancel()
                raise ClientGone
        self.sent += len(chunk)
        self.waited += time.monotonic() - started

    # -- on the loop

    async def deliver(self, chunk: bytes) -> None:
        if self.watcher is None:
            self.watcher = asyncio.create_task(self.watch())
        await self.send_head()
        await self.send(
            {"type": "http.response.body", "body": chunk, "more_body": True}
        )

    async def send_head(self) -> None:
        if not self.head_sent and self.head is not None:
            self.head_sent = True
            await self.send(self.head)

    async def watch(self) -> None:
        while (await self.receive())["type"] != "http.disconnect":
            pass
        self.gone.set()

    async def finish(self) -> None:
        await self.send_head()
        self.kept.seek(0)
        while piece := self.kept.read(PIECE):
            message = {"type": "http.response.body", "body": piece, "more_body": True}
            await self.send(message)
        await self.send({"type": "http.response.body", "body": b""})

    async def run(self, pool: ThreadPoolExecutor, environ: dict[str, Any]) -> None:
        try:
            await self.loop.run_in_executor(pool, self.work, environ)
            if not self.gone.is_set():
                await self.finish()
        except ClientGone:
            # Leaves an unfinished answer, which ends the connection.
            logger.info("answer abandoned", extra={"outcome": "client gone"})
        finally:
            self.gone.set()
            self.kept.close()
            if self.watcher is not None:
                self.watcher.cancel()


class Bridge:
    """The ASGI application for HTTP."""

    def __init__(self, app: WsgiApp, *, health: AsgiApp) -> None:
        self.app = app
        self.health = health
        self.threads: int = settings.WEB_THREADS
        self.limit: int = settings.MAX_BODY_SIZE
        self.seconds: float = settings.BODY_TIMEOUT
        self.active = 0
        self.pool = ThreadPoolExecutor(self.threads, thread_name_prefix="web")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # The scope belongs to the server: the changes are made to a copy.
        scope = {**scope, "root_path": "", "state": {**scope.get("state", {})}}
        scope["headers"] = clean_headers(scope)
        if scope["path"] in ("/health", "/health/"):
            await self.health(scope, receive, send)
            return
        self.active += 1
        try:
            await self.serve(scope, receive, send)
        except Refused as refused:
            await self.refuse(scope, receive, send, refused)
        except ClientGone:
            logger.info("400 request body abandoned", extra=self.about(scope))
        finally:
            self.active -= 1

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.active > self.threads * WAITING_PER_THREAD:
            raise Refused(503, "The server is busy. Please try again.", unread=True)
        declared = declared_length(scope, self.limit)
        if declared == 0:
            # Nothing to wait for; the server's empty message is read by watch().
            body, length = spool(), 0
        else:
            body, length = await read_body(
                receive, declared, limit=self.limit, seconds=self.seconds
            )
        with body:
            environ = self.environ(scope, body, length)
            exchange = Exchange(self.app, receive, send)
            try:
                await exchange.run(self.pool, environ)
            except Exception:
                if exchange.head_sent:
                    raise  # the server cuts the connection: the answer is not whole
                logger.exception("unhandled error", extra=self.about(scope))
                raise Refused(500, "Something went wrong on our side.") from None

    def environ(self, scope: Scope, body: IO[bytes], length: int) -> Any:
        environ: Any = build_environ(scope, body)  # type: ignore[arg-type]
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        environ.pop("CONTENT_LENGTH", None)
        if length or scope["method"] in {"POST", "PUT", "PATCH"}:
            environ["CONTENT_LENGTH"] = str(length)
        environ["SCRIPT_NAME"] = ""
        environ["wsgi.errors"] = sys.stderr
        environ["wsgi.multiprocess"] = False
        return environ

    async def refuse(
        self, scope: Scope, receive: Receive, send: Send, refused: Refused
    ) -> None:
        metrics.count_request(scope["method"], metrics.UNMATCHED, refused.status, 0.0)
        logger.warning(
            "%s refused with %d: %s",
            scope["method"],
            refused.status,
            refused.message,
            extra=self.about(scope),
        )
        kind, body = early.refusal(scope, refused.status, refused.message)
        extra = [early.CLOSE]
        if refused.status == 503:
            extra.append((b"retry-after", b"1"))
        await send(early.head(scope, refused.status, kind, len(body), extra))
        if scope["method"] == "HEAD":
            body = b""
        await send({"type": "http.response.body", "body": body, "more_body": True})
        # A client that waits for the server's word has sent nothing yet. Another
        # one must be listened to for a while: closing on unread data would reset
        # the connection before it has read the answer.
        if refused.unread and early.header(scope, b"expect") is None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LINGER):
                    await self.read_away(receive)
        await send({"type": "http.response.body", "body": b""})

    @staticmethod
    async def read_away(receive: Receive) -> None:
        while True:
            message = await receive()
            if message["type"] != "http.request" or not message.get("more_body"):
                return

    @staticmethod
    def about(scope: Scope) -> dict[str, Any]:
        return {"request_id": scope["state"]["request_id"]}
