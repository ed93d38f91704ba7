"""Background work of the AI floor."""

from __future__ import annotations

from scheduling.registry import task
from scheduling.runs import current
from scraping.services.scores import score_team


@task("scraping.score_jobs", limit=600)
def score_jobs(since_id: int = 0) -> None:
    """Match scores that are due in the run's team."""
    run = current()
    if run is not None and run.team_id is not None:
        score_team(run.team_id, since_id)
