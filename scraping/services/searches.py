"""Saved searches: their rules, schedules, previews, and the team's schedule."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jobhunt.lib.cache import bump_team
from jobhunt.lib.errors import Conflict, Missing, NotAllowed, RuleRefused
from mail.models import MailTemplate
from scheduling import schedules
from scheduling.models import Schedule
from scheduling.queue import enqueue
from scheduling.registry import RetryLater, Skip
from scraping.models import Company, Job, SavedSearch, ScrapeRun
from scraping.reading.pay import Pay
from scraping.reading.rules import (
    BadRule,
    Facts,
    Rules,
    first_rule_that_drops,
    rules_of,
)
from scraping.services import runs
from scraping.sources import SOURCES

JOB = "scrape_search"
EXAMPLES = 5
PREVIEW_BATCH = 1000


def checked_rules(data: Any, path: str = "rules") -> Rules:
    """Rules from a body; RuleRefused at the rule that is wrong."""
    try:
        return rules_of(data)
    except BadRule as bad:
        field = path if bad.field == path else f"{path}.{bad.field}"
        raise RuleRefused(str(bad), field=field) from bad


def save(user: Any, search: SavedSearch, changes: dict[str, Any]) -> SavedSearch:
    """Write a search of the team and keep its schedule in step."""
    if "rules" in changes:
        changes["rules"] = checked_rules(changes["rules"]).as_dict()
    check_references(user, changes)
    if "auto_apply" in changes:
        if changes["auto_apply"] and not user.is_owner:
            raise NotAllowed(_("Only an owner of the team switches auto_apply on."))
        changes["auto_apply_user"] = user if changes["auto_apply"] else None
    with transaction.atomic():
        for name, value in changes.items():
            setattr(search, name, value)
        if search.pk is None:
            search.team_id, search.user = user.team_id, user
        check_auto_apply(search)
        search.save()
        keep_schedule(user, search)
        bump_team(search.team_id)
    return search


def check_references(user: Any, changes: dict[str, Any]) -> None:
    for name in changes.get("source_names") or []:
        if name not in SOURCES:
            raise RuleRefused(
                _("There is no source “%(name)s”.") % {"name": name[:60]},
                field="source",
            )
    ids = changes.get("company_ids") or []
    found = Company.objects.for_user(user).filter(pk__in=ids).count()
    if found != len(set(ids)):
        raise Missing
    template_id = changes.get("template_id")
    if template_id is not None:
        templates = MailTemplate.objects.for_user(user)
        if not templates.filter(pk=template_id).exists():
            raise Missing


def check_auto_apply(search: SavedSearch) -> None:
    """It acts only with a minimum score and an approved template."""
    if not search.auto_apply:
        return
    if search.min_score is None:
        raise RuleRefused(
            _("auto_apply needs a minimum score."), field="min_score", code="required"
        )
    if search.template_id is None:
        raise RuleRefused(
            _("auto_apply needs a template."), field="template_id", code="required"
        )
    template = MailTemplate.objects.filter(
        pk=search.template_id, team_id=search.team_id
    ).first()
    if template is None or not template.approved:
        raise RuleRefused(
            _("auto_apply needs a template that an owner approved."),
            field="template_id",
            code="not_approved",
        )


def schedule_key(search: SavedSearch) -> str:
    return f"search:{search.pk}"


def keep_schedule(user: Any, search: SavedSearch) -> Schedule | None:
    """The search's schedule row: there while it has an interval."""
    key = schedule_key(search)
    if search.interval_hours is None:
        schedules.remove_schedule(JOB, key, user=user)
        return None
    return schedules.set_schedule(
        JOB,
        key,
        f"{search.interval_hours}h",
        {"search_id": search.pk},
        search.team_id,
        enabled=search.enabled,
        name=search.name,
        user=user,
    )


def remove(user: Any, search: SavedSearch) -> None:
    with transaction.atomic():
        schedules.remove_schedule(JOB, schedule_key(search), user=user)
        team_id = search.team_id
        search.delete()
        bump_team(team_id)


def next_runs(searches: list[SavedSearch]) -> dict[int, Any]:
    """Search id -> when its schedule is due next."""
    keys = {schedule_key(search): search.pk for search in searches}
    rows = Schedule.objects.filter(job=JOB, key__in=keys, enabled=True)
    return {keys[row.key]: row.next_run_at for row in rows}


def facts_of(job: Job) -> Facts:
    body = getattr(job, "body", None)
    return Facts(
        title=job.title,
        company=job.company,
        text=body.description_text if body else None,
        places=tuple(job.locations or ()),
        remote=job.remote,
        remote_regions=tuple(job.remote_regions or ()),
        pay=Pay(job.salary_min, job.salary_max, job.salary_currency, job.salary_period)
        if job.salary_max is not None or job.salary_min is not None
        else None,
        posted_at=job.posted_at,
    )


def preview(user: Any, data: Any) -> dict[str, Any]:
    """What each rule would drop of the team's open jobs; changes nothing."""
    rules = checked_rules(data)
    now = timezone.now()
    dropped: dict[str, dict[str, Any]] = {}
    total = kept = 0
    jobs = Job.objects.for_user(user).listed().open().select_related("body")
    for job in jobs.order_by("-pk").iterator(chunk_size=PREVIEW_BATCH):
        total += 1
        rule = first_rule_that_drops(rules, facts_of(job), now)
        if rule is None:
            kept += 1
            continue
        group = dropped.setdefault(rule, {"rule": rule, "count": 0, "examples": []})
        group["count"] += 1
        if len(group["examples"]) < EXAMPLES:
            group["examples"].append(
                {"id": job.pk, "title": job.title, "company": job.company}
            )
    return {"total": total, "kept": kept, "dropped": list(dropped.values())}


# ------------------------------------------------------------- running


def run_search(search_id: int) -> ScrapeRun | None:
    """Start a saved search's scheduled run; None when it is not to run now."""
    search = SavedSearch.objects.select_related("user").filter(pk=search_id).first()
    if search is None or not search.enabled:
        return None
    try:
        return runs.start_run(
            search.user,
            team_id=search.team_id,
            search=search,
            trigger=ScrapeRun.Trigger.SCHEDULE
            if search.is_team_schedule
            else ScrapeRun.Trigger.SEARCH,
        )
    except Conflict:
        return None


def refresh_all() -> int:
    """Queue a refresh of each team's watched companies and searches without an
    interval; how many. They take turns, since a team runs one scrape at a time."""
    parts = due_for_refresh()
    for team_id, search_id in parts:
        enqueue(
            "scraping.refresh",
            key=f"{team_id}:{search_id or 'companies'}",
            team_id=team_id,
            search_id=search_id,
            team=team_id,
        )
    return len(parts)


def refresh(team_id: int, search_id: int | None) -> None:
    """Start one part of a refresh; RetryLater while the team's scrape runs."""
    if runs.active_run(team_id) is not None:
        raise RetryLater(15, "another scrape of the team runs")
    try:
        if search_id is not None:
            run_search(search_id)
        elif ids := watched_ids(team_id):
            runs.start_run(
                None,
                team_id=team_id,
                company_ids=ids,
                trigger=ScrapeRun.Trigger.SCHEDULE,
            )
    except Conflict:
        raise RetryLater(15, "another scrape of the team runs") from None
    except RuleRefused as nothing:
        raise Skip(nothing.message) from nothing


def watched_ids(team_id: int) -> list[int]:
    on = runs.enabled_sources(team_id)
    return [
        pk
        for pk, source in Company.objects.filter(
            team_id=team_id, enabled=True
        ).values_list("pk", "source")
        if on.get(source)
    ]


def due_for_refresh() -> list[tuple[int, int | None]]:
    """(team, search or None for its companies), teams in turn."""
    parts: list[tuple[int, int | None]] = [
        (team_id, None)
        for team_id in Company.objects.filter(enabled=True)
        .order_by("team_id")
        .values_list("team_id", flat=True)
        .distinct()
        if watched_ids(team_id)
    ]
    parts += [
        (team_id, pk)
        for team_id, pk in SavedSearch.objects.filter(
            enabled=True, interval_hours__isnull=True
        ).values_list("team_id", "pk")
    ]
    return parts


# ------------------------------------------------------------- a team's schedule


def set_team_schedule(
    user: Any,
    team_id: int,
    *,
    keyword: str | None,
    location: str | None,
    limit: int | None,
    source_names: list[str],
    interval_hours: int,
    run_now: bool,
) -> tuple[SavedSearch, Schedule, bool]:
    """The team's schedule (one a team), and whether it is new."""
    with transaction.atomic():
        search = SavedSearch.objects.filter(
            team_id=team_id, is_team_schedule=True
        ).first()
        created = search is None
        if search is None:
            search = SavedSearch(team_id=team_id, user=user, is_team_schedule=True)
        for name in source_names:
            if name not in SOURCES:
                raise RuleRefused(
                    _("There is no source “%(name)s”.") % {"name": name[:60]},
                    field="source",
                )
        search.name = _("Team schedule")
        search.keyword, search.location = keyword, location
        search.limit, search.source_names = limit, source_names
        search.interval_hours, search.enabled = interval_hours, True
        search.save()
        schedule = keep_schedule(user, search)
        assert schedule is not None
        bump_team(team_id)
        # With the schedule or not at all: what cannot run now is not kept either.
        if run_now:
            run_search(search.pk)
    return search, schedule, created


def remove_team_schedule(user: Any, team_id: int) -> None:
    search = SavedSearch.objects.filter(team_id=team_id, is_team_schedule=True).first()
    if search is None:
        raise Missing(_("This team has no schedule."))
    remove(user, search)
