"""Serializer fields with the contract's strictness."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from jobhunt.lib.errors import Missing
from jobhunt.lib.scoping import object_id


@extend_schema_field({"type": "integer", "minimum": 1})
class IdField(serializers.Field[Any, Any, Any, Any]):
    """An id in a body: a whole number or its digits.

    null or a wrong type is a 400; text or a number that can be no id is a 404,
    like an id that does not exist.
    """

    default_error_messages = {"invalid": "An id is required."}

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, (int, str)):
            self.fail("invalid")
        number = object_id(data)
        if number is None:
            raise Missing
        return number

    def to_representation(self, value: Any) -> Any:
        return value


class MessageOut(serializers.Serializer[Any]):
    """The contract's Message."""

    message = serializers.CharField()


class TextField(serializers.CharField):
    """Text that must be text: numbers and booleans are refused."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class StrictBooleanField(serializers.BooleanField):
    """true or false, no words for them."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class StrictIntegerField(serializers.IntegerField):
    """A JSON number without a fraction."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return super().to_internal_value(data)


class TextListField(serializers.ListField):
    """A list of texts."""

    def __init__(
        self, *, max_items: int = 100, max_length: int = 200, **kwargs: Any
    ) -> None:
        super().__init__(
            child=TextField(max_length=max_length),
            max_length=max_items,
            **kwargs,
        )


def utc(value: datetime | None) -> str | None:
    """ISO-8601 in UTC with Z, null for what is not known."""
    if value is None:
        return None
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
