"""Company pages: watching boards, switching sources, importing a link."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from jobhunt.lib.errors import DomainError
from jobhunt.lib.pages import html_page
from jobhunt.lib.ratelimit import limited
from jobhunt.lib.scoping import get_for_user_or_404
from jobhunt.lib.views import add_error
from scraping import forms
from scraping.models import Company
from scraping.services import companies, importing, sources
from scraping.views.sources import listed


@require_http_methods(["GET", "HEAD", "POST"])
@limited("scrape")
def company_list(request: HttpRequest) -> HttpResponse:
    """What is watched, and the sources; POST watches another."""
    user: Any = request.user
    form = forms.WatchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            company, made = companies.watch(
                user,
                url=form.cleaned_data["url"],
                name=form.cleaned_data["name"] or None,
            )
        except DomainError as error:
            form.add_error(
                "name" if getattr(error, "field", "") == "name" else "url",
                error.message,
            )
        else:
            text = (
                _("Watching %(name)s.") if made else _("%(name)s is watched already.")
            )
            messages.success(request, text % {"name": company})
            return redirect("scraping:company-list")
    rows = companies.with_counts(Company.objects.for_user(user))
    page = html_page(request, rows, ("-id",), limit=50)
    names = sources.labels()
    for company in page.rows:
        company.source_label = names.get(company.source, company.source)
    context = {
        "form": form,
        "page": page,
        "companies": page.rows,
        "sources": listed(user.team_id),
        "owner": user.is_owner,
    }
    return render(
        request, "scraping/companies.html", context, status=400 if form.errors else 200
    )


@require_POST
def company_switch(request: HttpRequest, pk: str) -> HttpResponse:
    company = get_for_user_or_404(Company, request.user, pk)
    companies.update(request.user, company, {"enabled": not company.enabled})
    return redirect("scraping:company-list")


@require_POST
def company_delete(request: HttpRequest, pk: str) -> HttpResponse:
    company = get_for_user_or_404(Company, request.user, pk)
    companies.unwatch(request.user, company)
    messages.success(request, _("Not watched any more; its jobs stay."))
    return redirect("scraping:company-list")


@require_POST
@limited("scrape")
def job_import(request: HttpRequest) -> HttpResponse:
    """Read one posting by its link and show it."""
    form = forms.ImportForm(request.POST, auto_id="import_%s")
    if form.is_valid():
        try:
            job, made = importing.import_url(request.user, form.cleaned_data["url"])
        except DomainError as error:
            add_error(form, error)
        else:
            text = _("Job added.") if made else _("The team has this job already.")
            messages.success(request, text)
            return redirect("scraping:job-detail", job.pk)
    context = {"form": forms.JobForm(), "import_form": form}
    return render(request, "scraping/job_new.html", context, status=400)
