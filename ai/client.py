"""The one way to a language model: any OpenAI-compatible server, over ``openai``.

The library is imported at the first call only. A call has one deadline for
everything, keeps what the server cannot do in mind, follows no redirect, and gives
the key to the configured base URL alone.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from ai.errors import ServiceError
from jobhunt.lib.errors import Unavailable

logger = logging.getLogger("jobhunt.ai")

MAX_ANSWER = 60_000  # characters
MAX_BODY = 2_000_000  # bytes
# A wait the server asks for is kept within the request only when it is short.
LONGEST_WAIT = 5.0
NO_KEY = "none"  # for servers that need no key; never the environment's

Messages = list[dict[str, str]]


@dataclass
class Usage:
    input: int | None = None
    output: int | None = None


@dataclass
class Answer:
    text: str
    usage: Usage = field(default_factory=Usage)


@dataclass
class Call:
    """One request for an answer that follows a JSON schema."""

    messages: Messages
    schema: dict[str, Any] | None = None
    schema_name: str = "answer"
    deadline: float = 0.0

    @property
    def left(self) -> float:
        return self.deadline - time.monotonic()


def is_configured() -> bool:
    return bool(settings.OPENAI_API_KEY or settings.OPENAI_BASE_URL)


def require_configured() -> None:
    if not is_configured():
        raise Unavailable(_("The AI service is not configured."))


def ask(call: Call) -> Answer:
    """The whole answer; one more try where the server failed or was busy."""
    return _with_retry(call, lambda: _whole(call))


def open_stream(call: Call) -> Stream:
    """A stream whose first piece has arrived, so that early failures are errors."""

    def start() -> Stream:
        stream = Stream(call)
        stream.start()
        return stream

    return _with_retry(call, start)


def _with_retry(call: Call, act: Any) -> Any:
    try:
        return act()
    except ServiceError as error:
        if error.kind not in ("busy", "failed"):
            raise
        wait = 0.5 if error.retry_after is None else error.retry_after
        if wait > min(LONGEST_WAIT, call.left - 1):
            raise
        time.sleep(wait)
    return act()


class Stream:
    """The pieces of an answer as they come; the usage when the server tells it."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._response: Any = None
        self._pieces: Iterator[Any] = iter(())
        self._first: str | None = None
        self.usage = Usage()
        self.text = ""

    def start(self) -> None:
        with _translated():
            self._response = _create(self._call, stream=True)
            self._pieces = iter(self._response)
            self._first = self._next()

    def __iter__(self) -> Iterator[str]:
        piece = self._first
        while piece is not None:
            if piece:
                self.text += piece
                yield piece
            if len(self.text) > MAX_ANSWER:
                raise ServiceError("rubbish", "the answer is too long")
            with _translated():
                piece = self._next()

    def _next(self) -> str | None:
        if self._call.left <= 0:
            raise ServiceError("timeout", "the answer took too long")
        try:
            chunk = next(self._pieces)
        except StopIteration:
            return None
        usage = getattr(chunk, "usage", None)
        if usage is not None:
            self.usage = Usage(usage.prompt_tokens, usage.completion_tokens)
        choices = getattr(chunk, "choices", None) or []
        delta = choices[0].delta if choices else None
        return (delta.content or "") if delta is not None else ""

    def close(self) -> None:
        if self._response is not None:
            self._response.close()


def _whole(call: Call) -> Answer:
    with _translated():
        body = _read_all(call)
    try:
        data = json.loads(body)
        text = data["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError):
        return Answer("")  # judged as rubbish by whoever asked
    usage = data.get("usage") if isinstance(data, dict) else None
    told = Usage()
    if isinstance(usage, dict):
        told = Usage(usage.get("prompt_tokens"), usage.get("completion_tokens"))
    return Answer(text[:MAX_ANSWER] if isinstance(text, str) else "", told)


def _read_all(call: Call) -> bytes:
    chunks, size = [], 0
    with _create(call, stream=False) as response:
        for chunk in response.iter_bytes():
            chunks.append(chunk)
            size += len(chunk)
            if size > MAX_BODY:
                raise ServiceError("rubbish", "the answer is too long")
            if call.left <= 0:
                raise ServiceError("timeout", "the answer took too long")
    return b"".join(chunks)


def _create(call: Call, *, stream: bool) -> Any:
    """Send the request, dropping the options that this server does not know."""
    import openai

    unknown = _unknown_options.setdefault(settings.OPENAI_BASE_URL or "", set())
    for _attempt in range(4):
        options = _options(call, stream=stream, without=unknown)
        try:
            if stream:
                return _client().chat.completions.create(**options)
            return _opened(
                _client().chat.completions.with_streaming_response.create(**options)
            )
        except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
            named = _named_options(str(error), options) - unknown
            if not named:
                raise
            unknown |= named
    raise ServiceError("request", "the server accepts none of our options")


def _opened(manager: Any) -> _Opened:
    return _Opened(manager, manager.__enter__())


class _Opened:
    """A response that was entered already, so that its errors came early."""

    def __init__(self, manager: Any, response: Any) -> None:
        self._manager = manager
        self._response = response

    def __enter__(self) -> Any:
        return self._response

    def __exit__(self, *details: Any) -> None:
        self._manager.__exit__(*details)


_unknown_options: dict[str, set[str]] = {}


def _options(call: Call, *, stream: bool, without: set[str]) -> dict[str, Any]:
    options: dict[str, Any] = {
        "model": settings.AI_MODEL,
        "messages": call.messages,
        "timeout": _timeout(call.left),
    }
    if call.schema and "response_format" not in without:
        options["response_format"] = {
            "type": "json_schema",
            "json_schema": {
                "name": call.schema_name,
                "schema": call.schema,
                "strict": True,
            },
        }
    if stream:
        options["stream"] = True
        if "stream_options" not in without:
            options["stream_options"] = {"include_usage": True}
    return options


def _named_options(message: str, options: dict[str, Any]) -> set[str]:
    text = message.lower()
    named = {name for name in ("response_format", "stream_options") if name in text}
    if any(word in text for word in ("json_schema", "schema", "grammar")):
        named.add("response_format")
    return named & set(options)


@lru_cache(maxsize=4)
def _client_for(key: str, base_url: str) -> Any:
    import httpx2
    import openai

    # No redirects: they would carry the prompt, and maybe the key, elsewhere.
    http = httpx2.Client(follow_redirects=False)
    return openai.OpenAI(
        api_key=key,
        base_url=base_url or "https://api.openai.com/v1",
        organization="",
        project="",
        max_retries=0,
        http_client=http,
    )


_client_lock = threading.Lock()


def _client() -> Any:
    with _client_lock:
        return _client_for(
            settings.OPENAI_API_KEY or NO_KEY, settings.OPENAI_BASE_URL or ""
        )


def _timeout(left: float) -> Any:
    import httpx2

    left = max(0.1, left)
    return httpx2.Timeout(left, connect=min(10.0, left))


class _translated:
    """Failures of the library and the network as ServiceError."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if error is None or isinstance(error, ServiceError):
            return
        translated = _translate(error)
        if translated is not None:
            logger.warning("AI service: %s", translated.reason)
            raise translated from None


def _translate(error: BaseException) -> ServiceError | None:
    import httpx2
    import openai

    match error:
        case openai.APITimeoutError() | httpx2.TimeoutException():
            return ServiceError("timeout", "no answer in time")
        case openai.APIStatusError():
            return _of_status(error)
        case openai.APIConnectionError() | httpx2.HTTPError() | httpx2.StreamError():
            return ServiceError("failed", "the connection failed")
        case openai.OpenAIError() | ValueError():
            return ServiceError("failed", "the answer could not be read")
    return None


def _of_status(error: Any) -> ServiceError:
    status = error.status_code
    if status in (401, 403):
        return ServiceError("refused", f"the key is refused ({status})")
    if status == 429:
        return ServiceError(
            "busy", "too many requests", retry_after=_retry_after(error.response)
        )
    if status >= 500:
        return ServiceError(
            "failed",
            f"the server failed ({status})",
            retry_after=_retry_after(error.response) if status == 503 else None,
        )
    return ServiceError("request", f"the request was refused ({status})")


def _retry_after(response: Any) -> float | None:
    try:
        return max(0.0, float(response.headers.get("Retry-After", "")))
    except ValueError:
        return None
