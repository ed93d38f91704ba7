"""What /email takes in and gives out."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from jobhunt.lib.fields import IdField, StrictBooleanField, TextField
from jobhunt.lib.fields import MessageOut as MessageOut
from mail.models import MailTemplate, OutboxMail


class PlaceValues(serializers.Serializer[Any]):
    company_name = TextField(max_length=200, required=False)
    job_role = TextField(max_length=200, required=False)
    candidate_name = TextField(max_length=200, required=False)
    skills = TextField(max_length=2000, required=False, allow_blank=True)
    portfolio_link = TextField(max_length=500, required=False, allow_blank=True)


class HrMailIn(PlaceValues):
    recipient = TextField(max_length=320)
    subject = TextField(max_length=200, required=False, trim_whitespace=False)
    body = TextField(max_length=20_000, required=False)
    resume = serializers.FileField(required=False, allow_empty_file=True)
    resume_id = IdField(required=False)
    job_id = IdField(required=False)


class HrMailOut(serializers.Serializer[Any]):
    message = serializers.CharField()
    recipient = serializers.CharField()
    email_id = serializers.IntegerField()


class FollowUpIn(serializers.Serializer[Any]):
    recipient_email = TextField(max_length=320)
    company_name = TextField(max_length=200)
    job_role = TextField(max_length=200)
    candidate_name = TextField(max_length=200)
    skills = TextField(max_length=2000, allow_blank=True)
    job_id = IdField(required=False)


class FollowUpOut(serializers.Serializer[Any]):
    message = serializers.CharField()
    email_id = serializers.IntegerField()


class OutboxOut(serializers.ModelSerializer[OutboxMail]):
    class Meta:
        model = OutboxMail
        fields = [
            "id",
            "kind",
            "recipient",
            "subject",
            "status",
            "attempts",
            "error",
            "message_id",
            "job_id",
            "created_at",
            "sent_at",
        ]


class TemplateOut(serializers.ModelSerializer[MailTemplate]):
    class Meta:
        model = MailTemplate
        fields = [
            "id",
            "name",
            "kind",
            "subject",
            "body",
            "approved",
            "created_at",
            "updated_at",
        ]


class TemplateIn(serializers.Serializer[Any]):
    name = TextField(max_length=100)
    kind = serializers.ChoiceField(MailTemplate.Kind.choices)
    subject = TextField(max_length=200, required=False, allow_blank=True)
    body = TextField(max_length=20_000)
    approved = StrictBooleanField(required=False)
