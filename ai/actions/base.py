"""What every action shares: its input, its prompt, its answer, its sources."""

from __future__ import annotations

import secrets
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Template
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, StrictInt, StrictStr, StringConstraints

from ai.facts import Sources

PROMPTS = Path(__file__).resolve().parents[1] / "prompts"
# More of a resume or posting than this is not sent.
MAX_RESUME, MAX_POSTING = 24_000, 20_000

Required = Annotated[
    str, StringConstraints(strict=True, strip_whitespace=True, min_length=1)
]
# An id of the API: a whole number or its digits; null is refused.
Id = StrictInt | StrictStr


class Input(BaseModel):
    """A body; unknown keys take no effect."""

    model_config = ConfigDict(extra="ignore")


class Reply(BaseModel):
    """What the model is asked for; anything beside it is dropped."""

    model_config = ConfigDict(extra="ignore")


@dataclass(frozen=True)
class Material:
    """What was looked up for a request: texts and names, nothing secret."""

    resume: str = ""
    posting: str = ""
    company: str = ""
    role: str = ""
    sender: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(n for n in (self.company, self.role, self.sender) if n)


class Action(ABC):
    name: ClassVar[str]
    label: ClassVar[Any]
    # Below /ai/.
    path: ClassVar[str]
    flag: ClassVar[str]
    Input: ClassVar[type[Input]]
    Reply: ClassVar[type[Reply]]
    # The reply's field that a stream shows while it grows.
    streamed: ClassVar[str]
    # A reply that is plain prose may stand for the streamed field.
    takes_prose: ClassVar[bool] = False

    @abstractmethod
    def data(self, given: Any, material: Material) -> dict[str, str]:
        """Name -> text of what the prompt carries as data."""

    @abstractmethod
    def result(self, reply: Any, given: Any, material: Material) -> dict[str, Any]:
        """The contract's fields, without ``unsupported`` and ``generation_id``."""

    @abstractmethod
    def sources(self, given: Any, material: Material) -> Sources: ...

    def checked_text(self, result: dict[str, Any]) -> str:
        return str(result.get("content") or "")

    def of_prose(self, text: str) -> Any:
        return self.Reply.model_validate({self.streamed: text})

    def variables(self, given: Any) -> dict[str, str]:
        return {}

    def messages(self, given: Any, material: Material) -> list[dict[str, str]]:
        task = Template(prompt(self.name)).safe_substitute(self.variables(given))
        data = delimited(self.data(given, material))
        return [
            {"role": "system", "content": prompt("system")},
            {"role": "user", "content": task},
            {"role": "user", "content": data},
        ]

    def schema(self) -> dict[str, Any]:
        """The reply's JSON schema as strict servers want it."""
        schema = self.Reply.model_json_schema()
        schema["additionalProperties"] = False
        schema["required"] = list(schema["properties"])
        for field in schema["properties"].values():
            field.pop("default", None)
            field.pop("title", None)
        schema.pop("title", None)
        schema.pop("description", None)
        return schema

    def fields(self) -> Sequence[str]:
        return list(self.Reply.model_fields)


@lru_cache(maxsize=16)
def prompt(name: str) -> str:
    return (PROMPTS / f"{name}.txt").read_text(encoding="utf-8").strip()


def delimited(data: dict[str, str]) -> str:
    """Texts of others between marks that they cannot write themselves."""
    mark = secrets.token_hex(4)
    parts = []
    for name, text in data.items():
        if text.strip():
            safe = text.replace("<<<", "‹‹‹").replace(">>>", "›››")
            parts.append(f"<<<{name} {mark}>>>\n{safe}\n<<<END {name} {mark}>>>")
    return "\n\n".join(parts)
