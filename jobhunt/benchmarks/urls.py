"""Everything, and the same rows from a bare SQL view under the same server."""

from __future__ import annotations

import orjson
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from accounts.authentication import authenticate_token
from jobhunt.lib.renderers import plain
from jobhunt.urls import urlpatterns as everything
from scraping.presenting import JOB_FIELDS

COLUMNS = ", ".join(f'"{name}"' for name in JOB_FIELDS)
SQL = (
    f"SELECT {COLUMNS} FROM scraping_job WHERE team_id = %s AND"
    " duplicate_of_id IS NULL AND NOT hidden ORDER BY id DESC LIMIT 20"
)


@login_not_required
def bare(request: HttpRequest) -> HttpResponse:
    user, _ = authenticate_token(request.headers["Authorization"][7:])
    with connection.cursor() as cursor:
        cursor.execute(SQL, [user.team_id])
        rows = [dict(zip(JOB_FIELDS, row, strict=True)) for row in cursor.fetchall()]
    return HttpResponse(
        orjson.dumps(rows, default=plain), content_type="application/json"
    )


urlpatterns = [path("bare", bare), *everything]
