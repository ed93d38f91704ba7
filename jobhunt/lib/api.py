"""The bases of every endpoint: scoped querysets, strict input, both slash forms."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from django.db.models import Model, QuerySet
from django.urls import URLPattern, re_path
from rest_framework.exceptions import MethodNotAllowed, ParseError, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.serializers import Serializer
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from jobhunt.lib.errors import Missing
from jobhunt.lib.parsers import bad_text
from jobhunt.lib.scoping import object_id

M = TypeVar("M", bound=Model)


# No docstring: the schema would describe every operation with it.
class ApiMixin:
    def get_authenticate_header(self, request: Request) -> str:
        # Without it DRF answers 403 where there are no authenticators.
        return "Bearer"

    def permission_denied(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        # What nobody may do here is a 405, also where others may do more.
        signed_in = request.user and request.user.is_authenticated
        if signed_in and request.method not in self.allowed_methods:  # type: ignore[attr-defined]
            raise MethodNotAllowed(str(request.method))
        return super().permission_denied(request, *args, **kwargs)  # type: ignore[misc]

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        # Allow names it and says all there is to say.
        return Response(status=204)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        request._request.api_user_id = request.user.pk  # type: ignore[attr-defined]
        for name, values in request.query_params.lists():
            if bad_text(name) or any(bad_text(value) for value in values):
                raise ParseError("The query holds a character that cannot be stored.")


class ApiView(ApiMixin, APIView):
    pass


class ScopedViewSet(ApiMixin, GenericViewSet[Any]):
    """A viewset of team-owned rows; it cannot be made without a scoped model."""

    model: ClassVar[type[Model] | None] = None
    # The order of the list, a unique field last.
    keyset: ClassVar[tuple[str, ...]] = ("-id",)
    # Query parameters that narrow the list.
    filters: ClassVar[tuple[str, ...]] = ()
    lookup_value_regex = r"[^/]+"
    abstract: ClassVar[bool] = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.__dict__.get("abstract"):
            return
        manager = getattr(cls.model, "objects", None)
        if manager is None or not hasattr(manager.all(), "for_user"):
            raise TypeError(f"{cls.__name__}.model needs a queryset with for_user().")

    def get_queryset(self) -> QuerySet[Any]:
        manager: Any = self.model.objects  # type: ignore[union-attr]
        if getattr(self, "swagger_fake_view", False):
            return manager.none()
        return manager.for_user(self.request.user)

    def get_object(self) -> Any:
        number = object_id(self.kwargs[self.lookup_field])
        found = (
            None if number is None else self.get_queryset().filter(pk=number).first()
        )
        if found is None:
            raise Missing
        self.check_object_permissions(self.request, found)
        return found

    def get_keyset(self) -> tuple[str, ...]:
        return self.keyset

    def is_filtered(self) -> bool:
        """Whether this request narrows the list (then its total may be capped)."""
        return any(name in self.request.query_params for name in self.filters)

    def listed(self, queryset: QuerySet[Any], **context: Any) -> Response:
        """The page of a queryset that this request asks for."""
        rows = self.paginate_queryset(queryset)
        serializer = self.get_serializer_class()(
            rows, many=True, context={**self.get_serializer_context(), **context}
        )
        return self.get_paginated_response(serializer.data)

    def shown(self, instance: Any, status: int = 200, **context: Any) -> Response:
        serializer = self.get_serializer_class()(
            instance, context={**self.get_serializer_context(), **context}
        )
        return Response(serializer.data, status=status)


class ListMixin:
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.listed(self.get_queryset())  # type: ignore[attr-defined]


def valid(
    serializer: type[Serializer[Any]],
    request: Request,
    *,
    partial: bool = False,
    **context: Any,
) -> dict[str, Any]:
    """The request's body as the serializer has it; the contract's 400 otherwise."""
    data = request.data
    if not hasattr(data, "items"):
        raise ValidationError("A JSON object is required.")
    bound = serializer(
        data=data, partial=partial, context={"request": request, **context}
    )
    bound.is_valid(raise_exception=True)
    return dict(bound.validated_data)


def valid_query(serializer: type[Serializer[Any]], request: Request) -> dict[str, Any]:
    """The query as the serializer has it; lists where the field is many."""
    names = serializer().fields
    data = {
        name: request.query_params.getlist(name)
        if hasattr(field, "child")
        else request.query_params[name]
        for name, field in names.items()
        if name in request.query_params
    }
    bound = serializer(data=data, context={"request": request})
    bound.is_valid(raise_exception=True)
    return dict(bound.validated_data)


def owned(model: type[M], user: Any, value: Any) -> M:
    """An object that a body names by id: 404 unless it is the user's team's."""
    number = object_id(value)
    manager: Any = model._default_manager
    found = None if number is None else manager.for_user(user).filter(pk=number).first()
    if found is None:
        raise Missing
    return found  # type: ignore[no-any-return]


def message(text: str, status: int = 200, **extra: Any) -> Response:
    """The contract's Message."""
    return Response({"message": text, **extra}, status=status)


class OptionalSlashRouter(SimpleRouter):
    """Every path with and without its last slash, without a redirect."""

    def __init__(self) -> None:
        super().__init__()
        self.trailing_slash = "/?"


def route(pattern: str, view: Any, name: str | None = None) -> URLPattern:
    """A path in both slash forms; ``pattern`` is a regular expression."""
    return re_path(rf"^{pattern}/?$", view, name=name)


__all__ = [
    "ApiView",
    "ListMixin",
    "OptionalSlashRouter",
    "ScopedViewSet",
    "message",
    "owned",
    "route",
    "valid",
    "valid_query",
]
