"""The follow-ups of an application: drafted, read, approved, stopped."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jobhunt.lib.errors import DomainError, Missing
from jobhunt.lib.features import feature_required
from jobhunt.lib.views import add_error
from scraping import forms
from scraping.models import Application, FollowUpSequence
from scraping.services import sequences
from scraping.views.applications import application_page, own


def to_page(application: Application) -> HttpResponse:
    response = redirect("scraping:application-detail", application.pk)
    response["Location"] += "#follow-ups"
    return response


@require_POST
@feature_required("email_automation")
def draft(request: HttpRequest, pk: str) -> HttpResponse:
    application = own(request, pk)
    form = forms.SequenceForm(request.user, request.POST, auto_id="sequence_%s")
    if form.is_valid():
        try:
            sequences.draft(request.user, application, **form.cleaned_data)
        except DomainError as error:
            add_error(form, error)
        else:
            messages.success(request, _("Drafted. Read the texts, then approve them."))
            return to_page(application)
    return application_page(request, application, 400, sequence_form=form)


@require_POST
@feature_required("email_automation")
def approve(request: HttpRequest, pk: str) -> HttpResponse:
    application = own(request, pk)
    sequence = FollowUpSequence.objects.filter(application=application).first()
    if sequence is None:
        raise Missing
    texts = request.POST.getlist("follow_up")
    try:
        sequences.approve(request.user, sequence, texts)
    except DomainError as error:
        if len(texts) == len(sequence.texts):
            sequence.texts = texts
        return application_page(
            request,
            application,
            error.status,
            sequence=sequence,
            sequence_error=error.message,
        )
    messages.success(request, _("Approved: the follow-ups go out by themselves."))
    return to_page(application)


@require_POST
def stop(request: HttpRequest, pk: str) -> HttpResponse:
    application = own(request, pk)
    if sequences.stop(application, _("Stopped by hand.")):
        messages.success(request, _("No more follow-ups are sent."))
    return to_page(application)
