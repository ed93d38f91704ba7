"""Places, countries and regions as sources write them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraping.reading.geography import CODES, CONTINENT, NAMES, REGIONS
from scraping.reading.places import (
    country_code,
    in_region,
    is_work_model,
    region_codes,
    split_locations,
)


@pytest.mark.parametrize(
    ("raw", "places"),
    [
        (
            "San Francisco, CA | New York City, NY | Seattle, WA",
            ["San Francisco, CA", "New York City, NY", "Seattle, WA"],
        ),
        (
            "London, UK; Ontario, CAN; Remote-Friendly, United States; San Francisco, CA",
            [
                "London, UK",
                "Ontario, CAN",
                "Remote-Friendly, United States",
                "San Francisco, CA",
            ],
        ),
        ("Berlin; Munich", ["Berlin", "Munich"]),
        ("Berlin\nMunich", ["Berlin", "Munich"]),
        ("Berlin, Munich", ["Berlin", "Munich"]),
        ("Berlin, Munich, Hamburg", ["Berlin", "Munich", "Hamburg"]),
        ("Berlin / Munich", ["Berlin", "Munich"]),
        ("Berlin/München", ["Berlin", "München"]),
        ("Berlin oder München", ["Berlin", "München"]),
        ("London & Manchester", ["London", "Manchester"]),
        ("Paris, France", ["Paris, France"]),
        ("New York, New York", ["New York, New York"]),
        ("Berlin, Germany", ["Berlin, Germany"]),
        ("Springfield, Clark County, Ohio", ["Springfield, Clark County, Ohio"]),
        (
            "Austin, TX, Denver, CO, Miami, FL",
            ["Austin, TX", "Denver, CO", "Miami, FL"],
        ),
        ("Tokyo, Japan, London, UK", ["Tokyo, Japan", "London, UK"]),
        ("New York, NY or San Francisco, CA", ["New York, NY", "San Francisco, CA"]),
        ("United States, Canada", ["United States", "Canada"]),
        ("Germany, Austria, Switzerland", ["Germany", "Austria", "Switzerland"]),
        ("Singapore, Singapore", ["Singapore, Singapore"]),
        ("Hong Kong, China", ["Hong Kong, China"]),
        ("England, United Kingdom", ["England, United Kingdom"]),
        ("Bosnia and Herzegovina", ["Bosnia and Herzegovina"]),
        ("Newcastle upon Tyne, Tyne and Wear", ["Newcastle upon Tyne, Tyne and Wear"]),
        ("Frankfurt / Main", ["Frankfurt / Main"]),
        ("Berlin and 2 more locations", ["Berlin"]),
        ("Hybrid", []),
        ("Remote", []),
        ("Austin, TX; Remote", ["Austin, TX"]),
        ("In-Office | Oslo", ["Oslo"]),
        ("  Tartu ,  Estonia ", ["Tartu , Estonia"]),
        ("R&amp;D Park", ["R&D Park"]),
        ("København", ["København"]),
        ("Berlin; Berlin", ["Berlin"]),
        ("", []),
        (None, []),
    ],
)
def test_places_are_split_where_it_is_sure(raw: str | None, places: list[str]) -> None:
    assert split_locations(raw) == places


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("Paris, France", "FR"),
        ("Austin, TX", "US"),
        ("Austin, TX 78701", "US"),
        ("Austin, TX, US", "US"),
        ("Wilmington, DE", "US"),
        ("Berlin, DE", "DE"),
        ("Berlin, BE, DE", "DE"),
        ("Duisburg, DE", "DE"),
        ("Metzingen, DE", "DE"),
        ("UK, USA", None),
        ("LATAM, Brazil", None),
        ("Europe, UK, France", None),
        ("USA DC Washington", "US"),
        ("DEU Wiesbaden - Airfield", "DE"),
        ("Bengaluru, KA, IN", "IN"),
        ("Gary, IN", "US"),
        ("San Francisco, CA", "US"),
        ("Toronto, CA", "CA"),
        ("Toronto, ON", "CA"),
        ("Ontario, CAN", "CA"),
        ("Vancouver, British Columbia", "CA"),
        ("Utrecht, NL", "NL"),
        ("Bergen, NO", "NO"),
        ("Ghent, BE", "BE"),
        ("London, UK", "GB"),
        ("Edinburgh, Scotland", "GB"),
        ("Paris, TX", "US"),
        ("Lebanon, NH", "US"),
        ("Atlanta, Georgia", "US"),
        ("Tbilisi, Georgia", "GE"),
        ("Georgia", None),
        ("Remote (EST)", None),
        ("Remote - United States (EST)", "US"),
        ("Sydney, NSW", "AU"),
        ("Remote - US", "US"),
        ("Remote US", "US"),
        ("US-Remote", "US"),
        ("Remote (Germany)", "DE"),
        ("Germany (Remote)", "DE"),
        ("Remote in Canada", "CA"),
        ("Anywhere in the UK", "GB"),
        ("USA - New York", "US"),
        ("United States of America", "US"),
        ("California", "US"),
        ("Deutschland", "DE"),
        ("Österreich", "AT"),
        ("Türkiye", "TR"),
        ("Côte d'Ivoire", "CI"),
        ("Jakarta, Indonesia", "ID"),
        ("DE", "DE"),
        ("GBR", "GB"),
        ("Remote, CA", None),
        ("Oakland", None),
        ("Berlin", None),
        ("Remote", None),
        ("Europe", None),
        ("Nice place", None),
        ("", None),
        (None, None),
    ],
)
def test_a_country_is_known_only_where_it_is_stated(
    place: str | None, code: str | None
) -> None:
    assert country_code(place) == code


@pytest.mark.parametrize(
    "text",
    [
        "Hybrid",
        "In-Office",
        "In Office",
        "On-site",
        "Remote",
        "Fully Remote",
        "100% Remote",
        "Remote-friendly",
        "Remote / Hybrid",
        "Hybrid or Remote",
        "Work from home",
        "Home Office",
        "Multiple locations",
        "3 Locations",
        "N/A",
        "Vor Ort",
        "Vor-Ort",
        "Teilweise Home-Office",
        "Remoto",
        "Presencial",
        "Híbrido",
        "Virtual",
        "Hybrid Remote",
        "Hybrid (3 days)",
        "Hybrid (2 days in office)",
        "Hybrid - 2-3 days in the office",
    ],
)
def test_a_work_model_is_no_place(text: str) -> None:
    assert is_work_model(text)


@pytest.mark.parametrize(
    "text",
    [
        "Remote, Oregon",
        "Hybrid, Berlin",
        "Berlin",
        "Office Park",
        "",
        "Onsite NY",
        "Virtual Street 3",
    ],
)
def test_a_place_is_no_work_model(text: str) -> None:
    assert not is_work_model(text)


@pytest.mark.parametrize(
    ("places", "region", "inside"),
    [
        (["Berlin, Germany"], "Germany", True),
        (["Berlin, Germany"], "de", True),
        (["Berlin, Germany"], "Europe", True),
        (["Berlin, Germany"], "EU", True),
        (["London, UK"], "EU", False),
        (["London, UK"], "EMEA", True),
        (["London, UK"], "Europe", True),
        (["Remote, United States"], "Europe", False),
        (["Remote (US)"], "US", True),
        (["Austin, TX"], "North America", True),
        (["Austin, TX"], "Europe", False),
        (["San Francisco, CA"], "Canada", False),
        (["Nowhere, IN"], "India", True),
        (["Nowhere, IN"], "US", True),
        (["Duisburg, DE"], "Europe", True),
        (["UK, USA"], "US", True),
        (["Zürich, Switzerland"], "DACH", True),
        (["Oslo, Norway"], "Nordics", True),
        (["Pune, India"], "APAC", True),
        (["Lima, Peru"], "LATAM", True),
        (["Remote, Europe"], "Germany", True),
        (["EMEA"], "South Africa", True),
        (["US or Canada"], "Canada", True),
        (["US/Canada"], "Mexico", False),
        (["Worldwide"], "Japan", True),
        (["Remote - Anywhere"], "Japan", True),
        (["Oakland"], "Europe", None),
        (["Oakland", "Berlin, Germany"], "Europe", True),
        (["Oakland", "Austin, TX"], "Europe", None),
        ([], "Europe", None),
        (["Berlin"], "Atlantis", None),
        (["Latin America"], "Brazil", True),
        (["Germany, Austria"], "Austria", True),
        (["Kampala, Uganda"], "Africa", True),
    ],
)
def test_places_lie_in_regions(
    places: list[str], region: str, inside: bool | None
) -> None:
    assert in_region(places, region) is inside


def test_every_country_has_a_continent_that_is_a_region() -> None:
    assert len(NAMES) > 195
    continents = {"EU", "AS", "AF", "NA", "SA", "OC"}
    assert set(CONTINENT.values()) == continents
    assert set(CODES.values()) == set(NAMES)
    for name in ("europe", "asia", "africa", "oceania", "south america"):
        assert region_codes(name)
    for codes in REGIONS.values():
        assert codes <= set(NAMES)


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_text_is_split_into_places_of_its_own(text: str) -> None:
    split_locations(text)
    country_code(text)
    in_region([text], "Europe")


@pytest.mark.parametrize("piece", ["a, ", "Berlin;", "remote ", "(", "x and Y ", "/a"])
def test_long_texts_take_no_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    started = time.perf_counter()
    split_locations(text)
    country_code(text)
    is_work_model(text)
    in_region([text], "Europe")
    assert time.perf_counter() - started < 1
