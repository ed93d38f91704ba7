"""Which addresses may be asked: public ones, by a table of our own.

``ipaddress.is_private`` and ``is_global`` let a quarter of the hostile forms
through on Python 3.11, so the IANA special-purpose registries are written out.
"""

from __future__ import annotations

import ipaddress
import logging
import re
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

logger = logging.getLogger("jobhunt.security")
IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

REFUSED_V4 = [
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "168.63.129.16/32",
    )
]
GLOBAL_V6 = ipaddress.ip_network("2000::/3")
REFUSED_V6 = [
    ipaddress.ip_network(text)
    for text in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
]
PORTS = {"http": 80, "https": 443}
HOST = re.compile(r"^(?=.{1,253}$)(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$")
NUMERIC = re.compile(r"^(?:0x[0-9a-f]+|[0-9]+)$")


class FetchRefused(Exception):
    """An address that we do not ask. The text tells no more than that."""

    kind = "refused"
    retry_after = None


class HostUnknown(FetchRefused):
    """The name has no address. To a stranger it reads like any refusal; a source
    of ours may say that it cannot be reached."""

    kind = "unknown_host"


@dataclass(frozen=True, slots=True)
class Target:
    """An address that was checked: connect to ``ip`` and to nothing else."""

    scheme: str
    host: str
    port: int
    ip: str
    exempt: bool


def is_public(address: IPAddress) -> bool:
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in REFUSED_V4)
    # Only global unicast: this alone leaves out loopback, mapped, NAT64, unique
    # local, link local, site local and multicast.
    return address in GLOBAL_V6 and not any(
        address in network for network in REFUSED_V6
    )


def refuse(url_host: str, reason: str) -> FetchRefused:
    logger.warning(
        "fetch refused",
        extra={"event": "ssrf_blocked", "host": url_host[:200], "reason": reason},
    )
    return FetchRefused("This address cannot be fetched.")


def unknown(host: str) -> HostUnknown:
    logger.info("host unknown", extra={"event": "host_unknown", "host": host[:200]})
    return HostUnknown("This address cannot be fetched.")


def split(url: str) -> SplitResult:
    """The parts of a URL that could be meant; FetchRefused for tricks."""
    if re.search(r"[\x00-\x20\x7f\\]", url) or len(url) > 4096:
        raise refuse("", "characters")
    try:
        url.encode()  # half characters
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise refuse("", "syntax") from None
    if parts.scheme not in PORTS:
        raise refuse("", "scheme")
    if "@" in parts.netloc:
        raise refuse(parts.hostname or "", "credentials")
    if not parts.hostname:
        raise refuse("", "host")
    return parts


def ascii_host(host: str) -> str:
    """The host as it is asked of the resolver, lower case, IDNA, no last dot."""
    host = host.rstrip(".").lower()
    if ":" in host:
        return host
    try:
        name = host.encode("idna").decode("ascii")
    except UnicodeError:
        raise refuse(host, "idna") from None
    if not HOST.fullmatch(name):
        raise refuse(name, "host")
    return name


def allowed(host: str, port: int) -> bool:
    """Whether SCRAPE_ALLOWED_HOSTS exempts a host (with its port, where given)."""
    for entry in settings.SCRAPE_ALLOWED_HOSTS:
        name, _, number = entry.rpartition(":") if ":" in entry else (entry, "", "")
        if name.strip("[]").lower() == host and (not number or number == str(port)):
            return True
    return False


def literal(host: str) -> IPAddress | None:
    """The address that a host spells; FetchRefused for odd spellings of one."""
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        pass
    # 0x7f.1, 2130706433, 0177.0.0.1: what C libraries read as an address.
    if all(NUMERIC.fullmatch(part) for part in host.split(".")):
        raise refuse(host, "numeric host")
    return None


def resolve(url: str) -> Target:
    """Check a URL and fix the address to connect to; FetchRefused otherwise.

    Every address of the name must be public: one private answer among public
    ones is a trap.
    """
    parts = split(url)
    host = ascii_host(str(parts.hostname))
    port = parts.port or PORTS[parts.scheme]
    exempt = allowed(host, port)
    if not exempt and port not in PORTS.values():
        raise refuse(host, "port")
    address = literal(host) if not exempt else None
    if address is not None:
        addresses: list[IPAddress] = [address]
    else:
        addresses = lookup(host, port)
    if not exempt and not all(is_public(item) for item in addresses):
        raise refuse(host, "address")
    return Target(parts.scheme, host, port, str(addresses[0]), exempt)


def lookup(host: str, port: int) -> list[IPAddress]:
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise unknown(host) from None
    found = []
    for row in rows:
        try:
            found.append(ipaddress.ip_address(str(row[4][0]).partition("%")[0]))
        except ValueError:
            continue
    if not found:
        raise unknown(host)
    # IPv4 first: self-hosted machines often have no way out by IPv6.
    return sorted(found, key=lambda item: item.version)
