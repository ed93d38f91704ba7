from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "mail"
    verbose_name = "Mail"

    def ready(self) -> None:
        from mail import receivers, tracking  # noqa: F401 - connects the signals

        tracking.connect()
