"""Aggregators: what each states is read as the contract has it."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from scraping.sources import SOURCES
from scraping.sources.base import FoundJob, Query, Status
from scraping.tests.source_pages import by_title, detail_page, jobs_of


def pay_of(job: FoundJob) -> tuple[object, ...] | None:
    return job.pay and (job.pay.min, job.pay.max, job.pay.currency, job.pay.period)


def test_remoteok_leaves_its_legal_notice_out() -> None:
    assert [job.title for job in jobs_of("remoteok")] == ["Mapper", "Plotter"]


def test_remoteok_zero_pay_is_no_pay_and_edge_commas_are_no_place() -> None:
    jobs = by_title("remoteok")
    assert jobs["Plotter"].pay is None
    assert jobs["Plotter"].location is None
    assert jobs["Mapper"].location == "Porto"


def test_remotive_limits_are_the_remote_regions() -> None:
    jobs = by_title("remotive")
    assert jobs["Loom Analyst"].remote_regions == ("Europe", "Canada")
    assert jobs["Dye Tester"].remote_regions == ()
    assert jobs["Dye Tester"].location == "Worldwide"


def test_remotive_pay_in_prose_stays_prose() -> None:
    pay = by_title("remotive")["Dye Tester"].pay
    assert pay is not None
    assert (pay.min, pay.max, pay.text) == (None, None, "Pay per task")


def test_remotive_a_k_behind_the_second_number_counts_for_both() -> None:
    job = by_title("remotive")["Loom Analyst"]
    # Two regions name no single country, so the dollar is of none.
    assert pay_of(job) == (Decimal(118000), Decimal(146000), None, None)


def test_arbeitnow_decodes_entities_and_reads_seconds() -> None:
    job = by_title("arbeitnow")["Mill Wright (m/w/d)"]
    assert job.company == "Mühle & Rad"
    assert job.posted_at == datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC)
    assert job.remote is None


def test_weworkremotely_parts_company_and_title() -> None:
    job = by_title("weworkremotely")["R&D Gardener"]
    assert job.company == "Peat & Moss"
    assert job.closes_at == datetime(2026, 8, 9, 22, 45, 30, tzinfo=UTC)
    assert pay_of(job) == (Decimal(35), Decimal(35), "GBP", "hour")


def test_weworkremotely_only_one_country_is_a_region() -> None:
    assert by_title("weworkremotely")["Writer"].remote_regions == ("USA",)


def test_jobicy_reads_new_and_older_pay_fields() -> None:
    jobs = by_title("jobicy")
    assert pay_of(jobs["Lock Keeper"]) == (
        Decimal(30000),
        Decimal(34000),
        "GBP",
        "year",
    )
    assert pay_of(jobs["Barge Planner"]) == (
        Decimal(50000),
        Decimal(60000),
        "EUR",
        "year",
    )
    assert jobs["Lock Keeper"].location == "UK, Ireland"
    assert jobs["Barge Planner"].remote_regions == ()


def test_himalayas_takes_seconds_and_milliseconds_objects_and_texts() -> None:
    jobs = by_title("himalayas")
    assert jobs["Ice Analyst"].remote_regions == ("Norway", "Sweden")
    assert jobs["Snow Writer"].remote_regions == ("India",)
    assert jobs["Ice Analyst"].posted_at == jobs["Snow Writer"].posted_at
    assert jobs["Ice Analyst"].closes_at == datetime(2027, 1, 15, 8, tzinfo=UTC)


def test_themuse_a_remote_place_is_remote_not_a_town() -> None:
    jobs = by_title("themuse")
    assert jobs["Brass Teacher"].remote == "remote"
    assert jobs["Brass Polisher"].locations == ("Dayton, OH", "Akron, OH")


def test_hackernews_reads_the_convention_of_the_first_line() -> None:
    job = by_title("hackernews")["Senior Harbour Engineer"]
    assert (job.company, job.location) == ("Tern", "Rotterdam, Netherlands")
    assert (job.remote, job.employment_type) == ("hybrid", "full_time")
    assert pay_of(job) == (Decimal(70000), Decimal(85000), "EUR", None)
    assert job.hr_email == "jobs@tern.example"
    assert job.link == "https://news.ycombinator.com/item?id=4001"


def test_hackernews_remarks_and_deleted_comments_are_no_postings() -> None:
    assert set(by_title("hackernews")) == {"Senior Harbour Engineer", "Data Scientist"}


def test_hackernews_replies_are_no_postings() -> None:
    row = {
        "objectID": "2",
        "author": "dan",
        "parent_id": 7,
        "story_id": 1,
        "comment_text": "Acme | Engineer | Remote",
    }
    page = SOURCES["hackernews"].read_rows(
        SOURCES["hackernews"].rows({"story_id": 1, "hits": [row]}), Query()
    )
    assert page.jobs == ()


def test_adzuna_predicted_pay_is_text_only() -> None:
    jobs = by_title("adzuna")
    predicted = jobs["Barrel Tester"].pay
    assert predicted is not None
    assert (predicted.min, predicted.max) == (None, None)
    assert (predicted.text or "").endswith("(predicted)")
    assert jobs["Barrel Maker"].pay is not None
    assert jobs["Barrel Maker"].pay.min == Decimal(30000)


def test_jooble_reads_pay_in_words_and_cleans_its_snippet() -> None:
    job = by_title("jooble")["Wheel Turner"]
    assert pay_of(job) == (Decimal(2400), Decimal(2700), "EUR", "month")
    assert job.description_text == "Turn wheels…"


def test_usajobs_reads_rates_by_their_code() -> None:
    jobs = by_title("usajobs")
    assert pay_of(jobs["Trail Ranger"]) == (
        Decimal("22.5"),
        Decimal("29.1"),
        "USD",
        "hour",
    )
    assert jobs["Trail Ranger"].employment_type == "full_time"
    assert jobs["Map Analyst"].remote == "remote"


def test_usajobs_a_rhythm_that_we_have_no_word_for_stays_in_words() -> None:
    pay = by_title("usajobs")["Map Analyst"].pay
    assert pay is not None
    assert (pay.min, pay.max) == (None, None)
    assert (pay.text or "").endswith("(BW)")


def test_reed_reads_days_before_months() -> None:
    job = by_title("reed")["Thatcher"]
    assert job.posted_at == datetime(2026, 11, 3, tzinfo=UTC)
    assert job.closes_at == datetime(2026, 12, 24, tzinfo=UTC)


def test_reed_detail_has_period_and_full_text() -> None:
    detail = SOURCES["reed"].load(detail_page("reed"))
    job = SOURCES["reed"].read({**detail, "detailed": True}, Query())
    assert pay_of(job) == (Decimal(28000), Decimal(32000), "GBP", "year")
    assert job.detailed


def test_jobspy_marks_where_a_posting_came_from() -> None:
    job = by_title("jobspy")["Slate Cutter"]
    assert job.source_job_id == "indeed:in-1"
    assert job.raw["via"] == "JobSpy"
    assert pay_of(job) == (Decimal(14), Decimal(16), "GBP", "hour")


def test_jobspy_pay_read_from_a_description_is_no_stated_field() -> None:
    assert by_title("jobspy")["Slate Seller"].pay is None


def test_jobspy_is_not_run_unless_it_is_switched_on(settings: object) -> None:
    settings.SCRAPE_JOBSPY = False  # type: ignore[attr-defined]
    batch = SOURCES["jobspy"].fetch(Query(keyword="slate"), None)  # type: ignore[arg-type]
    assert batch.status is Status.AUTH_FAILED
    assert batch.note


def test_jobspy_runs_as_a_program_of_its_own(
    settings: object, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scraping.tests.source_pages import PAGES

    program = tmp_path / "jobspy"  # type: ignore[operator]
    lines = PAGES / "jobspy" / "list.jsonl"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "$0.asked"\ncat {lines}\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    settings.SCRAPE_JOBSPY = True  # type: ignore[attr-defined]
    query = Query(keyword="--proxies=x", location="Bangor")
    batch = SOURCES["jobspy"].fetch(query, None)  # type: ignore[arg-type]
    assert (batch.status, len(batch.jobs)) == (Status.OK, 2)
    asked = (tmp_path / "jobspy.asked").read_text().split("\n")  # type: ignore[operator]
    # What a person typed stands behind "--": it is never an option.
    assert asked[asked.index("--") + 1] == "--proxies=x"
    assert "--site=indeed" in asked
