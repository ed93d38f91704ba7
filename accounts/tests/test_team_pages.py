"""/team and /invitations/{token}."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client

from accounts.models import Invitation, Membership, Team, User
from accounts.services import invitations, teams
from accounts.tests.tools import now


def text(response):
    return response.content.decode()


def team_of(user):
    return Team.objects.get(pk=user.team_id)


def invitation_for(alice, email="carol@example.com", role="member"):
    row = invitations.invite(alice, team_of(alice), email=email, role=role)
    return row, f"/invitations/{invitations.token_of(row)}"


@pytest.mark.parametrize("path", ["/team", "/team/"])
def test_the_page_shows_the_members_to_members(alice, bob, browser_of, path):
    page = text(browser_of(bob).get(path))
    assert page.count("<h1>") == 1
    assert "alice@example.com" in page
    assert "/team/invite" not in page


def test_an_owner_renames_the_team(alice, browser_of):
    client = browser_of(alice)
    response = client.post("/team/update", {"name": "Night Owls", "description": ""})
    assert response.status_code == 302
    assert "<h1>Night Owls</h1>" in text(client.get("/team"))


def test_a_wrong_name_comes_back_with_400(alice, carol, browser_of):
    client = browser_of(alice)
    for name in ("", "Team B", "x" * 101):
        assert client.post("/team/update", {"name": name}).status_code == 400
    assert team_of(alice).name == "Team A"


MEMBER_CANNOT = [
    ("/team/update", {"name": "Mine"}),
    ("/team/invite", {"email": "x@example.com", "role": "member"}),
    ("/team/delete", {}),
    ("/team/members/{alice}/role", {"role": "member"}),
    ("/team/members/{alice}/remove", {}),
    ("/team/invitations/{invitation}/revoke", {}),
]


@pytest.mark.parametrize(("path", "data"), MEMBER_CANNOT)
def test_a_member_may_not(alice, bob, browser_of, path, data):
    row, _ = invitation_for(alice)
    url = path.format(alice=alice.pk, invitation=row.pk)
    assert browser_of(bob).post(url, data).status_code == 403
    row.refresh_from_db()
    assert (row.status, team_of(alice).name) == ("pending", "Team A")
    assert Membership.objects.filter(user=alice, role="owner").exists()


@pytest.mark.parametrize("path", ["role", "remove"])
def test_anothers_member_is_a_404_page(alice, carol, browser_of, path):
    url = f"/team/members/{alice.pk}/{path}"
    assert browser_of(carol).post(url, {"role": "member"}).status_code == 404


def test_anothers_invitation_is_a_404_page(alice, carol, browser_of):
    row, _ = invitation_for(alice)
    url = f"/team/invitations/{row.pk}/revoke"
    assert browser_of(carol).post(url).status_code == 404


def test_roles_are_set_and_members_removed(alice, bob, browser_of):
    client = browser_of(alice)
    client.post(f"/team/members/{bob.pk}/role", {"role": "owner"})
    assert Membership.objects.get(user=bob, team_id=alice.team_id).role == "owner"
    client.post(f"/team/members/{bob.pk}/remove")
    assert not Membership.objects.filter(user=bob, team_id=alice.team_id).exists()


def test_the_last_owner_is_told_why_not(alice, bob, browser_of):
    client = browser_of(alice)
    url = f"/team/members/{alice.pk}/remove"
    assert client.post(url).status_code == 409
    back = client.post(url, HTTP_REFERER="http://testserver/team", follow=True)
    assert "A team cannot be without an owner." in text(back)


def test_leaving_leads_to_the_personal_team(alice, bob, browser_of):
    client = browser_of(bob)
    page = client.post(f"/team/members/{bob.pk}/remove", follow=True)
    assert "<h1>Team of Bob Baker</h1>" in text(page)


def test_inviting_lists_the_invitation_with_its_link(alice, browser_of):
    client = browser_of(alice)
    client.post("/team/invite", {"email": "carol@example.com", "role": "owner"})
    row = Invitation.objects.get()
    assert (row.email, row.role) == ("carol@example.com", "owner")
    page = text(client.get("/team"))
    assert f"/invitations/{row.pk and invitations.token_of(row).split(':')[0]}" in page
    client.post(f"/team/invitations/{row.pk}/revoke")
    assert "/invitations/MQ" not in text(client.get("/team"))
    row.refresh_from_db()
    assert row.status == "revoked"


@pytest.mark.parametrize(
    ("email", "role"),
    [("x", "member"), ("alice@example.com", "member"), ("c@example.com", "admin")],
)
def test_a_wrong_invitation_comes_back_with_400(alice, browser_of, email, role):
    response = browser_of(alice).post("/team/invite", {"email": email, "role": role})
    assert response.status_code == 400
    assert f'value="{email}"' in text(response)


def test_founding_another_team_makes_it_current(alice, browser_of):
    client = browser_of(alice)
    page = client.post("/team/new", {"name": "Second"}, follow=True)
    assert "<h1>Second</h1>" in text(page)
    old = client.post("/team/switch", {"team": alice.team_id}, follow=True)
    assert "<h1>Team A</h1>" in text(old)
    assert client.post("/team/new", {"name": "team a"}).status_code == 400


@pytest.mark.parametrize("team", ["", "x", "0", "{carol}"])
def test_switching_to_no_team_of_mine_is_a_404_page(alice, carol, browser_of, team):
    data = {"team": team.format(carol=carol.team_id)}
    assert browser_of(alice).post("/team/switch", data).status_code == 404
    assert User.objects.get(pk=alice.pk).team_id == alice.team_id


def test_deleting_takes_an_empty_team(alice, browser_of):
    page = browser_of(alice).post("/team/delete", follow=True)
    assert "<h1>Team of Alice Archer</h1>" in text(page)


def test_switched_off_answers_403(alice, browser_of, settings):
    settings.FEATURES = {**settings.FEATURES, "teams": False}
    client = browser_of(alice)
    for answer in (client.get("/team"), client.post("/team/new", {"name": "n"})):
        assert answer.status_code == 403
        assert "currently disabled" in text(answer)


@pytest.mark.parametrize("rows", [1, 15])
def test_the_page_asks_as_often_for_one_member_as_for_many(
    alice, browser_of, rows, django_assert_num_queries, django_user_model
):
    for number in range(rows):
        user = django_user_model.objects.create_user(f"m{number}@example.com")
        Membership.objects.create(team_id=alice.team_id, user=user)
        invitation_for(alice, email=f"i{number}@example.com")
    client = browser_of(alice)
    client.get("/team")
    with django_assert_num_queries(8):
        client.get("/team")


# ---------------------------------------------------------------- invitations


def test_a_visitor_is_asked_to_log_in_or_register(alice):
    _, url = invitation_for(alice)
    page = text(Client().get(url))
    assert "Alice Archer invites carol@example.com to the team Team A" in page
    assert "/login?next=/invitations/" in page
    assert "/register?next=/invitations/" in page
    response = Client().post(url, {"answer": "accept"})
    assert response["Location"].startswith("/login?next=/invitations/")


@pytest.mark.parametrize(
    ("answer", "status", "joined"),
    [("accept", "accepted", True), ("decline", "declined", False)],
)
def test_the_invitee_answers(alice, carol, browser_of, answer, status, joined):
    row, url = invitation_for(alice)
    client = browser_of(carol)
    assert "Accept" in text(client.get(url))
    assert not Membership.objects.filter(team_id=alice.team_id, user=carol).exists()
    assert client.post(url, {"answer": answer}).status_code == 302
    row.refresh_from_db()
    assert row.status == status
    member = Membership.objects.filter(team_id=alice.team_id, user=carol)
    assert member.exists() is joined
    again = client.post(url, {"answer": "accept"})
    assert again.status_code == 400


def test_another_person_can_do_nothing_with_it(alice, bob, carol, browser_of):
    row, url = invitation_for(alice)
    teams.remove_member(alice, team_of(alice), bob.pk)
    client = browser_of(bob)
    assert "another e-mail address" in text(client.get(url))
    for answer in ("accept", "decline"):
        assert client.post(url, {"answer": answer}).status_code == 403
    row.refresh_from_db()
    assert row.status == "pending"


def test_each_end_has_its_own_sentence(alice, carol, browser_of):
    client = browser_of(carol)
    row, url = invitation_for(alice)
    with time_machine.travel(now() + 8 * 86_400, tick=False):
        page = text(Client().get(url))
        assert "has expired" in page
    for state, words in (
        ("revoked", "was revoked"),
        ("accepted", "has been used"),
        ("declined", "was declined"),
    ):
        Invitation.objects.filter(pk=row.pk).update(state=state)
        response = client.get(url)
        assert response.status_code == 200
        assert words in text(response)
        assert 'value="accept"' not in text(response)


@pytest.mark.parametrize("token", ["x", "MQ:a:b", "%00", "..%2f"])
def test_a_forged_link_is_a_404_page(db, token):
    assert Client().get(f"/invitations/{token}").status_code == 404
