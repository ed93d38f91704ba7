"""Tasks of jobs: duplicates, scores, reminders, and the scheduled scrapes."""

from __future__ import annotations

from scheduling.registry import periodic, task


@task("scraping.find_duplicates", limit=600)
def find_duplicates(first_id: int, last_id: int) -> None:
    from scheduling.runs import current
    from scraping.services.duplicates import find_duplicates as find

    run = current()
    if run is not None and run.team_id is not None:
        find(run.team_id, first_id, last_id)


@task("scraping.run", limit=1800, long=True)
def run_scrape(run_id: int) -> None:
    from scraping.services.execution import execute

    execute(run_id)


@periodic("check_follow_ups", limit=600)
def check_follow_ups() -> None:
    from scraping.services.follow_ups import check_follow_ups as check

    check()


@task("scraping.follow_up", limit=60)
def follow_up(sequence_id: int, sent: int) -> None:
    from scraping.services.sequences import send_due

    send_due(sequence_id, sent)


@task("scrape_search", limit=120)
def scrape_search(search_id: int) -> None:
    from scraping.services.searches import run_search

    run_search(search_id)


@task("scraping.refresh", limit=120)
def refresh(team: int, search_id: int | None) -> None:
    from scraping.services.searches import refresh as start

    start(team, search_id)


@periodic("scrape_jobs", limit=600)
def scrape_jobs() -> None:
    """Each team's watched companies, and its searches that have no interval."""
    from jobhunt.lib.features import is_enabled
    from scheduling.registry import Skip
    from scraping.services.searches import refresh_all

    if not is_enabled("job_scraping"):
        raise Skip("Scraping is switched off.")
    refresh_all()


@periodic("job_automation", limit=600)
def job_automation() -> None:
    """Applications that owners opted in to (FEATURE_AUTO_APPLY, off by default)."""
    from jobhunt.lib.features import is_enabled
    from scheduling.registry import Skip
    from scraping.services.automation import automate

    if not is_enabled("auto_apply"):
        raise Skip("Automatic applications are switched off.")
    automate()
