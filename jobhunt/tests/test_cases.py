"""Every case of somebody else's mistake comes out right, played through REST.

The reported cases are beside the project; their siblings are our own.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jobhunt.testing.fakes.openai import FakeOpenAI
from jobhunt.tests.case_player import Player, World
from jobhunt.tests.sibling_cases import SIBLINGS
from mail.tests.conftest import smtp, telegram  # noqa: F401
from scraping.tests import cases
from scraping.tests.boards import Board
from scraping.tests.conftest import board_host, one_board_server  # noqa: F401

CASES = cases.of_kinds(*sorted(path.stem for path in cases.FOLDER.glob("*.json")))
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(
    settings: Any,
    tmp_path: Path,
    board_host: Board,  # noqa: F811
    smtp: Any,  # noqa: F811
    telegram: Any,  # noqa: F811
) -> Iterator[World]:
    settings.MEDIA_ROOT = tmp_path / "uploads"
    with FakeOpenAI() as model:
        settings.OPENAI_BASE_URL = model.url
        settings.OPENAI_API_KEY = "sk-case"
        yield World(board_host, smtp, telegram, model)


@pytest.mark.skipif(not CASES, reason="../shared/data/cases is not here")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_case_of_somebody_elses_mistake_comes_out_right(
    case: dict[str, Any], alice: Any, root: Any, api: Any, world: World
) -> None:
    player = Player(api(alice), api(root), world, case["kind"])
    player.play(case)
    for rule in case["right"]:
        assert player.checked(rule), (rule, player.got)
    for rule in case["wrong"]:
        assert not player.checked(rule), (rule, player.got)


@pytest.mark.parametrize(
    ("given", "ask", "right"),
    [case[1:] for case in SIBLINGS],
    ids=[case[0] for case in SIBLINGS],
)
def test_what_is_like_a_case_comes_out_right_as_well(
    given: dict[str, Any],
    ask: list[dict[str, Any]],
    right: list[dict[str, Any]],
    alice: Any,
    root: Any,
    api: Any,
    world: World,
) -> None:
    player = Player(api(alice), api(root), world, "")
    player.play({"given": given, "ask": ask})
    for rule in right:
        assert player.checked(rule), (rule, player.got)
