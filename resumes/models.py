"""Resumes: an uploaded PDF, what it says, and what was read from it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jobhunt.lib.scoping import TeamOwned, TeamOwnedQuerySet


class ResumeQuerySet(TeamOwnedQuerySet["Resume"]):
    """Rows of a team."""


class Resume(TeamOwned):
    class TextStatus(models.TextChoices):
        PENDING = "pending"
        OK = "ok"
        EMPTY = "empty"
        ENCRYPTED = "encrypted"
        FAILED = "failed"
        TOO_COMPLEX = "too_complex"

    # The given name, cleaned: data for the download, never a path.
    filename = models.CharField(max_length=255)
    # Where the bytes are, under the upload root.
    path = models.CharField(max_length=300)
    title = models.CharField(max_length=200, null=True, blank=True)
    tags = models.JSONField(default=list, blank=True)
    file_size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField(null=True, blank=True)
    text_status = models.CharField(
        max_length=12, choices=TextStatus.choices, default=TextStatus.PENDING
    )
    is_default = models.BooleanField(default=False)
    archived = models.BooleanField(default=False)

    objects = ResumeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "sha256"], name="resumes_resume_same_bytes"
            ),
            models.UniqueConstraint(
                fields=["team", "user"],
                condition=Q(is_default=True),
                name="resumes_resume_one_default",
            ),
        ]
        indexes = [models.Index(fields=["team", "id"], name="resumes_resume_team")]

    def __str__(self) -> str:
        return self.title or self.filename


class ResumeText(models.Model):
    """The long part of a resume, which no list touches."""

    resume = models.OneToOneField(
        Resume, models.CASCADE, primary_key=True, related_name="text"
    )
    content = models.TextField(blank=True, default="")
    parsed = models.JSONField(null=True, blank=True)

    def __str__(self) -> str:
        return f"text of {self.resume_id}"


class ResumePicture(models.Model):
    """The first page as a PNG: beside the text, what a person sees."""

    resume = models.OneToOneField(
        Resume, models.CASCADE, primary_key=True, related_name="picture"
    )
    png = models.BinaryField()

    def __str__(self) -> str:
        return f"picture of {self.resume_id}"
