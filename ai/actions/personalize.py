"""Make a mail template fit a company and a position."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import StringConstraints, field_validator

from ai.facts import Sources

from . import base

MAX_SUBJECT = 200


class PersonalizeInput(base.Input):
    template: Annotated[base.Required, StringConstraints(max_length=10_000)]
    company_name: Annotated[base.Required, StringConstraints(max_length=300)]
    role: Annotated[base.Required, StringConstraints(max_length=300)]
    resume_id: base.Id = None  # type: ignore[assignment]
    job_id: base.Id = None  # type: ignore[assignment]


class PersonalizeReply(base.Reply):
    subject: str = ""
    content: str

    @field_validator("content")
    @classmethod
    def _says_something(cls, value: str) -> str:
        if len(value.split()) < 3:
            raise ValueError("the mail is empty")
        return value.strip()

    @field_validator("subject")
    @classmethod
    def _one_line(cls, value: str) -> str:
        return " ".join(value.split())[:MAX_SUBJECT]


class Personalize(base.Action):
    name = "personalize"
    label = _("E-mail")
    path = "email/personalize"
    flag = "email_automation"
    Input = PersonalizeInput
    Reply = PersonalizeReply
    streamed = "content"
    takes_prose = True

    def data(self, given: PersonalizeInput, material: base.Material) -> dict[str, str]:
        return {
            "TEMPLATE": given.template,
            "COMPANY": material.company,
            "ROLE": material.role,
            "SENDER": material.sender,
            "POSTING": material.posting[: base.MAX_POSTING],
            "RESUME": material.resume[: base.MAX_RESUME],
        }

    def result(
        self, reply: PersonalizeReply, given: PersonalizeInput, material: base.Material
    ) -> dict[str, Any]:
        subject = reply.subject or f"{material.role} - {material.company}"
        return {"subject": subject[:MAX_SUBJECT], "content": reply.content}

    def sources(self, given: PersonalizeInput, material: base.Material) -> Sources:
        known = f"{given.template}\n{material.resume}"
        return Sources(known, material.posting, material.names)

    def checked_text(self, result: dict[str, Any]) -> str:
        return f"{result['subject']}\n{result['content']}"
