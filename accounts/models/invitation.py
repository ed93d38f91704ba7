"""Invitations into a team; joining needs the invitee's consent."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models.team import Membership, Team


class Invitation(models.Model):
    class Status(models.TextChoices):
        PENDING = "pending"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        REVOKED = "revoked"
        EXPIRED = "expired"

    team = models.ForeignKey(Team, models.CASCADE, related_name="invitations")
    email = models.EmailField(max_length=254)
    role = models.CharField(
        max_length=10,
        choices=Membership.Role.choices,
        default=Membership.Role.MEMBER,
    )
    # What was decided; a pending row past its date reads as expired.
    state = models.CharField(
        max_length=10, choices=Status.choices, default=Status.PENDING
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="sent_invitations",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["team", "-id"], name="accounts_invite_team")]

    def __str__(self) -> str:
        return f"{self.email} to {self.team_id}"

    @property
    def status(self) -> str:
        if self.state == self.Status.PENDING and self.expires_at <= timezone.now():
            return str(self.Status.EXPIRED)
        return self.state
