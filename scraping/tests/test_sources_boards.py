"""Company boards: what each states is read as the contract has it."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from scraping.sources import SOURCES
from scraping.sources.base import FoundJob, Query
from scraping.tests.source_pages import by_title, jobs_of, query_for


def pay_of(job: FoundJob) -> tuple[object, ...] | None:
    return job.pay and (job.pay.min, job.pay.max, job.pay.currency, job.pay.period)


def test_greenhouse_takes_towns_from_offices_when_the_place_is_a_work_model() -> None:
    job = by_title("greenhouse")["Keeper & Lamp Engineer"]
    assert job.locations == (
        "Portland, Maine, United States",
        "Rockland, Maine, United States",
    )
    assert job.location == "; ".join(job.locations)
    assert job.remote == "hybrid"


def test_greenhouse_dates_are_of_the_first_publication() -> None:
    job = by_title("greenhouse")["Keeper & Lamp Engineer"]
    assert job.posted_at == datetime(2026, 3, 2, 14, tzinfo=UTC)


def test_greenhouse_without_a_first_publication_has_no_date() -> None:
    row = {"id": 1, "title": "T", "updated_at": "2026-11-20T10:00:00Z"}
    assert SOURCES["greenhouse"].read(row, Query(board="acme")).posted_at is None


def test_greenhouse_pay_is_read_from_the_text_that_is_encoded_twice() -> None:
    job = by_title("greenhouse")["Keeper & Lamp Engineer"]
    assert pay_of(job) == (Decimal(70000), Decimal(82000), "USD", "year")


def test_greenhouse_ranges_in_cents_are_the_widest_over_all_tiers() -> None:
    row = {
        "id": 1,
        "title": "T",
        "pay_input_ranges": [
            {"min_cents": 5000000, "max_cents": 6000000, "currency_type": "USD"},
            {"min_cents": 5500000, "max_cents": 7050000, "currency_type": "USD"},
        ],
    }
    job = SOURCES["greenhouse"].read(row, Query(board="acme"))
    assert pay_of(job) == (Decimal(50000), Decimal(70500), "USD", "year")


def test_greenhouse_links_to_the_public_pattern_when_the_address_is_no_link() -> None:
    row = {"id": 9, "title": "T", "absolute_url": "javascript:alert(1)"}
    job = SOURCES["greenhouse"].read(row, Query(board="acme"))
    assert job.link == "https://job-boards.greenhouse.io/acme/jobs/9"


def test_an_on_site_label_of_the_employers_own_tells_nothing() -> None:
    row = {
        "id": 9,
        "title": "T",
        "location": {"name": "Oslo"},
        "metadata": [{"name": "Location Type", "value": "On-Site"}],
    }
    assert SOURCES["greenhouse"].read(row, Query(board="acme")).remote is None


def test_lever_reads_all_places_and_structured_pay() -> None:
    job = by_title("lever")["Rope Maker"]
    assert (job.location, job.locations) == ("Cork", ("Cork", "Galway"))
    assert job.remote == "onsite"
    assert pay_of(job) == (Decimal(3000), Decimal(3600), "EUR", "month")


def test_lever_puts_the_lists_into_the_description() -> None:
    job = by_title("lever")["Rope Maker"]
    assert "- twist" in (job.description_text or "")
    assert (job.description_text or "").endswith("Bring gloves.")


def test_a_board_without_a_company_takes_the_watched_companys_name() -> None:
    assert by_title("lever", company_name="Hawser Ltd")["Rope Maker"].company == (
        "Hawser Ltd"
    )
    assert by_title("lever")["Rope Maker"].company is None


def test_lever_in_europe_links_to_its_european_page() -> None:
    job = by_title("lever", board_url="https://jobs.eu.lever.co/acme")["Knot Teacher"]
    assert (job.link or "").startswith("https://jobs.eu.lever.co/acme/")


def test_ashby_workplace_beats_its_remote_flag() -> None:
    assert by_title("ashby")["Glass Setter"].remote == "hybrid"


def test_ashby_leaves_unlisted_postings_out() -> None:
    assert "Secret Role" not in by_title("ashby")


def test_ashby_pay_is_the_widest_over_all_tiers() -> None:
    jobs = by_title("ashby")
    assert pay_of(jobs["Glass Setter"]) == (
        Decimal(40000),
        Decimal(52000),
        "EUR",
        "year",
    )
    assert pay_of(jobs["Night Guard"]) == (Decimal(9), Decimal(11), "EUR", "hour")


def test_ashby_pay_that_the_employer_hides_is_not_read() -> None:
    row = {
        "id": "x",
        "title": "T",
        "shouldDisplayCompensationOnJobPostings": False,
        "compensation": {"scrapeableCompensationSalarySummary": "€40K - €52K"},
    }
    assert SOURCES["ashby"].read(row, Query(board="pane")).pay is None


def test_workable_one_shortcode_in_two_towns_is_one_job() -> None:
    jobs = jobs_of("workable")
    assert [job.title for job in jobs] == ["Baker", "Recipe Writer"]
    assert jobs[0].locations == ("Volos, Thessaly, Greece", "Larissa, Greece")
    assert jobs[0].company == "Quay Foods"


def test_not_telecommuting_says_nothing_about_the_office() -> None:
    jobs = by_title("workable")
    assert jobs["Baker"].remote is None
    assert jobs["Recipe Writer"].remote == "remote"


def test_smartrecruiters_links_to_public_pages_never_to_its_api() -> None:
    job = by_title("smartrecruiters")["Dyke Warden"]
    assert job.link == "https://jobs.smartrecruiters.com/Polder1/7440001"
    assert not job.detailed
    assert (job.company, job.remote) == ("Polder Works", "hybrid")
    assert job.employment_type == "part_time"


def test_smartrecruiters_postings_that_are_not_public_are_left_out() -> None:
    page = SOURCES["smartrecruiters"].read_rows(
        [{"id": "1", "name": "Inside", "visibility": "INTERNAL"}],
        query_for("smartrecruiters"),
    )
    assert (page.jobs, page.skipped) == ((), 0)


def test_recruitee_reads_its_own_dates_drafts_and_text_numbers() -> None:
    jobs = by_title("recruitee")
    assert set(jobs) == {"Bee Keeper", "Honey Taster"}
    bees = jobs["Bee Keeper"]
    assert bees.posted_at == datetime(2026, 8, 11, 20, 45, 29, tzinfo=UTC)
    assert bees.locations == ("Ghent, East Flanders, Belgium",)
    assert (bees.remote, bees.employment_type) == ("remote", "part_time")
    assert pay_of(jobs["Honey Taster"]) == (
        Decimal(2500),
        Decimal(2900),
        "EUR",
        "month",
    )


def test_personio_reads_offices_companies_and_descriptions_in_cdata() -> None:
    job = by_title("personio")["Deichbauer (m/w/d)"]
    assert job.company == "Deich & Damm GmbH"
    assert job.locations == ("Husum", "Emden")
    assert job.link == "https://acme.jobs.personio.de/job/501"
    assert job.employment_type == "part_time"
    assert "Deiche bauen & pflegen." in (job.description_text or "")


def test_personio_survives_an_ampersand_that_is_not_encoded() -> None:
    assert "R&D Helfer" in by_title("personio")


def test_teamtailor_rss_has_places_departments_and_remote_status() -> None:
    jobs = by_title("teamtailor")
    painter = jobs["Boat Painter"]
    assert painter.source_job_id == "4711"
    assert painter.locations == ("Bergen, Norway", "Oslo, Norway")
    assert painter.department == "Paint"
    assert painter.remote is None
    assert jobs["Sail Designer"].remote == "remote"


def test_bamboohr_reads_where_the_work_is_done() -> None:
    jobs = by_title("bamboohr")
    assert (jobs["Moss Gatherer"].remote, jobs["Moss Gatherer"].location) == (
        "onsite",
        "Boise, Idaho",
    )
    assert jobs["Moss Seller"].remote == "remote"
    assert jobs["Moss Seller"].location == "Bend, Oregon, United States"


def test_workday_a_number_of_locations_is_no_place() -> None:
    job = by_title("workday")["Tide Clerk"]
    assert (job.location, job.locations) == (None, ())


def test_workday_relative_dates_count_from_the_fetch() -> None:
    jobs = by_title("workday")
    assert jobs["Tide Clerk"].posted_at == datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert jobs["Buoy Mender (Hybrid)"].posted_at is None


def test_workday_one_requisition_is_one_job() -> None:
    job = by_title("workday")["Tide Clerk"]
    assert (job.source_job_id, job.requisition_id) == ("JR-12", "JR-12")


def test_workday_links_to_the_host_that_the_board_lives_on() -> None:
    page = "https://tide.wd3.myworkdayjobs.com/Careers"
    job = by_title("workday", board_url=page)["Buoy Mender (Hybrid)"]
    assert job.link == f"{page}/job/Oban/Buoy-Mender_JR-13"


def test_rippling_a_row_a_place_is_one_job() -> None:
    job = by_title("rippling")["Kiln Loader"]
    assert job.locations == ("Stoke-on-Trent, England, GB", "Leeds, England, GB")


def test_pinpoint_pay_that_is_not_visible_is_not_read() -> None:
    jobs = by_title("pinpoint")
    assert pay_of(jobs["Bell Ringer"]) == (Decimal(12), Decimal(14), "GBP", "hour")
    assert jobs["Rope Buyer"].pay is None
    assert jobs["Rope Buyer"].remote == "remote"


def test_breezy_reads_pay_in_words() -> None:
    jobs = by_title("breezy")
    assert pay_of(jobs["Gate Keeper"]) == (Decimal(1400), Decimal(1600), "EUR", "month")
    assert jobs["Guide"].link == "https://acme.breezy.hr/p/b2-guide"


@pytest.mark.parametrize(
    ("title", "cleaned"),
    [
        ("R&amp;D Technician", "R&D Technician"),
        ("Caf&#233; Hand", "Café Hand"),
        ("  Two\u00a0 words\n", "Two words"),
        ("nul \x00 here", "nul here"),
    ],
)
def test_titles_are_text_not_markup(title: str, cleaned: str) -> None:
    row = {"id": 1, "title": title, "absolute_url": "https://a.example/1"}
    assert SOURCES["greenhouse"].read(row, Query(board="acme")).title == cleaned
