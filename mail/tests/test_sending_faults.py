"""What a mail server can do to us, over a real socket: state and deliveries."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from jobhunt.testing.fakes.smtp import SmtpServer, free_port
from mail.models import Mailbox, OutboxMail
from mail.outbox import queue_mail, retry
from mail.sending import RETRY_DELAYS, SERVER_FAILURES, breaker_of, give_up, send
from mail.tasks import send_mail
from scheduling.registry import RetryLater

pytestmark = pytest.mark.django_db(transaction=True)


def queue(user: Any, recipient: str = "hr@example.com", **fields: Any) -> OutboxMail:
    mail = queue_mail(
        user=user,
        team_id=user.team_id,
        kind=fields.pop("kind", "hr"),
        recipient=recipient,
        subject="Hi",
        body="Hello",
        **fields,
    )
    mail.refresh_from_db()
    return mail


def try_again(mail: OutboxMail) -> OutboxMail:
    OutboxMail.objects.filter(pk=mail.pk).update(not_before=timezone.now())
    send(mail.pk)
    mail.refresh_from_db()
    return mail


def pause_is_over() -> None:
    cache.delete(breaker_of(None).rest)


def test_hung_up_before_the_text_it_is_sent_again(alice: Any, smtp: Any) -> None:
    smtp.drop_before_text = True
    mail = queue(alice)
    assert (mail.status, mail.handed_over_at) == ("queued", None)

    smtp.drop_before_text = False

    assert try_again(mail).status == "sent"
    assert len(smtp.mails) == 1


def test_a_temporary_answer_to_the_text_is_tried_again(alice: Any, smtp: Any) -> None:
    smtp.answers = ["452 disk full"]
    mail = queue(alice)
    assert (mail.status, mail.error) == ("queued", "452 disk full")

    assert try_again(mail).status == "sent"
    assert mail.error is None
    assert len(smtp.mails) == 1


def test_a_refused_text_fails(alice: Any, smtp: Any) -> None:
    smtp.answers = ["554 5.7.1 spam"]

    mail = queue(alice)

    assert (mail.status, mail.error) == ("failed", "554 5.7.1 spam")


@pytest.mark.parametrize("answer", ["banana", "354 go on", "5" * 10_000])
def test_an_answer_that_says_nothing_leaves_a_question(
    alice: Any, smtp: Any, answer: str
) -> None:
    smtp.answers = [answer]

    mail = queue(alice)

    assert mail.status == "unknown"
    assert try_again(mail).status == "unknown"


def test_a_server_that_is_down_is_tried_for_hours_then_it_fails(
    alice: Any, smtp: Any, settings: Any
) -> None:
    settings.EMAIL_PORT = 9
    mail = queue(alice)
    waits = [(mail.not_before - mail.updated_at).total_seconds()]

    for _ in RETRY_DELAYS:
        assert mail.status == "queued"
        pause_is_over()
        try_again(mail)
        waits.append((mail.not_before - mail.updated_at).total_seconds())

    assert [round(wait) for wait in waits[:-1]] == list(RETRY_DELAYS)
    assert mail.status == "failed"
    assert mail.error == "The mail server refuses connections."


def test_a_silent_server_after_the_text_leaves_a_question(
    alice: Any, smtp: Any, settings: Any
) -> None:
    settings.EMAIL_TIMEOUT = 0.2
    smtp.delay = 0.6

    assert queue(alice).status == "unknown"


def test_a_refused_login_fails_and_tells_no_credentials(
    alice: Any, smtp: Any, settings: Any, caplog: Any
) -> None:
    smtp.login = ("jobs", "right")
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "jobs", "hunter2"

    mail = queue(alice)

    assert (mail.status, mail.error) == (
        "failed",
        "The mail server refused the login.",
    )
    assert "hunter2" not in caplog.text
    settings.EMAIL_HOST_PASSWORD = "right"
    retry(alice, mail)
    mail.refresh_from_db()
    assert mail.status == "sent"


def test_the_message_id_is_the_same_in_every_attempt(alice: Any, smtp: Any) -> None:
    smtp.drop_after_data = True
    mail = queue(alice)
    smtp.drop_after_data = False

    retry(alice, mail)

    first, second = (arrived.message["Message-ID"] for arrived in smtp.mails)
    assert first == second == mail.message_id


def test_a_mail_that_cannot_be_built_fails_and_is_not_stuck(
    alice: Any, smtp: Any
) -> None:
    smtp.refuse["hr@example.com"] = "451 later"
    mail = queue(alice)
    OutboxMail.objects.update(sender_name="Ada\r\nBcc: x@example.com")

    assert try_again(mail).status == "failed"
    assert smtp.mails == []


@pytest.mark.parametrize(
    ("handed_over", "status"), [(False, "failed"), (True, "unknown")]
)
def test_a_mail_whose_task_gave_up_is_never_left_sending(
    alice: Any, smtp: Any, handed_over: bool, status: str
) -> None:
    smtp.refuse["hr@example.com"] = "451 later"
    mail = queue(alice)
    OutboxMail.objects.update(
        status="sending", handed_over_at=timezone.now() if handed_over else None
    )

    give_up(mail.pk)
    give_up(mail.pk)

    mail.refresh_from_db()
    assert mail.status == status


@pytest.mark.parametrize(
    "recipient", ["jürgen <hr@bücher.example>", '"A \\"B\\" C" <a.b+c@example.com>']
)
def test_unicode_names_and_domains_arrive(
    alice: Any, smtp: Any, recipient: str
) -> None:
    mail = queue(alice, recipient)

    assert mail.status == "sent", mail.error
    assert len(smtp.mails[0].recipients) == 1


def test_ten_megabytes_arrive_byte_for_byte(alice: Any, smtp: Any) -> None:
    from mail.outbox import Attachment

    content = b"%PDF-1.4\n" + bytes(range(256)) * 40_000

    mail = queue(alice, attachment=Attachment("CV.pdf", "application/pdf", content))

    assert mail.status == "sent", mail.error
    attachment = next(smtp.mails[0].message.iter_attachments())
    assert attachment.get_content() == content


def test_an_attachment_that_is_gone_is_said_and_nothing_is_sent(
    alice: Any, smtp: Any
) -> None:
    smtp.refuse["hr@example.com"] = "451 later"
    mail = queue(alice)
    OutboxMail.objects.update(attachment_path="team_0/sent/none.pdf")

    try_again(mail)

    assert (mail.status, mail.error) == ("failed", "The attachment is gone.")
    assert smtp.mails == []


# ------------------------------------------------- a server that is not there


def attempts() -> int:
    return sum(OutboxMail.objects.values_list("attempts", flat=True))


def test_mails_wait_for_a_server_that_is_away_and_then_go_once(
    alice: Any, smtp: Any, settings: Any
) -> None:
    settings.EMAIL_PORT = free_port()

    mails = [queue(alice, f"hr{number}@example.com") for number in range(10)]

    # The first ones found it out; the others spent neither time nor an attempt.
    assert attempts() == SERVER_FAILURES
    waiting = mails[-1]
    assert (waiting.status, waiting.attempts) == ("queued", 0)
    assert (waiting.error or "").startswith(
        "The mail server has not answered; next try at "
    )
    with pytest.raises(RetryLater):
        send_mail(waiting.pk)

    pause_is_over()
    for mail in mails:
        try_again(mail)
    assert attempts() == SERVER_FAILURES + 1

    with SmtpServer(settings.EMAIL_PORT) as back:
        pause_is_over()
        for mail in mails:
            assert try_again(mail).status == "sent"
            assert mail.error is None
        assert len(back.mails) == len(mails)
    assert attempts() == SERVER_FAILURES + 1 + len(mails)


def test_a_server_that_hangs_up_costs_few_connections(
    alice: Any, settings: Any, smtp: Any
) -> None:
    taken: list[Any] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings.EMAIL_PORT = listener.getsockname()[1]

        def hang_up() -> None:
            with contextlib.suppress(OSError):
                while True:
                    taken.append(listener.accept())
                    taken[-1][0].close()

        threading.Thread(target=hang_up, daemon=True).start()
        for number in range(8):
            queue(alice, f"hr{number}@example.com")
        listener.shutdown(socket.SHUT_RDWR)

    assert len(taken) == SERVER_FAILURES


def test_a_server_that_is_away_holds_up_no_other(
    alice: Any, bob: Any, smtp: Any, settings: Any
) -> None:
    Mailbox.objects.create(
        user=alice,
        address="a@example.com",
        host="127.0.0.1",
        port=free_port(),
        use_tls=False,
    )

    own = [queue(alice, f"hr{number}@example.com") for number in range(5)]

    assert {mail.status for mail in own} == {"queued"}
    assert queue(bob).status == "sent"


def test_a_server_that_refuses_a_login_was_there(
    alice: Any, smtp: Any, settings: Any
) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "jobs", "wrong"

    for number in range(SERVER_FAILURES + 1):
        assert queue(alice, f"hr{number}@example.com").status == "failed"
