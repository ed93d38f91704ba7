"""/email and /telegram: sending, the outbox, templates."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from jobhunt.lib.api import (
    ApiView,
    ListMixin,
    ScopedViewSet,
    message,
    owned,
    valid,
)
from jobhunt.lib.features import FeatureEnabled
from jobhunt.lib.files import check_pdf, clean_name
from jobhunt.lib.idempotency import once
from jobhunt.lib.parsers import FormParser, MultiPartParser, StrictJSONParser
from jobhunt.lib.ratelimit import limited
from mail import outbox
from mail.api import serializers as io
from mail.models import MailTemplate, OutboxMail
from mail.services import checking, composing
from mail.services.templates import save_template
from mail.templating import VARIABLES
from resumes.models import Resume

ONCE = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="The same key within a day is the same answer, and one mail.",
)
PERMISSIONS = [IsAuthenticated, FeatureEnabled("email_automation")]


def values_of(data: dict[str, Any]) -> dict[str, str]:
    return {name: data.get(name) or "" for name in VARIABLES}


def attachment_of(user: Any, data: dict[str, Any]) -> outbox.Attachment | None:
    """The uploaded file, else the stored resume that the request names."""
    if upload := data.get("resume"):
        head = upload.read(1024)
        check_pdf(upload.name, upload.size, head, "resume")
        upload.seek(0)
        return outbox.Attachment(
            clean_name(upload.name), "application/pdf", upload.read()
        )
    if data.get("resume_id"):
        from resumes.services import resume_bytes

        resume = owned(Resume, user, data["resume_id"])
        return outbox.Attachment(
            resume.filename, "application/pdf", resume_bytes(resume)
        )
    return None


class SendHrView(ApiView):
    permission_classes = PERMISSIONS
    parser_classes = [MultiPartParser, FormParser, StrictJSONParser]

    @extend_schema(
        parameters=[ONCE],
        request={"multipart/form-data": io.HrMailIn},
        responses=io.HrMailOut,
    )
    @limited("email")
    def post(self, request: Request) -> Response:
        def act() -> Response:
            data = valid(io.HrMailIn, request)
            mail = composing.send_to_company(
                request.user,
                recipient=data["recipient"],
                subject=data.get("subject"),
                body=data.get("body"),
                attachment=attachment_of(request.user, data),
                job_id=data.get("job_id"),
                values=values_of(data),
            )
            return message(
                "Email queued for sending.",
                recipient=mail.recipient,
                email_id=mail.pk,
            )

        return once(request, act)


class SendFollowUpView(ApiView):
    permission_classes = PERMISSIONS

    @extend_schema(parameters=[ONCE], request=io.FollowUpIn, responses=io.FollowUpOut)
    @limited("email")
    def post(self, request: Request) -> Response:
        def act() -> Response:
            data = valid(io.FollowUpIn, request)
            mail = composing.send_follow_up(
                request.user,
                recipient=data["recipient_email"],
                job_id=data.get("job_id"),
                values=values_of(data),
            )
            return message("Follow-up email queued.", email_id=mail.pk)

        return once(request, act)


class EmailTestView(ApiView):
    permission_classes = PERMISSIONS

    @extend_schema(responses=io.MessageOut)
    def get(self, request: Request) -> Response:
        checking.verify(request.user)
        return message("Email configuration is valid")

    @extend_schema(parameters=[ONCE], request=None, responses=io.MessageOut)
    @limited("email")
    def post(self, request: Request) -> Response:
        def act() -> Response:
            mail = checking.send_test(request.user)
            return message("Test email queued.", email_id=mail.pk)

        return once(request, act)


class TelegramTestView(ApiView):
    @extend_schema(request=None, responses=io.MessageOut)
    @limited("email")
    def post(self, request: Request) -> Response:
        checking.test_telegram(request.user)
        return message("Telegram test alert sent.")


class OutboxViewSet(ListMixin, ScopedViewSet):
    abstract = False
    model = OutboxMail
    serializer_class = io.OutboxOut
    permission_classes = PERMISSIONS

    def get_queryset(self) -> QuerySet[Any]:
        if getattr(self, "swagger_fake_view", False):
            return OutboxMail.objects.none()
        return OutboxMail.objects.of(self.request.user)

    @extend_schema(responses=io.OutboxOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        return self.shown(self.get_object())

    @extend_schema(request=None, responses=io.OutboxOut)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        return self.shown(outbox.cancel(request.user, self.get_object()))

    @extend_schema(request=None, responses=io.OutboxOut)
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: str) -> Response:
        return self.shown(outbox.retry(request.user, self.get_object()))


class TemplateViewSet(ListMixin, ScopedViewSet):
    abstract = False
    model = MailTemplate
    serializer_class = io.TemplateOut
    permission_classes = PERMISSIONS

    @extend_schema(request=io.TemplateIn, responses={201: io.TemplateOut})
    def create(self, request: Request) -> Response:
        data = valid(io.TemplateIn, request)
        return self.shown(save_template(request.user, MailTemplate(), data), 201)

    @extend_schema(responses=io.TemplateOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        return self.shown(self.get_object())

    @extend_schema(request=io.TemplateIn, responses=io.TemplateOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        template = self.get_object()
        data = valid(io.TemplateIn, request, partial=True)
        return self.shown(save_template(request.user, template, data))

    @extend_schema(responses=io.MessageOut)
    def destroy(self, request: Request, pk: str) -> Response:
        self.get_object().delete()
        return message("Template deleted.")
