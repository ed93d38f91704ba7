"""Browser sessions: live or gone, and pages that need a login."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, logout
from django.contrib.auth.middleware import (
    LoginRequiredMiddleware as DjangoLoginRequiredMiddleware,
)
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare

from accounts.authentication import touch
from accounts.models import AuthSession
from accounts.services.sessions import browser_session
from jobhunt.lib.errors import is_api
from jobhunt.lib.features import is_enabled


class BrowserSessionMiddleware:
    """A browser login counts only while its AuthSession lives."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # The API knows no cookies, so it is spared the queries.
        if not is_api(request) and request.session.session_key:
            session = browser_session(request.session.session_key)
            if session is not None and signed_in(request, session):
                request.user = session.user
                request.auth_session = session  # type: ignore[attr-defined]
                touch(session)
            elif request.user.is_authenticated:
                logout(request)
        response = self.get_response(request)
        follow_key(request)
        return response


def follow_key(request: HttpRequest) -> None:
    """A changed password gives the browser's session a new key: keep up with it."""
    session = getattr(request, "auth_session", None)
    key = request.session.session_key
    if session is not None and key and key != session.session_key:
        AuthSession.objects.filter(pk=session.pk).update(session_key=key)


def signed_in(request: HttpRequest, session: AuthSession) -> bool:
    """Whether the browser's session is of this user with his present password.

    As Django's own look at it, without its query for the user.
    """
    stored = request.session.get(HASH_SESSION_KEY, "")
    return request.session.get(SESSION_KEY) == str(
        session.user_id
    ) and constant_time_compare(stored, session.user.get_session_auth_hash())


class LoginRequiredMiddleware(DjangoLoginRequiredMiddleware):
    """Pages are private unless marked; the API and static files judge themselves."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        *args: Any,
    ) -> HttpResponseBase | None:
        path = f"{request.path}/"
        if path.startswith("/admin/") and not is_enabled("admin_panel"):
            raise Http404
        if path.startswith(("/api/", "/admin/", "/static/", "/anymail/")):
            return None
        return super().process_view(request, view_func, *args)  # type: ignore[arg-type]

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        # For htmx jobhunt.lib.htmx makes of this a way out of the whole page.
        query = urlencode({"next": come_back_to(request)})
        response = HttpResponse(status=302)
        response["Location"] = f"{settings.LOGIN_URL}?{query}"
        return response


def come_back_to(request: HttpRequest) -> str:
    """The page that was asked for; for a form, the page it stood on."""
    referer = urlsplit(request.headers.get("Referer", ""))
    own = referer.netloc == request.get_host() and referer.path.startswith("/")
    if request.method not in {"GET", "HEAD"} and own:
        return urlunsplit(("", "", referer.path, referer.query, ""))
    return request.get_full_path()


class PreferencesMiddleware:
    """Times and words as the user has chosen them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_api(request) or not request.user.is_authenticated:
            return self.get_response(request)
        try:
            zone = zoneinfo.ZoneInfo(request.user.timezone)
        except (ValueError, zoneinfo.ZoneInfoNotFoundError):
            zone = zoneinfo.ZoneInfo("UTC")
        with timezone.override(zone):
            if request.user.language:
                with translation.override(request.user.language):
                    return self.get_response(request)
            return self.get_response(request)
