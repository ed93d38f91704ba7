"""Follow-ups that were approved: each on its morning, none after an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from mail.models import MailTemplate, OutboxMail
from mail.tests.conftest import smtp
from scheduling.models import JobRun
from scheduling.runs import execute
from scraping.models import Application, FollowUpSequence
from scraping.services.sequences import morning_after

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["smtp"]
# A Wednesday.
START = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(START, tick=False) as moved:
        yield moved


class Applicant:
    """One who applied by e-mail and looks at the application's page."""

    def __init__(self, user: Any, api: Any, clock: Any) -> None:
        self.user, self.sign_in, self.clock = user, api, clock
        body = {"title": "Cook", "company": "Inn", "description": "Cook."}
        job = self.api.post("/api/v1/jobs/", body).json()["job"]["id"]
        self.api.post(
            f"/api/v1/jobs/{job}/apply",
            {"method": "email", "recipient": "hr@inn.example.org"},
        )
        self.application = Application.objects.get(job_id=job)
        self.url = f"/applications/{self.application.pk}"

    @property
    def api(self) -> Any:
        """Signed in anew: weeks may have passed."""
        return self.sign_in(self.user)

    @property
    def browser(self) -> Client:
        browser = Client()
        browser.force_login(self.user)
        return browser

    def page(self) -> str:
        return self.browser.get(self.url).content.decode()

    def draft(self, **fields: Any) -> Any:
        data = {"recipient": "hr@inn.example.org", "every": 2, "most": 2, **fields}
        return self.browser.post(f"{self.url}/follow-ups", data)

    def approve(self, *texts: str) -> Any:
        data = {"follow_up": list(texts or ["First?", "Second?"])}
        return self.browser.post(f"{self.url}/follow-ups/approve", data)

    def run_due(self) -> None:
        """What the workers do: every run whose moment has come."""
        for run in JobRun.objects.filter(
            job="scraping.follow_up", state="queued", available_at__lte=timezone.now()
        ):
            execute(run.pk)

    def at(self, moment: datetime) -> None:
        self.clock.move_to(moment)
        self.run_due()

    def sequence(self) -> FollowUpSequence:
        return FollowUpSequence.objects.get(application=self.application)


@pytest.fixture
def applicant(alice: Any, api: Any, smtp: Any, clock: Any) -> Applicant:
    return Applicant(alice, api, clock)


def texts(smtp: Any) -> list[str]:
    """What arrived after the application itself."""
    return [mail.text.strip() for mail in smtp.mails[1:]]


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-11-25", 1, "2026-11-26"),
        ("2026-11-25", 3, "2026-11-30"),
        ("2026-11-27", 1, "2026-11-30"),
        ("2026-11-28", 1, "2026-11-30"),
        ("2026-11-25", 10, "2026-12-09"),
    ],
)
def test_working_days_skip_the_weekend(start: str, days: int, due: str) -> None:
    zone = ZoneInfo("Europe/Berlin")
    moment = morning_after(datetime.fromisoformat(start).date(), days, zone)
    assert moment.isoformat() == f"{due}T09:00:00+01:00"


def test_nothing_is_sent_before_approval(applicant: Applicant, smtp: Any) -> None:
    assert applicant.draft().status_code == 302
    page = applicant.page()
    assert page.count('name="follow_up"') == 2
    for text in applicant.sequence().texts:
        assert "I applied for the position of Cook" in text
        assert "skills" not in text

    applicant.at(START + timedelta(days=60))

    assert texts(smtp) == []


def test_each_goes_out_once_on_its_morning_in_the_thread(
    applicant: Applicant, smtp: Any
) -> None:
    applicant.user.timezone = "America/New_York"
    applicant.user.save()
    applicant.draft()
    applicant.approve()
    friday = datetime(2026, 11, 27, 14, tzinfo=UTC)  # nine in New York

    applicant.at(friday - timedelta(minutes=1))
    assert texts(smtp) == []
    applicant.at(friday)
    applicant.run_due()
    assert texts(smtp) == ["First?"]

    tuesday = friday + timedelta(days=4)
    applicant.at(tuesday - timedelta(minutes=1))
    assert texts(smtp) == ["First?"]
    applicant.at(tuesday)
    applicant.at(tuesday + timedelta(days=30))
    assert texts(smtp) == ["First?", "Second?"]

    first, second, third = (mail.message for mail in smtp.mails)
    assert second["Subject"] == third["Subject"] == f"Re: {first['Subject']}"
    assert second["In-Reply-To"] == first["Message-ID"]
    assert third["References"].split() == [first["Message-ID"], second["Message-ID"]]
    assert applicant.sequence().state == "done"
    assert "All 2 were sent" in applicant.page()


def answered(one: Applicant) -> None:
    mail = OutboxMail.objects.get(kind="application")
    assert one.browser.post(f"/mail/{mail.pk}/replied").status_code == 302


def moved(one: Applicant) -> None:
    url = f"/api/v1/applications/{one.application.pk}"
    assert one.api.patch(url, {"status": "interviewing"}).status_code == 200


def stopped(one: Applicant) -> None:
    assert one.browser.post(f"{one.url}/follow-ups/stop").status_code == 302


def bounced(one: Applicant) -> None:
    from mail.sending import settle

    settle(OutboxMail.objects.get(kind="application"), "bounced", error="No such user")


def switched_off(one: Applicant) -> None:
    one.user.is_active = False
    one.user.save()


def left(one: Applicant) -> None:
    one.user.memberships.all().delete()


@pytest.mark.parametrize(
    "happens", [answered, moved, stopped, bounced, switched_off, left]
)
@pytest.mark.parametrize("after", [0, 1])
def test_an_answer_ends_it(
    applicant: Applicant, smtp: Any, happens: Any, after: int
) -> None:
    applicant.draft()
    applicant.approve()
    if after:
        applicant.at(START + timedelta(days=2))
    assert len(texts(smtp)) == after

    happens(applicant)
    applicant.at(START + timedelta(days=60))

    assert len(texts(smtp)) == after
    sequence = applicant.sequence()
    assert (sequence.state, sequence.next_at) == ("stopped", None)
    assert sequence.stop_reason


def test_a_follow_up_that_fails_ends_it(applicant: Applicant, smtp: Any) -> None:
    applicant.draft(recipient="gone@inn.example.org")
    applicant.approve()
    smtp.refuse["gone@inn.example.org"] = "550 no such user"

    applicant.at(START + timedelta(days=60))
    applicant.at(START + timedelta(days=90))

    assert OutboxMail.objects.filter(kind="follow_up").count() == 1
    assert applicant.sequence().stop_reason == "A mail could not be sent."
    applicant.application.refresh_from_db()
    assert applicant.application.status == "applied"


def test_it_can_be_drafted_again_after_its_end(applicant: Applicant, smtp: Any) -> None:
    applicant.draft(most=1)
    applicant.approve("One?")
    assert applicant.draft().status_code == 400  # it runs
    applicant.at(START + timedelta(days=2))

    assert applicant.draft(most=1).status_code == 302
    applicant.approve("Two?")
    applicant.at(START + timedelta(days=60))

    assert texts(smtp) == ["One?", "Two?"]


def test_the_daily_limit_only_delays_it(
    applicant: Applicant, smtp: Any, settings: Any
) -> None:
    applicant.draft(most=1)
    applicant.approve("One?")
    settings.MAILS_PER_DAY = 0
    applicant.at(START + timedelta(days=2))
    assert texts(smtp) == []

    settings.MAILS_PER_DAY = 5
    applicant.at(START + timedelta(days=4))
    assert texts(smtp) == ["One?"]


def test_a_template_of_the_team_is_filled(applicant: Applicant) -> None:
    template = MailTemplate.objects.create(
        team_id=applicant.user.team_id,
        user=applicant.user,
        name="Short",
        kind="follow_up",
        subject="",
        body="Any news from {{ company_name }}?",
    )
    applicant.draft(template=template.pk)
    assert applicant.sequence().texts == ["Any news from Inn?"] * 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"recipient": ""},
        {"recipient": "a@example.org, b@example.org"},
        {"recipient": "a@example.org\r\nBcc: b@example.org"},
        {"every": 0},
        {"every": 10**9},
        {"most": 6},
        {"template": 10**9},
    ],
)
def test_a_wrong_draft_says_so_and_stores_nothing(
    applicant: Applicant, wrong: dict[str, Any]
) -> None:
    answer = applicant.draft(**wrong)
    assert answer.status_code == 400
    assert re.search(r'class="[^"]*error', answer.content.decode())
    assert not FollowUpSequence.objects.exists()


@pytest.mark.parametrize(
    "wrong", [("One?",), ("One?", " "), ("One?", "a\x00b"), ("One?", "x" * 20_001)]
)
def test_texts_that_cannot_be_sent_are_not_approved(
    applicant: Applicant, wrong: tuple[str, ...]
) -> None:
    applicant.draft()
    assert applicant.approve(*wrong).status_code == 400
    assert applicant.sequence().state == "draft"
    assert not JobRun.objects.filter(job="scraping.follow_up").exists()


def test_only_an_application_that_waits_is_followed_up(applicant: Applicant) -> None:
    moved(applicant)
    assert "Draft follow-ups" not in applicant.page()
    assert applicant.draft().status_code == 400


def test_others_neither_see_nor_approve_it(applicant: Applicant, bob: Any) -> None:
    applicant.draft()
    stranger = Client()
    stranger.force_login(bob)
    for path in ("follow-ups", "follow-ups/approve", "follow-ups/stop"):
        assert stranger.post(f"{applicant.url}/{path}").status_code == 404
    assert applicant.sequence().state == "draft"


def test_a_reply_is_noted_once_and_settles_what_was_unknown(
    applicant: Applicant,
) -> None:
    mail = OutboxMail.objects.get(kind="application")
    OutboxMail.objects.filter(pk=mail.pk).update(status="unknown")

    answered(applicant)

    listed = applicant.api.get(f"/api/v1/email/messages/{mail.pk}").json()
    assert listed["status"] == "replied"
    events = applicant.api.get(
        f"/api/v1/applications/{applicant.application.pk}/events"
    ).json()
    assert [item["text"] for item in events if item["kind"] == "reply"] == [
        "The company answered"
    ]
    again = applicant.browser.post(f"/mail/{mail.pk}/replied")
    assert again.status_code == 409
