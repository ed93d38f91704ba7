"""Pages of the AI floor: the studio, a text, the match of a resume."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from ai import client
from ai.actions import BY_NAME
from ai.forms import FORMS, MailForm, MatchForm, TextForm
from ai.models import Generation
from ai.presenting import compared, marked
from ai.services.analysis import analyse_resume
from ai.services.generate import generate
from ai.services.streaming import open_events
from ai.services.using import keep_with_application, send_text, text_of
from ai.serving import event_response
from jobhunt.lib import features
from jobhunt.lib.errors import DomainError
from jobhunt.lib.pages import html_page
from jobhunt.lib.ratelimit import limited
from jobhunt.lib.scoping import get_for_user_or_404
from jobhunt.lib.views import add_error
from mail.outbox import is_configured
from resumes.models import Resume
from scraping.models import Job
from scraping.services.apply import default_resume

PAGE = 20
FIRST = "cover_letter"


def chosen_kind(request: HttpRequest) -> str:
    kind = request.GET.get("kind", FIRST)
    return kind if kind in FORMS else FIRST


def initial_of(request: HttpRequest) -> dict[str, Any]:
    """What a link from a job or a resume chose beforehand."""
    default = default_resume(request.user)
    initial = {"resume": default.pk if default else None, "tone": "professional"}
    for name in ("job", "resume"):
        value = request.GET.get(name, "")
        if value.isdigit() and len(value) < 19:
            initial[name] = int(value)
    return initial


@require_http_methods(["GET", "HEAD", "POST"])
@limited("ai")
def studio(request: HttpRequest) -> HttpResponse:
    """Writes a text and shows it; without JavaScript the page waits for it."""
    kind = chosen_kind(request)
    form = FORMS[kind](request.user, initial=initial_of(request))
    status = 200
    if request.method == "POST":
        features.require(BY_NAME[kind].flag)
        form = FORMS[kind](request.user, request.POST)
        status = 400
        if form.is_valid():
            try:
                result = generate(request.user, form.action, form.given())
            except DomainError as error:
                add_error(form, error)
                status = error.status
            else:
                return redirect("ai:generation", result["generation_id"])
    return render(
        request, "ai/studio.html", studio_context(request, kind, form), status=status
    )


def studio_context(request: HttpRequest, kind: str, form: Any) -> dict[str, Any]:
    user: Any = request.user
    action = BY_NAME[kind]
    tabs = [
        {
            "url": f"{reverse('ai:studio')}?kind={name}",
            "label": BY_NAME[name].label,
            "current": name == kind,
        }
        for name in FORMS
    ]
    history = Generation.objects.for_user(user).filter(user=user)
    return {
        "form": form,
        "kind": kind,
        "tabs": tabs,
        "flag": action.flag,
        "is_on": features.is_enabled(action.flag),
        "is_configured": client.is_configured(),
        "page": html_page(request, history, ("-id",), limit=PAGE),
        "labels": {name: BY_NAME[name].label for name in FORMS},
    }


@require_POST
@limited("ai")
def stream(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The studio's form as events, for the module studio.js."""
    if kind not in FORMS:
        return JsonResponse({"message": _("Not found.")}, status=404)
    form = FORMS[kind](request.user, request.POST)
    if not form.is_valid():
        texts = [
            f"{form.fields[name].label}: {e}" if name in form.fields else str(e)
            for name, errors in form.errors.items()
            for e in errors
        ]
        return JsonResponse({"message": " ".join(texts)}, status=400)
    try:
        features.require(BY_NAME[kind].flag)
        return event_response(open_events(request.user, form.action, form.given()))
    except DomainError as error:
        return JsonResponse({"message": error.message}, status=error.status)


def own_generation(request: HttpRequest, pk: str) -> Generation:
    user: Any = request.user
    return get_for_user_or_404(Generation, user, pk, user=user)


def generation_page(
    request: HttpRequest, row: Generation, status: int = 200, **forms: Any
) -> HttpResponse:
    user: Any = request.user
    text = text_of(row)
    missing = list((row.output or {}).get("unsupported") or [])
    earlier = (
        Generation.objects.for_user(user)
        .filter(user=user, kind=row.kind, job=row.job, pk__lt=row.pk, status="ok")
        .order_by("-pk")
        .first()
    )
    job = row.job
    initial = {
        "text": text,
        "subject": (row.output or {}).get("subject")
        or (_("Application for %(title)s") % {"title": job.title[:170]} if job else ""),
        "recipient": (job.hr_email if job else "") or "",
        "attach": bool(row.resume_id),
    }
    context = {
        "row": row,
        "label": BY_NAME[row.kind].label if row.kind in BY_NAME else row.kind,
        "text": text,
        "segments": marked(text, missing),
        "unsupported": missing,
        "warnings": (row.output or {}).get("warnings") or [],
        "changes": compared(text_of(earlier), text) if earlier else [],
        "earlier": earlier,
        "job": job,
        "text_form": TextForm(initial=initial, unsupported=missing, auto_id="keep_%s"),
        "mail_form": MailForm(initial=initial, unsupported=missing, auto_id="mail_%s"),
        "can_mail": features.is_enabled("email_automation") and is_configured(user),
        **forms,
    }
    return render(request, "ai/generation.html", context, status=status)


@require_safe
def generation(request: HttpRequest, pk: str) -> HttpResponse:
    return generation_page(request, own_generation(request, pk))


@require_POST
def attach(request: HttpRequest, pk: str) -> HttpResponse:
    """Keeps the edited text as the letter of the application for its job."""
    row = own_generation(request, pk)
    job = get_for_user_or_404(Job, request.user, row.job_id or 0)  # type: ignore[arg-type]
    missing = list((row.output or {}).get("unsupported") or [])
    form = TextForm(request.POST, unsupported=missing, auto_id="keep_%s")
    if not form.is_valid():
        return generation_page(request, row, 400, text_form=form)
    keep_with_application(request.user, job, form.cleaned_data["text"])
    messages.success(request, _("Kept with your application."))
    return redirect("scraping:job-detail", job.pk)


@require_POST
@limited("email")
def mail_text(request: HttpRequest, pk: str) -> HttpResponse:
    """Queues the edited text as a mail."""
    row = own_generation(request, pk)
    missing = list((row.output or {}).get("unsupported") or [])
    form = MailForm(request.POST, unsupported=missing, auto_id="mail_%s")
    if form.is_valid():
        data = form.cleaned_data
        try:
            send_text(
                request.user,
                row,
                recipient=data["recipient"],
                subject=data["subject"],
                text=data["text"],
                attach=data["attach"],
            )
        except DomainError as error:
            add_error(form, error)
            return generation_page(request, row, error.status, mail_form=form)
        messages.success(request, _("The mail is queued."))
        return redirect("ai:generation", row.pk)
    return generation_page(request, row, 400, mail_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@limited("ai")
def resume_match(request: HttpRequest, pk: str) -> HttpResponse:
    """A resume against a posting, with the posting's own words."""
    user: Any = request.user
    resume = get_for_user_or_404(Resume, user, pk)
    analysis = None
    form = MatchForm(user, initial={"job": request.GET.get("job")})
    if request.method == "POST":
        form = MatchForm(user, request.POST)
        if form.is_valid():
            job = form.cleaned_data["job"]
            analysis = analyse_resume(
                user,
                resume,
                job_id=job.pk if job else None,
                job_description=form.cleaned_data["job_description"] or None,
            )
    context = {"resume": resume, "form": form, "analysis": analysis}
    status = 400 if form.is_bound and form.errors else 200
    return render(request, "ai/match.html", context, status=status)
