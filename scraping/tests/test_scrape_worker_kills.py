"""A real worker killed in the middle of a scrape, under a real supervisor."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from jobhunt.testing.fakes.board import (
    Answer,
    BoardServer,
    greenhouse_board,
    greenhouse_job,
)
from scheduling.tests.workplace import Workplace, kill, new_database, wait_for

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="needs /proc"),
    pytest.mark.slow,
]
SLOW = "/v1/boards/slow/jobs"
PREPARE = """
from accounts.services.registration import create_account
from scraping.models import Company
user = create_account(email="a@example.com", password="correct horse battery",
                      full_name="A")
for name in ("quick", "slow"):
    Company.objects.create(team_id=user.team_id, source="greenhouse", board=name,
                           url="https://x.example.com")
"""
START = """
from accounts.models import User
from scraping.models import Company
from scraping.services.runs import start_run
start_run(User.objects.get(), company_ids=list(
    Company.objects.values_list("pk", flat=True)))
"""


@pytest.fixture
def server() -> Iterator[BoardServer]:
    with BoardServer() as board:
        for number, name in enumerate(("quick", "slow")):
            jobs = [greenhouse_job(10 * number + n, f"{name} {n}") for n in range(5)]
            for job in jobs:
                job["absolute_url"] = f"https://jobs.example.com/{job['id']}"
            board.answers.update(greenhouse_board(name, jobs, name))
        yield board


@pytest.fixture
def place(tmp_path: Path, server: BoardServer) -> Iterator[Workplace]:
    workplace = Workplace(tmp_path, new_database(tmp_path))
    workplace.environment |= {
        "SCRAPE_BASE_URLS": json.dumps({"greenhouse": server.url}),
        "SCRAPE_ALLOWED_HOSTS": server.host,
        "SCRAPE_MIN_INTERVAL": "0",
    }
    yield workplace
    workplace.close()


def manage(place: Workplace, *arguments: str) -> None:
    assert place.manage(*arguments).wait(60) == 0, place.log()[-3000:]


def finished(place: Workplace, number: int) -> dict[str, object]:
    """The row of the team's nth scrape, once it is over."""

    def row() -> dict[str, object] | None:
        rows = place.query("SELECT * FROM scraping_scraperun ORDER BY id")
        over = len(rows) == number and rows[-1]["finished_at"]
        return rows[-1] if over else None

    found = wait_for(row, 30, lambda: f"a run; log:\n{place.log()[-3000:]}")
    assert found is not None
    return dict(found)


def titles(place: Workplace) -> list[str]:
    return sorted(r["title"] for r in place.query("SELECT title FROM scraping_job"))


def test_another_worker_ends_the_run_of_a_killed_one_and_doubles_nothing(
    place: Workplace, server: BoardServer
) -> None:
    expected = sorted(f"{name} {n}" for name in ("quick", "slow") for n in range(5))
    manage(place, "migrate", "--skip-checks", "-v0")
    manage(place, "shell", "-c", PREPARE)
    server.answers[SLOW] = Answer(server.answers[SLOW], delay=20)
    place.supervise()
    manage(place, "shell", "-c", START)
    wait_for(
        lambda: server.asked[SLOW] and len(titles(place)) == 5,
        20,
        lambda: f"the quick board's jobs; log:\n{place.log()[-3000:]}",
    )
    (task,) = place.query("SELECT id FROM scheduling_jobrun WHERE job = 'scraping.run'")
    server.answers[SLOW].delay = 0

    kill(place.worker_of(task["id"]))

    run = finished(place, 1)
    assert (run["status"], run["new"]) == ("ok", 10)
    assert titles(place) == expected
    assert server.asked["/v1/boards/quick/jobs"] == 1

    assert place.wait_for_state(task["id"], "ok")["attempts"] == 2
    manage(place, "shell", "-c", START)
    run = finished(place, 2)
    assert (run["status"], run["new"]) == ("ok", 0)
    assert titles(place) == expected
