"""Lists are walked by their next links: every row once, in one order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from jobhunt.tests import world as w
from jobhunt.tests.test_query_budgets import grow

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def walked(django_db_setup: Any, django_db_blocker: Any) -> Iterator[w.World]:
    with w.made(django_db_blocker) as world:
        grow(world, 10)
        yield world


@pytest.mark.parametrize(
    "path",
    [
        "/jobs/",
        "/jobs/?sort=title",
        "/jobs/?sort=oldest",
        "/jobs/?sort=company",
        "/jobs/?sort=score",
        "/jobs/sources",
        "/jobs/companies",
        "/logs/",
        "/teams",
    ],
)
def test_walking_by_the_next_link_gives_every_row_once(
    walked: w.World, path: str
) -> None:
    client = walked.client("owner")
    whole = client.get(w.BASE + path).json()
    rows: list[Any] = []
    url: str | None = f"{w.BASE}{path}{'&' if '?' in path else '?'}limit=4"
    number = 0
    while url:
        response = client.get(url)
        assert response.status_code == 200
        number += 1
        assert response["X-Page"] == str(number)
        assert response["X-Per-Page"] == "4"
        assert response["X-Total-Count"] == str(len(whole))
        rows += response.json()
        link = re.search(r'<([^>]+)>; rel="next"', response.headers.get("Link", ""))
        url = link[1] if link else None
        if url:
            both = client.get(f"{url}&skip=0")
            assert both.status_code == 400
    key = "name" if "sources" in path else "id"
    assert [row[key] for row in rows] == [row[key] for row in whole]
