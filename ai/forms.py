"""Forms of the studio: one an action, and what to do with a text."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from ai.actions import BY_NAME, Action
from jobhunt.lib.scoping import object_id
from resumes.models import Resume
from scraping.models import Job

JOBS_SHOWN = 200


def area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def job_field(user: Any, chosen: Any = None) -> forms.ModelChoiceField[Job]:
    """The newest open jobs, and a chosen one even when it is old."""
    jobs = Job.objects.for_user(user)
    field = forms.ModelChoiceField(jobs, label=_("Job"), required=False)
    shown = list(jobs.filter(closed_at=None, hidden=False).order_by("-id")[:JOBS_SHOWN])
    if str(chosen or "").isdigit() and int(chosen) not in {job.pk for job in shown}:
        shown += jobs.filter(pk=object_id(chosen) or 0)
    field.choices = [("", "---------"), *((job.pk, str(job)[:90]) for job in shown)]
    return field


class ActionForm(forms.Form):
    """Fields shared by the actions; each form says which input they make."""

    action_name: ClassVar[str]
    # Form field -> field of the action's input.
    renamed: ClassVar[dict[str, str]] = {"resume": "resume_id", "job": "job_id"}

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "resume" in self.fields:
            self.fields["resume"] = forms.ModelChoiceField(
                Resume.objects.for_user(user)
                .filter(text_status="ok", archived=False)
                .order_by("-is_default", "-id"),
                label=_("Resume"),
                required=False,
            )
        if "job" in self.fields:
            chosen = self.data.get("job") or self.initial.get("job")
            self.fields["job"] = job_field(user, chosen)

    @property
    def action(self) -> Action:
        return BY_NAME[self.action_name]

    def given(self) -> Any:
        """The action's input out of what was typed; empty fields are absent."""
        data = {}
        for name, value in self.cleaned_data.items():
            if value in (None, ""):
                continue
            key = self.renamed.get(name, name)
            data[key] = value.pk if name in self.renamed else value
        return self.action.Input.model_validate(data)


class CoverLetterForm(ActionForm):
    action_name = "cover_letter"

    resume = forms.Field(required=False)
    job = forms.Field(required=False)
    job_description = forms.CharField(
        label=_("Or paste the posting"),
        max_length=20_000,
        required=False,
        widget=area(5),
    )
    company_name = forms.CharField(label=_("Company"), max_length=300, required=False)
    resume_summary = forms.CharField(
        label=_("About you, beside the resume"),
        max_length=10_000,
        required=False,
        widget=area(3),
    )
    tone = forms.ChoiceField(
        label=_("Tone"),
        choices=[
            ("professional", _("Professional")),
            ("friendly", _("Friendly")),
            ("brief", _("Brief")),
        ],
        required=False,
    )


class BulletsForm(ActionForm):
    action_name = "bullets"

    bullet = forms.CharField(
        label=_("A bullet of your resume"), max_length=2_000, widget=area(3)
    )
    job_description = forms.CharField(
        label=_("The posting"), max_length=20_000, widget=area(6)
    )
    resume = forms.Field(required=False)


class PersonalizeForm(ActionForm):
    action_name = "personalize"

    template = forms.CharField(label=_("Your mail"), max_length=10_000, widget=area(7))
    company_name = forms.CharField(label=_("Company"), max_length=300)
    role = forms.CharField(label=_("Position"), max_length=300)
    job = forms.Field(required=False)
    resume = forms.Field(required=False)


FORMS: dict[str, type[ActionForm]] = {
    form.action_name: form for form in (CoverLetterForm, BulletsForm, PersonalizeForm)
}


class TextForm(forms.Form):
    """A text that somebody takes over; unproven facts need a yes."""

    text = forms.CharField(label=_("Text"), max_length=20_000, widget=area(16))
    accepted = forms.BooleanField(
        label=_("I have checked the marked facts: they are true."), required=False
    )

    def __init__(self, *args: Any, unsupported: list[str] = (), **kwargs: Any) -> None:  # type: ignore[assignment]
        super().__init__(*args, **kwargs)
        self.unsupported = list(unsupported)
        if not self.unsupported:
            del self.fields["accepted"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        left = [item for item in self.unsupported if item in data.get("text", "")]
        if left and not data.get("accepted"):
            raise forms.ValidationError(
                _("Your resume does not support: %(items)s. Edit or accept them."),
                params={"items": ", ".join(left[:8])},
            )
        return data


class MailForm(TextForm):
    recipient = forms.EmailField(label=_("Recipient"))
    subject = forms.CharField(label=_("Subject"), max_length=200)
    attach = forms.BooleanField(
        label=_("Attach the resume"), required=False, initial=True
    )
    field_order = ("recipient", "subject", "text", "attach", "accepted")


class MatchForm(forms.Form):
    """A job of the team, or a pasted posting."""

    job = forms.ModelChoiceField(Job.objects.none(), label=_("Job"), required=False)
    job_description = forms.CharField(
        label=_("Or paste the posting"),
        max_length=20_000,
        required=False,
        widget=area(8),
    )

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.data.get("job") or self.initial.get("job")
        self.fields["job"] = job_field(user, chosen)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not (data.get("job") or data.get("job_description")):
            raise forms.ValidationError(_("Choose a job or paste a posting."))
        return data
