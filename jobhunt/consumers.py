"""/ws/{client_id}: live events of one user's current team.

The client's id is a label, never an authority: what a connection hears comes
from whose session it is. A refusal is accepted first and then closed by code,
since a browser cannot see why a handshake failed.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import deque
from typing import Any, NamedTuple
from urllib.parse import parse_qs

import orjson
from django.conf import settings
from django.http.cookie import parse_cookie
from django.http.request import split_domain_port, validate_host
from django.utils import timezone

from accounts.authentication import InvalidToken, authenticate_token
from accounts.models import AuthSession
from accounts.services.sessions import browser_session
from accounts.tokens import decode
from jobhunt.lib import metrics, realtime
from jobhunt.lib.early import Receive, Scope, Send, header
from jobhunt.lib.hub import Hub, Listener

logger = logging.getLogger("jobhunt.live")

MAX_FRAME = 16_384  # bytes
FRAMES, WINDOW = 30, 10.0  # frames from a client in so many seconds
MAX_TEXT = 4000
GOING_AWAY = {1001, 1012}  # the server stops: everybody will come back
ERROR = '{"type":"error"}'


class Caller(NamedTuple):
    user_id: int
    team_id: int | None
    session_id: int
    expires: float  # epoch seconds


class Unwelcome(Exception):
    """No session that allows to listen."""


# ------------------------------------------------------------ who is calling


def same_origin(scope: Scope) -> bool:
    """Whether the page that connects is ours: scheme, host and port alike."""
    origin, host = header(scope, b"origin"), header(scope, b"host")
    if not origin or not host:
        return False
    if origin == settings.PUBLIC_BASE_URL:
        return True
    domain, _port = split_domain_port(host)
    if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
        return False
    scheme = "https" if scope.get("scheme") in {"wss", "https"} else "http"
    return origin.lower() == f"{scheme}://{host.lower()}"


def offered_token(scope: Scope) -> str | None:
    """The access token of the subprotocols or the query; "" is one, too."""
    protocols = scope.get("subprotocols", [])
    if protocols and protocols[0] == "bearer":
        return protocols[1] if len(protocols) == 2 else ""
    query = parse_qs(scope["query_string"].decode("latin1"), keep_blank_values=True)
    if "token" in query:
        return query["token"][0] if len(query["token"]) == 1 else ""
    return None


def identify(scope: Scope) -> Caller:
    """By token, else by the browser's session; runs in a thread."""
    token = offered_token(scope)
    if token is not None:
        try:
            user, session = authenticate_token(token)
        except InvalidToken:
            raise Unwelcome from None
        expires = decode(token, "access").expires
        return Caller(user.pk, user.team_id, session.pk, float(expires))
    cookies = parse_cookie(header(scope, b"cookie") or "")
    key = cookies.get(settings.SESSION_COOKIE_NAME)
    found = browser_session(key) if key and same_origin(scope) else None
    if found is None:
        raise Unwelcome
    return Caller(
        found.user_id, found.user.team_id, found.pk, found.expires_at.timestamp()
    )


def still_allowed(listeners: list[Listener]) -> set[Listener]:
    """Whose session lives, whose user is active and still in that team."""
    sessions = AuthSession.objects.live().filter(
        pk__in={listener.session_id for listener in listeners}, user__is_active=True
    )
    teams = dict(sessions.values_list("pk", "user__team_id"))
    return {
        listener
        for listener in listeners
        if listener.session_id in teams
        and teams[listener.session_id] == listener.team_id
    }


hub = Hub(still_allowed)


# ------------------------------------------------------------ one connection


async def refuse(scope: Scope, receive: Receive, send: Send, code: int = 1008) -> None:
    """Accept and close, so that the client learns why."""
    if not scope.get("connect_seen"):
        await receive()
    protocols = scope.get("subprotocols", [])
    chosen = "bearer" if "bearer" in protocols else None
    await send({"type": "websocket.accept", "subprotocol": chosen})
    await send({"type": "websocket.close", "code": code})
    metrics.SOCKET_CLOSES.labels(str(code)).inc()


class SocketConsumer:
    """One connection. Reads and writes in two tasks; whichever ends, both do.

    Not Channels' consumer: that one hops into a thread before every message, in
    either direction.
    """

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope = scope
        self.receive = receive
        self.send = send
        self.client_id: str = scope["url_route"]["kwargs"]["client_id"]
        self.frames: deque[float] = deque(maxlen=FRAMES)

    @classmethod
    def as_asgi(cls) -> Any:
        async def application(scope: Scope, receive: Receive, send: Send) -> None:
            await cls(scope, receive, send).run()

        return application

    async def run(self) -> None:
        await self.receive()
        self.scope["connect_seen"] = True
        try:
            self.caller = await hub.call(identify, self.scope)
            self.listener = Listener(
                user_id=self.caller.user_id,
                team_id=self.caller.team_id,
                session_id=self.caller.session_id,
            )
            self.since = self.asked_since()
            await hub.add(self.listener, live=self.since is None)
        except Unwelcome:
            await refuse(self.scope, self.receive, self.send)
            return
        except Exception:
            logger.exception("a connection could not be served")
            await refuse(self.scope, self.receive, self.send, 1011)
            return
        code = 1006
        try:
            code = await self.serve()
        finally:
            hub.discard(self.listener)
            metrics.SOCKET_CLOSES.labels(str(code)).inc()
            if code not in GOING_AWAY:
                await self.tell_team("socket.disconnect", {"client": self.client_id})

    async def serve(self) -> int:
        """Until either side ends it; the code it ended with."""
        loop = asyncio.get_running_loop()
        protocol = "bearer" if self.scope.get("subprotocols") else None
        await self.send({"type": "websocket.accept", "subprotocol": protocol})
        expiry = loop.call_later(
            max(0.0, self.caller.expires - time.time()), self.listener.close, 1008
        )
        reader = loop.create_task(self.read())
        writer = loop.create_task(self.write())
        ours = self.listener.closed
        try:
            waited: set[asyncio.Future[Any]] = {reader, writer, ours}
            await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        finally:
            expiry.cancel()
            reader.cancel()
            writer.cancel()
            results = await asyncio.gather(reader, writer, return_exceptions=True)
        if isinstance(results[0], int):
            return results[0]  # the client's own close
        code = ours.result() if ours.done() else 1011
        for failure in results:
            if isinstance(failure, Exception) and not isinstance(failure, OSError):
                logger.error("a connection failed", exc_info=failure)
        # A reader that takes nothing must not keep us: its server gives it up.
        with contextlib.suppress(Exception):
            async with asyncio.timeout(2):
                await self.send({"type": "websocket.close", "code": code})
        return code

    async def write(self) -> None:
        if self.since is not None:
            await hub.replay(self.listener, self.since, self.send_text)
        while True:
            await self.listener.wake.wait()
            self.listener.wake.clear()
            while self.listener.queue:
                await self.send_text(self.listener.queue.popleft())
            if not self.listener.live:  # there was more than the queue holds
                await hub.replay(self.listener, self.listener.cursor, self.send_text)

    async def send_text(self, text: str) -> None:
        """To the client, who must take it within a while."""
        try:
            async with asyncio.timeout(settings.WS_STALL_SECONDS):
                await self.send({"type": "websocket.send", "text": text})
        except TimeoutError:
            logger.info("a reader is too slow", extra={"user_id": self.caller.user_id})
            self.listener.close(1011)
            await asyncio.Event().wait()  # until we are cancelled

    def asked_since(self) -> int | None:
        """The id after which the client wants everything."""
        query = parse_qs(self.scope["query_string"].decode("latin1"))
        value = query.get("since", [""])[0]
        if not value:
            return None
        if value.isascii() and value.isdigit() and len(value) <= 18:
            return int(value)
        self.listener.offer(ERROR)
        return None

    async def read(self) -> int:
        """The client's frames; the code with which it left."""
        while True:
            message = await self.receive()
            if message["type"] == "websocket.disconnect":
                return int(message.get("code") or 1005)
            if message["type"] == "websocket.receive":
                await self.frame(message.get("text"), message.get("bytes"))

    async def frame(self, text: str | None, data: bytes | None) -> None:
        now = time.monotonic()
        if len(self.frames) == FRAMES and now - self.frames[0] < WINDOW:
            self.listener.close(1008)
            return
        self.frames.append(now)
        if len(data or b"") > MAX_FRAME or len((text or "").encode()) > MAX_FRAME:
            self.listener.close(1009)
            return
        try:
            content = orjson.loads(text or "")
        except orjson.JSONDecodeError:
            content = None
        match content:
            case {"type": "ping"}:
                stamp = timezone.now()
                pong = {"type": "pong", "timestamp": stamp}
                option = orjson.OPT_UTC_Z
                self.listener.offer(orjson.dumps(pong, option=option).decode())
            case {"type": "message", "text": str(words)} if self.sayable(words):
                said = {"sender": self.client_id, "text": words}
                if not await self.tell_team("socket.message", said):
                    self.listener.offer(ERROR)
            case _:
                self.listener.offer(ERROR)

    @staticmethod
    def sayable(words: str) -> bool:
        return 0 < len(words) <= MAX_TEXT and "\x00" not in words

    async def tell_team(self, kind: str, data: dict[str, Any]) -> bool:
        """Pass something on to the team's connections, in other processes too."""
        team_id = self.listener.team_id

        def write() -> None:
            realtime.publish(kind, data, team_id=team_id)

        try:
            await hub.call(write)
        except Exception as error:  # noqa: BLE001 - whatever a driver raises
            logger.warning("not passed on: %s", type(error).__name__)
            return False
        return True
