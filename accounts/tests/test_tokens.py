"""What is not an issued, living access token is a 401, never a 500."""

from __future__ import annotations

import base64
import hmac
import json

import jwt
import pytest
import time_machine
from django.conf import settings
from django.test import Client

from accounts.authentication import InvalidToken, authenticate_token
from accounts.models import AuthSession
from accounts.tests.tools import (
    AUTH,
    b64,
    bearer,
    claims_of,
    now,
    part,
    session_of,
    signed,
    tokens_of,
)

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def without(name):
    return lambda claims: signed({k: v for k, v in claims.items() if k != name})


def changed(**values):
    return lambda claims: signed({**claims, **values})


def with_header(**header):
    """Signed rightly over a header that is not ours."""

    return lambda claims: jwt.encode(
        claims, settings.JWT_SIGNING_KEY, algorithm="HS256", headers=header
    )


def unsigned(algorithm, signature=""):
    return lambda claims: (
        f"{part({'alg': algorithm, 'typ': 'JWT'})}.{part(claims)}.{signature}"
    )


def mangled(change):
    """A real token with its text changed."""
    return lambda claims: change(signed(claims))


def next_spelling(token):
    """The same bytes in another spelling: the unused last bits differ."""
    last = ALPHABET.index(token[-1])
    return token[:-1] + ALPHABET[last ^ 1]


def by_hand(data, algorithm="HS256"):
    """Signed rightly, over whatever bytes."""
    key = settings.JWT_SIGNING_KEY.encode()
    head = f"{part({'alg': algorithm, 'typ': 'JWT'})}.{b64(data)}"
    return f"{head}.{b64(hmac.digest(key, head.encode(), f'sha{algorithm[2:]}'))}"


def raw_payload(data):
    return lambda claims: by_hand(data)


def other_algorithm(name):
    return lambda claims: by_hand(json.dumps(claims).encode(), name)


RECIPES = {
    "empty": lambda claims: "",
    "rubbish": lambda claims: "rubbish",
    "two parts": mangled(lambda token: token.rsplit(".", 1)[0]),
    "four parts": mangled(lambda token: f"{token}.{token}"),
    "alg none": unsigned("none"),
    "alg None": unsigned("None"),
    "alg NONE with a signature": unsigned("NONE", "c2ln"),
    "HS384": other_algorithm("HS384"),
    "HS512": other_algorithm("HS512"),
    "wrong key": lambda claims: signed(claims, key="k" * 60),
    "no signature": mangled(lambda token: token.rsplit(".", 1)[0] + "."),
    "kid": with_header(kid="../../../../dev/null"),
    "jku": with_header(jku="https://keys.example/jwks.json"),
    "crit": with_header(crit=["b64"], b64=False),
    "typ": with_header(typ="at+jwt"),
    "no sub": without("sub"),
    "no type": without("type"),
    "no iat": without("iat"),
    "no exp": without("exp"),
    "no jti": without("jti"),
    "no sid": without("sid"),
    "refresh": changed(type="refresh"),
    "type in capitals": changed(type="ACCESS"),
    "type null": changed(type=None),
    "type list": changed(type=["access"]),
    "expired": lambda claims: signed({**claims, "exp": now() - 1}),
    "exp text": lambda claims: signed({**claims, "exp": str(now() + 60)}),
    "exp float": lambda claims: signed({**claims, "exp": now() + 60.5}),
    "exp bool": changed(exp=True),
    "iat in the future": lambda claims: signed({**claims, "iat": now() + 120}),
    "iat text": changed(iat="1"),
    "nbf in the future": lambda claims: signed({**claims, "nbf": now() + 120}),
    "sub text": changed(sub="alice"),
    "sub injected": changed(sub="1 OR 1=1"),
    "sub negative": changed(sub="-1"),
    "sub padded": lambda claims: signed({**claims, "sub": f"0{claims['sub']}"}),
    "sub blank": lambda claims: signed({**claims, "sub": f" {claims['sub']}"}),
    "sub fullwidth": changed(sub="１"),
    "sub huge": changed(sub="9" * 40),
    "sub unknown": changed(sub="987654321"),
    "sid unknown": changed(sid="987654321"),
    "sid list": changed(sid=["1"]),
    "sid NUL": changed(sid="1\x00"),
    "jti number": changed(jti=7),
    "jti empty": changed(jti=""),
    "payload list": raw_payload(b"[1]"),
    "payload text": raw_payload(b'"access"'),
    "payload no JSON": raw_payload(b"{"),
    "payload not UTF-8": raw_payload(b'{"sub": "\xff"}'),
    "payload deep": raw_payload(b'{"a":' * 5000 + b"1" + b"}" * 5000),
    "padding": mangled(lambda token: f"{token}="),
    "another spelling": mangled(next_spelling),
    "payload padded": mangled(lambda token: token.replace(".", "=.", 1)),
    "standard alphabet": mangled(lambda token: token.rsplit(".", 1)[0] + ".++//"),
    "trailing newline": mangled(lambda token: f"{token}\\n"),
    "trailing dot": mangled(lambda token: f"{token}."),
    "inner blank": mangled(lambda token: f"{token[:30]} {token[30:]}"),
    "long": mangled(lambda token: token + "A" * 9000),
}


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_forged_or_spoilt_token_answers_401(alice, recipe):
    claims = claims_of(tokens_of(alice).access_token)
    token = RECIPES[recipe](claims)
    response = bearer(token).get(f"{AUTH}/me")
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"
    body = response.json()
    assert set(body) == {"error", "message", "detail", "request_id"}
    assert body["error"] == "unauthorized"


def test_the_recipes_start_from_a_token_that_is_accepted(alice):
    claims = claims_of(tokens_of(alice).access_token)
    assert bearer(signed(claims)).get(f"{AUTH}/me").status_code == 200


def test_sub_of_a_type_the_library_would_not_write_answers_401(alice):
    claims = claims_of(tokens_of(alice).access_token)
    for sub in (alice.pk, [alice.pk], {"id": 1}, None, True, 1.5):
        token = raw_payload(json.dumps({**claims, "sub": sub}).encode())(claims)
        assert bearer(token).get(f"{AUTH}/me").status_code == 401


def test_a_spelling_with_unused_bits_decodes_to_the_same_bytes(alice):
    """The premise of "another spelling" above."""
    token = tokens_of(alice).access_token
    one, other = (
        text.rsplit(".", 1)[1] + "=" for text in (token, next_spelling(token))
    )
    assert one != other
    assert base64.urlsafe_b64decode(one) == base64.urlsafe_b64decode(other)


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("Bearer {}", 200),
        ("bearer {}", 200),
        ("BEARER {}", 200),
        ("Bearer", 401),
        ("Bearer ", 401),
        ("{}", 401),
        ("Token {}", 401),
        ("Basic YWxpY2U6cHc=", 401),
        ("Bearer  {}", 401),
        ("Bearer\t{}", 401),
        ("Bearer {} x", 401),
        ('Bearer "{}"', 401),
        ("Bearer {0}, Bearer {0}", 401),
    ],
)
def test_the_header_is_a_scheme_in_any_case_a_blank_and_the_token(
    alice, header, status
):
    text = header.format(tokens_of(alice).access_token)
    response = Client().get(f"{AUTH}/me", HTTP_AUTHORIZATION=text)
    assert response.status_code == status


def test_no_token_answers_401(db, api):
    response = api().get(f"{AUTH}/me")
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"


def test_a_token_in_the_query_is_ignored(alice):
    token = tokens_of(alice).access_token
    for name in ("token", "access_token"):
        assert Client().get(f"{AUTH}/me?{name}={token}").status_code == 401


def test_a_refresh_token_is_no_access_token(alice):
    token = tokens_of(alice).refresh_token
    assert bearer(token).get(f"{AUTH}/me").status_code == 401
    with pytest.raises(InvalidToken):
        authenticate_token(token)


def test_a_token_works_until_its_last_second_and_not_after(alice):
    token = tokens_of(alice).access_token
    expires = claims_of(token)["exp"]
    with time_machine.travel(expires - 1, tick=False):
        assert bearer(token).get(f"{AUTH}/me").status_code == 200
    with time_machine.travel(expires, tick=False):
        assert bearer(token).get(f"{AUTH}/me").status_code == 401


def test_a_clock_set_back_by_some_seconds_logs_nobody_out(alice):
    token = tokens_of(alice).access_token
    with time_machine.travel(now() - 20, tick=False):
        assert bearer(token).get(f"{AUTH}/me").status_code == 200


def test_a_token_of_another_user_with_ones_own_session_is_refused(alice, bob):
    mine = claims_of(tokens_of(alice).access_token)
    assert (
        bearer(signed({**mine, "sub": str(bob.pk)})).get(f"{AUTH}/me").status_code
        == 401
    )


def test_a_browser_session_gives_no_token_its_life(alice, browser_of):
    browser_of(alice)
    row = AuthSession.objects.get(user=alice, kind="browser")
    claims = claims_of(tokens_of(alice).access_token)
    assert (
        bearer(signed({**claims, "sid": str(row.pk)})).get(f"{AUTH}/me").status_code
        == 401
    )


def test_the_last_use_is_noted_once_a_minute(alice, django_assert_num_queries):
    tokens = tokens_of(alice)
    client = bearer(tokens.access_token)
    client.get(f"{AUTH}/me")
    with django_assert_num_queries(1):
        client.get(f"{AUTH}/me")
    before = session_of(tokens).last_used_at
    with time_machine.travel(now() + 61, tick=False):
        client.get(f"{AUTH}/me")
    assert session_of(tokens).last_used_at > before
