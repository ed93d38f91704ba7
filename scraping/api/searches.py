"""Saved searches, their preview, and a team's schedule under /scheduler."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Membership, Team
from jobhunt.lib.api import ApiView, ScopedViewSet, message, valid
from jobhunt.lib.errors import Missing, NotAllowed
from jobhunt.lib.fields import (
    IdField,
    StrictBooleanField,
    StrictIntegerField,
    TextField,
)
from jobhunt.lib.scoping import object_id
from scraping.api.serializers import MessageOut
from scraping.models import SavedSearch
from scraping.services import searches


class RulesField(serializers.JSONField):
    """The rules object; what is wrong in it is the service's to say."""


class SearchIn(serializers.Serializer[Any]):
    name = TextField(max_length=100)
    keyword = TextField(max_length=100, required=False, allow_null=True)
    location = TextField(max_length=100, required=False, allow_null=True)
    source = serializers.ListField(  # type: ignore[assignment]
        child=TextField(max_length=40), required=False, max_length=50
    )
    company_id = serializers.ListField(child=IdField(), required=False, max_length=500)
    limit = StrictIntegerField(
        min_value=1, max_value=1000, required=False, allow_null=True
    )
    rules = RulesField(required=False)
    interval_hours = StrictIntegerField(
        min_value=1, max_value=168, required=False, allow_null=True
    )
    alerts = StrictBooleanField(required=False)
    auto_apply = StrictBooleanField(required=False)
    min_score = StrictIntegerField(
        min_value=0, max_value=100, required=False, allow_null=True
    )
    template_id = IdField(required=False, allow_null=True)
    enabled = StrictBooleanField(required=False)


class RulesOut(serializers.Serializer[Any]):
    include = serializers.ListField(child=serializers.CharField())
    exclude = serializers.ListField(child=serializers.CharField())
    companies_blocked = serializers.ListField(child=serializers.CharField())
    remote = serializers.ListField(child=serializers.CharField())
    regions = serializers.ListField(child=serializers.CharField())
    min_salary = serializers.FloatField(allow_null=True)
    salary_currency = serializers.CharField(allow_null=True)
    max_age_days = serializers.IntegerField(allow_null=True)


class SearchOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    keyword = serializers.CharField(allow_null=True)
    location = serializers.CharField(allow_null=True)
    source = serializers.ListField(child=serializers.CharField())  # type: ignore[assignment]
    company_id = serializers.ListField(child=serializers.IntegerField())
    limit = serializers.IntegerField(allow_null=True)
    rules = RulesOut()
    interval_hours = serializers.IntegerField(allow_null=True)
    alerts = serializers.BooleanField()
    auto_apply = serializers.BooleanField()
    min_score = serializers.IntegerField(allow_null=True)
    template_id = serializers.IntegerField(allow_null=True)
    enabled = serializers.BooleanField()
    last_run_at = serializers.DateTimeField(allow_null=True)
    next_run_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()


class PreviewIn(serializers.Serializer[Any]):
    rules = RulesField()


class ExampleOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    title = serializers.CharField()
    company = serializers.CharField(allow_null=True)


class DroppedOut(serializers.Serializer[Any]):
    rule = serializers.CharField()
    count = serializers.IntegerField()
    examples = ExampleOut(many=True)


class PreviewOut(serializers.Serializer[Any]):
    total = serializers.IntegerField()
    kept = serializers.IntegerField()
    dropped = DroppedOut(many=True)


def search_dicts(rows: list[SavedSearch]) -> list[dict[str, Any]]:
    upcoming = searches.next_runs(rows)
    return [
        {
            "id": row.pk,
            "name": row.name,
            "keyword": row.keyword,
            "location": row.location,
            "source": row.source_names,
            "company_id": row.company_ids,
            "limit": row.limit,
            "rules": searches.checked_rules(row.rules or {}).as_dict(),
            "interval_hours": row.interval_hours,
            "alerts": row.alerts,
            "auto_apply": row.auto_apply,
            "min_score": row.min_score,
            "template_id": row.template_id,
            "enabled": row.enabled,
            "last_run_at": row.last_run_at,
            "next_run_at": upcoming.get(row.pk),
            "created_at": row.created_at,
        }
        for row in rows
    ]


def renamed(data: dict[str, Any]) -> dict[str, Any]:
    names = {"source": "source_names", "company_id": "company_ids"}
    return {names.get(name, name): value for name, value in data.items()}


class SearchViewSet(ScopedViewSet):
    abstract = False
    model = SavedSearch
    serializer_class = SearchOut

    def one(self, search: SavedSearch, status: int = 200) -> Response:
        fresh = SavedSearch.objects.get(pk=search.pk)
        return Response(search_dicts([fresh])[0], status=status)

    @extend_schema(responses=SearchOut(many=True))
    def list(self, request: Request) -> Response:
        rows = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response(search_dicts(rows))

    @extend_schema(request=SearchIn, responses={201: SearchOut})
    def create(self, request: Request) -> Response:
        data = renamed(valid(SearchIn, request))
        return self.one(searches.save(request.user, SavedSearch(), data), 201)

    @extend_schema(responses=SearchOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        return self.one(self.get_object())

    @extend_schema(request=SearchIn, responses=SearchOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        search = self.get_object()
        data = renamed(valid(SearchIn, request, partial=True))
        return self.one(searches.save(request.user, search, data))

    @extend_schema(responses=MessageOut)
    def destroy(self, request: Request, pk: str) -> Response:
        searches.remove(request.user, self.get_object())
        return message("Search deleted.")

    @extend_schema(request=PreviewIn, responses=PreviewOut)
    @action(detail=False, methods=["post"])
    def preview(self, request: Request) -> Response:
        rules = valid(PreviewIn, request)["rules"]
        return Response(searches.preview(request.user, rules))


# ------------------------------------------------------------- /scheduler/job


class TeamScheduleIn(serializers.Serializer[Any]):
    team_id = IdField(required=False)
    job_id = serializers.ChoiceField(("scrape_jobs",), required=False)
    keyword = TextField(max_length=100, required=False, allow_null=True)
    location = TextField(max_length=100, required=False, allow_null=True)
    limit = StrictIntegerField(
        min_value=1, max_value=1000, required=False, allow_null=True
    )
    source = serializers.ListField(  # type: ignore[assignment]
        child=TextField(max_length=40), required=False, max_length=50
    )
    interval_hours = StrictIntegerField(
        min_value=1, max_value=168, required=False, default=6
    )
    run_now = StrictBooleanField(required=False, default=False)


class TeamScheduleOut(serializers.Serializer[Any]):
    message = serializers.CharField()
    id = serializers.CharField()
    next_run_time = serializers.DateTimeField(allow_null=True)


def team_to_schedule(user: Any, value: Any) -> int:
    """The team whose schedule is meant: an owner's own, an admin's any."""
    team_id = object_id(value)
    if user.is_staff:
        if team_id is None or not Team.objects.filter(pk=team_id).exists():
            raise Missing
        return team_id
    member = Membership.objects.filter(team_id=team_id or 0, user=user).first()
    if member is None or team_id is None:
        raise Missing
    if member.role != Membership.Role.OWNER:
        raise NotAllowed("Only an owner of the team schedules its scrapes.")
    return team_id


class TeamScheduleView(ApiView):
    @extend_schema(
        request=TeamScheduleIn, responses={200: TeamScheduleOut, 201: TeamScheduleOut}
    )
    def post(self, request: Request) -> Response:
        data = valid(TeamScheduleIn, request)
        user: Any = request.user
        team_id = team_to_schedule(user, data.get("team_id", user.team_id))
        _, schedule, created = searches.set_team_schedule(
            request.user,
            team_id,
            keyword=data.get("keyword"),
            location=data.get("location"),
            limit=data.get("limit"),
            source_names=data.get("source", []),
            interval_hours=data["interval_hours"],
            run_now=data["run_now"],
        )
        return message(
            "Schedule created." if created else "Schedule replaced.",
            201 if created else 200,
            id=str(schedule.pk),
            next_run_time=schedule.next_run_at,
        )


class TeamScheduleDeleteView(ApiView):
    @extend_schema(responses=MessageOut)
    def delete(self, request: Request, team_id: str) -> Response:
        team = team_to_schedule(request.user, team_id)
        searches.remove_team_schedule(request.user, team)
        return message("Schedule removed.")
