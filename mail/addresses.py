"""One address in a field, with or without a display name."""

from __future__ import annotations

import re
from email.headerregistry import Address
from email.utils import parseaddr

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from jobhunt.lib.errors import RuleRefused

CONTROL = re.compile(r"[\x00-\x1f\x7f\x80-\x9f\u2028\u2029]")
NAMED = re.compile(r'^\s*(?:"((?:[^"\\]|\\.)*)"|([^<>",@]*))\s*<([^<>\s]+)>\s*$')


def refuse_control(value: str, field: str) -> str:
    """A header value without control characters, which could start a header."""
    if CONTROL.search(value):
        raise RuleRefused(
            "Control characters are not allowed here.", field=field, code="control"
        )
    return value


def one_address(value: str, field: str = "recipient") -> tuple[str, str]:
    """(display name, address) of exactly one address; RuleRefused otherwise."""
    refuse_control(value, field)
    named = NAMED.match(value)
    if named:
        name = re.sub(r"\\(.)", r"\1", named[1] or named[2] or "").strip()
        address = named[3]
    else:
        name, address = "", value.strip()
    try:
        validate_email(address)
        if any(mark in address for mark in '<>",; ()\\'):
            raise ValidationError("")
        Address(addr_spec=address)
    except (ValidationError, ValueError, IndexError):
        raise RuleRefused(
            "Enter exactly one valid e-mail address.", field=field, code="invalid"
        ) from None
    if parseaddr(address)[1] != address:
        raise RuleRefused(
            "Enter exactly one valid e-mail address.", field=field, code="invalid"
        )
    return name[:200], address
