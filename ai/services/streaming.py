"""A text as server-sent events while it is written."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

from ai import client
from ai.actions import Action
from ai.errors import ServiceError
from ai.extract import TextOf
from ai.models import Generation
from ai.services.generate import (
    STREAM_PATIENCE,
    Work,
    finish,
    note_failure,
    prepare,
    record,
    usable_reply,
)
from ai.slots import Slot, stream_slot
from jobhunt.lib.errors import NAMES

logger = logging.getLogger("jobhunt.ai")


def open_events(user: Any, action: Action, given: Any) -> EventStream:
    """A stream whose text has begun: until then failures are ordinary errors."""
    work = prepare(user, action, given)
    slot = stream_slot()
    try:
        stream = client.open_stream(work.call(STREAM_PATIENCE))
    except ServiceError as error:
        slot.release()
        note_failure(work, error)
        raise error.as_domain_error() from None
    except BaseException:
        slot.release()
        raise
    return EventStream(work, stream, slot)


class EventStream:
    """Iterates encoded events. ``close`` before the end means: cancelled.

    A class and no generator, because ``close`` must give the slot back even when
    nobody read a single event.
    """

    def __init__(self, work: Work, stream: client.Stream, slot: Slot) -> None:
        self._work = work
        self._stream = stream
        self._slot = slot
        self._is_settled = False
        self._events = self._run()

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self._events)

    def close(self) -> None:
        try:
            self._stream.close()
            if not self._is_settled:
                self._is_settled = True
                self._work.count(self._stream.text, self._stream.usage)
                record(self._work, Generation.Status.CANCELLED)
        finally:
            self._slot.release()

    def _run(self) -> Iterator[bytes]:
        shown = TextOf(self._work.action.streamed)
        try:
            for piece in self._stream:
                if text := shown.feed(piece):
                    yield event("token", {"text": text})
            self._work.count(self._stream.text, self._stream.usage)
            reply = usable_reply(self._work, self._stream.text, STREAM_PATIENCE)
        except ServiceError as error:
            self._is_settled = True
            note_failure(self._work, error)
            refused = error.as_domain_error()
            yield event(
                "error",
                {
                    "error": NAMES[refused.status],
                    "message": refused.message,
                    "status": refused.status,
                },
            )
            return
        finally:
            self._stream.close()
        self._is_settled = True
        yield event("done", finish(self._work, reply))


def event(name: str, data: dict[str, Any]) -> bytes:
    body = json.dumps(data, ensure_ascii=False)
    return f"event: {name}\ndata: {body}\n\n".encode()
