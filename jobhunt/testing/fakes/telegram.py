"""A small Telegram over real HTTP, for tests and the demo.

It keeps the messages it takes and answers the next ones as told, then ``ok``.
"""

from __future__ import annotations

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# Status and body (JSON, or text as it stands), as the bot API answers.
Reply = tuple[int, dict[str, Any] | str]
TOO_MANY: Reply = (
    429,
    {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 7",
        "parameters": {"retry_after": 7},
    },
)
CANNOT_PARSE: Reply = (
    400,
    {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: can't parse entities: Unsupported start tag",
    },
)
BLOCKED: Reply = (
    403,
    {
        "ok": False,
        "error_code": 403,
        "description": "Forbidden: bot was blocked by the user",
    },
)
NO_CHAT: Reply = (
    400,
    {"ok": False, "error_code": 400, "description": "Bad Request: chat not found"},
)
BAD_TOKEN: Reply = (
    401,
    {"ok": False, "error_code": 401, "description": "Unauthorized"},
)
GARBAGE: Reply = (200, "<html>Good gateway</html>")
BROKEN: Reply = (502, "Bad Gateway")


class _Handler(BaseHTTPRequestHandler):
    server: TelegramServer
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked.append(json.loads(raw))
        if not re.fullmatch(r"/bot[^/]+/sendMessage", self.path):
            return self.give(404, {"ok": False, "description": "Not Found"})
        if self.server.replies:
            return self.give(*self.server.replies.pop(0))
        self.server.messages.append(self.server.asked[-1])
        self.give(200, {"ok": True, "result": {"message_id": 1}})

    def give(self, status: int, body: dict[str, Any] | str) -> None:
        content = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        return


class TelegramServer(ThreadingHTTPServer):
    """``with TelegramServer() as bot: … bot.messages``."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.asked: list[dict[str, Any]] = []  # everything, refused too
        self.messages: list[dict[str, Any]] = []  # what was taken
        self.replies: list[Reply] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> TelegramServer:
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *details: object) -> None:
        self.shutdown()
        self.server_close()
