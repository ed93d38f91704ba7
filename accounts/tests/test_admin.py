"""Users, teams, sessions and invitations in the administration."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import AuthSession, Membership, Team, User
from accounts.services import invitations
from accounts.signals import password_reset_requested
from accounts.tests.tools import AUTH, bearer, heard, session_of, tokens_of
from jobhunt.models import Event
from jobhunt.testing.fixtures import PASSWORD

NEW = "another calm river 42"
USERS = "/admin/accounts/user/"


def act(client, url, action, *rows):
    data = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(url, data)


def lives(tokens):
    return bearer(tokens.access_token).get(f"{AUTH}/me").status_code == 200


@pytest.fixture
def desk(root, browser_of):
    return browser_of(root)


@pytest.mark.parametrize("path", ["/admin/", "/admin"])
def test_only_staff_gets_in(alice, root, browser_of, path):
    visitor = Client().get(path, follow=True)
    assert visitor.redirect_chain[-1][0] == f"/login?next={path}"
    assert browser_of(alice).get(path, follow=True).status_code == 403
    assert browser_of(root).get(path).status_code == 200


def test_switched_off_it_is_a_404_page(desk, settings):
    settings.FEATURES = {**settings.FEATURES, "admin_panel": False}
    assert desk.get("/admin/").status_code == 404


def test_who_is_no_longer_staff_is_out_at_the_next_request(root, desk):
    User.objects.filter(pk=root.pk).update(is_staff=False, is_superuser=False)
    assert desk.get("/admin/", follow=True).status_code == 403


@pytest.mark.parametrize("model", ["user", "team", "authsession", "invitation"])
def test_every_list_and_form_opens(desk, alice, model):
    invitations.invite(
        alice, Team.objects.get(pk=alice.team_id), email="x@example.com", role="member"
    )
    url = f"/admin/accounts/{model}/"
    page = desk.get(url)
    assert page.status_code == 200
    row = page.context["cl"].result_list[0]
    assert desk.get(f"{url}{row.pk}/change/").status_code == 200
    assert desk.get(f"{url}?q=alice").status_code == 200
    assert desk.get(f"{url}add/").status_code in {200, 403}


@pytest.mark.parametrize("rows", [1, 10])
def test_the_list_of_users_asks_as_often_for_one_as_for_many(
    desk, rows, django_assert_num_queries, django_user_model
):
    for number in range(rows):
        django_user_model.objects.create_user(f"m{number}@example.com")
    desk.get(USERS)
    with django_assert_num_queries(5):
        desk.get(USERS)


def test_deactivating_ends_all_sessions_at_once(desk, alice, browser_of):
    tokens, browser = tokens_of(alice), browser_of(alice)
    Event.objects.all().delete()
    act(desk, USERS, "deactivate", alice)
    assert not lives(tokens)
    assert browser.get("/account").status_code == 302
    assert Event.objects.filter(type="session.revoked", user_id=alice.pk).count() == 2
    User.objects.filter(pk=alice.pk).update(is_active=True)
    assert not lives(tokens)


def test_nobody_deactivates_himself(desk, root):
    act(desk, USERS, "deactivate", root)
    assert User.objects.get(pk=root.pk).is_active


def test_sessions_can_be_ended_by_user_and_one_by_one(desk, alice, bob):
    mine, first, second = tokens_of(bob), tokens_of(alice), tokens_of(alice)
    act(desk, "/admin/accounts/authsession/", "revoke", session_of(first))
    assert [lives(first), lives(second)] == [False, True]
    act(desk, USERS, "revoke_sessions", alice)
    assert [lives(second), lives(mine)] == [False, True]


def change(desk, user, **values):
    data = {
        "email": user.email,
        "username": user.username,
        "full_name": user.full_name,
        "is_active": "on",
        "team": user.team_id,
        "timezone": user.timezone,
        "email_notifications": "on",
        "memberships-TOTAL_FORMS": "0",
        "memberships-INITIAL_FORMS": "0",
        **values,
    }
    data = {name: value for name, value in data.items() if value is not None}
    return desk.post(f"{USERS}{user.pk}/change/", data)


def test_unticking_active_ends_all_sessions(desk, alice):
    tokens = tokens_of(alice)
    assert change(desk, alice, is_active=None).status_code == 302
    assert not User.objects.get(pk=alice.pk).is_active
    assert not AuthSession.objects.live().filter(pk=session_of(tokens).pk).exists()


def test_setting_a_password_ends_the_users_sessions(desk, alice):
    tokens = tokens_of(alice)
    data = {"password1": NEW, "password2": NEW, "usable_password": "true"}
    response = desk.post(f"{USERS}{alice.pk}/password/", data)
    assert response.status_code == 302
    assert User.objects.get(pk=alice.pk).check_password(NEW)
    assert not lives(tokens)


def test_setting_ones_own_password_keeps_this_browser(desk, root):
    data = {"password1": NEW, "password2": NEW, "usable_password": "true"}
    assert desk.post(f"{USERS}{root.pk}/password/", data).status_code == 302
    assert desk.get("/admin/").status_code == 200


def test_an_account_is_added_with_its_team(desk, settings):
    settings.REGISTRATION = "closed"
    data = {"email": "new@example.com", "full_name": "New", "password1": NEW}
    assert desk.post(f"{USERS}add/", data).status_code == 302
    user = User.objects.get(email="new@example.com")
    assert user.check_password(NEW)
    assert user.team.person == user
    assert (user.username, user.is_staff) == ("new", False)


def test_a_weak_password_or_a_taken_address_adds_nobody(desk, alice):
    data = {"email": "new@example.com", "full_name": "New", "password1": "short"}
    assert desk.post(f"{USERS}add/", data).status_code == 200
    taken = {"email": "ALICE@example.com", "full_name": "New", "password1": NEW}
    assert desk.post(f"{USERS}add/", taken).status_code == 200
    assert User.objects.count() == 2


def test_deleting_follows_the_rules_of_the_account(desk, alice, bob):
    desk.post(f"{USERS}{alice.pk}/delete/", {"post": "yes"})
    assert User.objects.filter(pk=alice.pk).exists()
    desk.post(f"{USERS}{bob.pk}/delete/", {"post": "yes"})
    assert not User.objects.filter(pk=bob.pk).exists()
    assert not Team.objects.filter(person=bob.pk).exists()


def test_a_deleted_team_sends_its_members_home(desk, alice, bob, api):
    client = api(bob)
    desk.post(f"/admin/accounts/team/{alice.team_id}/delete/", {"post": "yes"})
    me = client.get(f"{AUTH}/me").json()
    assert Membership.objects.filter(user=bob, team_id=me["team_id"]).exists()


def test_a_link_for_a_new_password_can_be_mailed(desk, alice):
    with heard(password_reset_requested) as mails:
        act(desk, USERS, "send_reset", alice)
    assert [mail["user"] for mail in mails] == [alice]


def test_the_administration_has_no_login_of_its_own(root):
    client = Client(raise_request_exception=False)
    response = client.post(
        "/admin/login/", {"username": root.email, "password": PASSWORD}
    )
    assert response["Location"].startswith("/login")
    assert client.get("/admin/").status_code == 302


def test_every_account_of_the_command_line_has_a_team(db):
    from django.core.management import call_command

    call_command(
        "createsuperuser",
        interactive=False,
        email="ops@example.com",
        full_name="Ops",
        verbosity=0,
    )
    user = User.objects.get(email="ops@example.com")
    assert (user.is_staff, user.is_superuser, user.role) == (True, True, "admin")
    assert user.team.person == user
