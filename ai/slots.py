"""How many calls wait for the model at once: each holds a thread of this process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.utils.translation import gettext as _

from jobhunt.lib.errors import Unavailable

WAITING_CALLS = 4
RETRY_SECONDS = 5


class Slots:
    """A counter that refuses instead of waiting."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken = 0

    def take(self, most: int) -> Slot:
        with self._lock:
            if self._taken >= most:
                raise Unavailable(
                    _("Too many texts are being written right now."),
                    retry_after=RETRY_SECONDS,
                )
            self._taken += 1
        return Slot(self)

    def give_back(self) -> None:
        with self._lock:
            self._taken -= 1


class Slot:
    def __init__(self, slots: Slots) -> None:
        self._slots: Slots | None = slots

    def release(self) -> None:
        """Once counts; again does nothing."""
        slots, self._slots = self._slots, None
        if slots is not None:
            slots.give_back()


_streams, _calls = Slots(), Slots()


def stream_slot() -> Slot:
    return _streams.take(settings.AI_STREAMS)


@contextmanager
def call_slot() -> Iterator[None]:
    slot = _calls.take(WAITING_CALLS)
    try:
        yield
    finally:
        slot.release()
