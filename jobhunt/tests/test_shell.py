"""What surrounds every page: landing, appearance, errors, the answers htmx gets."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template.loader import get_template, render_to_string
from django.test import Client, override_settings

from jobhunt.lib.features import FLAGS
from jobhunt.templatetags import ui

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))


def test_landing_greets_strangers(client: Any, db: Any) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "Start now" in page.content.decode()


def test_landing_sends_the_signed_in_to_the_dashboard(
    alice: Any, browser_of: Callable[..., Any]
) -> None:
    assert browser_of(alice).get("/")["Location"] == "/dashboard"


@pytest.mark.parametrize(
    ("mode", "words"),
    [("invite", "by invitation"), ("closed", "Registration is closed")],
)
def test_landing_says_when_registration_is_not_open(
    client: Any, db: Any, mode: str, words: str
) -> None:
    with override_settings(REGISTRATION=mode):
        content = client.get("/").content.decode()
    assert words in content
    assert "Start now" not in content


def test_features_page_lists_every_flag(client: Any, db: Any) -> None:
    content = client.get("/features").content.decode()
    assert all(f'id="{flag.name}"' in content for flag in FLAGS)


def test_demo_is_marked_on_every_page(client: Any, db: Any) -> None:
    assert "Demo:" not in client.get("/").content.decode()
    with override_settings(DEMO=True):
        assert "Demo:" in client.get("/").content.decode()


def test_appearance_is_kept_with_the_account(
    alice: Any, browser_of: Callable[..., Any]
) -> None:
    browser = browser_of(alice)
    browser.post("/appearance", {"appearance": "dark"})
    assert 'data-theme="dark"' in browser.get("/dashboard").content.decode()
    alice.refresh_from_db()
    assert alice.appearance == "dark"


def test_appearance_of_a_stranger_is_kept_in_a_cookie(client: Any, db: Any) -> None:
    client.post("/appearance", {"appearance": "dark"})
    assert 'data-theme="dark"' in client.get("/").content.decode()


def test_appearance_comes_back_to_the_page_but_to_no_other_host(
    client: Any, db: Any
) -> None:
    def target(referer: str) -> str:
        answer = client.post(
            "/appearance", {"appearance": "x"}, headers={"referer": referer}
        )
        return str(answer["Location"])

    assert target("http://testserver/features") == "http://testserver/features"
    assert target("https://evil.example/") == "/"


def test_appearance_needs_the_csrf_token(db: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/appearance", {"appearance": "dark"}).status_code == 403


def test_unknown_page_is_a_404_page_with_the_request_id(client: Any, db: Any) -> None:
    page = client.get("/nothing", headers={"x-request-id": "abc-1"})
    assert page.status_code == 404
    assert "There is nothing here" in page.content.decode()
    assert "abc-1" in page.content.decode()


def test_500_page_needs_neither_database_nor_session() -> None:
    """No ``db`` fixture here: a query would fail the test."""
    page = render_to_string(
        "errors/500.html", {"request_id": "abc-1", "SITE_NAME": "Jobhunt"}
    )
    assert "abc-1" in page
    assert "<title>" in page


def test_429_page_says_how_long_to_wait(rf: Any, db: Any) -> None:
    from django.contrib.auth.models import AnonymousUser

    from jobhunt.lib import errors

    request = rf.get("/login")
    request.user = AnonymousUser()
    page = errors.page(request, 429, "Too many requests.", retry_after=42)
    assert page["Retry-After"] == "42"
    assert "42 seconds" in page.content.decode()


def test_an_expired_session_leaves_the_whole_page(client: Any, db: Any) -> None:
    answer = client.get(
        "/logs?level=error",
        headers={
            "hx-request": "true",
            "hx-current-url": "http://testserver/logs?level=info",
        },
    )
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == "/login?next=%2Flogs%3Flevel%3Dinfo"


def test_pages_vary_by_what_htmx_asks_for(client: Any, db: Any) -> None:
    assert "HX-Request" in client.get("/")["Vary"]


def test_the_shell_names_the_team_and_marks_the_current_page(
    alice: Any, browser_of: Callable[..., Any]
) -> None:
    content = browser_of(alice).get("/dashboard").content.decode()
    assert "Team A" in content
    assert re.search(r'href="/dashboard" aria-current="page"', content)


def test_team_is_not_in_the_navigation_when_teams_are_off(
    alice: Any, browser_of: Callable[..., Any]
) -> None:
    flags = {**settings.FEATURES, "teams": False}
    with override_settings(FEATURES=flags):
        content = browser_of(alice).get("/dashboard").content.decode()
    assert 'data-go="t"' not in content


def test_shortcuts_can_be_turned_off(
    alice: Any, browser_of: Callable[..., Any]
) -> None:
    browser = browser_of(alice)
    assert "data-no-shortcuts" not in browser.get("/dashboard").content.decode()
    alice.shortcuts = False
    alice.save()
    assert "data-no-shortcuts" in browser.get("/dashboard").content.decode()


def test_navigation_hides_what_has_no_address() -> None:
    assert ui.nav_url("nowhere:at-all") is None


def test_every_letter_of_the_navigation_is_used_once() -> None:
    keys = [item.key for item in ui.NAVIGATION]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_nothing_that_the_policy_blocks(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"<[^>]+\sstyle\s*=", text), "inline style"
    assert not re.search(r"<[^>]+\son[a-z]+\s*=", text), "inline handler"
    assert not re.search(r"<script(?![^>]*\ssrc=)[^>]*>", text), "inline script"
    assert "hx-on" not in text
    assert "javascript:" not in text


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_compile(path: Path) -> None:
    assert get_template(str(path.relative_to(settings.BASE_DIR / "templates")))
