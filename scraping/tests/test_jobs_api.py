"""/jobs: making, changing, listing, searching, hiding, deleting."""

from __future__ import annotations

from typing import Any

import pytest

from jobhunt.models import Event
from scraping.models import Application, Job
from scraping.services.jobs import create_job

pytestmark = pytest.mark.django_db(transaction=True)
JOBS = "/api/v1/jobs/"


def make(user: Any, title: str = "Gardener", **fields: Any) -> Job:
    values = {"company": "Acme", "description": "Plant trees.", **fields}
    return create_job(user, title=title, **values)[0]


def titles(response: Any) -> list[str]:
    return [job["title"] for job in response.json()]


def test_a_job_is_made_with_every_field_given(alice: Any, api: Any) -> None:
    response = api(alice).post(
        JOBS,
        {
            "title": "R&D Gardener",
            "company": "Acme",
            "description": "<p>Plant <script>x()</script><b>trees</b>.</p>",
            "location": "Berlin, Germany",
            "link": "https://example.com/jobs/1?utm_source=x",
            "salary_range": "50.000 - 60.000 € per year",
            "hr_email": "hr@example.com",
        },
    )

    assert response.status_code == 201
    job = response.json()["job"]
    assert response.json()["created"] is True
    assert job["title"] == "R&D Gardener"
    assert job["hr_email"] == "hr@example.com"
    assert (job["salary_min"], job["salary_max"]) == (50_000, 60_000)
    assert (job["salary_currency"], job["salary_period"]) == ("EUR", "year")
    assert "script" not in job["description"]
    assert job["description_text"] == "Plant trees."
    assert (job["status"], job["applied_at"], job["match_score"]) == (
        "pending",
        None,
        None,
    )
    actions = {log["action"] for log in api(alice).get("/api/v1/logs/").json()}
    assert "job_create" in actions
    assert Event.objects.filter(type="job.new", team_id=alice.team_id).count() == 1


def test_the_same_link_is_the_same_job(alice: Any, bob: Any, api: Any) -> None:
    body = {"title": "Gardener", "company": "Acme", "description": "Trees."}
    first = api(alice).post(JOBS, {**body, "link": "https://www.example.com/j?id=1"})
    again = api(bob).post(
        JOBS, {**body, "link": "https://example.com/j?utm_source=mail&id=1"}
    )

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["created"] is False
    assert again.json()["job"]["id"] == first.json()["job"]["id"]


def test_another_number_in_the_query_is_another_job(alice: Any, api: Any) -> None:
    body = {"title": "Gardener", "company": "Acme", "description": "Trees."}
    for number in (1, 2):
        link = f"https://example.com/careers#/job/{number}"
        assert api(alice).post(JOBS, {**body, "link": link}).status_code == 201


@pytest.mark.parametrize(
    "change",
    [
        {"title": None},
        {"title": ""},
        {"title": 7},
        {"title": "x" * 501},
        {"title": "a\x00b"},
        {"title": "\ud800"},
        {"company": None},
        {"description": None},
        {"hr_email": "nobody"},
        {"hr_email": "a@example.com\nBcc: b@example.com"},
        {"link": "javascript:alert(1)"},
        {"link": "not a link"},
        {"location": ["Berlin"]},
    ],
)
def test_bad_fields_are_a_400_and_store_nothing(
    alice: Any, api: Any, change: dict[str, Any]
) -> None:
    import json

    body = {"title": "Gardener", "company": "Acme", "description": "Trees.", **change}
    response = api(alice).post(JOBS, json.dumps(body), content_type="application/json")

    assert response.status_code == 400, response.content
    assert not Job.objects.exists()
    assert api(alice).get(JOBS).json() == []


def test_a_patch_that_would_empty_the_title_is_refused(alice: Any, api: Any) -> None:
    job = make(alice)
    client = api(alice)

    for method in (client.patch, client.put):
        response = method(
            f"{JOBS}{job.pk}",
            {"title": None, "company": "Acme", "description": "Trees."},
            format="json",
        )
        assert response.status_code == 400
    assert titles(client.get(JOBS)) == ["Gardener"]


def test_read_only_keys_never_take_effect(alice: Any, carol: Any, api: Any) -> None:
    job = make(alice)

    response = api(alice).patch(
        f"{JOBS}{job.pk}",
        {"team_id": carol.team_id, "user_id": carol.pk, "match_score": 99, "id": 1},
        format="json",
    )

    assert response.status_code == 200
    assert response.json()["team_id"] == alice.team_id
    assert response.json()["match_score"] is None


def test_a_status_moves_the_callers_application_only(
    alice: Any, bob: Any, api: Any
) -> None:
    job = make(alice)

    response = api(alice).patch(f"{JOBS}{job.pk}", {"status": "interviewing"})

    assert response.json()["status"] == "interviewing"
    assert response.json()["applied_at"] is not None
    assert api(bob).get(f"{JOBS}{job.pk}").json()["status"] == "pending"
    assert titles(api(alice).get(JOBS, {"status": "interviewing"})) == ["Gardener"]
    assert titles(api(bob).get(JOBS, {"status": "interviewing"})) == []
    assert titles(api(bob).get(JOBS, {"status": "pending"})) == ["Gardener"]


def test_applied_lists_the_newest_application_first(alice: Any, api: Any) -> None:
    client = api(alice)
    for title in ("First", "Second", "Never"):
        make(alice, title)
    ids = {job.title: job.pk for job in Job.objects.all()}
    client.post(f"{JOBS}{ids['First']}/apply", {})
    client.post(f"{JOBS}{ids['Second']}/apply", {})

    assert titles(client.get(f"{JOBS}applied")) == ["Second", "First"]


def test_applying_twice_answers_409(alice: Any, api: Any) -> None:
    job = make(alice)
    client = api(alice)

    assert client.post(f"{JOBS}{job.pk}/apply", {}).status_code == 200
    assert client.post(f"{JOBS}{job.pk}/apply", {}).status_code == 409
    assert Application.objects.get().events.filter(kind="status").count() == 1


def test_a_job_that_somebody_applied_to_is_hidden_not_deleted(
    alice: Any, bob: Any, api: Any
) -> None:
    job = make(alice)
    api(bob).post(f"{JOBS}{job.pk}/apply", {})
    client = api(alice)

    assert client.delete(f"{JOBS}{job.pk}").status_code == 409
    client.patch(f"{JOBS}{job.pk}", {"hidden": True}, format="json")
    assert titles(client.get(JOBS)) == []
    assert client.get(f"{JOBS}{job.pk}").json()["hidden"] is True


def test_a_job_nobody_applied_to_is_deleted(alice: Any, api: Any) -> None:
    job = make(alice)
    client = api(alice)

    assert client.delete(f"{JOBS}{job.pk}").status_code == 200
    assert client.get(f"{JOBS}{job.pk}").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("C++", ["C++ Developer"]),
        ("c#", ["C# Developer"]),
        (".NET", [".NET Engineer"]),
        ("C++ developer", ["C++ Developer"]),
        ("cafe", ["Café Manager"]),
        ("CAFÉ", ["Café Manager"]),
        ("R&D", ["R&D Technician"]),
        ("moves planets", ["C++ Developer"]),
        ("zurich", ["Café Manager"]),
        ("orrery cafe", []),
        ("(", []),
        ("a* OR b", []),
        ('"', []),
        ("%", []),
    ],
)
def test_search_finds_all_words_as_words(
    alice: Any, api: Any, query: str, found: list[str]
) -> None:
    make(alice, "C++ Developer", company="Orrery", description="Moves planets.")
    make(alice, "C# Developer", company="Orrery", description="Moves moons.")
    make(alice, "C Developer", company="Orrery", description="Moves dust.")
    make(alice, ".NET Engineer", company="Orrery", description="Moves stars.")
    make(alice, "Network Engineer", company="Orrery", description="The internet.")
    make(alice, "R&D Technician", company="Mole", description="Digs.")
    make(alice, "Café Manager", company="Bean", description="x", location="Zürich")

    response = api(alice).get(JOBS, {"search": query})

    assert response.status_code == 200
    assert titles(response) == found


def test_search_follows_a_change_and_a_deletion(alice: Any, api: Any) -> None:
    job = make(alice, "Gardener")
    client = api(alice)

    client.patch(f"{JOBS}{job.pk}", {"title": "Smith"})
    assert titles(client.get(JOBS, {"search": "gardener"})) == []
    assert titles(client.get(JOBS, {"search": "smith"})) == ["Smith"]
    client.delete(f"{JOBS}{job.pk}")
    assert titles(client.get(JOBS, {"search": "smith"})) == []


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("newest", ["alpha", "Gamma", "beta"]),
        ("oldest", ["beta", "Gamma", "alpha"]),
        ("title", ["alpha", "beta", "Gamma"]),
        ("company", ["Gamma", "alpha", "beta"]),
    ],
)
def test_sorts(alice: Any, api: Any, sort: str, expected: list[str]) -> None:
    make(alice, "beta", company="Z")
    make(alice, "Gamma", company="A")
    make(alice, "alpha", company="m")

    assert titles(api(alice).get(JOBS, {"sort": sort})) == expected


@pytest.mark.parametrize(
    "query",
    [
        {"status": "nonsense"},
        {"sort": "nonsense"},
        {"remote": "maybe"},
        {"closed": "1"},
        {"posted_since": "yesterday"},
        {"min_score": "101"},
        {"limit": "0"},
        {"limit": "1001"},
        {"limit": "-1"},
        {"limit": "٣"},
        {"limit": "1e3"},
        {"skip": "-1"},
        {"skip": "1" * 30},
        {"cursor": "made-up"},
        {"search": "a\x00b"},
        {"skip": "1", "cursor": "x"},
    ],
)
def test_bad_query_parameters_are_a_400(
    alice: Any, api: Any, query: dict[str, str]
) -> None:
    response = api(alice).get(JOBS, query)

    assert response.status_code == 400
    assert response.json()["detail"]


@pytest.mark.parametrize("pk", ["999", "abc", "1'", "9" * 40, "%00", "-1", "1.0"])
def test_unknown_and_malformed_ids_are_a_404(alice: Any, api: Any, pk: str) -> None:
    client = api(alice)

    for method in (client.get, client.patch, client.delete):
        response = method(f"{JOBS}{pk}")
        assert response.status_code == 404
        assert response.json()["error"] == "not_found"


def test_walking_by_cursor_neither_skips_nor_repeats_while_rows_are_added(
    alice: Any, api: Any
) -> None:
    for number in range(7):
        make(alice, f"Job {number}")
    client = api(alice)
    seen: list[str] = []
    url = f"{JOBS}?limit=2"
    pages = []

    while url:
        response = client.get(url)
        seen += titles(response)
        pages.append(response["X-Page"])
        make(alice, f"Later {len(pages)}")
        links = {
            part.split('rel="')[1].rstrip('"'): part.split(">")[0].strip(" <")
            for part in response.get("Link", "").split(", ")
            if part
        }
        url = links.get("next", "").replace("http://127.0.0.1:8000", "")

    assert seen == [f"Job {number}" for number in range(6, -1, -1)]
    assert pages == ["1", "2", "3", "4"]


def test_the_previous_link_goes_back_to_the_same_rows(alice: Any, api: Any) -> None:
    for number in range(5):
        make(alice, f"Job {number}")
    client = api(alice)

    def follow(response: Any, rel: str) -> Any:
        part = next(p for p in response["Link"].split(", ") if f'rel="{rel}"' in p)
        return client.get(part.split(">")[0].strip("<").split(":8000")[1])

    first = client.get(f"{JOBS}?limit=2")
    third = follow(follow(first, "next"), "next")
    assert titles(follow(third, "prev")) == ["Job 2", "Job 1"]
    assert titles(follow(follow(third, "prev"), "prev")) == ["Job 4", "Job 3"]


def test_totals_and_pages_stand_in_headers(alice: Any, api: Any) -> None:
    for number in range(3):
        make(alice, f"Job {number}")

    response = api(alice).get(JOBS, {"skip": 2, "limit": 2})

    assert titles(response) == ["Job 0"]
    assert (
        response["X-Total-Count"],
        response["X-Page"],
        response["X-Per-Page"],
    ) == ("3", "2", "2")


def test_an_unchanged_list_is_a_304_for_the_same_user_only(
    alice: Any, bob: Any, api: Any
) -> None:
    make(alice)
    client = api(alice)
    etag = client.get(JOBS)["ETag"]

    assert client.get(JOBS, HTTP_IF_NONE_MATCH=etag).status_code == 304
    assert api(bob).get(JOBS, HTTP_IF_NONE_MATCH=etag).status_code == 200


def test_nothing_of_another_team_is_seen_or_touched(
    alice: Any, carol: Any, api: Any
) -> None:
    job = make(alice, "Canary4711")
    client = api(carol)

    assert client.get(JOBS).json() == []
    assert client.get(JOBS, {"search": "canary4711"}).json() == []
    assert client.get(f"{JOBS}{job.pk}").status_code == 404
    assert client.patch(f"{JOBS}{job.pk}", {"title": "x"}).status_code == 404
    assert client.post(f"{JOBS}{job.pk}/apply", {}).status_code == 404
    assert client.delete(f"{JOBS}{job.pk}").status_code == 404
    own = make(carol, "Own")
    assert client.post(f"{JOBS}{own.pk}/merge", {"into": job.pk}).status_code == 404
    job.refresh_from_db()
    assert job.title == "Canary4711"


def test_a_merge_moves_nothing_and_a_split_undoes_it(alice: Any, api: Any) -> None:
    client = api(alice)
    one, two = make(alice, "Gardener"), make(alice, "Gardener (m/w/d)")
    client.post(f"{JOBS}{two.pk}/apply", {})

    merged = client.post(f"{JOBS}{two.pk}/merge", {"into": one.pk})
    assert merged.status_code == 200
    assert merged.json()["id"] == one.pk
    assert merged.json()["status"] == "applied"
    assert [job["id"] for job in client.get(JOBS).json()] == [one.pk]
    assert client.get(f"{JOBS}{two.pk}").json()["duplicate_of"] == one.pk
    assert client.post(f"{JOBS}{two.pk}/merge", {"into": one.pk}).status_code == 409
    assert client.post(f"{JOBS}{one.pk}/merge", {"into": one.pk}).status_code == 400

    split = client.post(f"{JOBS}{two.pk}/split")
    assert split.json()["duplicate_of"] is None
    assert client.post(f"{JOBS}{two.pk}/split").status_code == 409
    assert client.get(f"{JOBS}{one.pk}").json()["status"] == "pending"
    pair = client.get(f"{JOBS}duplicates").json()[0]
    assert pair["status"] == "dismissed"


def test_what_was_applied_to_before_the_merge_counts_for_the_kept_job(
    alice: Any, api: Any
) -> None:
    client = api(alice)
    kept, other = make(alice, "Gardener"), make(alice, "Gardener (m/w/d)")
    first = client.post(f"{JOBS}{other.pk}/apply", {}).json()
    client.post(f"{JOBS}{other.pk}/merge", {"into": kept.pk})

    again = client.post(f"{JOBS}{kept.pk}/apply", {})
    assert again.status_code == 409
    assert again.json()["application_id"] == first["application_id"]
    assert client.delete(f"{JOBS}{kept.pk}").status_code == 409

    client.post(f"{JOBS}{other.pk}/split")
    assert client.post(f"{JOBS}{kept.pk}/apply", {}).status_code == 200


def test_likely_duplicates_are_suggested_never_merged(alice: Any, api: Any) -> None:
    make(alice, "Backend Developer (m/w/d)", company="Acme GmbH")
    make(alice, "Backend Developer", company="Acme")
    make(alice, "Senior Backend Developer", company="Acme")
    client = api(alice)

    pairs = client.get(f"{JOBS}duplicates").json()

    assert len(pairs) == 1
    assert pairs[0]["reason"]
    assert {job["title"] for job in pairs[0]["jobs"]} == {
        "Backend Developer (m/w/d)",
        "Backend Developer",
    }
    assert len(client.get(JOBS).json()) == 3
    url = f"{JOBS}duplicates/{pairs[0]['id']}"
    assert client.patch(url, {"status": "dismissed"}).json()["status"] == "dismissed"


def test_a_list_costs_the_same_queries_for_1_and_50_jobs(
    alice: Any, api: Any, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = api(alice)
    make(alice, "One")
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(JOBS)
    for number in range(49):
        make(alice, f"Job {number}")
    with CaptureQueriesContext(connection) as fifty:
        client.get(JOBS)

    assert len(fifty) == len(one) <= 6
