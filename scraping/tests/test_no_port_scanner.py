"""Addresses that users name: refused alike, whatever stands behind them."""

from __future__ import annotations

import logging
import socket
from typing import Any

import pytest

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def listening() -> Any:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


@pytest.mark.parametrize("path", ["/api/v1/jobs/import", "/api/v1/jobs/companies"])
def test_no_answer_tells_an_open_port_from_a_closed_or_a_refused_one(
    alice: Any, api: Any, listening: Any, path: str, caplog: Any
) -> None:
    port = listening.getsockname()[1]
    client = api(alice)
    answers = set()
    with caplog.at_level(logging.WARNING, "jobhunt.security"):
        for host in (
            f"127.0.0.1:{port}",
            "127.0.0.1:1",
            "127.0.0.1",
            "localhost",
            "10.0.0.1",
            "169.254.169.254",
            "[::1]",
            "2130706433",
            "1.1.1.1:22",
        ):
            response = client.post(path, {"url": f"http://{host}/"}, format="json")
            body = response.json()
            body.pop("request_id")
            answers.add((response.status_code, str(body)))

    assert len(answers) == 1, answers
    assert answers.pop()[0] == 400
    listening.setblocking(False)
    with pytest.raises(BlockingIOError):
        listening.accept()
    blocked = [row for row in caplog.records if getattr(row, "event", "")]
    assert {row.event for row in blocked} == {"ssrf_blocked"}
    assert all(row.reason for row in blocked)


@pytest.mark.parametrize("path", ["/api/v1/jobs/import", "/api/v1/jobs/companies"])
def test_credentials_in_an_address_are_a_400_and_in_no_log(
    alice: Any, api: Any, path: str, caplog: Any
) -> None:
    body = {"url": "https://user:hidden@example.com/jobs"}

    assert api(alice).post(path, body, format="json").status_code == 400
    assert "hidden" not in caplog.text
