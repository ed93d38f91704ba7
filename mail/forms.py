"""Forms of the mail pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mail.models import Mailbox, MailTemplate
from resumes.models import Resume


class ComposeForm(forms.Form):
    recipient = forms.CharField(label=_("Recipient"), max_length=320)
    subject = forms.CharField(label=_("Subject"), max_length=200)
    body = forms.CharField(
        label=_("Text"), max_length=20_000, widget=forms.Textarea({"rows": 12})
    )
    resume: Any = forms.ModelChoiceField(
        label=_("Resume"), queryset=Resume.objects.none(), required=False
    )

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        resumes = Resume.objects.for_user(user).filter(archived=False)
        self.fields["resume"].queryset = resumes.order_by("-is_default", "-id")  # type: ignore[attr-defined]


class TemplateForm(forms.ModelForm[MailTemplate]):
    class Meta:
        model = MailTemplate
        fields = ["name", "kind", "subject", "body"]
        labels = {
            "name": _("Name"),
            "kind": _("Kind"),
            "subject": _("Subject"),
            "body": _("Text"),
        }


class MailboxForm(forms.Form):
    address = forms.EmailField(label=_("Address"), max_length=254)
    name = forms.CharField(label=_("Name shown"), max_length=200, required=False)
    host = forms.CharField(label=_("SMTP server"), max_length=255)
    port = forms.IntegerField(
        label=_("Port"), min_value=1, max_value=65_535, initial=587
    )
    security = forms.ChoiceField(
        label=_("Security"),
        choices=[("tls", "STARTTLS"), ("ssl", "TLS"), ("none", _("None"))],
    )
    username = forms.CharField(label=_("User name"), max_length=254, required=False)
    password = forms.CharField(
        label=_("Password"),
        max_length=500,
        required=False,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "off"}),
        help_text=_("Kept encrypted. Empty: the one that is stored stays."),
    )

    @classmethod
    def of(cls, mailbox: Mailbox | None, data: Any = None) -> MailboxForm:
        initial: dict[str, Any] = {}
        if mailbox is not None:
            initial = {
                "address": mailbox.address,
                "name": mailbox.name,
                "host": mailbox.host,
                "port": mailbox.port,
                "security": "ssl"
                if mailbox.use_ssl
                else "tls"
                if mailbox.use_tls
                else "none",
                "username": mailbox.username,
            }
        return cls(data, initial=initial)
