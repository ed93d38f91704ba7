"""What both faces read from a request at sign-in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from accounts.services.sessions import account_key
from jobhunt.lib.ratelimit import client_ip, hit


def count_login(request: Any, name: str) -> None:
    """Count a try by address and by account name, before anything is hashed."""
    hit(request, "login", f"account:{account_key(name)}")


def device(request: HttpRequest) -> dict[str, Any]:
    """Where a session comes from, as its row keeps it."""
    return {
        "ip_address": client_ip(request),
        "user_agent": request.headers.get("User-Agent", ""),
    }
