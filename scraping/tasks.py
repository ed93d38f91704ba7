"""Tasks of jobs: duplicates, scores, reminders, and the scheduled scrapes."""

from __future__ import annotations

from django.conf import settings

from scheduling.registry import periodic, task


@task("scraping.find_duplicates", limit=600)
def find_duplicates(team_id: int, first_id: int, last_id: int) -> None:
    from scraping.services.duplicates import find_duplicates as find

    find(team_id, first_id, last_id)


@task("scraping.run", limit=1800, long=True)
def run_scrape(run_id: int) -> None:
    from scraping.services.execution import execute

    execute(run_id)


@periodic("check_follow_ups", every=settings.SCHEDULE_CHECK_FOLLOW_UPS, limit=600)
def check_follow_ups() -> None:
    from scraping.services.follow_ups import check_follow_ups as check

    check()
