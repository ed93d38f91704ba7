"""A small job-board server over real HTTP, for tests and the demo.

It answers paths from a table and can misbehave: refuse, drip, lie, never end.
"""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit


@dataclass
class Answer:
    """What a path answers: a body (JSON unless bytes or text), and how."""

    body: Any = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    drip: float = 0.0  # seconds between bytes
    endless: bool = False
    etag: str = ""  # asked for again, it is a 304
    raw: bytes = b""  # these bytes instead of an answer, again and again if endless

    @property
    def content(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        if isinstance(self.body, str):
            return self.body.encode()
        return json.dumps(self.body).encode()

    @property
    def content_type(self) -> str:
        if isinstance(self.body, (bytes, str)):
            return "text/html; charset=utf-8"
        return "application/json"


class _Handler(BaseHTTPRequestHandler):
    server: BoardServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        self.server.asked[path] += 1
        self.server.requests.append((self.command, self.path, dict(self.headers)))
        answer = self.server.answers.get(path)
        if answer is None:
            answer = Answer({"error": "not found"}, 404)
        elif not isinstance(answer, Answer):
            answer = Answer(answer)
        self.server.stopping.wait(answer.delay)
        try:
            self.give(answer)
        except OSError:
            self.close_connection = True

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.server.posted.append(self.rfile.read(length))
        self.do_GET()

    def give_raw(self, answer: Answer) -> None:
        self.close_connection = True
        while not self.server.stopping.is_set():
            for start in range(len(answer.raw)) if answer.drip else (0,):
                end = start + 1 if answer.drip else None
                self.wfile.write(answer.raw[start:end])
                time.sleep(answer.drip)
            if not answer.endless:
                return

    def give(self, answer: Answer) -> None:
        if answer.raw:
            self.give_raw(answer)
            return
        content = answer.content
        known = answer.etag and self.headers.get("If-None-Match") == answer.etag
        self.send_response(304 if known else answer.status)
        if answer.etag:
            self.send_header("ETag", answer.etag)
        if known:
            self.end_headers()
            return
        self.send_header("Content-Type", answer.content_type)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.endless:
            self.send_header("Connection", "close")
            self.end_headers()
            self.close_connection = True
            while not self.server.stopping.is_set():
                self.wfile.write(b" " * 1024)
                time.sleep(answer.drip or 0.01)
            return
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if not answer.drip:
            self.wfile.write(content)
            return
        for byte in content:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            time.sleep(answer.drip)

    def log_message(self, format: str, *args: Any) -> None:
        return


class BoardServer(ThreadingHTTPServer):
    """``with BoardServer() as board: board.answers["/path"] = …``."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.answers: dict[str, Any] = {}
        self.asked: Counter[str] = Counter()
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.posted: list[bytes] = []
        self.stopping = threading.Event()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    def __enter__(self) -> BoardServer:
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *details: object) -> None:
        self.stopping.set()
        self.shutdown()
        self.server_close()


def greenhouse_job(number: int, title: str, **changes: Any) -> dict[str, Any]:
    """A row of Greenhouse's list, in its own form."""
    return {
        "id": number,
        "title": title,
        "updated_at": "2026-11-20T10:00:00-05:00",
        "first_published": "2026-11-10T10:00:00-05:00",
        "location": {"name": "Berlin, Germany"},
        "absolute_url": f"https://job-boards.greenhouse.io/acme/jobs/{number}",
        "content": "&lt;p&gt;We look for somebody who likes work.&lt;/p&gt;",
        "offices": [],
        "departments": [],
        "metadata": [],
        **changes,
    }


def greenhouse_board(
    board: str, jobs: list[dict[str, Any]], name: str
) -> dict[str, Any]:
    """The paths of a Greenhouse board."""
    return {
        f"/v1/boards/{board}": {"name": name, "content": ""},
        f"/v1/boards/{board}/jobs": {"jobs": jobs, "meta": {"total": len(jobs)}},
    }


def remotive_job(number: int, title: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": number,
        "url": f"https://remotive.com/remote-jobs/software/job-{number}",
        "title": title,
        "company_name": "Lanternworks",
        "category": "Software Development",
        "tags": [],
        "job_type": "full_time",
        "publication_date": "2026-11-01T08:00:00",
        "candidate_required_location": "Worldwide",
        "salary": "",
        "description": "<p>Keep the lights on.</p>",
        **changes,
    }


def remotive_feed(jobs: list[dict[str, Any]]) -> dict[str, Any]:
    return {"/api/remote-jobs": {"job-count": len(jobs), "jobs": jobs}}
