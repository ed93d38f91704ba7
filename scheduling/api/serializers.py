"""Schedules and their state as contract 4.7 has them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from jobhunt.lib.fields import MessageOut as MessageOut
from scheduling.models import Schedule, State


class JobStatusOut(serializers.Serializer[Any]):
    id = serializers.CharField()
    name = serializers.CharField()
    next_run = serializers.DateTimeField(allow_null=True)
    trigger = serializers.CharField()
    running = serializers.BooleanField()
    last_run = serializers.DateTimeField(allow_null=True)
    last_status = serializers.ChoiceField(State.choices, allow_null=True)


class StatusOut(serializers.Serializer[Any]):
    running = serializers.BooleanField()
    timezone = serializers.CharField()
    workers = serializers.IntegerField()
    jobs = JobStatusOut(many=True)


class ScheduleOut(serializers.ModelSerializer[Schedule]):
    id = serializers.CharField(source="public_id")
    name = serializers.CharField(source="title")
    team_id = serializers.IntegerField(allow_null=True)
    next_run_time = serializers.DateTimeField(source="next_run_at", allow_null=True)
    last_run = serializers.DateTimeField(source="last_run_at", allow_null=True)

    class Meta:
        model = Schedule
        fields = (
            "id",
            "name",
            "team_id",
            "trigger",
            "next_run_time",
            "last_run",
            "last_status",
        )
