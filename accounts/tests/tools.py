"""What the tests of accounts share: URLs, tokens by hand, announced mails."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import jwt
import time_machine
from django.conf import settings
from rest_framework.test import APIClient

from accounts.models import AuthSession, User
from accounts.services import sessions

API = "/api/v1"
AUTH = f"{API}/auth"
TEAMS = f"{API}/teams"


def tokens_of(user: User) -> sessions.Tokens:
    return sessions.open_api_session(user, ip_address="192.0.2.7", user_agent="test")


def bearer(token: str) -> APIClient:
    client = APIClient(raise_request_exception=False)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def session_of(tokens: sessions.Tokens) -> AuthSession:
    claims = jwt.decode(tokens.access_token, options={"verify_signature": False})
    return AuthSession.objects.get(pk=claims["sid"])


def claims_of(token: str) -> dict[str, Any]:
    return jwt.decode(token, options={"verify_signature": False})


def signed(claims: dict[str, Any], key: str | None = None) -> str:
    key = settings.JWT_SIGNING_KEY if key is None else key
    return jwt.encode(claims, key, algorithm="HS256")


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def part(value: Any) -> str:
    return b64(json.dumps(value).encode())


def refresh(token: str, client: APIClient | None = None) -> Any:
    client = client or APIClient(raise_request_exception=False)
    return client.post(f"{AUTH}/refresh", {"refresh_token": token})


@contextmanager
def heard(signal: Any) -> Iterator[list[dict[str, Any]]]:
    """What a signal says meanwhile."""
    said: list[dict[str, Any]] = []

    def listen(sender: Any, **kwargs: Any) -> None:
        said.append(kwargs)

    signal.connect(listen)
    try:
        yield said
    finally:
        signal.disconnect(listen)


def field_errors(response: Any) -> dict[str, str]:
    return {item["field"]: item["code"] for item in response.json()["errors"]}


def now() -> int:
    return int(time.time())


def limit(settings: Any, **buckets: int) -> Any:
    """Set buckets to so many calls a minute; within, the clock stands still.

    Windows are fixed: a real clock might begin a new one in the middle.
    """
    limits = {name: (calls, 60) for name, calls in buckets.items()}
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, **limits}
    return time_machine.travel(time.time(), tick=False)
