"""Dates as sources write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraping.reading.dates import is_past, read_date, read_posted

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def moment(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


DATES: list[tuple[Any, datetime | None]] = [
    ("2026-07-10T16:15:41-04:00", moment(2026, 7, 10, 20, 15, 41)),
    ("2026-07-10T16:15:41Z", moment(2026, 7, 10, 16, 15, 41)),
    ("2026-07-10T16:15:41.123456+00:00", moment(2026, 7, 10, 16, 15, 41)),
    ("2026-07-10T16:15:41.123Z", moment(2026, 7, 10, 16, 15, 41)),
    ("2026-07-10 16:15:41 UTC", moment(2026, 7, 10, 16, 15, 41)),
    ("2026-07-10T16:15", moment(2026, 7, 10, 16, 15)),
    ("2026-07-10T16:15:41+0530", moment(2026, 7, 10, 10, 45, 41)),
    ("2026-07-10", moment(2026, 7, 10)),
    ("20260710", moment(2026, 7, 10)),
    ("2026/07/10", moment(2026, 7, 10)),
    (1783000000, datetime.fromtimestamp(1783000000, UTC)),
    ("1783000000", datetime.fromtimestamp(1783000000, UTC)),
    (1783000000123, datetime.fromtimestamp(1783000000.123, UTC)),
    ("1783000000123", datetime.fromtimestamp(1783000000.123, UTC)),
    ("Fri, 10 Jul 2026 16:15:41 +0000", moment(2026, 7, 10, 16, 15, 41)),
    ("Fri, 10 Jul 2026 16:15:41 GMT", moment(2026, 7, 10, 16, 15, 41)),
    ("10 Jul 2026 16:15:41 +0200", moment(2026, 7, 10, 14, 15, 41)),
    ("July 10, 2026", moment(2026, 7, 10)),
    ("Jul 10th, 2026", moment(2026, 7, 10)),
    ("10 July 2026", moment(2026, 7, 10)),
    ("10. Juli 2026", moment(2026, 7, 10)),
    ("10.07.2026", moment(2026, 7, 10)),
    ("10 juillet 2026", moment(2026, 7, 10)),
    ("10 de julio de 2026", moment(2026, 7, 10)),
    ("10-Jul-2026", moment(2026, 7, 10)),
    ("25/12/2025", moment(2025, 12, 25)),
    ("12/25/2025", moment(2025, 12, 25)),
    ("05/06/2026", None),
    (date(2026, 7, 10), moment(2026, 7, 10)),
    (datetime(2026, 7, 10, 5), moment(2026, 7, 10, 5)),
    ("25-12-2025", moment(2025, 12, 25)),
    ("05-06-2026", None),
    ("2026.07.10", moment(2026, 7, 10)),
    ("2026年7月10日", moment(2026, 7, 10)),
    ("20260710T161541Z", moment(2026, 7, 10, 16, 15, 41)),
    ("2026-07-10T16:15:41+02:00[Europe/Berlin]", moment(2026, 7, 10, 14, 15, 41)),
    ("10/Jul/2026", moment(2026, 7, 10)),
    ("Jul 10, 2026 4:15 PM", moment(2026, 7, 10, 16, 15)),
    ("July 10, 2026, 12:05 am", moment(2026, 7, 10, 0, 5)),
    ("10. Juli 2026, 14:00 Uhr", moment(2026, 7, 10, 14)),
    (
        "Fri Jul 10 2026 16:15:41 GMT+0200 (CEST)",
        moment(2026, 7, 10, 14, 15, 41),
    ),
    ("10 luglio 2026", moment(2026, 7, 10)),
    ("10 de março de 2026", moment(2026, 3, 10)),
    ("10 lipca 2026", moment(2026, 7, 10)),
    ("/Date(1783000000000+0200)/", datetime.fromtimestamp(1783000000, UTC)),
    # Relative
    ("5 days ago", NOW - timedelta(days=5)),
    ("Posted 5 Days Ago", NOW - timedelta(days=5)),
    ("Posted 30+ Days Ago", NOW - timedelta(days=30)),
    ("Posted Today", NOW),
    ("Posted Yesterday", NOW - timedelta(days=1)),
    ("an hour ago", NOW - timedelta(hours=1)),
    ("3 hours ago", NOW - timedelta(hours=3)),
    ("2 weeks ago", NOW - timedelta(weeks=2)),
    ("a month ago", NOW - timedelta(days=30)),
    ("5d ago", NOW - timedelta(days=5)),
    ("vor 5 Tagen", NOW - timedelta(days=5)),
    ("vor einem Tag", NOW - timedelta(days=1)),
    ("vor 2 Wochen", NOW - timedelta(weeks=2)),
    ("gestern", NOW - timedelta(days=1)),
    ("heute", NOW),
    ("il y a 3 jours", NOW - timedelta(days=3)),
    ("hace 3 días", NOW - timedelta(days=3)),
    ("3 dagen geleden", NOW - timedelta(days=3)),
    ("hace una semana", NOW - timedelta(weeks=1)),
    ("il y a un mois", NOW - timedelta(days=30)),
    ("3 giorni fa", NOW - timedelta(days=3)),
    ("há 3 dias", NOW - timedelta(days=3)),
    ("för 3 dagar sedan", NOW - timedelta(days=3)),
    ("vor 3 Std.", NOW - timedelta(hours=3)),
    ("aujourd'hui", NOW),
    ("gisteren", NOW - timedelta(days=1)),
    ("in 5 days", NOW + timedelta(days=5)),
    # An edit, an activity and an end are no publication
    ("Reposted 2 days ago", None),
    ("Updated 2 days ago", None),
    ("Active 5 days ago", None),
    ("Expires in 5 days", None),
    ("5 days left", None),
    # No dates
    ("July 2026", None),
    ("last week", None),
    ("0000-00-00", None),
    ("1970-01-01T00:00:00Z", None),
    ("2026-W10", None),
    ("KW 10", None),
    ("2026-13-40", None),
    ("2026-02-30", None),
    ("31.02.2026", None),
    ("soon", None),
    ("5", None),
    (5, None),
    (0, None),
    (-1, None),
    (True, None),
    (float("nan"), None),
    (float("inf"), None),
    (10**30, None),
    ("0001-01-01T00:00:00Z", None),
    ("9999-12-31", None),
    ("2026", None),
    ("99999999999 days ago", None),
    ("9999 years ago", None),
    ("", None),
    (None, None),
    ([], None),
    ({}, None),
]


@pytest.mark.parametrize(("value", "expected"), DATES)
def test_a_date_is_read_in_utc(value: Any, expected: datetime | None) -> None:
    found = read_date(value, fetched_at=NOW)
    if expected is None:
        assert found is None
    else:
        assert found is not None
        assert found.utcoffset() == timedelta(0)
        assert abs(found - expected) < timedelta(seconds=1)


def test_the_order_of_day_and_month_is_the_sources() -> None:
    assert read_date("05/06/2026", dayfirst=True) == moment(2026, 6, 5)
    assert read_date("05/06/2026", dayfirst=False) == moment(2026, 5, 6)
    assert read_date("25/06/2026", dayfirst=False) is None


def test_a_zone_counts_for_clocks_without_one() -> None:
    assert read_date("2026-07-10T12:00:00", zone="Europe/Berlin") == moment(
        2026, 7, 10, 10
    )
    assert read_date("2026-07-10", zone="Europe/Berlin") == moment(2026, 7, 10)
    assert read_date("2026-07-10T12:00:00Z", zone="Europe/Berlin") == moment(
        2026, 7, 10, 12
    )


def test_a_publication_does_not_lie_ahead() -> None:
    assert read_posted((datetime.now(UTC) + timedelta(days=30)).isoformat()) is None
    assert read_posted((datetime.now(UTC) - timedelta(days=30)).isoformat())


def test_a_closing_day_is_good_until_its_end() -> None:
    assert not is_past(moment(2026, 11, 25), NOW)
    assert is_past(moment(2026, 11, 24), NOW)
    assert is_past(NOW - timedelta(minutes=1), NOW)
    assert not is_past(NOW + timedelta(minutes=1), NOW)
    assert not is_past(None, NOW)


@given(
    st.one_of(
        st.text(max_size=60),
        st.integers(),
        st.floats(),
        st.text(alphabet="0123456789-/:T.+Z daysago", max_size=40),
    )
)
@settings(max_examples=300, deadline=None)
def test_any_value_is_a_sane_moment_or_none(value: Any) -> None:
    found = read_date(value, fetched_at=NOW)
    assert found is None or (1990 < found.year < 2101 and found.tzinfo is not None)
