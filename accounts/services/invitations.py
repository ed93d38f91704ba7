"""Inviting by signed mail; joining needs the invitee's consent."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import signals
from accounts.models import Invitation, Membership, Team, User
from accounts.services import teams
from jobhunt.lib.audit import audit
from jobhunt.lib.cache import bump_team
from jobhunt.lib.errors import Conflict, NotAllowed, RuleRefused

SALT = "accounts.invitation"
LIFETIME = timedelta(days=7)
Status = Invitation.Status


def token_of(invitation: Invitation) -> str:
    return signing.dumps(invitation.pk, salt=SALT)


def link_of(invitation: Invitation) -> str:
    return f"{settings.PUBLIC_BASE_URL}/invitations/{token_of(invitation)}"


def invitation_of(token: str) -> Invitation | None:
    """The invitation of a link, whatever its state; None for a forged one."""
    try:
        pk = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Invitation.objects.filter(pk=pk).select_related("team", "invited_by").first()


def invite(user: User, team: Team, *, email: str, role: str) -> Invitation:
    teams.require_owner(user, team)
    if Membership.objects.filter(team=team, user__email__iexact=email).exists():
        raise Conflict(_("This person is a member already."), field="email")
    with transaction.atomic():
        pending = Invitation.objects.filter(
            team=team,
            email__iexact=email,
            state=Status.PENDING,
            expires_at__gt=timezone.now(),
        )
        if pending.exists():
            raise Conflict(_("This address has a pending invitation."), field="email")
        invitation = Invitation.objects.create(
            team=team,
            email=email,
            role=role,
            invited_by=user,
            expires_at=timezone.now() + LIFETIME,
        )
        signals.invitation_created.send(
            Invitation, invitation=invitation, token=token_of(invitation)
        )
    audit(
        "team_invite",
        user=user,
        team_id=team.pk,
        details={"invitation_id": invitation.pk, "role": role},
    )
    return invitation


def revoke(user: User, invitation: Invitation) -> None:
    teams.require_owner(user, invitation.team)
    with transaction.atomic():
        row = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if row.status != Status.PENDING:
            raise Conflict(_("This invitation is not pending."))
        row.state = Status.REVOKED
        row.save(update_fields=["state"])


def accept(user: User, token: str) -> Team:
    """Join the team; the current team stays what it is."""
    with transaction.atomic():
        row = decided(user, token)
        membership, made = Membership.objects.get_or_create(
            team=row.team, user=user, defaults={"role": row.role}
        )
        row.state = Status.ACCEPTED
        row.save(update_fields=["state"])
        bump_team(row.team_id)
    if made:
        audit(
            "member_add",
            user=user,
            team_id=row.team_id,
            details={"user_id": user.pk, "role": membership.role},
        )
    return row.team


def decline(user: User, token: str) -> Team:
    with transaction.atomic():
        row = decided(user, token)
        row.state = Status.DECLINED
        row.save(update_fields=["state"])
    return row.team


def decided(user: User, token: str) -> Invitation:
    """The pending invitation of a token, locked; refuses with its own reason."""
    found = invitation_of(token)
    if found is None:
        raise RuleRefused(_("This invitation is not valid."), field="token")
    if user.email.lower() != found.email.lower():
        raise NotAllowed(_("This invitation is for another e-mail address."))
    row = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("team")
        .get(pk=found.pk)
    )
    reasons = {
        Status.ACCEPTED: _("This invitation has been used."),
        Status.DECLINED: _("This invitation was declined."),
        Status.REVOKED: _("This invitation was revoked."),
        Status.EXPIRED: _("This invitation has expired."),
    }
    if row.status in reasons:
        raise RuleRefused(reasons[Status(row.status)], field="token", code=row.status)
    return row
