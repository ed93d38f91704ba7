"""/resumes: upload, list, detail, change, delete, download."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from jobhunt.lib.api import ListMixin, ScopedViewSet, message, valid
from jobhunt.lib.parsers import MultiPartParser, StrictJSONParser
from jobhunt.lib.ratelimit import limited
from resumes import services
from resumes.api import serializers as io
from resumes.models import Resume
from resumes.serving import pdf_response


class ResumeViewSet(ListMixin, ScopedViewSet):
    abstract = False
    model = Resume
    serializer_class = io.ResumeOut
    parser_classes = [StrictJSONParser]

    def get_queryset(self) -> QuerySet[Any]:
        queryset = super().get_queryset()
        if self.action in {"retrieve", "partial_update"}:
            return queryset.select_related("text")
        return queryset

    @extend_schema(responses=io.ResumeOut(many=True))
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)

    @extend_schema(
        request={"multipart/form-data": io.UploadIn}, responses={201: io.ResumeOut}
    )
    @action(detail=False, methods=["post"], parser_classes=[MultiPartParser])
    @limited("upload")
    def upload(self, request: Request) -> Response:
        data = valid(io.UploadIn, request, form=True)
        resume = services.upload_resume(
            request.user,
            data["file"],
            title=data.get("title"),
            tags=data.get("tags"),
        )
        resume.refresh_from_db()
        return self.shown(resume, 201)

    @extend_schema(responses=io.ResumeDetailOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(io.ResumeDetailOut(self.get_object()).data)

    @extend_schema(request=io.ResumePatchIn, responses=io.ResumeDetailOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        resume = self.get_object()
        services.changing.require_change(request.user, resume)
        changes = valid(io.ResumePatchIn, request, partial=True)
        services.update_resume(request.user, resume, changes)
        return Response(io.ResumeDetailOut(self.get_object()).data)

    @extend_schema(responses=io.MessageOut)
    def destroy(self, request: Request, pk: str) -> Response:
        services.delete_resume(request.user, self.get_object())
        return message("Resume deleted.")

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def download(self, request: Request, pk: str) -> HttpResponseBase:
        """The bytes uploaded, as an attachment under their own name."""
        return pdf_response(request._request, self.get_object())
