"""Exports streamed in constant memory: chunks by keyset, one string a chunk."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone

from jobhunt.lib.fields import utc
from jobhunt.lib.renderers import dumps

CHUNK = 5000
# What a spreadsheet would run, in its fullwidth forms too.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def safe_cell(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(value, datetime):
        return utc(value)
    if isinstance(value, (dict, list)):
        value = dumps(value).decode()
    if isinstance(value, str) and value.lstrip(" \n\u00a0").startswith(FORMULA):
        return "'" + value
    return value


def chunks(
    queryset: QuerySet[Any], fields: Sequence[str]
) -> Iterator[list[tuple[Any, ...]]]:
    """Rows newest first, CHUNK at a time, never an OFFSET."""
    last: int | None = None
    while True:
        page = queryset.order_by("-pk")
        if last is not None:
            page = page.filter(pk__lt=last)
        rows = list(page.values_list("pk", *fields)[:CHUNK])
        if not rows:
            return
        last = rows[-1][0]
        yield [row[1:] for row in rows]


def as_csv(
    header: Sequence[str], pages: Iterator[list[tuple[Any, ...]]]
) -> Iterator[str]:
    yield ",".join(header) + "\r\n"
    for rows in pages:
        out = io.StringIO()
        csv.writer(out, quoting=csv.QUOTE_ALL).writerows(
            ["" if cell is None else safe_cell(cell) for cell in row] for row in rows
        )
        yield out.getvalue()


def as_json(
    pages: Iterator[list[tuple[Any, ...]]], shape: Callable[[tuple[Any, ...]], Any]
) -> Iterator[bytes]:
    yield b"["
    first = True
    for rows in pages:
        text = dumps([shape(row) for row in rows])[1:-1]
        yield text if first else b"," + text
        first = False
    yield b"]"


def export(
    queryset: QuerySet[Any],
    *,
    name: str,
    header: Sequence[str],
    fields: Sequence[str] | None = None,
    format: str = "csv",
) -> StreamingHttpResponse:
    """An attachment ``<name>_<date>.<format>`` of the rows' fields."""
    pages = chunks(queryset, fields or header)
    body: Iterator[Any]
    if format == "json":
        body = as_json(pages, lambda row: dict(zip(header, row, strict=True)))
        kind = "application/json"
    else:
        body = as_csv(header, pages)
        kind = "text/csv; charset=utf-8"
    response = StreamingHttpResponse(body, content_type=kind)
    day = timezone.localdate().isoformat()
    response["Content-Disposition"] = f'attachment; filename="{name}_{day}.{format}"'
    response["Content-Encoding"] = "identity"
    response["Cache-Control"] = "private, no-store"
    return response
