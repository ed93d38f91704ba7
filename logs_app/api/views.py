"""/logs: one's own entries (admins: all), filtered, exported, cleared."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.permissions import IsAdminUser
from rest_framework.request import Request
from rest_framework.response import Response

from jobhunt.lib.api import ScopedViewSet, message, valid, valid_query
from jobhunt.lib.fields import IdField
from logs_app import services
from logs_app.models import LogEntry

LEVELS = tuple(LogEntry.Level.values)


class LogOut(serializers.ModelSerializer[LogEntry]):
    class Meta:
        model = LogEntry
        fields = [
            "id",
            "created_at",
            "level",
            "action",
            "message",
            "details",
            "user_id",
            "team_id",
            "request_id",
        ]


class LevelField(serializers.ChoiceField):
    """A level in any case."""

    def to_internal_value(self, data: Any) -> str:
        return str(super().to_internal_value(str(data).lower()))


@extend_schema_field(OpenApiTypes.STR)
class DayOrMoment(serializers.Field[Any, Any, Any, Any]):
    """A date (its beginning, or its end for ``last``) or a point in time."""

    def __init__(self, *, last: bool = False, **kwargs: Any) -> None:
        self.last = last
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> Any:
        from datetime import datetime, time, timedelta
        from zoneinfo import ZoneInfo

        zone = ZoneInfo(self.context["request"].user.timezone)
        if len(str(data)) > 10:
            return serializers.DateTimeField(default_timezone=zone).to_internal_value(
                data
            )
        day = serializers.DateField().to_internal_value(data)
        if self.last and day.year < 9999:
            day += timedelta(days=1)
        return datetime.combine(day, time.min, zone)


class LogQuery(serializers.Serializer[Any]):
    level = LevelField(LEVELS, required=False)
    action = serializers.CharField(max_length=40, required=False)
    search = serializers.CharField(max_length=200, required=False, allow_blank=True)
    date_from = DayOrMoment(required=False)
    date_to = DayOrMoment(last=True, required=False)
    user_id = IdField(required=False)


class LogExportQuery(LogQuery):
    format = serializers.ChoiceField(("csv", "json"), required=False, default="csv")


class ClearQuery(serializers.Serializer[Any]):
    before = DayOrMoment(required=False)
    level = LevelField(LEVELS, required=False)


class ClearedOut(serializers.Serializer[Any]):
    message = serializers.CharField()
    deleted = serializers.IntegerField()


class LogViewSet(ScopedViewSet):
    abstract = False
    model = LogEntry
    serializer_class = LogOut
    filters = ("level", "action", "search", "date_from", "date_to", "user_id")

    def chosen(
        self, expected: type[LogQuery] = LogQuery
    ) -> tuple[QuerySet[Any], dict[str, Any]]:
        query = valid_query(expected, self.request)
        return services.filtered(self.get_queryset(), query), query

    @extend_schema(parameters=[LogQuery], responses=LogOut(many=True))
    def list(self, request: Request) -> Response:
        return self.listed(self.chosen()[0])

    @extend_schema(responses=LogOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        return self.shown(self.get_object())

    @extend_schema(
        parameters=[LogExportQuery],
        responses={(200, "text/csv"): bytes, (200, "application/json"): bytes},
    )
    @action(detail=False, methods=["get"])
    def export(self, request: Request) -> HttpResponseBase:
        queryset, query = self.chosen(LogExportQuery)
        return services.exported(request.user, queryset, query["format"])

    @extend_schema(parameters=[ClearQuery], responses=ClearedOut)
    @action(detail=False, methods=["delete"], permission_classes=[IsAdminUser])
    def clear(self, request: Request) -> Response:
        """A client that narrows it in a body instead of the query loses no more."""
        narrowed = valid(ClearQuery, request) | valid_query(ClearQuery, request)
        deleted = services.clear(request.user, **narrowed)
        return message("Logs cleared.", deleted=deleted)
