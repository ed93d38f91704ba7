"""/account: profile, password, sessions, data, the end."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from accounts.models import AuthSession, User
from accounts.tests.tools import AUTH, bearer, tokens_of
from jobhunt.lib import registry
from jobhunt.testing.fixtures import PASSWORD

NEW = "another calm river 42"


def text(response):
    return response.content.decode()


def profile(user, **change):
    data = {
        "full_name": user.full_name,
        "email": user.email,
        "username": user.username,
        "timezone": user.timezone,
        "telegram_chat_id": "",
        "email_notifications": "on",
        "appearance": "",
        "shortcuts": "on",
    }
    return {
        name: value for name, value in {**data, **change}.items() if value is not None
    }


def fresh(user):
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("path", ["/account", "/account/", "/account/sessions"])
def test_the_pages_open(alice, browser_of, path):
    response = browser_of(alice).get(path)
    assert response.status_code == 200
    assert text(response).count("<h1>") == 1


def test_the_profile_is_saved(alice, browser_of):
    client = browser_of(alice)
    data = profile(
        alice,
        full_name="Alice B.",
        timezone="Europe/Berlin",
        appearance="dark",
        telegram_chat_id="42",
        email_notifications=None,
        shortcuts=None,
    )
    response = client.post("/account", data)
    assert (response.status_code, response["Location"]) == (302, "/account")
    user = fresh(alice)
    assert (user.full_name, user.timezone) == ("Alice B.", "Europe/Berlin")
    assert (user.appearance, user.telegram_chat_id) == ("dark", "42")
    assert (user.email_notifications, user.shortcuts) == (False, False)
    assert 'data-theme="dark"' in text(client.get("/account"))


def test_an_emptied_chat_id_is_null(alice, browser_of):
    alice.telegram_chat_id = "42"
    alice.save()
    browser_of(alice).post("/account", profile(alice))
    assert fresh(alice).telegram_chat_id is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"email": "bob@example.com"}, "already registered"),
        ({"username": "BOB"}, "already taken"),
        ({"username": "a b"}, "letters, digits"),
        ({"timezone": "Mars/Olympus"}, "valid choice"),
        ({"full_name": ""}, "required"),
        ({"telegram_chat_id": "<b>"}, "chat id"),
    ],
)
def test_a_wrong_field_comes_back_with_400_and_saves_nothing(
    alice, bob, browser_of, change, words
):
    client = browser_of(alice)
    response = client.post("/account", profile(alice, appearance="dark", **change))
    assert response.status_code == 400
    assert words in text(response)
    assert fresh(alice).appearance == ""
    # The page around the form still names the person as saved.
    assert "<strong>Alice Archer</strong>" in text(response)


def test_rights_cannot_be_posted(alice, browser_of):
    data = {**profile(alice), "is_staff": "on", "is_superuser": "on", "team": "1"}
    browser_of(alice).post("/account", data)
    assert not fresh(alice).is_staff


def test_a_changed_password_keeps_this_browser_and_ends_the_rest(alice, browser_of):
    client, other, tokens = browser_of(alice), browser_of(alice), tokens_of(alice)
    data = {"current_password": PASSWORD, "new_password": NEW}
    response = client.post("/account/password", data)
    assert response.status_code == 302
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 302
    assert bearer(tokens.access_token).get(f"{AUTH}/me").status_code == 401
    # The session is still the one in the list, and can be ended.
    session = AuthSession.objects.live().get(user=alice)
    assert session.session_key == client.cookies["sessionid"].value
    assert fresh(alice).check_password(NEW)


@pytest.mark.parametrize(
    ("current", "new", "words"),
    [
        ("wrong", NEW, "current password is wrong"),
        (PASSWORD, PASSWORD, "is the current one"),
        (PASSWORD, "short", "too short"),
        ("", "", "required"),
    ],
)
def test_a_refused_change_comes_back_with_400(alice, browser_of, current, new, words):
    client = browser_of(alice)
    data = {"current_password": current, "new_password": new}
    response = client.post("/account/password", data)
    assert response.status_code == 400
    assert words in text(response)
    assert fresh(alice).check_password(PASSWORD)


# ---------------------------------------------------------------- sessions


def test_sessions_are_listed_and_ended_one_by_one(alice, browser_of):
    client, tokens = browser_of(alice), tokens_of(alice)
    page = text(client.get("/account/sessions"))
    assert "192.0.2.7" in page
    assert page.count("this one") == 1
    row = AuthSession.objects.get(kind="api")
    assert client.post(f"/account/sessions/{row.pk}/revoke").status_code == 302
    assert bearer(tokens.access_token).get(f"{AUTH}/me").status_code == 401
    assert client.get("/account").status_code == 200


def test_all_others_end_at_once(alice, browser_of):
    client, other, tokens = browser_of(alice), browser_of(alice), tokens_of(alice)
    assert client.post("/account/sessions/others").status_code == 302
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 302
    assert bearer(tokens.access_token).get(f"{AUTH}/me").status_code == 401


def test_anothers_session_is_a_404_page(alice, bob, browser_of):
    tokens = tokens_of(bob)
    row = AuthSession.objects.get(user=bob)
    response = browser_of(alice).post(f"/account/sessions/{row.pk}/revoke")
    assert response.status_code == 404
    assert bearer(tokens.access_token).get(f"{AUTH}/me").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/account/password",
        "/account/sessions/1/revoke",
        "/account/sessions/others",
        "/account/export",
        "/account/delete",
    ],
)
def test_what_changes_something_takes_a_post(alice, browser_of, path):
    assert browser_of(alice).get(path).status_code == 405


# ---------------------------------------------------------------- the data


def archive(response):
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def test_the_export_holds_ones_rows_and_files_and_no_secret(
    alice, bob, browser_of, tmp_path, monkeypatch
):
    file = tmp_path / "cv.pdf"
    file.write_bytes(b"%PDF-1.7 mine")
    monkeypatch.setitem(
        registry._resolvers, "personal files", [lambda user: [("cv.pdf", file)]]
    )
    tokens = tokens_of(alice)
    tokens_of(bob)
    response = browser_of(alice).post("/account/export")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/zip"
    assert "attachment" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    with archive(response) as found:
        everything = b"".join(found.read(name) for name in found.namelist())
        (account,) = json.loads(found.read("account.json"))
        sessions = json.loads(found.read("accounts_authsession.json"))
        assert found.read("files/cv.pdf") == b"%PDF-1.7 mine"
    assert account["email"] == "alice@example.com"
    assert {row["kind"] for row in sessions} == {"api", "browser"}
    for secret in (alice.password, tokens.refresh_token, "bob@example.com"):
        assert secret.encode() not in everything
    assert b"session_key" not in everything


# ---------------------------------------------------------------- the end


def test_deleting_takes_the_password_once_more(alice, browser_of):
    client = browser_of(alice)
    wrong = client.post("/account/delete", {"password": "wrong"})
    assert wrong.status_code == 400
    assert "password is wrong" in text(wrong)
    right = client.post("/account/delete", {"password": PASSWORD})
    assert (right.status_code, right["Location"]) == (302, "/")
    assert not User.objects.filter(pk=alice.pk).exists()
    assert client.get("/account").status_code == 302


def test_the_only_owner_is_told_why_not(alice, bob, browser_of):
    client = browser_of(alice)
    response = client.post("/account/delete", {"password": PASSWORD})
    assert response.status_code == 400
    assert "only owner of Team A" in text(response)
    assert client.get("/account").status_code == 200
