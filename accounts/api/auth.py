"""/auth: accounts, tokens, sessions, passwords."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import serializers as io
from accounts.http import ApiRequest
from accounts.models import AuthSession
from accounts.requests import count_login, device
from accounts.services import passwords, profile, registration, removal, sessions
from jobhunt.lib.api import ApiView, ScopedViewSet, message, valid
from jobhunt.lib.audit import audit
from jobhunt.lib.errors import Missing, NotSignedIn
from jobhunt.lib.parsers import FormParser, StrictJSONParser
from jobhunt.lib.ratelimit import limited
from jobhunt.lib.scoping import object_id

COOKIE = "refresh_token"
COOKIE_PATH = "/api/v1/auth"


class OpenView(ApiView):
    """For everybody: no token is looked at, so that a stale one does no harm."""

    authentication_classes = []
    permission_classes = [AllowAny]


def token_response(tokens: sessions.Tokens) -> Response:
    response = Response(tokens.as_dict())
    response["Cache-Control"] = "no-store"
    response.set_cookie(
        COOKIE,
        tokens.refresh_token,
        max_age=settings.REFRESH_TOKEN_EXPIRE_DAYS * 86_400,
        path=COOKIE_PATH,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


class LoginView(OpenView):
    parser_classes = [FormParser, StrictJSONParser]

    @extend_schema(
        request={
            "application/x-www-form-urlencoded": io.LoginIn,
            "application/json": io.LoginIn,
        },
        responses=io.TokenOut,
    )
    def post(self, request: Request) -> Response:
        data = valid(io.LoginIn, request)
        count_login(request, data["username"])
        made_by = device(request._request)
        ip = made_by["ip_address"]
        user = sessions.verify_credentials(data["username"], data["password"], ip=ip)
        tokens = sessions.open_api_session(user, **made_by)
        audit("user_login", user=user, details={"ip": ip, "kind": "api"})
        return token_response(tokens)


class RegisterView(OpenView):
    @extend_schema(request=io.RegisterIn, responses={201: io.UserOut})
    @limited("register")
    def post(self, request: Request) -> Response:
        user = registration.register(**valid(io.RegisterIn, request))
        return Response(io.UserOut(user).data, status=201)


def same_site(request: HttpRequest) -> bool:
    """Whether a cookie's request comes from a page of ours (or no browser)."""
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site", "none") in {
            "none",
            "same-origin",
        }
    own = {settings.PUBLIC_BASE_URL, f"{request.scheme}://{request.get_host()}"}
    parts = urlsplit(origin)
    allowed = own | set(settings.BACKEND_CORS_ORIGINS)
    return f"{parts.scheme}://{parts.netloc}" in allowed


class RefreshView(OpenView):
    @extend_schema(request=io.RefreshIn, responses=io.TokenOut)
    @limited("refresh")
    def post(self, request: Request) -> Response:
        token = None
        if request._request.body:
            token = valid(io.RefreshIn, request).get("refresh_token")
        if token is None:
            token = request.COOKIES.get(COOKIE)
            if token is not None and not same_site(request._request):
                raise NotSignedIn(_("The refresh cookie is for our own pages only."))
        if not token:
            raise NotSignedIn(_("A refresh token is required."))
        return token_response(sessions.refresh(token))


class LogoutView(ApiView):
    @extend_schema(request=None, responses=io.MessageOut)
    def post(self, request: ApiRequest) -> Response:
        sessions.revoke(request.auth, reason="logout")
        audit("user_logout", user=request.user)
        response = message("Successfully logged out")
        response.delete_cookie(COOKIE, path=COOKIE_PATH, samesite="Lax")
        return response


class MeView(ApiView):
    @extend_schema(responses=io.UserOut)
    def get(self, request: ApiRequest) -> Response:
        return Response(io.UserOut(request.user).data)

    @extend_schema(request=io.UserPatchIn, responses=io.UserOut)
    def patch(self, request: ApiRequest) -> Response:
        changes = valid(io.UserPatchIn, request, partial=True)
        return Response(io.UserOut(profile.update_profile(request.user, changes)).data)

    @extend_schema(request=io.PasswordIn, responses=io.MessageOut)
    @limited("change_password")
    def delete(self, request: ApiRequest) -> Response:
        removal.delete_account(request.user, valid(io.PasswordIn, request)["password"])
        response = message("Account deleted.")
        response.delete_cookie(COOKIE, path=COOKIE_PATH, samesite="Lax")
        return response


class ChangePasswordView(ApiView):
    @extend_schema(request=io.ChangePasswordIn, responses=io.MessageOut)
    @limited("change_password")
    def post(self, request: ApiRequest) -> Response:
        data = valid(io.ChangePasswordIn, request)
        passwords.change_password(
            request.user,
            data["current_password"],
            data["new_password"],
            keep=request.auth,
        )
        return message("Password changed successfully")


class ForgotPasswordView(OpenView):
    @extend_schema(request=io.ForgotIn, responses=io.MessageOut)
    @limited("forgot")
    def post(self, request: Request) -> Response:
        passwords.forget_password(valid(io.ForgotIn, request)["email"])
        return message(
            "If this address has an account, a link to reset the password was sent."
        )


class ResetPasswordView(OpenView):
    @extend_schema(request=io.ResetIn, responses=io.MessageOut)
    @limited("reset")
    def post(self, request: Request) -> Response:
        data = valid(io.ResetIn, request)
        passwords.reset_password(data["token"], data["new_password"])
        return message("Password reset successfully")


class SessionViewSet(ScopedViewSet):
    abstract = False
    model = AuthSession
    serializer_class = io.SessionOut

    def get_serializer_context(self) -> dict[str, Any]:
        auth = getattr(self.request, "auth", None)
        return {
            **super().get_serializer_context(),
            "current_id": getattr(auth, "pk", 0),
        }

    @extend_schema(responses=io.SessionOut(many=True))
    def list(self, request: ApiRequest) -> Response:
        return self.listed(AuthSession.objects.for_user(request.user).live())

    @extend_schema(responses=io.MessageOut)
    def destroy(self, request: ApiRequest, pk: str) -> Response:
        number = object_id(pk)
        session = (
            AuthSession.objects.for_user(request.user).live().filter(pk=number).first()
            if number
            else None
        )
        if session is None:
            raise Missing
        sessions.revoke(session, reason="revoked")
        audit("session_revoke", user=request.user, details={"session_id": session.pk})
        return message("Session ended.")
