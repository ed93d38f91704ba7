"""The contract's Analysis: checks of the resume, and its match with a posting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .checks import Check, Status, check_resume
from .engine import Match, Reason, match, profile_of

MODEL = "rules"
_POINTS = {"pass": 1.0, "warn": 0.5, "fail": 0.0}


@dataclass(frozen=True)
class ResumeFacts:
    id: int
    content: str
    parsed: dict[str, Any] | None
    text_status: str
    pages: int | None
    file_size: int


@dataclass(frozen=True)
class JobFacts:
    """A posting to compare with; ``id`` is ``None`` for a pasted text."""

    text: str
    id: int | None = None
    title: str | None = None
    location: str | None = None
    remote: str | None = None
    company: str | None = None


def analyse(
    resume: ResumeFacts, job: JobFacts | None, *, now: datetime
) -> dict[str, Any]:
    """With a posting the score is the match, else the share of checks passed."""
    parsed = resume.parsed or {}
    checks = check_resume(
        resume.content,
        parsed,
        text_status=resume.text_status,
        pages=resume.pages,
        file_size=resume.file_size,
        today=now.date(),
    )
    result: Match | None = None
    if job is not None:
        profile = profile_of(resume.content, parsed)
        result = match(
            profile,
            job.text,
            title=job.title,
            location=job.location,
            remote=job.remote,
            company=job.company,
        )
        checks += [_job_check(reason, i) for i, reason in enumerate(result.reasons, 1)]
        score = result.score
    else:
        score = _own_score(checks) if resume.content.strip() else None
    return {
        "resume_id": resume.id,
        "job_id": job.id if job else None,
        "score": score,
        "summary": _summary(checks, result, score),
        "skills": list(parsed.get("skills") or []),
        "matching_skills": list(result.matching) if result else [],
        "missing_skills": list(result.missing) if result else [],
        "checks": [check.as_dict() for check in checks],
        "recommendations": _recommendations(checks, result),
        "model": MODEL,
        "analyzed_at": now,
    }


def _own_score(checks: list[Check]) -> int:
    return round(100 * sum(_POINTS[c.status] for c in checks) / len(checks))


def _job_check(reason: Reason, number: int) -> Check:
    words = f' "{reason.words}"' if reason.words else ""
    if reason.kind in ("must", "nice"):
        what = "Required" if reason.kind == "must" else "Nice to have"
        if reason.met is None:
            message = f"{what}: {reason.label} - the resume does not say.{words}"
            return Check(f"{reason.kind}_{number}", "warn", message)
        found = "found" if reason.met else "not found"
        lacking: Status = "fail" if reason.kind == "must" else "warn"
        message = f"{what}: {reason.label} - {found}.{words}"
        return Check(
            f"{reason.kind}_{number}", "pass" if reason.met else lacking, message
        )
    status: Status = "pass" if reason.met else "warn"
    if reason.kind == "place":
        return Check("place", status, f"{reason.label}.")
    return Check(f"{reason.kind}", status, f"{reason.label.rstrip('.')}.{words}")


def _summary(checks: list[Check], result: Match | None, score: int | None) -> str:
    if result is None:
        if score is None:
            return "The resume has no readable text, so little can be said about it."
        bad = [c for c in checks if c.status != "pass"]
        if not bad:
            return "All checks passed."
        return f"{len(checks) - len(bad)} of {len(checks)} checks passed. " + " ".join(
            c.message for c in sorted(bad, key=lambda c: c.status != "fail")[:3]
        )
    if result.score is None:
        return f"No score: {result.reasons[0].label}"
    musts = [r for r in result.reasons if r.kind == "must" and r.met is not None]
    met = sum(1 for r in musts if r.met)
    nice = [r for r in result.reasons if r.kind == "nice" and r.met is not None]
    parts = []
    if musts:
        parts.append(f"{met} of {len(musts)} required skills found")
    if nice:
        parts.append(f"{sum(1 for r in nice if r.met)} of {len(nice)} preferred ones")
    missing = f" Missing: {', '.join(result.missing[:8])}." if result.missing else ""
    return f"{'; '.join(parts)}.{missing}"


def _recommendations(checks: list[Check], result: Match | None) -> list[str]:
    out = [c.advice for c in checks if c.advice and c.status == "fail"]
    if result:
        missing = [r for r in result.reasons if r.kind == "must" and r.met is False]
        out += [
            f"If you know {r.label}, say where you used it: the posting requires it."
            for r in missing[:8]
        ]
    out += [c.advice for c in checks if c.advice and c.status == "warn"]
    return list(dict.fromkeys(out))[:12]
