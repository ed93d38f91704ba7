"""The team: members, roles, invitations, switching, founding another."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts import forms
from accounts.http import PageRequest
from accounts.models import Invitation, Membership, Team
from accounts.services import invitations, teams
from jobhunt.lib.errors import DomainError
from jobhunt.lib.features import feature_required
from jobhunt.lib.scoping import object_id
from jobhunt.lib.views import add_error


def current_team(request: PageRequest) -> Team:
    return Team.objects.for_user(request.user).get(pk=request.user.team_id or 0)


def team_page(request: PageRequest, status: int = 200, **changed: Any) -> HttpResponse:
    team = current_team(request)
    members = Membership.objects.filter(team=team).select_related("user")
    mine = Team.objects.of_member(request.user).order_by("name")
    owner = team.my_role == "owner"
    invited = [
        (row, invitations.link_of(row) if row.status == "pending" else "")
        for row in (team.invitations.order_by("-id")[:50] if owner else [])
    ]
    context = {
        "team": team,
        "owner": owner,
        "members": members.order_by("id"),
        "teams": mine,
        "invitations": invited,
        "roles": Membership.Role.choices,
        "invite_form": forms.InviteForm(auto_id="invite_%s"),
        "team_form": forms.TeamForm(
            initial={"name": team.name, "description": team.description},
            auto_id="team_%s",
        ),
        "new_form": forms.TeamForm(auto_id="new_%s"),
        **changed,
    }
    return render(request, "accounts/team.html", context, status=status)


@require_safe
@feature_required("teams")
def team(request: PageRequest) -> HttpResponse:
    return team_page(request)


@require_POST
@feature_required("teams")
def update(request: PageRequest) -> HttpResponse:
    form = forms.TeamForm(request.POST, auto_id="team_%s")
    if form.is_valid():
        try:
            teams.require_owner(request.user, current_team(request))
            teams.update_team(request.user, current_team(request), form.cleaned_data)
        except DomainError as error:
            if error.status == 403:
                raise
            add_error(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:team")
    return team_page(request, 400, team_form=form)


@require_POST
@feature_required("teams")
def create(request: PageRequest) -> HttpResponse:
    form = forms.TeamForm(request.POST, auto_id="new_%s")
    if form.is_valid():
        try:
            made = teams.create_team(request.user, **form.cleaned_data)
        except DomainError as error:
            add_error(form, error)
        else:
            teams.switch(request.user, made.pk)
            messages.success(request, _("The team is founded, and you are in it."))
            return redirect("accounts:team")
    return team_page(request, 400, new_form=form)


@require_POST
@feature_required("teams")
def switch(request: PageRequest) -> HttpResponse:
    number = object_id(request.POST.get("team", ""))
    if number is None:
        raise Http404
    found = teams.switch(request.user, number)
    messages.success(request, _("You are now in %(team)s.") % {"team": found.name})
    return redirect("accounts:team")


@require_POST
@feature_required("teams")
def invite(request: PageRequest) -> HttpResponse:
    form = forms.InviteForm(request.POST, auto_id="invite_%s")
    if form.is_valid():
        try:
            made = invitations.invite(
                request.user, current_team(request), **form.cleaned_data
            )
        except DomainError as error:
            if error.status == 403:
                raise
            add_error(form, error)
        else:
            messages.success(request, _("Invited: %(email)s") % {"email": made.email})
            return redirect("accounts:team")
    return team_page(request, 400, invite_form=form)


@require_POST
@feature_required("teams")
def invitation_revoke(request: PageRequest, pk: str) -> HttpResponse:
    found = (
        Invitation.objects.filter(team=current_team(request), pk=object_id(pk) or 0)
        .select_related("team")
        .first()
    )
    if found is None:
        raise Http404
    invitations.revoke(request.user, found)
    messages.success(request, _("Invitation revoked."))
    return redirect("accounts:team")


@require_POST
@feature_required("teams")
def member_role(request: PageRequest, user_id: str) -> HttpResponse:
    role = request.POST.get("role", "")
    number = object_id(user_id)
    if number is None or role not in Membership.Role.values:
        raise Http404
    teams.change_role(request.user, current_team(request), number, role)
    messages.success(request, _("Saved."))
    return redirect("accounts:team")


@require_POST
@feature_required("teams")
def member_remove(request: PageRequest, user_id: str) -> HttpResponse:
    number = object_id(user_id)
    if number is None:
        raise Http404
    teams.remove_member(request.user, current_team(request), number)
    messages.success(request, _("Removed."))
    return redirect("accounts:team")


@require_POST
@feature_required("teams")
def delete(request: PageRequest) -> HttpResponse:
    teams.delete_team(request.user, current_team(request))
    messages.success(request, _("The team is gone."))
    return redirect("accounts:team")


@login_not_required
@never_cache
@feature_required("teams")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Who invites, to which team; accept or decline."""
    found = invitations.invitation_of(token)
    if found is None:
        raise Http404
    user, status, refused = request.user, 200, ""
    if request.method == "POST" and not user.is_authenticated:
        return redirect_to_login(request.path)
    if request.method == "POST":
        try:
            return answer_invitation(cast(PageRequest, request), token)
        except DomainError as error:
            status, refused = error.status, error.message
            found.refresh_from_db()
    for_me = user.is_authenticated and user.email.lower() == found.email.lower()
    context = {
        "invitation": found,
        "for_me": for_me,
        "path": request.path,
        "refused": refused,
    }
    return render(request, "accounts/invitation.html", context, status=status)


def answer_invitation(request: PageRequest, token: str) -> HttpResponse:
    if request.POST.get("answer") == "decline":
        invitations.decline(request.user, token)
        messages.info(request, _("Invitation declined."))
        return redirect(settings.LOGIN_REDIRECT_URL)
    joined = invitations.accept(request.user, token)
    messages.success(
        request, _("You are a member of %(team)s now.") % {"team": joined.name}
    )
    return redirect("accounts:team")
