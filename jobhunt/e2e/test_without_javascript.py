"""The core flows with JavaScript off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from jobhunt.e2e.mailbox import Mailbox
from jobhunt.e2e.seed import Cast, resume_pdf
from jobhunt.testing.fixtures import PASSWORD
from scraping.models import ScrapeRun


@pytest.fixture
def page(open_page: Callable[..., Any]) -> Page:
    return open_page(java_script_enabled=False).page


def test_a_stranger_registers_and_logs_in(open_page: Callable[..., Any]) -> None:
    page = open_page(anonymous=True, java_script_enabled=False).page
    page.goto("/")
    page.get_by_role("link", name="Start now").click()
    page.get_by_label("Full name").fill("Grace Hopper")
    page.get_by_label("E-mail").fill("grace@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button").filter(has_text="account").click()
    if "/login" in page.url:
        page.get_by_label("E-mail or user name").fill("grace@example.com")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Grace")
    expect(page.get_by_role("heading", name="Getting started")).to_be_visible()


def test_a_refused_login_comes_back_with_what_was_typed(
    open_page: Callable[..., Any],
) -> None:
    page = open_page(anonymous=True, java_script_enabled=False).page
    page.goto("/login")
    page.get_by_label("E-mail or user name").fill("nobody@example.com")
    page.get_by_label("Password").fill("wrong password")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_contain_text("Incorrect email or password")
    expect(page.get_by_label("E-mail or user name")).to_have_value("nobody@example.com")


def test_jobs_are_searched_and_one_is_saved(page: Page) -> None:
    page.goto("/jobs")
    page.get_by_label("Search").fill("C++ Developer 39")
    page.get_by_role("button", name="Filter").click()
    expect(page.locator("#results tbody tr")).to_have_count(1)
    page.get_by_role("button", name="Save C++ Developer 39").click()
    expect(page.locator(".toast")).to_contain_text("Saved")


def test_a_card_is_moved(cast: Cast, page: Page) -> None:
    page.goto("/applications")
    page.locator(f"#card-{cast.application_id}").get_by_text("Move", exact=True).click()
    page.get_by_role("combobox", name="Status").select_option("offered")
    page.get_by_role("button", name="Save").click()
    page.goto("/applications")
    column = page.locator('[data-column="offered"]')
    expect(column.locator(f"#card-{cast.application_id}")).to_be_visible()


def test_a_resume_is_uploaded(page: Page) -> None:
    page.goto("/resumes")
    file = {
        "name": "grace.pdf",
        "mimeType": "application/pdf",
        "buffer": resume_pdf("Grace Hopper"),
    }
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Upload").click()
    expect(page.locator(".toast")).to_be_visible()
    expect(page.locator("main")).to_contain_text("grace.pdf")


def test_a_file_that_is_no_pdf_is_refused_in_words(page: Page) -> None:
    page.goto("/resumes")
    file = {"name": "x.pdf", "mimeType": "application/pdf", "buffer": b"plain text"}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("main")).to_contain_text("Only PDF files are allowed")


def test_an_application_is_sent_by_mail(mails: Mailbox, page: Page) -> None:
    page.goto("/jobs?search=Python+Developer+20")
    page.locator("#results").get_by_role("link", name="Python Developer 20").click()
    apply = page.locator("#apply")
    apply.get_by_label("How").select_option("email")
    apply.get_by_label("Recipient").fill("jobs@example.com")
    apply.get_by_label("Letter").fill("Dear team, I would like to work with you.")
    apply.get_by_role("button", name="Apply").click()
    expect(page.locator(".toast")).to_contain_text("on its way")
    assert [message["To"] for message in mails.messages] == ["jobs@example.com"]


def test_logs_are_read_and_filtered(page: Page) -> None:
    page.goto("/logs")
    page.get_by_label("Action").fill("user_login")
    page.get_by_role("button", name="Filter").click()
    expect(page.locator("#log-rows tr").first).to_contain_text("user_login")
    page.locator("#log-rows a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("user_login")


def test_the_appearance_is_chosen(open_page: Callable[..., Any]) -> None:
    page = open_page(anonymous=True, java_script_enabled=False).page
    page.goto("/")
    page.get_by_label("Appearance").select_option("dark")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_numbers_of_charts_are_in_tables(page: Page) -> None:
    page.goto("/stats")
    page.get_by_text("Show as a table").first.click()
    expect(page.get_by_role("cell", name="Applied").first).to_be_visible()


def test_a_run_that_goes_on_is_shown_anew_by_itself(cast: Cast, page: Page) -> None:
    runs = ScrapeRun.objects.filter(pk=cast.run_id)
    runs.update(status="running", finished_at=None)
    try:
        page.goto(f"/runs/{cast.run_id}")
        progress = page.locator("#progress")
        expect(progress.get_by_role("status")).to_contain_text("Running")
        runs.update(status="ok", seen=77, finished_at=timezone.now())
        expect(progress.get_by_role("status")).to_contain_text("77 seen")
    finally:
        runs.update(status="partial", seen=12, finished_at=timezone.now())
