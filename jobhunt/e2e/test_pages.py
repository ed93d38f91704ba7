"""Every page: accessible, light, quiet, steady, at three widths and in two themes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from jobhunt.e2e.pages import PAGES, PageOf
from jobhunt.e2e.seed import Cast
from jobhunt.e2e.watching import Watch, axe_violations

CLS = 0.01
# What another theme can break in the same document.
COLOURS = ["color-contrast", "link-in-text-block"]


def visit(watch: Watch, page: PageOf, cast: Cast) -> None:
    if page.status >= 400:
        watch.expected = ("Failed to load resource",)
    answer = watch.page.goto(page.path.format(**dataclasses.asdict(cast)))
    assert answer is not None
    assert answer.status == page.status, f"{page.path} answers {answer.status}"
    watch.settle()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_page_is_accessible_light_and_fits_every_width(
    page: PageOf, cast: Cast, open_page: Callable[..., Watch]
) -> None:
    watch = open_page(anonymous=page.anonymous)
    visit(watch, page, cast)
    assert watch.problems() == []
    assert watch.page.title().endswith(" · Jobhunt")
    assert watch.page.locator("h1").count() == 1
    weight = watch.weight()
    budget = page.budget
    assert weight["total"] <= budget.total, weight
    assert weight["script"] <= budget.script, weight
    assert weight.get("own script", 0) <= budget.own_script, weight
    assert weight["style"] <= budget.style, weight
    assert weight["requests"] <= budget.requests, [r.url for r in watch.loaded]
    assert watch.nodes() <= budget.nodes
    assert watch.shift() <= CLS
    assert watch.sideways() == []
    assert axe_violations(watch.page) == []
    watch.page.emulate_media(color_scheme="dark")
    assert axe_violations(watch.page, COLOURS) == []
    # A tablet that is turned, then a phone that loads the page.
    watch.page.set_viewport_size({"width": 768, "height": 720})
    assert watch.sideways() == []
    assert watch.small_targets() == []
    watch.page.set_viewport_size({"width": 320, "height": 720})
    visit(watch, page, cast)
    assert watch.shift() <= CLS
    assert watch.sideways() == []
    assert watch.small_targets() == []
    assert watch.problems() == []
