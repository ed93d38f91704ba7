"""OpenAPI: the contract's errors on every operation, from one place."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema

ERRORS = {
    "400": "Invalid input.",
    "401": "No valid session.",
    "403": "Not allowed, or the feature is off.",
    "404": "Unknown id, or another team's object.",
    "405": "Method not allowed.",
    "409": "Duplicate or state conflict.",
    "413": "The request is too large.",
    "415": "Unsupported media type.",
    "429": "Too many requests.",
    "500": "Something went wrong on our side.",
    "502": "An upstream service failed.",
    "503": "Not configured, switched off, or database away.",
    "507": "Storage is full.",
}
ERROR_SCHEMA = {
    "type": "object",
    "required": ["error", "message", "detail", "request_id"],
    "properties": {
        "error": {"type": "string"},
        "message": {"type": "string"},
        "detail": {
            "oneOf": [
                {"type": "string"},
                {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["field", "message", "code"],
                        "properties": {
                            "field": {"type": "string"},
                            "message": {"type": "string"},
                            "code": {"type": "string"},
                        },
                    },
                },
            ]
        },
        "request_id": {"type": "string"},
    },
    "additionalProperties": True,
}
REFERENCE = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}


class ContractSchema(AutoSchema):
    def get_operation_id(self) -> str:
        return super().get_operation_id().replace("api_v1_", "")

    def get_request_serializer(self) -> Any:
        # A deletion has a body only where the view says so.
        return None if self.method == "DELETE" else super().get_request_serializer()

    def _get_request_body(self, direction: Any = "request") -> Any:
        if self.method != "DELETE":
            return super()._get_request_body(direction)
        serializer = self.get_request_serializer()
        if serializer is None:
            return None
        schema, required = self._get_request_for_media_type(serializer, direction)
        content = {"application/json": {"schema": schema}}
        return {"content": content, "required": required}

    def _get_response_bodies(self, direction: Any = "response") -> Any:
        # A deletion answers with a Message, not with an empty 204.
        found = super()._get_response_bodies(direction)
        if list(found) != ["204"]:
            return found
        serializer = self.get_response_serializers()
        return {
            "200": self._get_response_for_code(serializer, "200", direction=direction)
        }


def finish(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Add the Error component and the error answers of every operation."""
    result.setdefault("components", {}).setdefault("schemas", {})["Error"] = (
        ERROR_SCHEMA
    )
    for operations in result.get("paths", {}).values():
        for operation in operations.values():
            if not isinstance(operation, dict) or "responses" not in operation:
                continue
            for status, text in ERRORS.items():
                operation["responses"].setdefault(
                    status, {"description": text, "content": REFERENCE}
                )
    return result
