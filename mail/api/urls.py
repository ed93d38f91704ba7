from jobhunt.lib.api import OptionalSlashRouter, route
from mail.api import views

router = OptionalSlashRouter()
router.register("email/messages", views.OutboxViewSet, basename="email-message")
router.register("email/templates", views.TemplateViewSet, basename="email-template")

urlpatterns = [
    route("email/send/hr", views.SendHrView.as_view(), name="email-send-hr"),
    route(
        "email/send/follow-up",
        views.SendFollowUpView.as_view(),
        name="email-send-follow-up",
    ),
    route("email/test", views.EmailTestView.as_view(), name="email-test"),
    route("telegram/test", views.TelegramTestView.as_view(), name="telegram-test"),
    *router.urls,
]
