"""The whole way of a new person, on what ``make run`` starts: web, worker, scheduler."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from jobhunt.e2e.installation import Installation, installed
from jobhunt.e2e.mailbox import Mailbox
from jobhunt.e2e.seed import resume_pdf
from jobhunt.e2e.watching import watched
from jobhunt.testing import chromium
from jobhunt.testing.fakes.board import BoardServer, remotive_feed, remotive_job
from jobhunt.testing.fixtures import PASSWORD
from jobhunt.testing.servers import wait_until

PATIENCE = 30_000  # ms: the worker has its own pace


@pytest.fixture(scope="module")
def server(tmp_path_factory: Any, mails: Mailbox) -> Iterator[Installation]:
    """In place of the suite's server: a whole installation on its own data."""
    if chromium.find() is None:
        pytest.skip("no Chromium")
    jobs = [
        remotive_job(1, "Python Developer", description="<p>Python and Django.</p>"),
        remotive_job(2, "Senior Python Engineer"),
        remotive_job(3, "Gardener"),
    ]
    with BoardServer() as board:
        board.answers.update(remotive_feed(jobs))
        data: Path = tmp_path_factory.mktemp("whole") / "var"
        with installed(
            data,
            SCRAPE_BASE_URLS=json.dumps({"remotive": board.url}),
            SCRAPE_ALLOWED_HOSTS=board.host,
            SCRAPE_MIN_INTERVAL="0",
            **mails.environment,
        ) as installation:
            yield installation


@pytest.fixture
def page(browser: Any, server: Installation) -> Iterator[Page]:
    context = browser.new_context(
        base_url=f"http://{server.host}",
        viewport={"width": 1360, "height": 900},
    )
    context.set_default_timeout(PATIENCE)
    watch = watched(context, server.host)
    yield watch.page
    assert watch.problems() == []
    context.close()


def register(page: Page) -> None:
    page.goto("/register")
    page.get_by_label("Full name").fill("Grace Hopper")
    page.get_by_label("E-mail").fill("grace@example.com")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button").filter(has_text="account").click()
    page.wait_for_url(re.compile("/(login|dashboard)"))
    if "/login" in page.url:
        page.get_by_label("E-mail or user name").fill("grace@example.com")
        page.locator("[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url("**/dashboard")


def upload(page: Page) -> None:
    page.goto("/resumes")
    page.locator("input[type=file]").set_input_files(
        {
            "name": "grace.pdf",
            "mimeType": "application/pdf",
            "buffer": resume_pdf("Grace Hopper"),
        }
    )
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("readable").first).to_be_visible(timeout=PATIENCE)


def scrape(page: Page) -> None:
    page.goto("/runs")
    page.get_by_label("Keyword").fill("python")
    page.get_by_text("Choose sources and companies").click()
    page.get_by_label("Remotive").check()
    page.get_by_role("button", name="Scrape now").click()
    page.wait_for_url(re.compile(r"/runs/\d+"))
    expect(page.get_by_role("status").filter(has_text="new")).to_contain_text(
        "2 new", timeout=PATIENCE
    )


def apply_by_mail(page: Page) -> None:
    page.goto("/jobs?search=python+developer")
    page.get_by_role("link", name="Python Developer", exact=True).click()
    form = page.locator("#apply")
    form.get_by_label("How").select_option("email")
    form.get_by_label("Recipient").fill("jobs@example.com")
    form.get_by_role("button", name="Apply").click()
    page.wait_for_url(re.compile(r"/applications/\d+"))


def test_from_registering_to_a_sent_application(page: Page, mails: Mailbox) -> None:
    register(page)
    expect(page.get_by_role("heading", name="Getting started")).to_be_visible()
    upload(page)
    # A second window watches the list while the first one scrapes.
    other = page.context.new_page()
    with other.expect_websocket():
        other.goto("/jobs")
    scrape(page)
    expect(other.get_by_role("link", name="Senior Python Engineer")).to_be_visible()
    expect(other.get_by_role("link", name="Gardener")).to_have_count(0)
    other.close()
    apply_by_mail(page)
    wait_until(lambda: mails.messages, PATIENCE / 1000, "the mail arrived")
    (mail,) = mails.messages
    assert mail["To"] == "jobs@example.com"
    (attachment,) = mail.iter_attachments()
    assert attachment.get_filename() == "grace.pdf"
    assert bytes(attachment.get_content()) == resume_pdf("Grace Hopper")
    expect(page.locator(".timeline")).to_contain_text("Applied")
    page.goto("/dashboard")
    figures = page.get_by_role("region", name="Figures")
    expect(
        figures.locator(".stat", has_text="Applications").locator(".value")
    ).to_have_text("1")
    page.goto("/logs?action=job_apply")
    expect(page.locator("#log-rows tr")).to_have_count(1)
    page.goto("/logs?action=email_sent")
    expect(page.locator("#log-rows tr")).to_have_count(1)
