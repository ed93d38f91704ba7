"""Who is asking: a bearer token whose session lives, nothing else."""

from __future__ import annotations

import logging
from typing import Any

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import AuthSession, User
from accounts.services.sessions import access_session
from accounts.tokens import InvalidToken, decode

__all__ = ["InvalidToken", "SessionJWTAuthentication", "authenticate_token"]
logger = logging.getLogger("jobhunt.security")


def authenticate_token(token: str) -> tuple[User, AuthSession]:
    """The user and session of an access token; one query, asked every time.

    A revoked session, a suspended user or a deleted account ends it at once.
    """
    claims = decode(token, "access")
    session = access_session(claims.user_id, claims.session_id)
    if session is None:
        raise InvalidToken
    return session.user, session


class SessionJWTAuthentication(BaseAuthentication):
    """``Authorization: Bearer …`` in any case of the scheme; cookies never count."""

    def authenticate(self, request: Request) -> tuple[User, AuthSession] | None:
        header = request.headers.get("Authorization", "")
        if not header:
            return None
        scheme, _space, token = header.partition(" ")
        if scheme.lower() != "bearer":
            raise AuthenticationFailed("A bearer token is required.")
        try:
            user, session = authenticate_token(token)
        except InvalidToken:
            logger.info(
                "token refused", extra={"event": "auth_refused", "outcome": "401"}
            )
            raise AuthenticationFailed(
                "The token is invalid, expired or revoked."
            ) from None
        touch(session)
        return user, session

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


def touch(session: AuthSession) -> None:
    """Note the use of a session, once a minute at most."""
    now = timezone.now()
    if (now - session.last_used_at).total_seconds() > 60:
        AuthSession.objects.filter(pk=session.pk).update(last_used_at=now)


class Scheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = SessionJWTAuthentication
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "oauth2",
            "flows": {"password": {"tokenUrl": "/api/v1/auth/login", "scopes": {}}},
        }
