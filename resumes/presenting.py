"""A resume as the pure engine and the AI floor take it."""

from __future__ import annotations

from resumes.matching.analysis import ResumeFacts
from resumes.models import Resume, ResumeText


def facts_of(resume: Resume) -> ResumeFacts:
    text = ResumeText.objects.filter(pk=resume.pk).first()
    return ResumeFacts(
        id=resume.pk,
        content=text.content if text else "",
        parsed=text.parsed if text else None,
        text_status=resume.text_status,
        pages=resume.pages,
        file_size=resume.file_size,
    )
