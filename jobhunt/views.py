"""Landing, features, documentation gate, versions and error answers."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import URLPattern
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jobhunt.lib import errors, features
from jobhunt.lib import metrics as metrics_lib
from jobhunt.lib.api import route


@login_not_required
@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("/dashboard")
    return render(request, "landing.html")


@login_not_required
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Where browsers look when a page (/docs, a PDF) names no icon."""
    return redirect(static("img/favicon.svg"), permanent=True)


@login_not_required
@require_safe
def features_page(request: HttpRequest) -> HttpResponse:
    enabled = features.all_flags()
    rows = [
        (flag, enabled[flag.name], feature_title(flag.name), feature_needs(flag.name))
        for flag in features.FLAGS
    ]
    return render(request, "features.html", {"rows": rows})


def feature_title(name: str) -> str:
    titles = {
        "ai_resume": _("Resume bullets"),
        "ai_cover_letter": _("Cover letters"),
        "email_automation": _("E-mail"),
        "job_scraping": _("Scraping"),
        "teams": _("Teams"),
        "admin_panel": _("Administration"),
        "auto_apply": _("Automatic applications"),
    }
    return titles.get(name, name)


def feature_needs(name: str) -> str:
    """What is still missing for the feature to work here, in words; else empty."""
    if name.startswith("ai_") and not (
        settings.OPENAI_API_KEY or settings.OPENAI_BASE_URL
    ):
        return _("No AI service is configured (OPENAI_API_KEY or OPENAI_BASE_URL).")
    if name in {"email_automation", "auto_apply"} and not settings.EMAIL_HOST:
        return _("No mail server is configured (EMAIL_HOST).")
    return ""


@login_not_required
@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Light, dark or as the system: kept with the account, else in a cookie."""
    chosen = request.POST.get("appearance", "")
    if chosen not in {"", "light", "dark"}:
        chosen = ""
    if request.user.is_authenticated:
        request.user.appearance = chosen
        request.user.save(update_fields=["appearance", "updated_at"])
    back = request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()})
    response = redirect(back if safe else "/")
    response.set_cookie(
        "appearance",
        chosen,
        max_age=365 * 86_400,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )
    return response


@login_not_required
@require_safe
def versions(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"current": "v1", "supported": ["v1"], "planned": ["v2"]})


def may_read_metrics(request: HttpRequest) -> bool:
    """The configured token, or an administrator by token or browser session."""
    from accounts.authentication import InvalidToken, authenticate_token

    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        if metrics_lib.is_metrics_token(token.strip()):
            return True
        try:
            return bool(authenticate_token(token.strip())[0].is_staff)
        except InvalidToken:
            return False
    return bool(request.user.is_authenticated and request.user.is_staff)


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    if not may_read_metrics(request):
        response = HttpResponse(
            _("A token or an administrator is required."),
            content_type="text/plain; charset=utf-8",
            status=401,
        )
        response["WWW-Authenticate"] = "Bearer"
        return response
    content, content_type = metrics_lib.exposition()
    return HttpResponse(
        content, content_type=content_type, headers={"Cache-Control": "no-store"}
    )


def documentation_urls() -> list[URLPattern]:
    """/docs, /redoc and the schema; in production they do not exist."""
    from csp.decorators import csp_update
    from drf_spectacular.renderers import OpenApiJsonRenderer
    from drf_spectacular.views import (
        SpectacularAPIView,
        SpectacularRedocView,
        SpectacularSwaggerSplitView,
    )

    class JsonSchemaView(SpectacularAPIView):
        renderer_classes = [OpenApiJsonRenderer]

    swagger = csp_update({"style-src": ["'self'", "'unsafe-inline'"]})
    redoc = csp_update(
        {"style-src": ["'self'", "'unsafe-inline'"], "worker-src": ["'self'", "blob:"]}
    )
    schema = login_not_required(JsonSchemaView.as_view())
    docs = SpectacularSwaggerSplitView.as_view(url_name="schema")
    reference = SpectacularRedocView.as_view(url_name="schema")
    return [
        route("api/v1/openapi.json", schema, name="schema"),
        route("docs", login_not_required(swagger(docs)), name="docs"),
        route("redoc", login_not_required(redoc(reference)), name="redoc"),
    ]


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return errors.page(request, 400, _("The request could not be read."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return errors.page(request, 403, _("You may not do this."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return errors.page(request, 404, _("Not found."))


def server_error(request: HttpRequest) -> HttpResponseBase:
    """No database, no session, no context processors: they may be what failed."""
    from django.template.loader import render_to_string

    from jobhunt.lib import request_id as request_ids

    if errors.is_api(request):
        return errors.ApiError(500, "Something went wrong on our side.")
    page = render_to_string(
        "errors/500.html",
        {"request_id": request_ids.current(), "SITE_NAME": settings.SITE_NAME},
    )
    return HttpResponse(page, status=500)


def csrf_failure(request: HttpRequest, reason: str = "", **kwargs: Any) -> HttpResponse:
    return errors.page(
        request, 403, _("The form has expired. Go back, reload the page and try again.")
    )
