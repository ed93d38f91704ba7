"""Asking sources: at their pace, within their quota, a kept answer for all teams."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.conf import settings
from django.db.models import F
from django.utils import timezone

from scraping.models import FeedCopy, SourceState
from scraping.sources.base import Batch, Client, Query, Source, Status

KEPT = {Status.OK, Status.OK_EMPTY_CONFIRMED, Status.CAPPED}


@dataclass(slots=True)
class Counted:
    """A client that counts what one fetch asks: quotas are of requests."""

    client: Client
    requests: int = 0

    def get(self, url: str, **options: Any) -> Any:
        self.requests += 1
        return self.client.get(url, **options)

    def post(self, url: str, **options: Any) -> Any:
        self.requests += 1
        return self.client.post(url, **options)

    def render(self, url: str) -> str | None:
        self.requests += 1
        return self.client.render(url)


def interval_of(source: Source) -> float:
    """Seconds for which a kept answer serves; 0 = always ask."""
    own = settings.SCRAPE_MIN_INTERVAL
    return float(source.min_interval if own is None else own)


def key_of(source: Source, query: Query) -> str:
    text = f"{source.feed_key(query)}|{query.company_name or ''}"
    return hashlib.sha256(text.encode()).hexdigest()


def kept(source: Source, query: Query) -> Batch | None:
    """The last answer while its interval lasts, marked with its time."""
    seconds = interval_of(source)
    if not seconds:
        return None
    copy = FeedCopy.objects.filter(
        key=key_of(source, query),
        fetched_at__gt=timezone.now() - timedelta(seconds=seconds),
    ).first()
    if copy is None:
        return None
    batch = read_copy(copy)
    if batch is None:
        return None
    clock = copy.fetched_at.strftime("%H:%M")
    return replace(batch, note=f"from {clock}")


def read_copy(copy: FeedCopy) -> Batch | None:
    try:
        return msgspec.json.decode(zlib.decompress(bytes(copy.content)), type=Batch)
    except (zlib.error, msgspec.DecodeError):
        return None  # of an older version


def keep(source: Source, query: Query, batch: Batch) -> None:
    if batch.status not in KEPT or not interval_of(source):
        return
    FeedCopy.objects.update_or_create(
        key=key_of(source, query),
        defaults={
            "source": source.name,
            "fetched_at": query.fetched_at,
            "content": zlib.compress(msgspec.json.encode(batch), 3),
        },
    )


def refusal(source: Source, now: datetime | None = None) -> Batch | None:
    """Why a source is not asked just now, None when it may be."""
    now = now or timezone.now()
    state = SourceState.objects.filter(source=source.name).first()
    if state is None:
        return None
    if state.back_off_until and state.back_off_until > now:
        wait = (state.back_off_until - now).total_seconds()
        clock = state.back_off_until.strftime("%H:%M")
        note = f"The source asked us to wait until {clock} UTC."
        return Batch(Status.RATE_LIMITED, note=note, retry_after=wait)
    quota = source.quota
    if quota and state.quota_day == now.date() and state.quota_used >= quota:
        note = f"The daily quota of {quota} requests is used up."
        return Batch(Status.RATE_LIMITED, note=note)
    return None


def note(source: Source, batch: Batch, requests: int) -> None:
    """Count the requests of a fetch and remember a wish to be left alone."""
    now = timezone.now()
    state, _ = SourceState.objects.get_or_create(source=source.name)
    changes: dict[str, Any] = {"quota_day": now.date(), "quota_used": requests}
    if state.quota_day == now.date():
        changes["quota_used"] = F("quota_used") + requests
    # A board's wish is about that board's host, an aggregator's about itself.
    if batch.retry_after and source.kind == "aggregator":
        wait = min(batch.retry_after, 86_400.0)
        changes["back_off_until"] = now + timedelta(seconds=wait)
    SourceState.objects.filter(pk=state.pk).update(**changes)
