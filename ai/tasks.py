"""Background work of the AI floor."""

from __future__ import annotations

from scheduling.registry import task
from scheduling.runs import current
from scraping.services.scores import score_team


@task("scraping.score_jobs", limit=600)
def score_jobs(team_id: int | None = None, first_id: int = 0, last_id: int = 0) -> None:
    """Match scores that are due in the run's team; of new postings when given."""
    run = current()
    team_id = team_id or (run.team_id if run is not None else None)
    if team_id is not None:
        score_team(team_id, first_id, last_id)
