"""A host's pace, kept by all processes together through the shared cache."""

from __future__ import annotations

import re
import time
from email.utils import parsedate_to_datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache

from jobhunt.lib.cache import quietly

# Seconds between two requests to one host.
GAP = 0.5
KEEP = 3600
LONGEST = 7 * 86_400.0


def gap_of(host: str) -> float:
    if settings.SCRAPE_MIN_INTERVAL == 0 or is_own(host):
        return 0.0
    return GAP


def is_own(host: str) -> bool:
    """Test hosts and mirrors of one's own, which need no consideration."""
    from jobhunt.lib.http.addresses import allowed

    named = (entry.rpartition(":")[2] for entry in settings.SCRAPE_ALLOWED_HOSTS)
    ports = {int(port) for port in named if port.isdigit()} | {80, 443}
    return any(allowed(host, port) for port in ports)


def wait(host: str, deadline: float) -> None:
    """Sleep until the host may be asked; FetchFailed when it asked for longer."""
    from jobhunt.lib.http.client import FetchFailed

    until = quietly(lambda: cache.get(f"host-wait:{host}"))
    if until and until > time.time():
        left = until - time.time()
        if time.monotonic() + left > deadline:
            raise FetchFailed(
                "rate_limited", "The site asked us to wait.", retry_after=left
            )
        time.sleep(left)
    gap = gap_of(host)
    if not gap:
        return
    slot = quietly(lambda: _take_slot(host, gap))
    delay = (slot or 0.0) - time.time()
    if delay > 0:
        if time.monotonic() + delay > deadline:
            raise FetchFailed("timeout", "Too many requests wait for this site.")
        time.sleep(delay)


def _take_slot(host: str, gap: float) -> float:
    """The moment at which this request may go, in milliseconds counted up."""
    key = f"host-slot:{host}"
    step = int(gap * 1000)
    now = int(time.time() * 1000)
    cache.add(key, now - step, KEEP)
    slot = cache.incr(key, step)
    if slot < now:
        # The host was idle: start again from now (a lost race costs one gap).
        cache.set(key, now, KEEP)
        slot = now
    return slot / 1000


def note(host: str, answer: Any) -> None:
    """Remember a Retry-After, so that nobody else asks in the meantime."""
    if answer.status not in {429, 503}:
        return
    if is_own(host):
        # One host of one's own may play many sources: only the one that said it waits.
        return
    if seconds := retry_after(answer.headers.get("retry-after")):
        seconds = min(seconds, KEEP)
        until = time.time() + seconds
        quietly(lambda: cache.set(f"host-wait:{host}", until, seconds))


def retry_after(value: str | None) -> float | None:
    """Seconds of a Retry-After header (a number or a date), None without one."""
    text = (value or "").strip()
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,6})?", text):
        return min(float(text), LONGEST)
    try:
        left = parsedate_to_datetime(text).timestamp() - time.time()
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(0.0, left), LONGEST)
