"""The studio, a text and what becomes of it, without JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ai.models import Generation
from ai.presenting import compared, marked
from jobhunt.testing.fakes.openai import FakeOpenAI
from mail.models import OutboxMail
from resumes.services import upload_resume
from resumes.tests.papers import paper
from scraping.models import Application
from scraping.services.jobs import create_job

pytestmark = pytest.mark.django_db(transaction=True)

TYPED = {
    "resume_summary": "Painted 400 walls every year.",
    "job_description": "Walls to paint.",
    "company_name": "Blue Barn",
    "tone": "professional",
}


@pytest.fixture(autouse=True)
def _uploads(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "uploads"


@pytest.fixture
def model(settings: Any) -> Iterator[FakeOpenAI]:
    with FakeOpenAI() as server:
        settings.OPENAI_BASE_URL = server.url
        settings.AI_TIMEOUT = 5
        yield server


@pytest.fixture
def browser(alice: Any, browser_of: Callable[..., Any]) -> Any:
    return browser_of(alice)


@pytest.fixture
def parts(alice: Any) -> dict[str, Any]:
    lines = ["Mira Holm", "Painted 400 walls a year", "SKILLS", "Python, SQL"]
    resume = upload_resume(alice, SimpleUploadedFile("cv.pdf", paper(lines)))
    job, _made = create_job(
        alice,
        title="Painter",
        company="Blue Barn",
        description="Python required. Kafka required.",
        hr_email="jobs@barn.example",
    )
    return {"resume": resume.pk, "job": job.pk}


def write(browser: Any, data: dict[str, Any], kind: str = "cover_letter") -> Any:
    return browser.post(f"/ai?kind={kind}", data)


@pytest.mark.parametrize("kind", ["", "cover_letter", "bullets", "personalize", "x"])
def test_the_studio_shows_its_forms(browser: Any, kind: str) -> None:
    assert browser.get(f"/ai?kind={kind}").status_code == 200


def test_a_letter_is_written_and_shown(browser: Any, model: FakeOpenAI) -> None:
    answer = write(browser, TYPED)
    assert answer.status_code == 302
    page = browser.get(answer["Location"]).content.decode()
    assert "Painted 400 walls every year." in page
    assert "Every fact of this text" in page
    assert "Blue Barn" in browser.get("/ai").content.decode()


def test_unproven_facts_are_marked_on_the_page(browser: Any, model: FakeOpenAI) -> None:
    model.mode = "invents"
    page = browser.get(write(browser, TYPED)["Location"]).content.decode()
    assert "<mark>800</mark>" in page
    assert "<mark>Initech</mark>" in page


def test_a_failing_service_keeps_what_was_typed(
    browser: Any, model: FakeOpenAI
) -> None:
    model.mode = "garbage"
    answer = write(browser, TYPED)
    assert answer.status_code == 502
    assert "Painted 400 walls every year." in answer.content.decode()


def test_missing_parts_come_back_with_a_400(browser: Any, model: FakeOpenAI) -> None:
    assert write(browser, {"company_name": "x"}).status_code == 400
    assert write(browser, {}, "bullets").status_code == 400
    assert not model.calls


def test_without_a_service_the_page_says_what_is_missing(
    browser: Any, settings: Any
) -> None:
    settings.OPENAI_API_KEY = settings.OPENAI_BASE_URL = ""
    assert "OPENAI_API_KEY" in browser.get("/ai").content.decode()
    assert write(browser, TYPED).status_code == 503


def test_the_form_streams_for_the_module(browser: Any, model: FakeOpenAI) -> None:
    answer = browser.post("/ai/write/cover_letter", TYPED)
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("event: token")
    assert "event: done" in text
    assert browser.post("/ai/write/cover_letter", {}).status_code == 400
    assert browser.post("/ai/write/nothing", TYPED).status_code == 404


def test_a_letter_is_kept_with_the_application(
    alice: Any, browser: Any, model: FakeOpenAI, parts: dict[str, Any]
) -> None:
    place = write(browser, {**TYPED, **parts})["Location"]
    answer = browser.post(f"{place}/attach", {"text": "My own edited letter."})
    assert answer.status_code == 302
    application = Application.objects.get(job_id=parts["job"], user=alice)
    assert application.cover_letter == "My own edited letter."
    assert application.status == "pending"


def test_unproven_facts_block_until_accepted_or_edited(
    browser: Any, model: FakeOpenAI, parts: dict[str, Any], settings: Any
) -> None:
    settings.EMAIL_HOST, settings.EMAIL_FROM = "127.0.0.1", "me@home.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    model.mode = "invents"
    place = write(browser, {**TYPED, **parts})["Location"]
    text = Generation.objects.get().output["content"]
    assert browser.post(f"{place}/attach", {"text": text}).status_code == 400
    mail = {"recipient": "jobs@barn.example", "subject": "Hello", "text": text}
    assert browser.post(f"{place}/mail", mail).status_code == 400
    assert not OutboxMail.objects.exists()
    edited = {**mail, "text": "I paint walls."}
    assert browser.post(f"{place}/mail", edited).status_code == 302
    accepted = {"text": text, "accepted": "on"}
    assert browser.post(f"{place}/attach", accepted).status_code == 302
    assert OutboxMail.objects.get().body == "I paint walls."


def test_a_later_text_is_compared_with_the_one_before(
    browser: Any, model: FakeOpenAI
) -> None:
    write(browser, TYPED)
    model.mode, model.says = "says", {"content": "Another letter with other words."}
    page = browser.get(write(browser, TYPED)["Location"]).content.decode()
    assert "<ins>Another letter with other words.</ins>" in page


def test_anothers_texts_are_a_404_page(
    browser: Any, model: FakeOpenAI, bob: Any, browser_of: Callable[..., Any]
) -> None:
    place = write(browser, TYPED)["Location"]
    mate = browser_of(bob)
    assert mate.get(place).status_code == 404
    assert mate.post(f"{place}/mail", {}).status_code == 404


def test_a_resume_is_matched_with_a_job(browser: Any, parts: dict[str, Any]) -> None:
    place = f"/resumes/{parts['resume']}/match"
    assert browser.get(place).status_code == 200
    page = browser.post(place, {"job": parts["job"]}).content.decode()
    assert "1 of 2 required skills found" in page
    assert "Kafka required." in page
    assert browser.post(place, {}).status_code == 400


def test_markup_in_a_text_is_shown_as_text(browser: Any, model: FakeOpenAI) -> None:
    model.mode = "says"
    model.says = {"content": "Dear team, <script>alert(1)</script> I paint your walls."}
    page = browser.get(write(browser, TYPED)["Location"]).content.decode()
    assert "<script>alert" not in page


def test_whole_words_are_marked_only() -> None:
    segments = marked("9 of 99 and 9", ["9"])
    assert [s.text for s in segments if s.is_marked] == ["9", "9"]
    assert "".join(s.text for s in segments) == "9 of 99 and 9"


def test_sentences_are_compared() -> None:
    changes = compared("One. Two.", "One. Three.")
    assert {(c.kind, c.text) for c in changes} == {
        ("same", "One."),
        ("removed", "Two."),
        ("added", "Three."),
    }
