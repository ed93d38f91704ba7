"""Making accounts: every user has a team from the first moment on."""

from __future__ import annotations

import re
import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Invitation, Membership, Team, User
from accounts.services import teams
from jobhunt.lib.audit import audit
from jobhunt.lib.errors import Conflict, NotAllowed, RuleRefused

# ASCII, so that "in any case" means the same to every database.
USERNAME = re.compile(r"[A-Za-z0-9._+-]{1,150}")
ATTEMPTS = 3


def register(
    *,
    email: str,
    password: str,
    full_name: str,
    username: str | None = None,
    team_name: str | None = None,
) -> User:
    """A new account as REGISTRATION allows; Conflict names what is taken."""
    email = normal_email(email)
    require_registration(email)
    check_email(email)
    check_username(username)
    teams.check_line(full_name, "full_name")
    teams.check_line(team_name or "", "team_name")
    check_password(
        password, User(email=email, full_name=full_name, username=username or "")
    )
    check_free(email=email, username=username, team_name=team_name)
    user = create_account(
        email=email,
        password=password,
        full_name=full_name,
        username=username,
        team_name=team_name,
    )
    audit("user_register", user=user, details={"team_id": user.team_id})
    return user


def normal_email(email: str) -> str:
    """As typed, but for blanks around it and the case of the host."""
    name, at, host = email.strip().rpartition("@")
    return f"{name}{at}{host.lower()}"


def require_registration(email: str) -> None:
    if settings.REGISTRATION == "closed":
        raise NotAllowed(_("Registration is closed."))
    if settings.REGISTRATION == "invite":
        invited = Invitation.objects.filter(
            email__iexact=email,
            state=Invitation.Status.PENDING,
            expires_at__gt=timezone.now(),
        )
        if not invited.exists():
            raise NotAllowed(_("Registration is by invitation only."))


def check_email(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise RuleRefused(_("Enter a valid email address."), field="email") from None


def check_username(username: str | None) -> None:
    if username is not None and not USERNAME.fullmatch(username):
        raise RuleRefused(_("Use letters, digits and . + - _ only."), field="username")


def check_password(password: str, user: User | None, field: str = "password") -> None:
    """Django's validators; the code is that of the first complaint."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        first = error.error_list[0]
        raise RuleRefused(
            " ".join(error.messages), field=field, code=str(first.code or "invalid")
        ) from None


def check_free(
    *,
    email: str | None = None,
    username: str | None = None,
    team_name: str | None = None,
    but: User | None = None,
) -> None:
    """Conflict when an e-mail, user name or team name is another's.

    A user name has no @, so it is never somebody's e-mail: both sign in.
    """
    mine = but.pk if but else 0
    if email and User.objects.with_email(email).exclude(pk=mine).exists():
        raise Conflict(_("This email is already registered."), field="email")
    if username and User.objects.with_username(username).exclude(pk=mine).exists():
        raise Conflict(_("This username is already taken."), field="username")
    if team_name and Team.objects.filter(name__iexact=team_name).exists():
        raise Conflict(_("A team of this name exists already."), field="team_name")


def free_username(email: str) -> str:
    """A user name from the address, with a few characters where it is taken."""
    stem = re.sub(r"[^A-Za-z0-9._+-]", "", email.partition("@")[0])[:100] or "user"
    name = stem
    while User.objects.with_username(name).exists():
        name = f"{stem}-{secrets.token_hex(3)}"
    return name


def create_account(
    *,
    email: str,
    password: str | None = None,
    full_name: str = "",
    username: str | None = None,
    team_name: str | None = None,
    **fields: Any,
) -> User:
    """The account, its team and its ownership in one transaction, unchecked.

    Names that we made up are made anew when somebody takes them meanwhile;
    Conflict when it was a given one.
    """
    email = normal_email(email)
    user = User(
        email=email,
        full_name=full_name.strip() or email.partition("@")[0],
        **fields,
    )
    user.set_password(password)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic():
                return save_account(user, username, (team_name or "").strip())
        except IntegrityError:
            check_free(email=email, username=username, team_name=team_name)
            if attempt == ATTEMPTS:
                raise
    return user


def save_account(user: User, username: str | None, team_name: str) -> User:
    user.pk = None
    user._state.adding = True
    user.team = None
    user.username = username or free_username(user.email)
    user.save()
    if team_name:
        user.team = Team.objects.create(name=team_name)
        Membership.objects.create(team=user.team, user=user, role=Membership.Role.OWNER)
    else:
        user.team = teams.make_personal_team(user)
    user.save(update_fields=["team"])
    return user
