"""The board: four ways to move a card, and what happens when a move is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from jobhunt.e2e.seed import Cast
from jobhunt.e2e.watching import Watch
from scraping.models import Application, Job
from scraping.services.status import application_for, set_status


@pytest.fixture
def application(cast: Cast) -> Application:
    """One of its own for each test: in Applied, on top of the column."""
    from accounts.models import User

    user = User.objects.get(pk=cast.user_id)
    job = Job.objects.create(
        team_id=user.team_id, user=user, title="Board Engineer", company="Fjord Maps"
    )
    made, _new = application_for(user, job)
    Application.objects.filter(pk=made.pk).update(position=0)
    return set_status(user, made, "applied")


@pytest.fixture
def board(open_page: Callable[..., Watch]) -> Watch:
    watch = open_page()
    watch.page.goto("/applications")
    return watch


def card(page: Page, application: Application) -> Any:
    return page.locator(f"#card-{application.pk}")


def column(page: Page, name: str) -> Any:
    return page.locator(f'[data-column="{name}"]')


def in_column(page: Page, name: str, application: Application) -> Any:
    return column(page, name).locator(f"#card-{application.pk}")


def stored(application: Application) -> str:
    return Application.objects.get(pk=application.pk).status


def said(page: Page) -> Any:
    return page.locator("#announce")


def test_a_card_is_dragged(application: Application, board: Watch) -> None:
    page = board.page
    page.reload()
    card(page, application).drag_to(column(page, "interviewing"))
    expect(in_column(page, "interviewing", application)).to_be_visible()
    expect(said(page)).to_have_text("Board Engineer: moved to Interviewing")
    assert stored(application) == "interviewing"
    assert board.problems() == []


def test_arrow_keys_walk_and_shift_moves(
    application: Application, board: Watch
) -> None:
    page = board.page
    page.reload()
    moved = card(page, application)
    moved.focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(in_column(page, "interviewing", application)).to_be_focused()
    expect(said(page)).to_have_text("Board Engineer: moved to Interviewing")
    assert stored(application) == "interviewing"
    page.keyboard.press("ArrowDown")
    expect(moved).not_to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(moved).to_be_focused()


def test_the_dialog_moves_to_any_status(application: Application, board: Watch) -> None:
    page = board.page
    page.reload()
    card(page, application).get_by_role("link", name="Move Board Engineer").click()
    dialog = page.get_by_role("dialog", name="Move to")
    dialog.get_by_label("Status").select_option("rejected")
    dialog.get_by_role("button", name="Move").click()
    expect(in_column(page, "closed", application)).to_be_visible()
    expect(said(page)).to_contain_text("moved to Closed")
    assert stored(application) == "rejected"


def test_a_refused_move_puts_the_card_back(
    application: Application, board: Watch
) -> None:
    page = board.page
    page.reload()
    page.route("**/move", lambda route: route.abort())
    card(page, application).focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#failed")).to_contain_text("could not be reached")
    expect(in_column(page, "applied", application)).to_be_focused()
    assert stored(application) == "applied"


def test_a_card_that_moved_elsewhere_says_so_and_is_drawn_anew(
    application: Application, board: Watch
) -> None:
    page = board.page
    page.route("**/ws/**", lambda route: route.abort())
    page.reload()
    # Behind the page's back, without an event: only the version tells.
    Application.objects.filter(pk=application.pk).update(version=99, status="offered")
    card(page, application).focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#failed")).to_contain_text("changed this application")
    expect(in_column(page, "offered", application)).to_be_visible()


def test_a_move_in_another_window_arrives(
    application: Application, board: Watch
) -> None:
    from accounts.models import User

    page = board.page
    with page.expect_websocket():
        page.reload()
    user = User.objects.get(pk=application.user_id)
    set_status(user, application, "offered")
    expect(in_column(page, "offered", application)).to_be_visible()
