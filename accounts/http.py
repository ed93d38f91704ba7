"""Requests of signed-in people, for the type checker and the reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest
from rest_framework.request import Request

if TYPE_CHECKING:
    from accounts.models import AuthSession, User


class PageRequest(HttpRequest):
    """A page's, after the login was required of it."""

    user: User  # type: ignore[assignment]
    auth_session: AuthSession


class ApiRequest(Request):
    """The API's, after SessionJWTAuthentication."""

    user: User  # type: ignore[assignment]
    auth: AuthSession  # type: ignore[assignment]
