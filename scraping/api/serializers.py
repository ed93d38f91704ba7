"""What jobs and applications take in, and how the schema describes them."""

from __future__ import annotations

from typing import Any

from django.core.validators import validate_email
from rest_framework import serializers

from jobhunt.lib.fields import (
    IdField,
    StrictBooleanField,
    StrictIntegerField,
    TextField,
)
from jobhunt.lib.fields import MessageOut as MessageOut
from scraping.models import ApplicationEvent
from scraping.statuses import Status

REMOTE = ("remote", "hybrid", "onsite")
SORTS = ("newest", "oldest", "title", "company", "score")
EVENT_KINDS = ("note", "call", "interview", "task", "offer")


def one_address(value: str) -> None:
    """Exactly one plain address; control characters never reach a header."""
    validate_email(value)


class JobOut(serializers.Serializer[Any]):
    """The contract's Job (built by scraping.presenting)."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    company = serializers.CharField(allow_null=True)
    location = serializers.CharField(allow_null=True)
    locations = serializers.ListField(child=serializers.CharField())
    remote = serializers.ChoiceField(REMOTE, allow_null=True)
    remote_regions = serializers.ListField(child=serializers.CharField())
    requisition_id = serializers.CharField(allow_null=True)
    link = serializers.CharField(allow_null=True)
    apply_link = serializers.CharField(allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]
    source_job_id = serializers.CharField(allow_null=True)
    employment_type = serializers.CharField(allow_null=True)
    salary_range = serializers.CharField(allow_null=True)
    salary_min = serializers.FloatField(allow_null=True)
    salary_max = serializers.FloatField(allow_null=True)
    salary_currency = serializers.CharField(allow_null=True)
    salary_period = serializers.CharField(allow_null=True)
    snippet = serializers.CharField(allow_null=True)
    posted_at = serializers.DateTimeField(allow_null=True)
    first_seen_at = serializers.DateTimeField()
    last_seen_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    hr_email = serializers.CharField(allow_null=True)
    skills_required = serializers.ListField(child=serializers.CharField())
    match_score = serializers.IntegerField(allow_null=True)
    status = serializers.ChoiceField(Status.values)
    applied_at = serializers.DateTimeField(allow_null=True)
    duplicate_of = serializers.IntegerField(allow_null=True)
    hidden = serializers.BooleanField()
    team_id = serializers.IntegerField()
    user_id = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class AlsoOnOut(serializers.Serializer[Any]):
    source = serializers.CharField()  # type: ignore[assignment]
    source_job_id = serializers.CharField(allow_null=True)
    link = serializers.CharField(allow_null=True)
    first_seen_at = serializers.DateTimeField()
    last_seen_at = serializers.DateTimeField()


class JobDetailOut(JobOut):
    description = serializers.CharField(allow_null=True)
    description_text = serializers.CharField(allow_null=True)
    also_on = AlsoOnOut(many=True)


class JobMadeOut(serializers.Serializer[Any]):
    job = JobDetailOut()
    created = serializers.BooleanField()
    message = serializers.CharField()


class JobIn(serializers.Serializer[Any]):
    title = TextField(max_length=500)
    company = TextField(max_length=300)
    description = TextField(max_length=200_000)
    location = TextField(max_length=500, required=False, allow_null=True)
    link = TextField(max_length=2000, required=False, allow_null=True)
    salary_range = TextField(max_length=500, required=False, allow_null=True)
    hr_email = TextField(
        max_length=254, required=False, allow_null=True, validators=[one_address]
    )


class JobPatchIn(JobIn):
    status = serializers.ChoiceField(Status.choices, required=False)
    hidden = StrictBooleanField(required=False)


class JobQuery(serializers.Serializer[Any]):
    """The list's query parameters."""

    status = serializers.ChoiceField(Status.choices, required=False)
    search = serializers.CharField(
        max_length=500, required=False, allow_blank=True, trim_whitespace=True
    )
    closed = serializers.ChoiceField(("true", "false"), required=False)
    source = serializers.CharField(max_length=40, required=False)  # type: ignore[assignment]
    location = serializers.CharField(max_length=200, required=False)
    remote = serializers.ChoiceField(("true", "false"), required=False)
    posted_since = serializers.DateField(required=False)
    min_score = serializers.IntegerField(required=False, min_value=0, max_value=100)
    hidden = serializers.ChoiceField(("true", "false"), required=False)
    sort = serializers.ChoiceField(SORTS, required=False, default="newest")


class MergeIn(serializers.Serializer[Any]):
    into = IdField()


class ApplyIn(serializers.Serializer[Any]):
    method = serializers.ChoiceField(("manual", "email"), required=False)
    resume_id = IdField(required=False)
    cover_letter = TextField(max_length=10_000, required=False, allow_null=True)
    recipient = TextField(max_length=320, required=False, allow_null=True)
    subject = TextField(max_length=200, required=False, allow_null=True)


class ApplyOut(serializers.Serializer[Any]):
    message = serializers.CharField()
    job = JobDetailOut()
    application_id = serializers.IntegerField()
    email_id = serializers.IntegerField(allow_null=True)


class ApplicationOut(serializers.Serializer[Any]):
    """The contract's Application (built by scraping.presenting)."""

    id = serializers.IntegerField()
    job = JobOut()
    status = serializers.ChoiceField(Status.values)
    applied_at = serializers.DateTimeField(allow_null=True)
    resume_id = serializers.IntegerField(allow_null=True)
    cover_letter = serializers.CharField(allow_null=True)
    notes = serializers.CharField(allow_null=True)
    next_action_at = serializers.DateTimeField(allow_null=True)
    position = serializers.IntegerField()
    version = serializers.IntegerField()
    email_ids = serializers.ListField(child=serializers.IntegerField())
    user_id = serializers.IntegerField(allow_null=True)
    team_id = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class ApplicationIn(serializers.Serializer[Any]):
    job_id = IdField()


class ApplicationPatchIn(serializers.Serializer[Any]):
    status = serializers.ChoiceField(Status.choices, required=False)
    applied_at = serializers.DateTimeField(required=False, allow_null=True)
    notes = TextField(
        max_length=20_000, required=False, allow_null=True, allow_blank=True
    )
    next_action_at = serializers.DateTimeField(required=False, allow_null=True)
    position = StrictIntegerField(required=False, min_value=0, max_value=2**31 - 1)
    version = StrictIntegerField(required=False, min_value=0, max_value=2**31 - 1)


class ApplicationQuery(serializers.Serializer[Any]):
    status = serializers.ChoiceField(Status.choices, required=False)
    scope = serializers.ChoiceField(("me", "team"), required=False, default="me")


class ApplicationExportQuery(ApplicationQuery):
    format = serializers.ChoiceField(("csv", "json"), required=False, default="csv")


class EventOut(serializers.ModelSerializer[ApplicationEvent]):
    user_id = serializers.IntegerField(allow_null=True)

    class Meta:
        model = ApplicationEvent
        fields = [
            "id",
            "kind",
            "text",
            "at",
            "from_status",
            "to_status",
            "user_id",
            "created_at",
        ]


class EventIn(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(EVENT_KINDS)
    text = TextField(max_length=5000, required=False, allow_null=True)
    at = serializers.DateTimeField(required=False)
