"""Sessions: listed, ended, and what ends with them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import AuthSession
from accounts.services import passwords, sessions
from accounts.signals import password_reset_requested
from accounts.tests.tools import AUTH, bearer, heard, refresh, session_of, tokens_of
from jobhunt.models import Event
from jobhunt.testing.fixtures import PASSWORD

URL = f"{AUTH}/sessions"
NEW = "another calm river 42"


class Signed:
    """Everything by which one person is signed in, besides the acting session."""

    def __init__(self, user: Any, browser: Client) -> None:
        self.user = user
        self.tokens = tokens_of(user)
        self.browser = browser
        self.acting = tokens_of(user)

    def alive(self, kind: str) -> bool:
        if kind == "access":
            answer = bearer(self.tokens.access_token).get(f"{AUTH}/me")
            return answer.status_code == 200
        if kind == "refresh":
            return refresh(self.tokens.refresh_token).status_code == 200
        return self.browser.get("/account").status_code == 200

    @property
    def api(self) -> Any:
        return bearer(self.acting.access_token)

    def row(self, kind: str) -> AuthSession:
        if kind == "browser":
            return AuthSession.objects.get(user=self.user, kind="browser")
        return session_of(self.tokens)


@pytest.fixture
def signed(alice, browser_of):
    return Signed(alice, browser_of(alice))


def log_out(signed: Signed, kind: str) -> None:
    if kind == "browser":
        assert signed.browser.post("/logout").status_code == 302
    else:
        answer = bearer(signed.tokens.access_token).post(f"{AUTH}/logout")
        assert answer.status_code == 200


def revoke(signed: Signed, kind: str) -> None:
    answer = signed.api.delete(f"{URL}/{signed.row(kind).pk}")
    assert answer.status_code == 200


def change_password(signed: Signed, kind: str) -> None:
    answer = signed.api.post(
        f"{AUTH}/change-password", {"current_password": PASSWORD, "new_password": NEW}
    )
    assert answer.status_code == 200


def reset_password(signed: Signed, kind: str) -> None:
    with heard(password_reset_requested) as mails:
        passwords.announce_reset(signed.user)
    answer = Client().post(
        f"{AUTH}/reset-password",
        {"token": mails[0]["token"], "new_password": NEW},
        "application/json",
    )
    assert answer.status_code == 200


def suspend(signed: Signed, kind: str) -> None:
    signed.user.is_active = False
    signed.user.save(update_fields=["is_active"])


def delete(signed: Signed, kind: str) -> None:
    answer = signed.api.delete(f"{AUTH}/me", {"password": PASSWORD})
    assert answer.status_code == 200


ENDS = [log_out, revoke, change_password, reset_password, suspend, delete]


@pytest.mark.parametrize("kind", ["access", "refresh", "browser"])
@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__)
def test_it_ends_every_credential_at_the_next_request(signed, end, kind):
    end(signed, kind)
    assert not signed.alive(kind)


@pytest.mark.parametrize(
    "end", [end for end in ENDS if end is not suspend], ids=lambda end: end.__name__
)
def test_it_tells_the_open_sockets_of_the_user(signed, end):
    Event.objects.all().delete()
    end(signed, "access")
    told = Event.objects.filter(type="session.revoked")
    assert told.exists()
    assert set(told.values_list("user_id", "team_id")) == {(signed.user.pk, None)}


@pytest.mark.parametrize("kind", ["access", "refresh", "browser"])
def test_credentials_live_while_nothing_happens(signed, kind):
    assert signed.alive(kind)


def test_logging_out_ends_this_session_only(signed):
    response = signed.api.post(f"{AUTH}/logout")
    assert response.status_code == 200
    assert response.json() == {"message": "Successfully logged out"}
    assert response.cookies["refresh_token"].value == ""
    assert response.cookies["refresh_token"]["path"] == "/api/v1/auth"
    assert signed.api.get(f"{AUTH}/me").status_code == 401
    assert signed.alive("access")
    assert signed.alive("browser")


def test_logging_out_takes_a_login(api, db):
    assert api().post(f"{AUTH}/logout").status_code == 401


def test_lists_api_and_browser_sessions_alike_newest_first(signed):
    response = signed.api.get(URL)
    assert response.status_code == 200
    assert response["X-Total-Count"] == "3"
    rows = response.json()
    assert [row["kind"] for row in rows] == ["api", "api", "browser"]
    assert [row["current"] for row in rows] == [True, False, False]
    assert set(rows[0]) == {
        "id",
        "kind",
        "created_at",
        "last_used_at",
        "expires_at",
        "ip_address",
        "user_agent",
        "current",
    }


def test_lists_neither_others_nor_ended_ones(signed, bob):
    tokens_of(bob)
    sessions.revoke(session_of(signed.tokens), reason="test")
    rows = signed.api.get(URL).json()
    assert [row["kind"] for row in rows] == ["api", "browser"]


def test_another_users_session_answers_404_and_lives(signed, bob):
    tokens = tokens_of(bob)
    answer = signed.api.delete(f"{URL}/{session_of(tokens).pk}")
    assert answer.status_code == 404
    assert bearer(tokens.access_token).get(f"{AUTH}/me").status_code == 200


@pytest.mark.parametrize("pk", ["0", "-1", "abc", "1.5", "%00", "9" * 30, "１"])
def test_a_malformed_id_answers_404(signed, pk):
    assert signed.api.delete(f"{URL}/{pk}").status_code == 404


def test_an_ended_session_cannot_be_ended_again(signed):
    pk = session_of(signed.tokens).pk
    assert signed.api.delete(f"{URL}/{pk}").status_code == 200
    assert signed.api.delete(f"{URL}/{pk}").status_code == 404


def test_ending_ones_own_session_ends_its_token(signed):
    pk = session_of(signed.acting).pk
    assert signed.api.delete(f"{URL}/{pk}").status_code == 200
    assert signed.api.get(URL).status_code == 401


def test_anonymous_answers_401(api, db):
    assert api().get(URL).status_code == 401
    assert api().delete(f"{URL}/1").status_code == 401


def test_an_expired_browser_session_is_signed_out(signed):
    AuthSession.objects.filter(kind="browser").update(expires_at="2020-01-01T00:00Z")
    assert not signed.alive("browser")


def test_a_browser_session_without_a_row_counts_for_nothing(signed):
    AuthSession.objects.filter(kind="browser").delete()
    assert not signed.alive("browser")


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0",
            "Firefox, Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like"
            " Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15"
            " (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
            "Safari, macOS",
        ),
        ("python-requests/2.32", "python-requests/2.32"),
        ("", ""),
    ],
)
def test_a_device_is_named_as_a_person_knows_it(agent, device):
    assert AuthSession(user_agent=agent).device == device


def test_who_lost_the_membership_by_hand_is_home_with_the_next_request(bob, api):
    client = api(bob)
    old = bob.team_id
    bob.memberships.filter(team_id=old).delete()
    me = client.get(f"{AUTH}/me").json()
    assert me["team_id"] != old
    assert me["team_role"] == "owner"
