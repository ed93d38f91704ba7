"""A JSON parser that refuses what no database or later reader could hold."""

from __future__ import annotations

import json
import math
import re
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import (
    BaseParser,
)
from rest_framework.parsers import (
    FormParser as DRFFormParser,
)
from rest_framework.parsers import (
    MultiPartParser as DRFMultiPartParser,
)

MAX_DEPTH = 64
MAX_INTEGER = 2**63 - 1
SURROGATE = re.compile(r"[\ud800-\udfff]")
STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)


def bad_text(value: str) -> bool:
    """NUL and lone surrogates cannot be stored everywhere or sent as UTF-8."""
    return "\x00" in value or SURROGATE.search(value) is not None


def depth_of(data: bytes) -> int:
    """The deepest nesting, without building anything."""
    depth = deepest = 0
    for byte in STRINGS.sub(b"", data):
        if byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif byte in b"]}":
            depth -= 1
    return deepest


def check_value(value: Any) -> None:
    """Refuse one scalar that cannot be stored."""
    if isinstance(value, str) and bad_text(value):
        raise ParseError("Text holds a character that cannot be stored.")
    if isinstance(value, int) and abs(value) > MAX_INTEGER:
        raise ParseError("A number is too large.")
    if isinstance(value, float) and not math.isfinite(value):
        raise ParseError("A number is not finite.")


def check_values(value: Any) -> None:
    """Refuse whatever in a document cannot be stored."""
    if isinstance(value, dict):
        for key, item in value.items():
            check_value(key)
            check_values(item)
    elif isinstance(value, list):
        for item in value:
            check_values(item)
    else:
        check_value(value)


def refuse_constant(name: str) -> Any:
    raise ParseError(f"{name} is not a JSON number.")


def parse_json(data: bytes) -> Any:
    """The value of a JSON document; ParseError for anything that is not one."""
    if depth_of(data) > MAX_DEPTH:
        raise ParseError(f"JSON may be nested {MAX_DEPTH} levels deep at most.")
    try:
        value = json.loads(data.decode("utf-8"), parse_constant=refuse_constant)
    except (ValueError, RecursionError) as error:
        raise ParseError("The body is not valid JSON.") from error
    check_values(value)
    return value


class StrictJSONParser(BaseParser):
    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Any = None,
    ) -> Any:
        request = parser_context["request"]
        return parse_json(request._request.body)


def check_form(data: Any) -> None:
    for values in data.lists():
        for value in (values[0], *values[1]):
            if isinstance(value, str) and bad_text(value):
                raise ParseError("Text holds a character that cannot be stored.")


class FormParser(DRFFormParser):
    def parse(
        self, stream: Any, media_type: Any = None, parser_context: Any = None
    ) -> Any:
        data = super().parse(stream, media_type, parser_context)
        check_form(data)
        return data


class MultiPartParser(DRFMultiPartParser):
    def parse(
        self, stream: Any, media_type: Any = None, parser_context: Any = None
    ) -> Any:
        result = super().parse(stream, media_type, parser_context)
        check_form(result.data)
        return result
