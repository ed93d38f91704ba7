"""What follows when postings are new or changed: duplicates and scores, in tasks."""

from __future__ import annotations

from collections.abc import Sequence

from scheduling.queue import enqueue


def jobs_changed(team_id: int, job_ids: Sequence[int]) -> None:
    """Have the team's duplicates looked for and its scores computed anew.

    One queued task a team: it reads which jobs are due by itself.
    """
    if not job_ids:
        return
    lowest = min(job_ids)
    for task in ("scraping.find_duplicates", "scraping.score_jobs"):
        enqueue(
            task,
            key=f"team:{team_id}",
            team_id=team_id,
            again=True,
            since_id=lowest,
        )
