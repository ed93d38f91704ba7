"""/email over a real SMTP socket."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from mail.models import OutboxMail

pytestmark = pytest.mark.django_db(transaction=True)
HR = "/api/v1/email/send/hr"
FOLLOW_UP = "/api/v1/email/send/follow-up"
MESSAGES = "/api/v1/email/messages"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def send(client: Any, headers: dict[str, str] | None = None, **fields: Any) -> Any:
    body = {"recipient": "hr@example.com", "subject": "Hi", "body": "Hello", **fields}
    return client.post(
        HR,
        {k: v for k, v in body.items() if v is not None},
        format="multipart",
        headers=headers or {},
    )


def test_a_mail_arrives_with_its_attachment_under_its_own_name(
    alice: Any, api: Any, smtp: Any
) -> None:
    upload = SimpleUploadedFile("Lebenslauf Ä.pdf", PDF, "application/pdf")

    response = send(api(alice), resume=upload)

    assert response.status_code == 200
    assert response.json()["message"] == "Email queued for sending."
    assert response.json()["recipient"] == "hr@example.com"
    mail = smtp.mails[0]
    assert mail.recipients == ["hr@example.com"]
    assert mail.message["Subject"] == "Hi"
    assert mail.message["Reply-To"] == alice.email
    assert mail.text.strip() == "Hello"
    attachment = next(mail.message.iter_attachments())
    assert attachment.get_filename() == "Lebenslauf Ä.pdf"
    assert attachment.get_content() == PDF
    row = api(alice).get(f"{MESSAGES}/{response.json()['email_id']}").json()
    assert row["status"] == "sent"
    assert row["message_id"] == mail.message["Message-ID"]


def test_without_subject_and_body_our_text_is_filled(
    alice: Any, api: Any, smtp: Any
) -> None:
    response = send(
        api(alice),
        subject=None,
        body=None,
        company_name="Acme",
        job_role="Gardener",
        candidate_name="Alice",
        skills="roses",
    )

    assert response.status_code == 200
    assert smtp.mails[0].message["Subject"] == "Application for Gardener at Acme"
    assert "roses" in smtp.mails[0].text


@pytest.mark.parametrize(
    "change",
    [
        {"recipient": "a@example.com, b@example.com"},
        {"recipient": "a@example.com\nBcc: b@example.com"},
        {"recipient": "nobody"},
        {"recipient": None},
        {"subject": "Hi\r\nBcc: x@example.com"},
        {"subject": "x" * 201},
        {"subject": "a\u2028b"},
        {"body": "x" * 20_001},
        {"body": "a\x00b"},
        {"subject": None},
        {"resume": SimpleUploadedFile("a.txt", b"text", "text/plain")},
        {"resume": SimpleUploadedFile("a.pdf", b"text", "application/pdf")},
        {"resume": SimpleUploadedFile("a.pdf", b"", "application/pdf")},
        {"job_id": "null"},
    ],
)
def test_bad_fields_send_and_store_nothing(
    alice: Any, api: Any, smtp: Any, change: dict[str, Any]
) -> None:
    response = send(api(alice), **change)

    assert response.status_code in {400, 404}
    assert not OutboxMail.objects.exists()
    assert smtp.mails == []


def test_a_display_name_with_a_comma_is_one_recipient(
    alice: Any, api: Any, smtp: Any
) -> None:
    send(api(alice), recipient='"Okafor, Dana" <dana+jobs@example.com>')

    assert smtp.mails[0].recipients == ["dana+jobs@example.com"]
    assert OutboxMail.objects.get().recipient == "dana+jobs@example.com"


def test_the_same_key_is_one_mail_and_one_answer(
    alice: Any, bob: Any, api: Any, smtp: Any
) -> None:
    key = {"Idempotency-Key": "one"}

    first = send(api(alice), headers=key)
    again = send(api(alice), headers=key)
    other = send(api(alice), headers=key, subject="Other")
    teammate = send(api(bob), headers=key)

    assert first.json() == again.json()
    assert other.status_code == 409
    assert teammate.json()["email_id"] != first.json()["email_id"]
    assert len(smtp.mails) == 2


def test_a_follow_up_joins_the_whole_thread(alice: Any, api: Any, smtp: Any) -> None:
    client = api(alice)
    job = client.post(
        "/api/v1/jobs/",
        {
            "title": "Cook",
            "company": "Inn",
            "description": "x",
            "hr_email": "h@inn.example",
        },
    ).json()["job"]
    client.post(f"/api/v1/jobs/{job['id']}/apply", {"method": "email"})
    body = {
        "recipient_email": "h@inn.example",
        "company_name": "Inn",
        "job_role": "Cook",
        "candidate_name": "Alice",
        "skills": "",
        "job_id": job["id"],
    }
    client.post(FOLLOW_UP, body)
    client.post(FOLLOW_UP, body)

    first, second, third = (mail.message for mail in smtp.mails)
    assert second["In-Reply-To"] == first["Message-ID"]
    assert third["In-Reply-To"] == second["Message-ID"]
    assert third["References"].split() == [first["Message-ID"], second["Message-ID"]]
    assert third["Subject"] == second["Subject"]


def test_a_refused_recipient_fails_for_good(alice: Any, api: Any, smtp: Any) -> None:
    smtp.refuse["hr@example.com"] = "550 5.1.1 no such user"

    mail_id = send(api(alice)).json()["email_id"]

    row = api(alice).get(f"{MESSAGES}/{mail_id}").json()
    assert row["status"] == "failed"
    assert "550" in row["error"]


def test_greylisting_waits_and_is_not_a_failure(
    alice: Any, api: Any, smtp: Any
) -> None:
    smtp.refuse["hr@example.com"] = "451 try later"
    mail_id = send(api(alice)).json()["email_id"]
    row = OutboxMail.objects.get(pk=mail_id)
    assert (row.status, row.attempts) == ("queued", 1)

    smtp.refuse.clear()
    OutboxMail.objects.update(not_before=row.created_at)
    from mail.sending import send as deliver

    assert deliver(mail_id) is None
    assert len(smtp.mails) == 1
    assert OutboxMail.objects.get(pk=mail_id).status == "sent"


def test_no_answer_after_the_text_is_unknown_and_never_sent_again_by_itself(
    alice: Any, api: Any, smtp: Any
) -> None:
    from mail.sending import send as deliver

    smtp.drop_after_data = True
    client = api(alice)
    mail_id = send(client).json()["email_id"]

    assert client.get(f"{MESSAGES}/{mail_id}").json()["status"] == "unknown"
    deliver(mail_id)
    assert len(smtp.mails) == 1

    smtp.drop_after_data = False
    assert client.post(f"{MESSAGES}/{mail_id}/retry").status_code == 200
    assert len(smtp.mails) == 2
    assert client.get(f"{MESSAGES}/{mail_id}").json()["status"] == "sent"


def test_a_worker_that_died_before_the_text_left_it_queued(
    alice: Any, api: Any, smtp: Any
) -> None:
    from mail.sending import send as deliver

    smtp.refuse["hr@example.com"] = "451 later"
    mail_id = send(api(alice)).json()["email_id"]
    smtp.refuse.clear()
    row = OutboxMail.objects.get()
    OutboxMail.objects.update(status="sending", not_before=row.created_at)

    deliver(mail_id)

    assert OutboxMail.objects.get().status == "sent"
    assert len(smtp.mails) == 1


def test_a_worker_that_died_after_the_text_leaves_a_question(
    alice: Any, api: Any, smtp: Any
) -> None:
    from django.utils import timezone

    from mail.sending import send as deliver

    smtp.refuse["hr@example.com"] = "451 later"
    mail_id = send(api(alice)).json()["email_id"]
    smtp.refuse.clear()
    OutboxMail.objects.update(status="sending", handed_over_at=timezone.now())

    deliver(mail_id)

    assert OutboxMail.objects.get().status == "unknown"
    assert smtp.mails == []


def test_only_a_queued_mail_is_cancelled(alice: Any, api: Any, smtp: Any) -> None:
    client = api(alice)
    sent = send(client).json()["email_id"]
    smtp.refuse["hr@example.com"] = "451 later"
    waiting = send(client).json()["email_id"]

    assert client.post(f"{MESSAGES}/{sent}/cancel").status_code == 409
    assert client.post(f"{MESSAGES}/{waiting}/cancel").json()["status"] == "cancelled"
    assert client.post(f"{MESSAGES}/{sent}/retry").status_code == 409


def test_the_daily_limit_is_a_429_that_says_when(
    alice: Any, api: Any, smtp: Any, settings: Any
) -> None:
    settings.MAILS_PER_DAY = 1
    client = api(alice)
    send(client)

    response = send(client)

    assert response.status_code == 429
    assert int(response["Retry-After"]) == response.json()["retry_after"] > 80_000


def test_of_many_at_once_the_daily_limit_lets_one_through(
    alice: Any, api: Any, smtp: Any, settings: Any
) -> None:
    settings.MAILS_PER_DAY = 3
    for _ in range(2):
        send(api(alice))
    clients = [api(alice) for _ in range(5)]
    gate = threading.Barrier(len(clients))
    codes: list[int] = []

    def go(client: Any) -> None:
        try:
            gate.wait()
            codes.append(send(client).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(codes) == [200] + [429] * 4
    assert OutboxMail.objects.count() == len(smtp.mails) == 3


def test_others_see_none_of_my_mails(
    alice: Any, bob: Any, carol: Any, api: Any, smtp: Any
) -> None:
    mail_id = send(api(alice)).json()["email_id"]

    for other in (bob, carol):
        client = api(other)
        assert client.get(MESSAGES).json() == []
        assert client.get(f"{MESSAGES}/{mail_id}").status_code == 404
        assert client.post(f"{MESSAGES}/{mail_id}/cancel").status_code == 404


def test_the_configuration_is_verified_without_sending(
    alice: Any, api: Any, smtp: Any, settings: Any
) -> None:
    client = api(alice)
    answer = client.get("/api/v1/email/test")
    assert answer.json() == {"message": "Email configuration is valid"}
    assert smtp.mails == []

    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "me", "hunter2"
    refused = client.get("/api/v1/email/test")
    assert refused.status_code == 503
    assert "hunter2" not in refused.content.decode()
    settings.EMAIL_HOST = ""
    assert client.get("/api/v1/email/test").status_code == 503
    assert send(client).status_code == 503


def test_a_test_mail_goes_to_oneself(alice: Any, api: Any, smtp: Any) -> None:
    assert api(alice).post("/api/v1/email/test").status_code == 200
    assert smtp.mails[0].recipients == [alice.email]


def test_account_mails_arrive_and_are_never_listed(
    alice: Any, api: Any, smtp: Any, settings: Any
) -> None:
    settings.PUBLIC_BASE_URL = "https://jobs.example.org"
    api().post("/api/v1/auth/forgot-password", {"email": alice.email.upper()})

    assert "https://jobs.example.org/reset-password?token=" in smtp.mails[0].text
    assert api(alice).get(MESSAGES).json() == []


@pytest.mark.parametrize(
    "place",
    ["salary", "user.email", "company-name", "job_role|upper", "your name", "größe"],
)
def test_a_template_names_its_unknown_places(alice: Any, api: Any, place: str) -> None:
    response = api(alice).post(
        "/api/v1/email/templates",
        {
            "name": "T",
            "kind": "letter",
            "body": f"{{{{ company_name }}}} {{{{ {place} }}}}",
        },
    )

    assert response.status_code == 400
    assert f"Unknown variables: {place}." in response.json()["message"]


def test_a_refused_attachment_is_named_by_its_part(alice: Any, api: Any) -> None:
    file = SimpleUploadedFile("a.pdf", b"text", "application/pdf")

    response = send(api(alice), resume=file)

    assert response.json()["detail"][0]["field"] == "resume"


def test_only_an_owner_approves_and_a_changed_text_is_not_approved(
    alice: Any, bob: Any, api: Any
) -> None:
    url = "/api/v1/email/templates"
    body = {"name": "T", "kind": "application", "subject": "S", "body": "B"}
    made = api(bob).post(url, body)
    assert (made.status_code, made.json()["approved"]) == (201, False)
    one = f"{url}/{made.json()['id']}"

    assert api(bob).patch(one, {"approved": True}, format="json").status_code == 403
    assert api(alice).patch(one, {"approved": True}, format="json").json()["approved"]
    assert api(bob).patch(one, {"body": "C"}).json()["approved"] is False
    assert api(alice).delete(one).status_code == 200
