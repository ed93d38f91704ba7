"""Saved searches: list, edit with a dry run, run now."""

from __future__ import annotations

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

from jobhunt.lib.errors import DomainError
from jobhunt.lib.pages import html_page
from jobhunt.lib.ratelimit import limited
from jobhunt.lib.scoping import get_for_user_or_404
from scraping import forms
from scraping.models import SavedSearch
from scraping.services import runs, searches
from scraping.services.sources import labels


@require_safe
def search_list(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    page = html_page(request, SavedSearch.objects.for_user(user), ("-id",), limit=50)
    upcoming = searches.next_runs(page.rows)
    for row in page.rows:
        row.next_run_at = upcoming.get(row.pk)
    context = {"page": page, "searches": page.rows}
    return render(request, "scraping/searches.html", context)


def edit(request: HttpRequest, search: SavedSearch) -> HttpResponse:
    """The form of a search; "preview" shows what its rules would drop."""
    user: Any = request.user
    names = {name: label for name, label in labels().items() if name != "manual"}
    form = forms.SearchForm(
        user, request.POST or None, sources=list(names.items()), search=search
    )
    preview = None
    if request.method == "POST" and form.is_valid():
        try:
            if "preview" in request.POST:
                preview = searches.preview(user, form.rules())
            else:
                searches.save(user, search, form.changes())
                messages.success(request, _("Saved."))
                return redirect("scraping:search-list")
        except DomainError as error:
            field = str(getattr(error, "field", "")).removeprefix("rules.")
            form.add_error(field if field in form.fields else None, error.message)
    context = {"form": form, "search": search, "preview": preview}
    return render(
        request, "scraping/search.html", context, status=400 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def search_new(request: HttpRequest) -> HttpResponse:
    return edit(request, SavedSearch())


@require_http_methods(["GET", "HEAD", "POST"])
def search_edit(request: HttpRequest, pk: str) -> HttpResponse:
    return edit(request, get_for_user_or_404(SavedSearch, request.user, pk))


@require_POST
@limited("scrape")
def search_run(request: HttpRequest, pk: str) -> HttpResponse:
    search = get_for_user_or_404(SavedSearch, request.user, pk)
    run = runs.start_run(request.user, search=search)
    return redirect("scraping:run-detail", run.pk)


@require_POST
def search_delete(request: HttpRequest, pk: str) -> HttpResponse:
    search = get_for_user_or_404(SavedSearch, request.user, pk)
    searches.remove(request.user, search)
    messages.success(request, _("Search deleted."))
    return redirect("scraping:search-list")
