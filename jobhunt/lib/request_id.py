"""One id for a request, its answer, its log lines and the tasks it starts."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

PATTERN = re.compile(r"[A-Za-z0-9._-]{1,64}")
_current: ContextVar[str | None] = ContextVar("request_id", default=None)


def current() -> str | None:
    """The id in force, None outside requests and tasks."""
    return _current.get()


def new() -> str:
    return secrets.token_hex(16)


def accepted(value: str | None) -> str:
    """The client's id where it has the contract's form, else a new one."""
    return value if value and PATTERN.fullmatch(value) else new()


@contextmanager
def bound(value: str | None) -> Iterator[str]:
    """Put an id in force for a block (a task carries the one of its request)."""
    token = _current.set(value or new())
    try:
        yield _current.get() or ""
    finally:
        _current.reset(token)


class RequestIdMiddleware:
    """First in the list: everything after it has the id."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with bound(accepted(request.headers.get("X-Request-ID"))) as request_id:
            request.request_id = request_id  # type: ignore[attr-defined]
            response = self.get_response(request)
            response["X-Request-ID"] = request_id
            return response


class RequestIdFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        if not hasattr(record, "request_id"):
            # Django tells of a refused request when its middleware is done.
            request = getattr(record, "request", None)
            record.request_id = current() or getattr(request, "request_id", None)
        return True
