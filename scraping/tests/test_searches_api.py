"""/jobs/searches: what a saved search takes in."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/api/v1/jobs/searches"


@pytest.mark.parametrize("rules", [[], "", 0, False, None, "x", ["include"]])
def test_rules_are_an_object(alice: Any, api: Any, rules: Any) -> None:
    client = api(alice)
    body = {"name": "Gardens", "rules": rules}

    made = client.post(URL, body, format="json")
    assert made.status_code == 400
    assert made.json()["errors"][0]["field"] == "rules"
    assert client.get(URL).json() == []

    search = client.post(
        URL, {"name": "Gardens", "rules": {"include": ["oak"]}}, format="json"
    ).json()
    changed = client.patch(f"{URL}/{search['id']}", {"rules": rules}, format="json")
    assert changed.status_code == 400
    kept = client.get(f"{URL}/{search['id']}").json()
    assert kept["rules"]["include"] == ["oak"]
