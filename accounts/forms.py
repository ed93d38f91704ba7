"""Forms of the account pages: shape here, rules in the services."""

from __future__ import annotations

import functools
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User
from accounts.validators import CHAT_ID
from jobhunt.lib.registry import resolve

PASSWORD = {"autocomplete": "current-password"}
NEW_PASSWORD = {"autocomplete": "new-password"}


REGIONS = (
    "Africa",
    "America",
    "Antarctica",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)


@functools.cache
def zones() -> tuple[str, ...]:
    """Names to choose from: the places, without the old names of zones."""
    places = (name for name in available_timezones() if name.startswith(REGIONS))
    return ("UTC", *sorted(places))


def password_help() -> str:
    return gettext(
        "8 to 128 characters. Not a common one, not only digits, and nothing like"
        " your own data."
    )


class LoginForm(forms.Form):
    username = forms.CharField(
        label=_("E-mail or user name"),
        max_length=254,
        widget=forms.TextInput({"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(PASSWORD)
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)


class RegisterForm(forms.Form):
    full_name = forms.CharField(
        label=_("Full name"),
        max_length=150,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(NEW_PASSWORD),
    )
    team_name = forms.CharField(
        label=_("Name of a team to found"), max_length=100, required=False
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = password_help()


class ForgotForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )


class ResetForm(forms.Form):
    token = forms.CharField(max_length=500, widget=forms.HiddenInput)
    new_password = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(NEW_PASSWORD),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password"].help_text = password_help()


class ProfileForm(forms.Form):
    """What is taken already, the service says."""

    full_name = forms.CharField(
        label=_("Full name"),
        max_length=150,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        widget=forms.TextInput({"autocomplete": "username"}),
    )
    timezone = forms.ChoiceField(label=_("Time zone"))
    telegram_chat_id = forms.RegexField(
        CHAT_ID,
        label=_("Telegram chat id"),
        required=False,
        empty_value=None,
        error_messages={"invalid": _("Enter a chat id: a number, or @ and a name.")},
    )
    email_notifications = forms.BooleanField(
        label=_("Notify me by e-mail"), required=False
    )
    appearance = forms.ChoiceField(
        label=_("Appearance"),
        required=False,
        choices=[
            ("", _("As the system")),
            ("light", _("Light")),
            ("dark", _("Dark")),
        ],
    )
    shortcuts = forms.BooleanField(label=_("Keyboard shortcuts"), required=False)

    @classmethod
    def of(cls, user: User, data: Any = None) -> ProfileForm:
        form = cls(
            data, initial={name: getattr(user, name) for name in cls.base_fields}
        )
        notes = resolve("telegram note", user)
        form.fields["telegram_chat_id"].help_text = " ".join(notes)
        names = zones() if user.timezone in zones() else (user.timezone, *zones())
        form.fields["timezone"].choices = [  # type: ignore[attr-defined]
            (name, name.replace("_", " ")) for name in names
        ]
        return form


class ChangePasswordForm(forms.Form):
    current_password = forms.CharField(
        label=_("Current password"),
        strip=False,
        widget=forms.PasswordInput(PASSWORD),
    )
    new_password = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(NEW_PASSWORD),
    )


class DeleteAccountForm(forms.Form):
    password = forms.CharField(
        label=_("Your password"), strip=False, widget=forms.PasswordInput(PASSWORD)
    )


class TeamForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100)
    description = forms.CharField(
        label=_("Description"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    role = forms.ChoiceField(
        label=_("Role"), choices=Membership.Role.choices, initial="member"
    )
