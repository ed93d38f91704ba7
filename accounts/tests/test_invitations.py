"""Inviting into a team: signed, for one address, with consent, once."""

from __future__ import annotations

import pytest
import time_machine

from accounts.models import Invitation, Membership, User
from accounts.services import invitations
from accounts.signals import invitation_created
from accounts.tests.tools import AUTH, TEAMS, field_errors, heard, now

ACCEPT = f"{TEAMS}/invitations/accept"
WEEK = 7 * 86_400


def url_of(user):
    return f"{TEAMS}/{user.team_id}/invitations"


def invite(api, alice, email="carol@example.com", role="member"):
    with heard(invitation_created) as mails:
        response = api(alice).post(url_of(alice), {"email": email, "role": role})
    assert response.status_code == 201, response.content
    return response.json(), mails[0]["token"]


def accept(api, user, token):
    return api(user).post(ACCEPT, {"token": token})


def status_of(invitation):
    return Invitation.objects.get(pk=invitation["id"]).status


def test_inviting_answers_201_and_announces_a_link(alice, carol, api):
    with heard(invitation_created) as mails:
        response = api(alice).post(
            url_of(alice), {"email": "carol@example.com", "role": "owner"}
        )
    assert response.status_code == 201
    made = response.json()
    assert made == {
        "id": made["id"],
        "email": "carol@example.com",
        "role": "owner",
        "status": "pending",
        "invited_by": alice.pk,
        "created_at": made["created_at"],
        "expires_at": made["expires_at"],
    }
    assert mails[0]["invitation"].pk == made["id"]
    assert invitations.invitation_of(mails[0]["token"]).pk == made["id"]


def test_nobody_is_moved_without_consent(alice, carol, api):
    team_id = carol.team_id
    invite(api, alice)
    me = api(carol).get(f"{AUTH}/me").json()
    assert me["team_id"] == team_id
    assert not Membership.objects.filter(user=carol, team_id=alice.team_id).exists()


def test_accepting_joins_and_the_current_team_stays(alice, carol, api):
    invitation, token = invite(api, alice, role="owner")
    response = accept(api, carol, token)
    assert response.status_code == 200
    team = response.json()
    assert (team["id"], team["my_role"], team["members"]) == (alice.team_id, "owner", 2)
    assert api(carol).get(f"{AUTH}/me").json()["team_id"] == carol.team_id
    assert status_of(invitation) == "accepted"


def test_the_address_counts_in_any_case(alice, carol, api):
    _, token = invite(api, alice, email="CAROL@Example.com")
    assert accept(api, carol, token).status_code == 200


def test_another_address_answers_403(alice, bob, carol, api):
    invitation, token = invite(api, alice)
    assert accept(api, bob, token).status_code == 403
    assert status_of(invitation) == "pending"


def test_a_used_invitation_answers_400(alice, carol, api):
    _, token = invite(api, alice)
    accept(api, carol, token)
    response = accept(api, carol, token)
    assert response.status_code == 400
    assert field_errors(response) == {"token": "accepted"}


def test_who_was_removed_cannot_come_back_by_the_old_link(alice, carol, api):
    _, token = invite(api, alice)
    accept(api, carol, token)
    url = f"{TEAMS}/{alice.team_id}/members/{carol.pk}"
    assert api(alice).delete(url).status_code == 200
    assert accept(api, carol, token).status_code == 400
    assert not Membership.objects.filter(user=carol, team_id=alice.team_id).exists()


def test_a_revoked_invitation_answers_400(alice, carol, api):
    invitation, token = invite(api, alice)
    assert api(alice).delete(f"{url_of(alice)}/{invitation['id']}").status_code == 200
    assert field_errors(accept(api, carol, token)) == {"token": "revoked"}
    assert status_of(invitation) == "revoked"


def test_a_declined_invitation_answers_400(alice, carol, api):
    invitation, token = invite(api, alice)
    invitations.decline(carol, token)
    assert field_errors(accept(api, carol, token)) == {"token": "declined"}
    assert status_of(invitation) == "declined"


def test_an_expired_invitation_answers_400(alice, carol, api):
    invitation, token = invite(api, alice)
    with time_machine.travel(now() + WEEK + 5, tick=False):
        assert field_errors(accept(api, carol, token)) == {"token": "expired"}
        rows = api(alice).get(url_of(alice)).json()
        assert rows[0]["status"] == "expired"
        url = f"{url_of(alice)}/{invitation['id']}"
        assert api(alice).delete(url).status_code == 409


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: f"{t}A", str.upper])
def test_a_forged_link_answers_400(alice, carol, api, change):
    _, token = invite(api, alice)
    assert accept(api, carol, change(token)).status_code == 400


@pytest.mark.parametrize("token", ["x", "::", ".eJ:x:y", "é", "1:2:3"])
def test_rubbish_answers_400(carol, api, token):
    assert accept(api, carol, token).status_code == 400


@pytest.mark.parametrize("body", [{}, {"token": None}, {"token": ""}, {"token": 5}])
def test_accepting_without_a_token_answers_400(carol, api, body):
    assert api(carol).post(ACCEPT, body).status_code == 400


def test_accepting_takes_a_login_and_the_feature(alice, carol, api, settings):
    _, token = invite(api, alice)
    assert api().post(ACCEPT, {"token": token}).status_code == 401
    settings.FEATURES = {**settings.FEATURES, "teams": False}
    assert accept(api, carol, token).status_code == 403


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "x"}, "email"),
        ({"email": "a@b.example\nbcc: c@d.example"}, "email"),
        ({"email": None}, "email"),
        ({"role": "admin"}, "role"),
        ({"role": "superuser"}, "role"),
        ({"role": None}, "role"),
        ({"role": 1}, "role"),
    ],
)
def test_a_wrong_field_answers_400_and_stores_nothing(alice, api, change, field):
    body = {"email": "carol@example.com", "role": "member", **change}
    response = api(alice).post(url_of(alice), body)
    assert response.status_code == 400
    assert list(field_errors(response)) == [field]
    assert not Invitation.objects.exists()


def test_members_and_pending_addresses_answer_409(alice, bob, api):
    response = api(alice).post(
        url_of(alice), {"email": "BOB@example.com", "role": "member"}
    )
    assert response.status_code == 409
    invite(api, alice, email="new@example.com")
    again = api(alice).post(
        url_of(alice), {"email": "NEW@example.com", "role": "member"}
    )
    assert again.status_code == 409


def test_after_a_refusal_one_can_be_invited_again(alice, carol, api):
    _, token = invite(api, alice)
    invitations.decline(carol, token)
    _, second = invite(api, alice)
    assert accept(api, carol, second).status_code == 200


def test_lists_all_states_newest_first(alice, carol, api):
    first, token = invite(api, alice)
    invitations.decline(carol, token)
    second, _ = invite(api, alice)
    response = api(alice).get(url_of(alice))
    assert response["X-Total-Count"] == "2"
    rows = [(row["id"], row["status"]) for row in response.json()]
    assert rows == [(second["id"], "pending"), (first["id"], "declined")]


def test_an_accepted_invitation_cannot_be_revoked(alice, carol, api):
    invitation, token = invite(api, alice)
    accept(api, carol, token)
    response = api(alice).delete(f"{url_of(alice)}/{invitation['id']}")
    assert response.status_code == 409


def test_another_teams_invitation_answers_404(alice, carol, api):
    invitation, _ = invite(api, alice, email="x@example.com")
    url = f"{url_of(carol)}/{invitation['id']}"
    assert api(carol).delete(url).status_code == 404
    assert status_of(invitation) == "pending"


def test_an_unknown_address_registers_first_and_accepts_then(alice, api):
    _, token = invite(api, alice, email="new@example.com")
    body = {
        "email": "new@example.com",
        "password": "a long and calm river",
        "full_name": "New Person",
    }
    assert api().post(f"{AUTH}/register", body).status_code == 201
    user = User.objects.get(email="new@example.com")
    assert accept(api, user, token).status_code == 200


def test_an_invitation_of_a_deleted_team_is_not_valid(alice, carol, api):
    _, token = invite(api, alice)
    api(alice).delete(f"{TEAMS}/{alice.team_id}")
    assert accept(api, carol, token).status_code == 400


def test_the_link_is_of_the_public_address(alice, api, settings):
    settings.PUBLIC_BASE_URL = "https://jobs.example"
    invitation, _ = invite(api, alice)
    row = Invitation.objects.get(pk=invitation["id"])
    assert invitations.link_of(row).startswith("https://jobs.example/invitations/")
