"""Forms of the job and application pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mail.models import MailTemplate
from resumes.models import Resume
from scraping.models import Company, SavedSearch
from scraping.services.sequences import MOST
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
    resume: Any = forms.ModelChoiceField(
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


class SequenceForm(forms.Form):
    """How follow-ups are drafted."""

    recipient = forms.CharField(label=_("To"), max_length=320)
    every = forms.IntegerField(
        label=_("Working days in between"), min_value=1, max_value=60, initial=5
    )
    most = forms.IntegerField(
        label=_("How many at most"), min_value=1, max_value=MOST, initial=2
    )
    template = forms.ModelChoiceField(
        label=_("Template"),
        queryset=MailTemplate.objects.none(),
        required=False,
        empty_label=_("Our own text"),
    )

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        templates = MailTemplate.objects.for_user(user).filter(
            kind=MailTemplate.Kind.FOLLOW_UP
        )
        self.fields["template"].queryset = templates.order_by("name")  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    status = forms.ChoiceField(label=_("Move to"), choices=STATUS_LABELS)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ScrapeForm(forms.Form):
    keyword = forms.CharField(label=_("Keyword"), max_length=100, required=False)
    location = forms.CharField(label=_("Place"), max_length=100, required=False)
    limit = forms.IntegerField(
        label=_("At most"), min_value=1, max_value=1000, required=False, initial=50
    )
    source = forms.MultipleChoiceField(
        label=_("Sources"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all that are switched on, and what you watch."),
    )
    company: Any = forms.ModelMultipleChoiceField(
        label=_("Companies"),
        queryset=Company.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, sources: list[tuple[str, str]], companies: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = sources  # type: ignore[attr-defined]
        self.fields["company"].queryset = companies  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("keyword") and not data.get("company"):
            self.add_error("keyword", _("Give a keyword, or choose companies."))
        return data


class WatchForm(forms.Form):
    url = forms.CharField(
        label=_("Link of a job board, a posting or a career page"),
        max_length=2000,
        widget=forms.URLInput({"placeholder": "https://"}),
    )
    name = forms.CharField(label=_("Company"), max_length=300, required=False)


class WordsField(forms.CharField):
    """Words, one a line or separated by commas."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.widget.attrs["rows"] = 2

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        text = super().to_python(value) or ""
        words = (part.strip() for line in text.splitlines() for part in line.split(","))
        return [word for word in words if word]

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


class SearchForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100)
    keyword = forms.CharField(
        label=_("Keyword"),
        max_length=100,
        required=False,
        help_text=_("Empty: everything that the sources list."),
    )
    location = forms.CharField(label=_("Place"), max_length=100, required=False)
    limit = forms.IntegerField(
        label=_("At most"), min_value=1, max_value=1000, required=False
    )
    source_names = forms.MultipleChoiceField(
        label=_("Sources"), required=False, widget=forms.CheckboxSelectMultiple
    )
    company_ids: Any = forms.ModelMultipleChoiceField(
        label=_("Companies"),
        queryset=Company.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    include = WordsField(label=_("One of these words must be there"))
    exclude = WordsField(label=_("None of these words may be there"))
    companies_blocked = WordsField(label=_("Not these companies"))
    remote = forms.MultipleChoiceField(
        label=_("Way of working"),
        required=False,
        choices=[
            ("remote", _("Remote")),
            ("hybrid", _("Hybrid")),
            ("onsite", _("On site")),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    regions = WordsField(label=_("Countries or regions"))
    min_salary = forms.FloatField(label=_("Yearly pay from"), required=False)
    salary_currency = forms.CharField(label=_("Currency"), max_length=3, required=False)
    max_age_days = forms.IntegerField(
        label=_("At most so many days old"), required=False
    )
    interval_hours = forms.IntegerField(
        label=_("Every so many hours"),
        min_value=1,
        max_value=168,
        required=False,
        help_text=_("Empty: with the scheduled refresh of all."),
    )
    alerts = forms.BooleanField(label=_("Alert me to new matches"), required=False)
    auto_apply = forms.BooleanField(
        label=_("Apply by itself, by e-mail"),
        required=False,
        help_text=_(
            "Owners only; needs a minimum score, an approved template and the feature."
        ),
    )
    min_score = forms.IntegerField(
        label=_("Minimum score"), min_value=0, max_value=100, required=False
    )
    template_id = forms.ModelChoiceField(
        label=_("Template"), queryset=MailTemplate.objects.none(), required=False
    )
    enabled = forms.BooleanField(label=_("Switched on"), required=False)

    RULES = (
        "include",
        "exclude",
        "companies_blocked",
        "remote",
        "regions",
        "min_salary",
        "salary_currency",
        "max_age_days",
    )

    def __init__(
        self,
        user: Any,
        data: Any = None,
        *,
        sources: list[tuple[str, str]],
        search: SavedSearch,
    ) -> None:
        rules = search.rules or {}
        initial = {
            "name": search.name,
            "keyword": search.keyword,
            "location": search.location,
            "limit": search.limit,
            "source_names": search.source_names,
            "company_ids": search.company_ids,
            **{name: rules.get(name) for name in self.RULES},
            "interval_hours": search.interval_hours,
            "alerts": search.alerts,
            "auto_apply": search.auto_apply,
            "min_score": search.min_score,
            "template_id": search.template_id,
            "enabled": search.enabled,
        }
        super().__init__(data, initial=initial)
        self.fields["source_names"].choices = sources  # type: ignore[attr-defined]
        companies = Company.objects.for_user(user).order_by("name")
        self.fields["company_ids"].queryset = companies  # type: ignore[attr-defined]
        templates = MailTemplate.objects.for_user(user).order_by("name")
        self.fields["template_id"].queryset = templates  # type: ignore[attr-defined]

    def rules(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {name: data[name] or None for name in self.RULES}

    def changes(self) -> dict[str, Any]:
        """What the service writes."""
        data = self.cleaned_data
        template = data["template_id"]
        return {
            "name": data["name"],
            "keyword": data["keyword"] or None,
            "location": data["location"] or None,
            "limit": data["limit"],
            "source_names": data["source_names"],
            "company_ids": [company.pk for company in data["company_ids"]],
            "rules": self.rules(),
            "interval_hours": data["interval_hours"],
            "alerts": data["alerts"],
            **(
                {"auto_apply": data["auto_apply"]}
                if "auto_apply" in self.changed_data
                else {}
            ),
            "min_score": data["min_score"],
            "template_id": template.pk if template else None,
            "enabled": data["enabled"],
        }
