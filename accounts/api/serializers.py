"""What /auth and /teams take in and give out."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.models import AuthSession, Invitation, Membership, Team, User
from accounts.validators import CHAT_ID
from jobhunt.lib.fields import IdField, StrictBooleanField, TextField
from jobhunt.lib.fields import MessageOut as MessageOut


class PasswordField(serializers.CharField):
    """Text as it was typed: blanks belong to it. Long ones are refused unhashed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(trim_whitespace=False, max_length=4096, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class LoginIn(serializers.Serializer[Any]):
    username = TextField(max_length=254)
    password = PasswordField()


class RegisterIn(serializers.Serializer[Any]):
    email = serializers.EmailField(max_length=254)
    password = PasswordField()
    full_name = TextField(max_length=150)
    username = TextField(max_length=150, required=False, allow_null=True)
    team_name = TextField(max_length=100, required=False, allow_null=True)


class RefreshIn(serializers.Serializer[Any]):
    # As it came: what is not byte for byte a token of ours is a 401.
    refresh_token = TextField(required=False, allow_blank=True, trim_whitespace=False)


class TokenOut(serializers.Serializer[Any]):
    access_token = serializers.CharField()
    refresh_token = serializers.CharField()
    token_type = serializers.CharField()
    expires_in = serializers.IntegerField()


class UserOut(serializers.ModelSerializer[User]):
    role = serializers.ChoiceField(("user", "admin"))
    team_id = serializers.IntegerField()
    team_role = serializers.ChoiceField(Membership.Role.choices, allow_null=True)

    class Meta:
        model = User
        fields = [
            "id",
            "email",
            "username",
            "full_name",
            "role",
            "is_active",
            "team_id",
            "team_role",
            "timezone",
            "telegram_chat_id",
            "email_notifications",
            "created_at",
            "updated_at",
        ]


class UserPatchIn(serializers.Serializer[Any]):
    full_name = TextField(max_length=150, required=False)
    email = serializers.EmailField(max_length=254, required=False)
    username = TextField(max_length=150, required=False)
    team_id = IdField(required=False)
    telegram_chat_id = serializers.RegexField(CHAT_ID, required=False, allow_null=True)
    email_notifications = StrictBooleanField(required=False)
    timezone = TextField(max_length=64, required=False)


class PasswordIn(serializers.Serializer[Any]):
    password = PasswordField()


class ChangePasswordIn(serializers.Serializer[Any]):
    current_password = PasswordField()
    new_password = PasswordField()


class ForgotIn(serializers.Serializer[Any]):
    email = serializers.EmailField(max_length=254)


class ResetIn(serializers.Serializer[Any]):
    token = TextField(max_length=500)
    new_password = PasswordField()


class SessionOut(serializers.ModelSerializer[AuthSession]):
    current = serializers.SerializerMethodField()

    class Meta:
        model = AuthSession
        fields = [
            "id",
            "kind",
            "created_at",
            "last_used_at",
            "expires_at",
            "ip_address",
            "user_agent",
            "current",
        ]

    def get_current(self, session: AuthSession) -> bool:
        return bool(session.pk == self.context["current_id"])


class TeamOut(serializers.ModelSerializer[Team]):
    my_role = serializers.ChoiceField(Membership.Role.choices, allow_null=True)
    members = serializers.IntegerField()

    class Meta:
        model = Team
        fields = [
            "id",
            "name",
            "description",
            "personal",
            "my_role",
            "members",
            "created_at",
            "updated_at",
        ]


class TeamIn(serializers.Serializer[Any]):
    name = TextField(max_length=100)
    description = TextField(
        max_length=2000, required=False, allow_blank=True, allow_null=True
    )


class MemberOut(serializers.ModelSerializer[Membership]):
    user_id = serializers.IntegerField()
    full_name = serializers.CharField(source="user.full_name")
    email = serializers.EmailField(source="user.email")

    class Meta:
        model = Membership
        fields = ["user_id", "full_name", "email", "role", "joined_at"]


class RoleIn(serializers.Serializer[Any]):
    role = serializers.ChoiceField(Membership.Role.choices)


class InvitationIn(serializers.Serializer[Any]):
    email = serializers.EmailField(max_length=254)
    role = serializers.ChoiceField(Membership.Role.choices)


class InvitationOut(serializers.ModelSerializer[Invitation]):
    status = serializers.ChoiceField(Invitation.Status.choices)
    invited_by = serializers.IntegerField(source="invited_by_id", allow_null=True)

    class Meta:
        model = Invitation
        fields = [
            "id",
            "email",
            "role",
            "status",
            "invited_by",
            "created_at",
            "expires_at",
        ]


class TokenIn(serializers.Serializer[Any]):
    token = TextField(max_length=500)
