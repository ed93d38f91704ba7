"""One representation: an Accept header never makes a 406."""

from __future__ import annotations

from typing import Any

from django.utils.http import parse_header_parameters
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.utils.mediatypes import media_type_matches


class JSONNegotiation(BaseContentNegotiation):
    def select_parser(self, request: Request, parsers: Any) -> Any:
        given, _ = parse_header_parameters(request.content_type or "")
        for parser in parsers:
            if media_type_matches(parser.media_type, given):
                return parser
        return None

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[Any, str]:
        return renderers[0], renderers[0].media_type
