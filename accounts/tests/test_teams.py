"""/api/v1/teams: teams, members and roles."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from accounts.models import Membership, Team, User
from accounts.services import teams
from accounts.signals import team_deleted
from accounts.tests.tools import AUTH, TEAMS, field_errors, heard
from jobhunt.models import Event

OWNER, MEMBER = "owner", "member"


def join(team_id, user, role=MEMBER):
    return Membership.objects.create(team_id=team_id, user=user, role=role)


def role_of(team_id, user):
    row = Membership.objects.filter(team_id=team_id, user=user).first()
    return row and row.role


# ---------------------------------------------------------------- teams


def test_lists_my_teams_newest_first(bob, alice, api):
    response = api(bob).get(TEAMS)
    assert response.status_code == 200
    assert response["X-Total-Count"] == "2"
    names = [(team["name"], team["my_role"]) for team in response.json()]
    assert names == [("Team of Bob Baker", OWNER), ("Team A", MEMBER)]


def test_a_team_is_what_the_contract_says(alice, bob, api):
    team = api(alice).get(TEAMS).json()[0]
    assert team == {
        "id": alice.team_id,
        "name": "Team A",
        "description": None,
        "personal": False,
        "my_role": "owner",
        "members": 2,
        "created_at": team["created_at"],
        "updated_at": team["updated_at"],
    }


def test_an_admin_sees_all_teams(alice, carol, root, api):
    rows = {team["id"]: team["my_role"] for team in api(root).get(TEAMS).json()}
    assert rows == {alice.team_id: None, carol.team_id: None, root.team_id: "owner"}


def test_creating_answers_201_and_leaves_the_current_team(alice, api):
    client = api(alice)
    response = client.post(TEAMS, {"name": "  Night Owls ", "description": "late"})
    assert response.status_code == 201
    team = response.json()
    assert (team["name"], team["description"]) == ("Night Owls", "late")
    assert (team["my_role"], team["members"], team["personal"]) == ("owner", 1, False)
    assert client.get(f"{AUTH}/me").json()["team_id"] == alice.team_id


@pytest.mark.parametrize("name", ["", "   ", None, 5, "x" * 101, "a\x00b", "a\nb"])
def test_a_wrong_name_answers_400(alice, api, name):
    client = api(alice)
    assert client.post(TEAMS, {"name": name}).status_code == 400
    assert client.patch(f"{TEAMS}/{alice.team_id}", {"name": name}).status_code == 400
    assert Team.objects.get(pk=alice.team_id).name == "Team A"


def test_names_of_1_and_100_characters_will_do(alice, api):
    for name in ("x", "y" * 100):
        assert api(alice).post(TEAMS, {"name": name}).status_code == 201


def test_a_taken_name_answers_409_in_any_case(alice, carol, api):
    assert api(alice).post(TEAMS, {"name": "TEAM B"}).status_code == 409
    response = api(alice).patch(f"{TEAMS}/{alice.team_id}", {"name": "team b"})
    assert response.status_code == 409


def test_an_owner_renames(alice, api):
    response = api(alice).patch(f"{TEAMS}/{alice.team_id}", {"name": "TEAM A"})
    assert response.status_code == 200
    assert response.json()["name"] == "TEAM A"
    described = api(alice).patch(f"{TEAMS}/{alice.team_id}", {"description": "new"})
    assert described.json()["description"] == "new"
    assert described.json()["name"] == "TEAM A"


def test_read_only_keys_never_take_effect(alice, api):
    body = {"personal": True, "my_role": "member", "members": 99, "id": 1}
    team = api(alice).patch(f"{TEAMS}/{alice.team_id}", body).json()
    assert team["id"] == alice.team_id
    assert (team["personal"], team["my_role"], team["members"]) == (False, "owner", 1)


# ---------------------------------------------------------------- who may


PATHS = [
    ("patch", "{team}", {"name": "Taken over"}),
    ("get", "{team}/members", None),
    ("post", "{team}/invitations", {"email": "x@example.com", "role": "member"}),
    ("get", "{team}/invitations", None),
    ("delete", "{team}/invitations/1", None),
    ("patch", "{team}/members/{user}", {"role": "member"}),
    ("delete", "{team}/members/{user}", None),
    ("delete", "{team}", None),
]


@pytest.mark.parametrize(("method", "path", "body"), PATHS)
def test_anonymous_answers_401(alice, api, method, path, body):
    url = f"{TEAMS}/{path.format(team=alice.team_id, user=alice.pk)}"
    assert getattr(api(), method)(url, body).status_code == 401


@pytest.mark.parametrize(("method", "path", "body"), PATHS)
def test_another_team_answers_404_as_one_that_never_was(
    alice, carol, api, method, path, body
):
    client = api(carol)
    answers = []
    for team in (alice.team_id, 987654):
        url = f"{TEAMS}/{path.format(team=team, user=alice.pk)}"
        response = getattr(client, method)(url, body)
        assert response.status_code == 404
        answers.append({**response.json(), "request_id": ""})
    assert answers[0] == answers[1]
    assert Team.objects.get(pk=alice.team_id).name == "Team A"


@pytest.mark.parametrize(("method", "path", "body"), PATHS)
def test_a_member_may_read_the_members_only(alice, bob, api, method, path, body):
    url = f"{TEAMS}/{path.format(team=alice.team_id, user=alice.pk)}"
    status = getattr(api(bob), method)(url, body).status_code
    assert status == (200 if (method, path) == ("get", "{team}/members") else 403)
    assert role_of(alice.team_id, alice) == OWNER


@pytest.mark.parametrize(("method", "path", "body"), PATHS)
def test_an_admin_changes_no_team_of_others(alice, root, api, method, path, body):
    url = f"{TEAMS}/{path.format(team=alice.team_id, user=alice.pk)}"
    status = getattr(api(root), method)(url, body).status_code
    assert status == (200 if (method, path) == ("get", "{team}/members") else 403)


@pytest.mark.parametrize(("method", "path", "body"), PATHS)
def test_switched_off_answers_403_with_the_sentence(
    alice, api, settings, method, path, body
):
    settings.FEATURES = {**settings.FEATURES, "teams": False}
    url = f"{TEAMS}/{path.format(team=alice.team_id, user=alice.pk)}"
    response = getattr(api(alice), method)(url, body)
    assert response.status_code == 403
    assert response.json()["message"] == "Feature 'teams' is currently disabled."


@pytest.mark.parametrize("pk", ["0", "-1", "x", "%00", "9" * 30])
def test_malformed_ids_answer_404(alice, api, pk):
    client = api(alice)
    assert client.patch(f"{TEAMS}/{pk}", {"name": "n"}).status_code == 404
    assert client.get(f"{TEAMS}/{pk}/members").status_code == 404
    url = f"{TEAMS}/{alice.team_id}/members/{pk}"
    assert client.patch(url, {"role": "member"}).status_code == 404
    assert client.delete(url).status_code == 404


# ---------------------------------------------------------------- members


def test_lists_the_members(alice, bob, api):
    response = api(bob).get(f"{TEAMS}/{alice.team_id}/members")
    assert response["X-Total-Count"] == "2"
    rows = response.json()
    assert rows[0] == {
        "user_id": bob.pk,
        "full_name": "Bob Baker",
        "email": "bob@example.com",
        "role": "member",
        "joined_at": rows[0]["joined_at"],
    }


def test_an_owner_gives_and_takes_a_role(alice, bob, api):
    url = f"{TEAMS}/{alice.team_id}/members/{bob.pk}"
    response = api(alice).patch(url, {"role": "owner"})
    assert response.status_code == 200
    assert (response.json()["user_id"], response.json()["role"]) == (bob.pk, "owner")
    assert api(alice).patch(url, {"role": "member"}).json()["role"] == "member"


@pytest.mark.parametrize("role", ["admin", "OWNER", "", None, 1, ["owner"]])
def test_an_unknown_role_answers_400_and_breaks_no_login(alice, bob, api, role):
    url = f"{TEAMS}/{alice.team_id}/members/{bob.pk}"
    response = api(alice).patch(url, {"role": role})
    assert response.status_code == 400
    assert list(field_errors(response)) == ["role"]
    assert api(bob).get(f"{AUTH}/me").json()["team_role"] == "member"


def test_a_new_role_counts_with_the_next_request(alice, bob, api):
    client = api(bob)
    teams.change_role(alice, Team.objects.get(pk=alice.team_id), bob.pk, OWNER)
    url = f"{TEAMS}/{alice.team_id}"
    assert client.patch(url, {"description": "by Bob"}).status_code == 200


def test_the_last_owner_keeps_the_role_and_stays(alice, bob, api):
    url = f"{TEAMS}/{alice.team_id}/members/{alice.pk}"
    assert api(alice).patch(url, {"role": "member"}).status_code == 409
    assert api(alice).delete(url).status_code == 409
    assert role_of(alice.team_id, alice) == OWNER


def test_an_owner_beside_another_may_step_back_and_leave(alice, bob, api):
    Membership.objects.filter(user=bob, team_id=alice.team_id).update(role=OWNER)
    client, url = api(alice), f"{TEAMS}/{alice.team_id}/members/{alice.pk}"
    assert client.patch(url, {"role": "member"}).status_code == 200
    assert client.delete(url).status_code == 200
    assert role_of(alice.team_id, alice) is None


def test_who_is_removed_is_back_in_the_personal_team_at_once(alice, bob, api):
    client, personal = api(bob), Team.objects.get(person=bob)
    url = f"{TEAMS}/{alice.team_id}/members/{bob.pk}"
    assert api(alice).delete(url).status_code == 200
    me = client.get(f"{AUTH}/me").json()
    assert (me["team_id"], me["team_role"]) == (personal.pk, "owner")
    assert client.get(f"{TEAMS}/{alice.team_id}/members").status_code == 404
    assert Event.objects.filter(type="team.changed", user_id=bob.pk).exists()


def test_losing_the_last_team_makes_a_personal_one(alice, bob, api):
    Team.objects.filter(person=bob).delete()
    assert (
        api(bob).delete(f"{TEAMS}/{alice.team_id}/members/{bob.pk}").status_code == 200
    )
    fresh = User.objects.get(pk=bob.pk)
    assert fresh.team.personal
    assert fresh.team.person == bob
    assert role_of(fresh.team_id, bob) == OWNER


def test_anothers_personal_team_is_never_the_fall_back(alice, bob, carol, api):
    carols = Team.objects.create(name="Carol alone", personal=True, person=carol)
    join(carols.pk, carol, OWNER)
    join(carols.pk, bob)
    Team.objects.filter(person=bob).delete()
    api(bob).delete(f"{TEAMS}/{alice.team_id}/members/{bob.pk}")
    assert User.objects.get(pk=bob.pk).team.person == bob


def test_leaving_a_team_that_is_not_current_changes_nothing_else(alice, bob, api):
    personal = Team.objects.get(person=bob)
    client = api(bob)
    client.patch(f"{AUTH}/me", {"team_id": personal.pk})
    Event.objects.all().delete()
    client.delete(f"{TEAMS}/{alice.team_id}/members/{bob.pk}")
    assert client.get(f"{AUTH}/me").json()["team_id"] == personal.pk
    assert not Event.objects.filter(type="team.changed").exists()


def test_leaving_ones_personal_team_to_a_second_owner_makes_it_ordinary(
    bob, carol, api
):
    personal = Team.objects.get(person=bob)
    join(personal.pk, carol, OWNER)
    url = f"{TEAMS}/{personal.pk}/members/{bob.pk}"
    assert api(bob).delete(url).status_code == 200
    personal.refresh_from_db()
    assert (personal.personal, personal.person) == (False, None)


def test_a_stranger_is_no_member_to_change(alice, carol, api):
    url = f"{TEAMS}/{alice.team_id}/members/{carol.pk}"
    assert api(alice).patch(url, {"role": "owner"}).status_code == 404
    assert api(alice).delete(url).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_leave_at_once_leave_an_owner_behind(alice, bob, api):
    Membership.objects.filter(user=bob, team_id=alice.team_id).update(role=OWNER)
    gate, statuses = threading.Barrier(2), []

    def leave(user):
        try:
            client = api(user)
            gate.wait()
            url = f"{TEAMS}/{alice.team_id}/members/{user.pk}"
            statuses.append(client.delete(url).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=leave, args=[user]) for user in (alice, bob)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 409]
    assert Membership.objects.filter(team_id=alice.team_id, role=OWNER).count() == 1


# ---------------------------------------------------------------- the end


def test_deleting_takes_the_team_and_its_files(
    alice, api, django_capture_on_commit_callbacks
):
    team_id = alice.team_id
    with (
        heard(team_deleted) as gone,
        django_capture_on_commit_callbacks(execute=True),
    ):
        response = api(alice).delete(f"{TEAMS}/{team_id}")
    assert response.status_code == 200
    assert not Team.objects.filter(pk=team_id).exists()
    assert [item["team_id"] for item in gone] == [team_id]
    me = api(alice).get(f"{AUTH}/me").json()
    assert me["team_role"] == "owner"
    assert Team.objects.get(pk=me["team_id"]).person == alice


def test_a_team_with_other_members_or_a_personal_one_answers_409(alice, bob, api):
    assert api(alice).delete(f"{TEAMS}/{alice.team_id}").status_code == 409
    personal = Team.objects.get(person=bob)
    assert api(bob).delete(f"{TEAMS}/{personal.pk}").status_code == 409
    assert Team.objects.filter(pk__in=[alice.team_id, personal.pk]).count() == 2


@pytest.mark.parametrize("rows", [1, 20])
def test_the_list_asks_as_often_for_one_team_as_for_many(
    alice, api, rows, django_assert_num_queries
):
    for number in range(rows):
        teams.create_team(alice, name=f"Team {number}")
    client = api(alice)
    client.get(TEAMS)
    with django_assert_num_queries(3):
        client.get(TEAMS)
