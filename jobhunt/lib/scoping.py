"""Tenancy: a team-owned row is reached through its team, or not at all."""

from __future__ import annotations

from typing import Any, Protocol, Self, TypeVar

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.http import Http404

MAX_ID = 2**63 - 1


class Member(Protocol):
    """What scoping needs of a user."""

    pk: Any
    team_id: int | None


M = TypeVar("M", bound=models.Model)


class TeamOwnedQuerySet(models.QuerySet[M]):
    def for_user(self, user: Any) -> Self:
        """The rows of the user's current team."""
        return self.filter(team_id=user.team_id)


class TeamOwned(models.Model):
    """A row of a team; what its maker leaves behind stays with the team."""

    team = models.ForeignKey("accounts.Team", models.CASCADE, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


def object_id(value: Any) -> int | None:
    """An id from a path or body as a number the database holds, else None."""
    text = str(value)
    if not text.isascii() or not text.isdigit() or len(text) > 19:
        return None
    number = int(text)
    return number if number <= MAX_ID else None


def get_for_user_or_404(model: type[M], user: Any, pk: Any, /, **filters: Any) -> M:
    """The user's object for an HTML view; another team's does not exist."""
    number = object_id(pk)
    queryset: Any = model._default_manager
    if number is None:
        raise Http404
    try:
        found: M = queryset.for_user(user).get(pk=number, **filters)
    except ObjectDoesNotExist:
        raise Http404 from None
    return found
