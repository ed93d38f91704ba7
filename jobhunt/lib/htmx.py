"""What htmx needs from answers: an expired session leaves the page, not a part of it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers

from jobhunt.lib.errors import is_api


class HtmxMiddleware:
    """Behind django-htmx's own: it reads ``request.htmx``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if is_api(request):
            return response
        if response.headers.get("Content-Type", "").startswith("text/html"):
            # Page and fragment share an address.
            patch_vary_headers(response, ["HX-Request"])
        if not getattr(request, "htmx", False) or response.status_code not in {
            301,
            302,
        }:
            return response
        target = response.headers.get("Location", "")
        if urlsplit(target).path.rstrip("/") != settings.LOGIN_URL:
            return response
        return leave(request)


def leave(request: HttpRequest) -> HttpResponse:
    """204 that sends the whole page to the login and back to where it was."""
    shown = urlsplit(request.headers.get("HX-Current-URL", ""))
    back = shown.path + (f"?{shown.query}" if shown.query else "")
    response = HttpResponse(status=204)
    response["HX-Redirect"] = (
        f"{settings.LOGIN_URL}?{urlencode({'next': back or '/dashboard'})}"
    )
    return response
