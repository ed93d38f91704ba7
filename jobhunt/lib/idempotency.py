"""Idempotency-Key: the same key of the same user within a day, the same answer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from jobhunt.lib.errors import Conflict, RuleRefused
from jobhunt.lib.renderers import plain_json
from jobhunt.models import IdempotencyKey

KEEP = timedelta(hours=24)


def fingerprint(request: Request) -> str:
    """What the request asks for, files by their bytes."""
    path = request.path.rstrip("/")
    digest = hashlib.sha256(f"{request.method} {path}".encode())
    data: Any = request.data
    items = sorted(data.lists()) if hasattr(data, "lists") else sorted(data.items())
    for name, value in items:
        digest.update(repr(name).encode())
        for item in value if isinstance(value, list) else [value]:
            if hasattr(item, "chunks"):
                for chunk in item.chunks():
                    digest.update(chunk)
                item.seek(0)
            else:
                digest.update(repr(item).encode())
    return digest.hexdigest()


def once(request: Request, act: Callable[[], Response]) -> Response:
    """``act()`` at most once a key; its effects and the key are one transaction."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return act()
    if not key or len(key) > 255 or not key.isprintable():
        raise RuleRefused(
            "Idempotency-Key must be 1 to 255 printable characters.",
            field="Idempotency-Key",
        )
    print_ = fingerprint(request)
    user_id: Any = request.user.pk
    IdempotencyKey.objects.filter(
        user_id=user_id, key=key, created_at__lt=timezone.now() - KEEP
    ).delete()
    try:
        with transaction.atomic():
            row = IdempotencyKey.objects.create(
                user_id=user_id, key=key, fingerprint=print_
            )
            response = act()
            row.status = response.status_code
            row.body = plain_json(response.data)
            row.save()
            return response
    except IntegrityError:
        known = IdempotencyKey.objects.filter(user_id=user_id, key=key).first()
        if known is None:
            raise
    if known.fingerprint != print_:
        raise Conflict("This Idempotency-Key was used for another request.")
    return Response(known.body, status=known.status)


def prune() -> int:
    deleted, _ = IdempotencyKey.objects.filter(
        created_at__lt=timezone.now() - KEEP
    ).delete()
    return deleted
