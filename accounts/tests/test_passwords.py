"""Changing, forgetting and resetting a password."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client

from accounts.models import PasswordReset
from accounts.services import passwords
from accounts.signals import password_reset_requested
from accounts.tests.tools import (
    AUTH,
    bearer,
    field_errors,
    heard,
    limit,
    now,
    tokens_of,
)
from jobhunt.testing.fixtures import PASSWORD

NEW = "another calm river 42"
CHANGE = f"{AUTH}/change-password"
FORGOT = f"{AUTH}/forgot-password"
RESET = f"{AUTH}/reset-password"
SAME_ANSWER = "If this address has an account, a link to reset the password was sent."


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    """The waiting has a test of its own."""
    monkeypatch.setattr(passwords, "ANSWER_AFTER", 0.0)


def can_log_in(password):
    body = {"username": "alice", "password": password}
    answer = Client().post(f"{AUTH}/login", body, "application/json")
    return answer.status_code == 200


# ---------------------------------------------------------------- change


def change(client, current=PASSWORD, new=NEW):
    return client.post(CHANGE, {"current_password": current, "new_password": new})


def test_changing_answers_200_and_the_new_one_counts(alice, api):
    response = change(api(alice))
    assert response.status_code == 200
    assert response.json() == {"message": "Password changed successfully"}
    assert can_log_in(NEW)
    assert not can_log_in(PASSWORD)


def test_changing_ends_all_sessions_but_this(alice):
    acting, other = tokens_of(alice), tokens_of(alice)
    change(bearer(acting.access_token))
    assert bearer(acting.access_token).get(f"{AUTH}/me").status_code == 200
    assert bearer(other.access_token).get(f"{AUTH}/me").status_code == 401


@pytest.mark.parametrize("current", ["wrong", "x" * 200])
def test_a_wrong_current_one_answers_401_and_ends_nothing(alice, api, current):
    client = api(alice)
    assert change(client, current=current).status_code == 401
    assert client.get(f"{AUTH}/me").status_code == 200
    assert can_log_in(PASSWORD)


@pytest.mark.parametrize(
    "new",
    ["short", "12345678901", "password", PASSWORD, "x" * 129, "alice@example.com"],
)
def test_a_weak_or_the_same_one_answers_400(alice, api, new):
    response = change(api(alice), new=new)
    assert response.status_code == 400
    assert "new_password" in field_errors(response)
    assert can_log_in(PASSWORD)


def test_changing_takes_a_login(db, api):
    assert change(api()).status_code == 401


def test_the_eleventh_change_in_a_minute_answers_429(alice, api, settings):
    client = api(alice)
    with limit(settings, change_password=10):
        for _ in range(10):
            assert change(client, current="wrong").status_code == 401
        assert change(client).status_code == 429
    assert can_log_in(PASSWORD)


# ---------------------------------------------------------------- forgot


def forgot(email="alice@example.com"):
    return Client(raise_request_exception=False).post(
        FORGOT, {"email": email}, "application/json"
    )


def test_forgetting_announces_a_link(alice):
    with heard(password_reset_requested) as mails:
        response = forgot("ALICE@example.com")
    assert response.status_code == 200
    assert response.json() == {"message": SAME_ANSWER}
    assert mails[0]["user"] == alice
    assert passwords.reset_of(mails[0]["token"]).user == alice


def test_unknown_and_inactive_addresses_get_the_same_answer_and_no_mail(alice, bob):
    bob.is_active = False
    bob.save()
    known = forgot()
    with heard(password_reset_requested) as mails:
        for email in ("nobody@example.com", "bob@example.com"):
            answer = forgot(email)
            assert answer.status_code == known.status_code
            assert answer.json() == known.json()
            assert sorted(answer.headers) == sorted(known.headers)
    assert mails == []


def test_the_answer_is_the_same_when_mail_cannot_be_sent(alice):
    def broken(sender, **kwargs):
        raise OSError("no mail today")

    password_reset_requested.connect(broken)
    try:
        response = forgot()
    finally:
        password_reset_requested.disconnect(broken)
    assert response.status_code == 200
    assert response.json() == {"message": SAME_ANSWER}


def test_the_answer_takes_as_long_for_both(alice, monkeypatch):
    monkeypatch.setattr(passwords, "ANSWER_AFTER", 0.2)
    waited = []
    monkeypatch.setattr(passwords.time, "sleep", waited.append)
    for email in ("alice@example.com", "nobody@example.com"):
        forgot(email)
    known, unknown = waited
    # What is left of the time differs by what the reset took.
    assert 0 <= known <= unknown <= 0.2


@pytest.mark.parametrize("body", [{}, {"email": "x"}, {"email": None}, {"email": 3}])
def test_forgetting_without_an_address_answers_400(db, api, body):
    assert api().post(FORGOT, body).status_code == 400


def test_the_token_is_stored_as_a_digest_only(alice):
    with heard(password_reset_requested) as mails:
        forgot()
    row = PasswordReset.objects.get()
    assert mails[0]["token"] not in (row.token_digest, str(row.pk))


# ---------------------------------------------------------------- reset


@pytest.fixture
def token(alice):
    with heard(password_reset_requested) as mails:
        passwords.announce_reset(alice)
    return mails[0]["token"]


def reset(token, new=NEW):
    return Client(raise_request_exception=False).post(
        RESET, {"token": token, "new_password": new}, "application/json"
    )


def test_resetting_sets_the_password_and_ends_all_sessions(alice, token):
    tokens = tokens_of(alice)
    response = reset(token)
    assert response.status_code == 200
    assert can_log_in(NEW)
    assert bearer(tokens.access_token).get(f"{AUTH}/me").status_code == 401


def test_a_link_works_once(token):
    assert reset(token).status_code == 200
    response = reset(token, "a third calm river 43")
    assert response.status_code == 400
    assert field_errors(response) == {"token": "expired"}
    assert can_log_in(NEW)


def test_a_used_link_spoils_the_older_ones(alice, token):
    with heard(password_reset_requested) as mails:
        passwords.announce_reset(alice)
    assert reset(mails[0]["token"]).status_code == 200
    assert reset(token).status_code == 400


def test_a_link_lives_thirty_minutes(token):
    with time_machine.travel(now() + 31 * 60, tick=False):
        assert reset(token).status_code == 400
    with time_machine.travel(now() + 29 * 60, tick=False):
        assert reset(token).status_code == 200


@pytest.mark.parametrize("bad", ["x", "é", "a" * 500, "' OR 1=1"])
def test_an_unknown_link_answers_400(alice, bad):
    assert reset(bad).status_code == 400
    assert can_log_in(PASSWORD)


def test_a_weak_password_answers_400_and_spends_no_link(token):
    response = reset(token, "password")
    assert list(field_errors(response)) == ["new_password"]
    assert reset(token).status_code == 200


def test_an_access_token_resets_nothing(alice):
    assert reset(tokens_of(alice).access_token[:500]).status_code == 400


def test_a_suspended_users_link_answers_400(alice, token):
    alice.is_active = False
    alice.save()
    assert reset(token).status_code == 400


@pytest.mark.parametrize("url", [FORGOT, RESET])
def test_the_eleventh_try_in_a_minute_answers_429(db, api, settings, url):
    bodies = {
        FORGOT: {"email": "nobody@example.com"},
        RESET: {"token": "x", "new_password": NEW},
    }
    with limit(settings, forgot=10, reset=10):
        for _ in range(10):
            assert api().post(url, bodies[url]).status_code in {200, 400}
        assert api().post(url, bodies[url]).status_code == 429
