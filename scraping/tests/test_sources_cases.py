"""Every case of the kinds that sources decide comes out right."""

from __future__ import annotations

from typing import Any

import pytest

from scraping.tests import cases
from scraping.tests.boards import Board

KINDS = ("pay", "place", "remote", "dates", "text", "closed", "import")
CASES = cases.of_kinds(*KINDS)
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CASES, reason="../shared/data/cases is not here"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_case_of_somebody_elses_mistake_comes_out_right(
    case: dict[str, Any], alice: Any, api: Any, board_host: Board
) -> None:
    cases.boards(case["given"], board_host)
    cases.pages(case["given"], board_host)
    asker = cases.Asker(api(alice), board_host)
    for call in case["ask"]:
        asker.ask(call)
    for rule in case["right"]:
        assert asker.checked(rule), (rule, asker.got)
    for rule in case["wrong"]:
        assert not asker.checked(rule), (rule, asker.got)
