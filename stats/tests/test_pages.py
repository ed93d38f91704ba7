"""The dashboard and the statistics page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from scraping.models import Application, ApplicationEvent, Job, ScrapeRun
from stats import pages


def make_application(user: Any, title: str = "Engineer", **fields: Any) -> Application:
    job = Job.objects.create(team_id=user.team_id, title=title, company="Quill")
    fields.setdefault("status", "applied")
    fields.setdefault("applied_at", timezone.now())
    application = Application.objects.create(
        team_id=user.team_id, user=user, job=job, **fields
    )
    ApplicationEvent.objects.create(
        application=application,
        team_id=user.team_id,
        kind="status",
        from_status="pending",
        to_status=fields["status"],
        at=fields["applied_at"],
    )
    return application


def test_dashboard_of_a_new_account_lists_the_first_steps(
    alice: Any, browser_of: Callable[..., Any]
) -> None:
    page = browser_of(alice).get("/dashboard")
    assert page.status_code == 200
    assert "Getting started" in page.content.decode()


def test_dashboard_puts_overdue_actions_first(
    alice: Any, browser_of: Callable[..., Any]
) -> None:
    now = timezone.now()
    make_application(alice, "Later", next_action_at=now + timedelta(days=2))
    make_application(alice, "Overdue", next_action_at=now - timedelta(days=2))
    content = browser_of(alice).get("/dashboard").content.decode()
    assert content.index("Overdue") < content.index("Later")
    assert "overdue" in content


def test_dashboard_counts_at_once_what_was_just_applied(
    alice: Any, browser_of: Callable[..., Any], django_capture_on_commit_callbacks: Any
) -> None:
    from scraping.services.status import application_for, set_status

    browser = browser_of(alice)
    browser.get("/dashboard")
    job = Job.objects.create(team_id=alice.team_id, title="Engineer")
    with django_capture_on_commit_callbacks(execute=True):
        set_status(alice, application_for(alice, job)[0], "applied")
    numbers = browser.get("/dashboard").context["numbers"]
    assert numbers["counts"]["applied"] == 1
    assert numbers["weeks"][-1]["count"] == 1


def test_dashboard_counts_interviews_that_were_ever_reached(
    alice: Any, browser_of: Callable[..., Any]
) -> None:
    application = make_application(alice, status="rejected")
    ApplicationEvent.objects.create(
        application=application,
        team_id=alice.team_id,
        kind="status",
        from_status="applied",
        to_status="interviewing",
    )
    counts = browser_of(alice).get("/dashboard").context["numbers"]["counts"]
    assert counts["interviews"] == 1
    assert counts["answered"] == 1


def test_dashboard_is_of_the_current_team_only(
    alice: Any, carol: Any, browser_of: Callable[..., Any]
) -> None:
    make_application(alice, "Secret engineer", next_action_at=timezone.now())
    ScrapeRun.objects.create(team_id=alice.team_id, keyword="secret keyword")
    content = browser_of(carol).get("/dashboard?scope=team").content.decode()
    assert "Secret engineer" not in content
    assert "secret keyword" not in content


def test_a_team_mate_counts_only_where_the_team_is_asked_for(
    alice: Any, bob: Any, browser_of: Callable[..., Any]
) -> None:
    make_application(alice, next_action_at=timezone.now())
    browser = browser_of(bob)
    mine = browser.get("/dashboard").context
    assert mine["numbers"]["counts"]["applied"] == 0
    assert mine["actions"]["rows"] == []
    assert (
        browser.get("/dashboard?scope=team").context["numbers"]["counts"]["applied"]
        == 1
    )


def test_one_card_that_fails_leaves_the_others(
    alice: Any, browser_of: Callable[..., Any]
) -> None:
    browser = browser_of(alice)
    with mock.patch.object(pages, "best_matches", side_effect=RuntimeError):
        page = browser.get("/dashboard")
    assert page.status_code == 200
    assert "This could not be loaded." in page.content.decode()


def test_dashboard_asks_as_often_for_many_rows_as_for_one(
    alice: Any, browser_of: Callable[..., Any]
) -> None:
    browser = browser_of(alice)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert browser.get("/dashboard").status_code == 200
        return len(seen)

    make_application(alice, next_action_at=timezone.now())
    queries()
    one = queries()
    for number in range(20):
        make_application(alice, f"Job {number}", next_action_at=timezone.now())
    assert queries() <= one


@pytest.mark.parametrize("period", ["7d", "30d", "90d", "1y", "all", "nonsense"])
def test_statistics_answer_for_every_period(
    alice: Any, browser_of: Callable[..., Any], period: str
) -> None:
    make_application(alice)
    assert browser_of(alice).get(f"/stats?period={period}").status_code == 200


def test_statistics_show_an_example_until_there_are_enough(
    alice: Any, browser_of: Callable[..., Any]
) -> None:
    browser = browser_of(alice)
    assert browser.get("/stats").context["is_example"]
    for number in range(5):
        make_application(alice, f"Job {number}")
    cache.clear()  # rows made here tell nobody; services do
    page = browser.get("/stats")
    assert not page.context["is_example"]
    assert {
        (link.source.name, link.target.name, link.count)
        for link in page.context["sankey"].links
    } == {
        ("pending", "applied", 5),
        ("applied", "no_answer", 5),
    }


def test_the_picture_of_the_flow_is_a_file_without_names(
    alice: Any, browser_of: Callable[..., Any]
) -> None:
    for number in range(6):
        make_application(alice, f"Secret {number}")
    answer = browser_of(alice).get("/stats/flow.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Content-Disposition"].startswith(
        'attachment; filename="applications_'
    )
    assert answer.content.startswith(b"<svg")
    assert b"Secret" not in answer.content
    assert b"Quill" not in answer.content
    assert b"style=" not in answer.content


@pytest.mark.parametrize(
    "path", ["/dashboard", "/stats", "/stats/flow.svg", "/dashboard/"]
)
def test_pages_need_a_login(client: Any, db: Any, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login?next=")
