"""The demo's parts: a resume that reads, mails that are kept, a story that adds up."""

from __future__ import annotations

import json
import os
import smtplib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from jobhunt.demo import content
from jobhunt.demo.isolation import isolated
from jobhunt.demo.sink import MailSink
from jobhunt.testing.servers import ROOT, die_with_parent
from scraping.sources import SOURCES


@pytest.mark.django_db(transaction=True)
def test_the_demo_is_filled_once_and_can_be_signed_in_to(api: Any, capsys: Any) -> None:
    call_command("seed_demo")
    call_command("seed_demo")

    assert content.PASSWORD in capsys.readouterr().out
    client = api()
    answer = client.post(
        "/api/v1/auth/login",
        {"username": content.EMAIL, "password": content.PASSWORD},
    )
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {answer.json()['access_token']}")
    numbers = client.get("/api/v1/stats/dashboard").json()
    assert (numbers["total_jobs"], numbers["total_applied"]) == (44, 36)
    assert any(day["applications"] for day in numbers["daily_activity"])
    months = client.get("/api/v1/stats/applications?period=90d").json()
    assert months["total"] == 36
    resume = client.get("/api/v1/resumes/").json()[0]
    assert resume["text_status"] == "ok"
    parsed = client.get(f"/api/v1/resumes/{resume['id']}").json()["parsed"]
    assert (parsed["name"], parsed["email"]) == (content.NAME, content.EMAIL)


def test_the_sink_keeps_a_mail(tmp_path: Path) -> None:
    sink = MailSink(tmp_path / "mails")
    sink.start()
    try:
        with smtplib.SMTP("127.0.0.1", sink.port, timeout=5) as client:
            client.sendmail("a@example.org", ["b@example.org"], "Subject: x\n\n.y\n")
    finally:
        sink.shutdown()
        sink.server_close()

    (kept,) = (tmp_path / "mails").iterdir()
    assert b"Subject: x" in kept.read_bytes()


def environment(tmp_path: Path) -> dict[str, str]:
    """A person's own configuration, as the demo's processes get it."""
    secret = tmp_path / "secret"
    secret.write_text("postgres://me:secret@db.example.org/live")
    own = {
        "DATABASE_URL_FILE": str(secret),
        "EMAIL_PASSWORD_FILE": str(secret),
        "EMAIL_USER": "me@example.org",
        "EMAIL_USE_TLS": "true",
        "ENVIRONMENT": "production",
        "OPENAI_API_KEY": "mine",
        "TELEGRAM_BOT_TOKEN": "mine",
    }
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {
        **kept,
        "DATA_DIR": str(tmp_path / "demo"),
        "JOBHUNT_DOTENV": "0",
        "DJANGO_SETTINGS_MODULE": "jobhunt.settings",
        **own,
        **isolated(),
    }


def test_ones_own_database_and_keys_never_reach_the_demo(tmp_path: Path) -> None:
    names = ["DATABASE_URL", "EMAIL_USER", "EMAIL_PASSWORD", "EMAIL_USE_TLS"]
    names += ["OPENAI_API_KEY", "TELEGRAM_BOT_TOKEN", "PRODUCTION"]
    program = (
        "import json; from django.conf import settings;"
        f" print(json.dumps([getattr(settings, name) for name in {names!r}]))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment(tmp_path),
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert json.loads(answer.stdout) == ["", "", "", False, "", "", False]


def test_every_source_of_the_demo_is_on_this_machine(tmp_path: Path) -> None:
    services = subprocess.Popen(
        [sys.executable, "manage.py", "demo_up"],
        cwd=ROOT,
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        preexec_fn=die_with_parent,
    )
    try:
        assert services.stdout is not None
        said = json.loads(services.stdout.readline())
    finally:
        services.terminate()
        services.communicate(timeout=30)
    places = json.loads(said["SCRAPE_BASE_URLS"])
    assert places.keys() == SOURCES.keys()
    assert set(places.values()) == {said["DEMO_BOARD_URL"]}
    assert said["DEMO_BOARD_URL"].startswith("http://127.0.0.1:")
