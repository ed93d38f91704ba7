"""Follow-up mails that a user has read and approved beforehand."""

from __future__ import annotations

from django.db import models

from jobhunt.lib.scoping import TeamOwned, TeamOwnedQuerySet
from scraping.models.application import Application


class SequenceQuerySet(TeamOwnedQuerySet["FollowUpSequence"]):
    def running(self) -> SequenceQuerySet:
        """Drafted or approved: what an answer stops."""
        states = FollowUpSequence.State
        return self.filter(state__in=[states.DRAFT, states.APPROVED])


class FollowUpSequence(TeamOwned):
    """The follow-ups of one application: texts, rhythm, and how far it came."""

    class State(models.TextChoices):
        DRAFT = "draft"
        APPROVED = "approved"
        DONE = "done"
        STOPPED = "stopped"

    application = models.OneToOneField(
        Application, models.CASCADE, related_name="sequence"
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    recipient = models.EmailField(max_length=320)
    # Working days from the application, then from mail to mail.
    every = models.PositiveSmallIntegerField()
    # One text a mail, in order; what was approved is what goes out.
    texts = models.JSONField(default=list)
    sent = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    stop_reason = models.CharField(max_length=200, blank=True, default="")

    objects = SequenceQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.sent} of {len(self.texts)} follow-ups, {self.state}"
