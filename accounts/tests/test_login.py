"""POST /api/v1/auth/login: tokens for a password, one answer for every failure."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import (
    BCryptSHA256PasswordHasher,
    MD5PasswordHasher,
)
from django.test import Client

from accounts.models import AuthSession, User
from accounts.tests.tools import AUTH, bearer, claims_of, limit
from jobhunt.testing.fixtures import PASSWORD

URL = f"{AUTH}/login"
FORM = "application/x-www-form-urlencoded"


def login(name="alice@example.com", password=PASSWORD, **extra):
    return Client(raise_request_exception=False).post(
        URL, {"username": name, "password": password}, "application/json", **extra
    )


def test_a_form_answers_the_pair_and_the_cookie(alice, settings):
    body = "grant_type=password&username=alice%40example.com&password=correct+horse+battery&scope="
    response = Client().post(URL, body, content_type=FORM)
    assert response.status_code == 200
    token = response.json()
    assert set(token) == {"access_token", "refresh_token", "token_type", "expires_in"}
    assert token["token_type"] == "bearer"
    assert token["expires_in"] == settings.ACCESS_TOKEN_EXPIRE_MINUTES * 60
    assert response["Cache-Control"] == "no-store"
    cookie = response.cookies["refresh_token"]
    assert cookie.value == token["refresh_token"]
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/api/v1/auth"
    assert cookie["max-age"] == 7 * 86_400


def test_the_cookie_is_secure_behind_tls(alice, settings):
    settings.SESSION_COOKIE_SECURE = True
    assert login().cookies["refresh_token"]["secure"] is True


@pytest.mark.parametrize(
    "name", ["alice@example.com", "ALICE@EXAMPLE.COM", "alice", "Alice", " alice "]
)
def test_e_mail_or_user_name_in_any_case_sign_in(alice, name):
    assert login(name).status_code == 200


def test_the_access_token_says_what_the_contract_says(alice):
    token = login().json()
    access, refresh = (
        claims_of(token[name]) for name in ("access_token", "refresh_token")
    )
    assert set(access) == {"sub", "type", "iat", "exp", "jti", "sid"}
    assert (access["sub"], access["type"]) == (str(alice.pk), "access")
    assert (refresh["sub"], refresh["type"]) == (str(alice.pk), "refresh")
    assert access["sid"] == refresh["sid"]
    assert access["exp"] - access["iat"] == token["expires_in"]
    assert refresh["exp"] - refresh["iat"] == 7 * 86_400
    me = bearer(token["access_token"]).get(f"{AUTH}/me")
    assert me.json()["id"] == alice.pk


def test_keeps_where_the_session_comes_from(alice):
    login(HTTP_USER_AGENT="a browser" * 100, REMOTE_ADDR="198.51.100.4")
    session = AuthSession.objects.get(user=alice)
    assert session.ip_address == "198.51.100.4"
    assert session.user_agent.startswith("a browser")
    assert session.kind == "api"


def failures():
    return [
        ("nobody@example.com", PASSWORD),
        ("alice@example.com", "wrong password"),
        ("alice@example.com", "x" * 129),
        ("bob@example.com", PASSWORD),
    ]


def test_unknown_wrong_and_inactive_are_one_answer(alice, bob):
    bob.is_active = False
    bob.save()
    answers = []
    for name, password in failures():
        response = login(name, password)
        assert response.status_code == 401
        assert response["WWW-Authenticate"] == "Bearer"
        body = response.json()
        body.pop("request_id")
        headers = {
            key: value
            for key, value in response.headers.items()
            if not key.startswith("X-RateLimit") and key != "X-Request-ID"
        }
        answers.append((body, headers, sorted(response.cookies)))
    assert answers[0][0]["message"] == "Incorrect email or password"
    assert all(answer == answers[0] for answer in answers)


class Counting(MD5PasswordHasher):
    """Hashing is what takes time: how often it was done."""

    done = 0

    def encode(self, password, salt):
        Counting.done += 1
        return super().encode(password, salt)


def test_unknown_wrong_and_inactive_take_as_much_work(alice, bob, settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.Counting"]
    bob.is_active = False
    bob.save()
    for name, password in failures():
        Counting.done = 0
        login(name, password)
        assert Counting.done == 1, name


class Quick(BCryptSHA256PasswordHasher):
    """The real hasher with fewer rounds."""

    rounds = 4


def test_passwords_are_kept_as_bcrypt_over_a_digest():
    from jobhunt import settings as real

    assert real.PASSWORD_HASHERS[0].endswith(".BCryptSHA256PasswordHasher")


def test_nothing_is_cut_at_72_bytes(alice, settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.Quick"]
    alice.set_password("p" * 100 + "right")
    alice.save()
    assert alice.password.startswith("bcrypt_sha256$")
    assert login("alice", "p" * 100 + "wrong").status_code == 401
    assert login("alice", "p" * 100 + "right").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"username": "alice"},
        {"username": "", "password": "x"},
        {"username": "alice", "password": ""},
        {"username": ["alice"], "password": "x"},
        {"username": "a\x00b", "password": "x"},
        {"username": "alice", "password": "x\ud800"},
        {"username": "a" * 255, "password": "x"},
        {"username": "alice", "password": "x" * 1_000_000},
        ["alice"],
        None,
    ],
)
def test_what_is_no_login_answers_400(alice, api, body):
    import json

    response = api().generic("POST", URL, json.dumps(body), "application/json")
    assert response.status_code == 400
    assert response.json()["error"]


def test_the_query_never_counts(alice, api):
    response = api().post(f"{URL}?username=alice&password=correct+horse+battery", {})
    assert response.status_code == 400


def test_tries_are_counted_by_address(alice, settings):
    with limit(settings, login=5):
        for number in range(5):
            assert login(f"n{number}@example.com").status_code == 401
        refused = login("other@example.com")
        assert refused.status_code == 429
        assert refused.json()["error"] == "rate_limited"


def test_tries_are_counted_by_account_from_everywhere(alice, settings):
    with limit(settings, login=5):
        spellings = ["alice", "ALICE", " alice", "Alice ", "ａlice"]
        for number, name in enumerate(spellings):
            status = login(name, "guess", REMOTE_ADDR=f"192.0.2.{number}").status_code
            assert status == 401
        assert login("alice", PASSWORD, REMOTE_ADDR="192.0.2.99").status_code == 429


def test_guesses_do_not_end_the_owners_session(alice, api, settings):
    with limit(settings, login=1):
        client = api(alice)
        for _ in range(3):
            login("alice", "guess")
        assert client.get(f"{AUTH}/me").status_code == 200


def test_a_forwarded_address_from_a_stranger_does_not_count(alice, settings):
    with limit(settings, login=2):
        for number in range(2):
            login(f"n{number}", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
        assert login("n9", HTTP_X_FORWARDED_FOR="203.0.113.9").status_code == 429


def test_nothing_is_hashed_beyond_the_limit(alice, settings, monkeypatch):
    with limit(settings, login=1):
        login("alice", "guess")
        before = User.objects.get(pk=alice.pk).password
        settings.PASSWORD_HASHERS = ["no.such.Hasher"]
        assert login("alice").status_code == 429
        assert User.objects.get(pk=alice.pk).password == before


def test_a_session_cookie_is_no_login(alice, browser_of):
    assert browser_of(alice).get(f"{AUTH}/me").status_code == 401


def test_a_dead_token_does_not_hinder_a_login(alice):
    response = login(HTTP_AUTHORIZATION="Bearer rubbish")
    assert response.status_code == 200
