from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobhunt.lib.errors import RuleRefused
from scheduling.triggers import Interval, parse_trigger

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str, zone: ZoneInfo | None = None) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone or UTC)


def due_times(trigger: str, start: datetime, number: int, zone: ZoneInfo) -> list[str]:
    found = []
    moment = start
    for _index in range(number):
        moment = parse_trigger(trigger).next_after(moment, zone)
        found.append(moment.astimezone(zone).strftime("%d %H:%M%z"))
    return found


@pytest.mark.parametrize(
    ("text", "seconds", "normal"),
    [
        ("6h", 21_600, "6h"),
        ("90m", 5_400, "90m"),
        ("30s", 30, "30s"),
        ("1d", 86_400, "1d"),
        ("120m", 7_200, "2h"),
        ("3600", 3_600, "1h"),
        (" 6 H ", 21_600, "6h"),
    ],
)
def test_intervals_are_read(text: str, seconds: int, normal: str) -> None:
    trigger = parse_trigger(text)
    assert trigger == Interval(seconds)
    assert str(trigger) == normal


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "0h",
        "6x",
        "-6h",
        "1.5h",
        "99999d",
        "h",
        "* * * *",
        "* * * * * *",
        "61 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * 32 * *",
        "* * * 13 *",
        "* * * * 8",
        "*/0 * * * *",
        "5-1 * * * *",
        "1- * * * *",
        "-1 * * * *",
        ", * * * *",
        "1,,2 * * * *",
        "a * * * *",
        "* * L * *",
        "* * * * 1#2",
        "0 0 31 2 *",
        "0 0 30 2 *",
        "0 0 31 4,6,9,11 *",
        "٣ * * * *",
        "0 10 * * *" + " " * 5 + "x",
        "@daily",
        "0 10 * * *; drop",
        "x" * 5000,
    ],
)
def test_what_is_never_due_or_no_trigger_is_refused(text: str) -> None:
    with pytest.raises(RuleRefused):
        parse_trigger(text)


@pytest.mark.parametrize(
    ("line", "after", "expected"),
    [
        ("0 10 * * *", "2026-11-25 09:59:59", "2026-11-25 10:00"),
        ("0 10 * * *", "2026-11-25 10:00:00", "2026-11-26 10:00"),
        ("*/15 * * * *", "2026-11-25 10:01:00", "2026-11-25 10:15"),
        ("5/20 * * * *", "2026-11-25 10:06:00", "2026-11-25 10:25"),
        ("0 9-17/4 * * *", "2026-11-25 09:00:00", "2026-11-25 13:00"),
        ("0 8 * * mon-fri", "2026-11-27 09:00:00", "2026-11-30 08:00"),
        ("0 8 * * 7", "2026-11-25 09:00:00", "2026-11-29 08:00"),
        ("0 0 1 jan *", "2026-11-25 09:00:00", "2027-01-01 00:00"),
        # Both days restricted: either will do (the 13th is a Sunday).
        ("0 0 13 * fri", "2026-12-11 00:00:00", "2026-12-13 00:00"),
        ("0 0 29 2 *", "2026-11-25 00:00:00", "2028-02-29 00:00"),
        ("0 0 29 2 *", "2096-03-01 00:00:00", "2104-02-29 00:00"),
        # A star with a step restricts nothing, so both must fit: a Sunday.
        ("0 0 29 2 */7", "2026-11-25 00:00:00", "2032-02-29 00:00"),
        ("0 0 31 * *", "2026-11-01 00:00:00", "2026-12-31 00:00"),
    ],
)
def test_cron_lines_have_their_next_time(line: str, after: str, expected: str) -> None:
    assert parse_trigger(line).next_after(at(after), UTC) == at(expected)


def test_a_daily_time_keeps_its_wall_clock_over_both_changes() -> None:
    spring = due_times("0 10 * * *", at("2026-03-27 23:00"), 3, BERLIN)
    assert spring == ["28 10:00+0100", "29 10:00+0200", "30 10:00+0200"]
    autumn = due_times("0 10 * * *", at("2026-10-23 23:00"), 3, BERLIN)
    assert autumn == ["24 10:00+0200", "25 10:00+0100", "26 10:00+0100"]


def test_a_time_that_the_clock_skips_is_due_once_all_the_same() -> None:
    times = due_times("30 2 * * *", at("2026-03-27 23:00"), 3, BERLIN)
    assert times == ["28 02:30+0100", "29 03:30+0200", "30 02:30+0200"]


def test_a_time_that_comes_twice_is_due_once() -> None:
    times = due_times("30 2 * * *", at("2026-10-23 23:00"), 3, BERLIN)
    assert times == ["24 02:30+0200", "25 02:30+0200", "26 02:30+0100"]


def test_an_hourly_line_is_due_every_hour_that_passes() -> None:
    times = due_times("0 * * * *", at("2026-10-24 22:30"), 5, BERLIN)
    assert times == [
        "25 01:00+0200",
        "25 02:00+0200",
        "25 02:00+0100",
        "25 03:00+0100",
        "25 04:00+0100",
    ]


def test_triggers_are_told_in_words() -> None:
    assert parse_trigger("6h").describe() == "every 6 hours"
    assert parse_trigger("1h").describe() == "every hour"
    assert parse_trigger("0 2 * * *").describe() == "daily at 02:00"
    assert parse_trigger("0 2 * * 1").describe() == "0 2 * * 1"


fields = st.sampled_from(["*", "*/7", "0", "5", "1-5", "2,4", "3/2", "1-6/3"])


@settings(max_examples=150, deadline=None)
@given(
    st.lists(fields, min_size=5, max_size=5),
    st.datetimes(datetime(2024, 1, 1), datetime(2040, 1, 1)),
    st.sampled_from(
        ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]
    ),
)
def test_the_next_time_is_always_later_and_never_skips_back(
    parts: list[str], naive: datetime, zone: str
) -> None:
    try:
        trigger = parse_trigger(" ".join(parts))
    except RuleRefused:
        return
    moment = naive.replace(tzinfo=UTC)
    following = trigger.next_after(moment, ZoneInfo(zone))
    assert following > moment
    just_before = following - timedelta(seconds=1)
    assert trigger.next_after(just_before, ZoneInfo(zone)) == following


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_no_text_at_all_raises_anything_but_a_refusal(text: str) -> None:
    with contextlib.suppress(RuleRefused):
        parse_trigger(text)
