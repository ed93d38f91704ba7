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

USERNAME = re.compile(r"[\w.+-]{1,150}")


def register(
    *,
    email: str,
    password: str,
    full_name: str,
    username: str | None = None,
    team_name: str | None = None,
) -> User:
    """A new account as REGISTRATION allows; Conflict names what is taken."""
    require_registration(email)
    check_email(email)
    check_username(username)
    check_password(password, User(email=email, full_name=full_name))
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
    """Django's validators; the first complaint is the answer."""
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

    A user name may not be somebody's e-mail either: both sign in.
    """
    others = User.objects.exclude(pk=but.pk) if but else User.objects.all()
    taken = _("This email is already registered.")
    if email and (
        others.filter(email__iexact=email).exists()
        or others.filter(username__iexact=email).exists()
    ):
        raise Conflict(taken, field="email")
    if username and (
        others.filter(username__iexact=username).exists()
        or others.filter(email__iexact=username).exists()
    ):
        raise Conflict(_("This username is already taken."), field="username")
    if team_name and Team.objects.filter(name__iexact=team_name).exists():
        raise Conflict(_("A team of this name exists already."), field="team_name")


def free_username(email: str) -> str:
    """A user name from the address, with a few characters where it is taken."""
    stem = re.sub(r"[^\w.+-]", "", email.partition("@")[0])[:100] or "user"
    name = stem
    while User.objects.filter(username__iexact=name).exists():
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
    """The account, its team and its ownership in one transaction, unchecked."""
    user = User(
        email=email.strip(),
        username=username or free_username(email),
        full_name=full_name.strip() or email.partition("@")[0],
        **fields,
    )
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
            if team_name:
                team = Team.objects.create(name=team_name.strip())
                Membership.objects.create(
                    team=team, user=user, role=Membership.Role.OWNER
                )
            else:
                team = teams.make_personal_team(user)
            user.team = team
            user.save(update_fields=["team"])
    except IntegrityError:
        # Somebody took a name between the check and now.
        check_free(email=email, username=username, team_name=team_name)
        raise
    return user
