"""Lists: an array, totals in headers, and a keyset behind the next link.

A page reached by cursor costs the same however deep it is. The predicate
``k <= x AND (k < x OR id < i)`` is used since SQLite and PostgreSQL both seek
with it, while the textbook OR form scans from the top.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.core import signing
from django.db.models import Q, QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from jobhunt.lib.cache import remember
from jobhunt.lib.scoping import MAX_ID

DEFAULT_LIMIT = 100
MAX_LIMIT = 1000
COUNT_CAP = 10_000
SALT = "jobhunt.cursor"


class Cursor(NamedTuple):
    """Where a page starts: the keys of the row before it (or after, backwards)."""

    page: int
    keys: list[Any]
    backwards: bool


def refuse(field: str, message: str) -> ValidationError:
    return ValidationError({field: [message]})


def whole_number(
    request: Request, name: str, default: int, least: int, most: int
) -> int:
    text = request.query_params.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 19):
        raise refuse(name, "A whole number is required.")
    value = int(text)
    if not least <= value <= most:
        raise refuse(name, f"Must be from {least} to {most}.")
    return value


def keyset_filter(keyset: tuple[str, ...], keys: list[Any], backwards: bool) -> Q:
    """Rows behind ``keys`` in the order of ``keyset`` (last field: unique id)."""

    def beyond(field: str, value: Any) -> Q:
        name = field.lstrip("-")
        less = field.startswith("-") != backwards
        return Q(**{f"{name}__{'lt' if less else 'gt'}": value})

    *leading, last = keyset
    condition = beyond(last, keys[-1])
    for field, value in zip(reversed(leading), reversed(keys[:-1]), strict=True):
        name = field.lstrip("-")
        less = field.startswith("-") != backwards
        bound = Q(**{f"{name}__{'lte' if less else 'gte'}": value})
        condition = bound & (beyond(field, value) | condition)
    return condition


def flipped(field: str) -> str:
    return field[1:] if field.startswith("-") else f"-{field}"


class Page(NamedTuple):
    rows: list[Any]
    number: int
    has_next: bool
    has_previous: bool


def take_page(
    queryset: QuerySet[Any],
    keyset: tuple[str, ...],
    *,
    limit: int,
    skip: int = 0,
    cursor: Cursor | None = None,
) -> Page:
    """One page and whether there are neighbours, in one query."""
    if cursor is None:
        rows = list(queryset.order_by(*keyset)[skip : skip + limit + 1])
        return Page(rows[:limit], skip // limit + 1, len(rows) > limit, skip > 0)
    order = [flipped(field) for field in keyset] if cursor.backwards else list(keyset)
    rows = list(
        queryset.filter(keyset_filter(keyset, cursor.keys, cursor.backwards)).order_by(
            *order
        )[: limit + 1]
    )
    more = len(rows) > limit
    rows = rows[:limit]
    if cursor.backwards:
        rows.reverse()
        return Page(rows, max(1, cursor.page), True, more)
    return Page(rows, cursor.page, more, True)


def key_of(row: Any, keyset: tuple[str, ...]) -> list[Any]:
    names = [field.lstrip("-") for field in keyset]
    if isinstance(row, dict):
        return [row[name] for name in names]
    values = []
    for name in names:
        value: Any = row
        for part in name.split("__"):
            value = getattr(value, part)
        values.append(value)
    return values


def pack(keyset: tuple[str, ...], cursor: Cursor) -> str:
    keys = [
        key.isoformat() if hasattr(key, "isoformat") else key for key in cursor.keys
    ]
    return signing.dumps(
        [",".join(keyset), cursor.page, keys, int(cursor.backwards)], salt=SALT
    )


def unpack(keyset: tuple[str, ...], text: str) -> Cursor | None:
    """The cursor, None when it is not one of this list in this order."""
    try:
        order, page, keys, backwards = signing.loads(text, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if order != ",".join(keyset):
        return None
    return Cursor(page, keys, bool(backwards))


def page_link(request: Request, limit: int, cursor: str, rel: str) -> str:
    from django.conf import settings

    query = request.query_params.copy()
    query.pop("skip", None)
    query["limit"] = str(limit)
    query["cursor"] = cursor
    url = f"{settings.PUBLIC_BASE_URL}{request.path}?{query.urlencode()}"
    return f'<{url}>; rel="{rel}"'


def row_page(request: Request, rows: list[Any]) -> tuple[list[Any], dict[str, str]]:
    """A page of a short list that no table holds, and the headers of every list."""
    order = ("position",)
    limit = whole_number(request, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT)
    start = whole_number(request, "skip", 0, 0, MAX_ID - MAX_LIMIT)
    number = start // limit + 1
    text = request.query_params.get("cursor")
    if text is not None:
        if "skip" in request.query_params:
            raise refuse("skip", "skip and cursor exclude each other.")
        cursor = unpack(order, text)
        if cursor is None:
            raise refuse("cursor", "This cursor is not one of this list.")
        start, number = cursor.keys[0], cursor.page
    links = []
    if start + limit < len(rows):
        following = pack(order, Cursor(number + 1, [start + limit], False))
        links.append(page_link(request, limit, following, "next"))
    if start > 0:
        before = Cursor(max(1, number - 1), [max(0, start - limit)], False)
        links.append(page_link(request, limit, pack(order, before), "prev"))
    headers = {
        "X-Total-Count": str(len(rows)),
        "X-Page": str(number),
        "X-Per-Page": str(limit),
    }
    if links:
        headers["Link"] = ", ".join(links)
    return rows[start : start + limit], headers


class SkipLimitPagination(BasePagination):
    """``view.keyset``: the order, unique last; ``view.total()`` may count itself."""

    def paginate_queryset(
        self, queryset: Any, request: Request, view: Any = None
    ) -> list[Any]:
        self.request = request
        self.keyset: tuple[str, ...] = view.get_keyset()
        self.limit = whole_number(request, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT)
        text = request.query_params.get("cursor")
        cursor = None
        if text is not None:
            if "skip" in request.query_params:
                raise refuse("skip", "skip and cursor exclude each other.")
            cursor = unpack(self.keyset, text)
            if cursor is None:
                raise refuse("cursor", "This cursor is not one of this list.")
        skip = whole_number(request, "skip", 0, 0, MAX_ID - MAX_LIMIT)
        self.total, self.total_cached = self.count(queryset, view)
        self.page = take_page(
            queryset, self.keyset, limit=self.limit, skip=skip, cursor=cursor
        )
        return self.page.rows

    def count(self, queryset: QuerySet[Any], view: Any) -> tuple[str, bool | None]:
        """Exact up to the cap; beyond it cached, or capped where filtered.

        With ``view.cached_total`` the whole list's total is never counted in a
        request while it is known: each write of the team makes it anew.
        """
        keep = getattr(view, "cached_total", False) and not view.is_filtered()
        if not keep:
            capped = queryset.order_by().values("pk")[: COUNT_CAP + 1].count()
            if capped <= COUNT_CAP:
                return str(capped), None
            if view.is_filtered():
                return f"{COUNT_CAP}+", None
        user: Any = self.request.user
        name = f"total:{self.request.path.rstrip('/')}:{user.pk}"
        total, hit = remember(
            user.team_id, name, 120, lambda: queryset.order_by().count()
        )
        return str(total), hit if total > COUNT_CAP else None

    def get_paginated_response(self, data: Any) -> Response:
        response = Response(data)
        response["X-Total-Count"] = self.total
        response["X-Page"] = str(self.page.number)
        response["X-Per-Page"] = str(self.limit)
        if self.total_cached is not None:
            response["X-Cache"] = "HIT" if self.total_cached else "MISS"
        links = []
        rows = self.page.rows
        if self.page.has_next and rows:
            links.append(self.link(rows[-1], self.page.number + 1, False, "next"))
        if self.page.has_previous and rows:
            links.append(self.link(rows[0], self.page.number - 1, True, "prev"))
        if links:
            response["Link"] = ", ".join(links)
        return response

    def link(self, row: Any, number: int, backwards: bool, rel: str) -> str:
        cursor = Cursor(number, key_of(row, self.keyset), backwards)
        return page_link(self.request, self.limit, pack(self.keyset, cursor), rel)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        def parameter(name: str, schema: dict[str, Any], text: str) -> dict[str, Any]:
            return {
                "name": name,
                "in": "query",
                "required": False,
                "schema": schema,
                "description": text,
            }

        return [
            parameter(
                "skip",
                {"type": "integer", "minimum": 0, "default": 0},
                "Rows to pass over.",
            ),
            parameter(
                "limit",
                {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": MAX_LIMIT,
                    "default": DEFAULT_LIMIT,
                },
                "Rows a page.",
            ),
            parameter(
                "cursor", {"type": "string"}, "Where the page starts (from Link)."
            ),
        ]

    def get_paginated_response_schema(self, schema: Any) -> Any:
        return schema
