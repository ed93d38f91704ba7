"""A small WSGI application behind the real bridge, for jobhunt/tests/test_bridge.py."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import parse_qs

from channels.routing import ProtocolTypeRouter

from jobhunt.lib.bridge import Bridge
from jobhunt.lib.health import Health

state = {"begun": 0, "closed": 0, "ended": 0, "calls": 0}
lock = threading.Lock()


def count(name: str) -> None:
    with lock:
        state[name] += 1


def drip(chunks: int, pause: float, size: int) -> Iterator[bytes]:
    count("begun")
    try:
        for number in range(chunks):
            yield f"{number}\n".encode().ljust(size, b".")
            time.sleep(pause)
        count("ended")
    finally:
        count("closed")


def describe(environ: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in environ.items() if isinstance(value, str)}


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    path = environ["PATH_INFO"]
    query = {
        name: value[0] for name, value in parse_qs(environ["QUERY_STRING"]).items()
    }
    if path == "/stream":
        start_response("200 OK", [("Content-Type", "text/plain")])
        return drip(
            int(query.get("chunks", 3)),
            float(query.get("pause", 0)),
            int(query.get("size", 0)),
        )
    if path == "/big":
        size = int(query["size"])
        headers = [("Content-Type", "text/plain"), ("Content-Length", str(size))]
        start_response("200 OK", headers)
        return (b"x" * 4096 for _ in range(size // 4096))
    if path == "/boom":
        raise ValueError("a secret detail")
    if path == "/boom-late":
        start_response("200 OK", [("Content-Type", "text/plain")])
        return (chunk() for chunk in (lambda: b"first", lambda: b"%d" % (1 // 0)))
    if path == "/state":
        content: Any = state
    elif path == "/sleep":
        time.sleep(float(query["seconds"]))
        content = threading.current_thread().name
    else:
        count("calls")
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        content = {
            "environ": describe(environ),
            "length": len(body),
            "sha256": hashlib.sha256(body).hexdigest(),
            "more": len(environ["wsgi.input"].read()),
        }
    text = json.dumps(content).encode()
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(text)))]
    start_response("200 OK", headers)
    return [text]


async def nothing(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "websocket.close"})


asgi = ProtocolTypeRouter(
    {"http": Bridge(application, health=Health()), "websocket": nothing}
)
