"""The account: profile, password, sessions, one's data, the end."""

from __future__ import annotations

import tempfile
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts import forms
from accounts.http import PageRequest
from accounts.models import AuthSession, User
from accounts.services import passwords, profile, removal, sessions
from accounts.services.export import write_export
from jobhunt.lib.audit import audit
from jobhunt.lib.errors import DomainError
from jobhunt.lib.ratelimit import limited
from jobhunt.lib.scoping import get_for_user_or_404
from jobhunt.lib.views import add_error


def account_forms(user: Any) -> dict[str, Any]:
    return {
        "profile_form": forms.ProfileForm.of(user),
        "password_form": forms.ChangePasswordForm(auto_id="password_%s"),
        "delete_form": forms.DeleteAccountForm(auto_id="delete_%s"),
    }


def account_page(
    request: PageRequest, status: int = 200, **changed: Any
) -> HttpResponse:
    context = {**account_forms(request.user), **changed}
    return render(request, "accounts/account.html", context, status=status)


def fresh(request: PageRequest) -> User:
    """The user once more, so that a refusal does not change the page around it."""
    return User.objects.get(pk=request.user.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: PageRequest) -> HttpResponse:
    """Shows the account; POST writes the profile."""
    if request.method != "POST":
        return account_page(request)
    form = forms.ProfileForm.of(request.user, request.POST)
    if form.is_valid():
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        try:
            profile.update_profile(fresh(request), changes)
        except DomainError as error:
            add_error(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:account")
    return account_page(request, 400, profile_form=form)


@require_POST
@sensitive_post_parameters()
@limited("change_password")
def password(request: PageRequest) -> HttpResponse:
    form = forms.ChangePasswordForm(request.POST, auto_id="password_%s")
    if form.is_valid():
        try:
            passwords.change_password(
                request.user,
                form.cleaned_data["current_password"],
                form.cleaned_data["new_password"],
                keep=getattr(request, "auth_session", None),
            )
        except DomainError as error:
            if error.status == 401:
                form.add_error("current_password", error.message)
            else:
                add_error(form, error)
        else:
            update_session_auth_hash(request, request.user)
            messages.success(request, _("Password changed successfully"))
            return redirect("accounts:account")
    return account_page(request, 400, password_form=form)


@require_safe
def session_list(request: PageRequest) -> HttpResponse:
    rows = AuthSession.objects.for_user(request.user).live().order_by("-id")
    current = getattr(request, "auth_session", None)
    return render(
        request,
        "accounts/sessions.html",
        {"sessions": rows[:100], "current_id": getattr(current, "pk", None)},
    )


@require_POST
def session_revoke(request: PageRequest, pk: str) -> HttpResponse:
    session = get_for_user_or_404(AuthSession, request.user, pk)
    sessions.revoke(session, reason="revoked")
    audit("session_revoke", user=request.user, details={"session_id": session.pk})
    messages.success(request, _("Session ended."))
    return redirect("accounts:sessions")


@require_POST
def session_revoke_others(request: PageRequest) -> HttpResponse:
    current = getattr(request, "auth_session", None)
    count = sessions.revoke_others(request.user, current, "revoked")
    audit("session_revoke", user=request.user, details={"count": count})
    messages.success(request, _("All other sessions ended."))
    return redirect("accounts:sessions")


@require_POST
@limited("change_password")
def delete(request: PageRequest) -> HttpResponse:
    form = forms.DeleteAccountForm(request.POST, auto_id="delete_%s")
    if form.is_valid():
        try:
            removal.delete_account(request.user, form.cleaned_data["password"])
        except DomainError as error:
            field = "password" if error.status == 401 else None
            form.add_error(field, error.message)
        else:
            logout(request)
            return redirect("landing")
    return account_page(request, 400, delete_form=form)


@require_POST
@limited("email")
def export(request: PageRequest) -> FileResponse:
    """One's own data as a zip of JSON files and uploads."""
    # Closed, and with that deleted, when the answer has been sent.
    file = tempfile.TemporaryFile()  # noqa: SIM115
    write_export(request.user, file)
    file.seek(0)
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"jobhunt_{timezone.localdate()}.zip",
        headers={"Cache-Control": "private, no-store"},
    )
