"""Forms of the resume pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jobhunt.lib.errors import RuleRefused
from resumes.models import Resume
from resumes.services.changing import checked_filename
from resumes.services.uploading import check_upload

MAX_TAGS, MAX_TAG = 20, 50


class TagsField(forms.Field):
    """Tags parted by commas."""

    def to_python(self, value: Any) -> list[str]:
        tags = [part.strip() for part in str(value or "").split(",")]
        return list(dict.fromkeys(tag for tag in tags if tag))

    def validate(self, value: Any) -> None:
        if len(value) > MAX_TAGS or any(len(tag) > MAX_TAG for tag in value):
            raise forms.ValidationError(
                _("At most %(count)d tags of %(length)d characters."),
                params={"count": MAX_TAGS, "length": MAX_TAG},
            )

    def run_validators(self, value: Any) -> None:
        return  # those are for text; validate() has looked at the list

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("PDF"),
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,.pdf"}),
    )
    title = forms.CharField(label=_("Title"), max_length=200, required=False)

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        try:
            check_upload((upload.name or "").strip(), upload)
        except RuleRefused as refused:
            raise forms.ValidationError(refused.message, refused.code) from refused
        return upload


class ResumeForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    filename = forms.CharField(label=_("File name"), max_length=255)
    tags = TagsField(label=_("Tags"), required=False, help_text=_("Parted by commas."))

    @classmethod
    def of(cls, resume: Resume) -> ResumeForm:
        return cls(
            initial={
                "title": resume.title or "",
                "filename": resume.filename,
                "tags": resume.tags,
            }
        )

    def clean_filename(self) -> str:
        try:
            return checked_filename(self.cleaned_data["filename"])
        except RuleRefused as refused:
            raise forms.ValidationError(refused.message, refused.code) from refused
