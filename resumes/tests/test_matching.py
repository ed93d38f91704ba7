"""Requirements with the posting's words; unknown is never a clean match."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from resumes.matching import match, profile_of, read_requirements
from resumes.matching.analysis import JobFacts, ResumeFacts, analyse
from resumes.matching.posting import read_posting

NOW = datetime(2026, 11, 25, tzinfo=UTC)
RESUME = """Ottilie Brandt
ottilie@brandt.example
Hamburg
SKILLS
Python (main language), PostgreSQL 14, Node.js, CI/CD
EXPERIENCE
Backend Developer, Cobalt Mills, 2019 - 2024
"""


def asked(text: str) -> dict[str, str]:
    return {r.label: r.kind for r in read_requirements(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Python is required, Java is a plus.", {"Python": "must", "Java": "nice"}),
        ("Kubernetes preferred, not required.", {"Kubernetes": "nice"}),
        ("Docker is preferred but not required.", {"Docker": "nice"}),
        ("No Java experience necessary.", {}),
        ("You don't need to know PHP.", {}),
        ("Java is not required.", {}),
        ("We do not use Java, PHP or Ruby on Rails.", {}),
        ("We moved away from Perl. Kotlin is required.", {"Kotlin": "must"}),
        ("Python and Terraform (optional)", {"Python": "must", "Terraform": "nice"}),
        ("Python (preferred)", {"Python": "nice"}),
        ("Python (Django is a plus)", {"Python": "must", "Django": "nice"}),
        ("Kubernetes (not required)", {}),
        ("Go required", {"Go": "must"}),
        ("Instead of PHP we write Kotlin.", {"Kotlin": "must"}),
        ("Not only Python but also Kotlin.", {"Python": "must", "Kotlin": "must"}),
        ("React, Vue or Angular required", {"React or Vue or Angular": "must"}),
        ("We write C++ and C#.", {"C++": "must", "C#": "must"}),
        ("Go to our site and excel at what you do.", {}),
        ("Experience with Go or Rust", {"Go or Rust": "must"}),
        ("SQL zwingend, Docker von Vorteil.", {"SQL": "must", "Docker": "nice"}),
        ("What we offer:\n- Python trainings", {}),
        ("Nice to have:\n- Redis\nRequirements:\n- SQL", {"SQL": "must", "Redis": "nice"}),
        ("Experience with Quarkle and Zed2 required", {"Quarkle": "must", "Zed2": "must"}),
        ("You know Python. Experience with Customers is a plus.", {"Python": "must", "Customers": "nice"}),
        ("Fluent German required, English is a plus.", {"German": "must", "English": "nice"}),
    ],
)  # fmt: skip
def test_requirements_are_read_as_written(text: str, expected: dict[str, str]) -> None:
    assert asked(text) == expected


def test_a_requirement_keeps_the_words_it_comes_from() -> None:
    (found,) = read_requirements("Great team! You must know Python well. Apply now.")
    assert found.words == "You must know Python well."


def test_years_asked_for_are_read_but_not_the_preferred_ones() -> None:
    assert read_posting("5+ years of experience with Python").years == 5
    assert read_posting("SQL is a plus. 5+ years of experience.").years == 5
    assert read_posting("3 years of experience are a plus").years is None
    assert read_posting("Our company is 20 years old").years is None


def test_a_remark_or_a_version_takes_no_skill_away() -> None:
    found = match(
        profile_of(RESUME, {}),
        "We require Python, PostgreSQL and Node.js. Kubernetes is required as well.",
    )
    assert found.matching == ("Python", "PostgreSQL", "Node.js")
    assert found.missing == ("Kubernetes",)
    assert found.score == 75


@pytest.mark.parametrize("text", [None, "", "  \n ", "We are a nice company."])
def test_a_posting_that_asks_nothing_has_no_score(text: str | None) -> None:
    assert match(profile_of(RESUME, {}), text).score is None


def test_a_resume_without_text_has_no_score() -> None:
    assert match(profile_of("", None), "Python required").score is None


def test_one_of_several_is_enough() -> None:
    found = match(profile_of(RESUME, {}), "Python or Ruby required.")
    assert found.score == 100
    assert found.missing == ()


def test_what_the_resume_denies_is_not_found() -> None:
    profile = profile_of("I have no experience with Kafka.\nSKILLS\nPython", {})
    assert match(profile, "Kafka and Python required.").missing == ("Kafka",)


@pytest.mark.parametrize(
    ("has", "asked_for", "score"),
    [
        ("Java", "JavaScript", 0),
        ("JavaScript", "Java", 0),
        ("C", "C++", 0),
        ("PostgreSQL", "Postgres", 100),
        ("Kubernetes", "K8s", 100),
        ("Machine learning", "ML", 100),
        ("R, SQL", "R", 100),
        ("React.js", "React", 100),
    ],
)
def test_names_of_one_skill_match_and_lookalikes_do_not(
    has: str, asked_for: str, score: int
) -> None:
    profile = profile_of(f"SKILLS\n{has}", {})
    assert match(profile, f"{asked_for} required.").score == score


def test_a_nice_to_have_weighs_less_than_a_must() -> None:
    profile = profile_of(RESUME, {})
    nice = match(profile, "Python required. Redis would be a plus.").score
    must = match(profile, "Python required. Redis required.").score
    assert nice is not None
    assert must is not None
    assert must < nice < 100


def test_too_few_years_lower_the_score() -> None:
    profile = profile_of(RESUME, {"years_experience": 5.0})
    text = "10 years of experience with Python required"
    found = match(profile, text)
    assert found.score is not None
    assert 80 < found.score < 100
    assert any(r.kind == "years" and r.met is False for r in found.reasons)


def test_a_place_in_the_resume_is_noted_but_not_scored() -> None:
    profile = profile_of(RESUME, {})
    there = match(profile, "Python required", location="Hamburg")
    elsewhere = match(profile, "Python required", location="Oslo")
    assert there.score == elsewhere.score == 100
    assert [r.met for r in there.reasons if r.kind == "place"] == [True]
    assert [r.met for r in elsewhere.reasons if r.kind == "place"] == [None]


def test_a_language_that_a_silent_resume_cannot_prove_is_unknown() -> None:
    found = match(profile_of(RESUME, {}), "Python and fluent Dutch required.")
    assert found.score == 100
    assert any(r.label == "Dutch" and r.met is None for r in found.reasons)


def facts(content: str = RESUME, status: str = "ok") -> ResumeFacts:
    parsed = {"email": "ottilie@brandt.example", "skills": ["Python"], "sections": {}}
    return ResumeFacts(7, content, parsed, status, 1, 90_000)


def test_an_analysis_without_a_job_scores_the_checks() -> None:
    found = analyse(facts(), None, now=NOW)
    assert found["job_id"] is None
    assert 0 < found["score"] < 100
    by_id = {check["id"]: check["status"] for check in found["checks"]}
    assert by_id["contact_email"] == "pass"
    assert by_id["contact_phone"] == "warn"
    assert found["recommendations"]


def test_an_analysis_with_a_job_quotes_the_posting() -> None:
    job = JobFacts("Python is required. Kafka is required.", id=3)
    found = analyse(facts(), job, now=NOW)
    assert found["score"] == 50
    assert found["matching_skills"] == ["Python"]
    assert found["missing_skills"] == ["Kafka"]
    assert any("Kafka is required." in check["message"] for check in found["checks"])


def test_a_scan_has_no_score_but_a_reason() -> None:
    found = analyse(facts("", "empty"), None, now=NOW)
    assert found["score"] is None
    assert any(
        c["id"] == "text_layer" and c["status"] == "fail" for c in found["checks"]
    )


def test_an_empty_description_gives_no_score() -> None:
    found = analyse(facts(), JobFacts("", id=3), now=NOW)
    assert found["score"] is None
    assert found["matching_skills"] == []
