"""What /resumes takes in and gives out."""

from __future__ import annotations

import json
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from jobhunt.lib.fields import MessageOut as MessageOut
from jobhunt.lib.fields import StrictBooleanField, TextField, TextListField
from resumes.models import Resume
from resumes.parsing import Parsed

MAX_TAGS, MAX_TAG = 20, 50


class ResumeOut(serializers.ModelSerializer[Resume]):
    """The contract's Resume."""

    user_id = serializers.IntegerField(allow_null=True, read_only=True)
    team_id = serializers.IntegerField(read_only=True)
    tags = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Resume
        fields = (
            "id",
            "user_id",
            "team_id",
            "filename",
            "title",
            "tags",
            "file_size",
            "pages",
            "sha256",
            "text_status",
            "is_default",
            "archived",
            "created_at",
            "updated_at",
        )
        read_only_fields = fields


class SectionsOut(serializers.Serializer[Any]):
    summary = serializers.CharField(allow_null=True)
    experience = serializers.CharField(allow_null=True)
    education = serializers.CharField(allow_null=True)
    skills = serializers.CharField(allow_null=True)
    projects = serializers.CharField(allow_null=True)
    certifications = serializers.CharField(allow_null=True)
    languages = serializers.CharField(allow_null=True)
    other = serializers.CharField(allow_null=True)


class ParsedOut(serializers.Serializer[Any]):
    """Facts found by rules; null or empty = not found."""

    name = serializers.CharField(allow_null=True)
    email = serializers.CharField(allow_null=True)
    phone = serializers.CharField(allow_null=True)
    links = serializers.ListField(child=serializers.CharField())
    skills = serializers.ListField(child=serializers.CharField())
    languages = serializers.ListField(child=serializers.CharField())
    sections = SectionsOut()
    years_experience = serializers.FloatField(allow_null=True)


class ResumeDetailOut(ResumeOut):
    content = serializers.SerializerMethodField()
    parsed = serializers.SerializerMethodField()

    class Meta:
        model = Resume
        fields = (*ResumeOut.Meta.fields, "content", "parsed")
        read_only_fields = fields

    def get_content(self, resume: Resume) -> str | None:
        text = getattr(resume, "text", None)
        return text.content if text and resume.text_status == "ok" else None

    @extend_schema_field(ParsedOut)
    def get_parsed(self, resume: Resume) -> dict[str, Any]:
        text = getattr(resume, "text", None)
        return (text.parsed if text else None) or Parsed().as_dict()


class TagsField(TextListField):
    """Tags as a list; in a form also as JSON or parted by commas."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_items=MAX_TAGS, max_length=MAX_TAG, **kwargs)

    def to_internal_value(self, data: Any) -> list[str]:
        if isinstance(data, list) and len(data) == 1 and isinstance(data[0], str):
            data = _split(data[0]) if self.context.get("form") else data
        tags = [tag.strip() for tag in super().to_internal_value(data)]
        return list(dict.fromkeys(tag for tag in tags if tag))


def _split(text: str) -> list[Any]:
    if text.lstrip().startswith("["):
        try:
            loaded = json.loads(text)
        except ValueError:
            loaded = None
        if isinstance(loaded, list):
            return loaded
    return [part.strip() for part in text.split(",") if part.strip()]


class UploadIn(serializers.Serializer[Any]):
    file = serializers.FileField(
        allow_empty_file=True,
        max_length=None,
        error_messages={"required": "No file was uploaded."},
    )
    title = TextField(max_length=200, required=False, allow_blank=True)
    tags = TagsField(required=False)


class ResumePatchIn(serializers.Serializer[Any]):
    filename = TextField(max_length=255, required=False)
    title = TextField(max_length=200, required=False, allow_null=True, allow_blank=True)
    tags = TagsField(required=False)
    is_default = StrictBooleanField(required=False)
    archived = StrictBooleanField(required=False)
