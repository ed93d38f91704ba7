"""Caches shared by all processes, and answers cached for a team.

On one machine the cache is a SQLite file of its own, away from the database's
writer lock: django-ratelimit's counting needs an atomic ``incr`` across
processes, which Django's file, memory and database caches do not give.
"""

from __future__ import annotations

import functools
import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

import orjson
from django.conf import settings
from django.core.cache import cache
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.redis import RedisCache, RedisSerializer

logger = logging.getLogger("jobhunt.cache")
T = TypeVar("T")
PRUNE_EVERY = 1000  # writes


def quietly(do: Callable[[], T]) -> T | None:
    """Run a cache call; a cache that is down makes things slower, not broken."""
    try:
        return do()
    except Exception as error:  # noqa: BLE001 - any client error means "no cache"
        logger.warning("cache unavailable: %s", type(error).__name__)
        return None


class SqliteCache(BaseCache):
    """JSON values in one SQLite file; integers are counted atomically."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.location = location
        self.local = threading.local()
        self.writes = 0

    def connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self.local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self.location, timeout=5, isolation_level=None)
            # Counters and copies only: nothing here needs to survive a power cut.
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=OFF")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS entry (key TEXT PRIMARY KEY,"
                " value BLOB, expires REAL) WITHOUT ROWID"
            )
            self.local.connection = connection
        return connection

    def execute(self, statement: str, values: tuple[Any, ...]) -> sqlite3.Cursor:
        return self.connection().execute(statement, values)

    def name(self, key: str, version: int | None) -> str:
        return self.make_and_validate_key(key, version=version)

    def expiry(self, timeout: Any) -> float | None:
        if timeout is DEFAULT_TIMEOUT:
            timeout = self.default_timeout
        return None if timeout is None else time.time() + timeout

    @staticmethod
    def pack(value: Any) -> Any:
        is_counter = isinstance(value, int) and not isinstance(value, bool)
        return value if is_counter else orjson.dumps(value)

    @staticmethod
    def unpack(value: Any) -> Any:
        return value if isinstance(value, int) else orjson.loads(value)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        row = self.execute(
            "SELECT value FROM entry WHERE key = ?"
            " AND (expires IS NULL OR expires > ?)",
            (self.name(key, version), time.time()),
        ).fetchone()
        return default if row is None else self.unpack(row[0])

    def set(
        self,
        key: str,
        value: Any,
        timeout: Any = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        self.execute(
            "INSERT INTO entry VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE"
            " SET value = excluded.value, expires = excluded.expires",
            (self.name(key, version), self.pack(value), self.expiry(timeout)),
        )
        self.prune()

    def add(
        self,
        key: str,
        value: Any,
        timeout: Any = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        cursor = self.execute(
            "INSERT INTO entry VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE"
            " SET value = excluded.value, expires = excluded.expires"
            " WHERE entry.expires <= ?",
            (
                self.name(key, version),
                self.pack(value),
                self.expiry(timeout),
                time.time(),
            ),
        )
        self.prune()
        return cursor.rowcount > 0

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        row = self.execute(
            "UPDATE entry SET value = value + ? WHERE key = ?"
            " AND (expires IS NULL OR expires > ?) RETURNING value",
            (delta, self.name(key, version), time.time()),
        ).fetchall()
        if not row:
            raise ValueError(f"Key {key!r} not found")
        return int(row[0][0])

    def touch(
        self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        cursor = self.execute(
            "UPDATE entry SET expires = ? WHERE key = ?"
            " AND (expires IS NULL OR expires > ?)",
            (self.expiry(timeout), self.name(key, version), time.time()),
        )
        return cursor.rowcount > 0

    def delete(self, key: str, version: int | None = None) -> bool:
        cursor = self.execute(
            "DELETE FROM entry WHERE key = ?", (self.name(key, version),)
        )
        return cursor.rowcount > 0

    def clear(self) -> None:
        self.execute("DELETE FROM entry", ())

    def prune(self) -> None:
        self.writes += 1
        if self.writes % PRUNE_EVERY == 0:
            self.execute("DELETE FROM entry WHERE expires <= ?", (time.time(),))


class JsonSerializer(RedisSerializer):
    """JSON in place of pickle: what can write the cache cannot run code."""

    def dumps(self, obj: Any) -> Any:
        is_counter = isinstance(obj, int) and not isinstance(obj, bool)
        return obj if is_counter else orjson.dumps(obj)

    def loads(self, data: Any) -> Any:
        try:
            return int(data)
        except ValueError:
            return orjson.loads(data)


class JsonRedisCache(RedisCache):
    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = params.setdefault("OPTIONS", {})
        options.setdefault("serializer", JsonSerializer())
        options.setdefault("socket_timeout", 2)
        options.setdefault("socket_connect_timeout", 2)
        super().__init__(server, params)


@functools.cache
def redis_client() -> Any:
    """A plain client for wake-ups; only where REDIS_URL is set."""
    import redis

    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2
    )


# ------------------------------------------------------------- answers of a team


def stamp(team_id: int | None) -> str | None:
    """The team's version; None when the cache is down (then nothing is cached)."""
    key = f"team-stamp:{team_id}"

    def read() -> str:
        value = cache.get(key)
        if value is None:
            # From the clock, so that an evicted stamp never repeats an old one.
            cache.add(key, time.time_ns() // 1000, None)
            value = cache.get(key)
        return str(value)

    return quietly(read)


def bump_team(team_id: int | None) -> None:
    """Forget what was cached for a team, once the caller's write is committed."""
    from django.db import transaction

    def bump() -> None:
        key = f"team-stamp:{team_id}"
        try:
            cache.incr(key)
        except ValueError:
            cache.set(key, time.time_ns() // 1000, None)

    transaction.on_commit(lambda: quietly(bump))


def remember(
    team_id: int | None, name: str, seconds: int, make: Callable[[], T]
) -> tuple[T, bool]:
    """``make()``'s value for the team, and whether it came from the cache.

    The value must be plain JSON. Any write of the team makes it anew.
    """
    version = stamp(team_id)
    if version is None:
        return make(), False
    key = f"team:{team_id}:{version}:{name}"
    stored = quietly(lambda: cache.get(key))
    if stored is not None:
        return stored["value"], True
    value = make()
    quietly(lambda: cache.set(key, {"value": value}, seconds))
    return value, False


def cached_for_team(seconds: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """For API methods: cache a plain answer per user, team and query; X-Cache."""

    def decorate(method: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(method)
        def wrapped(view: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
            from rest_framework.response import Response

            user = request.user
            query = "&".join(
                f"{name}={value}"
                for name, value in sorted(request.query_params.items())
            )
            name = f"{request.path}:{user.pk}:{user.timezone}:{query}"

            def make() -> Any:
                from jobhunt.lib.renderers import dumps

                return orjson.loads(dumps(method(view, request, *args, **kwargs).data))

            import hashlib

            digest = hashlib.sha256(name.encode()).hexdigest()[:32]
            data, hit = remember(user.team_id, digest, seconds, make)
            return Response(data, headers={"X-Cache": "HIT" if hit else "MISS"})

        return wrapped

    return decorate
