"""Users, teams, sessions and invitations for operators."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import admin as auth_admin
from django.contrib.auth import forms as auth_forms
from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.models import AuthSession, Invitation, Membership, Team, User
from accounts.services import passwords, registration, removal, sessions, teams
from jobhunt.lib.errors import DomainError

admin.site.unregister(Group)
BY_OPERATOR = "ended by an administrator"


def login(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    """Everybody's sign-in page: one place with the limits and the sessions."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next", "/admin/"))


admin.site.login = login  # type: ignore[method-assign]


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    autocomplete_fields = ["user", "team"]


class ChangeForm(auth_forms.UserChangeForm):
    class Meta(auth_forms.UserChangeForm.Meta):
        model = User
        field_classes = {}


class AddForm(forms.ModelForm):
    """An account for somebody else, where registration is closed."""

    password1 = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput
    )

    class Meta:
        model = User
        fields = ("email", "full_name")

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        try:
            registration.check_password(password, self.instance)
        except DomainError as error:
            raise forms.ValidationError(error.message) from None
        return password


@admin.register(User)
class UserAdmin(auth_admin.UserAdmin):
    form = ChangeForm
    add_form = AddForm
    ordering = ("-id",)
    list_display = ("email", "full_name", "is_active", "is_staff", "team", "created_at")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "username", "full_name")
    list_select_related = ("team",)
    list_per_page = 50
    fieldsets = (
        (None, {"fields": ("email", "username", "full_name", "password")}),
        (
            _("Rights"),
            {"fields": ("is_active", "is_staff", "is_superuser", "user_permissions")},
        ),
        (
            _("Settings"),
            {
                "fields": (
                    "team",
                    "timezone",
                    "telegram_chat_id",
                    "email_notifications",
                )
            },
        ),
    )
    add_fieldsets = ((None, {"fields": ("email", "full_name", "password1")}),)
    autocomplete_fields = ["team"]
    filter_horizontal = ("user_permissions",)
    actions = ["deactivate", "revoke_sessions", "send_reset"]

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        return [MembershipInline] if obj else []

    def save_model(self, request: Any, obj: User, form: Any, change: bool) -> None:
        if not change:
            made = registration.create_account(
                email=obj.email,
                password=form.cleaned_data["password1"],
                full_name=obj.full_name,
            )
            obj.__dict__.update(made.__dict__)
            return
        super().save_model(request, obj, form, change)
        if "is_active" in form.changed_data and not obj.is_active:
            sessions.revoke_others(obj, None, "deactivated")

    def user_change_password(
        self, request: HttpRequest, id: str, form_url: str = ""
    ) -> HttpResponse:
        response = super().user_change_password(request, id, form_url)
        user = self.get_object(request, id)
        if request.method == "POST" and response.status_code == 302 and user:
            current = getattr(request, "auth_session", None)
            own = current if request.user == user else None
            sessions.revoke_others(user, own, "password set by an administrator")
        return response

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        self.remove(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            self.remove(request, user)

    def remove(self, request: HttpRequest, user: User) -> None:
        """As the account's own deletion; a refusal is told, not raised."""
        try:
            removal.remove_account(user)
        except DomainError as error:
            self.message_user(request, error.message, messages.ERROR)

    @admin.action(description=_("Deactivate and end all sessions"))
    def deactivate(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset.exclude(pk=request.user.pk or 0):
            user.is_active = False
            user.save(update_fields=["is_active", "updated_at"])
            sessions.revoke_others(user, None, "deactivated")

    @admin.action(description=_("End all sessions"))
    def revoke_sessions(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            sessions.revoke_others(user, None, BY_OPERATOR)

    @admin.action(description=_("Mail a link to choose a new password"))
    def send_reset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset.filter(is_active=True):
            passwords.announce_reset(user)


@admin.register(Team)
class TeamAdmin(admin.ModelAdmin):
    list_display = ("name", "personal", "created_at")
    search_fields = ("name",)
    list_filter = ("personal",)
    list_per_page = 50
    fields = ("name", "description", "personal", "person")
    readonly_fields = ("personal", "person")
    inlines = [MembershipInline]

    def delete_model(self, request: HttpRequest, obj: Team) -> None:
        # Who was in it gets the personal team with the next request.
        teams.drop(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Team]) -> None:
        for team in queryset:
            teams.drop(team)


@admin.register(AuthSession)
class AuthSessionAdmin(admin.ModelAdmin):
    list_display = ("user", "kind", "ip_address", "last_used_at", "revoked_at")
    list_filter = ("kind",)
    search_fields = ("user__email",)
    list_select_related = ("user",)
    list_per_page = 50
    fields = (
        "user",
        "kind",
        "ip_address",
        "user_agent",
        "created_at",
        "last_used_at",
        "expires_at",
        "revoked_at",
        "revoked_reason",
    )
    actions = ["revoke"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # A deleted row would leave its sockets open: end it instead.
        return False

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("accounts.delete_authsession")

    @admin.action(description=_("End these sessions"), permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[AuthSession]) -> None:
        for session in queryset:
            sessions.revoke(session, reason=BY_OPERATOR)


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    list_display = ("email", "team", "role", "state", "expires_at")
    list_filter = ("state",)
    search_fields = ("email", "team__name")
    list_select_related = ("team",)
    list_per_page = 50
    readonly_fields = ("team", "email", "role", "invited_by", "expires_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
