"""The web server: ``python -m jobhunt.serve [--fd N]``.

uvicorn as we want it. With ``--fd`` it serves a socket that its parent listens
on, so that no connection is refused while this process is started again.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import sys
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

APPLICATION = "jobhunt.asgi:application"
HEAD_SECONDS = 20.0  # for the head of a request to arrive
CLOSE_SECONDS = 12.0  # for a WebSocket to end after we closed it
DRAIN_SECONDS = 25  # for work in flight when told to stop
MAX_FRAME = 16_384


class HttpProtocol(H11Protocol):
    """Ends a connection whose request head does not arrive in time."""

    deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.arm()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state is h11.IDLE:
            self.arm()
        else:
            self.disarm()

    def connection_lost(self, exc: Exception | None) -> None:
        self.disarm()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        self.disarm()
        super().handle_websocket_upgrade(event)

    def arm(self) -> None:
        if self.deadline is None:
            self.deadline = self.loop.call_later(HEAD_SECONDS, self.give_up)

    def disarm(self) -> None:
        if self.deadline is not None:
            self.deadline.cancel()
            self.deadline = None

    def give_up(self) -> None:
        if self.conn.their_state is h11.IDLE:
            self.transport.abort()


class SocketProtocol(WebSocketsSansIOProtocol):
    """Does not wait for ever for a client that reads nothing."""

    def on_task_complete(self, task: asyncio.Task[None]) -> None:
        super().on_task_complete(task)
        self.loop.call_later(CLOSE_SECONDS, self.transport.abort)

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        self.loop.call_later(CLOSE_SECONDS, self.transport.abort)


def config(application: str = APPLICATION) -> uvicorn.Config:
    return uvicorn.Config(
        application,
        http=HttpProtocol,
        ws=SocketProtocol,
        ws_max_size=MAX_FRAME,
        ws_per_message_deflate=False,
        lifespan="off",
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=DRAIN_SECONDS,
    )


def listen(host: str, port: int) -> socket.socket:
    """A listening socket for IPv4 or IPv6; OSError when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
        found.listen(2048)
    except OSError:
        found.close()
        raise
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fd", type=int, help="a socket that is listening already")
    parser.add_argument("--app", default=APPLICATION)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobhunt.settings")
    if options.fd is not None:
        listening = socket.socket(fileno=options.fd)
    else:
        from django.conf import settings

        try:
            listening = listen(settings.HOST, settings.PORT)
        except OSError as error:
            sys.stderr.write(
                f"{settings.HOST}:{settings.PORT} cannot be used: {error.strerror}\n"
            )
            return 1
    listening.setblocking(False)
    uvicorn.Server(config(options.app)).run(sockets=[listening])
    return 0


if __name__ == "__main__":
    sys.exit(main())
