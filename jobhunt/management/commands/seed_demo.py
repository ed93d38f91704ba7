"""Fill an empty installation with the demo account and its job hunt, once."""

from __future__ import annotations

from datetime import timedelta
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
    SavedSearch,
    SourceSetting,
)
from scraping.services.jobs import create_job
from scraping.sources import SOURCES

WEEKS = 12
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
        user = create_account(
            email=content.EMAIL,
            password=content.PASSWORD,
            full_name=content.NAME,
            username="demo",
            team_name="Demo team",
        )
        file = SimpleUploadedFile(
            "dana-demo.pdf", content.resume_pdf(), "application/pdf"
        )
        resume = upload_resume(user, file, title="Sample resume", tags=["demo"])
        with transaction.atomic():
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
        """Jobs and applications of the last weeks, with what became of them."""
        now = timezone.now()
        for number in range(WEEKS * 2):
            role = number % len(content.ROLES)
            company = content.COMPANIES[number % len(content.COMPANIES)]
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
            applied = now - timedelta(days=7 * WEEKS - 3 * number, hours=number % 9)
            self.application(user, job, resume, number, min(applied, now))

    def application(
        self, user: Any, job: Any, resume: Any, number: int, applied: Any
    ) -> None:
        story = STORIES[number % len(STORIES)]
        now = timezone.now()
        moments = [min(applied + timedelta(days=6 * step), now) for step in range(4)]
        row = Application.objects.create(
            team_id=user.team_id,
            user=user,
            job=job,
            status=story[-1],
            applied_at=applied,
            resume=resume,
            position=number,
            version=len(story) + 1,
            next_action_at=now + timedelta(days=number % 5 - 2)
            if story[-1] in {"applied", "interviewing"} and number % 3 == 0
            else None,
        )
        before = "pending"
        for moment, status in zip(moments, story, strict=False):
            ApplicationEvent.objects.create(
                application=row,
                team_id=user.team_id,
                kind="status",
                at=moment,
                from_status=before,
                to_status=status,
                user=user,
            )
            before = status
