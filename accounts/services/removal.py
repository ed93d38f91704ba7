"""The end of an account: what goes with it and what stays."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import signals
from accounts.models import Membership, Team, User
from accounts.services import sessions, teams
from jobhunt.lib.errors import Conflict, NotSignedIn
from jobhunt.lib.realtime import publish

Role = Membership.Role


def delete_account(user: User, password: str) -> None:
    """End one's own account after the password was given once more."""
    if sessions.wrong_password(user, password):
        raise NotSignedIn(_("The password is wrong."))
    remove_account(user)


def remove_account(user: User) -> None:
    """The account and the teams that are only its own, with their files.

    A personal team with a second owner becomes an ordinary one and stays; what
    the user made in other teams stays without a name. Conflict for the only
    owner of a team with others.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        own = [team for team in lock_teams(user) if ends_with(team, user)]
        sessions.revoke_others(user, None, "account_deleted")
        publish("session.revoked", {"user_id": user.pk}, user_id=user.pk)
        user_id, team_ids = user.pk, [team.pk for team in own]
        user.delete()
        for team in own:
            teams.drop(team)
        transaction.on_commit(
            lambda: signals.user_deleted.send(
                User, user_id=user_id, file_team_ids=team_ids
            ),
            robust=True,
        )


def lock_teams(user: User) -> list[Team]:
    """The user's teams, locked: two owners who leave at once see each other."""
    ids = Membership.objects.filter(user=user).values("team_id")
    return list(Team.objects.select_for_update().filter(pk__in=ids).order_by("pk"))


def ends_with(team: Team, user: User) -> bool:
    """Whether the team goes with the user; else it is made ready to stay."""
    others = Membership.objects.filter(team=team).exclude(user=user)
    if not others.exists():
        return True
    if (
        teams.role_in(user, team) == Role.OWNER
        and not others.filter(role=Role.OWNER).exists()
    ):
        raise Conflict(
            _("You are the only owner of %(team)s, which has other members.")
            % {"team": team.name}
        )
    teams.release(team, user)
    return False
