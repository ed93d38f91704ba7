"""What users are told about: the texts and the channels of each event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mail.channels.base import Message

MOST_LINES = 20


@dataclass(frozen=True, slots=True)
class Event:
    name: str
    channels: tuple[str, ...]
    message: Callable[[dict[str, Any]], Message]


def link(path: str) -> str:
    return f"{settings.PUBLIC_BASE_URL}{path}"


def job_line(job: dict[str, Any]) -> str:
    parts = [job.get("title"), job.get("company"), job.get("location")]
    return "• " + " · ".join(str(part) for part in parts if part)


def new_jobs(facts: dict[str, Any]) -> Message:
    jobs = facts["jobs"]
    total = facts.get("total", len(jobs))
    title = ngettext(
        "%(total)d new job for “%(search)s”",
        "%(total)d new jobs for “%(search)s”",
        total,
    ) % {"total": total, "search": facts["search"]}
    lines = [job_line(job) for job in jobs[:MOST_LINES]]
    if total > MOST_LINES:
        lines.append(_("and %(count)d more") % {"count": total - MOST_LINES})
    return Message(title, lines, link("/jobs"))


def mail_sent(facts: dict[str, Any]) -> Message:
    lines = [_("To: %(recipient)s") % facts]
    return Message(
        _("Sent: %(subject)s") % facts,
        lines,
        link(f"/applications/{facts['application_id']}")
        if facts.get("application_id")
        else link("/mail"),
    )


def follow_up(facts: dict[str, Any]) -> Message:
    return Message(
        _("Time to follow up: %(title)s") % facts,
        [
            _("%(company)s has not answered for %(days)d days.")
            % {**facts, "company": facts.get("company") or _("The company")}
        ],
        link(f"/applications/{facts['application_id']}"),
    )


def channel_off(facts: dict[str, Any]) -> Message:
    title = _("%(channel)s alerts are switched off") % facts
    return Message(title, [facts["reason"]], link("/account"))


EVENTS = {
    event.name: event
    for event in (
        Event("jobs_found", ("telegram", "email"), new_jobs),
        Event("mail_sent", ("telegram",), mail_sent),
        Event("follow_up_recommended", ("telegram",), follow_up),
        Event("channel_off", (), channel_off),
    )
}
