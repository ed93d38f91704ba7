"""/applications: one's own pursuit of jobs, its timeline, its export."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from scraping.models import Application, Job
from scraping.services.jobs import create_job

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/api/v1/applications"


@pytest.fixture
def job(alice: Any) -> Job:
    return create_job(alice, title="Gardener", company="Acme", description="Trees.")[0]


def save(client: Any, job: Job) -> dict[str, Any]:
    return client.post(URL, {"job_id": job.pk}, format="json").json()


def test_saving_a_job_is_an_application_without_applying(
    alice: Any, api: Any, job: Job
) -> None:
    client = api(alice)

    first = client.post(URL, {"job_id": job.pk}, format="json")
    again = client.post(URL, {"job_id": job.pk}, format="json")

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["status"] == "pending"
    assert first.json()["applied_at"] is None
    assert first.json()["job"]["id"] == job.pk
    assert again.json()["id"] == first.json()["id"]


@pytest.mark.parametrize(
    ("value", "code"), [(None, 400), ([], 400), (True, 400), (999, 404), ("x", 404)]
)
def test_a_bad_job_id_is_told(alice: Any, api: Any, value: Any, code: int) -> None:
    response = api(alice).post(URL, {"job_id": value}, format="json")

    assert response.status_code == code


def test_another_teams_job_cannot_be_saved(carol: Any, api: Any, job: Job) -> None:
    response = api(carol).post(URL, {"job_id": job.pk}, format="json")

    assert response.status_code == 404
    assert not Application.objects.exists()


def test_a_change_is_an_event_and_a_stale_version_a_409(
    alice: Any, api: Any, job: Job
) -> None:
    client = api(alice)
    made = save(client, job)
    url = f"{URL}/{made['id']}"

    changed = client.patch(
        url, {"status": "applied", "version": made["version"]}, format="json"
    ).json()
    stale = client.patch(
        url, {"notes": "late", "version": made["version"]}, format="json"
    )

    assert changed["status"] == "applied"
    assert changed["applied_at"] is not None
    assert changed["version"] == made["version"] + 1
    assert stale.status_code == 409
    events = client.get(f"{url}/events").json()
    assert [(e["kind"], e["from_status"], e["to_status"]) for e in events] == [
        ("status", "pending", "applied")
    ]


def test_notes_and_next_action_are_kept(alice: Any, api: Any, job: Job) -> None:
    client = api(alice)
    made = save(client, job)
    when = (timezone.now() + timedelta(days=3)).isoformat()

    body = {"notes": "Call Eve", "next_action_at": when, "position": 4}
    changed = client.patch(f"{URL}/{made['id']}", body, format="json").json()

    assert (changed["notes"], changed["position"]) == ("Call Eve", 4)
    assert changed["next_action_at"] is not None


def test_an_application_is_never_from_the_future(
    alice: Any, api: Any, job: Job
) -> None:
    client = api(alice)
    made = save(client, job)
    later = (timezone.now() + timedelta(hours=2)).isoformat()

    response = client.patch(
        f"{URL}/{made['id']}", {"status": "applied", "applied_at": later}, format="json"
    )

    assert response.status_code == 400
    assert Application.objects.get().status == "pending"


def test_a_note_joins_the_timeline(alice: Any, api: Any, job: Job) -> None:
    client = api(alice)
    made = save(client, job)

    event = client.post(
        f"{URL}/{made['id']}/events", {"kind": "call", "text": "Spoke to Eve"}
    )

    assert event.status_code == 201
    assert event.json()["text"] == "Spoke to Eve"
    assert event.json()["user_id"] == alice.pk


def test_a_teammate_sees_the_outline_and_touches_nothing(
    alice: Any, bob: Any, api: Any, job: Job
) -> None:
    made = save(api(alice), job)
    url = f"{URL}/{made['id']}"
    api(alice).patch(url, {"notes": "secret", "status": "applied"}, format="json")
    client = api(bob)

    assert client.get(URL).json() == []
    outline = client.get(URL, {"scope": "team"}).json()[0]
    assert (outline["status"], outline["notes"], outline["cover_letter"]) == (
        "applied",
        None,
        None,
    )
    assert client.get(url).json()["notes"] is None
    assert client.get(f"{url}/events").status_code == 403
    assert client.patch(url, {"notes": "x"}, format="json").status_code == 403
    assert client.delete(url).status_code == 403


def test_another_teams_application_does_not_exist(
    alice: Any, carol: Any, api: Any, job: Job
) -> None:
    made = save(api(alice), job)
    client = api(carol)
    url = f"{URL}/{made['id']}"

    for response in (
        client.get(url),
        client.patch(url, {"notes": "x"}, format="json"),
        client.delete(url),
        client.get(f"{url}/events"),
    ):
        assert response.status_code == 404
    assert client.get(URL, {"scope": "team"}).json() == []


def test_a_saved_job_is_forgotten_an_applied_one_is_not(
    alice: Any, api: Any, job: Job
) -> None:
    client = api(alice)
    made = save(client, job)
    url = f"{URL}/{made['id']}"

    client.patch(url, {"status": "applied"}, format="json")
    client.patch(url, {"status": "pending"}, format="json")
    assert client.delete(url).status_code == 409

    other = create_job(alice, title="Smith", company="Acme", description="Iron.")[0]
    saved = save(client, other)
    assert client.delete(f"{URL}/{saved['id']}").status_code == 200


def test_the_export_neutralises_formulas(alice: Any, api: Any) -> None:
    job = create_job(
        alice, title='=HYPERLINK("http://x")', company="+Acme", description="x"
    )[0]
    client = api(alice)
    save(client, job)

    response = client.get(f"{URL}/export")
    text = b"".join(response.streaming_content).decode()
    rows = list(csv.reader(io.StringIO(text)))

    assert rows[0] == (
        [
            "id",
            "title",
            "company",
            "status",
            "applied_at",
            "resume_id",
            "next_action_at",
            "notes",
        ]
    )
    assert rows[1][1:3] == ['\'=HYPERLINK("http://x")', "'+Acme"]
    assert 'filename="applications_' in response["Content-Disposition"]


def test_the_json_export_is_the_rows(alice: Any, api: Any, job: Job) -> None:
    import json

    client = api(alice)
    save(client, job)

    response = client.get(f"{URL}/export", {"format": "json"})

    rows = json.loads(b"".join(response.streaming_content))
    assert rows[0]["title"] == "Gardener"
    assert client.get(f"{URL}/export", {"format": "xml"}).status_code == 400


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_the_teams_export_keeps_what_is_private(
    alice: Any, bob: Any, api: Any, job: Job, kind: str
) -> None:
    mine = save(api(alice), job)
    api(alice).patch(
        f"{URL}/{mine['id']}",
        {"notes": "Ask for more", "next_action_at": "2026-12-01T09:00:00Z"},
        format="json",
    )

    def exported(user: Any) -> str:
        response = api(user).get(f"{URL}/export", {"scope": "team", "format": kind})
        return b"".join(response.streaming_content).decode()

    assert "Ask for more" in exported(alice)
    assert "Gardener" in exported(bob)
    assert "Ask for more" not in exported(bob)
    assert "2026-12-01" not in exported(bob)
