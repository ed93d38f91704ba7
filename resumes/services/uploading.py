"""Taking a PDF in: checked by content, stored once a team, read by a task."""

from __future__ import annotations

import hashlib
import re
from typing import IO, Any, Protocol

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from jobhunt.lib import files
from jobhunt.lib.audit import audit
from jobhunt.lib.cache import bump_team
from jobhunt.lib.errors import Conflict, RuleRefused
from resumes.models import Resume
from resumes.services.storage import new_path
from scheduling.queue import enqueue

# The smallest PDF has an object; a file that only begins like one has none.
_OBJECT = re.compile(rb"\d\s+obj\b|/ObjStm|\bxref\b")


class Upload(Protocol):
    """What we need of an uploaded file."""

    name: str | None
    size: int | None
    file: IO[bytes]


def upload_resume(
    user: Any, upload: Any, *, title: str | None = None, tags: list[str] | None = None
) -> Resume:
    """Store a PDF for the user's current team. Conflict for bytes it has already."""
    given_name = (upload.name or "").strip()
    digest = check_upload(given_name, upload)
    team_id = user.team_id
    refuse_duplicate(team_id, digest)
    path = new_path(team_id)
    files.store(upload, path)
    try:
        with transaction.atomic():
            first = not Resume.objects.filter(
                team_id=team_id, user=user, is_default=True
            ).exists()
            resume = Resume.objects.create(
                team_id=team_id,
                user=user,
                filename=files.clean_name(given_name, "resume.pdf"),
                path=path,
                title=(title or "").strip() or None,
                tags=tags or [],
                file_size=upload.size,
                sha256=digest,
                is_default=first,
            )
            enqueue(
                "resumes.read",
                key=str(resume.pk),
                team_id=team_id,
                resume_id=resume.pk,
            )
    except IntegrityError:
        files.remove(path)
        refuse_duplicate(team_id, digest)
        # Two uploads of one person at once: only one may become the default.
        return upload_resume(user, upload, title=title, tags=tags)
    except BaseException:
        files.remove(path)
        raise
    bump_team(team_id)
    audit(
        "resume_upload",
        user=user,
        details={"resume_id": resume.pk, "file_size": resume.file_size},
    )
    return resume


def check_upload(name: str, upload: Any) -> str:
    """The SHA-256 of an acceptable PDF; RuleRefused with the contract's sentence."""
    upload.seek(0)
    files.check_pdf(name, upload.size or 0, upload.read(files.PDF_HEAD))
    upload.seek(0)
    digest = hashlib.sha256()
    tail, has_object = b"", False
    while chunk := upload.read(1 << 18):
        digest.update(chunk)
        if not has_object:
            has_object = _OBJECT.search(tail + chunk) is not None
            tail = chunk[-32:]
    if not has_object:
        raise RuleRefused("Only PDF files are allowed", field="file", code="not_pdf")
    return digest.hexdigest()


def refuse_duplicate(team_id: int, digest: str) -> None:
    existing = Resume.objects.filter(team_id=team_id, sha256=digest).first()
    if existing is not None:
        raise Conflict(
            _("The team has this file already."),
            id=existing.pk,
            resume_id=existing.pk,
        )
