"""What a user changes about himself."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import signals
from accounts.models import PasswordReset, User
from accounts.services import registration, teams
from jobhunt.lib.audit import audit
from jobhunt.lib.cache import bump_team
from jobhunt.lib.errors import RuleRefused


def update_profile(user: User, changes: dict[str, Any]) -> User:
    """Write the given fields; ``team_id`` makes another of one's teams current."""
    values = {name: value for name, value in changes.items() if name != "team_id"}
    if "email" in values:
        values["email"] = registration.normal_email(values["email"])
        registration.check_email(values["email"])
    if "username" in values:
        registration.check_username(values["username"])
    teams.check_line(values.get("full_name", ""), "full_name")
    if "timezone" in values and values["timezone"] not in available_timezones():
        raise RuleRefused(_("This time zone is not known."), field="timezone")
    names = {name: values.get(name) for name in ("email", "username")}
    registration.check_free(**names, but=user)
    try:
        with transaction.atomic():
            write(user, values)
            if "team_id" in changes:
                teams.switch(user, changes["team_id"])
            signals.profile_updated.send(User, user=user, fields=set(values))
    except IntegrityError:
        # Somebody took the name between the check and now.
        registration.check_free(**names, but=user)
        raise
    audit("profile_update", user=user, details={"fields": sorted(changes)})
    return user


def write(user: User, values: dict[str, Any]) -> None:
    if not values:
        return
    if values.get("email", user.email) != user.email:
        # A link that waits in the old mailbox must not open the account.
        PasswordReset.objects.filter(user=user, used_at=None).update(
            used_at=timezone.now()
        )
    for name, value in values.items():
        setattr(user, name, value)
    # Only these: another request may be changing the password just now.
    user.save(update_fields=[*values, "updated_at"])
    bump_team(user.team_id)
