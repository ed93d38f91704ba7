"""Sessions (API and browser alike) and single-use password resets."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from accounts.models.team import Membership

# In this order: each names itself after the ones below it, too.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


class AuthSessionQuerySet(models.QuerySet["AuthSession"]):
    def for_user(self, user: Any) -> AuthSessionQuerySet:
        return self.filter(user=user)

    def live(self) -> AuthSessionQuerySet:
        return self.filter(revoked_at__isnull=True, expires_at__gt=timezone.now())

    def with_user(self) -> AuthSessionQuerySet:
        """The user too, and in ``current_role`` his role in the current team."""
        current = Membership.objects.filter(
            user=OuterRef("user_id"), team=OuterRef("user__team_id")
        )
        return self.select_related("user").annotate(
            current_role=Subquery(current.values("role")[:1])
        )


class AuthSession(models.Model):
    """One sign-in. Ending the row ends its tokens, browser login and sockets."""

    class Kind(models.TextChoices):
        API = "api"
        BROWSER = "browser"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="auth_sessions"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    current_jti = models.CharField(max_length=64, blank=True, default="")
    previous_jti = models.CharField(max_length=64, blank=True, default="")
    rotated_at = models.DateTimeField(null=True, blank=True)
    session_key = models.CharField(max_length=64, blank=True, default="", db_index=True)
    ip_address = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.CharField(max_length=40, blank=True, default="")
    # Set by with_user(): the user's role in his current team.
    current_role: str | None

    objects = AuthSessionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["user", "-id"], name="accounts_session_user"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} session {self.pk} of {self.user_id}"

    @property
    def device(self) -> str:
        """What a person recognises: "Firefox, Linux"; else what it says itself."""
        agent = self.user_agent
        browser = next((name for mark, name in BROWSERS if mark in agent), "")
        system = next((name for mark, name in SYSTEMS if mark in agent), "")
        if browser:
            return f"{browser}, {system}" if system else browser
        return agent


class PasswordReset(models.Model):
    """A reset that was asked for; only the token's digest is kept."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="password_resets"
    )
    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"reset {self.pk} of {self.user_id}"
