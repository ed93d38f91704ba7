"""/metrics: who may read it, and that the numbers are right across processes."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import connect

from jobhunt.lib import metrics
from jobhunt.testing.live import live_server, make_user, token_of
from jobhunt.testing.servers import ROOT, Server, wait_until

TOKEN = "a-token-for-the-scraper"


@pytest.fixture(scope="module")
def servers(
    django_db_setup: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[list[Server]]:
    """Two web processes of one installation."""
    env = {
        "METRICS_TOKEN": TOKEN,
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path_factory.mktemp("metrics")),
    }
    with (
        live_server(django_db_blocker, env=env) as first,
        live_server(django_db_blocker, env=env) as second,
    ):
        yield [first, second]


@pytest.fixture
def db(servers: list[Server]) -> None:
    """In place of pytest-django's, as in test_ws.py."""


def get(server: Server, path: str, token: str = "", method: str = "GET") -> Any:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    connection = http.client.HTTPConnection(*server.address, timeout=10)
    with contextlib.closing(connection):
        connection.request(method, path, headers=headers)
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read().decode()


def value(text: str, name: str, **labels: str) -> float:
    """A sample's value; 0 when it is not there."""
    for line in text.splitlines():
        match = re.fullmatch(rf"{name}(?:\{{(.*)\}})? (\S+)", line)
        if match and all(f'{k}="{v}"' in (match[1] or "") for k, v in labels.items()):
            return float(match[2])
    return 0.0


def test_without_a_token_it_is_a_401(servers: list[Server], db: None) -> None:
    for token in ("", "wrong", TOKEN + "x"):
        status, headers, text = get(servers[0], "/metrics", token)
        assert status == 401
        assert headers["www-authenticate"] == "Bearer"
        assert "jobhunt_" not in text


def test_an_administrator_may_read_it_and_a_user_may_not(
    servers: list[Server], db: None
) -> None:
    admin = make_user(is_staff=True, is_superuser=True)
    assert get(servers[0], "/metrics", token_of(admin))[0] == 200
    assert get(servers[0], "/metrics", token_of(make_user()))[0] == 401


def test_it_is_prometheus_text(servers: list[Server], db: None) -> None:
    status, headers, text = get(servers[0], "/metrics", TOKEN)
    assert status == 200
    assert headers["content-type"].startswith("text/plain; version=")
    assert "# TYPE jobhunt_http_requests_total counter" in text


def test_requests_are_counted_over_all_processes(
    servers: list[Server], db: None
) -> None:
    def counted() -> tuple[float, float, float]:
        text = get(servers[0], "/metrics", TOKEN)[2]
        labels = {"method": "GET", "route": "/api/versions"}
        return (
            value(text, "jobhunt_http_requests_total", status="200", **labels),
            value(text, "jobhunt_http_request_duration_seconds_count", **labels),
            value(
                text,
                "jobhunt_http_request_duration_seconds_bucket",
                le="+Inf",
                **labels,
            ),
        )

    before = counted()
    for server in servers:
        for _ in range(3):
            assert get(server, "/api/versions")[0] == 200
    assert [after - was for after, was in zip(counted(), before, strict=True)] == [
        6
    ] * 3


def test_paths_nobody_knows_are_one_route(servers: list[Server], db: None) -> None:
    for number in range(3):
        get(servers[0], f"/nothing/{number}")
    text = get(servers[0], "/metrics", TOKEN)[2]
    assert "/nothing/" not in text
    labels = {"route": "(unmatched)", "status": "404"}
    assert value(text, "jobhunt_http_requests_total", **labels) >= 3


def test_open_websockets_are_a_gauge(servers: list[Server], db: None) -> None:
    def open_now() -> float:
        return value(get(servers[0], "/metrics", TOKEN)[2], "jobhunt_websockets_open")

    token = token_of(make_user())
    before = open_now()
    with contextlib.ExitStack() as stack:
        for server in servers:
            address = f"ws://127.0.0.1:{server.port}/ws/x?token={token}"
            stack.enter_context(connect(address))
        assert open_now() == before + 2
    wait_until(lambda: open_now() == before, 5)


# ----------------------------------------------------------- without a server


@pytest.mark.parametrize(
    ("pattern", "template"),
    [
        ("", "/"),
        ("^jobs/?$", "/jobs"),
        ("api/v1/^jobs/(?P<pk>[^/.]+)/?$", "/api/v1/jobs/{pk}"),
        (r"^jobs/(?P<pk>(a|b)+[0-9\)]+)/merge/?\Z", "/jobs/{pk}/merge"),
        ("admin/<path:object_id>/change/", "/admin/{object_id}/change"),
        (r"^api/v1/openapi\.json/?$", "/api/v1/openapi.json"),
    ],
)
def test_a_route_is_written_as_a_template(pattern: str, template: str) -> None:
    assert metrics.template_of(pattern) == template


COUNT = """
import sys
from jobhunt.lib import metrics
metrics.count_task("resumes.read", "ok", 0.2)
metrics.count_mail("sent")
metrics.count_scrape("lever", "ok", {"new": 3})
metrics.count_rate_limited("login")
metrics.SOCKETS.inc()
"""
SHOW = """
import sys
from jobhunt.lib import metrics
sys.stdout.write(metrics.exposition()[0].decode())
"""


def run(code: str, folder: Path) -> str:
    env = {
        **os.environ,
        "PROMETHEUS_MULTIPROC_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "jobhunt.settings_test",
    }
    return subprocess.run(
        [sys.executable, "-c", code],
        env=env,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_numbers_of_ended_processes_are_kept_and_their_files_folded(
    tmp_path: Path,
) -> None:
    for _ in range(3):
        run(COUNT, tmp_path)
    before = run(SHOW, tmp_path)
    assert metrics.fold(tmp_path, least=1) >= 3
    names = sorted(file.name for file in tmp_path.glob("*.db"))
    assert names == ["counter_merged.db", "histogram_merged.db"]
    run(COUNT, tmp_path)
    after = run(SHOW, tmp_path)
    for text, expected in ((before, 3), (after, 4)):
        job = {"job": "resumes.read"}
        assert value(text, "jobhunt_tasks_total", **job, outcome="ok") == expected
        assert value(text, "jobhunt_task_duration_seconds_count", **job) == expected
        assert value(text, "jobhunt_mails_total", outcome="sent") == expected
        assert value(text, "jobhunt_scrapes_total", source="lever") == expected
        labels = {"source": "lever", "outcome": "new"}
        assert value(text, "jobhunt_scraped_postings_total", **labels) == 3 * expected
        assert value(text, "jobhunt_rate_limited_total", bucket="login") == expected
        assert value(text, "jobhunt_websockets_open") == 0
