"""/health: liveness at once, the parts by probes with a deadline.

Every probe has a thread of its own, so that one that hangs (a database behind a
dead network) delays neither the others nor the answer, and nothing here waits
for the pool that serves pages.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

from django.conf import settings

import jobhunt
from jobhunt.lib import early, errors, metrics
from jobhunt.lib.early import Receive, Scope, Send
from jobhunt.lib.registry import health_probe, health_probes

logger = logging.getLogger("jobhunt.health")

DEADLINE = 0.6  # seconds; the whole answer has one
AWAY = "unavailable"
NO_SCHEDULER = {"running": False, "jobs": None}


class Probe:
    """One part of the system, asked at most once at a time."""

    def __init__(self, name: str, ask: Callable[[], Any]) -> None:
        self.name = name
        self.ask = ask
        self.pool = ThreadPoolExecutor(1, thread_name_prefix=f"health-{name}")
        self.running: asyncio.Future[Any] | None = None

    async def value(self, deadline: float) -> Any:
        """What the probe returns; raises what it raises, or TimeoutError."""
        if self.running is None or self.running.done():
            loop = asyncio.get_running_loop()
            self.running = loop.run_in_executor(self.pool, self.ask)
            # One that fails after everybody stopped waiting is not news.
            self.running.add_done_callback(lambda f: f.cancelled() or f.exception())
        # Shielded: whoever stops waiting must not end it for the others.
        return await asyncio.wait_for(asyncio.shield(self.running), deadline)


class Health:
    def __init__(self) -> None:
        self.probes: dict[str, Probe] = {}
        self.failed: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = time.perf_counter()
        if scope["method"] not in {"GET", "HEAD"}:
            status = 405
            content = errors.body(
                405,
                "Method not allowed.",
                request_id=scope["state"]["request_id"],
            )
            extra = [(b"allow", b"GET, HEAD")]
        else:
            status, content = await self.report()
            extra = []
        await early.send_json(scope, send, status, content, extra)
        seconds = time.perf_counter() - started
        metrics.count_request(scope["method"], "/health", status, seconds)

    async def report(self) -> tuple[int, dict[str, Any]]:
        names = list(health_probes)
        found = await asyncio.gather(*(self.part(name) for name in names))
        parts = dict(zip(names, found, strict=True))
        healthy = parts.get("database") == "ok"
        scheduler = parts.pop("scheduler", None)
        return 200 if healthy else 503, {
            "status": "healthy" if healthy else "unhealthy",
            "environment": settings.ENVIRONMENT,
            "version": jobhunt.__version__,
            "scheduler": scheduler if isinstance(scheduler, dict) else NO_SCHEDULER,
            **parts,
        }

    async def part(self, name: str) -> Any:
        ask = health_probes[name]
        probe = self.probes.get(name)
        if probe is None or probe.ask is not ask:
            probe = self.probes[name] = Probe(name, ask)
        try:
            value = await probe.value(DEADLINE)
        except Exception as error:  # noqa: BLE001 - whatever a driver raises: it is away
            if name not in self.failed:
                self.failed.add(name)
                logger.warning("%s is away: %s", name, type(error).__name__)
            return AWAY
        if name in self.failed:
            self.failed.discard(name)
            logger.info("%s is back", name)
        return value


# -------------------------------------------------------------------- probes


def database() -> str:
    """One read. SQLite's file is opened anew: an open one outlives its deletion."""
    config = settings.DATABASES["default"]
    if "sqlite3" in config["ENGINE"]:
        from django.db import connection

        path = quote(str(connection.settings_dict["NAME"]))
        opened = sqlite3.connect(f"file:{path}?mode=rw", uri=True, timeout=0.3)
        with contextlib.closing(opened):
            opened.execute("SELECT 1 FROM django_migrations LIMIT 1").fetchone()
        return "ok"
    from django.db import connection

    try:
        connection.close_if_unusable_or_obsolete()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except Exception:
        connection.close()
        raise
    return "ok"


def cache() -> str:
    from django.core.cache import cache as default_cache

    default_cache.get("health")
    return "ok"


health_probe("database", database)
health_probe("cache", cache)
