"""The statuses of an application and which of them came further.

A job that the caller has not applied to is ``pending``, with or without a row.
"""

from __future__ import annotations

from django.db import models


class Status(models.TextChoices):
    PENDING = "pending"
    APPLIED = "applied"
    INTERVIEWING = "interviewing"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"


# Furthest first: what a merged job shows of two applications (contract 4.5).
FURTHEST_FIRST = (
    Status.ACCEPTED,
    Status.OFFERED,
    Status.INTERVIEWING,
    Status.REJECTED,
    Status.APPLIED,
    Status.WITHDRAWN,
    Status.FAILED,
    Status.PENDING,
)
RANK = {str(status): len(FURTHEST_FIRST) - i for i, status in enumerate(FURTHEST_FIRST)}

SHORTLISTED = (Status.INTERVIEWING, Status.OFFERED, Status.ACCEPTED)
# A response: the status left ``applied`` to anything but these (contract 4.8).
NO_RESPONSE = (Status.PENDING, Status.APPLIED, Status.WITHDRAWN, Status.FAILED)
CLOSED = (Status.ACCEPTED, Status.REJECTED, Status.WITHDRAWN, Status.FAILED)


def furthest(statuses: list[str]) -> str:
    return max(statuses, key=RANK.__getitem__, default=str(Status.PENDING))


def further_than(status: str) -> list[str]:
    """The statuses that came further than this one."""
    return [name for name, rank in RANK.items() if rank > RANK[status]]
