from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    name = "scheduling"
    verbose_name = "Scheduling"

    def ready(self) -> None:
        from jobhunt.lib.registry import health_probe
        from scheduling import receivers  # noqa: F401 - connects signals
        from scheduling.status import probe

        health_probe("scheduler", probe)
