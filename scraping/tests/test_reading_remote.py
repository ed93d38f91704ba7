"""Remote, hybrid, on site: the fact, not the word."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraping.reading.remote import read_regions, read_remote

MODES: list[tuple[dict[str, Any], str | None]] = [
    # The workplace beats the flag
    ({"workplace": "Hybrid", "flag": True}, "hybrid"),
    ({"workplace": "Remote", "flag": True, "location": "Oakland"}, "remote"),
    ({"workplace": "OnSite", "flag": False}, "onsite"),
    ({"workplace": "on-site"}, "onsite"),
    ({"workplace": "unspecified", "flag": None}, None),
    ({"workplace": "TELECOMMUTE"}, "remote"),
    ({"workplace": "fully_remote"}, "remote"),
    ({"workplace": "none"}, None),
    ({"workplace": "partly_remote"}, "hybrid"),
    # Not remote alone says nothing
    ({"flag": False, "location": "Leeds"}, None),
    ({"flag": False, "text": "This role is not remote. You work at the bench."}, None),
    ({"flag": False, "location": "Hybrid - London"}, "hybrid"),
    ({"text": "Remote work is not possible."}, None),
    ({"location": "Remote", "text": "Please note: this role is not remote."}, None),
    ({"flag": True, "text": "This position is not remote."}, None),
    ({"title": "Clerk (no remote)"}, None),
    ({"location": "Remote - Not available"}, None),
    ({"text": "This role cannot be done remotely."}, None),
    ({"flag": True, "text": "Remote work is not possible for this role."}, None),
    ({"flag": True, "location": "Berlin, Germany (on-site)"}, None),
    # What else is done from afar
    ({"text": "Our interviews are fully remote."}, None),
    ({"text": "Our hiring process is 100% remote. The job is in Leeds."}, None),
    ({"text": "Unless approved for full remote work, you come in."}, None),
    ({"title": "Account Manager, Remote Sites"}, None),
    ({"title": "Head of Remote"}, None),
    # Other languages
    ({"text": "Du arbeitest komplett remote."}, "remote"),
    ({"text": "Poste en full remote"}, "remote"),
    ({"text": "Trabajo 100% remoto"}, "remote"),
    ({"location": "En remoto, España"}, "remote"),
    ({"text": "Modalidad: híbrida"}, "hybrid"),
    ({"location": "Télétravail partiel"}, "hybrid"),
    ({"location": "Teilweise Home-Office"}, "hybrid"),
    # A culture is no workplace
    (
        {
            "flag": False,
            "text": "We have a remote-first culture, with three days a week in our "
            "Ghent office.",
        },
        "hybrid",
    ),
    ({"text": "We are a remote-friendly company."}, None),
    ({"flag": True, "text": "You are five days a week on site in Leeds."}, "onsite"),
    ({"flag": True, "text": "2-3 days per week in the office."}, "hybrid"),
    ({"workplace": "Remote", "text": "Five days a week in our office."}, "onsite"),
    ({"text": "You are based in our London office 5 days a week."}, "onsite"),
    ({"flag": True, "text": "You work in our office in Leeds every day."}, "onsite"),
    ({"text": "Our office serves lunch every day."}, None),
    ({"text": "Zwei Tage pro Woche im Büro, sonst Home-Office."}, "hybrid"),
    ({"text": "2 jours de télétravail par semaine"}, "hybrid"),
    ({"text": "Two days a week from home."}, "hybrid"),
    ({"text": "30 days of holiday; meet us in the office."}, None),
    ({"flag": True, "text": "Two days in the office for onboarding."}, "remote"),
    # What the text says of the role
    ({"text": "This is a fully remote role."}, "remote"),
    ({"text": "This role is 100% remote."}, "remote"),
    ({"text": "Location: Remote\nPay: good"}, "remote"),
    ({"text": "This is a hybrid role."}, "hybrid"),
    ({"text": "This position is fully on-site."}, "onsite"),
    ({"text": "Work from anywhere for four weeks a year."}, None),
    ({"text": "You support remote teams and distributed systems."}, None),
    ({"flag": False, "text": "This role is fully remote."}, None),
    # Places and titles
    ({"location": "Remote"}, "remote"),
    ({"location": "Remote (US)"}, "remote"),
    ({"location": "Hybrid"}, "hybrid"),
    ({"location": "In-Office"}, "onsite"),
    ({"location": "Remote or Hybrid"}, "hybrid"),
    ({"location": "On-site or remote"}, None),
    ({"title": "Engineer (Remote)"}, "remote"),
    ({"title": "Engineer - Remote"}, "remote"),
    ({"title": "Remote Python Developer"}, "remote"),
    ({"title": "Remote Sensing Scientist"}, None),
    ({"title": "Hybrid Cloud Architect"}, None),
    ({"title": "Engineer, Distributed Systems"}, None),
    ({"title": "Engineer, Hybrid"}, "hybrid"),
    ({"location": "Remote Mountain, AK", "flag": None}, "remote"),
    ({}, None),
    ({"text": "", "location": "", "title": ""}, None),
]


@pytest.mark.parametrize(("given_", "mode"), MODES)
def test_the_mode_is_what_is_stated(given_: dict[str, Any], mode: str | None) -> None:
    assert read_remote(**given_)[0] == mode


REGIONS: list[tuple[dict[str, Any], tuple[str, ...]]] = [
    ({"location": "Remote (US)"}, ("US",)),
    ({"location": "Remote, United States"}, ("United States",)),
    ({"location": "Remote, Europe"}, ("Europe",)),
    ({"location": "Remote - EMEA"}, ("EMEA",)),
    ({"location": "US-Remote"}, ("US",)),
    ({"location": "Remote US only"}, ("US",)),
    (
        {"location": "London, UK; Ontario, CAN; Remote-Friendly, United States"},
        ("United States",),
    ),
    ({"location": "Remote within the EU"}, ("EU",)),
    ({"location": "Remote; US or Canada"}, ("US", "Canada")),
    ({"location": "UK & Ireland", "flag": True}, ("UK & Ireland",)),
    ({"location": "United States", "flag": True}, ("United States",)),
    ({"location": "Europe", "workplace": "remote"}, ("Europe",)),
    ({"location": "Remote, California"}, ("California",)),
    ({"location": "Remote"}, ()),
    ({"location": "Worldwide", "flag": True}, ()),
    ({"location": "Remote - Anywhere"}, ()),
    ({"location": "Oakland", "workplace": "Remote"}, ()),
    ({"location": "San Francisco, CA", "workplace": "Remote"}, ()),
    ({"location": "Remote, CA"}, ()),
    ({"location": "Berlin, Germany", "workplace": "Remote"}, ()),
    ({"location": "Remote - Berlin, Germany"}, ("Germany",)),
    ({"title": "Engineer (Remote, US)"}, ("US",)),
    ({"title": "Engineer (Remote - Germany)"}, ("Germany",)),
    (
        {"location": "Remote", "text": "You must be based in the United States."},
        ("United States",),
    ),
    (
        {"location": "Remote", "text": "Applicants must reside in Germany or Austria."},
        ("Germany", "Austria"),
    ),
    ({"location": "Remote or Berlin, Germany"}, ()),
    ({"location": "Remote, US or Canada"}, ("US", "Canada")),
    (
        {"location": "Remote", "text": "You must be located in the EU or the UK."},
        ("EU", "UK"),
    ),
    ({"location": "Hybrid, Germany"}, ()),
]


@pytest.mark.parametrize(("given_", "regions"), REGIONS)
def test_a_remote_job_is_limited_only_where_it_says_so(
    given_: dict[str, Any], regions: tuple[str, ...]
) -> None:
    assert read_remote(**given_)[1] == regions


def test_regions_are_read_in_their_own_words() -> None:
    assert read_regions("Europe, Canada") == ("Europe", "Canada")
    assert read_regions("LATAM / Spain", "LATAM") == ("LATAM", "Spain")
    assert read_regions("work with me in or on it") == ()
    assert read_regions(None, "") == ()


@given(st.text(max_size=300))
@settings(max_examples=80, deadline=None)
def test_any_text_is_read(text: str) -> None:
    read_remote(location=text, title=text, text=text, workplace=text)


@pytest.mark.parametrize(
    "piece",
    [
        "remote ",
        "three days a week ",
        "not a ",
        "must be based in A or ",
        "(",
        "office ",
        "5 days in ",
        "this is fully ",
    ],
)
def test_long_texts_take_no_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    started = time.perf_counter()
    read_remote(location=text, title=text, text=text, flag=True)
    assert time.perf_counter() - started < 1.5
