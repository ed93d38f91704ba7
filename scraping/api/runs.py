"""Scraping: starting runs, waiting for them, the ledger."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from jobhunt.lib.api import ApiView, ScopedViewSet, message, owned, valid, valid_query
from jobhunt.lib.errors import UpstreamFailed
from jobhunt.lib.features import FeatureEnabled
from jobhunt.lib.fields import (
    IdField,
    StrictBooleanField,
    StrictIntegerField,
    TextField,
)
from jobhunt.lib.ratelimit import limited
from scraping.api.serializers import JobOut
from scraping.models import Job, RunPosting, RunSource, SavedSearch, ScrapeRun
from scraping.presenting import ROW_FIELDS, job_dicts
from scraping.services import runs

PERMISSIONS = [IsAuthenticated, FeatureEnabled("job_scraping")]
KEPT = (
    RunPosting.Outcome.NEW,
    RunPosting.Outcome.UPDATED,
    RunPosting.Outcome.UNCHANGED,
    RunPosting.Outcome.DUPLICATE,
)


class ScrapeQuery(serializers.Serializer[Any]):
    keyword = serializers.CharField(min_length=1, max_length=100)
    location = serializers.CharField(max_length=100, required=False)
    limit = serializers.IntegerField(
        min_value=1, max_value=50, required=False, default=5
    )
    source = serializers.ListField(  # type: ignore[assignment]
        child=serializers.CharField(max_length=40), required=False, max_length=50
    )


class ScrapeIn(serializers.Serializer[Any]):
    keyword = TextField(max_length=100, required=False, allow_null=True)
    location = TextField(max_length=100, required=False, allow_null=True)
    limit = StrictIntegerField(
        min_value=1, max_value=1000, required=False, allow_null=True
    )
    source = serializers.ListField(  # type: ignore[assignment]
        child=TextField(max_length=40), required=False, max_length=50
    )
    company_id = serializers.ListField(child=IdField(), required=False, max_length=500)
    search_id = IdField(required=False)
    wait = StrictBooleanField(required=False, default=False)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        free = data.get("company_id") or data.get("search_id")
        if not data.get("keyword") and not free:
            raise serializers.ValidationError(
                {"keyword": ["A keyword is required."]}, code="required"
            )
        if not free and data.get("limit") is None:
            data["limit"] = 50
        return data


class RunSourceOut(serializers.ModelSerializer[RunSource]):
    class Meta:
        model = RunSource
        fields = ["source", "status", "seen", "new", "message"]


class PostingOut(serializers.ModelSerializer[RunPosting]):
    job_id = serializers.IntegerField(allow_null=True)

    class Meta:
        model = RunPosting
        fields = [
            "outcome",
            "source",
            "title",
            "company",
            "link",
            "job_id",
            "rule",
            "message",
        ]


class RunOut(serializers.ModelSerializer[ScrapeRun]):
    search_id = serializers.IntegerField(allow_null=True)
    sources = RunSourceOut(many=True)

    class Meta:
        model = ScrapeRun
        fields = [
            "id",
            "status",
            "trigger",
            "keyword",
            "location",
            "search_id",
            "seen",
            "new",
            "started_at",
            "finished_at",
            "created_at",
            "sources",
        ]


class RunDetailOut(RunOut):
    postings = PostingOut(many=True)

    class Meta(RunOut.Meta):
        fields = [*RunOut.Meta.fields, "postings"]


class ScrapedOut(serializers.Serializer[Any]):
    jobs = JobOut(many=True)
    count = serializers.IntegerField()
    total = serializers.IntegerField()
    new = serializers.IntegerField()
    run_id = serializers.IntegerField()
    sources = RunSourceOut(many=True)


class RunStartedOut(serializers.Serializer[Any]):
    run_id = serializers.IntegerField()
    message = serializers.CharField()


def finished(run: ScrapeRun, user: Any) -> Response:
    """What a waiting request gets: the jobs, or why there are none."""
    if run.is_active:
        return message("The scrape goes on.", 202, run_id=run.pk)
    sources = RunSourceOut(run.sources.order_by("pk"), many=True).data
    if run.status == ScrapeRun.Status.FAILED:
        reasons = "; ".join(
            f"{row['source']}: {row['message'] or row['status']}" for row in sources
        )
        raise UpstreamFailed(
            f"Every source failed. {reasons}"[:2000],
            run_id=run.pk,
            sources=list(sources),
        )
    ids = list(
        run.postings.filter(outcome__in=KEPT, job__isnull=False)
        .order_by("pk")
        .values_list("job_id", flat=True)
    )
    rows = {
        row["id"]: row for row in Job.objects.filter(pk__in=ids).values(*ROW_FIELDS)
    }
    jobs = job_dicts([rows[pk] for pk in dict.fromkeys(ids) if pk in rows], user)
    return Response(
        {
            "jobs": jobs,
            "count": len(jobs),
            "total": run.total,
            "new": run.new,
            "run_id": run.pk,
            "sources": sources,
        }
    )


class ScrapeView(ApiView):
    permission_classes = PERMISSIONS

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        """Whatever GET answers, it says that it is the deprecated way."""
        if request.method in {"GET", "HEAD"}:
            response["Deprecation"] = "@1793491200"
            response["Sunset"] = "Wed, 01 Dec 2027 00:00:00 GMT"
        return super().finalize_response(request, response, *args, **kwargs)

    @extend_schema(
        parameters=[ScrapeQuery],
        responses={200: ScrapedOut, 202: RunStartedOut},
        deprecated=True,
    )
    @limited("scrape")
    def get(self, request: Request) -> Response:
        """Deprecated twin of POST with ``wait``."""
        data = valid_query(ScrapeQuery, request)
        run = runs.start_run(
            request.user,
            keyword=data["keyword"],
            location=data.get("location"),
            limit=data["limit"],
            source_names=data.get("source", ()),
        )
        return finished(runs.wait_for(run), request.user)

    @extend_schema(request=ScrapeIn, responses={200: ScrapedOut, 202: RunStartedOut})
    @limited("scrape")
    def post(self, request: Request) -> Response:
        data = valid(ScrapeIn, request)
        search = None
        if data.get("search_id"):
            search = owned(SavedSearch, request.user, data["search_id"])
        run = runs.start_run(
            request.user,
            keyword=data.get("keyword"),
            location=data.get("location"),
            limit=data.get("limit"),
            source_names=data.get("source", ()),
            company_ids=data.get("company_id", ()),
            search=search,
        )
        if data["wait"]:
            return finished(runs.wait_for(run), request.user)
        return message("Scrape started.", 202, run_id=run.pk)


class RunViewSet(ScopedViewSet):
    abstract = False
    model = ScrapeRun
    serializer_class = RunOut

    def get_queryset(self) -> QuerySet[Any]:
        sources = Prefetch("sources", RunSource.objects.order_by("pk"))
        return super().get_queryset().prefetch_related(sources)

    @extend_schema(responses=RunOut(many=True))
    def list(self, request: Request) -> Response:
        return self.listed(self.get_queryset())

    @extend_schema(responses=RunDetailOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(RunDetailOut(self.get_object()).data)

    @extend_schema(request=None, responses=RunOut)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        run = runs.cancel(request.user, self.get_object())
        return self.shown(self.get_queryset().get(pk=run.pk))
