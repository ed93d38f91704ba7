"""Teams, members and the current team; a team is never without an owner."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import signals
from accounts.models import Membership, Team, User
from accounts.validators import is_one_line
from jobhunt.lib.audit import audit
from jobhunt.lib.cache import bump_team
from jobhunt.lib.errors import Conflict, Missing, NotAllowed, RuleRefused
from jobhunt.lib.realtime import publish

Role = Membership.Role


def make_personal_team(user: User) -> Team:
    """A team of one's own, named after the person, unique by a few characters."""
    base = (user.full_name or user.email)[:70]
    name = _("Team of %(name)s") % {"name": base}
    while Team.objects.filter(name__iexact=name).exists():
        name = f"{_('Team of %(name)s') % {'name': base}} {secrets.token_hex(3)}"
    # One that an operator took the person out of is nobody's now.
    Team.objects.filter(person=user).update(person=None, personal=False)
    team = Team.objects.create(name=name[:100], personal=True, person=user)
    Membership.objects.create(team=team, user=user, role=Role.OWNER)
    return team


def create_team(user: User, *, name: str, description: str | None = None) -> Team:
    check_name(name)
    with transaction.atomic():
        team = save_named(Team(name=name.strip(), description=description))
        Membership.objects.create(team=team, user=user, role=Role.OWNER)
    audit("team_create", user=user, team_id=team.pk, details={"name": team.name})
    return team


def check_name(name: str) -> None:
    if not name.strip():
        raise RuleRefused(_("A name is required."), field="name", code="blank")
    check_line(name, "name")


def check_line(text: str, field: str) -> None:
    if not is_one_line(text):
        raise RuleRefused(_("This must be one line of text."), field=field)


def save_named(team: Team) -> Team:
    """Save; Conflict when another team has the name."""
    same = Team.objects.filter(name__iexact=team.name).exclude(pk=team.pk)
    if same.exists():
        raise Conflict(_("A team of this name exists already."), field="name")
    try:
        with transaction.atomic():
            team.save()
    except IntegrityError:
        raise Conflict(_("A team of this name exists already."), field="name") from None
    return team


def update_team(user: User, team: Team, changes: dict[str, Any]) -> Team:
    if "name" in changes:
        check_name(changes["name"])
        team.name = changes["name"].strip()
    if "description" in changes:
        team.description = changes["description"]
    save_named(team)
    audit(
        "team_update",
        user=user,
        team_id=team.pk,
        details={"fields": sorted(changes)},
    )
    return team


def role_in(user: User, team: Team) -> str | None:
    return (
        Membership.objects.filter(team=team, user=user)
        .values_list("role", flat=True)
        .first()
    )


def require_owner(user: User, team: Team) -> None:
    if role_in(user, team) != Role.OWNER:
        raise NotAllowed(_("Only an owner of the team may do this."))


def membership_of(team: Team, user_id: int) -> Membership:
    found = (
        Membership.objects.select_for_update()
        .filter(team=team, user_id=user_id)
        .select_related("user")
        .first()
    )
    if found is None:
        raise Missing
    return found


def require_other_owner(team: Team, membership: Membership) -> None:
    """Conflict when this membership is the team's last ownership."""
    others = (
        Membership.objects.select_for_update()
        .filter(team=team, role=Role.OWNER)
        .exclude(pk=membership.pk)
    )
    if membership.role == Role.OWNER and not others.exists():
        raise Conflict(_("A team cannot be without an owner."))


def change_role(user: User, team: Team, user_id: int, role: str) -> Membership:
    require_owner(user, team)
    with transaction.atomic():
        # Locked, so that two owners cannot each take the other's role.
        Team.objects.select_for_update().get(pk=team.pk)
        membership = membership_of(team, user_id)
        if role != Role.OWNER:
            require_other_owner(team, membership)
        membership.role = role
        membership.save(update_fields=["role"])
        bump_team(team.pk)
    audit(
        "member_role_change",
        user=user,
        team_id=team.pk,
        details={"user_id": user_id, "role": role},
    )
    return membership


def remove_member(user: User, team: Team, user_id: int) -> None:
    """An owner removes a member; everybody may leave."""
    if user_id != user.pk:
        require_owner(user, team)
    with transaction.atomic():
        Team.objects.select_for_update().get(pk=team.pk)
        membership = membership_of(team, user_id)
        require_other_owner(team, membership)
        member = membership.user
        membership.delete()
        release(team, member)
        if member.team_id == team.pk:
            fall_back(member)
        bump_team(team.pk)
    audit("member_remove", user=user, team_id=team.pk, details={"user_id": user_id})


def release(team: Team, member: User) -> None:
    """A personal team that its person leaves becomes an ordinary one."""
    if team.person_id == member.pk:
        team.person, team.personal = None, False
        team.save(update_fields=["person", "personal", "updated_at"])


def fall_back(member: User) -> None:
    """Who lost the current team is in the personal one, made where missing."""
    with transaction.atomic():
        own = Team.objects.of_member(member).filter(person=member).first()
        _make_current(member, own or make_personal_team(member))


def switch(user: User, team_id: int) -> Team:
    """Make another team of the user's the current one; Missing for no team of his.

    Open sockets of the old one are closed. The membership is locked: it cannot
    be taken away between the look and the change.
    """
    with transaction.atomic():
        membership = (
            Membership.objects.select_for_update(of=("self",))
            .filter(user=user, team_id=team_id)
            .select_related("team")
            .first()
        )
        if membership is None:
            raise Missing
        if user.team_id != team_id:
            _make_current(user, membership.team)
    return membership.team


def _make_current(user: User, team: Team) -> None:
    user.team = team
    user.save(update_fields=["team", "updated_at"])
    user.__dict__.pop("_team_role", None)
    publish("team.changed", {"team_id": team.pk}, user_id=user.pk)


def delete_team(user: User, team: Team) -> None:
    """An owner ends a team without other members, with everything in it."""
    require_owner(user, team)
    if team.personal:
        raise Conflict(_("A personal team cannot be deleted."))
    with transaction.atomic():
        locked = Team.objects.select_for_update().get(pk=team.pk)
        if Membership.objects.filter(team=locked).exclude(user=user).exists():
            raise Conflict(_("The team has other members."))
        was_current = user.team_id == team.pk
        drop(locked)
        if was_current:
            fall_back(user)
    audit("team_update", user=user, details={"deleted": team.name})


def drop(team: Team) -> None:
    """Delete a team's rows now and, once that is committed, its files."""
    pk = team.pk
    team.delete()
    transaction.on_commit(
        lambda: signals.team_deleted.send(Team, team_id=pk), robust=True
    )
