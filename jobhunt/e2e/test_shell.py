"""What every page can do: keys, appearance, live lines, a session that ends."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from jobhunt.e2e.conftest import log_in
from jobhunt.e2e.seed import Cast, make_account
from jobhunt.e2e.watching import Watch
from jobhunt.lib.audit import audit


def test_question_mark_lists_the_keys_of_the_page(
    open_page: Callable[..., Watch],
) -> None:
    page = open_page().page
    page.goto("/jobs")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard")
    expect(dialog).to_contain_text("Add a job")
    expect(dialog).to_contain_text("Next and previous row")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_keys_search_walk_save_and_go(open_page: Callable[..., Watch]) -> None:
    page = open_page().page
    page.goto("/jobs")
    page.keyboard.press("/")
    expect(page.get_by_label("Search")).to_be_focused()
    page.keyboard.type("jj")
    expect(page.get_by_label("Search")).to_have_value("jj")
    page.goto("/jobs?sort=oldest")
    page.keyboard.press("j")
    page.keyboard.press("j")
    rows = page.locator("#results tbody tr")
    expect(rows.nth(1).locator("th a")).to_be_focused()
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.wait_for_url("**/dashboard")


def test_keys_can_be_turned_off(cast: Cast, open_page: Callable[..., Watch]) -> None:
    user = make_account("nokeys@example.com", "No Keys")
    user.shortcuts = False
    user.save()
    page = open_page(anonymous=True).page
    log_in(page, user.email)
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_hidden()


def test_saving_a_job_keeps_the_focus(open_page: Callable[..., Watch]) -> None:
    watch = open_page()
    page = watch.page
    page.goto("/jobs")
    button = page.locator("#results [aria-pressed=false]").first
    name = button.get_attribute("id")
    button.focus()
    page.keyboard.press("Enter")
    saved = page.locator(f"#{name}")
    expect(saved).to_have_attribute("aria-pressed", "true")
    expect(saved).to_be_focused()
    assert watch.problems() == []


def test_typing_searches_and_the_address_can_be_shared(
    open_page: Callable[..., Watch],
) -> None:
    watch = open_page()
    page = watch.page
    page.goto("/jobs")
    page.get_by_label("Search").fill("C++")
    expect(page.get_by_role("status").filter(has_text="jobs").first).to_have_text(
        "10 jobs"
    )
    expect(page).to_have_url(re.compile(r"search=C%2B%2B"))
    page.reload()
    expect(page.get_by_label("Search")).to_have_value("C++")
    expect(page.locator("#results tbody tr")).to_have_count(10)
    assert watch.problems() == []


def test_appearance_applies_at_once_and_stays(open_page: Callable[..., Watch]) -> None:
    page = open_page(anonymous=True).page
    page.goto("/")
    with page.expect_response("**/appearance"):
        page.get_by_label("Appearance").select_option("dark")
    html = page.locator("html")
    expect(html).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(html).to_have_attribute("data-theme", "dark")


def test_log_lines_arrive_without_a_reload(
    cast: Cast, open_page: Callable[..., Watch]
) -> None:
    watch = open_page()
    page = watch.page
    with page.expect_websocket():
        page.goto("/logs")
    expect(page.get_by_role("button", name="Follow")).to_be_visible()
    from accounts.models import User

    user = User.objects.get(pk=cast.user_id)
    audit("telegram_test", user=user, message="first line")
    top = page.locator("#log-rows tr").first
    expect(top).to_contain_text("first line")
    page.get_by_role("button", name="Follow").click()
    audit("telegram_test", user=user, message="second line")
    held = page.locator("#held")
    expect(held).to_have_text("1 new: show")
    expect(top).to_contain_text("first line")
    held.click()
    expect(top).to_contain_text("second line")
    assert watch.problems() == []


def test_a_session_that_ended_leads_to_the_login_and_back(
    cast: Cast, open_page: Callable[..., Watch]
) -> None:
    from accounts.models import AuthSession

    user = make_account("leaving@example.com", "Leaving Soon")
    page = open_page(anonymous=True).page
    log_in(page, user.email)
    page.goto("/jobs?sort=title")
    AuthSession.objects.filter(user=user).delete()
    page.get_by_label("Search").fill("python")
    page.wait_for_url("**/login?next=*")
    page.get_by_label("E-mail or user name").fill(user.email)
    page.locator("[name=password]").fill("correct horse battery")
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/jobs?sort=title")


def test_the_menu_opens_on_a_small_screen(open_page: Callable[..., Watch]) -> None:
    watch = open_page(viewport={"width": 390, "height": 800})
    page = watch.page
    page.goto("/dashboard")
    statistics = page.get_by_role("link", name="Statistics", exact=True)
    expect(statistics).to_be_hidden()
    page.get_by_role("button", name="More").click()
    statistics.click()
    page.wait_for_url("**/stats")
    assert watch.problems() == []


def test_the_first_tab_stop_skips_to_the_content(
    open_page: Callable[..., Watch],
) -> None:
    page = open_page().page
    page.goto("/stats")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_a_notification_is_a_toast_with_its_way(
    cast: Cast, open_page: Callable[..., Watch]
) -> None:
    from jobhunt.lib.realtime import publish

    watch = open_page()
    page = watch.page
    page.goto("/jobs")
    data = {
        "title": "3 new jobs",
        "lines": ["Python in Berlin"],
        "link": "http://jobhunt.example/stats?period=7d",
    }
    publish("notification", data, user_id=cast.user_id)
    toast = page.locator(".toast", has_text="3 new jobs · Python in Berlin")
    toast.get_by_role("button", name="Open").click()
    page.wait_for_url("**/stats?period=7d")
    assert watch.problems() == []


def test_nothing_is_lost_between_drawing_and_connecting(
    cast: Cast, open_page: Callable[..., Watch]
) -> None:
    """The socket asks for what came after the page was drawn."""
    from accounts.models import User

    page = open_page().page
    user = User.objects.get(pk=cast.user_id)

    def late(route: Any) -> None:
        audit("telegram_test", user=user, message="between the two")
        route.continue_()

    page.route("**/js/app.js", late)
    page.goto("/logs")
    expect(page.locator("#log-rows tr").first).to_contain_text("between the two")


@pytest.mark.parametrize(
    "path", ["/stats", "/applications/{application_id}", "/dashboard"]
)
def test_print_is_light_and_without_navigation(
    cast: Cast, open_page: Callable[..., Watch], path: str
) -> None:
    page = open_page(color_scheme="dark").page
    page.goto(path.format(application_id=cast.application_id))
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(page.locator("h1")).to_have_css("color", "rgb(22, 26, 32)")


def test_the_administration_works_under_the_policy(
    cast: Cast, open_page: Callable[..., Watch]
) -> None:
    boss = make_account("boss@example.com", "Boss", is_staff=True, is_superuser=True)
    watch = open_page(anonymous=True)
    page = watch.page
    log_in(page, boss.email)
    page.goto("/admin/")
    links = page.locator("#content-main th a, #content-main .model-link")
    paths = sorted({link.get_attribute("href") for link in links.all()})
    assert any("/scraping/job/" in path for path in paths)
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
    assert watch.problems() == []


def test_a_search_that_failed_keeps_the_rows_and_offers_to_try_again(
    open_page: Callable[..., Watch],
) -> None:
    page = open_page().page
    page.goto("/jobs")
    page.route("**/jobs?*", lambda route: route.abort())
    page.get_by_label("Search").fill("C++")
    failed = page.locator("#failed")
    expect(failed).to_contain_text("could not be reached")
    expect(page.locator("#results tbody tr")).to_have_count(20)
    page.unroute("**/jobs?*")
    failed.get_by_role("button", name="Retry").click()
    expect(page.locator("#results tbody tr")).to_have_count(10)
