from jobhunt.lib.api import route
from mail import views
from mail.tracking import tracking_urls

app_name = "mail"
PK = r"(?P<pk>\d+)"
urlpatterns = [
    route("mail", views.outbox_page, name="outbox"),
    route("mail/compose", views.compose, name="compose"),
    route("mail/templates", views.templates, name="templates"),
    route("mail/templates/new", views.template_new, name="template-new"),
    route(f"mail/templates/{PK}", views.template_edit, name="template-edit"),
    route(
        f"mail/templates/{PK}/approve", views.template_approve, name="template-approve"
    ),
    route(f"mail/templates/{PK}/delete", views.template_delete, name="template-delete"),
    route("mail/settings", views.mail_settings, name="settings"),
    route("mail/settings/delete", views.mailbox_delete, name="mailbox-delete"),
    route("mail/settings/test", views.test_mail, name="test-mail"),
    route("mail/settings/telegram", views.test_telegram, name="test-telegram"),
    route(f"mail/{PK}", views.message, name="message"),
    route(f"mail/{PK}/cancel", views.cancel, name="cancel"),
    route(f"mail/{PK}/retry", views.retry, name="retry"),
    route(f"mail/{PK}/replied", views.replied, name="replied"),
    *tracking_urls(),
]
