"""Scraping pages: starting a run, following it, its ledger."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from jobhunt.lib.errors import Conflict, DomainError
from jobhunt.lib.features import is_enabled
from jobhunt.lib.pages import html_page
from jobhunt.lib.ratelimit import limited
from jobhunt.lib.scoping import get_for_user_or_404
from jobhunt.lib.views import add_error
from scraping import forms
from scraping.models import Company, RunSource, ScrapeRun
from scraping.services import runs
from scraping.services.sources import labels, rows

POSTINGS = 200


def scrape_form(request: HttpRequest, data: Any = None) -> forms.ScrapeForm:
    user: Any = request.user
    usable = [
        (row["name"], row["label"])
        for row in rows(user.team_id)
        if row["enabled"] and row["configured"]
    ]
    companies = Company.objects.for_user(user).filter(enabled=True).order_by("name")
    return forms.ScrapeForm(data, sources=usable, companies=companies)


@require_http_methods(["GET", "HEAD", "POST"])
@limited("scrape")
def run_list(request: HttpRequest) -> HttpResponse:
    """The runs; POST starts one."""
    user: Any = request.user
    form = scrape_form(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            run = runs.start_run(
                user,
                keyword=data["keyword"] or None,
                location=data["location"] or None,
                limit=data["limit"],
                source_names=data["source"],
                company_ids=[company.pk for company in data["company"]],
            )
        except Conflict as error:
            if error.extra.get("run_id"):
                messages.error(request, error.message)
                return redirect("scraping:run-detail", error.extra["run_id"])
            add_error(form, error)
        except DomainError as error:
            if error.status == 403:
                raise
            add_error(form, error)
        else:
            return redirect("scraping:run-detail", run.pk)
    page = html_page(request, ScrapeRun.objects.for_user(user), ("-id",))
    context = {
        "form": form,
        "page": page,
        "runs": page.rows,
        "on": is_enabled("job_scraping"),
    }
    return render(
        request, "scraping/runs.html", context, status=400 if form.errors else 200
    )


@require_safe
def run_detail(request: HttpRequest, pk: str) -> HttpResponse:
    run = get_for_user_or_404(ScrapeRun, request.user, pk)
    names = labels()
    parts = list(
        RunSource.objects.filter(run=run).select_related("company").order_by("pk")
    )
    for part in parts:
        part.label = names.get(part.source, part.source)  # type: ignore[attr-defined]
    outcome = request.GET.get("outcome", "")
    postings = run.postings.order_by("pk")
    counts = Counter(run.postings.values_list("outcome", flat=True))
    if outcome:
        postings = postings.filter(outcome=outcome)
    context = {
        "run": run,
        "parts": parts,
        "postings": postings[:POSTINGS],
        "more": max(
            0, (counts[outcome] if outcome else sum(counts.values())) - POSTINGS
        ),
        "counts": sorted(counts.items()),
        "outcome": outcome,
        "done": sum(part.finished_at is not None for part in parts),
    }
    template = "scraping/run.html"
    htmx = getattr(request, "htmx", None)
    if htmx and not htmx.history_restore_request:
        template += "#progress"
    response = render(request, template, context)
    response["Vary"] = "HX-Request"
    return response


@require_POST
def run_cancel(request: HttpRequest, pk: str) -> HttpResponse:
    run = get_for_user_or_404(ScrapeRun, request.user, pk)
    runs.cancel(request.user, run)
    messages.info(request, _("The run is being stopped."))
    return redirect("scraping:run-detail", run.pk)
