from accounts.views import account, signing, team
from jobhunt.lib.api import route

app_name = "accounts"
urlpatterns = [
    route("login", signing.login_page, name="login"),
    route("register", signing.register_page, name="register"),
    route("logout", signing.logout_view, name="logout"),
    route("forgot-password", signing.forgot_page, name="forgot-password"),
    route("reset-password", signing.reset_page, name="reset-password"),
    route(r"invitations/(?P<token>[^/]+)", team.invitation, name="invitation"),
    route("account", account.account, name="account"),
    route("account/password", account.password, name="password"),
    route("account/sessions", account.session_list, name="sessions"),
    route(
        "account/sessions/others",
        account.session_revoke_others,
        name="session-revoke-others",
    ),
    route(
        r"account/sessions/(?P<pk>\d+)/revoke",
        account.session_revoke,
        name="session-revoke",
    ),
    route("account/export", account.export, name="export"),
    route("account/delete", account.delete, name="delete"),
    route("team", team.team, name="team"),
    route("team/update", team.update, name="team-update"),
    route("team/new", team.create, name="team-new"),
    route("team/switch", team.switch, name="team-switch"),
    route("team/delete", team.delete, name="team-delete"),
    route("team/invite", team.invite, name="team-invite"),
    route(
        r"team/invitations/(?P<pk>\d+)/revoke",
        team.invitation_revoke,
        name="invitation-revoke",
    ),
    route(r"team/members/(?P<user_id>\d+)/role", team.member_role, name="member-role"),
    route(
        r"team/members/(?P<user_id>\d+)/remove",
        team.member_remove,
        name="member-remove",
    ),
]
