"""Applying without a click: only where an owner opted in, never to a guess.

A saved search with ``auto_apply``, a minimum score and an approved template; a
job that states its own address and fits well enough; within the daily limit;
with a default resume. Everything else is left alone.
"""

from __future__ import annotations

import logging
from typing import Any

from django.db.models import Exists, OuterRef

from accounts.models import Membership
from jobhunt.lib import features
from jobhunt.lib.errors import DomainError, TooMany
from mail.models import MailTemplate
from mail.outbox import is_configured
from mail.templating import fill, places
from scraping.models import Application, Job, JobScore, RunPosting, SavedSearch
from scraping.services.apply import apply_to_job, default_resume
from scraping.statuses import Status

logger = logging.getLogger("jobhunt.automation")
MOST_A_RUN = 20
SEEN = (
    RunPosting.Outcome.NEW,
    RunPosting.Outcome.UPDATED,
    RunPosting.Outcome.UNCHANGED,
)


def automate() -> int:
    """Act on every search that asks for it; the number of applications."""
    if not (
        features.is_enabled("auto_apply") and features.is_enabled("email_automation")
    ):
        return 0
    searches = SavedSearch.objects.filter(
        auto_apply=True, enabled=True, auto_apply_user__is_active=True
    ).select_related("auto_apply_user")
    return sum(automate_search(search) for search in searches.order_by("pk"))


def automate_search(search: SavedSearch) -> int:
    user: Any = search.auto_apply_user
    template = MailTemplate.objects.filter(
        pk=search.template_id or 0, team_id=search.team_id, approved=True
    ).first()
    owner = Membership.objects.filter(
        team_id=search.team_id, user=user, role=Membership.Role.OWNER
    )
    if template is None or search.min_score is None or not owner.exists():
        return 0
    # The search's team counts, whichever is the user's current one.
    user.team_id = search.team_id
    resume = default_resume(user)
    if resume is None or not is_configured(user):
        return 0
    made = 0
    for job in fitting(search, user)[:MOST_A_RUN]:
        values = {
            "company_name": job.company or "",
            "job_role": job.title,
            "candidate_name": user.full_name,
            "skills": "",
            "portfolio_link": "",
        }
        used = places(f"{template.subject} {template.body}")
        if any(not values[name] for name in used if name in values):
            continue  # a letter with a hole in it is not sent
        try:
            apply_to_job(
                user,
                job,
                method="email",
                resume=resume,
                cover_letter=fill(template.body, values),
                subject=fill(template.subject, values)[:200] or None,
            )
        except TooMany:
            break
        except DomainError as error:
            logger.info("job %s not applied to: %s", job.pk, error.message)
            continue
        made += 1
    return made


def fitting(search: SavedSearch, user: Any) -> Any:
    """Open jobs of the search that state an address, fit, and are untouched."""
    found = RunPosting.objects.filter(
        job=OuterRef("pk"), run__search=search, outcome__in=SEEN
    )
    good = JobScore.objects.filter(
        job=OuterRef("pk"), user=user, score__gte=search.min_score
    )
    touched = Application.objects.filter(job=OuterRef("pk"), user=user).exclude(
        status=Status.PENDING, events__isnull=True
    )
    return (
        Job.objects.filter(team_id=search.team_id, hr_email__isnull=False)
        .listed()
        .open()
        .filter(Exists(found), Exists(good), ~Exists(touched))
        .order_by("pk")
    )
