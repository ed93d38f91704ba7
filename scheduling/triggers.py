"""When a schedule is due: an interval ("6h", "90m") or a cron line of five fields.

Cron lines are read here and not by a library, since a stored line must never
raise later on: what parses has a next time, in any zone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobhunt.lib.errors import RuleRefused

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
MAX_INTERVAL = 366 * 86_400
# A 29 February that is also a Sunday comes back after 40 years at most (around a
# century's end); every other date sooner.
SEARCH_DAYS = 41 * 366
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun"]
MONTHS += ["jul", "aug", "sep", "oct", "nov", "dec"]
WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]


class Trigger(Protocol):
    def next_after(self, moment: datetime, zone: tzinfo) -> datetime:
        """The first due time after ``moment``, in UTC."""

    def describe(self) -> str:
        """For people."""


@dataclass(frozen=True, slots=True)
class Interval:
    seconds: int

    def __str__(self) -> str:
        for unit in ("d", "h", "m"):
            if self.seconds % UNITS[unit] == 0 and self.seconds >= UNITS[unit]:
                return f"{self.seconds // UNITS[unit]}{unit}"
        return f"{self.seconds}s"

    def next_after(self, moment: datetime, zone: tzinfo) -> datetime:
        return moment + timedelta(seconds=self.seconds)

    def describe(self) -> str:
        text = str(self)
        number, unit = int(text[:-1]), text[-1]
        names = {
            "s": ngettext("every second", "every %(number)d seconds", number),
            "m": ngettext("every minute", "every %(number)d minutes", number),
            "h": ngettext("every hour", "every %(number)d hours", number),
            "d": ngettext("every day", "every %(number)d days", number),
        }
        return names[unit] % {"number": number}


@dataclass(frozen=True, slots=True)
class Cron:
    line: str
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]  # 0 is Sunday
    every_hour: bool  # the hour field starts with *
    any_day: bool
    any_weekday: bool

    def __str__(self) -> str:
        return self.line

    def next_after(self, moment: datetime, zone: tzinfo) -> datetime:
        found = self._next(moment, zone)
        if found is None:  # refused when it was read
            raise ValueError(f"{self.line} is never due")
        return found

    def matches(self, day: date) -> bool:
        if day.month not in self.months:
            return False
        by_date = day.day in self.days
        by_weekday = day.isoweekday() % 7 in self.weekdays
        # As cron has it: when both are restricted, either will do.
        if not self.any_day and not self.any_weekday:
            return by_date or by_weekday
        return by_date and by_weekday

    def _next(self, moment: datetime, zone: tzinfo) -> datetime | None:
        # A gap at midnight moves a due time into the day after.
        day = moment.astimezone(zone).date() - timedelta(days=1)
        for _day in range(SEARCH_DAYS + 1):
            if self.matches(day):
                due = min((t for t in self._on(day, zone) if t > moment), default=None)
                if due is not None:
                    return due
            day += timedelta(days=1)
        return None

    def _on(self, day: date, zone: tzinfo) -> Iterator[datetime]:
        """The instants of a day.

        A time that the clock skips is due when the clock has moved on; one that
        comes twice is due once, unless the line is due every hour anyway.
        """
        for hour in self.hours:
            for minute in self.minutes:
                local = datetime(
                    day.year, day.month, day.day, hour, minute, tzinfo=zone
                )
                first = local.astimezone(UTC)
                yield first
                if self.every_hour:
                    second = local.replace(fold=1).astimezone(UTC)
                    if second > first:
                        yield second

    def describe(self) -> str:
        whole_day = self.any_day and self.any_weekday and len(self.months) == 12
        if whole_day and len(self.hours) == 1 and len(self.minutes) == 1:
            return _("daily at %(time)s") % {
                "time": f"{self.hours[0]:02}:{self.minutes[0]:02}"
            }
        return self.line


def refuse(message: str) -> RuleRefused:
    return RuleRefused(message, field="trigger")


def parse_trigger(text: str) -> Interval | Cron:
    """ "6h", "90m", "30s", "1d", plain seconds, or a cron line; else RuleRefused."""
    cleaned = " ".join(text.split()) if isinstance(text, str) else ""
    if match := re.fullmatch(r"([0-9]{1,9}) ?([smhd]?)", cleaned, re.IGNORECASE):
        seconds = int(match[1]) * UNITS[match[2].lower() or "s"]
        if not 1 <= seconds <= MAX_INTERVAL:
            raise refuse(_("An interval is from one second to 366 days."))
        return Interval(seconds)
    fields = cleaned.split(" ")
    if len(fields) != 5 or len(cleaned) > 100:
        raise refuse(_('Give an interval such as "6h" or a cron line of five fields.'))
    return parse_cron(cleaned, fields)


def parse_cron(line: str, fields: list[str]) -> Cron:
    minute, hour, day, month, weekday = fields
    cron = Cron(
        line=line,
        minutes=tuple(sorted(values(minute, 0, 59, _("minute")))),
        hours=tuple(sorted(values(hour, 0, 23, _("hour")))),
        days=frozenset(values(day, 1, 31, _("day"))),
        months=frozenset(values(month, 1, 12, _("month"), MONTHS, 1)),
        weekdays=frozenset(
            number % 7 for number in values(weekday, 0, 7, _("weekday"), WEEKDAYS, 0)
        ),
        every_hour=hour.startswith("*"),
        any_day=day.startswith("*"),
        any_weekday=weekday.startswith("*"),
    )
    # From a fixed leap year, so that the answer never depends on today.
    if cron._next(datetime(2024, 1, 1, tzinfo=UTC), UTC) is None:
        raise refuse(_("This cron line names a date that does not exist."))
    return cron


def values(
    field: str,
    least: int,
    most: int,
    name: str,
    words: list[str] | None = None,
    first: int = 0,
) -> set[int]:
    """The numbers that one field allows: ``*``, ``a``, ``a-b``, each with ``/step``."""
    found: set[int] = set()
    for part in field.split(","):
        span, slash, step_text = part.partition("/")
        step = number_in(step_text, 1, most, name) if slash else 1
        if span == "*":
            low, high = least, most
        else:
            low_text, dash, high_text = span.partition("-")
            low = number_in(low_text, least, most, name, words, first)
            high = low
            if dash:
                high = number_in(high_text, least, most, name, words, first)
            elif slash:
                high = most
            if high < low:
                raise refuse(_("Wrong range in the field %(name)s.") % {"name": name})
        found.update(range(low, high + 1, step))
    return found


def number_in(
    text: str,
    least: int,
    most: int,
    name: str,
    words: list[str] | None = None,
    first: int = 0,
) -> int:
    if words and text.lower() in words:
        return words.index(text.lower()) + first
    if text.isascii() and text.isdigit() and len(text) <= 4:
        value = int(text)
        if least <= value <= most:
            return value
    raise refuse(_("Wrong value in the field %(name)s.") % {"name": name})
