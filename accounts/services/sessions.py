"""Signing in and out, refreshing, revoking: API and browser alike."""

from __future__ import annotations

import logging
import unicodedata
from datetime import timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.sessions.models import Session as DjangoSession
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import tokens
from accounts.models import AuthSession, User
from accounts.models.session import AuthSessionQuerySet
from accounts.services import teams
from jobhunt.lib.audit import audit
from jobhunt.lib.errors import NotSignedIn
from jobhunt.lib.realtime import publish

logger = logging.getLogger("jobhunt.security")
Kind = AuthSession.Kind
# Two refreshes of one token within this many seconds are one accident.
SAME_MOMENT = 1.0
# Ended sessions are kept this long, to be looked at.
KEPT = timedelta(days=30)


class Tokens(NamedTuple):
    access_token: str
    refresh_token: str
    expires_in: int

    def as_dict(self) -> dict[str, Any]:
        return {
            "access_token": self.access_token,
            "refresh_token": self.refresh_token,
            "token_type": "bearer",
            "expires_in": self.expires_in,
        }


def account_key(name: str) -> str:
    """The name in a login as one key, however it is spelled."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def lifetime() -> timedelta:
    return timedelta(days=settings.REFRESH_TOKEN_EXPIRE_DAYS)


def verify_credentials(name: str, password: str, *, ip: str | None = None) -> User:
    """The user of an e-mail or user name, in any case, and password.

    Unknown, wrong and inactive are one answer, in similar time.
    """
    user = None if "\x00" in name else User.objects.called(name.strip()).first()
    too_long = len(password) > 128
    if user is None or too_long:
        # As much work as a real check, so that time tells nothing.
        make_password("" if too_long else password)
        accepted = False
    else:
        accepted = user.check_password(password)
    if user is None or not accepted or not user.is_active:
        logger.warning(
            "login refused",
            extra={"event": "login_failed", "ip": ip, "outcome": "refused"},
        )
        audit(
            "user_login_failed",
            user_id=user.pk if user else None,
            team_id=user.team_id if user else None,
            level="warning",
            details={"ip": ip},
        )
        raise NotSignedIn(_("Incorrect email or password"))
    return user


def wrong_password(user: User, password: str) -> bool:
    return len(password) > 128 or not check_password(password, user.password)


def issue(session: AuthSession, refresh_jti: str) -> Tokens:
    seconds = settings.ACCESS_TOKEN_EXPIRE_MINUTES * 60
    access = tokens.encode(
        session.user_id, session.pk, "access", tokens.new_jti(), seconds
    )
    refresh = tokens.encode(
        session.user_id,
        session.pk,
        "refresh",
        refresh_jti,
        int(lifetime().total_seconds()),
    )
    return Tokens(access, refresh, seconds)


def tidy(user: User) -> None:
    """Forget what ended long ago."""
    now = timezone.now()
    AuthSession.objects.filter(user=user, expires_at__lt=now - KEPT).delete()
    DjangoSession.objects.filter(expire_date__lt=now).delete()


def open_api_session(user: User, *, ip_address: str | None, user_agent: str) -> Tokens:
    tidy(user)
    jti = tokens.new_jti()
    session = AuthSession.objects.create(
        user=user,
        kind=Kind.API,
        current_jti=jti,
        ip_address=ip_address,
        user_agent=user_agent[:300],
        expires_at=timezone.now() + lifetime(),
    )
    return issue(session, jti)


def open_browser_session(
    user: User, *, session_key: str, ip_address: str | None, user_agent: str
) -> AuthSession:
    tidy(user)
    return AuthSession.objects.create(
        user=user,
        kind=Kind.BROWSER,
        session_key=session_key,
        ip_address=ip_address,
        user_agent=user_agent[:300],
        expires_at=timezone.now() + lifetime(),
    )


def browser_session(session_key: str | None) -> AuthSession | None:
    """The live session of a browser login, its user with it; None otherwise."""
    if not session_key:
        return None
    return usable(
        AuthSession.objects.live().filter(kind=Kind.BROWSER, session_key=session_key)
    )


def access_session(user_id: int, session_id: int) -> AuthSession | None:
    """The live session of an access token, its user with it; None otherwise."""
    return usable(
        AuthSession.objects.live().filter(kind=Kind.API, pk=session_id, user_id=user_id)
    )


def usable(found: AuthSessionQuerySet) -> AuthSession | None:
    """The session of an active user, who is a member of his current team."""
    session = found.filter(user__is_active=True).with_user().first()
    if session is None:
        return None
    session.user.team_role = session.current_role
    if session.current_role is None:
        # An operator took the membership away by hand.
        teams.fall_back(session.user)
    return session


def refresh(token: str) -> Tokens:
    """A new pair for a refresh token, which is dead from now on.

    The row count of one UPDATE decides among parallel calls. A token presented
    again ends its session, but within the same moment it is only refused: two
    tabs are no theft.
    """
    refused = NotSignedIn(_("The refresh token is invalid, expired or revoked."))
    try:
        claims = tokens.decode(token, "refresh")
    except tokens.InvalidToken:
        raise refused from None
    now = timezone.now()
    jti = tokens.new_jti()
    live = AuthSession.objects.live().filter(
        pk=claims.session_id, user_id=claims.user_id, kind=Kind.API
    )
    with transaction.atomic():
        # By its own columns alone: PostgreSQL, having waited for another call, looks
        # again at these, but not at what a join has found before.
        won = live.filter(current_jti=claims.jti).update(
            previous_jti=F("current_jti"),
            current_jti=jti,
            rotated_at=now,
            last_used_at=now,
            expires_at=now + lifetime(),
        )
        session = live.filter(user__is_active=True).first()
        if session is None:
            raise refused
    if won:
        return issue(session, jti)
    same_moment = (
        session.previous_jti == claims.jti
        and session.rotated_at is not None
        and (now - session.rotated_at).total_seconds() <= SAME_MOMENT
    )
    if not same_moment:
        revoke(session, reason="reuse")
        logger.warning(
            "refresh token reused",
            extra={"event": "refresh_reuse", "user_id": session.user_id},
        )
        audit(
            "session_revoke",
            user=session.user,
            level="warning",
            details={"session_id": session.pk, "reason": "refresh token reused"},
        )
    raise refused


def revoke(session: AuthSession, *, reason: str) -> bool:
    """End a session: its tokens, its browser login and its sockets, at once.

    Whether it was alive until now.
    """
    return (
        revoke_all(AuthSession.objects.filter(pk=session.pk), session.user_id, reason)
        > 0
    )


def revoke_all(sessions: Any, user_id: int, reason: str) -> int:
    """End live sessions of one user; how many were ended."""
    with transaction.atomic():
        rows = list(sessions.filter(revoked_at__isnull=True).select_for_update())
        if not rows:
            return 0
        AuthSession.objects.filter(pk__in=[row.pk for row in rows]).update(
            revoked_at=timezone.now(), revoked_reason=reason
        )
        keys = [row.session_key for row in rows if row.session_key]
        DjangoSession.objects.filter(session_key__in=keys).delete()
        for row in rows:
            publish(
                "session.revoked",
                {"sid": row.pk, "session_key": row.session_key or None},
                user_id=user_id,
            )
    return len(rows)


def revoke_others(user: User, keep: AuthSession | None, reason: str) -> int:
    others = AuthSession.objects.filter(user=user)
    if keep is not None:
        others = others.exclude(pk=keep.pk)
    return revoke_all(others, user.pk, reason)
