"""Rate limits: one table of buckets, django-ratelimit's counting, headers once.

Windows are fixed, with an offset of their own per key: within a sliding minute
up to twice the limit can pass, never more.
"""

from __future__ import annotations

import functools
import ipaddress
import logging
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import jwt
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django_ratelimit.core import get_usage

from jobhunt.lib.errors import TooMany, is_api, page

logger = logging.getLogger("jobhunt.security")
EXEMPT = ("/health", "/metrics", "/docs", "/redoc", "/static/", "/api/v1/openapi.json")
# These refuse when the counters cannot be read: guessing must not get free.
CLOSED_WITHOUT_CACHE = {"login"}
# An account of one's own buys no further guesses at others.
BY_ADDRESS = {"login", "register"}


class Usage(NamedTuple):
    limit: int
    remaining: int
    reset: int  # epoch second of the full budget
    refused: bool

    @property
    def wait(self) -> int:
        return max(1, self.reset - int(time.time()))


def in_networks(address: ipaddress._BaseAddress, networks: list[str]) -> bool:
    for text in networks:
        try:
            if address in ipaddress.ip_network(text, strict=False):
                return True
        except ValueError:
            continue
    return False


def client_ip(request: HttpRequest) -> str:
    """The peer, or the rightmost hop that is no trusted proxy of ours."""
    peer = request.META.get("REMOTE_ADDR") or ""
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        # A Unix socket: only a local proxy can stand behind it.
        address = ipaddress.ip_address("127.0.0.1")
    if not in_networks(address, settings.TRUSTED_PROXIES):
        return str(address)
    for hop in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
        try:
            candidate = ipaddress.ip_address(hop.strip())
        except ValueError:
            break
        address = candidate
        if not in_networks(candidate, settings.TRUSTED_PROXIES):
            break
    return str(address)


def network_of(ip: str) -> str:
    """IPv6 counts by /64: one customer has that many addresses."""
    address = ipaddress.ip_address(ip)
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return ip


def bearer_user(request: HttpRequest) -> str | None:
    """The user id of a token that is ours; whether it lives is asked later."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    try:
        claims = jwt.decode(
            token,
            settings.JWT_SIGNING_KEY,
            algorithms=["HS256"],
            options={"verify_exp": False, "verify_iat": False, "require": ["sub"]},
        )
    except (jwt.PyJWTError, ValueError):
        return None
    return str(claims["sub"])


def caller(request: HttpRequest) -> str:
    """Whose budget this is: the user's, else the address's."""
    if is_api(request):
        user = bearer_user(request)
    else:
        signed_in = getattr(request, "user", None)
        user = str(signed_in.pk) if signed_in and signed_in.is_authenticated else None
    return f"user:{user}" if user else address(request)


def address(request: HttpRequest) -> str:
    return f"ip:{network_of(client_ip(request))}"


def count(request: HttpRequest, bucket: str, key: str) -> Usage | None:
    """Count one call; None when limits are off or the counters unreachable."""
    if not settings.RATE_LIMIT_ENABLED:
        return None
    limit, seconds = settings.RATE_LIMITS[bucket]
    try:
        usage = get_usage(
            request,
            group=bucket,
            key=lambda group, request: key,
            rate=f"{limit}/{seconds}s",
            increment=True,
        )
    except Exception as error:  # noqa: BLE001 - whatever the cache raises
        usage = None
        logger.warning("rate limits unavailable: %s", type(error).__name__)
    # After its own increment a count of zero is the library's word for "no cache".
    if usage is None or not usage["count"]:
        if bucket in CLOSED_WITHOUT_CACHE:
            raise TooMany(
                _("Too many requests. Please try again later."), retry_after=5
            )
        return None
    return Usage(
        limit,
        max(0, limit - usage["count"]),
        # The window's last second still belongs to it.
        int(time.time()) + usage["time_left"] + 1,
        usage["should_limit"],
    )


def hit(request: Any, bucket: str, *extra_keys: str) -> None:
    """Count a call against a bucket; TooMany beyond it.

    ``extra_keys`` are further keys that the same bucket counts (the account
    name at login).
    """
    http: HttpRequest = getattr(request, "_request", request)
    own = address(http) if bucket in BY_ADDRESS else caller(http)
    for key in (own, *extra_keys):
        usage = count(http, bucket, key)
        if usage is None:
            continue
        note(http, usage)
        if usage.refused:
            refuse(http, bucket, usage)


def refuse(request: HttpRequest, bucket: str, usage: Usage) -> None:
    from jobhunt.lib import metrics

    metrics.count_rate_limited(bucket)
    logger.warning(
        "rate limited",
        extra={"event": "rate_limited", "outcome": bucket, "ip": client_ip(request)},
    )
    raise TooMany(
        _("Too many requests. Please try again later."), retry_after=usage.wait
    )


def note(request: HttpRequest, usage: Usage) -> None:
    """Keep the tightest bucket of this request for the headers."""
    tightest: Usage | None = getattr(request, "_rate_usage", None)
    if (
        tightest is None
        or usage.refused
        or (not tightest.refused and usage.remaining < tightest.remaining)
    ):
        request._rate_usage = usage  # type: ignore[attr-defined]


def limited(bucket: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """For HTML functions and DRF methods: count before anything is done.

    On an HTML view only unsafe methods count.
    """

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(view)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            request = next(
                item
                for item in args[:2]
                if hasattr(item, "META") or hasattr(item, "_request")
            )
            if is_api(getattr(request, "_request", request)) or request.method not in {
                "GET",
                "HEAD",
            }:
                hit(request, bucket)
            return view(*args, **kwargs)

        return wrapped

    return decorate


class RateLimitMiddleware:
    """The global bucket, the pages' bucket, and the headers of every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(EXEMPT):
            return self.get_response(request)
        bucket = "global" if is_api(request) else "pages"
        try:
            hit(request, bucket)
            response = self.get_response(request)
        except TooMany as error:
            response = page(request, 429, error.message, retry_after=error.retry_after)
        usage: Usage | None = getattr(request, "_rate_usage", None)
        if usage is not None:
            response["X-RateLimit-Limit"] = str(usage.limit)
            response["X-RateLimit-Remaining"] = str(usage.remaining)
            response["X-RateLimit-Reset"] = str(usage.reset)
        return response
