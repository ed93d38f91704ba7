"""Feature flags: what each guards, and that a switch works at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from jobhunt.lib.features import FLAGS
from jobhunt.tests import world as w

GUARDED: dict[str, list[str]] = {
    "ai_resume": ["POST /ai/resume/bullets"],
    "ai_cover_letter": ["POST /ai/cover-letter"],
    "email_automation": [
        "POST /ai/email/personalize",
        *(name for name in w.CALLS if "/email/" in name and "/ai/" not in name),
    ],
    "job_scraping": ["GET /jobs/scrape", "POST /jobs/scrape"],
    "teams": [name for name in w.CALLS if name.split(" ")[1].startswith("/teams")],
}
CASES = [(flag, operation) for flag, names in GUARDED.items() for operation in names]


@pytest.fixture(scope="module")
def world(django_db_setup: Any, django_db_blocker: Any) -> Iterator[w.World]:
    with w.made(django_db_blocker) as made:
        yield made


def off(settings: Any, flag: str) -> None:
    settings.FEATURES = {**settings.FEATURES, flag: False}


def check_off(response: Any, flag: str) -> None:
    assert response.status_code == 403, response.content[:300]
    body = response.json()
    assert body["message"] == f"Feature '{flag}' is currently disabled."
    assert body["detail"] == body["message"]
    assert body["request_id"] == response["X-Request-ID"]


@pytest.mark.parametrize(("flag", "operation"), CASES)
def test_an_operation_whose_feature_is_off_says_so(
    world: w.World, db: None, settings: Any, flag: str, operation: str
) -> None:
    off(settings, flag)
    call = w.CALLS[operation]
    check_off(call.send(world.client("owner"), operation, world.a), flag)
    check_off(call.send(world.client("admin"), operation, world.a), flag)
    assert call.send(world.client("x"), operation, world.a).status_code == 401


def test_applying_by_mail_needs_mail_and_applying_by_hand_does_not(
    world: w.World, db: None, settings: Any
) -> None:
    off(settings, "email_automation")
    client = world.client("owner")
    path = f"{w.BASE}/jobs/{world.a['job']}/apply"
    check_off(client.post(path, {"method": "email"}), "email_automation")
    assert client.post(path, {"method": "manual"}).status_code == 200


@pytest.mark.parametrize("flag", [flag.name for flag in FLAGS])
def test_nothing_else_is_guarded_by_the_flag(
    world: w.World, db: None, settings: Any, flag: str
) -> None:
    off(settings, flag)
    client = world.client("owner")
    for path in ("/jobs/", "/resumes/", "/applications/", "/features/", "/auth/me"):
        assert client.get(w.BASE + path).status_code == 200, path


def test_the_panel_that_is_off_is_not_there(
    world: w.World, db: None, settings: Any
) -> None:
    browser = staff(world)
    assert browser.get("/admin/").status_code == 200
    off(settings, "admin_panel")
    for path in ("/admin/", "/admin", "/admin/jobhunt/featureoverride/"):
        assert browser.get(path).status_code == 404, path
        assert Client().get(path).status_code == 404, path


def test_the_job_that_applies_by_itself_is_off_by_default(
    world: w.World, db: None
) -> None:
    assert APIClient().get(f"{w.BASE}/features/").json() == {
        **{flag.name: True for flag in FLAGS},
        "auto_apply": False,
    }


@pytest.mark.parametrize(
    "name", ["teams", "TEAMS", "FEATURE_TEAMS", "feature_teams", "Feature_Teams"]
)
def test_a_flag_is_asked_for_in_any_spelling(
    world: w.World, db: None, name: str
) -> None:
    response = APIClient().get(f"{w.BASE}/features/{name}")
    assert response.status_code == 200
    assert response.json() == {"feature": "teams", "enabled": True}


def test_an_unknown_flag_is_a_404(world: w.World, db: None) -> None:
    for name in ("nothing", "FEATURE_", "feature_feature_teams", "%00"):
        assert APIClient().get(f"{w.BASE}/features/{name}").status_code == 404, name


def test_an_administrators_override_works_at_once_and_goes_as_it_came(
    world: w.World, db: None
) -> None:
    from jobhunt.models import FeatureOverride

    browser = staff(world)
    client = world.client("owner")
    # Read once, so that what is cached is stale.
    assert client.get(f"{w.BASE}/features/").json()["teams"] is True
    assert client.get(f"{w.BASE}/teams/").status_code == 200
    response = browser.post(
        "/admin/jobhunt/featureoverride/add/",
        {"name": "teams", "reason": "Quiet week"},
    )
    assert response.status_code == 302, response.content[:2000]
    assert client.get(f"{w.BASE}/features/").json()["teams"] is False
    assert client.get(f"{w.BASE}/features/teams").json()["enabled"] is False
    check_off(client.get(f"{w.BASE}/teams/"), "teams")
    override = FeatureOverride.objects.get()
    assert override.changed_by_id == world.root.pk
    page = f"/admin/jobhunt/featureoverride/{override.pk}"
    browser.post(f"{page}/change/", {"name": "teams", "enabled": "on"})
    assert client.get(f"{w.BASE}/teams/").status_code == 200
    browser.post(f"{page}/delete/", {"post": "yes"})
    assert not FeatureOverride.objects.exists()
    assert client.get(f"{w.BASE}/features/").json()["teams"] is True


def staff(world: w.World) -> Client:
    browser = Client(raise_request_exception=False)
    given = {"username": "root", "password": w.PASSWORD}
    assert browser.post("/login", given).status_code == 302
    return browser
