"""Dates as sources write them; what cannot be told is None."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

from scraping.reading.plain import fold

EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
# Clocks differ, and zones: a posting "from tomorrow" is today's.
AHEAD = timedelta(days=2)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
ISO = re.compile(
    r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[T\s](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*"
    r"(?:(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})(?:\[[\w/]+\])?)?)?$",
    re.IGNORECASE,
)
COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})Z)?$")
SLASHED = re.compile(r"^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})$")
# Bare, or as .NET writes it: "/Date(1783000000000+0200)/".
NUMBER = re.compile(r"^(?:/Date\()?(\d{9,14}(?:\.\d+)?)(?:(?:[+-]\d{4})?\)/)?$")
UNITS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
    "month": timedelta(days=30),
    "year": timedelta(days=365),
}
_UNIT_NAMES = {
    "minute": "minute minutes min mins minuten minuti minutos minuter minutter",
    "hour": "hour hours hr hrs h stunde stunden std heure heures hora horas ora ore uur"
    " timme timmar time timer",
    "day": "day days d tag tage tagen jour jours dia dias dag dagen dagar dage giorno"
    " giorni dni dzien",
    "week": "week weeks w wk woche wochen semaine semaines semana semanas weken"
    " settimana settimane vecka veckor uge uger",
    "month": "month months mo monat monate monaten mois maand maanden mes meses mese mesi"
    " manad manader maned maneder miesiac",
    "year": "year years y yr yrs jahr jahre jahren an ans ano anos anno anni jaar",
}
UNIT_WORDS = {
    word: unit for unit, names in _UNIT_NAMES.items() for word in names.split()
}
RELATIVE = re.compile(
    r"^(?:posted|published|listed|vor|il y a|hace|ha|for)?\s*(?:about|over|almost|ca\.?)?\s*"
    r"(\d{1,4}|an?|one|einem|einer|eine|une?|una|um|uma)(\+)?\s*([a-z]+)\.?"
    r"\s*(?:ago|geleden|fa|atras|temu|sedan|siden)?$"
)
# "in 5 days": when a posting closes.
AHEAD_OF = re.compile(r"^in\s+(\d{1,4})\s+([a-z]+)$")
TODAY = {
    "today",
    "just now",
    "just posted",
    "heute",
    "gerade eben",
    "new",
    "now",
    "hoy",
    "aujourd'hui",
    "oggi",
    "hoje",
    "vandaag",
    "dzisiaj",
    "idag",
    "i dag",
}
YESTERDAY = {
    "yesterday",
    "gestern",
    "hier",
    "ayer",
    "ieri",
    "ontem",
    "gisteren",
    "wczoraj",
}
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier enero januari gennaio janeiro stycznia",
            "feb february februar fevrier febrero februari febbraio fevereiro lutego",
            "mar march marz maerz mars marzo maart mrz marco marca",
            "apr april avril abril aprile kwietnia",
            "may mai mayo mei maggio maio maj maja",
            "jun june juni juin junio giugno junho czerwca",
            "jul july juli juillet julio luglio julho lipca",
            "aug august aout agosto augustus augusti sierpnia",
            "sep sept september septembre septiembre settembre setembro wrzesnia",
            "oct october oktober octobre octubre okt ottobre outubro pazdziernika",
            "nov november novembre noviembre novembro listopada",
            "dec december dezember decembre diciembre dez dicembre dezembro grudnia",
        ),
        1,
    )
    for name in names.split()
}
WORDY = re.compile(
    r"^(?:[a-z]+\.?,?\s+)?(\d{1,2})(?:st|nd|rd|th|er|\.)?[\s/-]+(?:de\s+|of\s+)?([a-z]+)\.?,?"
    r"[\s/-]+(?:de\s+)?(\d{4})$"
)
CLOCK = re.compile(
    r",?\s+(?:at\s+|um\s+)?(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(?:([ap])\.?m\b\.?|uhr)?"
    r"\s*(?:(?:gmt|utc)?([+-]\d{2}:?\d{2})|(gmt|utc|z)\b)?(?:\s*\([^()]*\))?"
)
MAIL_DATE = re.compile(r"^(?:[A-Za-z]{3},\s*)?\d{1,2} [A-Za-z]{3} \d{4} \d{1,2}:\d{2}")
WORDY_US = re.compile(
    r"^(?:[a-z]+\.?,?\s+)?([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$"
)


def _plausible(value: datetime | None) -> datetime | None:
    if value is None or not EARLIEST <= value <= LATEST:
        return None
    return value


def _zone(text: str | None, zone: tzinfo | str | None) -> tzinfo:
    if text and text.upper() not in {"Z", "UTC", "GMT"}:
        sign = -1 if text[0] == "-" else 1
        digits = text[1:].replace(":", "").ljust(4, "0")
        minutes = int(digits[:2]) * 60 + int(digits[2:])
        return _fixed(sign * minutes)
    if text is None and zone is not None:
        return ZoneInfo(zone) if isinstance(zone, str) else zone
    return UTC


def _fixed(minutes: int) -> tzinfo:
    from datetime import timezone

    return timezone(timedelta(minutes=max(-1439, min(1439, minutes))))


def _day(year: int, month: int, day: int) -> datetime | None:
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None


def _epoch(number: float) -> datetime | None:
    if number > 1e11:
        number /= 1000
    try:
        return datetime.fromtimestamp(number, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _iso(text: str, zone: tzinfo | str | None) -> datetime | None:
    match = ISO.match(text)
    if not match:
        return None
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    if match[4] is None:
        # A bare date is midnight UTC, wherever the posting is.
        return _day(year, month, day)
    try:
        clock = (int(match[4]), int(match[5]), int(match[6] or 0))
        local = datetime(year, month, day, *clock, tzinfo=_zone(match[7], zone))
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _relative(text: str, fetched_at: datetime) -> datetime | None:
    text = text.removeprefix("posted ").strip()
    if text in TODAY:
        return fetched_at
    if text in YESTERDAY:
        return fetched_at - UNITS["day"]
    try:
        ahead = AHEAD_OF.match(text)
        if ahead and ahead[2] in UNIT_WORDS:
            return fetched_at + int(ahead[1]) * UNITS[UNIT_WORDS[ahead[2]]]
        match = RELATIVE.match(text)
        if not match or match[3] not in UNIT_WORDS:
            return None
        count = int(match[1]) if match[1].isdigit() else 1
        return fetched_at - count * UNITS[UNIT_WORDS[match[3]]]
    except OverflowError:
        return None


def _wordy(folded: str, zone: tzinfo | str | None) -> datetime | None:
    clock = CLOCK.search(folded)
    if clock:
        folded = folded[: clock.start()] + folded[clock.end() :]
    if match := WORDY.match(folded):
        day, month, year = int(match[1]), MONTHS.get(match[2]), int(match[3])
    elif match := WORDY_US.match(folded):
        day, month, year = int(match[2]), MONTHS.get(match[1]), int(match[3])
    else:
        return None
    found = _day(year, month, day) if month else None
    if found is None or clock is None:
        return found
    hour = int(clock[1]) % 12 + 12 * (clock[4] == "p") if clock[4] else int(clock[1])
    try:
        local = found.replace(
            hour=hour,
            minute=int(clock[2]),
            second=int(clock[3] or 0),
            tzinfo=_zone(clock[5] or clock[6], zone),
        )
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _slashed(text: str, dayfirst: bool | None) -> datetime | None:
    match = SLASHED.match(text)
    if not match:
        return None
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if match[2] == ".":
        dayfirst = True
    if dayfirst is None:
        # Only one order can be meant, or it cannot be told.
        if first > 12:
            dayfirst = True
        elif second > 12:
            dayfirst = False
        else:
            return None
    return _day(year, second, first) if dayfirst else _day(year, first, second)


def read_date(
    value: Any,
    *,
    fetched_at: datetime | None = None,
    zone: tzinfo | str | None = None,
    dayfirst: bool | None = None,
) -> datetime | None:
    """A moment in UTC from ISO, epoch, mail dates or words; None if unknown.

    Relative words count from ``fetched_at``.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, datetime):
        return _plausible(value if value.tzinfo else value.replace(tzinfo=UTC))
    if isinstance(value, date):
        return _day(value.year, value.month, value.day)
    if isinstance(value, (int, float)):
        return _plausible(_epoch(float(value))) if value > 1e8 else None
    text = str(value).strip()[:100]
    if match := NUMBER.match(text):
        return _plausible(_epoch(float(match[1])))
    if match := COMPACT.match(text):
        text = "-".join(match.group(1, 2, 3))
        text += f"T{':'.join(match.group(4, 5, 6))}Z" if match[4] else ""
    folded = fold(text)
    found = _iso(text, zone) or _slashed(text, dayfirst) or _wordy(folded, zone)
    if found is None and MAIL_DATE.match(text):
        try:
            parsed = parsedate_to_datetime(text)
            found = parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
            found = found.astimezone(UTC)
        except (ValueError, TypeError, OverflowError, IndexError):
            found = None
    if found is None:
        found = _relative(folded, fetched_at or datetime.now(UTC))
    return _plausible(found)


def read_posted(value: Any, **options: Any) -> datetime | None:
    """A publication: like ``read_date``, but what lies ahead is not known."""
    found = read_date(value, **options)
    if found is None or found > datetime.now(UTC) + AHEAD:
        return None
    return found


def is_past(value: datetime | None, now: datetime | None = None) -> bool:
    """Whether a closing date is over; a bare date is good until its end."""
    if value is None:
        return False
    midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
    end = value + timedelta(days=1) if midnight else value
    return end <= (now or datetime.now(UTC))
