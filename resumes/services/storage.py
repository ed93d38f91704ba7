"""Where the bytes of resumes are, and that no file stays without its row."""

from __future__ import annotations

import logging
import shutil
import time
import uuid
from pathlib import Path

from django.conf import settings

from jobhunt.lib.errors import Missing
from resumes.models import Resume

logger = logging.getLogger("jobhunt.resumes")

# A file this old without a row was left by a process that died between the two.
ORPHAN_AGE = 3600.0


def new_path(team_id: int) -> str:
    """A place of our own making; the given name never becomes a path."""
    return f"team_{team_id}/resumes/{uuid.uuid4().hex}.pdf"


def absolute(relative: str) -> Path:
    return Path(settings.MEDIA_ROOT) / relative


def resume_bytes(resume: Resume) -> bytes:
    """The bytes uploaded; Missing when the file has gone."""
    try:
        return absolute(resume.path).read_bytes()
    except FileNotFoundError:
        logger.error("file of resume %s is missing", resume.pk)
        raise Missing("The file of this resume is missing.") from None


def remove_team_files(team_id: int) -> None:
    """Everything uploaded by a team that is gone."""
    shutil.rmtree(absolute(f"team_{int(team_id)}"), ignore_errors=True)


def sweep(team_id: int) -> int:
    """Remove files without a row; the number removed."""
    folder = absolute(f"team_{team_id}/resumes")
    if not folder.is_dir():
        return 0
    known = set(Resume.objects.filter(team_id=team_id).values_list("path", flat=True))
    removed = 0
    for file in folder.iterdir():
        relative = f"team_{team_id}/resumes/{file.name}"
        if relative in known:
            continue
        try:
            if time.time() - file.stat().st_mtime > ORPHAN_AGE:
                file.unlink()
                removed += 1
        except FileNotFoundError:
            continue
    return removed
