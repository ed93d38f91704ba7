"""A small OpenAI-compatible server over real HTTP, for tests and the demo.

    with FakeOpenAI() as server:
        server.mode = "invents"
        ... OPENAI_BASE_URL = server.url ...
        assert server.calls[0].body["model"] == "…"

Modes: ok, says (what ``server.says`` holds), says_plain (that, without JSON), invents, garbage, html, 401, 429, 500,
slow, drip, cut, no_done, no_schema (refuses response_format), prose, empty.
``server.script`` is a list of modes for the next calls, used up one by one.
"""

from __future__ import annotations

import contextlib
import json
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

INVENTED = (
    "In my ten years at Initech I managed 800 people and hold a PhD from"
    " Stanford University."
)


@dataclass
class Call:
    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def prompt(self) -> str:
        return "\n".join(str(m["content"]) for m in self.body.get("messages", []))


@dataclass
class FakeOpenAI:
    mode: str = "ok"
    says: Any = ""
    script: list[str] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    retry_after: int = 1
    # Seconds: before a slow answer, between the pieces of a dripping one.
    delay: float = 30.0
    port: int = 0

    def __enter__(self) -> FakeOpenAI:
        self.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.stop()

    def start(self) -> None:
        fake = self
        self._stopped = threading.Event()

        class Handler(_Handler):
            server_state = fake

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}
        )
        self._thread.daemon = True
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def pause(self, seconds: float) -> None:
        """Wait, but not beyond the end of the server."""
        self._stopped.wait(seconds)

    def next_mode(self) -> str:
        return self.script.pop(0) if self.script else self.mode


class _Handler(BaseHTTPRequestHandler):
    server_state: FakeOpenAI
    protocol_version = "HTTP/1.1"

    def log_message(self, *_args: Any) -> None:
        return

    def do_GET(self) -> None:
        self._json(200, {"object": "list", "data": [{"id": "fake-1"}]})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        body = json.loads(self.rfile.read(length) or b"{}")
        fake = self.server_state
        fake.calls.append(Call(self.path, dict(self.headers), body))
        mode = fake.next_mode()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._answer(mode, body)

    def _answer(self, mode: str, body: dict[str, Any]) -> None:
        fake = self.server_state
        match mode:
            case "401":
                self._error(401, "Incorrect API key provided.")
            case "429":
                self._error(
                    429, "Rate limit reached.", {"Retry-After": str(fake.retry_after)}
                )
            case "500":
                self._error(500, "The server had an error.")
            case "html":
                self._send(200, b"<html><h1>It works!</h1></html>", "text/html")
            case "no_schema" if body.get("response_format"):
                self._error(400, "Unknown parameter: 'response_format'.")
            case "slow":
                fake.pause(fake.delay)
                self._complete("ok", body)
            case _:
                self._complete(mode, body)

    def _complete(self, mode: str, body: dict[str, Any]) -> None:
        text = answer_of(mode, body, self.server_state.says)
        if body.get("stream"):
            self._stream(mode, text, body)
        elif mode == "drip":
            self._drip(json.dumps(completion(text, body)).encode())
        elif mode == "cut":
            data = json.dumps(completion(text, body)).encode()
            self._head(200, "application/json", len(data))
            self.wfile.write(data[: len(data) // 2])
            self.close_connection = True
        else:
            self._json(200, completion(text, body))

    def _stream(self, mode: str, text: str, body: dict[str, Any]) -> None:
        fake = self.server_state
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        pieces = re.findall(r"\s*\S+|\s+$", text) or [text]
        if mode == "cut":
            pieces = pieces[: max(1, len(pieces) // 2)]
        for piece in pieces:
            self._event(chunk(piece, body))
            if mode == "drip":
                fake.pause(fake.delay)
        if mode == "cut":
            return
        self._event(chunk("", body, finish="stop"))
        usage = {**chunk("", body), "choices": [], "usage": usage_of(text, body)}
        self._event(usage)
        if mode != "no_done":
            self.wfile.write(b"data: [DONE]\n\n")
            self.wfile.flush()

    def _event(self, data: dict[str, Any]) -> None:
        self.wfile.write(b"data: " + json.dumps(data).encode() + b"\n\n")
        self.wfile.flush()

    def _drip(self, data: bytes) -> None:
        self._head(200, "application/json", len(data))
        for place in range(len(data)):
            self.wfile.write(data[place : place + 1])
            self.wfile.flush()
            self.server_state.pause(self.server_state.delay)

    def _error(
        self, status: int, text: str, headers: dict[str, str] | None = None
    ) -> None:
        error = {"message": text, "type": "error", "param": None, "code": None}
        self._json(status, {"error": error}, headers)

    def _json(
        self, status: int, data: Any, headers: dict[str, str] | None = None
    ) -> None:
        self._send(status, json.dumps(data).encode(), "application/json", headers)

    def _send(
        self,
        status: int,
        data: bytes,
        kind: str,
        headers: dict[str, str] | None = None,
    ) -> None:
        self._head(status, kind, len(data), headers)
        self.wfile.write(data)

    def _head(
        self,
        status: int,
        kind: str,
        length: int,
        headers: dict[str, str] | None = None,
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()


def completion(text: str, body: dict[str, Any]) -> dict[str, Any]:
    message = {"role": "assistant", "content": text}
    return {
        "id": "chatcmpl-fake",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": body.get("model", "fake-1"),
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": usage_of(text, body),
    }


def chunk(
    piece: str, body: dict[str, Any], finish: str | None = None
) -> dict[str, Any]:
    delta = {"content": piece} if piece else {}
    return {
        "id": "chatcmpl-fake",
        "object": "chat.completion.chunk",
        "created": int(time.time()),
        "model": body.get("model", "fake-1"),
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }


def usage_of(text: str, body: dict[str, Any]) -> dict[str, int]:
    asked = sum(len(str(m.get("content", ""))) for m in body.get("messages", [])) // 4
    given = len(text) // 4
    return {
        "prompt_tokens": asked,
        "completion_tokens": given,
        "total_tokens": asked + given,
    }


FIXED = {"garbage": "%%% no json, no sense", "empty": ""}


def answer_of(mode: str, body: dict[str, Any], says: Any) -> str:
    """What the model says: by mode, else made from the data in the prompt."""
    if mode in FIXED:
        return FIXED[mode]
    if mode == "says_plain":
        return str(says)
    if mode == "says" and not isinstance(says, str):
        return json.dumps(says)
    prompt = "\n".join(str(m["content"]) for m in body.get("messages", []))
    text = {"invents": INVENTED, "says": str(says)}.get(mode, "")
    if mode == "prose":
        return letter_of(prompt)
    fields = wanted_fields(body) or ["content"]
    return json.dumps({name: value_of(name, prompt, text) for name in fields})


def value_of(name: str, prompt: str, text: str) -> Any:
    match name:
        case "bullets":
            return [text or bullet_of(prompt)]
        case "subject":
            return f"Application to {part(prompt, 'COMPANY')}".strip()
        case "rationale":
            return "Shorter, and it begins with what was done."
    return text or letter_of(prompt)


def wanted_fields(body: dict[str, Any]) -> list[str]:
    schema = body.get("response_format", {}).get("json_schema", {}).get("schema", {})
    return list(schema.get("properties", {}))


def part(prompt: str, name: str) -> str:
    """The data that the application marked as NAME in the prompt."""
    found = re.search(rf"<<<{name}\b[^>]*>>>\n(.*?)\n<<<END", prompt, re.DOTALL)
    return found.group(1).strip() if found else ""


def letter_of(prompt: str) -> str:
    """A letter that says nothing but what the resume says."""
    company = part(prompt, "COMPANY")
    facts = "\n".join(_sentences(part(prompt, "RESUME")))
    to_company = f" at {company}" if company else ""
    return (
        f"Dear Hiring Team,\n\nI would like to apply for the open position{to_company}."
        f"\n\n{facts}\n\nI look forward to hearing from you.\n\nKind regards"
    )


def bullet_of(prompt: str) -> str:
    bullet = part(prompt, "BULLET") or "Did the work"
    return re.sub(r"^(?:responsible for|i)\s+", "", bullet, flags=re.IGNORECASE)


def _sentences(resume: str) -> Iterator[str]:
    lines = [line.strip(" •-") for line in resume.splitlines()]
    told = [line for line in lines if len(line.split()) >= 4 and "@" not in line]
    yield from told[:3]
