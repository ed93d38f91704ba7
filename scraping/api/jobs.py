"""Jobs: the list, one job, and applying."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from jobhunt.lib.api import ScopedViewSet, message, owned, valid, valid_query
from resumes.models import Resume
from scraping import listing
from scraping.api import serializers as io
from scraping.models import Application, Job
from scraping.presenting import ROW_FIELDS, job_detail, job_dicts
from scraping.services import apply, duplicates, jobs, status
from scraping.statuses import Status


class JobViewSet(ScopedViewSet):
    abstract = False
    model = Job
    serializer_class = io.JobOut
    filters = listing.FILTERS
    cached_total = True

    def get_keyset(self) -> tuple[str, ...]:
        if self.action == "applied":
            return ("-applied_at", "-id")
        return listing.KEYSETS[self.request.query_params.get("sort", "newest")]

    @extend_schema(parameters=[io.JobQuery], responses=io.JobOut(many=True))
    def list(self, request: Request) -> Response:
        query = valid_query(io.JobQuery, request)
        queryset = listing.job_list(request.user, query)
        extra = ["score_rank"] if query["sort"] == "score" else []
        rows = self.paginate_queryset(queryset.values(*ROW_FIELDS, *extra))
        return self.get_paginated_response(job_dicts(rows or [], request.user))

    @extend_schema(request=io.JobIn, responses={200: io.JobMadeOut, 201: io.JobMadeOut})
    def create(self, request: Request) -> Response:
        job, created = jobs.create_job(request.user, **valid(io.JobIn, request))
        text = "Job created." if created else "The team has a job with this link."
        return message(
            text,
            201 if created else 200,
            job=job_detail(job, request.user),
            created=created,
        )

    @extend_schema(responses=io.JobDetailOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        return self.detailed(self.get_object())

    @extend_schema(request=io.JobPatchIn, responses=io.JobDetailOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        return self.changed(
            self.get_object(), valid(io.JobPatchIn, request, partial=True)
        )

    @extend_schema(request=io.JobPatchIn, responses=io.JobDetailOut)
    def update(self, request: Request, pk: str) -> Response:
        return self.changed(self.get_object(), valid(io.JobPatchIn, request))

    def changed(self, job: Job, changes: dict[str, Any]) -> Response:
        moved = changes.pop("status", None)
        if changes:
            jobs.update_job(self.request.user, job, changes)
        if moved:
            status.move_job(self.request.user, job, moved)
        return self.detailed(job)

    @extend_schema(responses=io.MessageOut)
    def destroy(self, request: Request, pk: str) -> Response:
        jobs.delete_job(request.user, self.get_object())
        return message("Job deleted.")

    @extend_schema(responses=io.JobOut(many=True))
    @action(detail=False, methods=["get"])
    def applied(self, request: Request) -> Response:
        """The caller's applied jobs, the newest application first."""
        mine = (
            Application.objects.of(request.user)
            .exclude(status=Status.PENDING)
            .filter(applied_at__isnull=False)
        )
        page = self.paginate_queryset(mine.values("id", "job_id", "applied_at")) or []
        rows = Job.objects.filter(pk__in=[row["job_id"] for row in page])
        by_id = {
            job["id"]: job
            for job in job_dicts(list(rows.values(*ROW_FIELDS)), request.user)
        }
        return self.get_paginated_response([by_id[row["job_id"]] for row in page])

    @extend_schema(request=io.ApplyIn, responses=io.ApplyOut)
    @action(detail=True, methods=["post"], url_path="apply")
    def apply(self, request: Request, pk: str) -> Response:
        job = self.get_object()
        data = valid(io.ApplyIn, request)
        resume_id = data.pop("resume_id", None)
        resume = owned(Resume, request.user, resume_id) if resume_id else None
        application, mail = apply.apply_to_job(request.user, job, resume=resume, **data)
        return message(
            "Application e-mail queued." if mail else "Application noted.",
            job=job_detail(job, request.user),
            application_id=application.pk,
            email_id=mail.pk if mail else None,
        )

    @extend_schema(request=io.MergeIn, responses=io.JobDetailOut)
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: str) -> Response:
        job = self.get_object()
        into = owned(Job, request.user, valid(io.MergeIn, request)["into"])
        return self.detailed(duplicates.merge(request.user, job, into))

    @extend_schema(request=None, responses=io.JobDetailOut)
    @action(detail=True, methods=["post"])
    def split(self, request: Request, pk: str) -> Response:
        return self.detailed(duplicates.split(request.user, self.get_object()))

    def detailed(self, job: Job) -> Response:
        fresh = Job.objects.select_related("body").get(pk=job.pk)
        return Response(job_detail(fresh, self.request.user))
