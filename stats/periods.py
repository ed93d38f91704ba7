"""Periods and days in the time zone of the person who looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

DAYS = {"7d": 7, "30d": 30, "90d": 90, "1y": 365}
PERIODS = (*DAYS, "all")


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days, both ends included, in one zone."""

    name: str
    start: date
    end: date
    zone: ZoneInfo

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.start, time.min, self.zone).astimezone(UTC)

    @property
    def ends(self) -> datetime:
        """The first instant after the period."""
        after = self.end + timedelta(days=1)
        return datetime.combine(after, time.min, self.zone).astimezone(UTC)

    @property
    def days(self) -> list[date]:
        return [
            self.start + timedelta(days=n)
            for n in range((self.end - self.start).days + 1)
        ]

    def day_of(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()


def period_of(name: str, zone_name: str, first: datetime | None = None) -> Period:
    """The period up to today; ``all`` begins on the day of ``first``."""
    zone = ZoneInfo(zone_name)
    today = timezone.now().astimezone(zone).date()
    if name == "all":
        start = first.astimezone(zone).date() if first else today
    else:
        start = today - timedelta(days=DAYS[name] - 1)
    return Period(name, min(start, today), today, zone)
