"""Judge what the model answered: the reply asked for, or rubbish."""

from __future__ import annotations

import json
import re
from string import Template
from typing import Any

from pydantic import ValidationError

from ai.actions import Action
from ai.actions.base import prompt

MIN_PROSE = 60
_FENCE = re.compile(r"^\s*```[a-z]*\s*|\s*```\s*$", re.IGNORECASE)
_NO_LETTER = re.compile(
    r"^\s*[<{\[]|\bas an ai\b|\bI (?:cannot|can't|am unable)\b|lorem ipsum|\bJSON\b"
    r"|\bsorry\b|\bgarbage\b|\brubbish\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?](?:\s|$)")
LEAK = 60  # characters of our own instructions that nobody writes by chance


class Rubbish(ValueError):
    """Not usable; the text says why, without quoting the answer."""


def read_reply(action: Action, text: str) -> Any:
    """The reply as the action has it; Rubbish otherwise."""
    if not text.strip():
        raise Rubbish("it was empty")
    data = _json_of(text)
    if not isinstance(data, dict):
        raise Rubbish("it was no JSON object")
    try:
        reply = action.Reply.model_validate(data)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise Rubbish(f"the field {where or 'content'} was missing or wrong") from None
    if _leaks(json.dumps(data, ensure_ascii=False)):
        raise Rubbish("it repeated its instructions")
    return reply


def read_prose(action: Action, text: str, material: str) -> Any:
    """A plain text from a model that does not write JSON; Rubbish otherwise.

    It must be sentences about the matter: words of what was sent stand in it.
    """
    plain = _FENCE.sub("", text).strip()
    if _NO_LETTER.search(plain) or _leaks(plain):
        raise Rubbish("it was no JSON object")
    sentences = len(_SENTENCE_END.findall(plain))
    letter = action.takes_prose and len(plain) >= MIN_PROSE and sentences >= 2
    if not letter and not _is_about(plain, material):
        raise Rubbish("it was no JSON object")
    return action.of_prose(plain)


def _is_about(text: str, material: str) -> bool:
    """Whether a good part of the text's longer words stand in what was sent."""
    words = set(re.findall(r"[^\W\d_]{4,}", text.casefold()))
    known = set(re.findall(r"[^\W\d_]{4,}", material.casefold()))
    shared = len(words & known)
    return shared >= 2 and shared >= 0.25 * len(words)


def repair_message(action: Action, problem: str) -> str:
    return Template(prompt("repair")).safe_substitute(
        problem=problem, fields=", ".join(action.fields())
    )


def _json_of(text: str) -> Any:
    plain = _FENCE.sub("", text).strip()
    start, end = plain.find("{"), plain.rfind("}")
    if start < 0 or end <= start:
        return None
    try:
        return json.loads(plain[start : end + 1], strict=False)
    except (ValueError, RecursionError):
        return None


def _leaks(text: str) -> bool:
    lines = [line for line in prompt("system").splitlines() if len(line) > LEAK]
    return any(line[:LEAK] in text for line in lines)
