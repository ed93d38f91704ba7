"""Flow 3: apply by e-mail, one Telegram message, one reminder three days later."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from mail.tests.conftest import smtp, telegram
from scraping.models import Application
from scraping.services.follow_ups import check_follow_ups

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["smtp", "telegram"]
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
JOBS = "/api/v1/jobs/"


def make(client: Any, **fields: Any) -> int:
    body = {"title": "Cook", "company": "Inn", "description": "Cook.", **fields}
    return int(client.post(JOBS, body).json()["job"]["id"])


def upload(client: Any) -> int:
    file = SimpleUploadedFile("My CV.pdf", PDF, "application/pdf")
    return int(
        client.post(
            "/api/v1/resumes/upload", {"file": file}, format="multipart"
        ).json()["id"]
    )


def test_the_whole_flow(alice: Any, api: Any, smtp: Any, telegram: Any) -> None:
    client = api(alice)
    resume = upload(client)
    job = make(client, hr_email="hr@inn.example.org")

    answer = client.post(
        f"{JOBS}{job}/apply",
        {"method": "email", "resume_id": resume, "cover_letter": "I cook well."},
        format="json",
    ).json()

    assert answer["job"]["status"] == "applied"
    assert answer["job"]["applied_at"] is not None
    mail = smtp.mails[0]
    assert mail.recipients == ["hr@inn.example.org"]
    assert mail.text.strip() == "I cook well."
    attachment = next(mail.message.iter_attachments())
    assert (attachment.get_filename(), attachment.get_content()) == ("My CV.pdf", PDF)
    actions = [log["action"] for log in client.get("/api/v1/logs/").json()]
    assert actions.count("job_apply") == actions.count("email_sent") == 1
    assert len(telegram.messages) == 1
    assert client.delete(f"/api/v1/resumes/{resume}").status_code == 409

    later = datetime.now(UTC) + timedelta(days=3, minutes=1)
    with time_machine.travel(later, tick=False):
        assert [check_follow_ups() for _ in range(3)] == [1, 0, 0]
    events = client.get(f"/api/v1/applications/{answer['application_id']}/events")
    assert [event["kind"] for event in events.json()].count("reminder") == 1
    assert len(telegram.messages) == 2
    assert len(smtp.mails) == 1


def test_without_any_address_nothing_is_made_up(
    alice: Any, api: Any, smtp: Any
) -> None:
    client = api(alice)
    job = make(client)

    response = client.post(f"{JOBS}{job}/apply", {"method": "email"})

    assert response.status_code == 400
    assert smtp.mails == []
    assert not Application.objects.exclude(status="pending").exists()


def test_a_mail_that_fails_fails_the_application_and_a_retry_mends_it(
    alice: Any,
    api: Any,
    smtp: Any,
) -> None:
    client = api(alice)
    smtp.refuse["hr@inn.example.org"] = "550 no such user"
    job = make(client, hr_email="hr@inn.example.org")
    answer = client.post(f"{JOBS}{job}/apply", {"method": "email"}).json()
    assert client.get(f"{JOBS}{job}").json()["status"] == "failed"

    smtp.refuse.clear()
    client.post(f"/api/v1/email/messages/{answer['email_id']}/retry")

    assert client.get(f"{JOBS}{job}").json()["status"] == "applied"
    assert len(smtp.mails) == 1


def test_another_teams_resume_is_not_sent(
    alice: Any,
    carol: Any,
    api: Any,
    smtp: Any,
) -> None:
    resume = upload(api(carol))
    client = api(alice)
    job = make(client, hr_email="hr@inn.example.org")

    response = client.post(
        f"{JOBS}{job}/apply", {"method": "email", "resume_id": resume}, format="json"
    )

    assert response.status_code == 404
    assert smtp.mails == []


def test_the_daily_limit_of_applications(
    alice: Any,
    api: Any,
    smtp: Any,
    settings: Any,
) -> None:
    settings.JOB_MAX_APPLIES_PER_DAY = 1
    client = api(alice)
    first, second = (make(client, hr_email="hr@inn.example.org") for _ in range(2))

    assert client.post(f"{JOBS}{first}/apply", {"method": "email"}).status_code == 200
    refused = client.post(f"{JOBS}{second}/apply", {"method": "email"})
    assert refused.status_code == 429
    assert refused["Retry-After"]
    assert client.get(f"{JOBS}{second}").json()["status"] == "pending"


def test_of_many_at_once_the_daily_limit_of_applications_lets_one_through(
    alice: Any, api: Any, smtp: Any, settings: Any
) -> None:
    settings.JOB_MAX_APPLIES_PER_DAY = 1
    jobs = [make(api(alice), hr_email="hr@inn.example.org") for _ in range(5)]
    clients = [api(alice) for _ in jobs]
    gate = threading.Barrier(len(jobs))
    codes: list[int] = []

    def go(client: Any, job: int) -> None:
        try:
            gate.wait()
            answer = client.post(f"{JOBS}{job}/apply", {"method": "email"})
            codes.append(answer.status_code)
        finally:
            connection.close()

    pairs = zip(clients, jobs, strict=True)
    threads = [threading.Thread(target=go, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(codes) == [200] + [429] * 4
    assert len(smtp.mails) == 1


def test_the_form_offers_the_letter_that_was_kept(
    alice: Any, api: Any, browser_of: Any, smtp: Any
) -> None:
    job = make(api(alice), hr_email="hr@inn.example.org")
    page = f"/jobs/{job}"
    assert "kept for this inn" not in browser_of(alice).get(page).content.decode()

    Application.objects.create(
        team_id=alice.team_id,
        user=alice,
        job_id=job,
        cover_letter="A letter kept for this inn.",
    )

    text = browser_of(alice).get(page).content.decode()
    assert "A letter kept for this inn.</textarea>" in text
