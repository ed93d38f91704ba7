"""Password rules that Django does not bring."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAXIMUM = 128
# A chat's number (negative for a group) or a public channel's name.
CHAT_ID = r"^(-?[0-9]{1,20}|@[A-Za-z0-9_]{1,60})$"


def is_one_line(text: str) -> bool:
    """Without control characters or line ends: names stand in mail headers."""
    return not any(unicodedata.category(mark) in {"Cc", "Zl", "Zp"} for mark in text)


class MaximumLengthValidator:
    """Long enough for any phrase, short enough that hashing stays cheap."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) > MAXIMUM:
            raise ValidationError(
                _("This password is too long. It may have %(count)d characters.")
                % {"count": MAXIMUM},
                code="password_too_long",
            )

    def get_help_text(self) -> str:
        return _("Your password may have at most %(count)d characters.") % {
            "count": MAXIMUM
        }
