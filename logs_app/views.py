"""The log page: newest first, filtered, followed live, exported, cleared."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from jobhunt.lib.errors import NotAllowed
from jobhunt.lib.scoping import get_for_user_or_404, object_id
from logs_app import services
from logs_app.forms import LogFilter
from logs_app.models import LogEntry

PAGE = 50
# Rows that one live look brings at most; more means: load the page again.
LIVE = 200
ACTIONS = [
    "user_register",
    "user_login",
    "user_login_failed",
    "user_logout",
    "password_change",
    "password_reset",
    "profile_update",
    "session_revoke",
    "resume_upload",
    "resume_update",
    "resume_delete",
    "resume_analyze",
    "ai_generate",
    "email_queued",
    "email_sent",
    "email_failed",
    "job_scrape",
    "job_create",
    "job_update",
    "job_delete",
    "job_apply",
    "status_change",
    "team_create",
    "team_update",
    "team_invite",
    "member_add",
    "member_role_change",
    "member_remove",
    "schedule_create",
    "schedule_delete",
    "scheduler_restart",
    "logs_clear",
    "logs_export",
    "follow_up_recommended",
    "telegram_test",
    "channel_off",
    "channel_on",
]


def chosen(request: HttpRequest) -> tuple[LogFilter, QuerySet[LogEntry] | None]:
    """The filters, and the entries they leave; None when a filter is no good."""
    form = LogFilter(request.GET)
    user: Any = request.user
    if not form.is_valid():
        return form, None
    entries = LogEntry.objects.for_user(user)
    return form, services.filtered(entries, form.query(user.timezone))


@require_GET
def log_list(request: HttpRequest) -> HttpResponse:
    form, entries = chosen(request)
    if entries is None:
        context = {"form": form, "rows": [], "actions": ACTIONS}
        return render(request, "logs_app/logs.html", context, status=400)
    after = object_id(request.GET.get("after"))
    if after is not None:
        rows = list(entries.filter(id__gt=after).order_by("-id")[:LIVE])
        return render(request, "logs_app/_rows.html", {"rows": named(rows, request)})
    before = object_id(request.GET.get("before"))
    if before is not None:
        entries = entries.filter(id__lt=before)
    rows = list(entries.order_by("-id")[: PAGE + 1])
    context = {
        "form": form,
        "rows": named(rows[:PAGE], request),
        "next": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "is_first": before is None,
        "is_filtered": any(form.cleaned_data.values()),
        "actions": ACTIONS,
    }
    return render(request, "logs_app/logs.html", context)


def named(rows: list[LogEntry], request: HttpRequest) -> list[LogEntry]:
    """Give entries that an administrator sees the name of their user."""
    user: Any = request.user
    if user.is_staff:
        ids = {row.user_id for row in rows if row.user_id}
        emails = dict(User.objects.filter(pk__in=ids).values_list("id", "email"))
        for row in rows:
            row.user_email = emails.get(row.user_id or 0, "")  # type: ignore[attr-defined]
    return rows


@require_GET
def log_detail(request: HttpRequest, pk: str) -> HttpResponse:
    user: Any = request.user
    entry = get_for_user_or_404(LogEntry, user, pk)
    related = []
    if entry.request_id:
        related = list(
            LogEntry.objects.for_user(user)
            .filter(request_id=entry.request_id)
            .exclude(pk=entry.pk)
            .order_by("id")[:20]
        )
    context = {"entry": entry, "related": related}
    return render(request, "logs_app/log.html", context)


@require_GET
def log_export(request: HttpRequest) -> HttpResponseBase:
    form, entries = chosen(request)
    if entries is None:
        context = {"form": form, "rows": [], "actions": ACTIONS}
        return render(request, "logs_app/logs.html", context, status=400)
    format = "json" if request.GET.get("format") == "json" else "csv"
    return services.exported(request.user, entries, format)


@require_POST
def log_clear(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    if not user.is_staff:
        raise NotAllowed(_("Only an administrator clears the log."))
    deleted = services.clear(user)
    messages.success(
        request,
        ngettext("%(n)d entry deleted.", "%(n)d entries deleted.", deleted)
        % {"n": deleted},
    )
    return redirect("logs_app:log-list")
