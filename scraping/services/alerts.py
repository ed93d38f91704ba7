"""Telling the team about new matches of a saved search: one run, one message."""

from __future__ import annotations

from accounts.models import User
from mail.notify import notify
from scraping.models import RunPosting, ScrapeRun


def after_run(run: ScrapeRun) -> None:
    """Alert for a scheduled run of a search with alerts; by hand alerts nobody."""
    search = run.search
    if search is None or not search.alerts or run.trigger == ScrapeRun.Trigger.MANUAL:
        return
    rows = (
        RunPosting.objects.filter(
            run=run, outcome=RunPosting.Outcome.NEW, job__isnull=False
        )
        .select_related("job")
        .order_by("-job_id")
    )
    jobs = [
        {
            "id": row.job.pk,
            "title": row.job.title,
            "company": row.job.company,
            "location": row.job.location,
        }
        for row in rows[:50]
        if row.job is not None
    ]
    if not jobs:
        return
    total = rows.count()
    members = User.objects.filter(memberships__team_id=run.team_id, is_active=True)
    for user in members:
        notify(
            "jobs_found",
            user,
            team_id=run.team_id,
            key=f"run:{run.pk}",
            jobs=jobs,
            total=total,
            search=search.name,
            run_id=run.pk,
            search_id=search.pk,
        )
