"""/resumes from the outside: it works, who may, bad input, side effects."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from jobhunt.lib.registry import _resolvers, resolver
from jobhunt.models import Event
from resumes.models import Resume
from resumes.services import storage
from resumes.tests.papers import paper

pytestmark = pytest.mark.django_db(transaction=True)

LINES = [
    {"text": "Mira Holm", "size": 18},
    "mira@holm.example",
    "SKILLS",
    "Python, SQL",
    "EXPERIENCE",
    "Painter, Old Mill, 2018 - 2024",
]


@pytest.fixture(autouse=True)
def _uploads(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "uploads"


def pdf(text: str = "") -> bytes:
    return paper([*LINES, text] if text else LINES)


def upload(client: Any, data: bytes, name: str = "cv.pdf", **fields: Any) -> Any:
    file = SimpleUploadedFile(name, data, content_type="application/pdf")
    return client.post(
        "/api/v1/resumes/upload", {"file": file, **fields}, format="multipart"
    )


def stored_files() -> list[Path]:
    root = Path(settings.MEDIA_ROOT)
    return [path for path in root.rglob("*") if path.is_file()] if root.exists() else []


@pytest.fixture
def mine(alice: Any, api: Callable[..., Any]) -> Any:
    return api(alice)


def test_an_upload_is_stored_read_and_downloaded_again(alice: Any, mine: Any) -> None:
    data = pdf()
    made = upload(mine, data, title="Main", tags="a, b")
    assert made.status_code == 201, made.content
    body = made.json()
    assert body["sha256"] == hashlib.sha256(data).hexdigest()
    assert (body["filename"], body["title"]) == ("cv.pdf", "Main")
    assert body["tags"] == ["a", "b"]
    assert body["file_size"] == len(data)
    (path,) = stored_files()
    folder = Path(settings.MEDIA_ROOT) / f"team_{alice.team_id}" / "resumes"
    assert path.parent == folder
    detail = mine.get(f"/api/v1/resumes/{body['id']}/").json()
    assert detail["text_status"] == "ok"
    assert detail["pages"] == 1
    assert "Old Mill" in detail["content"]
    assert detail["parsed"]["name"] == "Mira Holm"
    assert detail["parsed"]["skills"] == ["Python", "SQL"]
    assert detail["parsed"]["phone"] is None
    answer = mine.get(f"/api/v1/resumes/{body['id']}/download")
    assert b"".join(answer) == data
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="cv.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_reading_is_announced(alice: Any, mine: Any) -> None:
    number = upload(mine, pdf()).json()["id"]
    event = Event.objects.get(type="resume.ready")
    assert event.team_id == alice.team_id
    assert event.data["resume_id"] == number
    assert event.data["text_status"] == "ok"


def test_a_scan_is_kept_and_says_so(mine: Any) -> None:
    made = upload(mine, paper([]))
    assert made.status_code == 201
    detail = mine.get(f"/api/v1/resumes/{made.json()['id']}").json()
    assert detail["text_status"] == "empty"
    assert detail["content"] is None
    assert detail["parsed"]["name"] is None
    assert detail["parsed"]["sections"]["skills"] is None


def test_the_list_is_the_teams_newest_first(mine: Any, bob: Any, api: Any) -> None:
    first = upload(mine, pdf("one")).json()["id"]
    second = upload(api(bob), pdf("two")).json()["id"]
    answer = mine.get("/api/v1/resumes/")
    assert [row["id"] for row in answer.json()] == [second, first]
    assert answer["X-Total-Count"] == "2"
    assert "content" not in answer.json()[0]


def test_the_first_resume_is_the_default_and_another_can_become_it(mine: Any) -> None:
    first = upload(mine, pdf("one")).json()
    second = upload(mine, pdf("two")).json()
    assert (first["is_default"], second["is_default"]) == (True, False)
    changed = mine.patch(
        f"/api/v1/resumes/{second['id']}/", {"is_default": True}, format="json"
    )
    assert changed.json()["is_default"] is True
    assert mine.get(f"/api/v1/resumes/{first['id']}").json()["is_default"] is False


def test_names_and_tags_change(mine: Any) -> None:
    number = upload(mine, pdf()).json()["id"]
    body = mine.patch(
        f"/api/v1/resumes/{number}",
        {"filename": "../new name.PDF", "title": None, "tags": ["x", "x"]},
        format="json",
    ).json()
    assert body["filename"] == "new name.PDF"
    assert body["title"] is None
    assert body["tags"] == ["x"]


def test_a_deleted_resume_leaves_neither_row_nor_file(mine: Any) -> None:
    number = upload(mine, pdf()).json()["id"]
    answer = mine.delete(f"/api/v1/resumes/{number}/")
    assert answer.status_code == 200
    assert answer.json()["message"]
    assert not stored_files()
    assert mine.get(f"/api/v1/resumes/{number}").status_code == 404


def test_a_resume_that_went_out_is_archived_instead(
    mine: Any, monkeypatch: Any
) -> None:
    number = upload(mine, pdf()).json()["id"]
    monkeypatch.setitem(_resolvers, "resume in use", [])
    resolver("resume in use", lambda resume: resume.pk == number)
    assert mine.delete(f"/api/v1/resumes/{number}").status_code == 409
    assert len(stored_files()) == 1
    body = mine.patch(
        f"/api/v1/resumes/{number}", {"archived": True}, format="json"
    ).json()
    assert body["archived"] is True
    assert body["is_default"] is False


# ------------------------------------------------------------------ who may


def test_nobody_is_let_in_without_a_token(api: Any) -> None:
    assert api().get("/api/v1/resumes/").status_code == 401
    assert upload(api(), pdf()).status_code == 401


def test_another_team_sees_nothing(mine: Any, carol: Any, api: Any) -> None:
    number = upload(mine, pdf()).json()["id"]
    stranger = api(carol)
    for path in (f"/api/v1/resumes/{number}", f"/api/v1/resumes/{number}/download"):
        assert stranger.get(path).status_code == 404
    assert stranger.delete(f"/api/v1/resumes/{number}").status_code == 404
    assert (
        stranger.patch(f"/api/v1/resumes/{number}", {}, format="json").status_code
        == 404
    )
    assert stranger.get("/api/v1/resumes/").json() == []


def test_a_teammate_reads_but_does_not_change(mine: Any, bob: Any, api: Any) -> None:
    number = upload(mine, pdf()).json()["id"]
    mate = api(bob)
    assert mate.get(f"/api/v1/resumes/{number}").status_code == 200
    assert mate.delete(f"/api/v1/resumes/{number}").status_code == 403
    changed = mate.patch(f"/api/v1/resumes/{number}", {"title": "x"}, format="json")
    assert changed.status_code == 403


def test_an_owner_changes_a_members_resume(mine: Any, bob: Any, api: Any) -> None:
    number = upload(api(bob), pdf()).json()["id"]
    changed = mine.patch(f"/api/v1/resumes/{number}", {"title": "x"}, format="json")
    assert changed.status_code == 200
    assert mine.delete(f"/api/v1/resumes/{number}").status_code == 200


# ---------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("cv.docx", b"%PDF-1.4 1 0 obj", "Only PDF files are allowed"),
        ("cv.pdf.exe", b"%PDF-1.4 1 0 obj", "Only PDF files are allowed"),
        ("cv.pdf", b"<html>%</html>", "Only PDF files are allowed"),
        ("cv.pdf", b"%PDF-1.3\nno object here\n%%EOF", "Only PDF files are allowed"),
        ("cv.pdf", b"\xff\xd8\xff\xe0 jpeg", "Only PDF files are allowed"),
        ("cv.pdf", b"", "File is empty"),
    ],
)
def test_what_is_no_pdf_is_refused(
    mine: Any, name: str, data: bytes, sentence: str
) -> None:
    answer = upload(mine, data, name)
    assert answer.status_code == 400
    assert sentence in answer.json()["message"]
    assert answer.json()["detail"][0]["field"] == "file"
    assert not stored_files()
    assert not Resume.objects.exists()


def test_ten_megabytes_pass_and_one_byte_more_does_not(mine: Any) -> None:
    limit = settings.MAX_UPLOAD_SIZE
    data = pdf()
    exact = data + b"\n" * (limit - len(data))
    assert upload(mine, exact, "exact.PDF").status_code == 201
    answer = upload(mine, exact + b"\n")
    assert answer.status_code == 400
    assert "File size exceeds 10MB limit" in answer.json()["message"]


def test_a_request_without_a_file_is_a_400(mine: Any) -> None:
    answer = mine.post("/api/v1/resumes/upload", {"title": "x"}, format="multipart")
    assert answer.status_code == 400


def test_json_is_no_upload(mine: Any) -> None:
    answer = mine.post("/api/v1/resumes/upload", {"file": "x"}, format="json")
    assert answer.status_code == 415


@pytest.mark.parametrize(
    "body",
    [
        {"filename": "cv.exe"},
        {"filename": ""},
        {"filename": None},
        {"title": 7},
        {"tags": "x"},
        {"tags": ["x" * 51]},
        {"is_default": "yes"},
        {"archived": None},
    ],
)
def test_bad_changes_are_refused(mine: Any, body: dict[str, Any]) -> None:
    number = upload(mine, pdf()).json()["id"]
    answer = mine.patch(f"/api/v1/resumes/{number}", body, format="json")
    assert answer.status_code == 400, answer.content
    assert mine.get("/api/v1/resumes/").status_code == 200


def test_read_only_keys_take_no_effect(mine: Any) -> None:
    before = upload(mine, pdf()).json()
    keys = {"sha256": "0", "team_id": 99, "user_id": 99, "file_size": 1, "pages": 9}
    mine.patch(f"/api/v1/resumes/{before['id']}", keys, format="json")
    after = mine.get(f"/api/v1/resumes/{before['id']}").json()
    assert all(after[key] != value for key, value in keys.items())


@pytest.mark.parametrize("number", ["0", "abc", "999999", "1%00", "-1"])
def test_unknown_ids_are_404(mine: Any, number: str) -> None:
    assert mine.get(f"/api/v1/resumes/{number}").status_code == 404
    assert mine.get(f"/api/v1/resumes/{number}/download/").status_code == 404


# ------------------------------------------------------------ hostile names

HOSTILE_NAMES = [
    "../../etc/passwd.pdf",
    "..\\..\\windows\\system32\\cv.pdf",
    "/etc/shadow.pdf",
    "C:\\cv.pdf",
    "....//....//cv.pdf",
    "cv\x00.pdf",
    "cv\r\nSet-Cookie: a=b.pdf",
    "cv\nX-Evil: 1.pdf",
    "cv\t.pdf",
    "cv\x1b[31m.pdf",
    "\u202efdp.exe.pdf",
    "a\u2066b\u2069.pdf",
    "line\u2028break.pdf",
    '"; filename="evil.exe.pdf',
    'it\'s a "resume".pdf',
    "semi;colon.pdf",
    "<script>alert(1)</script>.pdf",
    "<img src=x onerror=alert(1)>.pdf",
    "{{7*7}}.pdf",
    "${jndi:ldap://x}.pdf",
    "`id`.pdf",
    "$(id).pdf",
    "cv;rm -rf ~.pdf",
    "|pipe.pdf",
    "&and.pdf",
    "=cmd|calc.pdf",
    "+1.pdf",
    "-rf.pdf",
    "~root.pdf",
    "CON.pdf",
    "NUL.pdf",
    "COM1.pdf",
    ".pdf",
    "..pdf",
    " .pdf",
    "   lead and trail   .pdf",
    "dot.dot.dot.pdf",
    "x" * 300 + ".pdf",
    "é" * 200 + ".pdf",
    "résumé – José.pdf",
    "履歴書.pdf",
    "سيرة.pdf",
    "👩‍🎨.pdf",
    "%2e%2e%2fcv.pdf",
]


@pytest.mark.usefixtures("_unread")
def test_forty_four_hostile_names_become_data(alice: Any, mine: Any) -> None:
    assert len(HOSTILE_NAMES) == 44
    kept = 0
    for number, name in enumerate(HOSTILE_NAMES):
        made = upload(mine, pdf(f"copy {number}"), name)
        assert made.status_code in {201, 400}, (name, made.content)
        if made.status_code == 400:
            continue
        kept += 1
        shown = made.json()["filename"]
        assert shown.lower().endswith(".pdf")
        assert not set(shown) & set("/\\\x00\r\n\u202e\u2028<>"), name
        answer = mine.get(f"/api/v1/resumes/{made.json()['id']}/download")
        header = answer["Content-Disposition"]
        assert header.startswith("attachment; filename=")
        assert "\n" not in header
        answer.close()
    assert kept >= 40
    root = Path(settings.MEDIA_ROOT)
    paths = {str(path.relative_to(root)) for path in stored_files()}
    assert paths == set(Resume.objects.values_list("path", flat=True))
    folder = f"team_{alice.team_id}/resumes/"
    assert all(path.startswith(folder) for path in paths)


def test_a_unicode_name_travels_as_rfc_6266_has_it(mine: Any) -> None:
    number = upload(mine, pdf(), "résumé “neu”.pdf").json()["id"]
    header = mine.get(f"/api/v1/resumes/{number}/download")["Content-Disposition"]
    assert "filename*=UTF-8''r%C3%A9sum%C3%A9" in header


# -------------------------------------------------------------- conditional


def test_an_unchanged_file_is_a_304(mine: Any) -> None:
    number = upload(mine, pdf()).json()["id"]
    first = mine.get(f"/api/v1/resumes/{number}/download")
    again = mine.get(
        f"/api/v1/resumes/{number}/download", HTTP_IF_NONE_MATCH=first["ETag"]
    )
    assert again.status_code == 304
    other = mine.get(f"/api/v1/resumes/{number}/download", HTTP_IF_NONE_MATCH='"x"')
    assert other.status_code == 200


@pytest.mark.parametrize(
    ("wanted", "start", "stop"),
    [("bytes=0-9", 0, 10), ("bytes=5-", 5, None), ("bytes=-7", -7, None)],
)
def test_a_range_is_answered_in_part(
    mine: Any, wanted: str, start: int, stop: int | None
) -> None:
    data = pdf()
    number = upload(mine, data).json()["id"]
    answer = mine.get(f"/api/v1/resumes/{number}/download", HTTP_RANGE=wanted)
    assert answer.status_code == 206
    assert b"".join(answer) == data[start:stop]
    assert answer["Content-Range"].endswith(f"/{len(data)}")


def test_a_range_beyond_the_end_is_a_416(mine: Any) -> None:
    number = upload(mine, pdf()).json()["id"]
    path = f"/api/v1/resumes/{number}/download"
    refused = mine.get(path, HTTP_RANGE="bytes=99999999-")
    assert refused.status_code == 416
    assert refused["Content-Range"] == f"bytes */{len(pdf())}"
    assert refused.json()["error"] == "range_not_satisfiable"
    assert refused.json()["request_id"] == refused["X-Request-ID"]
    assert mine.get(path, HTTP_RANGE="lines=1-2").status_code == 200


# -------------------------------------------------------------- side effects


def test_the_same_bytes_twice_are_a_409_with_the_existing_id(mine: Any) -> None:
    data = pdf()
    first = upload(mine, data).json()
    answer = upload(mine, data, "other.pdf")
    assert answer.status_code == 409
    assert answer.json()["id"] == first["id"]
    assert len(stored_files()) == 1


def test_another_team_may_have_the_same_bytes(mine: Any, carol: Any, api: Any) -> None:
    data = pdf()
    assert upload(mine, data).status_code == 201
    assert upload(api(carol), data).status_code == 201


@pytest.mark.usefixtures("_unread")
def test_twenty_equal_uploads_at_once_make_one_file(alice: Any, api: Any) -> None:
    data = pdf()
    statuses = at_once([(api(alice), data, "same.pdf")] * 20)
    assert sorted(statuses) == [201] + [409] * 19
    assert len(stored_files()) == Resume.objects.count() == 1


@pytest.mark.usefixtures("_unread")
def test_twenty_uploads_of_one_name_make_twenty_files(alice: Any, api: Any) -> None:
    jobs = [(api(alice), pdf(f"number {n}"), "same.pdf") for n in range(20)]
    assert at_once(jobs) == [201] * 20
    assert len(stored_files()) == Resume.objects.count() == 20
    assert Resume.objects.filter(is_default=True).count() == 1


@pytest.fixture
def _unread(settings: Any) -> None:
    """Uploads only: reading them is a task's work, not twenty threads'."""
    settings.TASKS_INLINE = False


def at_once(jobs: list[tuple[Any, bytes, str]]) -> list[int]:
    barrier = threading.Barrier(len(jobs))
    statuses: list[int] = []

    def run(client: Any, data: bytes, name: str) -> None:
        try:
            barrier.wait(60)
            statuses.append(upload(client, data, name).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return statuses


def test_a_full_disk_is_a_507_and_leaves_nothing(mine: Any, monkeypatch: Any) -> None:
    import errno
    import os

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    answer = upload(mine, pdf())
    assert answer.status_code == 507
    assert not stored_files()
    assert not Resume.objects.exists()


def test_a_file_without_its_row_is_swept_when_it_is_old(
    alice: Any, mine: Any, monkeypatch: Any
) -> None:
    upload(mine, pdf())
    orphan = Path(settings.MEDIA_ROOT) / f"team_{alice.team_id}/resumes/lost.pdf"
    orphan.write_bytes(b"x")
    assert storage.sweep(alice.team_id) == 0
    monkeypatch.setattr(storage, "ORPHAN_AGE", -1.0)
    assert storage.sweep(alice.team_id) == 1
    assert len(stored_files()) == 1


def test_a_deleted_team_takes_its_files_along(alice: Any, mine: Any) -> None:
    from accounts.models import Team
    from accounts.signals import team_deleted

    upload(mine, pdf())
    team_deleted.send(Team, team_id=alice.team_id)
    assert not stored_files()


def test_uploads_changes_and_deletions_are_logged(mine: Any, caplog: Any) -> None:
    with caplog.at_level("INFO", logger="jobhunt.audit"):
        number = upload(mine, pdf()).json()["id"]
        mine.patch(f"/api/v1/resumes/{number}", {"title": "x"}, format="json")
        mine.delete(f"/api/v1/resumes/{number}")
    events = [record.event for record in caplog.records if hasattr(record, "event")]
    assert [e for e in events if e.startswith("resume")] == [
        "resume_upload",
        "resume_update",
        "resume_delete",
    ]


def test_lists_ask_the_database_as_often_for_one_row_as_for_ten(
    mine: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(10):
        upload(mine, pdf(f"row {number}"))
    with django_assert_max_num_queries(8):
        mine.get("/api/v1/resumes/")
