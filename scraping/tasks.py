"""Tasks of jobs: duplicates, scores, reminders, and the scheduled scrapes."""

from __future__ import annotations

from django.conf import settings

from scheduling.registry import periodic, task


@task("scraping.find_duplicates", limit=600)
def find_duplicates(team_id: int, since_id: int) -> None:
    from scraping.services.duplicates import find_duplicates as find

    find(team_id, since_id)


@periodic("check_follow_ups", every=settings.SCHEDULE_CHECK_FOLLOW_UPS, limit=600)
def check_follow_ups() -> None:
    from scraping.services.follow_ups import check_follow_ups as check

    check()
