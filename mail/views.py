"""Mail pages: outbox, writing, templates, and one's own mailbox."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from jobhunt.lib.errors import DomainError
from jobhunt.lib.features import feature_required
from jobhunt.lib.pages import html_page
from jobhunt.lib.ratelimit import limited
from jobhunt.lib.scoping import get_for_user_or_404, object_id
from jobhunt.lib.views import add_error
from mail import forms, outbox
from mail.channels import CHANNELS
from mail.models import Mailbox, MailTemplate, OutboxMail
from mail.pauses import pause_of
from mail.services import checking, composing
from mail.services.mailboxes import save_mailbox
from mail.services.templates import save_template
from mail.templating import VARIABLES, fill

EXAMPLE = {
    "company_name": "Acme",
    "job_role": "Gardener",
    "candidate_name": "Ada",
    "skills": "roses, hedges",
    "portfolio_link": "https://example.org",
}


def tabs(current: str) -> list[dict[str, Any]]:
    entries = (
        ("mail:outbox", _("Outbox"), "outbox"),
        ("mail:compose", _("Write"), "compose"),
        ("mail:templates", _("Templates"), "templates"),
        ("mail:settings", _("Mailbox and alerts"), "settings"),
    )
    from django.urls import reverse

    return [
        {"url": reverse(name), "label": label, "current": key == current}
        for name, label, key in entries
    ]


def show(
    request: HttpRequest,
    template: str,
    tab: str,
    status: int = 200,
    /,
    **context: Any,
) -> HttpResponse:
    context = {
        "tabs": tabs(tab),
        "ready": outbox.is_configured(request.user),
        **context,
    }
    return render(request, f"mail/{template}.html", context, status=status)


@require_safe
@feature_required("email_automation")
def outbox_page(request: HttpRequest) -> HttpResponse:
    page = html_page(request, OutboxMail.objects.of(request.user), ("-id",))
    return show(request, "outbox", "outbox", page=page, mails=page.rows)


def own(request: HttpRequest, pk: str) -> OutboxMail:
    found = OutboxMail.objects.of(request.user).filter(pk=object_id(pk) or 0).first()
    if found is None:
        raise Http404
    return found


@require_safe
@feature_required("email_automation")
def message(request: HttpRequest, pk: str) -> HttpResponse:
    return show(request, "message", "outbox", mail=own(request, pk))


@require_POST
@feature_required("email_automation")
def cancel(request: HttpRequest, pk: str) -> HttpResponse:
    outbox.cancel(request.user, own(request, pk))
    messages.success(request, _("The mail will not be sent."))
    return redirect("mail:outbox")


@require_POST
@feature_required("email_automation")
@limited("email")
def retry(request: HttpRequest, pk: str) -> HttpResponse:
    outbox.retry(request.user, own(request, pk))
    messages.success(request, _("The mail is queued again."))
    return redirect("mail:outbox")


@require_POST
@feature_required("email_automation")
def replied(request: HttpRequest, pk: str) -> HttpResponse:
    mail = outbox.note_reply(request.user, own(request, pk))
    messages.success(request, _("Noted that this mail was answered."))
    return redirect("mail:message", mail.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@feature_required("email_automation")
@limited("email")
def compose(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    initial = {
        name: request.GET.get(name, "") for name in ("recipient", "subject", "body")
    }
    chosen = object_id(request.GET.get("template", ""))
    template = MailTemplate.objects.for_user(user).filter(pk=chosen or 0).first()
    if template is not None:
        initial["subject"], initial["body"] = template.subject, template.body
    form = forms.ComposeForm(user, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            composing.send_to_company(
                user,
                recipient=data["recipient"],
                subject=data["subject"],
                body=data["body"],
                attachment=attachment_of(data["resume"]),
                job_id=None,
                values={},
            )
        except DomainError as error:
            if error.status == 429:
                raise
            add_error(form, error)
        else:
            messages.success(request, _("The mail is queued."))
            return redirect("mail:outbox")
    templates = MailTemplate.objects.for_user(user).order_by("name")
    return show(
        request,
        "compose",
        "compose",
        400 if form.errors else 200,
        form=form,
        templates=templates,
    )


def attachment_of(resume: Any) -> outbox.Attachment | None:
    from resumes.services import resume_bytes

    if resume is None:
        return None
    return outbox.Attachment(resume.filename, "application/pdf", resume_bytes(resume))


@require_safe
@feature_required("email_automation")
def templates(request: HttpRequest) -> HttpResponse:
    rows = MailTemplate.objects.for_user(request.user).order_by("name")
    return show(request, "templates", "templates", templates=rows)


def edit_template(request: HttpRequest, template: MailTemplate) -> HttpResponse:
    form = forms.TemplateForm(request.POST or None, instance=template)
    preview = None
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            preview = {
                "subject": fill(form.cleaned_data["subject"], EXAMPLE),
                "body": fill(form.cleaned_data["body"], EXAMPLE),
            }
        else:
            stored = (
                MailTemplate.objects.get(pk=template.pk) if template.pk else template
            )
            try:
                save_template(request.user, stored, dict(form.cleaned_data))
            except DomainError as error:
                add_error(form, error)
            else:
                messages.success(request, _("Saved."))
                return redirect("mail:templates")
    return show(
        request,
        "template",
        "templates",
        400 if form.errors else 200,
        form=form,
        template=template,
        preview=preview,
        variables=VARIABLES,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@feature_required("email_automation")
def template_new(request: HttpRequest) -> HttpResponse:
    return edit_template(request, MailTemplate(kind=MailTemplate.Kind.APPLICATION))


@require_http_methods(["GET", "HEAD", "POST"])
@feature_required("email_automation")
def template_edit(request: HttpRequest, pk: str) -> HttpResponse:
    return edit_template(request, get_for_user_or_404(MailTemplate, request.user, pk))


@require_POST
@feature_required("email_automation")
def template_approve(request: HttpRequest, pk: str) -> HttpResponse:
    template = get_for_user_or_404(MailTemplate, request.user, pk)
    save_template(request.user, template, {"approved": not template.approved})
    return redirect("mail:templates")


@require_POST
@feature_required("email_automation")
def template_delete(request: HttpRequest, pk: str) -> HttpResponse:
    get_for_user_or_404(MailTemplate, request.user, pk).delete()
    messages.success(request, _("Template deleted."))
    return redirect("mail:templates")


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@feature_required("email_automation")
def mail_settings(request: HttpRequest) -> HttpResponse:
    """One's own mailbox, and tests of what is configured."""
    user: Any = request.user
    mailbox = Mailbox.objects.filter(user=user).first()
    form = forms.MailboxForm.of(mailbox, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            save_mailbox(user, form.cleaned_data)
        except DomainError as error:
            add_error(form, error)
        else:
            messages.success(request, _("Your mails are sent from this mailbox now."))
            return redirect("mail:settings")
    return show(
        request,
        "settings",
        "settings",
        400 if form.errors else 200,
        form=form,
        mailbox=mailbox,
        sender=settings.EMAIL_FROM,
        telegram=CHANNELS["telegram"].reaches(user),
        pause=pause_of(CHANNELS["telegram"], user),
        telegram_set=bool(settings.TELEGRAM_BOT_TOKEN),
    )


@require_POST
@feature_required("email_automation")
def mailbox_delete(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    Mailbox.objects.filter(user=user).delete()
    messages.success(request, _("The mailbox is forgotten."))
    return redirect("mail:settings")


@require_POST
@feature_required("email_automation")
@limited("email")
def test_mail(request: HttpRequest) -> HttpResponse:
    checking.send_test(request.user)
    messages.success(request, _("A test mail to yourself is queued."))
    return redirect("mail:settings")


@require_POST
@limited("email")
def test_telegram(request: HttpRequest) -> HttpResponse:
    checking.test_telegram(request.user)
    messages.success(request, _("Telegram test alert sent."))
    return redirect("mail:settings")
