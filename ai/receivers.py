"""What follows when a resume was read or another one became the default."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from resumes.signals import profile_changed
from scheduling.queue import enqueue
from scraping.services.scores import forget_scores


@receiver(profile_changed)
def score_anew(sender: Any, team_id: int, user_id: int | None, **kwargs: Any) -> None:
    if user_id is None:
        return
    forget_scores(team_id, user_id)
    enqueue(
        "scraping.score_jobs",
        key=f"team:{team_id}",
        team_id=team_id,
        again=True,
    )
