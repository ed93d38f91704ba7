"""Sources as the team sees them, and the companies that it watches."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from jobhunt.lib.api import ApiView, ListMixin, ScopedViewSet, message, valid
from jobhunt.lib.errors import Missing, NotAllowed
from jobhunt.lib.fields import StrictBooleanField, TextField
from jobhunt.lib.pagination import DEFAULT_LIMIT, MAX_LIMIT, row_page
from jobhunt.lib.ratelimit import limited
from scraping.api.serializers import JobMadeOut, MessageOut
from scraping.models import Company
from scraping.presenting import job_detail
from scraping.services import companies, importing, sources


class SourceOut(serializers.Serializer[Any]):
    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    kind = serializers.ChoiceField(("aggregator", "board", "page"))
    needs_key = serializers.BooleanField()
    configured = serializers.BooleanField()
    enabled = serializers.BooleanField()
    terms = serializers.CharField()
    min_interval_seconds = serializers.IntegerField()
    last_run_at = serializers.DateTimeField(allow_null=True)
    last_status = serializers.CharField(allow_null=True)
    last_message = serializers.CharField(allow_null=True)


class SourceQuery(serializers.Serializer[Any]):
    """For the schema; read by the conventions of lists."""

    skip = serializers.IntegerField(min_value=0, default=0)
    limit = serializers.IntegerField(
        min_value=1, max_value=MAX_LIMIT, default=DEFAULT_LIMIT
    )
    cursor = serializers.CharField(required=False)


class SourceIn(serializers.Serializer[Any]):
    enabled = StrictBooleanField()


class CompanyOut(serializers.ModelSerializer[Company]):
    open_jobs = serializers.IntegerField()

    class Meta:
        model = Company
        fields = [
            "id",
            "name",
            "source",
            "board",
            "url",
            "enabled",
            "open_jobs",
            "last_run_at",
            "last_status",
            "created_at",
        ]


class CompanyIn(serializers.Serializer[Any]):
    url = TextField(max_length=2000, required=False)
    source = TextField(max_length=40, required=False)  # type: ignore[assignment]
    board = TextField(max_length=200, required=False)
    name = TextField(max_length=300, required=False, allow_null=True)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        by_name = "source" in data and "board" in data
        if ("url" in data) == by_name or ("source" in data) != ("board" in data):
            raise serializers.ValidationError(
                {"url": ["Give either url, or source and board."]}, code="required"
            )
        return data


class CompanyPatchIn(serializers.Serializer[Any]):
    name = TextField(max_length=300, required=False)
    enabled = StrictBooleanField(required=False)


class ImportIn(serializers.Serializer[Any]):
    url = TextField(max_length=2000)


class SourcesView(ApiView):
    @extend_schema(
        parameters=[SourceQuery],
        responses=SourceOut(many=True),
        operation_id="jobs_sources_list",
    )
    def get(self, request: Request) -> Response:
        """In the registry's order, with the conventions of every list."""
        user: Any = request.user
        rows, headers = row_page(request, sources.rows(user.team_id))
        return Response(SourceOut(rows, many=True).data, headers=headers)


class SourceView(ApiView):
    @extend_schema(
        request=SourceIn, responses=SourceOut, operation_id="jobs_sources_update"
    )
    def patch(self, request: Request, name: str) -> Response:
        if name not in sources.names():
            raise Missing
        user: Any = request.user
        if not user.is_owner:
            raise NotAllowed("Only an owner of the team switches sources.")
        enabled = valid(SourceIn, request)["enabled"]
        return Response(SourceOut(sources.switch(request.user, name, enabled)).data)


class CompanyViewSet(ListMixin, ScopedViewSet):
    abstract = False
    model = Company
    serializer_class = CompanyOut

    def get_queryset(self) -> QuerySet[Any]:
        return companies.with_counts(super().get_queryset())

    @extend_schema(request=CompanyIn, responses={200: CompanyOut, 201: CompanyOut})
    @limited("scrape")
    def create(self, request: Request) -> Response:
        data = valid(CompanyIn, request)
        company, made = companies.watch(request.user, **data)
        return self.shown(company, 201 if made else 200)

    @extend_schema(responses=CompanyOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        return self.shown(self.get_object())

    @extend_schema(request=CompanyPatchIn, responses=CompanyOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        company = self.get_object()
        changes = valid(CompanyPatchIn, request, partial=True)
        return self.shown(companies.update(request.user, company, changes))

    @extend_schema(responses=MessageOut)
    def destroy(self, request: Request, pk: str) -> Response:
        companies.unwatch(request.user, self.get_object())
        return message("Not watched any more; its jobs stay.")


class ImportView(ApiView):
    @extend_schema(request=ImportIn, responses={200: JobMadeOut, 201: JobMadeOut})
    @limited("scrape")
    def post(self, request: Request) -> Response:
        url = valid(ImportIn, request)["url"]
        job, created = importing.import_url(request.user, url)
        text = "Job imported." if created else "The team has this job already."
        return message(
            text,
            201 if created else 200,
            job=job_detail(job, request.user),
            created=created,
        )
