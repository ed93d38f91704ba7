"""Changing and resetting passwords."""

from __future__ import annotations

import hashlib
import logging
import secrets
import time
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import signals
from accounts.models import AuthSession, PasswordReset, User
from accounts.services import sessions
from accounts.services.registration import check_password
from jobhunt.lib.audit import audit
from jobhunt.lib.errors import NotSignedIn, RuleRefused

logger = logging.getLogger("jobhunt.security")
# Seconds; more than writing a reset takes, so that time tells nothing.
ANSWER_AFTER = 0.25


def digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def change_password(
    user: User, current: str, new: str, *, keep: AuthSession | None
) -> None:
    """A new password; all sessions but ``keep`` end."""
    if sessions.wrong_password(user, current):
        raise NotSignedIn(_("The current password is wrong."))
    if current == new:
        raise RuleRefused(
            _("The new password is the current one."),
            field="new_password",
            code="same",
        )
    check_password(new, user, "new_password")
    with transaction.atomic():
        user.set_password(new)
        user.save(update_fields=["password", "updated_at"])
        sessions.revoke_others(user, keep, "password_change")
    audit("password_change", user=user)


def forget_password(email: str) -> None:
    """Have a link mailed where the address has an account.

    It takes as long where it has none, and also when no mail can be sent.
    """
    answer_at = time.monotonic() + ANSWER_AFTER
    user = User.objects.with_email(email.strip()).filter(is_active=True).first()
    if user is not None:
        announce_reset(user)
    time.sleep(max(0.0, answer_at - time.monotonic()))


def announce_reset(user: User) -> None:
    """Make a reset and tell mail about it, which sends in the background."""
    token = secrets.token_urlsafe(32)
    now = timezone.now()
    PasswordReset.objects.filter(user=user, expires_at__lt=now).delete()
    PasswordReset.objects.create(
        user=user,
        token_digest=digest(token),
        expires_at=now + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
    )
    answers = signals.password_reset_requested.send_robust(User, user=user, token=token)
    for _receiver, answer in answers:
        if isinstance(answer, Exception):
            logger.error("a reset mail was not queued: %s", type(answer).__name__)


def reset_of(token: str) -> PasswordReset | None:
    """The unused reset of a token within its time."""
    return (
        PasswordReset.objects.filter(
            token_digest=digest(token),
            used_at__isnull=True,
            expires_at__gt=timezone.now(),
            user__is_active=True,
        )
        .select_related("user")
        .first()
    )


def reset_password(token: str, new: str) -> User:
    """Set a password by a reset's token, once; all sessions end."""
    found = reset_of(token)
    gone = RuleRefused(
        _("This link is invalid or has expired."), field="token", code="expired"
    )
    if found is None:
        raise gone
    user = found.user
    check_password(new, user, "new_password")
    with transaction.atomic():
        won = PasswordReset.objects.filter(pk=found.pk, used_at__isnull=True).update(
            used_at=timezone.now()
        )
        if not won:
            raise gone
        user.set_password(new)
        user.save(update_fields=["password", "updated_at"])
        # Older links of the same account are dead as well.
        PasswordReset.objects.filter(user=user, used_at__isnull=True).update(
            used_at=timezone.now()
        )
        sessions.revoke_others(user, None, "password_reset")
    audit("password_reset", user=user)
    return user
