"""Users, teams, sessions and invitations for operators."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import AuthSession, Invitation, Membership, Team, User
from accounts.services import sessions

admin.site.unregister(Group)


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    autocomplete_fields = ["user", "team"]


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = ("email", "full_name", "is_active", "is_staff", "team", "created_at")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "username", "full_name")
    list_select_related = ("team",)
    list_per_page = 50
    fields = (
        "email",
        "username",
        "full_name",
        "is_active",
        "is_staff",
        "is_superuser",
        "user_permissions",
        "team",
        "timezone",
        "telegram_chat_id",
        "email_notifications",
    )
    autocomplete_fields = ["team"]
    filter_horizontal = ["user_permissions"]
    inlines = [MembershipInline]
    actions = ["deactivate", "revoke_sessions"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        # Accounts come with a team and a password: createsuperuser or /register.
        return False

    def save_model(self, request: Any, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "is_active" in form.changed_data and not obj.is_active:
            sessions.revoke_others(obj, None, "deactivated")

    @admin.action(description="Deactivate and end all sessions")
    def deactivate(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset.exclude(pk=request.user.pk):
            user.is_active = False
            user.save(update_fields=["is_active"])
            sessions.revoke_others(user, None, "deactivated")

    @admin.action(description="End all sessions")
    def revoke_sessions(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            sessions.revoke_others(user, None, "revoked by an administrator")


@admin.register(Team)
class TeamAdmin(admin.ModelAdmin):
    list_display = ("name", "personal", "created_at")
    search_fields = ("name",)
    list_per_page = 50
    inlines = [MembershipInline]


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

    @admin.action(description="End these sessions", permissions=["view"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[AuthSession]) -> None:
        for session in queryset:
            sessions.revoke(session, reason="revoked by an administrator")


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    list_display = ("email", "team", "role", "state", "expires_at")
    list_filter = ("state",)
    search_fields = ("email", "team__name")
    list_select_related = ("team",)
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
