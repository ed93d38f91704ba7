"""JSON web tokens: made and read here only.

HS256 over the UTF-8 bytes of JWT_SIGNING_KEY. What is not byte for byte an
issued token is refused: base64url has several spellings of one value.
"""

from __future__ import annotations

import base64
import re
import time
import uuid
from datetime import timedelta
from typing import Any, NamedTuple

import jwt
from django.conf import settings
from rest_framework_simplejwt.backends import TokenBackend
from rest_framework_simplejwt.exceptions import TokenBackendError

LEEWAY = 30  # seconds: a clock set back must not log everybody out
FORM = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
REQUIRED = {"sub", "type", "iat", "exp", "jti", "sid"}
HEADER = {"alg": "HS256", "typ": "JWT"}
LONGEST = 4096


class InvalidToken(Exception):
    """Not one of ours, of the wrong type, or past its time."""


class Claims(NamedTuple):
    user_id: int
    session_id: int
    type: str
    jti: str
    expires: int


def new_jti() -> str:
    return uuid.uuid4().hex


def encode(user_id: int, session_id: int, kind: str, jti: str, seconds: int) -> str:
    now = int(time.time())
    claims = {
        "sub": str(user_id),
        "type": kind,
        "iat": now,
        "exp": now + seconds,
        "jti": jti,
        "sid": str(session_id),
    }
    return backend().encode(claims)


def backend() -> TokenBackend:
    return TokenBackend(
        "HS256", settings.JWT_SIGNING_KEY, leeway=timedelta(seconds=LEEWAY)
    )


def canonical(part: str) -> bool:
    """Whether the text is the one spelling of its bytes."""
    padded = part + "=" * (-len(part) % 4)
    try:
        data = base64.urlsafe_b64decode(padded)
    except ValueError:
        return False
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode() == part


def number(value: Any) -> int:
    """An id in a claim: the text of a whole number, as we write it."""
    if not isinstance(value, str) or not re.fullmatch(r"[1-9][0-9]{0,17}", value):
        raise InvalidToken
    return int(value)


def decode(token: str, kind: str) -> Claims:
    """The claims of an issued token of this type; InvalidToken otherwise."""
    if len(token) > LONGEST or not FORM.fullmatch(token):
        raise InvalidToken
    if not all(canonical(part) for part in token.split(".")):
        raise InvalidToken
    try:
        if jwt.get_unverified_header(token) != HEADER:
            raise InvalidToken
        # Text, whatever the package's annotation says.
        text: Any = token
        claims = backend().decode(text)
    except (
        TokenBackendError,
        jwt.PyJWTError,
        ValueError,
        TypeError,
        RecursionError,
    ) as error:
        raise InvalidToken from error
    if REQUIRED - claims.keys():
        raise InvalidToken
    expires, jti = claims["exp"], claims["jti"]
    if type(expires) is not int or type(claims["iat"]) is not int:
        raise InvalidToken
    if claims["type"] != kind or not isinstance(jti, str) or not jti:
        raise InvalidToken
    # Expiry has no leeway: a token lives as long as it says.
    if expires <= time.time():
        raise InvalidToken
    return Claims(number(claims["sub"]), number(claims["sid"]), kind, jti, expires)
