"""What /ai and the analysis take in and give out, for checks and the schema."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ai.models import Generation
from jobhunt.lib.fields import IdField, TextField


class BulletsOut(serializers.Serializer[Any]):
    original = serializers.CharField()
    optimized = serializers.CharField()
    bullets = serializers.ListField(child=serializers.CharField())
    rationale = serializers.CharField()
    unsupported = serializers.ListField(child=serializers.CharField())
    warnings = serializers.ListField(child=serializers.CharField())
    generation_id = serializers.IntegerField()


class CoverLetterOut(serializers.Serializer[Any]):
    recipient = serializers.CharField()
    company = serializers.CharField()
    content = serializers.CharField()
    tone = serializers.CharField()
    unsupported = serializers.ListField(child=serializers.CharField())
    warnings = serializers.ListField(child=serializers.CharField())
    generation_id = serializers.IntegerField()


class PersonalizeOut(serializers.Serializer[Any]):
    subject = serializers.CharField()
    content = serializers.CharField()
    unsupported = serializers.ListField(child=serializers.CharField())
    warnings = serializers.ListField(child=serializers.CharField())
    generation_id = serializers.IntegerField()


OUT: dict[str, type[serializers.Serializer[Any]]] = {
    "bullets": BulletsOut,
    "cover_letter": CoverLetterOut,
    "personalize": PersonalizeOut,
}


class StreamQuery(serializers.Serializer[Any]):
    stream = serializers.ChoiceField(
        ["0", "1"],
        required=False,
        help_text="1: text/event-stream with token events and a done event.",
    )


class TokensOut(serializers.Serializer[Any]):
    input = serializers.IntegerField()
    output = serializers.IntegerField()


class GenerationOut(serializers.ModelSerializer[Generation]):
    tokens = serializers.SerializerMethodField()
    cost = serializers.FloatField(allow_null=True)
    output = serializers.JSONField(allow_null=True)
    job_id = serializers.IntegerField(allow_null=True)
    resume_id = serializers.IntegerField(allow_null=True)

    class Meta:
        model = Generation
        fields = (
            "id",
            "kind",
            "model",
            "tokens",
            "cost",
            "duration",
            "status",
            "error",
            "output",
            "job_id",
            "resume_id",
            "created_at",
        )
        read_only_fields = fields

    @extend_schema_field(TokensOut(allow_null=True))
    def get_tokens(self, row: Generation) -> dict[str, int] | None:
        if row.input_tokens is None or row.output_tokens is None:
            return None
        return {"input": row.input_tokens, "output": row.output_tokens}


class AnalyzeIn(serializers.Serializer[Any]):
    job_id = IdField(required=False)
    job_description = TextField(max_length=20_000, required=False, allow_blank=True)


class CheckOut(serializers.Serializer[Any]):
    id = serializers.CharField()
    status = serializers.ChoiceField(["pass", "warn", "fail"])
    message = serializers.CharField()


class AnalysisOut(serializers.Serializer[Any]):
    resume_id = serializers.IntegerField()
    job_id = serializers.IntegerField(allow_null=True)
    score = serializers.IntegerField(allow_null=True, min_value=0, max_value=100)
    summary = serializers.CharField()
    skills = serializers.ListField(child=serializers.CharField())
    matching_skills = serializers.ListField(child=serializers.CharField())
    missing_skills = serializers.ListField(child=serializers.CharField())
    checks = CheckOut(many=True)
    recommendations = serializers.ListField(child=serializers.CharField())
    model = serializers.CharField()
    analyzed_at = serializers.DateTimeField()
