"""Match scores: computed in tasks, for the default resume, null where unknown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from resumes.services import update_resume, upload_resume
from resumes.tests.papers import paper
from scraping.models import Job, JobScore
from scraping.services.jobs import create_job
from scraping.services.scores import score_team

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _uploads(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "uploads"


def upload(user: Any, *skills: str) -> Any:
    data = paper(["Mira Holm", "mira@holm.example", "SKILLS", ", ".join(skills)])
    return upload_resume(user, SimpleUploadedFile("cv.pdf", data))


def posting(user: Any, text: str) -> Job:
    job, _made = create_job(user, title="Painter", company="Mill", description=text)
    return job


def score_of(user: Any, job: Job) -> Any:
    return JobScore.objects.filter(user=user, job=job).first()


def test_a_new_posting_is_scored_for_the_default_resume(alice: Any) -> None:
    upload(alice, "Python", "SQL")
    job = posting(alice, "<p>Python required. Kafka required.</p>")
    score = score_of(alice, job)
    assert score.score == 50
    assert score.reasons["matching"] == ["Python"]
    assert score.reasons["missing"] == ["Kafka"]
    words = [reason["words"] for reason in score.reasons["reasons"]]
    assert "Kafka required." in words


def test_postings_are_scored_once_the_resume_is_there(alice: Any) -> None:
    job = posting(alice, "Python required.")
    assert score_of(alice, job) is None
    upload(alice, "Python", "SQL")
    assert score_of(alice, job).score == 100


def test_another_default_changes_the_scores(alice: Any) -> None:
    job = posting(alice, "Python required.")
    upload(alice, "Python", "SQL")
    other = upload(alice, "Welding", "Carpentry")
    update_resume(alice, other, {"is_default": True})
    assert score_of(alice, job).score == 0


def test_a_posting_without_a_description_has_no_score(alice: Any) -> None:
    upload(alice, "Python", "SQL")
    job = posting(alice, "We are nice people in a nice office.")
    assert score_of(alice, job).score is None


def test_what_is_scored_already_is_not_scored_again(alice: Any) -> None:
    upload(alice, "Python", "SQL")
    posting(alice, "Python required.")
    assert score_team(alice.team_id) == 0


def test_required_skills_are_named_on_the_posting(alice: Any) -> None:
    job = posting(alice, "Python required. Docker is a plus.")
    job.refresh_from_db()
    assert job.skills_required == ["Python"]


def test_the_score_is_the_callers_own(
    alice: Any, bob: Any, api: Callable[..., Any]
) -> None:
    upload(alice, "Python", "SQL")
    upload(bob, "Welding", "Carpentry")
    posting(alice, "Python required.")
    scores = [
        api(user).get("/api/v1/jobs/").json()[0]["match_score"] for user in (alice, bob)
    ]
    assert scores == [100, 0]
