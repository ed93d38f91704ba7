"""The team's templates."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from jobhunt.lib.cache import bump_team
from jobhunt.lib.errors import NotAllowed
from mail.addresses import refuse_control
from mail.models import MailTemplate
from mail.templating import check


def save_template(
    user: Any, template: MailTemplate, changes: dict[str, Any]
) -> MailTemplate:
    """Write a template; what was approved is not any more once its text changes."""
    if changes.get("approved") and not user.is_owner:
        raise NotAllowed("Only an owner of the team approves templates.")
    for field in ("subject", "body"):
        if field in changes:
            check(changes[field] or "", field)
    if "subject" in changes:
        refuse_control(changes["subject"] or "", "subject")
    text_changes = {"subject", "body", "kind"} & set(changes)
    with transaction.atomic():
        for name, value in changes.items():
            setattr(template, name, value if value is not None else "")
        if text_changes and "approved" not in changes:
            template.approved = False
        if template.pk is None:
            template.team_id, template.user = user.team_id, user
        template.save()
        bump_team(template.team_id)
    return template
