"""Who may send what, and who sees it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mail.models import OutboxMail

pytestmark = pytest.mark.django_db(transaction=True)
EMAIL = "/api/v1/email"
HR = f"{EMAIL}/send/hr"
FOLLOW_UP = f"{EMAIL}/send/follow-up"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
WORDS = {"recipient": "hr@example.com", "subject": "Hi", "body": "Hello"}
FOLLOW = {
    "recipient_email": "hr@example.com",
    "company_name": "Inn",
    "job_role": "Cook",
    "candidate_name": "Alice",
    "skills": "soup",
}


def post(client: Any, **fields: Any) -> Any:
    return client.post(HR, {**WORDS, **fields}, format="multipart")


def upload(client: Any) -> int:
    file = SimpleUploadedFile("My CV.pdf", PDF, "application/pdf")
    answer = client.post("/api/v1/resumes/upload", {"file": file}, format="multipart")
    return int(answer.json()["id"])


def make_job(client: Any) -> int:
    body = {"title": "Cook", "company": "Inn", "description": "Cook."}
    return int(client.post("/api/v1/jobs/", body).json()["job"]["id"])


def test_a_stored_resume_goes_under_its_own_name(
    alice: Any, api: Any, smtp: Any
) -> None:
    client = api(alice)

    post(client, resume_id=upload(client))

    attachment = next(smtp.mails[0].message.iter_attachments())
    assert (attachment.get_filename(), attachment.get_content()) == ("My CV.pdf", PDF)


def test_resumes_and_jobs_of_another_team_are_a_404(
    alice: Any, carol: Any, api: Any, smtp: Any
) -> None:
    other, mine = api(carol), api(alice)
    resume, job = upload(other), make_job(other)

    assert post(mine, resume_id=resume).status_code == 404
    assert post(mine, job_id=job).status_code == 404
    assert mine.post(FOLLOW_UP, {**FOLLOW, "job_id": job}).status_code == 404
    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"recipient_email": "a@example.com, b@example.com"},
        {"recipient_email": "a@example.com\r\nBcc: b@example.com"},
        {"company_name": "x" * 201},
        {"job_role": "a\x00b"},
        {"job_role": "Gardener\r\nBcc: b@example.com"},
        {"company_name": "Acme\nBcc: b@example.com"},
        {"candidate_name": None},
        {"job_id": "null"},
    ],
)
def test_a_bad_follow_up_queues_nothing(
    alice: Any, api: Any, smtp: Any, change: dict[str, Any]
) -> None:
    response = api(alice).post(FOLLOW_UP, {**FOLLOW, **change}, format="json")

    assert response.status_code in {400, 404}
    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize("field", ["company_name", "job_role", "candidate_name"])
@pytest.mark.parametrize("evil", ["A\r\nBcc: x@example.com", "A\u2028Bcc: x"])
def test_template_values_never_start_a_header(
    alice: Any, api: Any, smtp: Any, field: str, evil: str
) -> None:
    response = api(alice).post(FOLLOW_UP, {**FOLLOW, field: evil}, format="json")

    assert response.status_code in {200, 400}
    for mail in smtp.mails:
        assert mail.message["Bcc"] is None
        assert mail.recipients == ["hr@example.com"]


def test_html_and_places_in_values_stay_text(alice: Any, api: Any, smtp: Any) -> None:
    values = {"company_name": "<b>{{ skills }}</b>", "skills": "{{ job_role }}"}

    api(alice).post(FOLLOW_UP, {**FOLLOW, **values}, format="json")

    assert "<b>{{ skills }}</b>" in smtp.mails[0].text
    assert smtp.mails[0].message.get_content_type() == "text/plain"


def test_a_follow_up_key_sends_once(alice: Any, api: Any, smtp: Any) -> None:
    client = api(alice)
    headers = {"Idempotency-Key": "k"}

    paths = [FOLLOW_UP, f"{FOLLOW_UP}/", FOLLOW_UP]
    answers = [client.post(path, FOLLOW, headers=headers) for path in paths]

    assert len({answer.json()["email_id"] for answer in answers}) == 1
    assert len(smtp.mails) == 1


def test_the_feature_off_is_a_403_in_its_words(
    alice: Any, api: Any, smtp: Any, settings: Any
) -> None:
    settings.FEATURES = {**settings.FEATURES, "email_automation": False}
    client = api(alice)

    answers = [
        post(client),
        client.post(FOLLOW_UP, FOLLOW),
        client.get(f"{EMAIL}/test"),
        client.post(f"{EMAIL}/test"),
        client.get(f"{EMAIL}/messages"),
        client.get(f"{EMAIL}/templates"),
    ]

    assert {answer.status_code for answer in answers} == {403}
    said = "Feature 'email_automation' is currently disabled."
    assert answers[0].json()["message"] == said


def test_without_a_server_it_is_a_503_and_nothing_is_queued(
    alice: Any, api: Any, smtp: Any, settings: Any
) -> None:
    settings.EMAIL_HOST = ""
    client = api(alice)

    assert post(client).status_code == 503
    assert client.post(f"{EMAIL}/test").status_code == 503
    assert not OutboxMail.objects.exists()


def test_the_check_says_why_it_fails(
    alice: Any, api: Any, smtp: Any, settings: Any
) -> None:
    settings.EMAIL_PORT = 9

    response = api(alice).get(f"{EMAIL}/test")

    assert response.status_code == 503
    assert response.json()["message"] == "The mail server refuses connections."


def test_the_check_logs_in(alice: Any, api: Any, smtp: Any, settings: Any) -> None:
    smtp.login = ("jobs", "right")
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "jobs", "hunter2"
    client = api(alice)

    refused = client.get(f"{EMAIL}/test")
    settings.EMAIL_HOST_PASSWORD = "right"

    assert refused.json()["message"] == "The mail server refused the login."
    assert client.get(f"{EMAIL}/test").status_code == 200
    assert smtp.mails == []


def test_an_invitation_arrives_with_a_link_and_is_not_listed(
    alice: Any, api: Any, smtp: Any, settings: Any
) -> None:
    settings.PUBLIC_BASE_URL = "https://jobs.example.org"
    client = api(alice)

    client.post(
        f"/api/v1/teams/{alice.team_id}/invitations",
        {"email": "new@example.com", "role": "member"},
    )

    assert smtp.mails[0].recipients == ["new@example.com"]
    assert "https://jobs.example.org/invitations/" in smtp.mails[0].text
    hidden = OutboxMail.objects.get()
    assert client.get(f"{EMAIL}/messages").json() == []
    assert client.get(f"{EMAIL}/messages/{hidden.pk}").status_code == 404
    assert client.post(f"{EMAIL}/messages/{hidden.pk}/retry").status_code == 404


def test_the_log_holds_no_text_of_a_mail(alice: Any, api: Any, smtp: Any) -> None:
    client = api(alice)

    post(client, body="a private word")

    logs = client.get("/api/v1/logs/")
    actions = [entry["action"] for entry in logs.json()]
    assert actions.count("email_queued") == actions.count("email_sent") == 1
    assert "a private word" not in logs.content.decode()


def test_templates_are_the_teams_alone(
    alice: Any, bob: Any, carol: Any, api: Any
) -> None:
    url = f"{EMAIL}/templates"
    body = {"name": "T", "kind": "letter", "body": "{{company_name}}"}
    one = f"{url}/{api(alice).post(url, body).json()['id']}"

    assert [item["name"] for item in api(bob).get(url).json()] == ["T"]
    other = api(carol)
    assert other.get(url).json() == []
    assert other.patch(one, {"name": "X"}).status_code == 404
    assert other.delete(one).status_code == 404


def test_an_application_mail_is_not_sent_again_once_another_carries_it(
    alice: Any, api: Any, smtp: Any
) -> None:
    client = api(alice)
    job = make_job(client)
    apply = f"/api/v1/jobs/{job}/apply"
    smtp.refuse["a@example.com"] = "550 no such user"
    first = client.post(apply, {"method": "email", "recipient": "a@example.com"})
    client.post(apply, {"method": "email", "recipient": "b@example.com"})
    smtp.refuse.clear()

    again = client.post(f"{EMAIL}/messages/{first.json()['email_id']}/retry")

    assert again.status_code == 409
    assert [mail.recipients for mail in smtp.mails] == [["b@example.com"]]
