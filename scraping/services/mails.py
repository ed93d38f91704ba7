"""What becomes of an application when its mail was sent, failed or came back."""

from __future__ import annotations

from mail.models import OutboxMail
from mail.notify import notify
from scraping.models import Application, ApplicationEvent
from scraping.services import sequences
from scraping.services.status import set_status
from scraping.statuses import Status

TEXTS: dict[str, str] = {
    OutboxMail.Status.SENT: "Mail sent",
    OutboxMail.Status.FAILED: "Mail failed",
    OutboxMail.Status.BOUNCED: "Mail came back",
    OutboxMail.Status.UNKNOWN: "Mail may have been sent",
    OutboxMail.Status.CANCELLED: "Mail cancelled",
    OutboxMail.Status.REPLIED: "The company answered",
}


def mail_settled_for(mail: OutboxMail) -> None:
    """Note the outcome on the timeline; an application whose only mail never went
    out has failed, one that went out after all has not."""
    row = (
        Application.objects.filter(pk=mail.application_id or 0)
        .select_related("job", "user")
        .first()
    )
    if row is None:
        return
    ApplicationEvent.objects.create(
        application=row,
        team_id=row.team_id,
        kind=ApplicationEvent.Kind.REPLY
        if mail.status == OutboxMail.Status.REPLIED
        else ApplicationEvent.Kind.MAIL,
        text=": ".join(
            part for part in (TEXTS.get(mail.status, mail.status), mail.error) if part
        ),
        mail_id=mail.pk,
    )
    sequences.follow_mail(mail, row)
    if mail.kind != OutboxMail.Kind.APPLICATION:
        return
    lost = {OutboxMail.Status.FAILED, OutboxMail.Status.BOUNCED}
    if mail.status in lost and row.status == Status.APPLIED:
        set_status(row.user, row, Status.FAILED, text=mail.error, mail_id=mail.pk)
    elif mail.status == OutboxMail.Status.CANCELLED and row.status == Status.APPLIED:
        set_status(row.user, row, Status.PENDING, mail_id=mail.pk)
    elif mail.status == OutboxMail.Status.SENT:
        if row.status in {Status.FAILED, Status.PENDING}:
            set_status(row.user, row, Status.APPLIED, mail_id=mail.pk)
        if row.user is not None:
            notify(
                "mail_sent",
                row.user,
                team_id=row.team_id,
                key=str(mail.pk),
                subject=mail.subject,
                recipient=mail.recipient,
                application_id=row.pk,
                job_id=row.job_id,
                email_id=mail.pk,
            )
