"""The last runs of schedules as the page draws them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils.formats import date_format
from django.utils.timezone import localtime

from jobhunt.lib.strip import Run, Strip, strip
from scheduling.models import ACTIVE, JobRun, Schedule, State
from scheduling.schedules import describe

SHOWN = 30
TONES = {
    State.OK: "ok",
    State.FAILED: "bad",
    State.RUNNING: "info",
    State.QUEUED: "info",
}


@dataclass(slots=True)
class Row:
    """A schedule with what the page says about it."""

    schedule: Schedule
    when: str
    runs: list[JobRun] = field(default_factory=list)  # newest first
    active: JobRun | None = None

    @property
    def strip(self) -> Strip:
        return strip([_drawn(run) for run in self.runs], SHOWN)

    @property
    def problem(self) -> JobRun | None:
        """The last run where it failed."""
        ended = [run for run in self.runs if run.state not in {*ACTIVE, State.SKIPPED}]
        return ended[0] if ended and ended[0].state == State.FAILED else None


def _drawn(run: JobRun) -> Run:
    state = State(run.state)
    began = localtime(run.created_at)
    title = f"{state.label}, {date_format(began, 'j M H:i')}"
    return Run(
        TONES.get(state, ""),
        str(state.label),
        f"{title}: {run.error}" if run.error else title,
    )


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
