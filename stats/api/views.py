"""/stats: computed live, cached for the team."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from jobhunt.lib.api import ApiView, valid_query
from jobhunt.lib.cache import cached_for_team
from stats import queries
from stats.periods import PERIODS


class ScopeQuery(serializers.Serializer[Any]):
    scope = serializers.ChoiceField(("team", "me"), required=False, default="team")


class PeriodQuery(ScopeQuery):
    period = serializers.ChoiceField(PERIODS, required=False, default="30d")


class NameValueOut(serializers.Serializer[Any]):
    name = serializers.CharField()
    value = serializers.IntegerField()


class DayOut(serializers.Serializer[Any]):
    date = serializers.DateField()
    jobs = serializers.IntegerField()
    applications = serializers.IntegerField()


class DashboardOut(serializers.Serializer[Any]):
    total_jobs = serializers.IntegerField()
    total_applied = serializers.IntegerField()
    total_applications = serializers.IntegerField()
    total_resumes = serializers.IntegerField()
    emailed = serializers.IntegerField()
    shortlisted = serializers.IntegerField()
    rejected = serializers.IntegerField()
    success_rate = serializers.FloatField()
    by_status = serializers.DictField(child=serializers.IntegerField())
    status_distribution = NameValueOut(many=True)
    daily_activity = DayOut(many=True)


class SeriesDayOut(serializers.Serializer[Any]):
    date = serializers.DateField()
    applications = serializers.IntegerField()
    responses = serializers.IntegerField()


class SeriesOut(serializers.Serializer[Any]):
    period = serializers.ChoiceField(PERIODS)
    start_date = serializers.DateField()
    end_date = serializers.DateField()
    total = serializers.IntegerField()
    data = SeriesDayOut(many=True)  # type: ignore[assignment]
    by_status = serializers.DictField(child=serializers.IntegerField())
    by_source = serializers.DictField(child=serializers.IntegerField())


class RateOut(serializers.Serializer[Any]):
    applications = serializers.IntegerField()
    responses = serializers.IntegerField()
    rate = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class ResumeRateOut(RateOut):
    resume_id = serializers.IntegerField()


class SourceRateOut(RateOut):
    source = serializers.CharField()  # type: ignore[assignment]


class SuccessOut(serializers.Serializer[Any]):
    period = serializers.ChoiceField(PERIODS)
    total_applications = serializers.IntegerField()
    interviews = serializers.IntegerField()
    offers = serializers.IntegerField()
    rejections = serializers.IntegerField()
    response_rate = serializers.FloatField()
    interview_rate = serializers.FloatField()
    offer_rate = serializers.FloatField()
    success_rate = serializers.FloatField()
    avg_response_time_days = serializers.FloatField(allow_null=True)
    median_response_time_days = serializers.FloatField(allow_null=True)
    by_resume = ResumeRateOut(many=True)
    by_source = SourceRateOut(many=True)


class DashboardView(ApiView):
    @extend_schema(parameters=[ScopeQuery], responses=DashboardOut)
    def get(self, request: Request) -> Response:
        return self.answer(request, **valid_query(ScopeQuery, request))

    @cached_for_team(120)
    def answer(self, request: Request, scope: str) -> Response:
        return Response(queries.dashboard(request.user, scope))


class ApplicationsView(ApiView):
    @extend_schema(parameters=[PeriodQuery], responses=SeriesOut)
    def get(self, request: Request) -> Response:
        return self.answer(request, **valid_query(PeriodQuery, request))

    @cached_for_team(120)
    def answer(self, request: Request, period: str, scope: str) -> Response:
        return Response(queries.application_series(request.user, period, scope))


class SuccessRateView(ApiView):
    @extend_schema(parameters=[PeriodQuery], responses=SuccessOut)
    def get(self, request: Request) -> Response:
        return self.answer(request, **valid_query(PeriodQuery, request))

    @cached_for_team(120)
    def answer(self, request: Request, period: str, scope: str) -> Response:
        return Response(queries.success_rate(request.user, period, scope))
