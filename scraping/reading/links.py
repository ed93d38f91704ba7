"""One address for one posting: what only tracks is cut, what names it is kept."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

TRACKING = re.compile(
    r"^(?:utm_\w+|mtm_\w+|pk_\w+|hsa_\w+|_hs\w+|__hs\w+|gclid|gclsrc|dclid|gbraid|wbraid"
    r"|fbclid|msclkid|yclid|twclid|ttclid|li_fat_id|igshid|mc_[ce]id|mkt_tok|vero_id"
    r"|_ga|_gl|ref|referer|referrer|refid|src|source|gh_src|lever-source(?:\[\])?"
    r"|lever-origin|trk|trackingid|trkinfo|refurl|origin|ccuid|cid|campaign|campaignid"
    r"|iis|iisn|jobboard|channel|sid|sessionid|jsessionid|phpsessid|share|shared|from"
    r"|fromage|tk|advn|sjdu|rx_\w+|bid|jztk|icid|s_kwcid|spm|trackid|mode"
    r"|recommended_flavor|gns|_jtochash|_jtochashprofile|codes?)$",
    re.IGNORECASE,
)
# Hosts whose country or language label does not change what is shown.
SAME_SITES = ("linkedin.com", "indeed.com", "glassdoor.com", "stepstone.de", "xing.com")
DEFAULT_PORTS = {"http": 80, "https": 443}
ROUTE = re.compile(r"^!?/")
SESSION_PATH = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)


def canonical_host(host: str) -> str:
    host = host.lower().rstrip(".")
    host = host.removeprefix("www.").removeprefix("m.")
    for site in SAME_SITES:
        if host.endswith("." + site):
            return site
    return host


def canonical_link(url: str | None) -> str | None:
    """The address by which links are compared; None for what is no web address.

    Fragments are kept where they are routes (``#/job/1``); other query
    parameters stay, in order of their names, since many carry the number.
    """
    text = (url or "").strip()
    if not text or len(text) > 2000 or re.search(r"[\s\x00-\x1f<>\"]", text):
        return None
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = parts.port
    except (ValueError, UnicodeError):
        return None
    if parts.scheme.lower() not in DEFAULT_PORTS or not host:
        return None
    if "." not in host and host != "localhost" and ":" not in host:
        return None
    netloc = canonical_host(host)
    if ":" in netloc:
        netloc = f"[{netloc}]"
    if port and port not in DEFAULT_PORTS.values():
        netloc = f"{netloc}:{port}"
    path = quote(SESSION_PATH.sub("", parts.path), safe="/%:@!$&'()*+,;=~-._")
    path = re.sub(r"/{2,}", "/", path).rstrip("/")
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not TRACKING.match(name)
    ]
    fragment = parts.fragment if ROUTE.match(parts.fragment) else ""
    return urlunsplit(
        ("https", netloc, path, urlencode(sorted(query)), fragment.rstrip("/"))
    )


def link_hash(url: str | None) -> str | None:
    """The digest of the canonical link, for the index."""
    link = canonical_link(url)
    return hashlib.sha256(link.encode()).hexdigest() if link else None
