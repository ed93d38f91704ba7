"""The demo's parts: a resume that reads, mails that are kept, a story that adds up."""

from __future__ import annotations

import smtplib
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from jobhunt.demo import content
from jobhunt.demo.sink import MailSink


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
    assert numbers["total_jobs"] == numbers["total_applied"] == 24
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
