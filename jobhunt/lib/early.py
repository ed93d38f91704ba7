"""Answers given in ASGI, before or without Django: refusals and /health.

They carry the same headers and the same error body as every other answer.
"""

from __future__ import annotations

import functools
import html
from collections.abc import Awaitable, Callable, Iterable
from http import HTTPStatus
from typing import Any

import orjson
from django.conf import settings

from jobhunt.lib import errors

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

CLOSE = (b"connection", b"close")


def header(scope: Scope, name: bytes) -> str | None:
    """The one value of a header (several are joined, as HTTP has it)."""
    values = [value for key, value in scope["headers"] if key == name]
    return b",".join(values).decode("latin1") if values else None


def is_api_path(path: str) -> bool:
    return path.startswith("/api/") or path == "/api"


def strict_transport() -> str | None:
    """HSTS in production. Always: TLS ends at the proxy, and browsers pass over it
    on plain HTTP."""
    if not settings.SECURE_HSTS_SECONDS:
        return None
    subdomains = (
        "; includeSubDomains" if settings.SECURE_HSTS_INCLUDE_SUBDOMAINS else ""
    )
    return f"max-age={settings.SECURE_HSTS_SECONDS}{subdomains}"


@functools.cache
def _security_headers() -> Headers:
    from csp.utils import build_policy

    values = {
        "x-frame-options": settings.X_FRAME_OPTIONS,
        "x-content-type-options": "nosniff",
        "referrer-policy": settings.SECURE_REFERRER_POLICY,
        "permissions-policy": settings.PERMISSIONS_POLICY,
        "cross-origin-opener-policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        "content-security-policy": build_policy(),
    }
    if value := strict_transport():
        values["strict-transport-security"] = value
    return [(name.encode(), str(value).encode()) for name, value in values.items()]


def _cors_headers(scope: Scope) -> Headers:
    origin = header(scope, b"origin")
    if not origin or origin not in settings.CORS_ALLOWED_ORIGINS:
        return []
    exposed = ", ".join(settings.CORS_EXPOSE_HEADERS)
    return [
        (b"access-control-allow-origin", origin.encode("latin1")),
        (b"access-control-allow-credentials", b"true"),
        (b"access-control-expose-headers", exposed.encode()),
        (b"vary", b"origin"),
    ]


def head(
    scope: Scope,
    status: int,
    content_type: str,
    length: int,
    extra: Iterable[tuple[bytes, bytes]] = (),
) -> dict[str, Any]:
    request_id = scope["state"]["request_id"]
    return {
        "type": "http.response.start",
        "status": status,
        "headers": [
            (b"content-type", content_type.encode()),
            (b"content-length", str(length).encode()),
            (b"x-request-id", request_id.encode()),
            (b"cache-control", b"no-store"),
            *_security_headers(),
            *_cors_headers(scope),
            *extra,
        ],
    }


def refusal(scope: Scope, status: int, message: str) -> tuple[str, bytes]:
    """Content type and body: the contract's JSON under /api/, else a small page."""
    request_id = scope["state"]["request_id"]
    if is_api_path(scope["path"]):
        name = {408: "request_timeout"}.get(status)
        content = errors.body(status, message, error=name, request_id=request_id)
        return "application/json", orjson.dumps(content)
    title = f"{status} {HTTPStatus(status).phrase}"
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{title}</title></head><body><main><h1>{title}</h1>"
        f"<p>{html.escape(message)}</p><p>Request {request_id}</p></main></body></html>"
    )
    return "text/html; charset=utf-8", page.encode()


async def send_json(
    scope: Scope,
    send: Send,
    status: int,
    content: Any,
    extra: Iterable[tuple[bytes, bytes]] = (),
) -> None:
    body = orjson.dumps(content)
    await send(head(scope, status, "application/json", len(body), extra))
    if scope["method"] == "HEAD":
        body = b""
    await send({"type": "http.response.body", "body": body})
