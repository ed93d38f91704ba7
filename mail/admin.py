"""The outbox and templates for operators."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from jobhunt.lib.errors import DomainError
from mail import outbox
from mail.models import ChannelPause, Mailbox, MailTemplate, Notification, OutboxMail


@admin.register(OutboxMail)
class OutboxAdmin(admin.ModelAdmin[OutboxMail]):
    list_display = ("id", "kind", "recipient", "subject", "status", "attempts", "user")
    list_filter = ("status", "kind")
    search_fields = ("recipient", "subject", "message_id")
    list_select_related = ("user",)
    list_per_page = 50
    show_full_result_count = False
    # Not the text: it may hold a link that signs in.
    exclude = ("body", "attachment_path")
    actions = ["send_again", "cancel"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def each(self, request: HttpRequest, queryset: Any, act: Any) -> None:
        for mail in queryset:
            try:
                act(request.user, mail)
            except DomainError as error:
                messages.error(request, f"{mail.pk}: {error.message}")

    @admin.action(description="Send again", permissions=["view"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[OutboxMail]) -> None:
        self.each(request, queryset, outbox.retry)

    @admin.action(description="Cancel", permissions=["view"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[OutboxMail]) -> None:
        self.each(request, queryset, outbox.cancel)


@admin.register(MailTemplate)
class TemplateAdmin(admin.ModelAdmin[MailTemplate]):
    list_display = ("name", "kind", "team", "approved")
    list_filter = ("kind", "approved")
    search_fields = ("name",)
    list_select_related = ("team",)
    autocomplete_fields = ["team", "user"]


@admin.register(Notification)
class NotificationAdmin(admin.ModelAdmin[Notification]):
    list_display = ("id", "event", "channel", "user", "status", "attempts", "error")
    list_filter = ("status", "channel", "event")
    list_select_related = ("user",)
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ChannelPause)
class PauseAdmin(admin.ModelAdmin[ChannelPause]):
    """Deleting one switches the channel on again at its address."""

    list_display = ("channel", "address", "reason", "since")
    list_filter = ("channel",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Mailbox)
class MailboxAdmin(admin.ModelAdmin[Mailbox]):
    list_display = ("user", "address", "host", "port")
    list_select_related = ("user",)
    exclude = ("password",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
