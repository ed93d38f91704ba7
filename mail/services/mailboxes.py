"""A user's own mailbox: checked, encrypted, never pointed at our own network."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from jobhunt.lib.errors import RuleRefused
from jobhunt.lib.http.addresses import (
    FetchRefused,
    allowed,
    ascii_host,
    is_public,
    literal,
    lookup,
)
from mail.addresses import one_address
from mail.models import Mailbox
from mail.secrets import encrypt

PORTS = {25, 465, 587, 2525}


def check_host(host: str, port: int) -> None:
    """Mail goes to public servers only, on mail's ports (or to the installation's
    own server); the answer does not tell which rule refused."""
    if (host, port) == (settings.EMAIL_HOST, settings.EMAIL_PORT) or allowed(
        host, port
    ):
        return
    refused = RuleRefused(_("This mail server cannot be used."), field="host")
    try:
        name = ascii_host(host)
        address = literal(name)
        addresses = [address] if address is not None else lookup(name, port)
    except FetchRefused:
        raise refused from None
    if port not in PORTS or not all(is_public(item) for item in addresses):
        raise refused


def save_mailbox(user: Any, data: dict[str, Any]) -> Mailbox:
    """Store the mailbox that the user's mails are sent from."""
    one_address(data["address"], "address")
    check_host(data["host"], data["port"])
    mailbox = Mailbox.objects.filter(user=user).first() or Mailbox(user=user)
    moved = (mailbox.host, mailbox.username) != (data["host"], data["username"])
    mailbox.address, mailbox.name = data["address"], data["name"]
    mailbox.host, mailbox.port = data["host"], data["port"]
    mailbox.use_ssl = data["security"] == "ssl"
    mailbox.use_tls = data["security"] == "tls"
    mailbox.username = data["username"]
    if data["password"]:
        mailbox.password = encrypt(data["password"])
    elif moved and mailbox.pk:
        # A password is never sent to another server than it was given for.
        mailbox.password = ""
    mailbox.save()
    return mailbox
