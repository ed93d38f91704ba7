"""Changing and deleting: for the uploader and the team's owners."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from jobhunt.lib import files
from jobhunt.lib.audit import audit
from jobhunt.lib.cache import bump_team
from jobhunt.lib.errors import Conflict, NotAllowed, RuleRefused
from jobhunt.lib.registry import resolve
from resumes.models import Resume
from resumes.signals import profile_changed

CHANGEABLE = ("filename", "title", "tags", "is_default", "archived")


def may_change(user: Any, resume: Resume) -> bool:
    return resume.user_id == user.pk or user.is_owner


def require_change(user: Any, resume: Resume) -> None:
    if not may_change(user, resume):
        raise NotAllowed(_("Only its uploader and the team's owners change a resume."))


def update_resume(user: Any, resume: Resume, changes: dict[str, Any]) -> Resume:
    """Apply any of CHANGEABLE; a default is one a person and team."""
    require_change(user, resume)
    changes = {name: value for name, value in changes.items() if name in CHANGEABLE}
    if "filename" in changes:
        changes["filename"] = checked_filename(changes["filename"])
    if "title" in changes:
        changes["title"] = (changes["title"] or "").strip() or None
    with transaction.atomic():
        resume = Resume.objects.select_for_update().get(pk=resume.pk)
        was_default = resume.is_default
        for name, value in changes.items():
            setattr(resume, name, value)
        if resume.archived:
            if changes.get("is_default"):
                raise RuleRefused(
                    _("An archived resume cannot be the default."), field="is_default"
                )
            resume.is_default = False
        if resume.is_default and not was_default:
            Resume.objects.filter(
                team_id=resume.team_id, user=resume.user, is_default=True
            ).update(is_default=False)
        resume.save()
        if resume.is_default != was_default:
            announce(resume)
    bump_team(resume.team_id)
    audit(
        "resume_update",
        user=user,
        details={"resume_id": resume.pk, "fields": sorted(changes)},
    )
    return resume


def checked_filename(name: str) -> str:
    if not name.strip().lower().endswith(".pdf"):
        raise RuleRefused(
            _("The file name must end in .pdf."), field="filename", code="not_pdf"
        )
    return files.clean_name(name.strip(), "resume.pdf")


def delete_resume(user: Any, resume: Resume) -> None:
    """Row and file are gone; Conflict while a sent application holds it."""
    require_change(user, resume)
    pk, path, team_id = resume.pk, resume.path, resume.team_id
    with transaction.atomic():
        locked = Resume.objects.select_for_update().filter(pk=pk).first()
        if locked is None:
            return
        if any(resolve("resume in use", locked)):
            raise Conflict(
                _("A sent application holds this resume. It can be archived instead.")
            )
        was_default = locked.is_default
        locked.delete()
        transaction.on_commit(lambda: files.remove(path))
        if was_default:
            announce(resume)
    bump_team(team_id)
    audit("resume_delete", user=user, team_id=team_id, details={"resume_id": pk})


def announce(resume: Resume) -> None:
    pk, team_id, user_id = resume.pk, resume.team_id, resume.user_id
    transaction.on_commit(
        lambda: profile_changed.send(
            Resume, resume_id=pk, team_id=team_id, user_id=user_id
        )
    )
