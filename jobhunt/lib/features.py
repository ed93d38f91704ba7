"""Feature flags: a default from the environment, an override by an admin."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

CACHE_KEY = "feature-overrides"
CACHE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Flag:
    name: str
    default: bool
    what: str


FLAGS = (
    Flag("ai_resume", True, "Rewriting of resume bullets by the AI service."),
    Flag("ai_cover_letter", True, "Cover letters drafted by the AI service."),
    Flag("email_automation", True, "Sending, templates and applying by e-mail."),
    Flag("job_scraping", True, "Scrapes by hand and by schedule."),
    Flag("teams", True, "Teams, members and invitations."),
    Flag("admin_panel", True, "The administration site."),
    Flag("auto_apply", False, "Applying by e-mail without a person's click."),
)
NAMES = {flag.name: flag for flag in FLAGS}


def overrides() -> dict[str, bool]:
    """What admins have set in place of the environment's default."""
    from django.core.cache import cache

    from jobhunt.lib.cache import quietly
    from jobhunt.models import FeatureOverride

    stored = quietly(lambda: cache.get(CACHE_KEY))
    if stored is None:
        stored = dict(FeatureOverride.objects.values_list("name", "enabled"))
        quietly(lambda: cache.set(CACHE_KEY, stored, CACHE_SECONDS))
    return stored


def all_flags() -> dict[str, bool]:
    from django.conf import settings

    return {**settings.FEATURES, **overrides()}


def is_enabled(name: str) -> bool:
    """Whether the feature is on now; KeyError for a name that is no flag."""
    from django.conf import settings

    default: bool = settings.FEATURES[name]
    return overrides().get(name, default)


def require(name: str) -> None:
    """Refuse when the feature is off (contract section 2, status 403)."""
    from jobhunt.lib.errors import NotAllowed

    if not is_enabled(name):
        raise NotAllowed(
            f"Feature '{name}' is currently disabled.", error="feature_disabled"
        )


def feature_required(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """For HTML views and viewset methods alike: refuse when the feature is off."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(view)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            require(name)
            return view(*args, **kwargs)

        return wrapped

    return decorate


def FeatureEnabled(name: str) -> type:
    """A DRF permission class that refuses when the feature is off."""
    from rest_framework.permissions import BasePermission

    class _FeatureEnabled(BasePermission):
        def has_permission(self, request: Any, view: Any) -> bool:
            if request.user and request.user.is_authenticated:
                require(name)
            return True

    return _FeatureEnabled
