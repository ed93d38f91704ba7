"""GET, PATCH and DELETE /api/v1/auth/me."""

from __future__ import annotations

import pytest

from accounts.models import Membership, PasswordReset, Team, User
from accounts.services import passwords, teams
from accounts.signals import password_reset_requested, team_deleted, user_deleted
from accounts.tests.tools import AUTH, field_errors, heard
from jobhunt.models import Event
from jobhunt.testing.fixtures import PASSWORD

URL = f"{AUTH}/me"


def test_get_answers_the_user(alice, api):
    me = api(alice).get(URL).json()
    assert me["id"] == alice.pk
    assert me["email"] == "alice@example.com"
    assert me["team_role"] == "owner"


def test_an_admin_is_one_by_is_staff(root, api):
    assert api(root).get(URL).json()["role"] == "admin"


@pytest.mark.parametrize("method", ["get", "patch", "delete"])
def test_anonymous_answers_401(db, api, method):
    assert getattr(api(), method)(URL, {}).status_code == 401


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("full_name", "Alice B. Archer"),
        ("email", "alice@example.org"),
        ("username", "a.archer"),
        ("telegram_chat_id", "-1001234"),
        ("telegram_chat_id", None),
        ("email_notifications", False),
        ("timezone", "Europe/Berlin"),
    ],
)
def test_patch_writes_a_field(alice, api, field, value):
    client = api(alice)
    response = client.patch(URL, {field: value})
    assert response.status_code == 200
    assert response.json()[field] == value
    assert client.get(URL).json()[field] == value


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("full_name", None),
        ("full_name", ""),
        ("full_name", 5),
        ("full_name", "A\nB"),
        ("email", "x"),
        ("email", None),
        ("username", "a b"),
        ("username", ""),
        ("telegram_chat_id", "12; drop"),
        ("email_notifications", "yes"),
        ("email_notifications", None),
        ("timezone", "Mars/Olympus"),
        ("timezone", "../../etc/passwd"),
        ("timezone", None),
        ("team_id", None),
        ("team_id", True),
        ("team_id", [1]),
    ],
)
def test_patch_with_a_wrong_value_answers_400_and_changes_nothing(
    alice, api, field, value
):
    client = api(alice)
    before = client.get(URL).json()
    response = client.patch(URL, {"full_name": "Changed", field: value})
    assert response.status_code == 400
    assert field in field_errors(response)
    assert client.get(URL).json() == before


@pytest.mark.parametrize("taken", [{"email": "BOB@example.com"}, {"username": "Bob"}])
def test_patch_with_a_taken_name_answers_409(alice, bob, api, taken):
    client = api(alice)
    response = client.patch(URL, {"full_name": "Changed", **taken})
    assert response.status_code == 409
    assert client.get(URL).json()["full_name"] == "Alice Archer"


def test_ones_own_name_in_another_case_is_free(alice, api):
    response = api(alice).patch(
        URL, {"email": "Alice@example.com", "username": "ALICE"}
    )
    assert response.status_code == 200


def test_read_only_keys_never_take_effect(alice, carol, api):
    response = api(alice).patch(
        URL,
        {
            "role": "admin",
            "is_staff": True,
            "is_superuser": True,
            "is_active": False,
            "id": carol.pk,
            "password": "x",
            "team_role": "member",
            "created_at": "2001-01-01T00:00:00Z",
        },
    )
    assert response.status_code == 200
    me = response.json()
    assert (me["id"], me["role"], me["is_active"]) == (alice.pk, "user", True)
    assert me["team_role"] == "owner"
    assert User.objects.get(pk=alice.pk).check_password(PASSWORD)


def test_patch_team_id_changes_the_current_team_for_all_sessions(alice, api):
    other = teams.create_team(alice, name="Second")
    first, second = api(alice), api(alice)
    me = first.patch(URL, {"team_id": other.pk}).json()
    assert (me["team_id"], me["team_role"]) == (other.pk, "owner")
    assert second.get(URL).json()["team_id"] == other.pk
    told = Event.objects.get(type="team.changed")
    assert told.user_id == alice.pk


@pytest.mark.parametrize("pk", [0, -1, "abc", "9" * 30, 10**17])
def test_patch_with_an_unknown_team_answers_404(alice, api, pk):
    assert api(alice).patch(URL, {"team_id": pk}).status_code == 404


def test_patch_with_anothers_team_answers_404_and_changes_nothing(alice, carol, api):
    client = api(alice)
    response = client.patch(URL, {"team_id": carol.team_id, "full_name": "Changed"})
    assert response.status_code == 404
    me = client.get(URL).json()
    assert (me["team_id"], me["full_name"]) == (alice.team_id, "Alice Archer")


def test_an_admin_switches_to_teams_of_his_own_only(alice, root, api):
    assert api(root).patch(URL, {"team_id": alice.team_id}).status_code == 404


def test_a_changed_address_spoils_links_that_were_mailed_to_the_old_one(alice, api):
    with heard(password_reset_requested) as mails:
        passwords.announce_reset(alice)
    api(alice).patch(URL, {"email": "alice@example.org"})
    assert passwords.reset_of(mails[0]["token"]) is None
    assert PasswordReset.objects.filter(user=alice, used_at=None).count() == 0


# ---------------------------------------------------------------- the end


def delete(client, password=PASSWORD):
    return client.delete(URL, {"password": password})


def test_delete_takes_the_account_and_its_teams(
    alice, api, django_capture_on_commit_callbacks
):
    client, team_id, user_id = api(alice), alice.team_id, alice.pk
    with (
        heard(user_deleted) as users,
        heard(team_deleted) as gone,
        django_capture_on_commit_callbacks(execute=True),
    ):
        response = delete(client)
    assert response.status_code == 200
    assert response.json()["message"]
    assert not User.objects.filter(pk=user_id).exists()
    assert not Team.objects.filter(pk=team_id).exists()
    assert users[0]["user_id"] == user_id
    assert users[0]["file_team_ids"] == [team_id]
    assert gone[0]["team_id"] == team_id
    assert client.get(URL).status_code == 401


def test_delete_frees_the_address(alice, api):
    delete(api(alice))
    body = {
        "email": "alice@example.com",
        "password": "a long and calm river",
        "full_name": "Alice Again",
    }
    assert api().post(f"{AUTH}/register", body).status_code == 201


@pytest.mark.parametrize("password", ["wrong", "x" * 200])
def test_delete_with_a_wrong_password_answers_401(alice, api, password):
    client = api(alice)
    assert delete(client, password).status_code == 401
    assert client.get(URL).status_code == 200


@pytest.mark.parametrize("body", [{}, {"password": None}, {"password": ""}])
def test_delete_without_a_password_answers_400(alice, api, body):
    assert api(alice).delete(URL, body).status_code == 400


def test_the_only_owner_of_a_team_with_others_answers_409(alice, bob, api):
    client = api(alice)
    assert delete(client).status_code == 409
    assert client.get(URL).status_code == 200
    assert Team.objects.filter(pk=alice.team_id).exists()


def test_a_member_leaves_the_team_standing(alice, bob, api):
    personal = Team.objects.get(person=bob)
    assert delete(api(bob)).status_code == 200
    assert Team.objects.filter(pk=alice.team_id).exists()
    assert not Team.objects.filter(pk=personal.pk).exists()


def test_a_personal_team_with_a_second_owner_becomes_an_ordinary_one(bob, carol, api):
    personal = Team.objects.get(person=bob)
    Membership.objects.create(team=personal, user=carol, role="owner")
    assert delete(api(bob)).status_code == 200
    personal.refresh_from_db()
    assert (personal.personal, personal.person) == (False, None)


def test_anothers_personal_team_stays_personal_when_its_second_owner_goes(
    bob, carol, api
):
    personal = Team.objects.get(person=bob)
    Membership.objects.create(team=personal, user=carol, role="owner")
    assert delete(api(carol)).status_code == 200
    personal.refresh_from_db()
    assert (personal.personal, personal.person) == (True, bob)
