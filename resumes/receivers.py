"""Files follow their teams and people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.dispatch import receiver

from accounts.signals import team_deleted, user_deleted
from jobhunt.lib.registry import resolver
from resumes.models import Resume
from resumes.services.storage import absolute, remove_team_files


@receiver(team_deleted)
def forget_team(sender: Any, team_id: int, **kwargs: Any) -> None:
    remove_team_files(team_id)


@receiver(user_deleted)
def forget_user(sender: Any, **kwargs: Any) -> None:
    """A person's own teams go with the account; what others share stays."""
    for team_id in kwargs.get("file_team_ids") or ():
        remove_team_files(team_id)


def personal_files(user: Any) -> list[tuple[str, Path]]:
    """What a person has uploaded, for the export of one's own data."""
    rows = Resume.objects.filter(user=user).values_list("pk", "filename", "path")
    return [(f"resumes/{pk}-{name}", absolute(path)) for pk, name, path in rows]


resolver("personal files", personal_files)
