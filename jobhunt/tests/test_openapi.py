"""The description of the API: complete, offline, and not there in production."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from jobhunt.tests import world as w

ROOT = Path(__file__).resolve().parents[2]
ERRORS = [
    "400",
    "401",
    "403",
    "404",
    "405",
    "409",
    "413",
    "415",
    "429",
    "500",
    "502",
    "503",
    "507",
]
FILES = {"GET /logs/export", "GET /applications/export", "GET /resumes/{id}/download"}
PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "Zk3v9QwX7rT1yUo5pLa8sDf2gHj6kMn4bVc0xZqWeRtYuIoPaS",
    "ALLOWED_HOSTS": "jobs.example.com",
    "PUBLIC_BASE_URL": "https://jobs.example.com",
}


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in schema:
        return schema
    found = w.schema()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return dict(found)


def test_the_schema_is_valid_openapi() -> None:
    from drf_spectacular.validation import validate_schema

    validate_schema(w.schema())


def test_every_operation_documents_every_error() -> None:
    error = {"$ref": "#/components/schemas/Error"}
    for name, operation in w.documented().items():
        for status in ERRORS:
            content = operation["responses"][status]["content"]
            assert content["application/json"]["schema"] == error, (name, status)
        assert any(status.startswith("2") for status in operation["responses"]), name
        assert "204" not in operation["responses"], name


def test_every_operation_has_a_name_of_its_own() -> None:
    names = [operation["operationId"] for operation in w.documented().values()]
    assert len(set(names)) == len(names)


def test_every_write_with_a_body_describes_it() -> None:
    for name, call in w.CALLS.items():
        if call.body or call.names:
            assert w.documented()[name].get("requestBody"), name


def test_what_an_operation_needs_of_the_caller_is_described() -> None:
    open_to_all = {
        name
        for name, operation in w.documented().items()
        if not operation.get("security") or {} in operation["security"]
    }
    assert open_to_all == {
        "POST /auth/login",
        "POST /auth/register",
        "POST /auth/refresh",
        "POST /auth/forgot-password",
        "POST /auth/reset-password",
        "GET /features",
        "GET /features/{name}",
    }


def test_lists_describe_their_pages_and_answer_arrays() -> None:
    for name, operation in w.documented().items():
        names = {item["name"] for item in operation.get("parameters", [])}
        if not {"skip", "limit"} <= names or name in FILES:
            continue
        assert "cursor" in names, name
        assert "format" not in names, name  # that is an export's
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        assert resolved(schema)["type"] == "array", name


@pytest.mark.parametrize(
    ("operation", "names"),
    [
        (
            "GET /jobs",
            "status search closed source location remote posted_since min_score sort",
        ),
        ("GET /jobs/scrape", "keyword location limit source"),
        ("GET /jobs/sources", "skip limit"),
        ("GET /logs", "level action search date_from date_to user_id"),
        ("GET /logs/export", "format level action search date_from date_to user_id"),
        ("DELETE /logs/clear", "before level"),
        ("GET /applications", "scope status skip limit"),
        ("GET /applications/export", "format scope status"),
        ("GET /stats/dashboard", "scope"),
        ("GET /stats/applications", "period"),
        ("GET /stats/success-rate", "period"),
        ("POST /ai/cover-letter", "stream"),
        ("POST /email/send/hr", "Idempotency-Key"),
        ("POST /email/send/follow-up", "Idempotency-Key"),
    ],
)
def test_every_query_parameter_of_the_contract_is_described(
    operation: str, names: str
) -> None:
    described = {
        item["name"] for item in w.documented()[operation].get("parameters", [])
    }
    assert set(names.split()) - described == set()


@pytest.mark.parametrize(
    ("operation", "names"),
    [
        ("POST /auth/login", "username password"),
        ("POST /auth/register", "email password full_name username team_name"),
        ("POST /auth/refresh", "refresh_token"),
        (
            "PATCH /auth/me",
            "full_name email username team_id telegram_chat_id email_notifications"
            " timezone",
        ),
        ("DELETE /auth/me", "password"),
        ("POST /resumes/upload", "file title tags"),
        ("PATCH /resumes/{id}", "filename title tags is_default archived"),
        ("POST /resumes/{id}/analyze", "job_id job_description"),
        ("POST /ai/resume/bullets", "bullet job_description resume_id"),
        (
            "POST /ai/cover-letter",
            "resume_summary resume_id job_description job_id company_name",
        ),
        ("POST /email/send/hr", "recipient subject body resume resume_id job_id"),
        (
            "POST /jobs/scrape",
            "keyword location limit source company_id search_id wait",
        ),
        ("PATCH /jobs/{id}", "title company description hr_email status hidden"),
        ("POST /jobs/{id}/apply", "method resume_id cover_letter recipient subject"),
        (
            "PATCH /applications/{id}",
            "status applied_at notes next_action_at position version",
        ),
        (
            "POST /scheduler/job",
            "team_id job_id keyword location limit source interval_hours run_now",
        ),
    ],
)
def test_every_body_field_of_the_contract_is_described(
    operation: str, names: str
) -> None:
    body = w.documented()[operation]["requestBody"]["content"]
    for media in body.values():
        schema = resolved(media["schema"])
        assert set(names.split()) - set(schema["properties"]) == set()


def test_the_deprecated_operation_says_so() -> None:
    deprecated = {name for name, op in w.documented().items() if op.get("deprecated")}
    assert deprecated == {"GET /jobs/scrape"}


@pytest.mark.parametrize("path", ["/docs", "/docs/", "/redoc", "/redoc/"])
def test_the_documentation_needs_no_other_host(db: None, path: str) -> None:
    client = Client()
    response = client.get(path)
    assert response.status_code == 200
    links = re.findall(r"""(?:src|href|url)\s*[=:]\s*["']([^"']+)""", text(response))
    assert links
    for link in links:
        assert not re.match(r"(?:https?:)?//", link), link
    for link in links:
        if link.startswith("/static/"):
            found = client.get(link)
            assert found.status_code == 200, link
            b"".join(found.streaming_content)
    if "docs" in path:
        script = next(link for link in links if "script" in link)
        assert "://" not in re.sub(r"https?://www\.w3\.org", "", script)


def test_the_schema_is_open_to_everybody_in_both_forms(db: None) -> None:
    for path in ("/api/v1/openapi.json", "/api/v1/openapi.json/"):
        response = Client().get(path)
        assert response.status_code == 200
        assert response.json()["openapi"].startswith("3.")


def text(response: Any) -> str:
    return str(response.content.decode())


# ------------------------------------------------------------- production

ASK = """
import django
django.setup()
from django.core.management import call_command
from django.test import Client
client = Client()
for path in ("/docs", "/redoc", "/api/v1/openapi.json", "/docs/"):
    answer = client.get(path, headers={"host": "jobs.example.com"}, secure=True)
    print("ANSWER", path, answer.status_code, answer.headers["Content-Type"])
for path in ("/api/versions", "/login", "/nope"):
    for secure in (True, False):  # behind a proxy that ends TLS it is never secure
        answer = client.get(path, headers={"host": "jobs.example.com"}, secure=secure)
        print("HSTS", answer.headers.get("Strict-Transport-Security"))
print("WRONG", client.get("/api/versions", headers={"host": "evil.example"}).status_code)
"""


def run(folder: Path, arguments: list[str], **environment: str) -> Any:
    values = {name: value for name, value in environment.items() if value}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "JOBHUNT_DOTENV": "0",
            "DJANGO_SETTINGS_MODULE": "jobhunt.settings",
            "DATA_DIR": str(folder),
            **values,
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_in_production_there_is_no_documentation(tmp_path: Path) -> None:
    done = run(tmp_path, ["-c", ASK], **PRODUCTION)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    answers = [line.split()[2] for line in lines if line.startswith("ANSWER")]
    assert answers == ["404"] * 4
    hsts = [line for line in lines if line.startswith("HSTS")]
    assert hsts == ["HSTS max-age=31536000; includeSubDomains"] * 6
    assert "WRONG 400" in lines


def test_production_starts_with_what_it_needs(tmp_path: Path) -> None:
    done = run(tmp_path, ["manage.py", "check"], **PRODUCTION)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"DEBUG": "true"}, "DEBUG"),
        ({"SECRET_KEY": "change-me"}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
    ],
)
def test_production_refuses_to_start_and_says_why_in_one_line(
    tmp_path: Path, change: dict[str, str], said: str
) -> None:
    done = run(tmp_path, ["-m", "jobhunt.launch", "run"], **{**PRODUCTION, **change})
    assert done.returncode != 0
    out = done.stdout + done.stderr
    assert "Traceback" not in out, out
    about = [line for line in out.splitlines() if said in line]
    assert len(about) == 1, out
    assert not list(tmp_path.glob("*.sqlite3"))
