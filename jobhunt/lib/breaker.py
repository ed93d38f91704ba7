"""Leave a service that fails alone for a moment instead of waiting for it each time.

The state is in the cache, so that all processes share it. Without the cache nobody
is held back.
"""

from __future__ import annotations

import time

from django.core.cache import cache

from jobhunt.lib.cache import quietly

# Failures further apart than so many pauses are not "in a row".
FORGET = 12


class Breaker:
    """Counts failures in a row; then one call a pause may try until one succeeds."""

    def __init__(self, name: str, *, failures: int, pause: float) -> None:
        self.failures, self.pause = failures, pause
        self.count = f"breaker:{name}:failures"
        # While this key lives, the last call allowed is less than a pause ago.
        self.rest = f"breaker:{name}:rest"

    def wait(self) -> float:
        """Seconds to leave the service alone. 0: the caller may call it, and says
        how it went."""

        def ask() -> float:
            if (cache.get(self.count) or 0) < self.failures:
                return 0.0
            now = time.time()
            if cache.add(self.rest, str(now + self.pause), self.pause):
                return 0.0
            return max(0.1, float(cache.get(self.rest) or 0) - now)

        return quietly(ask) or 0.0

    def succeeded(self) -> None:
        quietly(lambda: cache.delete_many([self.count, self.rest]))

    def failed(self) -> None:
        def note() -> None:
            cache.add(self.count, 0, FORGET * self.pause)
            if cache.incr(self.count) >= self.failures:
                cache.set(self.rest, str(time.time() + self.pause), self.pause)
            cache.touch(self.count, FORGET * self.pause)

        quietly(note)
