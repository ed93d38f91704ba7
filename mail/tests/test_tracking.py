"""A mail service over real HTTP, and what it reports afterwards."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from jobhunt.testing.fakes.board import Answer, BoardServer
from mail.models import OutboxMail
from mail.outbox import queue_mail
from mail.tracking import tracking_urls

pytestmark = pytest.mark.django_db(transaction=True)
HOOK = "/anymail/postmark/tracking/"


@pytest.fixture
def service(settings: Any) -> Iterator[BoardServer]:
    with BoardServer() as server:
        settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
        settings.DEFAULT_FROM_EMAIL = settings.EMAIL_FROM = "jobs@example.org"
        settings.ROOT_URLCONF = "mail.tests.tracked_urls"
        settings.ANYMAIL = {
            "POSTMARK_SERVER_TOKEN": "token-canary",
            "POSTMARK_API_URL": f"{server.url}/",
            "WEBHOOK_SECRET": "hook:secret",
        }
        server.answers["/email"] = {
            "ErrorCode": 0,
            "Message": "OK",
            "MessageID": "abc-1",
            "To": "hr@example.com",
        }
        yield server


def queue(user: Any) -> OutboxMail:
    mail = queue_mail(
        user=user,
        team_id=user.team_id,
        kind="hr",
        recipient="hr@example.com",
        subject="Hi",
        body="Hello",
    )
    mail.refresh_from_db()
    return mail


def report(client: Any, login: str = "hook:secret", **fields: Any) -> int:
    body = {
        "RecordType": "Bounce",
        "Type": "HardBounce",
        "MessageID": "abc-1",
        "Email": "hr@example.com",
        "Description": "No such user",
        "BouncedAt": "2026-11-25T08:00:00Z",
        **fields,
    }
    code = base64.b64encode(login.encode()).decode()
    response = client.post(
        HOOK,
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Basic {code}"},
    )
    return int(response.status_code)


def test_a_bounce_settles_a_sent_mail_once(
    alice: Any, client: Any, service: Any
) -> None:
    mail = queue(alice)
    assert (mail.status, mail.provider_id) == ("sent", "abc-1")

    assert [report(client) for _ in range(2)] == [200, 200]

    mail.refresh_from_db()
    assert (mail.status, mail.provider_id) == ("bounced", "abc-1")
    assert "No such user" in (mail.error or "")


def test_a_complaint_settles_too(alice: Any, client: Any, service: Any) -> None:
    mail = queue(alice)

    report(client, RecordType="SpamComplaint", Type="SpamComplaint")

    mail.refresh_from_db()
    assert mail.status == "bounced"


def test_a_report_without_the_secret_changes_nothing(
    alice: Any, client: Any, service: Any
) -> None:
    mail = queue(alice)

    assert report(client, login="hook:wrong") == 400

    mail.refresh_from_db()
    assert mail.status == "sent"


def test_a_report_about_somebody_elses_mail_changes_nothing(
    alice: Any, client: Any, service: Any
) -> None:
    mail = queue(alice)

    assert report(client, MessageID="other") == 200

    mail.refresh_from_db()
    assert mail.status == "sent"


@pytest.mark.parametrize(
    ("status", "outcome"), [(422, "failed"), (500, "queued"), (429, "queued")]
)
def test_an_answer_of_the_service_is_no_question(
    alice: Any, service: Any, status: int, outcome: str, caplog: Any
) -> None:
    service.answers["/email"] = Answer({"Message": "token-canary"}, status)

    mail = queue(alice)

    assert mail.status == outcome
    assert "token-canary" not in (mail.error or "") + caplog.text


def test_the_paths_exist_with_a_backend_and_a_secret_only(settings: Any) -> None:
    assert tracking_urls() == []
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    settings.ANYMAIL = {}
    assert tracking_urls() == []
    settings.ANYMAIL = {"WEBHOOK_SECRET": "a:b"}
    assert len(tracking_urls()) == 1
