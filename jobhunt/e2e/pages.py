"""The pages that the browser suite visits, and what each may cost.

A new page joins ``PAGES``; nothing else is needed to have it watched.
"""

from __future__ import annotations

from dataclasses import dataclass

KB = 1000


@dataclass(frozen=True)
class Budget:
    """Compressed bytes of a cold load, requests and DOM nodes."""

    total: int = 40 * KB
    script: int = 26 * KB
    own_script: int = 10 * KB
    style: int = 10 * KB
    nodes: int = 1000
    requests: int = 20


@dataclass(frozen=True)
class PageOf:
    """``path`` may name fields of the seeded Cast in braces."""

    name: str
    path: str
    anonymous: bool = False
    budget: Budget = Budget()
    status: int = 200


SIGN_IN = Budget(total=25 * KB, requests=6, nodes=500)
PUBLIC = Budget(total=20 * KB, requests=6)

PAGES = (
    PageOf("landing", "/", anonymous=True, budget=PUBLIC),
    PageOf("login", "/login", anonymous=True, budget=SIGN_IN),
    PageOf("register", "/register", anonymous=True, budget=SIGN_IN),
    PageOf("forgot-password", "/forgot-password", anonymous=True, budget=SIGN_IN),
    PageOf("reset-password", "/reset-password?token=x", anonymous=True, budget=SIGN_IN),
    PageOf("features", "/features", anonymous=True, budget=PUBLIC),
    PageOf("dashboard", "/dashboard"),
    PageOf("jobs", "/jobs"),
    PageOf("jobs-none", "/jobs?search=nothingmatchesthis"),
    PageOf("job-new", "/jobs/new"),
    PageOf("duplicates", "/jobs/duplicates"),
    PageOf("job", "/jobs/{job_id}"),
    PageOf("job-edit", "/jobs/{job_id}/edit"),
    PageOf("companies", "/companies"),
    PageOf("source", "/sources/greenhouse"),
    PageOf("searches", "/searches"),
    PageOf("search", "/searches/{search_id}"),
    PageOf("search-new", "/searches/new"),
    PageOf("runs", "/runs"),
    PageOf("run", "/runs/{run_id}"),
    PageOf("applications-board", "/applications?view=board"),
    PageOf("applications-list", "/applications?view=list"),
    PageOf("application", "/applications/{application_id}"),
    PageOf("resumes", "/resumes"),
    PageOf("resume", "/resumes/{resume_id}"),
    PageOf("resume-match", "/resumes/{resume_id}/match"),
    PageOf("ai", "/ai"),
    PageOf("mail", "/mail"),
    PageOf("mail-compose", "/mail/compose"),
    PageOf("mail-templates", "/mail/templates"),
    PageOf("mail-template", "/mail/templates/new"),
    PageOf("mail-settings", "/mail/settings"),
    PageOf("mail-message", "/mail/{mail_id}"),
    PageOf("scheduler", "/scheduler"),
    PageOf("logs", "/logs"),
    PageOf("log", "/logs/{log_id}"),
    PageOf("stats", "/stats"),
    PageOf("team", "/team"),
    PageOf("invitation", "/invitations/not-one", status=404),
    PageOf("account", "/account"),
    PageOf("sessions", "/account/sessions"),
    PageOf("not-found", "/nothing-here", status=404),
)
