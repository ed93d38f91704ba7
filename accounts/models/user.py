"""The account of a person."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.db import models
from django.db.models.functions import Lower

from accounts.models.team import Membership, Team


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, email: str, password: str | None = None, **fields: Any
    ) -> User:
        """Make an account with its personal team, which is its current one."""
        from accounts.services.registration import create_account

        return create_account(email=email, password=password, **fields)

    def create_superuser(
        self, email: str, password: str | None = None, **fields: Any
    ) -> User:
        return self.create_user(
            email, password, **{**fields, "is_staff": True, "is_superuser": True}
        )

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(pk__in=self.called(username or "").values("pk"))

    def with_email(self, email: str) -> models.QuerySet[User]:
        """Whoever has this address, in any case."""
        return self.alias(lower_email=Lower("email")).filter(lower_email=email.lower())

    def with_username(self, name: str) -> models.QuerySet[User]:
        """Whoever has this user name, in any case."""
        return self.alias(lower_name=Lower("username")).filter(lower_name=name.lower())

    def called(self, name: str) -> models.QuerySet[User]:
        """Whoever signs in by this e-mail or user name; one user at most."""
        return self.alias(
            lower_email=Lower("email"), lower_name=Lower("username")
        ).filter(models.Q(lower_email=name.lower()) | models.Q(lower_name=name.lower()))


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(max_length=254)
    username = models.CharField(max_length=150)
    full_name = models.CharField(max_length=150)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    # The current team: everything listed, made or counted is of this team.
    team = models.ForeignKey(
        Team, models.SET_NULL, null=True, blank=True, related_name="current_users"
    )
    timezone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=10, blank=True, default="")
    appearance = models.CharField(max_length=10, blank=True, default="")
    shortcuts = models.BooleanField(default=True)
    telegram_chat_id = models.CharField(max_length=64, null=True, blank=True)
    email_notifications = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="accounts_user_email_unique"),
            models.UniqueConstraint(
                Lower("username"), name="accounts_user_username_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def role(self) -> str:
        return "admin" if self.is_staff else "user"

    @property
    def team_role(self) -> str | None:
        """The role in the current team; asked of the database once a request."""
        if not hasattr(self, "_team_role"):
            self._team_role: str | None = (
                Membership.objects.filter(user=self, team_id=self.team_id or 0)
                .values_list("role", flat=True)
                .first()
            )
        return self._team_role

    @team_role.setter
    def team_role(self, role: str | None) -> None:
        self._team_role = role

    @property
    def is_owner(self) -> bool:
        return self.team_role == Membership.Role.OWNER

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.split(" ")[0] if self.full_name else self.email
