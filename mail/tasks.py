"""Tasks of mail: one mail, one notification, and what a crash left behind."""

from __future__ import annotations

from scheduling.registry import RetryLater, task


@task("mail.send", limit=120)
def send_mail(mail_id: int) -> None:
    from mail.sending import send

    wait = send(mail_id)
    if wait is not None:
        raise RetryLater(wait)


@task("mail.notify", limit=60)
def send_notification(notification_id: int) -> None:
    from mail.notify import deliver

    wait = deliver(notification_id)
    if wait is not None:
        raise RetryLater(wait)
