"""Job pages: the list with its filters, one posting, adding, applying."""

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
from jobhunt.lib.scoping import get_for_user_or_404
from jobhunt.lib.views import add_error
from mail.outbox import is_configured
from scraping import forms, listing
from scraping.models import Application, Job, JobScore
from scraping.presenting import ROW_FIELDS, job_detail, job_dicts
from scraping.services import apply, jobs, status
from scraping.services.sources import labels

PAGE = 20


@require_safe
def job_list(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    names = labels()
    form = forms.JobFilter(
        request.GET, sources=sorted(names.items(), key=lambda x: x[1])
    )
    if not form.is_valid():
        return render(request, "scraping/jobs.html", {"form": form}, status=400)
    query = form.query()
    extra = ["score_rank"] if query["sort"] == "score" else []
    rows = listing.job_list(user, query).values(*ROW_FIELDS, *extra)
    page = html_page(request, rows, listing.KEYSETS[query["sort"]], limit=PAGE)
    shown = job_dicts(page.rows, user)
    for job in shown:
        job["source_label"] = names.get(job["source"], job["source"])
    context = {
        "form": form,
        "page": page,
        "jobs": shown,
        "is_filtered": set(query) - {"sort"},
    }
    template = "scraping/jobs.html"
    htmx = getattr(request, "htmx", None)
    if htmx and not htmx.history_restore_request:
        template += "#results"
    response = render(request, template, context)
    response["Vary"] = "HX-Request"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def job_new(request: HttpRequest) -> HttpResponse:
    form = forms.JobForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data: dict[str, Any] = {
            name: value or None for name, value in form.cleaned_data.items()
        }
        data["description"] = data["description"] or ""
        try:
            job, created = jobs.create_job(request.user, **data)
        except DomainError as error:
            add_error(form, error)
        else:
            text = _("Job added.") if created else _("The team has this job already.")
            messages.success(request, text)
            return redirect("scraping:job-detail", job.pk)
    context = {"form": form, "import_form": forms.ImportForm(auto_id="import_%s")}
    return render(
        request, "scraping/job_new.html", context, status=400 if form.errors else 200
    )


def detail_context(request: HttpRequest, job: Job) -> dict[str, Any]:
    user: Any = request.user
    data = job_detail(job, user)
    application = Application.objects.filter(job=job, user=user).first()
    score = JobScore.objects.filter(job=job, user=user).first()
    newer = Job.objects.for_user(user).listed().filter(pk__gt=job.pk).order_by("pk")
    older = Job.objects.for_user(user).listed().filter(pk__lt=job.pk).order_by("-pk")
    return {
        "job": data,
        "row": job,
        "source_label": labels().get(job.source, job.source),
        "application": application,
        "score": score,
        "previous_id": newer.values_list("pk", flat=True).first(),
        "next_id": older.values_list("pk", flat=True).first(),
        "mail_ready": is_configured(user),
        "kept": job.duplicate_of,
        "changes": job.changes.select_related("earlier").order_by("-at", "-id"),
    }


def apply_form(request: HttpRequest, job: Job, data: Any = None) -> forms.ApplyForm:
    user: Any = request.user
    default = apply.default_resume(user)
    kept = Application.objects.filter(job=job, user=user).first()
    initial = {
        "method": "email" if job.hr_email and is_configured(user) else "manual",
        "recipient": job.hr_email or "",
        "subject": _("Application for %(title)s") % {"title": job.title[:170]},
        "resume": (kept and kept.resume) or default,
        "cover_letter": (kept and kept.cover_letter)
        or apply.default_letter(user, job, default),
    }
    return forms.ApplyForm(user, data, initial=initial)


@require_safe
def job_detail_page(request: HttpRequest, pk: str) -> HttpResponse:
    job = get_for_user_or_404(Job, request.user, pk)
    context = detail_context(request, job)
    context["form"] = apply_form(request, job)
    return render(request, "scraping/job.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def job_edit(request: HttpRequest, pk: str) -> HttpResponse:
    job = get_for_user_or_404(Job, request.user, pk)
    body = getattr(job, "body", None)
    initial = {name: getattr(job, name, None) for name in jobs.EDITABLE}
    initial["description"] = body.description_text if body else ""
    form = forms.JobForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        changes = {
            name: form.cleaned_data[name] or ("" if name == "description" else None)
            for name in form.changed_data
        }
        try:
            if changes:
                jobs.update_job(request.user, job, changes)
        except DomainError as error:
            add_error(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("scraping:job-detail", job.pk)
    return render(
        request,
        "scraping/job_edit.html",
        {"form": form, "job": job},
        status=400 if form.errors else 200,
    )


@require_POST
def job_apply(request: HttpRequest, pk: str) -> HttpResponse:
    job = get_for_user_or_404(Job, request.user, pk)
    form = apply_form(request, job, request.POST)
    if form.is_valid():
        data = form.cleaned_data
        email = data["method"] == "email"
        try:
            application, mail = apply.apply_to_job(
                request.user,
                job,
                method=data["method"],
                resume=data["resume"],
                cover_letter=data["cover_letter"] if email else None,
                recipient=data["recipient"] or None if email else None,
                subject=data["subject"] or None,
            )
        except DomainError as error:
            if error.status not in {400, 409, 503}:
                raise
            add_error(form, error)
        else:
            text = _("Your application is on its way.") if mail else _("Noted.")
            messages.success(request, text)
            return redirect("scraping:application-detail", application.pk)
    context = {**detail_context(request, job), "form": form, "apply_open": True}
    return render(request, "scraping/job.html", context, status=400)


@require_POST
def job_save(request: HttpRequest, pk: str) -> HttpResponse:
    """Keep a job on the board, or take it off again while it is only saved."""
    user: Any = request.user
    job = get_for_user_or_404(Job, user, pk)
    application, made = status.application_for(user, job)
    if not made and application.status == "pending":
        status.delete_application(user, application)
    if getattr(request, "htmx", False):
        row = Job.objects.filter(pk=job.pk).values(*ROW_FIELDS)
        data = job_dicts(list(row), user)[0]
        data["saved"] = Application.objects.filter(job=job, user=user).exists()
        return render(request, "scraping/_save.html", {"job": data})
    messages.success(request, _("Saved.") if made else _("Changed."))
    return redirect("scraping:job-detail", job.pk)


@require_POST
def job_hide(request: HttpRequest, pk: str) -> HttpResponse:
    job = get_for_user_or_404(Job, request.user, pk)
    jobs.update_job(request.user, job, {"hidden": not job.hidden})
    text = _("The job is shown again.") if job.hidden else _("The job is hidden.")
    messages.success(request, text)
    return redirect("scraping:job-detail", job.pk)


@require_POST
def job_delete(request: HttpRequest, pk: str) -> HttpResponse:
    job = get_for_user_or_404(Job, request.user, pk)
    jobs.delete_job(request.user, job)
    messages.success(request, _("Job deleted."))
    return redirect("scraping:job-list")
