"""A cover letter from the resume for a posting."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from pydantic import StringConstraints, field_validator

from ai.facts import Sources

from . import base


class CoverLetterInput(base.Input):
    resume_summary: Annotated[base.Required, StringConstraints(max_length=10_000)] = (
        None  # type: ignore[assignment]
    )
    resume_id: base.Id = None  # type: ignore[assignment]
    job_description: Annotated[base.Required, StringConstraints(max_length=20_000)] = (
        None  # type: ignore[assignment]
    )
    job_id: base.Id = None  # type: ignore[assignment]
    company_name: Annotated[base.Required, StringConstraints(max_length=300)] = None  # type: ignore[assignment]
    tone: Literal["professional", "friendly", "brief"] = "professional"


class CoverLetterReply(base.Reply):
    content: str

    @field_validator("content")
    @classmethod
    def _says_something(cls, value: str) -> str:
        if len(value.split()) < 5:
            raise ValueError("the letter is empty")
        return value.strip()


class CoverLetter(base.Action):
    name = "cover_letter"
    label = _("Cover letter")
    path = "cover-letter"
    flag = "ai_cover_letter"
    Input = CoverLetterInput
    Reply = CoverLetterReply
    streamed = "content"
    takes_prose = True

    def variables(self, given: CoverLetterInput) -> dict[str, str]:
        return {"tone": given.tone}

    def data(self, given: CoverLetterInput, material: base.Material) -> dict[str, str]:
        return {
            "COMPANY": material.company,
            "ROLE": material.role,
            "SENDER": material.sender,
            "POSTING": material.posting[: base.MAX_POSTING],
            "RESUME": material.resume[: base.MAX_RESUME],
        }

    def result(
        self, reply: CoverLetterReply, given: CoverLetterInput, material: base.Material
    ) -> dict[str, Any]:
        return {
            "recipient": translate("Hiring Team"),
            "company": material.company,
            "content": reply.content,
            "tone": given.tone,
        }

    def sources(self, given: CoverLetterInput, material: base.Material) -> Sources:
        return Sources(material.resume, material.posting, material.names)
