"""Applications: the caller's own, the team's in outline, their timelines."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from jobhunt.lib.api import ScopedViewSet, message, owned, valid, valid_query
from jobhunt.lib.errors import NotAllowed
from scraping.api import serializers as io
from scraping.models import Application, Job
from scraping.presenting import application_dicts
from scraping.services import export, status


class ApplicationViewSet(ScopedViewSet):
    abstract = False
    model = Application
    serializer_class = io.ApplicationOut
    filters = ("status", "scope")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("job")

    def scoped(self, query: dict[str, Any]) -> Any:
        applications = (
            self.get_queryset()
            if query["scope"] == "team"
            else Application.objects.of(self.request.user).select_related("job")
        )
        if name := query.get("status"):
            applications = applications.filter(status=name)
        return applications

    def own(self) -> Application:
        """The caller's own application; a teammate's may be seen, not touched."""
        application: Application = self.get_object()
        if application.user_id != self.request.user.pk:
            raise NotAllowed("This application is a teammate's.")
        return application

    def one(self, application: Application, code: int = 200) -> Response:
        fresh = Application.objects.select_related("job").get(pk=application.pk)
        return Response(application_dicts([fresh], self.request.user)[0], status=code)

    @extend_schema(
        parameters=[io.ApplicationQuery], responses=io.ApplicationOut(many=True)
    )
    def list(self, request: Request) -> Response:
        query = valid_query(io.ApplicationQuery, request)
        rows = self.paginate_queryset(self.scoped(query)) or []
        return self.get_paginated_response(application_dicts(rows, request.user))

    @extend_schema(
        request=io.ApplicationIn,
        responses={200: io.ApplicationOut, 201: io.ApplicationOut},
    )
    def create(self, request: Request) -> Response:
        data = valid(io.ApplicationIn, request)
        job = owned(Job, request.user, data["job_id"])
        application, made = status.application_for(request.user, job)
        return self.one(application, 201 if made else 200)

    @extend_schema(responses=io.ApplicationOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        return self.one(self.get_object())

    @extend_schema(request=io.ApplicationPatchIn, responses=io.ApplicationOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        application = self.own()
        changes = valid(io.ApplicationPatchIn, request, partial=True)
        return self.one(status.update_application(request.user, application, changes))

    @extend_schema(responses=io.MessageOut)
    def destroy(self, request: Request, pk: str) -> Response:
        status.delete_application(request.user, self.own())
        return message("Application deleted.")

    @extend_schema(
        parameters=[io.ApplicationExportQuery],
        responses={(200, "text/csv"): bytes, (200, "application/json"): bytes},
    )
    @action(detail=False, methods=["get"])
    def export(self, request: Request) -> HttpResponseBase:
        query = valid_query(io.ApplicationExportQuery, request)
        return export.applications(self.scoped(query), request.user, query["format"])

    @extend_schema(methods=["get"], responses=io.EventOut(many=True))
    @extend_schema(methods=["post"], request=io.EventIn, responses={201: io.EventOut})
    @action(detail=True, methods=["get", "post"])
    def events(self, request: Request, pk: str) -> Response:
        application = self.own()
        if request.method == "POST":
            data = valid(io.EventIn, request)
            event = status.add_event(request.user, application, **data)
            return Response(io.EventOut(event).data, status=201)
        rows = self.paginate_queryset(application.events.all()) or []
        return self.get_paginated_response(io.EventOut(rows, many=True).data)
