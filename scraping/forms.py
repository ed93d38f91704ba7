"""Forms of the job and application pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from resumes.models import Resume
from scraping.statuses import Status

STATUS_LABELS = [
    (Status.PENDING, _("Saved")),
    (Status.APPLIED, _("Applied")),
    (Status.INTERVIEWING, _("Interviewing")),
    (Status.OFFERED, _("Offered")),
    (Status.ACCEPTED, _("Accepted")),
    (Status.REJECTED, _("Rejected")),
    (Status.WITHDRAWN, _("Withdrawn")),
    (Status.FAILED, _("Failed")),
]


class JobFilter(forms.Form):
    search = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=500,
        widget=forms.SearchInput(
            {"placeholder": _("Title, company or words of the text")}
        ),
    )
    source = forms.ChoiceField(label=_("Source"), required=False)
    location = forms.CharField(label=_("Place"), required=False, max_length=200)
    remote = forms.ChoiceField(
        label=_("Remote"),
        required=False,
        choices=[
            ("", _("Any")),
            ("true", _("Remote only")),
            ("false", _("Not remote")),
        ],
    )
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("Any")), ("pending", _("Not applied")), *STATUS_LABELS[1:]],
    )
    closed = forms.ChoiceField(
        label=_("Postings"),
        required=False,
        choices=[("", _("All")), ("false", _("Open")), ("true", _("Closed"))],
    )
    min_score = forms.IntegerField(
        label=_("Match from"),
        required=False,
        min_value=0,
        max_value=100,
        widget=forms.NumberInput({"inputmode": "numeric", "step": 5}),
    )
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[
            ("newest", _("Newest")),
            ("oldest", _("Oldest")),
            ("title", _("Title")),
            ("company", _("Company")),
            ("score", _("Best match")),
        ],
    )

    def __init__(
        self, *args: Any, sources: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [("", _("All sources")), *sources]  # type: ignore[attr-defined]

    def query(self) -> dict[str, Any]:
        """What is set, as scraping.listing takes it."""
        query = {
            name: value
            for name, value in self.cleaned_data.items()
            if value not in ("", None)
        }
        query.setdefault("sort", "newest")
        return query


class JobForm(forms.Form):
    """Adding by hand: company and title are enough."""

    title = forms.CharField(label=_("Title"), max_length=500)
    company = forms.CharField(label=_("Company"), max_length=300)
    location = forms.CharField(label=_("Place"), max_length=500, required=False)
    link = forms.URLField(
        label=_("Link"), max_length=2000, required=False, assume_scheme="https"
    )
    salary_range = forms.CharField(label=_("Pay"), max_length=500, required=False)
    hr_email = forms.EmailField(
        label=_("E-mail for applications"), max_length=254, required=False
    )
    description = forms.CharField(
        label=_("Description"),
        max_length=200_000,
        required=False,
        widget=forms.Textarea({"rows": 10}),
    )


class ImportForm(forms.Form):
    url = forms.URLField(
        label=_("Link of a posting"), max_length=2000, assume_scheme="https"
    )


class ApplyForm(forms.Form):
    method = forms.ChoiceField(
        label=_("How"),
        choices=[
            ("email", _("Send by e-mail")),
            ("manual", _("I applied myself, just note it")),
        ],
    )
    recipient = forms.CharField(label=_("Recipient"), max_length=320, required=False)
    subject = forms.CharField(label=_("Subject"), max_length=200, required=False)
    resume = forms.ModelChoiceField(
        label=_("Resume"), queryset=Resume.objects.none(), required=False
    )
    cover_letter = forms.CharField(
        label=_("Letter"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea({"rows": 8}),
    )

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        resumes = Resume.objects.for_user(user).filter(archived=False)
        self.fields["resume"].queryset = resumes.order_by("-is_default", "-id")  # type: ignore[attr-defined]


class ApplicationForm(forms.Form):
    status = forms.ChoiceField(label=_("Status"), choices=STATUS_LABELS)
    applied_at = forms.DateTimeField(
        label=_("Applied on"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    next_action_at = forms.DateTimeField(
        label=_("Next action on"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    notes = forms.CharField(
        label=_("Notes"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea({"rows": 5}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class EventForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[
            ("note", _("Note")),
            ("call", _("Call")),
            ("interview", _("Interview")),
            ("task", _("Task")),
            ("offer", _("Offer")),
        ],
    )
    text = forms.CharField(
        label=_("Text"), max_length=5000, widget=forms.Textarea({"rows": 3})
    )
    at = forms.DateTimeField(
        label=_("When"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class MoveForm(forms.Form):
    status = forms.ChoiceField(label=_("Move to"), choices=STATUS_LABELS)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
