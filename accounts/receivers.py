"""Every browser login, however it is made, is a session that can be revoked."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import User
from accounts.requests import device
from accounts.services import sessions
from jobhunt.lib.audit import audit


@receiver(user_logged_in)
def open_session(sender: Any, request: Any, user: User, **kwargs: Any) -> None:
    if not hasattr(request, "session"):
        return
    if request.session.session_key is None:
        # Flushed, because somebody else was signed in: it has no key yet.
        request.session.save()
    before = getattr(request, "auth_session", None)
    if before is not None and before.session_key != request.session.session_key:
        sessions.revoke(before, reason="replaced")
    elif before is not None:
        return
    made_by = device(request)
    request.auth_session = sessions.open_browser_session(
        user, session_key=request.session.session_key, **made_by
    )
    audit(
        "user_login",
        user=user,
        details={"ip": made_by["ip_address"], "kind": "browser"},
    )


@receiver(user_logged_out)
def end_session(
    sender: Any, request: HttpRequest, user: User | None, **kwargs: Any
) -> None:
    session = getattr(request, "auth_session", None)
    if session is not None and sessions.revoke(session, reason="logout"):
        audit("user_logout", user=user)
