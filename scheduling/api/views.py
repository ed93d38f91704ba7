"""/scheduler: what runs, when, and the admin's two buttons."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAdminUser
from rest_framework.request import Request
from rest_framework.response import Response

from jobhunt.lib.api import ApiView, ListMixin, ScopedViewSet, message
from scheduling import schedules, status
from scheduling.api.serializers import MessageOut, ScheduleOut, StatusOut
from scheduling.models import Schedule


class StatusView(ApiView):
    permission_classes = [IsAdminUser]

    @extend_schema(responses=StatusOut, operation_id="scheduler_status")
    def get(self, request: Request) -> Response:
        return Response(StatusOut(status.status()).data)


class RestartView(ApiView):
    permission_classes = [IsAdminUser]

    @extend_schema(request=None, responses=MessageOut, operation_id="scheduler_restart")
    def post(self, request: Request) -> Response:
        """Restart the workers; a running job finishes first."""
        status.restart(request.user)
        return message("Scheduler restarted successfully")


class RunJobView(ApiView):
    permission_classes = [IsAdminUser]

    @extend_schema(
        request=None,
        responses={202: MessageOut},
        operation_id="scheduler_job_run",
    )
    def post(self, request: Request, job_id: str) -> Response:
        """Start a job now; 409 while it runs."""
        schedule = schedules.find(job_id)
        run = schedules.run_now(schedule)
        return message(
            _("%(name)s started.") % {"name": schedule.title}, 202, run_id=run.pk
        )


class JobsViewSet(ListMixin, ScopedViewSet):
    """Every schedule of the installation; no team's rows are hidden from admins."""

    abstract: ClassVar[bool] = False
    model = Schedule
    serializer_class = ScheduleOut
    permission_classes = [IsAdminUser]

    def get_queryset(self) -> QuerySet[Any]:
        return Schedule.objects.visible()

    @extend_schema(operation_id="scheduler_jobs", responses=ScheduleOut(many=True))
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)
