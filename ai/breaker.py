"""Leave a failing AI service alone for a moment instead of waiting for it each time."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jobhunt.lib.breaker import Breaker
from jobhunt.lib.errors import Unavailable

breaker = Breaker("ai", failures=8, pause=10.0)


def check() -> None:
    """Unavailable while it is left alone."""
    if wait := breaker.wait():
        raise Unavailable(
            _("The AI service keeps failing; it is left alone for a moment."),
            retry_after=max(1, round(wait)),
        )
