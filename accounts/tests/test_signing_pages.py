"""The sign-in family of pages: login, register, forgot, reset, logout."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from accounts.models import AuthSession, User
from accounts.services import passwords
from accounts.signals import password_reset_requested
from accounts.tests.tools import heard, limit
from jobhunt.testing.fixtures import PASSWORD

NEW = "another calm river 42"
DANA = {
    "email": "dana@example.com",
    "full_name": "Dana Doe",
    "password": "a long and calm river",
}


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    monkeypatch.setattr(passwords, "ANSWER_AFTER", 0.0)


def text(response):
    return response.content.decode()


def browser(**extra):
    return Client(raise_request_exception=False, **extra)


def log_in(client, name="alice@example.com", password=PASSWORD, path="/login", **extra):
    return client.post(path, {"username": name, "password": password, **extra})


def signed_in(client):
    return client.get("/account").status_code == 200


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize("path", ["/login", "/register", "/forgot-password"])
def test_the_pages_are_for_everybody(db, path, slash):
    response = browser().get(path + slash)
    assert response.status_code == 200
    assert text(response).count("<h1>") == 1
    assert "no-store" in response["Cache-Control"]


# ---------------------------------------------------------------- login


def test_logging_in_leads_to_the_dashboard_and_makes_a_session(alice):
    client = browser()
    response = log_in(client, HTTP_USER_AGENT="x")
    assert response.status_code == 302
    assert response["Location"] == "/dashboard"
    assert signed_in(client)
    session = AuthSession.objects.get(user=alice)
    assert (session.kind, session.ip_address) == ("browser", "127.0.0.1")


@pytest.mark.parametrize("name", ["alice", "ALICE@example.com", " alice "])
def test_by_e_mail_or_user_name_in_any_case(alice, name):
    assert log_in(browser(), name).status_code == 302


@pytest.mark.parametrize(
    ("name", "password"),
    [("alice", "wrong"), ("nobody", PASSWORD), ("bob", PASSWORD)],
)
def test_a_refused_login_is_the_form_again_with_400(alice, bob, name, password):
    bob.is_active = False
    bob.save()
    client = browser()
    response = log_in(client, name, password)
    assert response.status_code == 400
    page = text(response)
    assert "Incorrect email or password" in page
    assert f'value="{name}"' in page
    assert password not in page
    assert not signed_in(client)


@pytest.mark.parametrize("data", [{}, {"username": "alice"}, {"password": "x"}])
def test_a_form_with_gaps_comes_back_with_400(alice, data):
    assert browser().post("/login", data).status_code == 400


def test_the_pages_share_the_strict_bucket_of_the_api(alice, settings, api):
    with limit(settings, login=5):
        for _ in range(3):
            assert log_in(browser(), password="wrong").status_code == 400
        body = {"username": "alice", "password": "wrong"}
        for _ in range(2):
            assert api().post("/api/v1/auth/login", body).status_code == 401
        response = log_in(browser())
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert "<h1>" in text(response)


OWN = ["/jobs?q=a&page=2", "/account/", "/invitations/MQ:a:b"]
FOREIGN = [
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "https:///evil.example",
    "/\t/evil.example",
    "jobs",
    "http://testserver@evil.example/",
    "http://testserver.evil.example/",
]


@pytest.mark.parametrize("target", OWN)
@pytest.mark.parametrize("where", ["form", "query"])
def test_next_leads_back_on_our_own_host(alice, target, where):
    client = browser()
    if where == "form":
        response = log_in(client, next=target)
    else:
        query = client.get("/login", {"next": target}).wsgi_request.get_full_path()
        response = log_in(client, path=query)
    assert response["Location"] == target


@pytest.mark.parametrize("target", FOREIGN)
def test_next_leads_nowhere_else(alice, target):
    assert log_in(browser(), next=target)["Location"] == "/dashboard"
    response = browser().get("/register", {"next": target})
    assert response.status_code == 200
    made = browser().post("/register", {**DANA, "next": target})
    assert made["Location"] == "/dashboard"


def test_the_form_keeps_next(alice):
    page = text(browser().get("/login?next=/jobs%3Fq%3D1"))
    assert re.search(r'<input[^>]*name="next"[^>]*value="/jobs\?q=1"', page)


def test_every_unsafe_request_needs_the_csrf_token(alice):
    client = browser(enforce_csrf_checks=True)
    for path in ("/login", "/register", "/forgot-password", "/reset-password"):
        assert client.post(path, {}).status_code == 403
    assert log_in(client).status_code == 403
    client.get("/login")
    token = client.cookies["csrftoken"].value
    assert log_in(client, csrfmiddlewaretoken=token).status_code == 302
    assert client.post("/logout").status_code == 403
    assert signed_in(client)


def test_a_login_gets_a_new_session_key_and_csrf_token(alice):
    client = browser()
    client.get("/login")
    before = client.cookies["csrftoken"].value
    log_in(client)
    first = client.cookies["sessionid"].value
    assert client.cookies["csrftoken"].value != before
    log_in(client)
    assert client.cookies["sessionid"].value != first
    live = AuthSession.objects.live().filter(user=alice)
    assert [row.session_key for row in live] == [client.cookies["sessionid"].value]


def test_who_is_signed_in_can_enter_another_account(alice, carol):
    client = browser()
    log_in(client)
    assert "Alice Archer" in text(client.get("/login"))
    assert log_in(client, "carol").status_code == 302
    assert "Carol Cook" in text(client.get("/account"))


def test_the_session_cookie_is_http_only_and_lax(alice):
    client = browser()
    log_in(client)
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    # The page's scripts send it with their requests.
    assert not client.cookies["csrftoken"]["httponly"]


# ------------------------------------------------- pages that need a login


PRIVATE = ["/account", "/account/sessions", "/team", "/team?x=1"]


@pytest.mark.parametrize("path", PRIVATE)
def test_a_visitor_is_sent_to_the_login_and_back_afterwards(alice, path):
    client = browser()
    response = client.get(path)
    assert response.status_code == 302
    target = urlsplit(response["Location"])
    assert target.path == "/login"
    assert parse_qs(target.query)["next"] == [path]
    assert log_in(client, path=response["Location"])["Location"] == path


def test_a_form_that_outlived_the_session_leads_back_to_its_page(db):
    response = browser().post(
        "/team/update", {"name": "x"}, HTTP_REFERER="http://testserver/team?x=1"
    )
    assert response["Location"] == "/login?next=%2Fteam%3Fx%3D1"
    other = browser().post("/team/update", HTTP_REFERER="http://evil.example/team")
    assert other["Location"] == "/login?next=%2Fteam%2Fupdate"


def test_a_fragment_does_not_become_the_login_page(db):
    response = browser().get("/account", HTTP_HX_REQUEST="true")
    assert response["HX-Redirect"].startswith("/login")
    assert response.content == b""


# ---------------------------------------------------------------- register


def test_registering_signs_in(db):
    client = browser()
    response = client.post("/register", DANA)
    assert (response.status_code, response["Location"]) == (302, "/dashboard")
    assert signed_in(client)
    user = User.objects.get(email="dana@example.com")
    assert user.team.personal


def test_registering_with_a_team_founds_it(db):
    browser().post("/register", {**DANA, "team_name": "Night Owls"})
    assert User.objects.get(email="dana@example.com").team.name == "Night Owls"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"email": "alice@EXAMPLE.com"}, "already registered"),
        ({"team_name": "team a"}, "exists already"),
        ({"password": "aaaaaaaa"}, "too common"),
        ({"password": "12345678901"}, "entirely numeric"),
        ({"password": "short"}, "too short"),
        ({"password": "x" * 129}, "too long"),
        ({"email": "nothing"}, "valid email"),
        ({"full_name": ""}, "required"),
    ],
)
def test_a_wrong_field_comes_back_with_400_and_what_was_typed(alice, change, words):
    client = browser()
    response = client.post("/register", {**DANA, "team_name": "Owls", **change})
    assert response.status_code == 400
    page = text(response)
    assert words in page
    data = {**DANA, "team_name": "Owls", **change}
    for name in ("email", "full_name", "team_name"):
        if data[name]:
            assert f'value="{data[name]}"' in page
    assert f'value="{data["password"]}"' not in page
    assert not signed_in(client)


def test_what_was_typed_is_shown_as_text(db):
    name = '"><script>alert(1)</script>'
    page = text(browser().post("/register", {**DANA, "full_name": name, "email": "x"}))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_closed_registration_says_so(db, settings):
    settings.REGISTRATION = "closed"
    page = browser().get("/register")
    assert "Registration is closed." in text(page)
    refused = browser().post("/register", DANA)
    assert refused.status_code == 403
    assert not User.objects.exists()


# ---------------------------------------------------------------- passwords


def test_forgetting_answers_the_same_for_all(alice):
    with heard(password_reset_requested) as mails:
        known = browser().post("/forgot-password", {"email": "alice@example.com"})
        unknown = browser().post("/forgot-password", {"email": "nobody@example.com"})
    assert known.status_code == unknown.status_code == 200
    csrf = re.compile(r"csrf[^>]*>|[0-9a-f]{32}|nobody|alice")
    assert csrf.sub("", text(known)) == csrf.sub("", text(unknown))
    assert len(mails) == 1


def test_a_mailed_link_sets_a_new_password_once(alice):
    with heard(password_reset_requested) as mails:
        passwords.announce_reset(alice)
    token = mails[0]["token"]
    client = browser()
    page = client.get("/reset-password", {"token": token})
    assert token in text(page)
    weak = client.post("/reset-password", {"token": token, "new_password": "short"})
    assert weak.status_code == 400
    done = client.post("/reset-password", {"token": token, "new_password": NEW})
    assert (done.status_code, done["Location"]) == (302, "/login")
    assert log_in(client, password=NEW).status_code == 302
    again = client.post("/reset-password", {"token": token, "new_password": NEW + "!"})
    assert again.status_code == 400
    assert "invalid or has expired" in text(
        client.get(f"/reset-password?token={token}")
    )


# ---------------------------------------------------------------- logout


def test_logging_out_ends_the_session(alice, browser_of):
    client = browser_of(alice)
    copy = browser()
    copy.cookies["sessionid"] = client.cookies["sessionid"].value
    response = client.post("/logout")
    assert (response.status_code, response["Location"]) == (302, "/")
    assert not signed_in(client)
    assert not signed_in(copy)
    assert not AuthSession.objects.live().filter(user=alice).exists()


def test_a_get_logs_nobody_out(alice, browser_of):
    client = browser_of(alice)
    assert client.get("/logout").status_code == 405
    assert signed_in(client)


def test_any_way_of_logging_in_makes_a_session_that_can_be_ended(alice):
    client = browser()
    client.force_login(alice)
    assert signed_in(client)
    AuthSession.objects.get(user=alice).delete()
    assert not signed_in(client)


def test_links_never_follow_the_host_of_the_request(alice):
    with heard(password_reset_requested) as mails:
        response = browser().post(
            "/forgot-password", {"email": "alice@example.com"}, HTTP_HOST="evil.example"
        )
    assert response.status_code == 400
    assert mails == []
