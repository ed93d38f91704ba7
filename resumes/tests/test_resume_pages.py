"""The pages of resumes, without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from resumes.models import Resume
from resumes.tests.papers import paper

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _uploads(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "uploads"


@pytest.fixture
def browser(alice: Any, browser_of: Callable[..., Any]) -> Any:
    return browser_of(alice)


def upload(browser: Any, data: bytes | None = None, name: str = "cv.pdf") -> Any:
    data = paper(["Mira Holm", "SKILLS", "Python, SQL"]) if data is None else data
    return browser.post("/resumes", {"file": SimpleUploadedFile(name, data)})


def test_an_upload_leads_to_the_resume_and_what_was_read(browser: Any) -> None:
    answer = upload(browser)
    assert answer.status_code == 302
    page = browser.get(answer["Location"]).content.decode()
    assert "Python, SQL" in page
    assert "Analysis" in page
    assert "/picture" in page
    assert browser.get("/resumes").status_code == 200


def test_a_refused_upload_comes_back_with_the_reason(browser: Any) -> None:
    answer = upload(browser, b"no pdf")
    assert answer.status_code == 400
    assert "Only PDF files are allowed" in answer.content.decode()
    assert not Resume.objects.exists()


def test_the_picture_and_the_file_are_served(browser: Any) -> None:
    place = upload(browser)["Location"]
    picture = browser.get(f"{place}/picture")
    assert picture["Content-Type"] == "image/png"
    download = browser.get(f"{place}/download")
    assert download["Content-Disposition"].startswith("attachment")
    download.close()


def test_name_default_archive_and_delete_work_as_forms(browser: Any) -> None:
    upload(browser)
    place = upload(browser, paper(["Another one to read"]))["Location"]
    changed = {"title": "Mine", "filename": "mine.pdf", "tags": "a, b"}
    assert browser.post(place, changed).status_code == 302
    resume = Resume.objects.get(title="Mine")
    assert resume.tags == ["a", "b"]
    assert browser.post(place, {**changed, "filename": "x.exe"}).status_code == 400
    browser.post(f"{place}/default")
    resume.refresh_from_db()
    assert resume.is_default
    browser.post(f"{place}/archive")
    resume.refresh_from_db()
    assert resume.archived
    assert browser.post(f"{place}/delete").status_code == 302
    assert not Resume.objects.filter(pk=resume.pk).exists()


def test_text_of_a_resume_is_shown_as_text(browser: Any) -> None:
    data = paper(["<script>alert(1)</script> is what I wrote", "and more words"])
    page = browser.get(upload(browser, data)["Location"]).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_anonymous_visitors_are_sent_to_the_login(client: Any) -> None:
    answer = client.get("/resumes")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login?next=")


def test_another_teams_resume_is_a_404_page(
    browser: Any, carol: Any, browser_of: Callable[..., Any]
) -> None:
    place = upload(browser)["Location"]
    stranger = browser_of(carol)
    for path in (place, f"{place}/download", f"{place}/picture"):
        assert stranger.get(path).status_code == 404
    assert stranger.post(f"{place}/delete").status_code == 404
    assert Resume.objects.exists()
