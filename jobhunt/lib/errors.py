"""Domain errors, and the one place where any failure becomes an answer.

Services raise the errors below. The API's handler and the HTML middleware turn
them, and everything else that can go wrong, into the contract's body or a page.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import InterfaceError, OperationalError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    JsonResponse,
    UnreadablePostError,
)
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from rest_framework import exceptions as drf
from rest_framework.response import Response

from jobhunt.lib import request_id as request_ids

logger = logging.getLogger("jobhunt.errors")

NAMES = {
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    411: "length_required",
    413: "payload_too_large",
    415: "unsupported_media_type",
    416: "range_not_satisfiable",
    429: "rate_limited",
    500: "internal_error",
    502: "upstream_failed",
    503: "unavailable",
    507: "storage_full",
}


class DomainError(Exception):
    """A rule said no. ``message`` is for the user; extras go into the body."""

    status = 400

    def __init__(self, message: str, *, error: str | None = None, **extra: Any) -> None:
        super().__init__(message)
        self.message = message
        self.error = error or NAMES[self.status]
        self.extra = extra


class RuleRefused(DomainError):
    """Input that breaks a rule; ``field`` names the field it belongs to."""

    status = 400

    def __init__(
        self,
        message: str,
        *,
        field: str = "non_field_errors",
        code: str = "invalid",
        **extra: Any,
    ) -> None:
        super().__init__(message, error="validation_error", **extra)
        self.field = field
        self.code = code


class NotSignedIn(DomainError):
    status = 401


class NotAllowed(DomainError):
    status = 403


class Missing(DomainError):
    status = 404

    def __init__(self, message: str = "Not found.", **extra: Any) -> None:
        super().__init__(message, **extra)


class Conflict(DomainError):
    status = 409


class TooMany(DomainError):
    status = 429

    def __init__(self, message: str, *, retry_after: int, **extra: Any) -> None:
        super().__init__(message, retry_after=retry_after, **extra)
        self.retry_after = retry_after


class UpstreamFailed(DomainError):
    status = 502


class Unavailable(DomainError):
    status = 503

    def __init__(
        self, message: str, *, retry_after: int | None = None, **extra: Any
    ) -> None:
        super().__init__(message, **extra)
        self.retry_after = retry_after


class StorageFull(DomainError):
    status = 507

    def __init__(self, message: str = "Storage is full.", **extra: Any) -> None:
        super().__init__(message, **extra)


def body(
    status: int,
    message: str,
    *,
    error: str | None = None,
    detail: Any = None,
    request_id: str | None = None,
    **extra: Any,
) -> dict[str, Any]:
    """The contract's error body."""
    content: dict[str, Any] = {
        "error": error or NAMES.get(status, "error"),
        "message": message,
        "detail": message if detail is None else detail,
        "request_id": request_id or request_ids.current() or "",
        **extra,
    }
    if isinstance(content["detail"], list):
        content["errors"] = content["detail"]
    return content


def flatten(detail: Any, path: str = "") -> Iterator[dict[str, str]]:
    """DRF's nested error detail as the contract's flat list."""
    if isinstance(detail, dict):
        for key, value in detail.items():
            name = str(key)
            if name == "non_field_errors" and path:
                yield from flatten(value, path)
            else:
                yield from flatten(value, f"{path}.{name}" if path else name)
    elif isinstance(detail, list):
        for index, value in enumerate(detail):
            if isinstance(value, (dict, list)):
                yield from flatten(value, f"{path}.{index}" if path else str(index))
            else:
                yield from flatten(value, path)
    else:
        yield {
            "field": path or "non_field_errors",
            "message": str(detail),
            "code": str(getattr(detail, "code", None) or "invalid"),
        }


def answer(
    status: int, content: dict[str, Any], retry_after: int | None = None
) -> Response:
    response = Response(content, status=status)
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    if retry_after is not None:
        response["Retry-After"] = str(max(1, retry_after))
    return response


def of_domain(error: DomainError) -> Response:
    detail = None
    if isinstance(error, RuleRefused):
        detail = [{"field": error.field, "message": error.message, "code": error.code}]
    content = body(
        error.status, error.message, error=error.error, detail=detail, **error.extra
    )
    return answer(error.status, content, getattr(error, "retry_after", None))


def of_drf(error: drf.APIException) -> Response:
    status = error.status_code
    if isinstance(error, drf.ValidationError):
        errors = list(flatten(error.detail))
        message = "; ".join(
            item["message"]
            if item["field"] == "non_field_errors"
            else f"{item['field']}: {item['message']}"
            for item in errors[:3]
        )
        return answer(
            status, body(400, message, error="validation_error", detail=errors)
        )
    detail: Any = error.detail
    message = str(detail.get("detail") if isinstance(detail, dict) else detail)
    retry = (
        int(getattr(error, "wait", None) or 1)
        if isinstance(error, drf.Throttled)
        else None
    )
    return answer(status, body(status, message), retry)


def api_exception_handler(error: Exception, context: dict[str, Any]) -> Response:
    """The one DRF handler: every failure in the contract's shape."""
    response = _api_answer(error)
    if isinstance(error, drf.MethodNotAllowed):
        view = context.get("view")
        response["Allow"] = ", ".join(getattr(view, "allowed_methods", []))
    context["request"]._request._api_error = response.data
    return response


def _api_answer(error: Exception) -> Response:
    match error:
        case DomainError():
            return of_domain(error)
        case drf.APIException():
            return of_drf(error)
        case Http404():
            return of_domain(Missing())
        case PermissionDenied():
            return of_domain(NotAllowed("You may not do this."))
        case RequestDataTooBig() | TooManyFieldsSent() | TooManyFilesSent():
            return answer(413, body(413, "The request is too large."))
        case UnreadablePostError() | SuspiciousOperation():
            return answer(400, body(400, "The request could not be read."))
        case OperationalError() | InterfaceError() if not is_data_error(error):
            logger.error("database away: %s", type(error).__name__)
            return answer(503, body(503, "The database is not reachable."), 5)
    logger.error("unhandled error", exc_info=error)
    return answer(500, body(500, "Something went wrong on our side."))


def is_data_error(error: Exception) -> bool:
    """SQLite reports some bad values as OperationalError: those are not outages."""
    return "too complex" in str(error) or "malformed MATCH" in str(error)


class ApiError(JsonResponse):
    """The contract's body for what fails before or outside a DRF view."""

    def __init__(self, status: int, message: str, **extra: Any) -> None:
        super().__init__(body(status, message, **extra), status=status)
        if status == 401:
            self["WWW-Authenticate"] = "Bearer"


def is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/") or request.path == "/api"


def page(
    request: HttpRequest,
    status: int,
    message: str = "",
    *,
    retry_after: int | None = None,
) -> HttpResponse:
    """An error as the contract's body under /api/, else as a page."""
    if is_api(request):
        response: HttpResponse = ApiError(
            status,
            message or _("Not found."),
            **({"retry_after": retry_after} if retry_after else {}),
        )
    else:
        response = render(
            request,
            f"errors/{status if status in {403, 404, 429} else 'error'}.html",
            {
                "status": status,
                "message": message,
                "retry_after": retry_after,
                "request_id": request_ids.current(),
            },
            status=status,
        )
    if retry_after is not None:
        response["Retry-After"] = str(max(1, retry_after))
    return response


class DomainErrorMiddleware:
    """HTML views catch no domain error: here it becomes a message or a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and is_api(request):
            refused = ApiError(405, f'Method "{request.method}" not allowed.')
            refused["Allow"] = response["Allow"]
            return refused
        return response

    def process_exception(
        self, request: HttpRequest, error: Exception
    ) -> HttpResponse | None:
        if isinstance(error, (OperationalError, InterfaceError)) and not is_data_error(
            error
        ):
            logger.error("database away: %s", type(error).__name__)
            return page(
                request, 503, _("The database is not reachable."), retry_after=5
            )
        if isinstance(error, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)):
            return page(request, 413, _("The request is too large."))
        if isinstance(error, UnreadablePostError):
            return page(request, 400, _("The request could not be read."))
        if not isinstance(error, DomainError):
            return None
        if is_api(request):
            return ApiError(error.status, error.message, **error.extra)
        back = request.headers.get("Referer", "")
        safe = url_has_allowed_host_and_scheme(back, {request.get_host()})
        recoverable = error.status in {400, 409, 502, 503, 507}
        if request.method == "POST" and recoverable and safe and not _htmx(request):
            messages.error(request, error.message)
            return redirect(back)
        return page(
            request,
            error.status,
            error.message,
            retry_after=getattr(error, "retry_after", None),
        )


def _htmx(request: HttpRequest) -> bool:
    """Asked by htmx or by our own scripts, which read status and page themselves."""
    return bool(getattr(request, "htmx", False)) or (
        request.headers.get("X-Requested-With") == "fetch"
    )
