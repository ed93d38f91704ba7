"""What a user changes about himself."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import registration, sessions, teams
from jobhunt.lib.audit import audit
from jobhunt.lib.cache import bump_team
from jobhunt.lib.errors import NotSignedIn, RuleRefused


def update_profile(user: User, changes: dict[str, Any]) -> User:
    """Write the given fields; ``team_id`` makes another of one's teams current."""
    team_id = changes.pop("team_id", None)
    if "email" in changes:
        registration.check_email(changes["email"])
    if "username" in changes:
        registration.check_username(changes["username"])
    if changes.get("timezone") and changes["timezone"] not in available_timezones():
        raise RuleRefused(_("This time zone is not known."), field="timezone")
    team = teams.current_team_of(user, team_id) if team_id is not None else None
    with transaction.atomic():
        registration.check_free(
            email=changes.get("email"), username=changes.get("username"), but=user
        )
        for name, value in changes.items():
            setattr(user, name, value)
        if changes:
            user.save()
            bump_team(user.team_id)
        if team is not None and team.pk != user.team_id:
            teams.switch(user, team)
    fields = sorted([*changes, *(["team_id"] if team else [])])
    audit("profile_update", user=user, details={"fields": fields})
    return user


def delete_account(user: User, password: str) -> None:
    """End the account after its password was given once more."""
    if sessions.wrong_password(user, password):
        raise NotSignedIn(_("The password is wrong."))
    teams.delete_account(user)
