"""/teams: teams, members, invitations."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response

from accounts.api import serializers as io
from accounts.http import ApiRequest
from accounts.models import Invitation, Membership, Team
from accounts.services import invitations, teams
from jobhunt.lib.api import ListMixin, ScopedViewSet, message, valid
from jobhunt.lib.errors import Missing
from jobhunt.lib.features import FeatureEnabled
from jobhunt.lib.scoping import object_id

MEMBER = r"members/(?P<user_id>[^/]+)"
INVITATION = r"invitations/(?P<invitation_id>[^/]+)"


class TeamViewSet(ListMixin, ScopedViewSet):
    abstract = False
    model = Team
    serializer_class = io.TeamOut
    permission_classes = [IsAuthenticated, FeatureEnabled("teams")]

    def team(self) -> Team:
        """The team of the path; an admin sees all, acts in his own only."""
        team: Team = self.get_object()
        return team

    def one(self, team: Team, status: int = 200) -> Response:
        fresh = self.get_queryset().get(pk=team.pk)
        return self.shown(fresh, status)

    def number(self, value: str) -> int:
        found = object_id(value)
        if found is None:
            raise Missing
        return found

    @extend_schema(request=io.TeamIn, responses={201: io.TeamOut})
    def create(self, request: ApiRequest) -> Response:
        return self.one(
            teams.create_team(request.user, **valid(io.TeamIn, request)), 201
        )

    @extend_schema(responses=io.TeamOut)
    def retrieve(self, request: ApiRequest, pk: str) -> Response:
        return self.shown(self.get_object())

    @extend_schema(request=io.TeamIn, responses=io.TeamOut)
    def partial_update(self, request: ApiRequest, pk: str) -> Response:
        team = self.team()
        teams.require_owner(request.user, team)
        changes = valid(io.TeamIn, request, partial=True)
        return self.one(teams.update_team(request.user, team, changes))

    @extend_schema(responses=io.MessageOut)
    def destroy(self, request: ApiRequest, pk: str) -> Response:
        teams.delete_team(request.user, self.team())
        return message("Team deleted.")

    @extend_schema(responses=io.MemberOut(many=True))
    @action(detail=True, methods=["get"])
    def members(self, request: ApiRequest, pk: str) -> Response:
        rows = Membership.objects.filter(team=self.team()).select_related("user")
        page = self.paginate_queryset(rows) or []
        return self.get_paginated_response(io.MemberOut(page, many=True).data)

    @extend_schema(request=io.RoleIn, responses=io.MemberOut)
    @action(detail=True, methods=["patch"], url_path=MEMBER, url_name="member")
    def member(self, request: ApiRequest, pk: str, user_id: str) -> Response:
        team = self.team()
        teams.require_owner(request.user, team)
        role = valid(io.RoleIn, request)["role"]
        membership = teams.change_role(request.user, team, self.number(user_id), role)
        return Response(io.MemberOut(membership).data)

    @extend_schema(request=None, responses=io.MessageOut)
    @member.mapping.delete
    def remove_member(self, request: ApiRequest, pk: str, user_id: str) -> Response:
        teams.remove_member(request.user, self.team(), self.number(user_id))
        return message("Member removed.")

    @extend_schema(methods=["get"], responses=io.InvitationOut(many=True))
    @extend_schema(
        methods=["post"], request=io.InvitationIn, responses={201: io.InvitationOut}
    )
    @action(detail=True, methods=["get", "post"])
    def invitations(self, request: ApiRequest, pk: str) -> Response:
        team = self.team()
        teams.require_owner(request.user, team)
        if request.method == "POST":
            data = valid(io.InvitationIn, request)
            made = invitations.invite(request.user, team, **data)
            return Response(io.InvitationOut(made).data, status=201)
        page = self.paginate_queryset(team.invitations.all()) or []
        return self.get_paginated_response(io.InvitationOut(page, many=True).data)

    @extend_schema(responses=io.MessageOut)
    @action(detail=True, methods=["delete"], url_path=INVITATION, url_name="invitation")
    def invitation(self, request: ApiRequest, pk: str, invitation_id: str) -> Response:
        team = self.team()
        teams.require_owner(request.user, team)
        found = Invitation.objects.filter(team=team, pk=self.number(invitation_id))
        invitation = found.select_related("team").first()
        if invitation is None:
            raise Missing
        invitations.revoke(request.user, invitation)
        return message("Invitation revoked.")

    @extend_schema(request=io.TokenIn, responses=io.TeamOut)
    @action(detail=False, methods=["post"], url_path="invitations/accept")
    def accept(self, request: ApiRequest, **kwargs: Any) -> Response:
        token = valid(io.TokenIn, request)["token"]
        return self.one(invitations.accept(request.user, token))
