"""Teams and who belongs to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Lower

if TYPE_CHECKING:
    from accounts.models.user import User


class TeamQuerySet(models.QuerySet["Team"]):
    def for_user(self, user: User) -> TeamQuerySet:
        """The user's teams with his role and the number of members; admins see all."""
        mine = Membership.objects.filter(team=OuterRef("pk"), user=user)
        teams = self.annotate(
            my_role=Subquery(mine.values("role")[:1]),
            members=Subquery(
                Membership.objects.filter(team=OuterRef("pk"))
                .order_by()
                .values("team")
                .annotate(count=Count("pk"))
                .values("count")
            ),
        )
        return teams if user.is_staff else teams.filter(my_role__isnull=False)

    def of_member(self, user: User) -> TeamQuerySet:
        """Every team the user belongs to, current or not."""
        return self.filter(memberships__user=user)


class Team(models.Model):
    name = models.CharField(max_length=100)
    description = models.TextField(null=True, blank=True)
    personal = models.BooleanField(default=False)
    # Whose personal team it is: a second owner's personal team is another one.
    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="personal_team",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    # Set by for_user(): what the team is to that user, and how many belong to it.
    my_role: str | None
    members: int

    objects = TeamQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("name"), name="accounts_team_name_unique")
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    class Role(models.TextChoices):
        OWNER = "owner"
        MEMBER = "member"

    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.MEMBER)
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "user"], name="accounts_membership_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.team_id} as {self.role}"
