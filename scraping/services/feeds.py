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
from scraping.reading.pay import Pay
from scraping.sources.base import (
    Batch,
    Client,
    FoundJob,
    Query,
    Source,
    Stamp,
    Status,
)

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


# Copies of an older shape are not found, and so not misread.
SHAPE = repr([type_.__annotations__ for type_ in (Batch, FoundJob, Pay)])


def key_of(source: Source, query: Query) -> str:
    text = f"{SHAPE}|{source.feed_key(query)}|{query.company_name or ''}"
    return hashlib.sha256(text.encode()).hexdigest()


def copy_of(source: Source, query: Query) -> FeedCopy | None:
    """The last answer, however old; its content is left in the database."""
    return FeedCopy.objects.filter(key=key_of(source, query)).defer("content").first()


def kept(source: Source, copy: FeedCopy | None) -> Batch | None:
    """The last answer while its interval lasts, marked with its time."""
    seconds = interval_of(source)
    if copy is None or not seconds:
        return None
    if copy.fetched_at <= timezone.now() - timedelta(seconds=seconds):
        return None
    batch = read_copy(copy)
    if batch is None:
        return None
    clock = copy.fetched_at.strftime("%H:%M")
    return replace(batch, note=f"from {clock}")


def validators_of(copy: FeedCopy | None) -> Stamp | None:
    """What asks for an answer only where it differs from the copy."""
    if copy is None or not (copy.etag or copy.last_modified):
        return None
    return Stamp(copy.etag, copy.last_modified)


def read_copy(copy: FeedCopy) -> Batch | None:
    try:
        return msgspec.json.decode(zlib.decompress(bytes(copy.content)), type=Batch)
    except (zlib.error, msgspec.DecodeError):
        return None


def keep(source: Source, query: Query, batch: Batch) -> Batch:
    """Keep an answer; one that says "as before" becomes the answer of before."""
    if batch.not_modified:
        return _renewed(source, query)
    stamp = batch.validators
    if batch.status in KEPT and (stamp or interval_of(source)):
        FeedCopy.objects.update_or_create(
            key=key_of(source, query),
            defaults={
                "source": source.name,
                "fetched_at": query.fetched_at,
                "etag": stamp.etag[:300] if stamp else "",
                "last_modified": stamp.last_modified[:100] if stamp else "",
                "content": zlib.compress(msgspec.json.encode(batch), 3),
            },
        )
    return batch


def _renewed(source: Source, query: Query) -> Batch:
    copy = copy_of(source, query)
    batch = read_copy(copy) if copy else None
    if copy is None or batch is None:
        # Asked without validators the next time.
        FeedCopy.objects.filter(key=key_of(source, query)).delete()
        return Batch(Status.FAILED, note="The kept answer was lost. Ask again.")
    FeedCopy.objects.filter(pk=copy.pk).update(fetched_at=query.fetched_at)
    return replace(batch, note=batch.note or "Not changed since the last look.")


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
