"""Live events in this process: one reader of the event table, many listeners.

Events are rows (lib/realtime.py). While somebody listens, one task reads the rows
after the last one it knows, in a thread with a database connection of its own,
and hands each text to the listeners it is for. A listener has a bounded queue; one
that is full delays nobody: the rest is read from the table once its reader has
caught up. Redis, where there is
one, only says "look now"; without it the table is read five times a second.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

import orjson
from django.conf import settings
from django.db import close_old_connections
from django.db.models import Max, Min, Q

from jobhunt.lib import metrics, realtime
from jobhunt.models import Event

logger = logging.getLogger("jobhunt.live")
T = TypeVar("T")

POLL = 0.2  # seconds
POLL_WITH_WAKE = 1.0
RECHECK = 60.0  # seconds between looks at the sessions of open connections
BATCH = 200
QUEUE = 256  # texts; more than are read at once
# About these a listener's session is looked at again; browsers never see them.
SESSION_TYPES = frozenset({"session.revoked", "team.changed"})
# Passed on to those who listen now, never replayed.
RELAYED = {"socket.message": "message", "socket.disconnect": "disconnect"}
INTERNAL = SESSION_TYPES | RELAYED.keys()


class Row(NamedTuple):
    id: int
    type: str
    data: dict[str, Any]
    team_id: int | None
    user_id: int | None
    created_at: datetime


def text_of(row: Row) -> str:
    """What a browser gets, serialised once for all of them."""
    if row.type in RELAYED:
        return orjson.dumps({"type": RELAYED[row.type], "data": row.data}).decode()
    event = {
        "id": row.id,
        "type": row.type,
        "data": row.data,
        "timestamp": row.created_at,
    }
    return orjson.dumps(event, option=orjson.OPT_UTC_Z).decode()


class Listener:
    """One connection: whose it is, what it has seen, what waits for it."""

    def __init__(self, *, user_id: int, team_id: int | None, session_id: int) -> None:
        self.user_id = user_id
        self.team_id = team_id
        self.session_id = session_id
        self.cursor = 0  # id of the last event it was given
        self.live = False  # while it is given rows from the table
        self.queue: deque[str] = deque()
        self.wake = asyncio.Event()
        self.closed: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def offer(self, text: str) -> bool:
        """Put a text in line; False when there is no room for it."""
        if self.closed.done() or len(self.queue) >= QUEUE:
            return False
        self.queue.append(text)
        self.wake.set()
        return True

    def offer_event(self, number: int, text: str) -> None:
        if self.live and number > self.cursor:
            self.live = self.offer(text)
            if self.live:
                self.cursor = number

    def close(self, code: int) -> None:
        """End the connection; what still waits is not sent."""
        if not self.closed.done():
            self.queue.clear()
            self.closed.set_result(code)

    def may_hear(self, row: Row) -> bool:
        if row.user_id is not None:
            return row.user_id == self.user_id and row.team_id in {None, self.team_id}
        return row.team_id is not None and row.team_id == self.team_id


def _with_connection(function: Callable[..., T], *args: Any) -> T:
    close_old_connections()
    try:
        return function(*args)
    finally:
        close_old_connections()


def _rows(query: Any) -> list[Row]:
    fields = Row._fields
    return [
        Row(*values) for values in query.order_by("id").values_list(*fields)[:BATCH]
    ]


def read_after(last: int) -> list[Row]:
    return _rows(Event.objects.filter(id__gt=last))


def read_for(user_id: int, team_id: int | None, after: int, until: int) -> list[Row]:
    """A listener's events with after < id <= until, the oldest of them."""
    own = Q(user_id=user_id) & (Q(team_id=None) | Q(team_id=team_id))
    teams = Q(user_id=None, team_id=team_id) if team_id is not None else Q()
    return _rows(
        Event.objects.filter(own | teams, id__gt=after, id__lte=until).exclude(
            type__in=INTERNAL
        )
    )


def bounds() -> tuple[int, int]:
    """Ids of the oldest and the newest event that are kept; zeros when none is."""
    found = Event.objects.aggregate(oldest=Min("id"), newest=Max("id"))
    return found["oldest"] or 0, found["newest"] or 0


class Hub:
    """All listeners of this process. Belongs to one event loop."""

    def __init__(self, allowed: Callable[[list[Listener]], set[Listener]]) -> None:
        # Runs in a thread; those whose session still allows them to listen.
        self.allowed = allowed
        self.listeners: set[Listener] = set()
        self.by_team: dict[int, set[Listener]] = {}
        self.by_user: dict[int, set[Listener]] = {}
        self.last = 0
        self.tasks: list[asyncio.Task[None]] = []
        self.checks: set[asyncio.Task[None]] = set()
        self.starting = asyncio.Lock()
        self.wake = asyncio.Event()
        self.polled = asyncio.Condition()
        self.woken_by_redis = False
        # The reader never waits behind sign-ins and replays.
        self.reader = ThreadPoolExecutor(1, thread_name_prefix="live-reader")
        self.pool = ThreadPoolExecutor(4, thread_name_prefix="live")

    async def call(self, function: Callable[..., T], *args: Any) -> T:
        """Run a database function in a thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.pool, _with_connection, function, *args)

    # -- who listens

    async def add(self, listener: Listener, *, live: bool) -> None:
        """From here on the listener misses nothing. Unless it is ``live`` already
        it has to be caught up by replay()."""
        async with self.starting:
            if not self.tasks:
                _, self.last = await self.call(bounds)
                self.start()
            self.listeners.add(listener)
            listener.cursor = self.last
            listener.live = live
        if listener.team_id is not None:
            self.by_team.setdefault(listener.team_id, set()).add(listener)
        self.by_user.setdefault(listener.user_id, set()).add(listener)
        metrics.SOCKETS.inc()

    def discard(self, listener: Listener) -> None:
        if listener not in self.listeners:
            return
        self.listeners.discard(listener)
        groups: list[tuple[dict[Any, set[Listener]], int | None]] = [
            (self.by_team, listener.team_id),
            (self.by_user, listener.user_id),
        ]
        for index, key in groups:
            members = index.get(key)
            if members is not None:
                members.discard(listener)
                if not members:
                    del index[key]
        metrics.SOCKETS.dec()
        if not self.listeners:
            self.stop()

    def start(self) -> None:
        loop = asyncio.get_running_loop()
        jobs = [self.tail(), self.recheck_always()]
        if settings.REDIS_URL:
            jobs.append(self.hear_redis())
        self.tasks = [loop.create_task(job) for job in jobs]
        realtime.local_wakers.append(self.poke)
        self.loop = loop

    def stop(self) -> None:
        for task in self.tasks:
            task.cancel()
        self.tasks = []
        self.woken_by_redis = False
        if self.poke in realtime.local_wakers:
            realtime.local_wakers.remove(self.poke)

    def poke(self) -> None:
        """Look at the table now; may be called from any thread."""
        with contextlib.suppress(RuntimeError):  # the loop is closed
            self.loop.call_soon_threadsafe(self.wake.set)

    # -- events

    async def tail(self) -> None:
        loop = asyncio.get_running_loop()
        failing = False
        while asyncio.current_task() in self.tasks:
            self.wake.clear()
            rows: list[Row] = []
            try:
                rows = await loop.run_in_executor(
                    self.reader, _with_connection, read_after, self.last
                )
                failing = False
            except Exception as error:  # noqa: BLE001 - whatever a driver raises
                if not failing:
                    logger.warning("events unreadable: %s", type(error).__name__)
                failing = True
            for row in rows:
                if row.id > self.last:
                    self.last = row.id
                    self.deliver(row)
            async with self.polled:
                self.polled.notify_all()
            if len(rows) == BATCH:
                await asyncio.sleep(0)  # the queues are emptied in between
                continue
            pause = POLL_WITH_WAKE if self.woken_by_redis or failing else POLL
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self.wake.wait()

    def deliver(self, row: Row) -> None:
        if row.type in SESSION_TYPES:
            self.recheck(list(self.by_user.get(row.user_id or 0, ())))
            return
        if row.user_id is not None:
            group = self.by_user.get(row.user_id)
        else:
            group = self.by_team.get(row.team_id or 0)
        if not group:
            return
        text = text_of(row)
        relayed = row.type in RELAYED
        count = 0
        for listener in list(group):
            if not listener.may_hear(row):
                continue
            if relayed:
                listener.offer(text)
            else:
                listener.offer_event(row.id, text)
            count += 1
        metrics.SOCKET_EVENTS.inc(count)

    async def poll_once(self) -> None:
        """Wait until the table has been read again (a while at most)."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(2), self.polled:
                for _ in range(2):  # a read that had begun already may be too old
                    self.wake.set()
                    await self.polled.wait()

    async def replay(
        self, listener: Listener, since: int, send: Callable[[str], Any]
    ) -> None:
        """What the listener missed, each once and in order; then it is live."""
        if since > self.last:
            await self.poll_once()
        oldest, _ = await self.call(bounds)
        if since > self.last or since < oldest - 1:
            listener.cursor = self.last
            listener.live = True
            await send('{"type":"reset"}')
            return
        listener.cursor = since
        while listener.cursor < self.last:
            until = self.last
            rows = await self.call(
                read_for, listener.user_id, listener.team_id, listener.cursor, until
            )
            for row in rows:
                await send(text_of(row))
            listener.cursor = rows[-1].id if len(rows) == BATCH else until
        # Nothing was awaited since the comparison: no event can fall in between.
        listener.live = True

    # -- sessions

    def recheck(self, listeners: Iterable[Listener]) -> None:
        """Close those of them whose session no longer allows it."""
        if asked := list(listeners):
            task = asyncio.get_running_loop().create_task(self._recheck(asked))
            self.checks.add(task)
            task.add_done_callback(self.checks.discard)

    async def _recheck(self, asked: list[Listener]) -> None:
        for attempt in range(3):
            try:
                allowed = await self.call(self.allowed, asked)
            except Exception as error:  # noqa: BLE001 - asked again in a minute
                logger.warning("sessions unreadable: %s", type(error).__name__)
                await asyncio.sleep(1 + attempt)
                continue
            for listener in asked:
                if listener not in allowed:
                    listener.close(1008)
            return

    async def recheck_always(self) -> None:
        while True:
            await asyncio.sleep(RECHECK)
            self.recheck(self.listeners)

    # -- wake-ups from other processes

    async def hear_redis(self) -> None:
        """Subscribe, and anew each minute: after a restart of Redis an old
        subscription may be silently deaf."""
        import redis.asyncio

        loop = asyncio.get_running_loop()
        while True:
            try:
                async with (
                    redis.asyncio.from_url(
                        settings.REDIS_URL, socket_connect_timeout=2
                    ) as client,
                    client.pubsub() as subscription,
                ):
                    await subscription.subscribe(realtime.WAKE_CHANNEL)
                    self.woken_by_redis = True
                    until = loop.time() + 60
                    while loop.time() < until:
                        heard = await subscription.get_message(
                            ignore_subscribe_messages=True, timeout=5
                        )
                        if heard:
                            self.wake.set()
            except Exception as error:  # noqa: BLE001 - then the table is polled
                self.woken_by_redis = False
                logger.info("no wake-ups by Redis: %s", type(error).__name__)
                await asyncio.sleep(2)
