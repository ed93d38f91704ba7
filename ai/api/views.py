"""/ai: one endpoint an action, the history, and the analysis of a resume."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema, extend_schema_view
from pydantic import ValidationError as InputError
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from ai.actions import ACTIONS, Action
from ai.api import serializers as io
from ai.models import Generation
from ai.services.analysis import analyse_resume
from ai.services.generate import generate
from ai.services.streaming import open_events
from ai.serving import event_response
from jobhunt.lib.api import ApiView, ListMixin, ScopedViewSet, owned, valid, valid_query
from jobhunt.lib.features import FeatureEnabled
from jobhunt.lib.ratelimit import limited
from resumes.models import Resume


def read_input(action: Action, data: Any) -> Any:
    """The body as the action has it; the contract's 400 otherwise."""
    if not hasattr(data, "items"):
        raise ValidationError("A JSON object is required.")
    try:
        return action.Input.model_validate(dict(data.items()))
    except InputError as error:
        errors: dict[str, list[str]] = {}
        for item in error.errors():
            name = str(item["loc"][0]) if item["loc"] else "non_field_errors"
            text = str(item["msg"]).removeprefix("Value error, ")
            errors.setdefault(name, []).append(text)
        raise ValidationError(errors) from None


class ActionView(ApiView):
    action_of: Action

    @limited("ai")
    def post(self, request: Request) -> HttpResponseBase:
        given = read_input(self.action_of, request.data)
        query = valid_query(io.StreamQuery, request)
        if query.get("stream") == "1":
            return event_response(open_events(request.user, self.action_of, given))
        return Response(generate(request.user, self.action_of, given))


def view_of(action: Action) -> Any:
    """The endpoint of an action, with its schema."""
    documented = extend_schema_view(
        post=extend_schema(
            operation_id=f"ai_{action.name}",
            parameters=[io.StreamQuery],
            request=action.Input,
            responses=io.OUT.get(action.name, action.Reply),
        )
    )
    made: Any = type(
        f"{type(action).__name__}View",
        (ActionView,),
        {
            "action_of": action,
            "permission_classes": [IsAuthenticated, FeatureEnabled(action.flag)],
        },
    )
    return documented(made).as_view()


VIEWS = {action: view_of(action) for action in ACTIONS}


class GenerationViewSet(ListMixin, ScopedViewSet):
    """The caller's own history in the current team."""

    abstract = False
    model = Generation
    serializer_class = io.GenerationOut

    def get_queryset(self) -> QuerySet[Any]:
        queryset = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return queryset
        return queryset.filter(user=self.request.user)

    @extend_schema(responses=io.GenerationOut(many=True))
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)

    @extend_schema(responses=io.GenerationOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        return self.shown(self.get_object())


class AnalyzeView(ApiView):
    @extend_schema(
        operation_id="resumes_analyze",
        request=io.AnalyzeIn,
        responses=io.AnalysisOut,
    )
    @limited("ai")
    def post(self, request: Request, pk: str) -> Response:
        """Checks of a resume and, with a job, its match; by rules, without AI."""
        resume = owned(Resume, request.user, pk)
        data = valid(io.AnalyzeIn, request)
        result = analyse_resume(request.user, resume, **data)
        return Response(io.AnalysisOut(result).data)


__all__ = ["VIEWS", "AnalyzeView", "GenerationViewSet"]
