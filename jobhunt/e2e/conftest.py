"""The browser, the server and a signed-in context, once a module.

Once a module and not once a session: Playwright's loop would be in the way of
tests that run a loop of their own.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from jobhunt.e2e.mailbox import Mailbox, mailbox
from jobhunt.e2e.seed import Cast, seed
from jobhunt.e2e.watching import Watch, watched
from jobhunt.testing import chromium
from jobhunt.testing.fixtures import PASSWORD
from jobhunt.testing.live import live_server
from jobhunt.testing.servers import Server

MISSING = (
    "no Chromium: the browser tests are SKIPPED (install one or set CHROMIUM_PATH)"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "jobhunt/e2e" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    path = chromium.find()
    if path is None:
        pytest.skip(MISSING)
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=15_000)  # machines that test are busy

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def mails() -> Iterator[Mailbox]:
    with mailbox() as box:
        yield box


@pytest.fixture(scope="module")
def server(
    django_db_setup: None, django_db_blocker: Any, mails: Mailbox
) -> Iterator[Server]:
    if chromium.find() is None:
        pytest.skip(MISSING)
    with live_server(django_db_blocker, env=mails.environment) as running:
        yield running


@pytest.fixture(autouse=True)
def db(server: Server) -> None:
    """In place of pytest-django's: rows are committed, since the server sees them."""


@pytest.fixture(scope="module")
def cast(server: Server) -> Cast:
    """The accounts and rows that all pages show."""
    return seed()


@pytest.fixture(scope="module")
def signed_in(browser: Any, server: Server, cast: Cast) -> dict[str, Any]:
    """The cookies of Ada, who logged in through the form."""
    with contextlib.closing(browser.new_context(base_url=server.url)) as context:
        page = context.new_page()
        log_in(page, cast.email)
        state: dict[str, Any] = context.storage_state()
    return state


def log_in(page: Any, email: str) -> None:
    page.goto("/login")
    page.get_by_label("E-mail or user name").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/dashboard*")


@pytest.fixture
def open_page(
    browser: Any, server: Server, signed_in: Any
) -> Iterator[Callable[..., Watch]]:
    """``open_page()``: a watched page in a fresh context, signed in unless told not."""
    contexts = []

    def opened(*, anonymous: bool = False, **options: Any) -> Watch:
        if not anonymous:
            options["storage_state"] = signed_in
        # No transition is half done when axe measures a contrast.
        options.setdefault("reduced_motion", "reduce")
        options.setdefault("viewport", {"width": 1360, "height": 900})
        context = browser.new_context(base_url=server.url, **options)
        context.set_default_timeout(20_000)
        contexts.append(context)
        return watched(context, f"127.0.0.1:{server.port}")

    yield opened
    for context in contexts:
        context.close()
