"""How often the supervisor does what; by the clock that nobody sets."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.conf import settings


def setting(name: str, default: float) -> float:
    return float(getattr(settings, name, default))


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds; the tests shorten them."""

    loop: float = 0.5
    look: float = 1.0  # due schedules, the sweep, the generation
    seen: float = 3.0
    canary: float = 8.0
    stall: float = 20.0  # no sign of work for so long: the cluster is deadlocked
    stop: float = 20.0  # a stop waits so long for running jobs
    restart: float = 1860.0  # so long old workers may finish: any limit and a minute
    hung: float = 10.0  # asked to stop, nothing runs, still there

    @classmethod
    def from_settings(cls) -> Pace:
        return cls(
            **{
                name: setting(
                    f"SUPERVISOR_{name.upper()}_SECONDS", getattr(cls(), name)
                )
                for name in cls.__slots__
            }
        )


class Every:
    """True once a period, starting now; by the clock that is never set."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.next = 0.0

    def __call__(self) -> bool:
        now = time.monotonic()
        if now < self.next:
            return False
        self.next = now + self.seconds
        return True


class Backoff:
    """Growing pauses while something keeps failing."""

    def __init__(self, longest: float = 30.0) -> None:
        self.longest = longest
        self.pause = 0.0
        self.until = 0.0

    def failed(self) -> None:
        self.pause = min(max(1.0, self.pause * 2), self.longest)
        self.until = time.monotonic() + self.pause

    def succeeded(self) -> None:
        self.pause = self.until = 0.0

    def is_over(self) -> bool:
        return time.monotonic() >= self.until
