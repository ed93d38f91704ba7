"""How applications moved, from the event log and never from the present status.

Each application is one path: saved, then every stage it ever reached, then where
it ended or stays. So at every node what flows in flows out again or stays, and
what stays is a ribbon of its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scraping.models import ApplicationEvent
from scraping.statuses import Status
from stats.queries import applications_of

STAGES = (
    str(Status.PENDING),
    str(Status.APPLIED),
    str(Status.INTERVIEWING),
    str(Status.OFFERED),
)
ENDS = (
    str(Status.ACCEPTED),
    str(Status.REJECTED),
    str(Status.WITHDRAWN),
    str(Status.FAILED),
)
# Where one that has not ended is shown, by the furthest stage it reached.
STAYS = {
    str(Status.PENDING): "not_applied",
    str(Status.APPLIED): "no_answer",
    str(Status.INTERVIEWING): "in_progress",
    str(Status.OFFERED): "in_progress",
}
COLUMNS = {
    **{stage: column for column, stage in enumerate(STAGES)},
    str(Status.ACCEPTED): 4,
    "in_progress": 4,
    "no_answer": 4,
    "not_applied": 4,
    str(Status.REJECTED): 4,
    str(Status.WITHDRAWN): 4,
    str(Status.FAILED): 4,
}
LABELS = {
    str(Status.PENDING): _("Saved"),
    str(Status.APPLIED): _("Applied"),
    str(Status.INTERVIEWING): _("Interview"),
    str(Status.OFFERED): _("Offer"),
    str(Status.ACCEPTED): _("Accepted"),
    str(Status.REJECTED): _("Rejected"),
    str(Status.WITHDRAWN): _("Withdrawn"),
    str(Status.FAILED): _("Failed"),
    "in_progress": _("In progress"),
    "no_answer": _("No answer yet"),
    "not_applied": _("Not applied yet"),
}
QUIET = frozenset(
    {"no_answer", "not_applied", Status.REJECTED, Status.WITHDRAWN, Status.FAILED}
)
EXAMPLE = {
    ("pending", "applied"): 40,
    ("pending", "not_applied"): 8,
    ("applied", "interviewing"): 12,
    ("applied", "no_answer"): 11,
    ("applied", "rejected"): 17,
    ("interviewing", "offered"): 3,
    ("interviewing", "in_progress"): 4,
    ("interviewing", "rejected"): 5,
    ("offered", "accepted"): 2,
    ("offered", "withdrawn"): 1,
}


class Step(NamedTuple):
    application_id: int
    to_status: str
    at: datetime


def path_of(statuses: Iterable[str]) -> list[str]:
    """The nodes one application passes, from the statuses it took in their order."""
    taken = list(statuses)
    reached = {STAGES[0], *taken}
    if reached & {Status.ACCEPTED}:
        # A hire passed an offer, noted or not.
        reached.add(str(Status.OFFERED))
    stages = [stage for stage in STAGES if stage in reached]
    last = taken[-1] if taken else STAGES[0]
    return [*stages, last if last in ENDS else STAYS[stages[-1]]]


def flows_of(histories: Mapping[int, list[str]]) -> dict[tuple[str, str], int]:
    """How many went from each node to each."""
    counted: Counter[tuple[str, str]] = Counter()
    for statuses in histories.values():
        path = path_of(statuses)
        counted.update(pairwise(path))
    return {
        (source, target): counted[source, target]
        for source in COLUMNS
        for target in COLUMNS
        if counted[source, target]
    }


def steps(
    user: Any, scope: str, begins: datetime, ends: datetime
) -> tuple[set[int], list[Step]]:
    """The applications begun in a period, and every status they took since."""
    # One entered later counts from the day it was made.
    rows = applications_of(user, scope).filter(
        Q(applied_at__gte=begins, applied_at__lt=ends)
        | Q(applied_at__isnull=True, created_at__gte=begins, created_at__lt=ends)
    )
    events = (
        ApplicationEvent.objects.filter(
            application__in=rows, kind="status", to_status__isnull=False
        )
        .order_by("application_id", "at", "id")
        .values_list("application_id", "to_status", "at")
    )
    return set(rows.values_list("id", flat=True)), [
        Step(application_id, str(status), at) for application_id, status, at in events
    ]


def histories_of(ids: set[int], taken: Iterable[Step]) -> dict[int, list[str]]:
    histories: dict[int, list[str]] = {pk: [] for pk in ids}
    for step in taken:
        histories.setdefault(step.application_id, []).append(step.to_status)
    return histories


def days_in_stage(taken: Iterable[Step]) -> dict[str, tuple[float, int]]:
    """Median days that applications spent in a stage before they left it."""
    spent: dict[str, list[float]] = defaultdict(list)
    before: Step | None = None
    for step in taken:
        if before is not None and before.application_id == step.application_id:
            days = (step.at - before.at).total_seconds() / 86_400
            if before.to_status in STAGES[1:] and days >= 0:
                spent[before.to_status].append(days)
        before = step
    return {
        stage: (round(median(spent[stage]), 1), len(spent[stage]))
        for stage in STAGES[1:]
        if spent[stage]
    }
