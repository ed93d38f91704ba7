"""What the pages show: one account in the middle of its job hunt."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from jobhunt.testing.fixtures import PASSWORD

JOBS = 40
TITLES = (
    "Python Developer",
    "Data Engineer",
    "Site Reliability Engineer",
    "C++ Developer",
)
COMPANIES = ("Pelican Health", "Lumen Analytics", "Quill & Co", "Orchard Pay")
PLACES = ("Berlin", "Lisbon", "Remote (EU)", None)
DESCRIPTION = (
    "<p>We build small tools that people like. You know Python and SQL, and you have"
    " run a service in production.</p><ul><li>Django</li><li>PostgreSQL</li></ul>"
)


@dataclass(frozen=True)
class Cast:
    """Ids and names that tests need."""

    user_id: int
    email: str
    job_id: int
    application_id: int
    run_id: int
    resume_id: int
    company_id: int
    search_id: int
    log_id: int
    mail_id: int


def resume_pdf(name: str = "Ada Lovelace") -> bytes:
    """A one-page resume with a text layer."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    lines = (
        name,
        "ada@example.com  +49 30 1234567  https://example.com/ada",
        "Summary",
        "Engineer with ten years of Python and PostgreSQL.",
        "Experience",
        "Senior Engineer, Analytical Engines, 2018 - 2026",
        "Built the billing service in Django.",
        "Skills",
        "Python, Django, PostgreSQL, Docker",
    )
    for number, line in enumerate(lines):
        canvas.drawString(72, 780 - 22 * number, line)
    canvas.save()
    return buffer.getvalue()


def make_account(email: str, name: str, **fields: Any) -> Any:
    from accounts.services.registration import create_account

    return create_account(
        email=email,
        password=PASSWORD,
        full_name=name,
        username=email.split("@")[0],
        **fields,
    )


def make_resume(user: Any) -> Any:
    from resumes.services import upload_resume

    file = SimpleUploadedFile("ada.pdf", resume_pdf(), "application/pdf")
    return upload_resume(user, file, title="Ada, backend")


def make_jobs(user: Any) -> list[Any]:
    """Postings with their text and index, without the tasks that a scan starts."""
    from scraping.models import Job, JobBody
    from scraping.reading.text import html_to_text
    from scraping.services import jobs as service

    made = []
    for number in range(JOBS):
        job = Job(
            team_id=user.team_id,
            user=user,
            title=f"{TITLES[number % 4]} {number}",
            company=COMPANIES[number % 4],
            location=PLACES[number % 4],
            link=f"https://jobs.example.com/{number}",
            source=("greenhouse", "lever", "remotive")[number % 3],
            source_job_id=str(number),
            remote="remote" if number % 4 == 2 else None,
            hr_email="jobs@example.com" if number % 5 == 0 else None,
        )
        if number % 3 == 0:
            service.write_pay(job, "60,000 - 80,000 EUR")
        text = html_to_text(DESCRIPTION)
        job.snippet = service.snippet_of(text)
        service.refresh_sort(job)
        job.save()
        body = JobBody(job=job, description=DESCRIPTION, description_text=text)
        service.save_body(job, body)
        made.append(job)
    return made


def make_applications(user: Any, jobs: list[Any], resume: Any) -> list[Any]:
    from scraping.models import Application, ApplicationEvent
    from scraping.services.status import application_for, set_status

    paths = (
        ("applied",),
        ("applied", "interviewing"),
        ("applied", "rejected"),
        ("applied", "interviewing", "offered"),
        (),
    )
    made = []
    now = timezone.now()
    for number, job in enumerate(jobs[:15]):
        application, _made = application_for(user, job)
        for step, status in enumerate(paths[number % len(paths)]):
            at = now - timedelta(days=30 - number - 5 * step)
            application = set_status(user, application, status, at=at)
        Application.objects.filter(pk=application.pk).update(
            resume=resume,
            notes="Ask about on-call",
            next_action_at=now + timedelta(days=number - 2) if number < 6 else None,
        )
        made.append(application)
    ApplicationEvent.objects.create(
        application=made[1],
        team_id=user.team_id,
        kind=ApplicationEvent.Kind.INTERVIEW,
        text="Panel with the team leads",
        at=now + timedelta(days=2),
        user=user,
    )
    return made


def make_runs(user: Any, jobs: list[Any]) -> tuple[Any, Any, Any]:
    from scraping.models import (
        Company,
        JobChange,
        JobSighting,
        RunPosting,
        RunSource,
        SavedSearch,
        ScrapeRun,
    )

    now = timezone.now()
    company = Company.objects.create(
        team_id=user.team_id,
        user=user,
        name="Pelican Health",
        source="greenhouse",
        board="pelicanhealth",
        url="https://boards.greenhouse.io/pelicanhealth",
        last_run_at=now,
        last_status="ok",
    )
    search = SavedSearch.objects.create(
        team_id=user.team_id, user=user, name="Python in Berlin", keyword="python"
    )
    run = ScrapeRun.objects.create(
        team_id=user.team_id,
        user=user,
        status="partial",
        keyword="python",
        location="Berlin",
        search=search,
        seen=12,
        new=3,
        total=12,
        started_at=now,
        finished_at=now,
    )
    RunSource.objects.create(
        run=run,
        source="greenhouse",
        company=company,
        status="ok",
        seen=12,
        new=3,
        finished_at=now,
    )
    RunSource.objects.create(
        run=run,
        source="remotive",
        status="rate_limited",
        message="asked to wait",
        finished_at=now,
    )
    for day in range(1, 30):
        at = now - timedelta(days=day)
        earlier = ScrapeRun.objects.create(
            team_id=user.team_id, user=user, status="ok", seen=9, finished_at=at
        )
        status = ("ok", "partial", "blocked", "ok_empty_confirmed")[day % 4]
        for name in ("greenhouse", "remotive", "arbeitnow", "himalayas"):
            RunSource.objects.create(
                run=earlier, source=name, status=status, seen=9, finished_at=at
            )
    JobSighting.objects.bulk_create(
        JobSighting(
            team_id=user.team_id,
            job=job,
            source="greenhouse",
            source_board="pelicanhealth",
            source_job_id=str(job.pk),
        )
        for job in jobs[:12]
    )
    JobChange.objects.create(
        job=jobs[0], kind="reposted", at=now, evidence="Its source dated it anew."
    )
    for number, outcome in enumerate(
        ("new", "updated", "duplicate", "filtered", "error")
    ):
        RunPosting.objects.create(
            run=run,
            source="greenhouse",
            outcome=outcome,
            title=jobs[number].title,
            company=jobs[number].company,
            link=jobs[number].link,
            job=jobs[number],
        )
    return run, company, search


def make_mail(user: Any, job: Any) -> Any:
    """One whose fate is not known: the page asks what to do."""
    from mail.models import OutboxMail

    return OutboxMail.objects.create(
        team_id=user.team_id,
        user=user,
        kind="application",
        recipient="jobs@example.com",
        subject="Application for Python Developer",
        body="Dear team,\n\nmy resume is attached.",
        status="unknown",
        job_id=job.pk,
    )


def seed() -> Cast:
    from logs_app.models import LogEntry
    from scraping.models import JobScore

    user = make_account("ada@example.com", "Ada Lovelace", is_staff=True)
    resume = make_resume(user)
    jobs = make_jobs(user)
    for number, job in enumerate(jobs):
        JobScore.objects.update_or_create(
            job=job, user=user, defaults={"resume": resume, "score": 40 + number}
        )
    applications = make_applications(user, jobs, resume)
    run, company, search = make_runs(user, jobs)
    return Cast(
        user_id=user.pk,
        email=user.email,
        job_id=jobs[-1].pk,
        application_id=applications[1].pk,
        run_id=run.pk,
        resume_id=resume.pk,
        company_id=company.pk,
        search_id=search.pk,
        mail_id=make_mail(user, jobs[0]).pk,
        log_id=LogEntry.objects.for_user(user).latest("id").pk,
    )
