"""Suggested duplicates: listed, dismissed, merged, split."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from jobhunt.lib.api import ScopedViewSet, valid
from scraping.api.serializers import JobOut
from scraping.models import DuplicatePair, Job
from scraping.presenting import ROW_FIELDS, job_dicts
from scraping.services import duplicates


class PairOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    reason = serializers.CharField()
    score = serializers.FloatField()
    status = serializers.ChoiceField(DuplicatePair.Status.choices)
    jobs = JobOut(many=True)


class PairIn(serializers.Serializer[Any]):
    status = serializers.ChoiceField(["dismissed"])


def pair_dicts(pairs: list[DuplicatePair], user: Any) -> list[dict[str, Any]]:
    ids = {pk for pair in pairs for pk in (pair.first_id, pair.second_id)}
    rows = Job.objects.filter(pk__in=ids).values(*ROW_FIELDS)
    jobs = {job["id"]: job for job in job_dicts(list(rows), user)}
    return [
        {
            "id": pair.pk,
            "reason": pair.reason,
            "score": pair.score,
            "status": pair.status,
            "jobs": [jobs[pair.first_id], jobs[pair.second_id]],
        }
        for pair in pairs
    ]


class DuplicateViewSet(ScopedViewSet):
    abstract = False
    model = DuplicatePair
    serializer_class = PairOut

    @extend_schema(responses=PairOut(many=True))
    def list(self, request: Request) -> Response:
        pairs = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response(pair_dicts(pairs, request.user))

    @extend_schema(request=PairIn, responses=PairOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        pair = self.get_object()
        valid(PairIn, request)
        pair = duplicates.dismiss(request.user, pair)
        return Response(pair_dicts([pair], request.user)[0])
