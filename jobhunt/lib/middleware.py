"""Headers, compression and conditional answers, the same for every response."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware as DjangoGZipMiddleware
from django.utils.cache import get_conditional_response, patch_vary_headers

from jobhunt.lib.early import strict_transport
from jobhunt.lib.errors import is_api


class SecurityHeadersMiddleware:
    """What Django's own middleware does not set, and ETags of JSON answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        response.headers.setdefault("Referrer-Policy", settings.SECURE_REFERRER_POLICY)
        if value := strict_transport():
            response.headers.setdefault("Strict-Transport-Security", value)
        # Files and preflights are answered outside of the policy's own middleware.
        if "Content-Security-Policy" not in response.headers:
            response["Content-Security-Policy"] = build_policy()
        return response


def conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """ETag and 304 for a JSON answer to GET; private, always revalidated."""
    etag = response.headers.get("ETag")
    if etag is None:
        digest = hashlib.sha256(response.content)
        # An ETag of one user must never answer another's request.
        digest.update(str(getattr(request, "api_user_id", "")).encode())
        etag = f'"{digest.hexdigest()[:32]}"'
        response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response


class GZipMiddleware(DjangoGZipMiddleware):
    """gzip from 1000 bytes; streams that say ``identity`` stay as they are."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if is_api(request):
            response.headers.setdefault("Cache-Control", "private, no-cache")
            patch_vary_headers(response, ["Authorization"])
        if (
            isinstance(response, HttpResponse)
            and request.method in {"GET", "HEAD"}
            and response.status_code == 200
            and response.headers.get("Content-Type", "").startswith("application/json")
        ):
            response = conditional(request, response)
        if response.streaming or response.has_header("Content-Encoding"):
            return response
        if isinstance(response, HttpResponse) and len(response.content) < 1000:
            return response
        return super().process_response(request, response)
