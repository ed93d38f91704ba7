"""What follows when postings are new or changed: duplicates and scores, in tasks."""

from __future__ import annotations

from collections.abc import Sequence

from scheduling.queue import enqueue

TASKS = ("scraping.find_duplicates", "scraping.score_jobs")


def jobs_changed(team_id: int, job_ids: Sequence[int]) -> None:
    """Have duplicates of these jobs looked for and their scores computed anew."""
    if not job_ids:
        return
    first, last = min(job_ids), max(job_ids)
    for task in TASKS:
        enqueue(
            task,
            key=f"{team_id}:{first}-{last}",
            team_id=team_id,
            again=True,
            first_id=first,
            last_id=last,
        )
