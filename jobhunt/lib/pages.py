"""Paging of HTML lists: the same keyset as the API, links for templates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from jobhunt.lib.pagination import COUNT_CAP, Cursor, key_of, pack, take_page, unpack


@dataclass(frozen=True, slots=True)
class HtmlPage:
    rows: list[Any]
    number: int
    next: str | None
    previous: str | None
    total: str


def html_page(
    request: HttpRequest,
    queryset: QuerySet[Any],
    keyset: tuple[str, ...],
    *,
    limit: int = 25,
) -> HtmlPage:
    """The page that ``?cursor=`` names; a cursor of another list starts anew."""
    cursor = unpack(keyset, request.GET.get("cursor", ""))
    page = take_page(queryset, keyset, limit=limit, cursor=cursor)
    count = queryset.order_by().values("pk")[: COUNT_CAP + 1].count()
    total = str(count) if count <= COUNT_CAP else f"{COUNT_CAP}+"

    def link(row: Any, number: int, backwards: bool) -> str:
        query = request.GET.copy()
        query["cursor"] = pack(keyset, Cursor(number, key_of(row, keyset), backwards))
        return f"{request.path}?{query.urlencode()}"

    rows = page.rows
    return HtmlPage(
        rows=rows,
        number=page.number,
        next=link(rows[-1], page.number + 1, False) if page.has_next else None,
        previous=link(rows[0], page.number - 1, True)
        if page.has_previous and rows
        else None,
        total=total,
    )
