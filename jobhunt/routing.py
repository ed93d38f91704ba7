"""Paths of WebSockets; any other one is accepted and closed, not a handshake 500."""

from channels.routing import URLRouter
from django.urls import re_path

from jobhunt.consumers import SocketConsumer, refuse
from jobhunt.lib.early import Receive, Scope, Send

_router = URLRouter(
    [
        re_path(
            r"^ws/(?P<client_id>[A-Za-z0-9_-]{1,64})/?\Z",
            SocketConsumer.as_asgi(),
        ),
        re_path(r"", refuse),  # type: ignore[arg-type]
    ]
)


async def websocket(scope: Scope, receive: Receive, send: Send) -> None:
    # daphne lets a client choose the root path by a header.
    await _router({**scope, "root_path": ""}, receive, send)
