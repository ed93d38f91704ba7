"""A team that goes takes its schedules and runs with it (they hold plain ids)."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver

from accounts.models import Team
from scheduling.models import JobRun, Schedule, State


@receiver(post_delete, sender=Team, dispatch_uid="scheduling.team_deleted")
def forget_team(sender: type[Team], instance: Team, **kwargs: Any) -> None:
    Schedule.objects.filter(team_id=instance.pk).delete()
    # One that runs finds its objects gone, and ends by itself.
    JobRun.objects.filter(team_id=instance.pk).exclude(state=State.RUNNING).delete()
