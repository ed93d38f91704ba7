"""Background work of resumes."""

from __future__ import annotations

from resumes.services.reading import read_and_store
from scheduling.registry import task


@task("resumes.read", limit=60)
def read_resume(resume_id: int) -> None:
    """Text, parsed facts and picture of one resume."""
    read_and_store(resume_id)
