"""A small server that plays job boards over real HTTP, one route a source's path."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Reply:
    """What a route answers: JSON, text or bytes."""

    body: Any = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    def content(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        if isinstance(self.body, str):
            return self.body.encode()
        return json.dumps(self.body).encode()


@dataclass
class Asked:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any


@dataclass
class Board:
    """Routes by path; a callable gets the request. Everything else is a 404."""

    port: int = 0
    routes: dict[str, Any] = field(default_factory=dict)
    # Answers for all paths that begin so, where no route is.
    fallbacks: dict[str, Any] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def paths(self) -> list[str]:
        return [request.path for request in self.asked if request.path != "/robots.txt"]

    def answer(self, request: Asked) -> Reply:
        self.asked.append(request)
        found = self.routes.get(request.path)
        for start, answer in self.fallbacks.items():
            if found is None and request.path.startswith(start):
                found = answer
        if found is None:
            return Reply("not found", 404)
        made = found(request) if isinstance(found, Callable) else found
        return made if isinstance(made, Reply) else Reply(made)


def handler_for(board: Board) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.reply()

        def do_POST(self) -> None:
            self.reply()

        def reply(self) -> None:
            parts = urlsplit(self.path)
            length = int(self.headers.get("content-length") or 0)
            raw = self.rfile.read(length)
            query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
            request = Asked(
                self.command,
                parts.path,
                query,
                {name.lower(): value for name, value in self.headers.items()},
                json.loads(raw) if raw else None,
            )
            answer = board.answer(request)
            content = answer.content()
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: Any) -> None:
            pass

    return Handler


@contextmanager
def board_server() -> Iterator[Board]:
    board = Board()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_for(board))
    server.daemon_threads = True
    board.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield board
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
