"""What follows when a team goes, and when the database was migrated."""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models.signals import post_delete
from django.dispatch import receiver

from accounts.models import Team
from scheduling.models import JobRun, Schedule, State
from scheduling.registry import GLOBAL_JOBS
from scheduling.schedules import keep_job


@receiver(post_delete, sender=Team, dispatch_uid="scheduling.team_deleted")
def forget_team(sender: type[Team], instance: Team, **kwargs: Any) -> None:
    """Its schedules and runs go too: they hold plain ids, no foreign keys."""
    Schedule.objects.filter(team_id=instance.pk).delete()
    # One that runs finds its objects gone, and ends by itself.
    JobRun.objects.filter(team_id=instance.pk).exclude(state=State.RUNNING).delete()


def make_installation_jobs(using: str, **kwargs: Any) -> None:
    """The four jobs are listed from the first start on, supervisor or not."""
    if using != DEFAULT_DB_ALIAS:
        return
    if Schedule._meta.db_table not in connection.introspection.table_names():
        return  # migrated backwards
    for job in GLOBAL_JOBS:
        keep_job(job)
