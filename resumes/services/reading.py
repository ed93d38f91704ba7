"""Read a stored PDF in the confined child and keep what it says."""

from __future__ import annotations

import re

from django.db import transaction

from jobhunt.lib.cache import bump_team
from jobhunt.lib.realtime import publish
from resumes.models import Resume, ResumePicture, ResumeText
from resumes.parsing import Parsed, parse
from resumes.reading.reader import PdfText, read_pdf
from resumes.services.changing import announce
from resumes.services.storage import absolute, sweep

_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


def read_and_store(resume_id: int) -> None:
    """Read, parse, store and tell. Quiet when the resume is gone."""
    resume = Resume.objects.filter(pk=resume_id).first()
    if resume is None:
        return
    try:
        with absolute(resume.path).open("rb") as file:
            found = read_pdf(file)
    except FileNotFoundError:
        found = PdfText("failed")
    links = tuple(_CONTROL.sub("", link) for link in found.links)
    parsed = (
        parse(found.text, links, biggest=found.biggest)
        if found.status == "ok"
        else Parsed()
    )
    with transaction.atomic():
        changed = Resume.objects.filter(pk=resume_id).update(
            text_status=found.status, pages=found.pages
        )
        if not changed:
            return
        ResumeText.objects.update_or_create(
            resume_id=resume_id,
            defaults={"content": found.text, "parsed": parsed.as_dict()},
        )
        if found.picture:
            ResumePicture.objects.update_or_create(
                resume_id=resume_id, defaults={"png": found.picture}
            )
        publish(
            "resume.ready",
            {
                "resume_id": resume_id,
                "title": resume.title or resume.filename,
                "text_status": found.status,
            },
            team_id=resume.team_id,
        )
        if Resume.objects.filter(pk=resume_id, is_default=True).exists():
            announce(resume)
    bump_team(resume.team_id)
    sweep(resume.team_id)
