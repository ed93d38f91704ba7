"""A stored PDF over HTTP: attachment, validators and ranges, for both faces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import http_date, parse_http_date_safe
from django.utils.translation import gettext as _

from jobhunt.lib.errors import Missing, page
from resumes.models import Resume
from resumes.services.storage import absolute

CHUNK = 1 << 16
_RANGE = re.compile(r"^bytes=(\d*)-(\d*)$")


def pdf_response(request: HttpRequest, resume: Resume) -> HttpResponseBase:
    """200, 206, 304 or 416 with the bytes uploaded."""
    etag = f'"{resume.sha256}"'
    try:
        file = absolute(resume.path).open("rb")
    except FileNotFoundError:
        raise Missing("The file of this resume is missing.") from None
    size = resume.file_size
    if _is_unchanged(request, etag, resume):
        file.close()
        return _with_headers(HttpResponse(status=304), resume, etag)
    wanted = _wanted_range(request, etag, resume, size)
    response: HttpResponseBase
    if wanted is None:
        response = StreamingHttpResponse(_part(file, 0, size))
        response["Content-Length"] = str(size)
    elif not wanted:
        file.close()
        refused = page(request, 416, _("The file ends before this range."))
        refused["Content-Range"] = f"bytes */{size}"
        return refused
    else:
        start, end = wanted
        response = StreamingHttpResponse(
            _part(file, start, end - start + 1), status=206
        )
        response["Content-Range"] = f"bytes {start}-{end}/{size}"
        response["Content-Length"] = str(end - start + 1)
    return _with_headers(response, resume, etag)


def _part(file: IO[bytes], start: int, length: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        while length > 0 and (chunk := file.read(min(CHUNK, length))):
            length -= len(chunk)
            yield chunk


def _is_unchanged(request: HttpRequest, etag: str, resume: Resume) -> bool:
    given = request.headers.get("If-None-Match")
    if given is not None:
        tags = [tag.strip().removeprefix("W/") for tag in given.split(",")]
        return etag in tags or "*" in tags
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    return since is not None and int(resume.created_at.timestamp()) <= since


def _wanted_range(
    request: HttpRequest, etag: str, resume: Resume, size: int
) -> tuple[int, int] | tuple[()] | None:
    """First and last byte; ``()`` beyond the file; ``None`` = all of it."""
    match = _RANGE.match(request.headers.get("Range", "").strip())
    if not match or match.groups() == ("", ""):
        return None
    condition = request.headers.get("If-Range")
    if condition and condition.strip() not in (etag, _modified(resume)):
        return None
    first, last = match.groups()
    if len(first) > 15 or len(last) > 15:
        return ()
    if not first:
        length = min(int(last), size)
        return (size - length, size - 1) if length else ()
    start = int(first)
    end = min(int(last), size - 1) if last else size - 1
    if last and int(last) < start:
        return None  # not a valid range: ignored
    return (start, end) if start < size else ()


def _modified(resume: Resume) -> str:
    return http_date(int(resume.created_at.timestamp()))


def _with_headers(
    response: HttpResponseBase, resume: Resume, etag: str
) -> HttpResponseBase:
    response["Content-Type"] = "application/pdf"
    response["Content-Disposition"] = disposition(resume.filename)
    response["ETag"] = etag
    response["Last-Modified"] = _modified(resume)
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def disposition(filename: str) -> str:
    """``attachment`` with the name as RFC 6266 has it: plain and, if needed, UTF-8."""
    plain = filename.encode("ascii", "replace").decode().replace("?", "_")
    plain = re.sub(r'[\x00-\x1f\x7f"\\]', "_", plain)
    header = f'attachment; filename="{plain}"'
    if plain != filename:
        header += f"; filename*=UTF-8''{quote(filename, safe='')}"
    return header
