"""Suggested duplicates: why they may be one, and the three answers to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jobhunt.lib.pages import html_page
from jobhunt.lib.scoping import get_for_user_or_404
from scraping.models import DuplicatePair, Job
from scraping.services import duplicates
from scraping.services.sources import labels


@require_safe
def duplicate_list(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    rows = (
        DuplicatePair.objects.for_user(user)
        .filter(status=DuplicatePair.Status.SUGGESTED)
        .select_related("first", "second")
    )
    page = html_page(request, rows, ("-id",))
    names = labels()
    for pair in page.rows:
        pair.places = [
            (job, names.get(job.source, job.source))
            for job in (pair.first, pair.second)
        ]
    context = {"page": page, "pairs": page.rows}
    return render(request, "scraping/duplicates.html", context)


@require_POST
def duplicate_answer(request: HttpRequest, pk: str) -> HttpResponse:
    """Merge the newer into the older, or keep both apart."""
    pair = get_for_user_or_404(DuplicatePair, request.user, pk)
    if request.POST.get("answer") == "merge":
        kept = duplicates.merge(request.user, pair.second, pair.first)
        messages.success(
            request,
            _("Merged. “%(title)s” can be split again.") % {"title": kept.title},
        )
    else:
        duplicates.dismiss(request.user, pair)
        messages.success(request, _("They stay two jobs."))
    return redirect("scraping:duplicate-list")


@require_POST
def job_split(request: HttpRequest, pk: str) -> HttpResponse:
    job = get_for_user_or_404(Job, request.user, pk)
    duplicates.split(request.user, job)
    messages.success(request, _("The job stands alone again."))
    return redirect("scraping:job-detail", job.pk)
