from django.contrib import admin

from logs_app.models import LogEntry


@admin.register(LogEntry)
class LogEntryAdmin(admin.ModelAdmin):
    """Read only: clearing is the audited endpoint's."""

    list_display = ("created_at", "level", "action", "message", "user_id", "request_id")
    list_filter = ("level", "action")
    search_fields = ("message", "request_id")
    date_hierarchy = "created_at"
    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
