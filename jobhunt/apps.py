from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobhuntConfig(AppConfig):
    name = "jobhunt"
    verbose_name = "Jobhunt"

    def ready(self) -> None:
        from jobhunt import checks  # noqa: F401 - registers the system checks

        autodiscover_modules("receivers")
