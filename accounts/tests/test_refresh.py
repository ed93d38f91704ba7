"""POST /api/v1/auth/refresh: one winner, and a spent token ends its family."""

from __future__ import annotations

import threading

import pytest
import time_machine
from django.db import connection
from django.test import Client
from rest_framework.test import APIClient

from accounts.tests.tools import (
    AUTH,
    bearer,
    claims_of,
    limit,
    now,
    refresh,
    session_of,
    signed,
    tokens_of,
)

URL = f"{AUTH}/refresh"


def later(seconds=2):
    return time_machine.travel(now() + seconds, tick=False)


def test_answers_a_new_pair_and_the_cookie(alice):
    before = tokens_of(alice)
    response = refresh(before.refresh_token)
    assert response.status_code == 200
    pair = response.json()
    assert set(pair) == {"access_token", "refresh_token", "token_type", "expires_in"}
    assert pair["refresh_token"] != before.refresh_token
    assert pair["access_token"] != before.access_token
    assert response["Cache-Control"] == "no-store"
    assert response.cookies["refresh_token"].value == pair["refresh_token"]
    assert (
        claims_of(pair["access_token"])["sid"] == claims_of(before.access_token)["sid"]
    )
    assert bearer(pair["access_token"]).get(f"{AUTH}/me").status_code == 200
    assert refresh(pair["refresh_token"]).status_code == 200


def test_a_spent_token_ends_the_session_of_thief_and_owner(alice):
    first = tokens_of(alice)
    second = refresh(first.refresh_token).json()
    with later():
        response = refresh(first.refresh_token)
        assert response.status_code == 401
        assert response["WWW-Authenticate"] == "Bearer"
        assert refresh(second["refresh_token"]).status_code == 401
        assert bearer(second["access_token"]).get(f"{AUTH}/me").status_code == 401
        assert bearer(first.access_token).get(f"{AUTH}/me").status_code == 401
    assert session_of(first).revoked_reason == "reuse"


def test_a_spent_token_in_the_same_moment_is_only_refused(alice):
    first = tokens_of(alice)
    second = refresh(first.refresh_token).json()
    assert refresh(first.refresh_token).status_code == 401
    assert bearer(second["access_token"]).get(f"{AUTH}/me").status_code == 200
    assert refresh(second["refresh_token"]).status_code == 200


def test_the_token_before_the_last_is_reuse_at_any_moment(alice):
    first = tokens_of(alice)
    second = refresh(first.refresh_token).json()
    third = refresh(second["refresh_token"]).json()
    assert refresh(first.refresh_token).status_code == 401
    assert refresh(third["refresh_token"]).status_code == 401


def test_other_sessions_outlive_a_reuse(alice):
    first, other = tokens_of(alice), tokens_of(alice)
    refresh(first.refresh_token)
    with later():
        refresh(first.refresh_token)
        assert bearer(other.access_token).get(f"{AUTH}/me").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_twelve_at_once_exactly_one_wins_and_its_session_lives(alice):
    token = tokens_of(alice).refresh_token
    gate = threading.Barrier(12)
    answers = []

    def one():
        try:
            client = APIClient(raise_request_exception=False)
            gate.wait()
            answers.append(refresh(token, client))
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(12)]
    # One moment for all, however long a busy machine lets a thread wait.
    with later(0):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(answer.status_code for answer in answers) == [200] + [401] * 11
    winner = next(answer for answer in answers if answer.status_code == 200).json()
    assert bearer(winner["access_token"]).get(f"{AUTH}/me").status_code == 200
    assert refresh(winner["refresh_token"]).status_code == 200


def test_an_access_token_refreshes_nothing(alice):
    assert refresh(tokens_of(alice).access_token).status_code == 401


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é", " ", "A" * 100_000])
def test_rubbish_answers_401(alice, token):
    response = refresh(token)
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: f"{token}=",
        lambda token: f"{token} ",
        lambda token: f" {token}",
        lambda token: f"{token}\n",
    ],
)
def test_what_is_not_byte_for_byte_the_token_answers_401(alice, spoil):
    tokens = tokens_of(alice)
    assert refresh(spoil(tokens.refresh_token)).status_code == 401
    assert refresh(tokens.refresh_token).status_code == 200


@pytest.mark.parametrize("body", [{"refresh_token": None}, {"refresh_token": 7}, []])
def test_a_wrong_body_answers_400(alice, api, body):
    assert api().post(URL, body).status_code == 400


def test_expired_and_foreign_ones_answer_401(alice):
    claims = claims_of(tokens_of(alice).refresh_token)
    for change in ({"exp": now() - 1}, {"sub": "999999"}, {"sid": "999999"}):
        assert refresh(signed({**claims, **change})).status_code == 401


def test_a_deleted_users_token_answers_401(alice):
    token = tokens_of(alice).refresh_token
    alice.delete()
    assert refresh(token).status_code == 401


def test_the_session_ends_with_its_days_unless_it_is_refreshed(alice, settings):
    tokens = tokens_of(alice)
    week = settings.REFRESH_TOKEN_EXPIRE_DAYS * 86_400
    with later(week - 60):
        pair = refresh(tokens.refresh_token).json()
    with later(week + 60):
        assert refresh(pair["refresh_token"]).status_code == 200


# ---------------------------------------------------------------- the cookie


def with_cookie(token):
    client = Client(raise_request_exception=False)
    client.cookies["refresh_token"] = token
    return client


def test_the_cookie_will_do_without_a_body(alice):
    tokens = tokens_of(alice)
    response = with_cookie(tokens.refresh_token).generic("POST", URL)
    assert response.status_code == 200
    assert response.cookies["refresh_token"].value == response.json()["refresh_token"]


def test_the_body_wins_over_the_cookie(alice, bob):
    mine, other = tokens_of(alice), tokens_of(bob)
    response = with_cookie(other.refresh_token).post(
        URL, {"refresh_token": mine.refresh_token}, "application/json"
    )
    assert claims_of(response.json()["access_token"])["sub"] == str(alice.pk)
    refused = with_cookie(other.refresh_token).post(
        URL, {"refresh_token": ""}, "application/json"
    )
    assert refused.status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_ORIGIN": "http://testserver.evil.example"},
        {"HTTP_ORIGIN": "http://testserver:8080"},
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
    ],
)
def test_the_cookie_from_a_foreign_page_answers_401_and_spends_nothing(alice, headers):
    tokens = tokens_of(alice)
    client = with_cookie(tokens.refresh_token)
    assert client.generic("POST", URL, **headers).status_code == 401
    assert refresh(tokens.refresh_token).status_code == 200


def test_the_cookie_from_a_page_of_ours_or_an_allowed_origin_will_do(alice, settings):
    settings.BACKEND_CORS_ORIGINS = ["https://app.example"]
    for origin in (
        "http://testserver",
        "https://app.example",
        settings.PUBLIC_BASE_URL,
    ):
        client = with_cookie(tokens_of(alice).refresh_token)
        assert client.generic("POST", URL, HTTP_ORIGIN=origin).status_code == 200


def test_the_query_never_counts(alice):
    token = tokens_of(alice).refresh_token
    assert Client().generic("POST", f"{URL}?refresh_token={token}").status_code == 401


def test_forms_answer_415(alice):
    token = tokens_of(alice).refresh_token
    for kind in ("application/x-www-form-urlencoded", "text/plain"):
        response = Client().post(URL, f"refresh_token={token}", content_type=kind)
        assert response.status_code == 415


def test_the_eleventh_in_a_minute_answers_429(alice, settings):
    with limit(settings, refresh=10):
        for _ in range(10):
            assert refresh("x").status_code == 401
        assert refresh(tokens_of(alice).refresh_token).status_code == 429
