"""Rewrite one bullet of a resume for a posting."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import StringConstraints, field_validator, model_validator

from ai.facts import Sources

from . import base


class BulletsInput(base.Input):
    bullet: Annotated[base.Required, StringConstraints(max_length=2_000)]
    job_description: Annotated[base.Required, StringConstraints(max_length=20_000)]
    resume_id: base.Id = None  # type: ignore[assignment]


class BulletsReply(base.Reply):
    bullets: list[str]
    rationale: str = ""

    @model_validator(mode="before")
    @classmethod
    def _one_is_a_list(cls, data: Any) -> Any:
        if isinstance(data, dict) and not data.get("bullets") and data.get("optimized"):
            data = {**data, "bullets": [data["optimized"]]}
        return data

    @field_validator("bullets")
    @classmethod
    def _has_one(cls, value: list[str]) -> list[str]:
        kept = [line.strip(" \t\n-*•") for line in value]
        kept = [line for line in kept if line][:5]
        if not kept:
            raise ValueError("no bullet")
        return kept


class Bullets(base.Action):
    name = "bullets"
    label = _("Resume bullets")
    path = "resume/bullets"
    flag = "ai_resume"
    Input = BulletsInput
    Reply = BulletsReply
    streamed = "bullets"

    def data(self, given: BulletsInput, material: base.Material) -> dict[str, str]:
        return {
            "BULLET": given.bullet,
            "POSTING": given.job_description,
            "RESUME": material.resume[: base.MAX_RESUME],
        }

    def result(
        self, reply: BulletsReply, given: BulletsInput, material: base.Material
    ) -> dict[str, Any]:
        return {
            "original": given.bullet,
            "optimized": reply.bullets[0],
            "bullets": reply.bullets,
            "rationale": reply.rationale.strip(),
        }

    def sources(self, given: BulletsInput, material: base.Material) -> Sources:
        return Sources(
            resume=f"{given.bullet}\n{material.resume}",
            posting=given.job_description,
            is_resume_text=True,
        )

    def of_prose(self, text: str) -> Any:
        return self.Reply(bullets=text.splitlines())

    def checked_text(self, result: dict[str, Any]) -> str:
        return "\n".join(result["bullets"])
