"""Leave a failing service alone for a moment instead of waiting for it each time."""

from __future__ import annotations

import threading
import time

from django.utils.translation import gettext as _

from jobhunt.lib.errors import Unavailable

FAILURES = 8  # in a row
OPEN_SECONDS = 10.0
FORGET_SECONDS = 120.0


class Breaker:
    """Counts failures in a row; open = refuse at once; then one call may try."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures = 0
        self._last = 0.0
        self._until = 0.0

    def check(self) -> None:
        """Unavailable while open."""
        with self._lock:
            left = self._until - time.monotonic()
            if left > 0:
                raise Unavailable(
                    _("The AI service keeps failing; it is left alone for a moment."),
                    retry_after=max(1, round(left)),
                )

    def succeeded(self) -> None:
        with self._lock:
            self._failures, self._until = 0, 0.0

    def failed(self) -> None:
        with self._lock:
            now = time.monotonic()
            if now - self._last > FORGET_SECONDS:
                self._failures = 0
            self._last = now
            self._failures += 1
            if self._failures >= FAILURES:
                self._until = now + OPEN_SECONDS
                self._failures = FAILURES - 1  # one more failure opens it again


breaker = Breaker()
