"""Fill an empty installation with the demo account and its job hunt, once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services.registration import create_account
from jobhunt.demo import content
from resumes.services.uploading import upload_resume
from scraping.models import (
    Application,
    ApplicationEvent,
    Company,
    Job,
    SavedSearch,
    SourceSetting,
)
from scraping.services.jobs import create_job
from scraping.sources import SOURCES

WEEKS = 12
APPLIED = 36
OPEN = 8
# How far each application came, in turn.
STORIES = (
    ("applied",),
    ("applied", "rejected"),
    ("applied", "interviewing"),
    ("applied", "interviewing", "rejected"),
    ("applied",),
    ("applied", "interviewing", "offered"),
    ("applied", "withdrawn"),
    ("applied", "interviewing", "offered", "accepted"),
)


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        if not User.objects.filter(email=content.EMAIL).exists():
            self.fill()
        self.stdout.write(
            f"Demo account: {content.EMAIL} with the password “{content.PASSWORD}”.\n"
        )

    def fill(self) -> None:
        """All of it or nothing: a start that was cut off begins anew."""
        file = SimpleUploadedFile(
            "dana-demo.pdf", content.resume_pdf(), "application/pdf"
        )
        with transaction.atomic():
            user = create_account(
                email=content.EMAIL,
                password=content.PASSWORD,
                full_name=content.NAME,
                username="demo",
                team_name="Demo team",
            )
            resume = upload_resume(user, file, title="Sample resume", tags=["demo"])
            self.sources(user)
            self.history(user, resume)

    def sources(self, user: Any) -> None:
        """Only what the demo's own board plays is on; one company is watched."""
        SourceSetting.objects.bulk_create(
            SourceSetting(team_id=user.team_id, source=name, enabled=False)
            for name, source in SOURCES.items()
            if source.kind == "aggregator" and name != "remotive"
        )
        company = Company.objects.create(
            team_id=user.team_id,
            user=user,
            name="Fjord Maps",
            source="greenhouse",
            board="fjordmaps",
            url="https://job-boards.greenhouse.io/fjordmaps",
        )
        SavedSearch.objects.create(
            team_id=user.team_id,
            user=user,
            name="Python near me",
            keyword="python",
            company_ids=[company.pk],
            source_names=["remotive"],
            rules={"exclude": ["senior"], "remote": ["remote", "hybrid"]},
            alerts=True,
        )

    def history(self, user: Any, resume: Any) -> None:
        """Jobs and applications of the last weeks, and some postings still open."""
        now = timezone.now()
        step = timedelta(weeks=WEEKS) / APPLIED
        for number in range(APPLIED):
            # Busy weeks and quiet ones.
            shift = timedelta(days=number * number % 5 * 2 - 4)
            applied = min(now - timedelta(weeks=WEEKS) + number * step + shift, now)
            job = self.job(user, number, applied - timedelta(days=1))
            self.application(user, job, resume, number, applied)
        for number in range(APPLIED, APPLIED + OPEN):
            self.job(user, number, now - timedelta(hours=20 * (number - APPLIED + 1)))

    def job(self, user: Any, number: int, found: datetime) -> Job:
        role = number % len(content.ROLES)
        # Shifted with each round, so that roles and companies mix.
        at = (number + number // len(content.ROLES)) % len(content.COMPANIES)
        company = content.COMPANIES[at]
        job, _ = create_job(
            user,
            title=content.ROLES[role][0],
            company=company,
            description=content.description(role, company),
            location=content.PLACES[number % 4],
            salary_range=content.PAY[number % 4] or None,
            link=f"https://jobs.example.org/{number + 1}",
            hr_email=f"jobs@{company.split()[0].lower()}.example.org",
        )
        Job.objects.filter(pk=job.pk).update(
            created_at=found, first_seen_at=found, last_seen_at=found
        )
        return job

    def application(
        self, user: Any, job: Job, resume: Any, number: int, applied: datetime
    ) -> None:
        now = timezone.now()
        # An answer takes some days, not always as many; what lies ahead has not
        # happened yet.
        pace = timedelta(days=3 + number * 5 % 8)
        steps = [
            (applied + place * pace, status)
            for place, status in enumerate(STORIES[number % len(STORIES)])
            if applied + place * pace <= now
        ]
        status = steps[-1][1]
        waiting = status in {"applied", "interviewing"} and number % 3 == 0
        row = Application.objects.create(
            team_id=user.team_id,
            user=user,
            job=job,
            status=status,
            applied_at=applied,
            resume=resume,
            position=number,
            version=len(steps) + 1,
            next_action_at=now + timedelta(days=number % 5 - 2) if waiting else None,
        )
        Application.objects.filter(pk=row.pk).update(created_at=applied)
        before = "pending"
        for moment, after in steps:
            ApplicationEvent.objects.create(
                application=row,
                team_id=user.team_id,
                kind="status",
                at=moment,
                from_status=before,
                to_status=after,
                user=user,
            )
            before = after
