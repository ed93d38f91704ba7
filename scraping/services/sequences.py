"""Follow-up sequences: drafted, approved, sent one by one, stopped by any answer.

Nothing goes out that the user has not read: approving fixes the texts. The next
mail is a run that waits in the queue for the morning it is due.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from jobhunt.lib import features
from jobhunt.lib.errors import Conflict, RuleRefused, TooMany, Unavailable
from mail.addresses import one_address
from mail.models import MailTemplate, OutboxMail
from mail.outbox import queue_mail, require_configured
from mail.templating import built_in, fill
from scheduling.queue import enqueue
from scheduling.registry import RetryLater
from scraping.models import Application, ApplicationEvent, FollowUpSequence
from scraping.statuses import Status

State = FollowUpSequence.State
MORNING = time(9)
MOST = 5
LONGEST_TEXT = 20_000
# Seconds until a due mail looks again: e-mail is off, or an earlier one waits.
LATER = 3600
ARRIVED = (OutboxMail.Status.SENT, OutboxMail.Status.UNKNOWN)
# A mail that ended so ends the sequence it belongs to.
ENDINGS: dict[str, str] = {
    OutboxMail.Status.REPLIED: "The company answered.",
    OutboxMail.Status.BOUNCED: "A mail came back.",
    OutboxMail.Status.FAILED: "A mail could not be sent.",
    OutboxMail.Status.CANCELLED: "A mail was cancelled.",
}


def morning_after(start: date, working_days: int, zone: ZoneInfo) -> datetime:
    """Nine o'clock, so many days from Monday to Friday after a date."""
    day = start
    while working_days:
        day += timedelta(days=1)
        working_days -= day.weekday() < 5
    return datetime.combine(day, MORNING, zone)


def next_morning(user: Any, start: datetime, working_days: int) -> datetime:
    """The morning a mail is due, never one that has passed.

    A company's own zone is not known; the user's stands for it.
    """
    zone = ZoneInfo(user.timezone)
    due = morning_after(start.astimezone(zone).date(), working_days, zone)
    now = timezone.now()
    if due <= now:
        due = morning_after(now.astimezone(zone).date(), 1, zone)
    return due


def thread_of(application: Application) -> OutboxMail | None:
    """The newest mail of the application that went out; follow-ups answer it."""
    mails = OutboxMail.objects.filter(
        team_id=application.team_id,
        user_id=application.user_id or 0,
        application_id=application.pk,
    )
    return mails.filter(status__in=ARRIVED).order_by("-id").first()


def unsettled(application: Application) -> bool:
    """Whether an earlier mail of it has not gone out yet: no order is skipped."""
    waiting = [OutboxMail.Status.QUEUED, OutboxMail.Status.SENDING]
    return OutboxMail.objects.filter(
        application_id=application.pk, status__in=waiting
    ).exists()


def suggested_recipient(application: Application) -> str:
    """Who the application went to; else the address that the posting states."""
    mail = thread_of(application)
    return mail.recipient if mail else application.job.hr_email or ""


def draft(
    user: Any,
    application: Application,
    *,
    recipient: str,
    every: int,
    most: int,
    template: MailTemplate | None = None,
) -> FollowUpSequence:
    """Write the texts for the user to read; nothing is sent.

    RuleRefused unless the application waits for an answer, Conflict while an
    approved sequence runs.
    """
    _name, address = one_address(recipient)
    job = application.job
    values = {
        "company_name": job.company or "",
        "job_role": job.title,
        "candidate_name": user.full_name,
        "skills": "",
        "portfolio_link": "",
    }
    text = fill(template.body, values) if template else built_in("follow_up", values)[1]
    with transaction.atomic():
        row = Application.objects.select_for_update().get(pk=application.pk)
        require_waiting(row)
        known = FollowUpSequence.objects.filter(application=row).first()
        if known is not None and known.state == State.APPROVED:
            raise Conflict("The follow-ups are approved already; stop them first.")
        sequence = known or FollowUpSequence(
            application=row, team_id=row.team_id, user=user
        )
        sequence.state = State.DRAFT
        sequence.recipient = address
        sequence.every = every
        sequence.texts = [text] * most
        sequence.sent = 0
        sequence.next_at = sequence.approved_at = None
        sequence.stop_reason = ""
        sequence.save()
    return sequence


def require_waiting(application: Application) -> None:
    if application.status != Status.APPLIED:
        raise RuleRefused(
            "Only an application that waits for an answer is followed up."
        )


def approve(user: Any, sequence: FollowUpSequence, texts: list[str]) -> None:
    """Let the drafted mails go out, with these texts, each on its morning."""
    features.require("email_automation")
    require_configured(user)
    with transaction.atomic():
        row = locked(sequence.pk)
        if row.state != State.DRAFT:
            raise Conflict("There is no draft to approve.")
        require_waiting(row.application)
        if len(texts) != len(row.texts) or not all(text.strip() for text in texts):
            raise RuleRefused("Every follow-up needs a text.", code="required")
        if any(len(text) > LONGEST_TEXT or "\x00" in text for text in texts):
            raise RuleRefused("A text is too long or cannot be sent.", code="invalid")
        row.texts = texts
        row.state = State.APPROVED
        row.approved_at = timezone.now()
        note(row, user, _("%(count)s follow-ups approved") % {"count": len(texts)})
        wait_for_next(row, row.application.applied_at or timezone.now())


def locked(sequence_id: int) -> FollowUpSequence:
    """The sequence for writing, its application locked first as everywhere."""
    application_id = FollowUpSequence.objects.values_list(
        "application_id", flat=True
    ).get(pk=sequence_id)
    application = (
        Application.objects.select_for_update(of=("self",))
        .select_related("job", "user")
        .get(pk=application_id)
    )
    sequence = FollowUpSequence.objects.select_for_update().get(pk=sequence_id)
    sequence.application = application
    return sequence


def wait_for_next(sequence: FollowUpSequence, since: datetime) -> None:
    """Save it with the next morning and a run that waits for it."""
    user = sequence.application.user
    due = next_morning(user, since, sequence.every)
    sequence.next_at = due
    sequence.save()
    enqueue(
        "scraping.follow_up",
        # Approved again it is another plan: the old run finds nothing to do.
        key=f"{sequence.pk}:{sequence.approved_at}:{sequence.sent}",
        team_id=sequence.team_id,
        delay=(due - timezone.now()).total_seconds(),
        sequence_id=sequence.pk,
        sent=sequence.sent,
    )


def send_due(sequence_id: int, sent: int) -> None:
    """Queue the next mail of a sequence, once, if its moment has come."""
    if not FollowUpSequence.objects.filter(pk=sequence_id).exists():
        return
    with transaction.atomic():
        row = locked(sequence_id)
        if row.state != State.APPROVED or row.sent != sent or row.next_at is None:
            return
        early = (row.next_at - timezone.now()).total_seconds()
        if early > 0:
            raise RetryLater(early)
        application = row.application
        user = application.user
        if application.status != Status.APPLIED:
            return end(row, "The application moved on.")
        if user is None or not user.is_active:
            return end(row, "The account is switched off.")
        if not user.memberships.filter(team_id=row.team_id).exists():
            return end(row, "The user left the team.")
        if not features.is_enabled("email_automation"):
            raise RetryLater(LATER)
        if unsettled(application):
            raise RetryLater(LATER)
        queue_step(row, user)


def queue_step(sequence: FollowUpSequence, user: Any) -> None:
    application = sequence.application
    job = application.job
    first = thread_of(application)
    subject = (
        f"Re: {first.subject.removeprefix('Re: ')}"
        if first
        else f"Following up: {job.title}"
    )
    last = OutboxMail.objects.filter(application_id=application.pk).aggregate(
        last=Max("step")
    )["last"]
    try:
        mail = queue_mail(
            user=user,
            team_id=sequence.team_id,
            kind=OutboxMail.Kind.FOLLOW_UP,
            recipient=sequence.recipient,
            subject=" ".join(subject.split())[:200],
            body=sequence.texts[sequence.sent],
            job_id=job.pk,
            application_id=application.pk,
            in_reply_to=first,
            step=(last or 0) + 1,
        )
    except TooMany as error:
        raise RetryLater(float(error.retry_after)) from error
    except Unavailable:
        return end(sequence, "E-mail is not configured.")
    sequence.sent += 1
    note(sequence, user, mail.subject, mail_id=mail.pk)
    if sequence.sent == len(sequence.texts):
        sequence.state, sequence.next_at = State.DONE, None
        sequence.save()
    else:
        wait_for_next(sequence, timezone.now())


def note(
    sequence: FollowUpSequence, user: Any, text: str, mail_id: int | None = None
) -> None:
    ApplicationEvent.objects.create(
        application=sequence.application,
        team_id=sequence.team_id,
        kind=ApplicationEvent.Kind.MAIL if mail_id else ApplicationEvent.Kind.NOTE,
        text=text,
        mail_id=mail_id,
        user=user,
    )


def end(sequence: FollowUpSequence, reason: str) -> None:
    """Stop a sequence inside the caller's transaction, and say why."""
    sequence.state = State.STOPPED
    sequence.next_at = None
    sequence.stop_reason = reason
    sequence.save()
    note(sequence, None, f"Follow-ups stopped: {reason}")


def stop(application: Application, reason: str) -> bool:
    """Stop what is drafted or approved for an application; whether there was any."""
    with transaction.atomic():
        sequence = (
            FollowUpSequence.objects.select_for_update()
            .running()
            .filter(application=application)
            .first()
        )
        if sequence is not None:
            sequence.application = application
            end(sequence, reason)
    return sequence is not None


def follow_mail(mail: OutboxMail, application: Application) -> None:
    """An answer, a bounce or a failure of any mail about it ends the sequence."""
    reason = ENDINGS.get(mail.status)
    if reason is not None:
        stop(application, reason)
