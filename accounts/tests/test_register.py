"""POST /api/v1/auth/register."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Invitation, Membership, Team, User
from accounts.tests.tools import API, AUTH, field_errors, limit

URL = f"{AUTH}/register"
DANA = {
    "email": "dana@example.com",
    "password": "a long and calm river",
    "full_name": "Dana Doe",
}


def test_answers_201_with_the_user_and_no_tokens(db, api):
    response = api().post(URL, DANA)
    assert response.status_code == 201
    user = response.json()
    made = User.objects.get(email="dana@example.com")
    assert user == {
        "id": made.pk,
        "email": "dana@example.com",
        "username": "dana",
        "full_name": "Dana Doe",
        "role": "user",
        "is_active": True,
        "team_id": made.team_id,
        "team_role": "owner",
        "timezone": "UTC",
        "telegram_chat_id": None,
        "email_notifications": True,
        "created_at": user["created_at"],
        "updated_at": user["updated_at"],
    }
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", user["created_at"])
    assert "refresh_token" not in response.cookies


def test_makes_a_personal_team_of_ones_own(db, api):
    first = api().post(URL, DANA).json()
    second = api().post(URL, {**DANA, "email": "dana@example.org"}).json()
    assert first["team_id"] != second["team_id"]
    team = Team.objects.get(pk=first["team_id"])
    assert team.personal
    assert team.person_id == first["id"]


def test_a_team_name_founds_an_ordinary_team(db, api):
    user = api().post(URL, {**DANA, "team_name": "Night Owls"}).json()
    team = Team.objects.get(pk=user["team_id"])
    assert (team.name, team.personal) == ("Night Owls", False)
    assert user["team_role"] == "owner"


def test_naming_an_existing_team_answers_409_and_joins_nothing(alice, api):
    response = api().post(URL, {**DANA, "team_name": "TEAM a"})
    assert response.status_code == 409
    assert not User.objects.filter(email=DANA["email"]).exists()
    assert Membership.objects.filter(team_id=alice.team_id).count() == 1


@pytest.mark.parametrize(
    "taken", [{"email": "ALICE@Example.com"}, {"username": "ALICE"}]
)
def test_a_taken_name_answers_409_in_any_case(alice, api, taken):
    response = api().post(URL, {**DANA, **taken})
    assert response.status_code == 409
    assert response.json()["field"] == next(iter(taken))


def test_a_taken_user_name_of_our_making_gets_another(alice, api):
    user = api().post(URL, {**DANA, "email": "alice@example.net"}).json()
    assert user["username"].startswith("alice-")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short77", "password_too_short"),
        ("x" * 129, "password_too_long"),
        ("y" * 1_000_000, "max_length"),
        ("8305926471", "password_entirely_numeric"),
        ("aaaaaaaa", "password_too_common"),
        ("password1", "password_too_common"),
        ("dana@example.com", "password_too_similar"),
        ("", "blank"),
        (None, "null"),
        (12345678901, "invalid"),
    ],
)
def test_a_weak_password_answers_400_and_stores_nothing(db, api, password, code):
    response = api().post(URL, {**DANA, "password": password})
    assert response.status_code == 400
    assert field_errors(response) == {"password": code}
    assert not User.objects.filter(email=DANA["email"]).exists()


def test_128_characters_of_any_kind_are_a_password(db, api):
    password = "ü ☂ " * 32
    assert len(password) == 128
    assert api().post(URL, {**DANA, "password": password}).status_code == 201
    answer = api().post(
        f"{AUTH}/login", {"username": DANA["email"], "password": password}
    )
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "no address"}, "email"),
        ({"email": "a@b.example\nbcc: c@d.example"}, "email"),
        ({"email": None}, "email"),
        ({"email": 7}, "email"),
        ({"full_name": "   "}, "full_name"),
        ({"full_name": "x" * 151}, "full_name"),
        ({"full_name": "Dana\r\nBcc: x@example.com"}, "full_name"),
        ({"full_name": "Dana\u2028Doe"}, "full_name"),
        ({"team_name": "Night\nOwls"}, "team_name"),
        ({"username": "has blank"}, "username"),
        ({"username": "dana@else.example"}, "username"),
        ({"team_name": "x" * 101}, "team_name"),
        ({"team_name": ["x"]}, "team_name"),
    ],
)
def test_a_wrong_field_answers_400_with_its_name(db, api, change, field):
    response = api().post(URL, {**DANA, **change})
    assert response.status_code == 400
    assert list(field_errors(response)) == [field]
    assert not User.objects.exists()


def test_a_missing_field_is_required(db, api):
    response = api().post(URL, {})
    assert field_errors(response) == {
        "email": "required",
        "password": "required",
        "full_name": "required",
    }


def test_rights_cannot_be_given_to_oneself(db, api, alice):
    extra = {
        "role": "admin",
        "is_staff": True,
        "is_superuser": True,
        "team_id": alice.team_id,
        "id": 1,
    }
    user = api().post(URL, {**DANA, **extra}).json()
    assert user["role"] == "user"
    assert user["team_id"] != alice.team_id
    made = User.objects.get(pk=user["id"])
    assert not made.is_superuser


def test_closed_registration_answers_403_and_says_so(db, api, settings):
    settings.REGISTRATION = "closed"
    response = api().post(URL, DANA)
    assert response.status_code == 403
    assert response.json()["message"] == "Registration is closed."


def test_by_invitation_needs_a_pending_one(alice, api, settings):
    settings.REGISTRATION = "invite"
    refused = api().post(URL, DANA)
    assert refused.status_code == 403
    assert "invitation" in refused.json()["message"]
    invitation = Invitation.objects.create(
        team_id=alice.team_id,
        email="Dana@example.com",
        expires_at=timezone.now() - timedelta(seconds=1),
    )
    assert api().post(URL, DANA).status_code == 403
    invitation.expires_at = timezone.now() + timedelta(days=1)
    invitation.save()
    user = api().post(URL, DANA).json()
    # Joining is a step of its own, with consent.
    assert user["team_id"] != alice.team_id


def test_the_sixth_try_in_a_minute_answers_429(db, api, settings):
    with limit(settings, register=5):
        for number in range(5):
            response = api().post(URL, {**DANA, "email": f"d{number}@example.com"})
            assert response.status_code == 201
        refused = api().post(URL, DANA)
        assert refused.status_code == 429
        assert int(refused["Retry-After"]) == refused.json()["retry_after"] > 0
        assert refused["X-RateLimit-Limit"] == "5"
        assert refused["X-RateLimit-Remaining"] == "0"


def test_a_token_of_ones_own_buys_no_further_registrations(alice, api, settings):
    with limit(settings, register=1):
        assert api().post(URL, DANA).status_code == 201
        other = {**DANA, "email": "other@example.com"}
        assert api(alice).post(URL, other).status_code == 429


def test_is_logged_without_the_password(db, api, caplog):
    api().post(URL, DANA)
    assert DANA["password"] not in caplog.text


def test_get_answers_405_with_allow(db, api):
    response = api().get(URL)
    assert response.status_code == 405
    assert "POST" in response["Allow"]
    assert response.json()["error"] == "method_not_allowed"


def test_works_with_a_last_slash(db, api):
    assert api().post(f"{API}/auth/register/", DANA).status_code == 201
