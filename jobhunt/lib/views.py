"""Small helpers of HTML views."""

from __future__ import annotations

from django.forms import BaseForm

from jobhunt.lib.errors import DomainError


def add_error(form: BaseForm, error: DomainError) -> None:
    """A service's refusal at the field it belongs to, else above the form."""
    field = getattr(error, "field", None) or error.extra.get("field")
    form.add_error(field if field in form.fields else None, error.message)
