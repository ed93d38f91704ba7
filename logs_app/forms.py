"""The filters of the log page; the same that the API knows."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from logs_app.models import LogEntry


class DayInput(forms.DateInput):
    input_type = "date"


class SearchInput(forms.TextInput):
    input_type = "search"


class LogFilter(forms.Form):
    search = forms.CharField(
        label=_("Search"),
        max_length=200,
        required=False,
        widget=SearchInput(attrs={"placeholder": _("Words or a request id")}),
    )
    level = forms.ChoiceField(
        label=_("Level"),
        required=False,
        choices=[("", _("All levels")), *LogEntry.Level.choices],
    )
    action = forms.CharField(
        label=_("Action"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"list": "actions", "autocomplete": "off"}),
    )
    date_from = forms.DateField(label=_("From"), required=False, widget=DayInput())
    date_to = forms.DateField(label=_("To"), required=False, widget=DayInput())

    def query(self, zone_name: str) -> dict[str, Any]:
        """What the service filters by; days begin and end in the user's zone."""
        zone = ZoneInfo(zone_name)
        data = self.cleaned_data
        query: dict[str, Any] = {
            name: data[name] or None for name in ("search", "level", "action")
        }
        if data["date_from"]:
            query["date_from"] = datetime.combine(data["date_from"], time.min, zone)
        if data["date_to"]:
            after = data["date_to"] + timedelta(days=1)
            query["date_to"] = datetime.combine(after, time.min, zone)
        return query
