"""Every action of the contract leaves one line, and no line a secret."""

from __future__ import annotations

import logging

import pytest
from django.test import Client

from accounts.models import Team
from accounts.services import invitations, passwords
from accounts.signals import password_reset_requested
from accounts.tests.tools import (
    AUTH,
    TEAMS,
    bearer,
    heard,
    refresh,
    session_of,
    tokens_of,
)
from jobhunt.testing.fixtures import PASSWORD

NEW = "another calm river 42"
DANA = {"email": "dana@example.com", "password": NEW, "full_name": "Dana Doe"}


@pytest.fixture
def lines(caplog):
    """The audit lines from here on, as (action, user id, team id)."""

    def read(action):
        return [
            (record.user_id, record.team_id)
            for record in caplog.records
            if record.name == "jobhunt.audit" and record.event == action
        ]

    caplog.set_level(logging.DEBUG, "jobhunt.audit")
    return read


def test_registering_and_logging_in_and_out(api, alice, lines, browser_of):
    made = api().post(f"{AUTH}/register", DANA).json()
    assert lines("user_register") == [(made["id"], made["team_id"])]
    body = {"username": "dana", "password": NEW}
    token = api().post(f"{AUTH}/login", body).json()["access_token"]
    assert lines("user_login") == [(made["id"], made["team_id"])]
    bearer(token).post(f"{AUTH}/logout")
    assert lines("user_logout") == [(made["id"], made["team_id"])]


def test_the_pages_leave_the_same_lines(alice, lines, browser_of):
    client = browser_of(alice)
    assert lines("user_login") == [(alice.pk, alice.team_id)]
    client.post("/logout")
    assert lines("user_logout") == [(alice.pk, alice.team_id)]


def test_a_refused_login_is_the_users_line_where_there_is_one(alice, api, lines):
    for name in ("alice", "nobody"):
        api().post(f"{AUTH}/login", {"username": name, "password": "wrong"})
    assert lines("user_login_failed") == [(alice.pk, alice.team_id), (None, None)]


def test_passwords_profile_and_sessions(alice, api, lines):
    me = (alice.pk, alice.team_id)
    client, other = api(alice), tokens_of(alice)
    client.delete(f"{AUTH}/sessions/{session_of(other).pk}")
    assert lines("session_revoke") == [me]
    client.patch(f"{AUTH}/me", {"full_name": "A"})
    assert lines("profile_update") == [me]
    body = {"current_password": PASSWORD, "new_password": NEW}
    client.post(f"{AUTH}/change-password", body)
    assert lines("password_change") == [me]
    with heard(password_reset_requested) as mails:
        passwords.announce_reset(alice)
    passwords.reset_password(mails[0]["token"], "a third calm river 43")
    assert lines("password_reset") == [me]


def test_teams_members_and_invitations(alice, carol, api, lines):
    client = api(alice)
    team = client.post(TEAMS, {"name": "Owls"}).json()["id"]
    owner = (alice.pk, team)
    assert lines("team_create") == [owner]
    client.patch(f"{TEAMS}/{team}", {"name": "Night Owls"})
    assert lines("team_update") == [owner]
    row = invitations.invite(
        alice, Team.objects.get(pk=team), email=carol.email, role="member"
    )
    assert lines("team_invite") == [owner]
    invitations.accept(carol, invitations.token_of(row))
    assert lines("member_add") == [(carol.pk, team)]
    client.patch(f"{TEAMS}/{team}/members/{carol.pk}", {"role": "owner"})
    assert lines("member_role_change") == [owner]
    client.delete(f"{TEAMS}/{team}/members/{carol.pk}")
    assert lines("member_remove") == [owner]


def test_what_is_refused_leaves_no_line(alice, bob, api, lines):
    client = api(bob)
    client.patch(f"{TEAMS}/{alice.team_id}", {"name": "x"})
    client.delete(f"{TEAMS}/{alice.team_id}/members/{alice.pk}")
    client.patch(f"{AUTH}/me", {"email": alice.email})
    body = {"current_password": "wrong", "new_password": NEW}
    client.post(f"{AUTH}/change-password", body)
    for action in ("team_update", "member_remove", "profile_update", "password_change"):
        assert lines(action) == []


def test_no_line_holds_a_secret(alice, api, caplog):
    caplog.set_level(logging.DEBUG)
    secrets = [PASSWORD, NEW, "a wrong guess"]
    Client().post("/login", {"username": "alice", "password": "a wrong guess"})
    body = {"username": "alice", "password": PASSWORD}
    pair = api().post(f"{AUTH}/login", body).json()
    second = refresh(pair["refresh_token"]).json()
    refresh(pair["refresh_token"])
    change = {"current_password": PASSWORD, "new_password": NEW}
    bearer(second["access_token"]).post(f"{AUTH}/change-password", change)
    with heard(password_reset_requested) as mails:
        passwords.announce_reset(alice)
    secrets += [pair["access_token"], pair["refresh_token"], second["refresh_token"]]
    secrets.append(mails[0]["token"])
    written = caplog.text + repr([vars(record) for record in caplog.records])
    assert [secret for secret in secrets if secret in written] == []
