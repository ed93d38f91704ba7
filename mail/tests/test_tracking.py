"""A mail service over real HTTP, and what it reports afterwards."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from jobhunt.testing.fakes.board import Answer, BoardServer
from mail.models import OutboxMail
from mail.outbox import queue_mail, retry
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


# --------------------------------------------- the service's answer was lost


def broken_off(user: Any, service: Any) -> tuple[OutboxMail, dict[str, str]]:
    """A mail that the service took without an answer, and its metadata there."""
    known = service.answers["/email"]
    service.answers["/email"] = Answer(raw=b"?")
    mail = queue(user)
    service.answers["/email"] = known
    assert (mail.status, mail.provider_id) == ("unknown", "")
    return mail, json.loads(service.posted[-1])["Metadata"]


@pytest.mark.parametrize(
    ("record", "outcome"), [("Delivery", "sent"), ("Bounce", "bounced")]
)
def test_a_report_settles_a_mail_whose_answer_was_lost(
    alice: Any, client: Any, service: Any, record: str, outcome: str
) -> None:
    mail, metadata = broken_off(alice, service)
    other, _ = broken_off(alice, service)

    for _ in range(2):
        assert report(client, RecordType=record, Metadata=metadata) == 200

    mail.refresh_from_db()
    other.refresh_from_db()
    assert (mail.status, other.status) == (outcome, "unknown")


def test_a_failure_of_the_service_settles_as_failed(
    alice: Any, client: Any, service: Any
) -> None:
    mail = queue(alice)

    report(client, Type="SMTPApiError", Description="No template")

    mail.refresh_from_db()
    assert mail.status == "failed"
    assert mail.error == "The mail service could not send the mail: No template"


@pytest.mark.parametrize("second_id", ["abc-2", "abc-1"])
def test_a_late_report_on_the_first_copy_leaves_the_second_alone(
    alice: Any, client: Any, service: Any, second_id: str
) -> None:
    mail = queue(alice)
    first = json.loads(service.posted[-1])["Metadata"]
    report(client, Metadata=first)
    # Some services take our Message-ID as theirs: then all copies share it.
    service.answers["/email"] = {**service.answers["/email"], "MessageID": second_id}
    retry(alice, OutboxMail.objects.get())
    second = json.loads(service.posted[-1])["Metadata"]

    report(client, Metadata=first)

    mail.refresh_from_db()
    assert (mail.status, mail.provider_id) == ("sent", second_id)
    report(client, Metadata=second, MessageID=second_id)
    mail.refresh_from_db()
    assert mail.status == "bounced"


def test_a_late_report_on_a_first_copy_does_not_answer_for_an_unknown_second(
    alice: Any, client: Any, service: Any
) -> None:
    mail, first = broken_off(alice, service)
    report(client, Metadata=first)
    service.answers["/email"] = Answer(raw=b"?")
    retry(alice, OutboxMail.objects.get())

    report(client, Metadata=first)

    mail.refresh_from_db()
    assert mail.status == "unknown"


def test_a_service_without_metadata_gets_the_mail_too(
    alice: Any, client: Any, service: Any, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "anymail.backends.postal.EmailBackend"
    settings.ANYMAIL = {"POSTAL_API_KEY": "k", "POSTAL_API_URL": service.url}
    service.answers["/api/v1/send/message"] = {
        "status": "success",
        "data": {"messages": {"hr@example.com": {"id": 7, "token": "t"}}},
    }

    mail = queue(alice)

    assert (mail.status, mail.provider_id) == ("sent", "7")
    assert len(service.posted) == 1


def test_our_own_message_id_finds_a_mail_without_metadata(
    alice: Any, client: Any, service: Any
) -> None:
    mail, _ = broken_off(alice, service)

    report(client, RecordType="Delivery", MessageID=mail.message_id.strip("<>"))

    mail.refresh_from_db()
    assert mail.status == "sent"
