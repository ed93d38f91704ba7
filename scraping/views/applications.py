"""Application pages: board or list, one application with its timeline."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from jobhunt.lib.errors import Conflict, DomainError
from jobhunt.lib.pages import html_page
from jobhunt.lib.scoping import get_for_user_or_404
from jobhunt.lib.views import add_error
from mail.models import OutboxMail
from scraping import forms
from scraping.models import Application, ApplicationEvent, FollowUpSequence
from scraping.presenting import application_dicts
from scraping.services import export, status
from scraping.services.sequences import suggested_recipient
from scraping.statuses import CLOSED, Status

CARDS = 12
COLUMNS = (
    ("pending", gettext_lazy("Saved"), (Status.PENDING,)),
    ("applied", gettext_lazy("Applied"), (Status.APPLIED,)),
    ("interviewing", gettext_lazy("Interviewing"), (Status.INTERVIEWING,)),
    ("offered", gettext_lazy("Offered"), (Status.OFFERED,)),
    ("closed", gettext_lazy("Closed"), CLOSED),
)


def mine(request: HttpRequest) -> Any:
    return Application.objects.of(request.user).select_related("job", "resume")


@require_safe
def application_list(request: HttpRequest) -> HttpResponse:
    if request.GET.get("view") == "list":
        return as_list(request)
    columns = []
    for name, label, statuses in COLUMNS:
        rows = mine(request).filter(status__in=statuses)
        everything = request.GET.get("all") == name
        cards = list(rows.order_by("position", "-id")[: 500 if everything else CARDS])
        columns.append(
            {
                "name": name,
                "label": label,
                "cards": cards,
                "count": rows.count(),
                "closed": name == "closed",
            }
        )
    context = {"columns": columns, "statuses": forms.STATUS_LABELS, "view": "board"}
    return render(request, "scraping/board.html", context)


def as_list(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("status", "")
    rows = mine(request)
    if wanted in Status.values:
        rows = rows.filter(status=wanted)
    page = html_page(request, rows, ("-id",))
    context = {
        "page": page,
        "applications": page.rows,
        "statuses": forms.STATUS_LABELS,
        "wanted": wanted,
        "view": "list",
    }
    return render(request, "scraping/applications.html", context)


def own(request: HttpRequest, pk: str) -> Application:
    """The user's own application; a teammate's page does not exist for him."""
    user: Any = request.user
    return get_for_user_or_404(Application, user, pk, user=user)


def application_page(
    request: HttpRequest, application: Application, code: int = 200, **changed: Any
) -> HttpResponse:
    user: Any = request.user
    data = application_dicts([application], user)[0]
    events = ApplicationEvent.objects.filter(application=application)
    context = {
        "application": data,
        "row": application,
        "job": data["job"],
        "events": events.select_related("user").order_by("-at", "-id")[:200],
        "mails": OutboxMail.objects.of(user).filter(pk__in=data["email_ids"]),
        "packages": application.packages.order_by("-id"),
        "form": forms.ApplicationForm(
            initial={
                "status": application.status,
                "applied_at": application.applied_at,
                "next_action_at": application.next_action_at,
                "notes": application.notes or "",
                "version": application.version,
            }
        ),
        "event_form": forms.EventForm(auto_id="event_%s"),
        **follow_ups_of(user, application),
        **changed,
    }
    return render(request, "scraping/application.html", context, status=code)


def follow_ups_of(user: Any, application: Application) -> dict[str, Any]:
    """What the page's part about follow-ups shows."""
    sequence = FollowUpSequence.objects.filter(application=application).first()
    running = FollowUpSequence.objects.running().filter(application=application)
    form = None
    if application.status == Status.APPLIED and not running.exists():
        recipient = suggested_recipient(application)
        form = forms.SequenceForm(
            user, initial={"recipient": recipient}, auto_id="sequence_%s"
        )
    return {"sequence": sequence, "sequence_form": form}


@require_safe
def application_detail(request: HttpRequest, pk: str) -> HttpResponse:
    return application_page(request, own(request, pk))


@require_POST
def application_update(request: HttpRequest, pk: str) -> HttpResponse:
    application = own(request, pk)
    form = forms.ApplicationForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        changes = {
            "status": data["status"],
            "applied_at": data["applied_at"],
            "next_action_at": data["next_action_at"],
            "notes": data["notes"] or None,
            "version": data["version"],
        }
        if changes["applied_at"] is None:
            del changes["applied_at"]
        try:
            status.update_application(request.user, application, changes)
        except Conflict as error:
            form.add_error(None, error.message)
            application.refresh_from_db()
            return application_page(
                request, application, 409, form=form, theirs=application
            )
        except DomainError as error:
            add_error(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("scraping:application-detail", application.pk)
    return application_page(request, application, 400, form=form)


@require_POST
def application_move(request: HttpRequest, pk: str) -> HttpResponse:
    """Move a card: from the board's script, its dialog, or a plain form."""
    application = own(request, pk)
    form = forms.MoveForm(request.POST)
    if not form.is_valid():
        return application_page(request, application, 400)
    status.update_application(
        request.user,
        application,
        {
            "status": form.cleaned_data["status"],
            **(
                {"version": form.cleaned_data["version"]}
                if form.cleaned_data["version"] is not None
                else {}
            ),
        },
    )
    application.refresh_from_db()
    if request.headers.get("X-Requested-With") == "fetch":
        return render(
            request, "scraping/_card.html", {"card": application, "moved": True}
        )
    messages.success(
        request,
        _("%(title)s: moved to %(status)s")
        % {
            "title": application.job.title,
            "status": dict(forms.STATUS_LABELS)[Status(application.status)],
        },
    )
    return redirect("scraping:application-list")


@require_POST
def event_new(request: HttpRequest, pk: str) -> HttpResponse:
    application = own(request, pk)
    form = forms.EventForm(request.POST, auto_id="event_%s")
    if form.is_valid():
        data = form.cleaned_data
        status.add_event(
            request.user, application, data["kind"], text=data["text"], at=data["at"]
        )
        messages.success(request, _("Added to the timeline."))
        return redirect("scraping:application-detail", application.pk)
    return application_page(request, application, 400, event_form=form)


@require_POST
def application_delete(request: HttpRequest, pk: str) -> HttpResponse:
    status.delete_application(request.user, own(request, pk))
    messages.success(request, _("Taken off the board."))
    return redirect("scraping:application-list")


@require_safe
def application_export(request: HttpRequest) -> HttpResponseBase:
    kind = "json" if request.GET.get("format") == "json" else "csv"
    return export.applications(mine(request), request.user, kind)
