from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SchedulingConfig(AppConfig):
    name = "scheduling"
    verbose_name = "Scheduling"

    def ready(self) -> None:
        from jobhunt.lib.registry import health_probe
        from scheduling import checks, receivers  # noqa: F401 - registers checks
        from scheduling.status import probe

        health_probe("scheduler", probe)
        post_migrate.connect(
            receivers.make_installation_jobs,
            sender=self,
            dispatch_uid="scheduling.installation_jobs",
        )
