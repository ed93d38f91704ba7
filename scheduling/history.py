"""The last runs of schedules as the page draws them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from scheduling.models import ACTIVE, JobRun, Schedule, State
from scheduling.schedules import describe

SHOWN = 30
STEP = 6  # pixels a run
HEIGHT = 18
# Height as well as colour tells how a run ended.
HEIGHTS = {
    State.OK: 12,
    State.FAILED: 18,
    State.CANCELLED: 6,
    State.SKIPPED: 4,
    State.RUNNING: 15,
    State.QUEUED: 15,
}
TONES = {
    State.OK: "ok",
    State.FAILED: "bad",
    State.RUNNING: "info",
    State.QUEUED: "info",
}


@dataclass(frozen=True, slots=True)
class Bar:
    run: JobRun
    x: int
    height: int
    tone: str

    @property
    def y(self) -> int:
        return HEIGHT - self.height


@dataclass(slots=True)
class Row:
    """A schedule with what the page says about it."""

    schedule: Schedule
    when: str
    runs: list[JobRun] = field(default_factory=list)  # newest first
    active: JobRun | None = None

    @property
    def bars(self) -> list[Bar]:
        """Oldest first, the newest at the right edge."""
        first = SHOWN - len(self.runs)
        return [
            Bar(
                run,
                (first + place) * STEP,
                HEIGHTS[State(run.state)],
                TONES.get(State(run.state), ""),
            )
            for place, run in enumerate(reversed(self.runs))
        ]

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many of the shown runs ended how."""
        found = Counter(run.state for run in self.runs)
        return [
            (str(State(state).label), number) for state, number in found.most_common()
        ]

    @property
    def problem(self) -> JobRun | None:
        """The last run where it failed."""
        ended = [run for run in self.runs if run.state not in {*ACTIVE, State.SKIPPED}]
        return ended[0] if ended and ended[0].state == State.FAILED else None


def rows_of(schedules: Sequence[Schedule]) -> list[Row]:
    """The schedules with their histories, in two queries however many."""
    rows = {
        schedule.pk: Row(schedule, describe(schedule.trigger)) for schedule in schedules
    }
    place = Window(RowNumber(), partition_by=F("schedule_id"), order_by=F("id").desc())
    newest = (
        JobRun.objects.filter(schedule__in=rows)
        .annotate(place=place)
        .filter(place__lte=SHOWN)
        .defer("payload", "progress", "again")
        .order_by("-id")
    )
    for run in newest:
        rows[run.schedule_id or 0].runs.append(run)
    holders = JobRun.objects.active().filter(job__in={s.job for s in schedules})
    active = {(run.job, run.key): run for run in holders}
    for row in rows.values():
        row.active = active.get((row.schedule.job, row.schedule.key))
    return list(rows.values())
