"""One address for one posting: what only tracks is cut, what names it is kept."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

# Known to track, whatever their value.
TRACKING = re.compile(
    r"^(?:utm_\w+|mtm_\w+|pk_(?:campaign|kwd|source|medium)|hsa_\w+|_hs\w+|__hs\w+|gclid"
    r"|gclsrc|dclid|gbraid|wbraid|fbclid|msclkid|yclid|twclid|ttclid|li_fat_id|igshid"
    r"|mc_[ce]id|mkt_tok|vero_id|_ga|_gl|gh_src|lever-source(?:\[\])?|lever-origin"
    r"|ashby_src|trkinfo|refurl|referr?er|iis|iisn|rx_\w+|icid"
    r"|s_kwcid|spm|jsessionid|phpsessid|sessionid|recommended_flavor|_jtochash\w*)$",
    re.IGNORECASE,
)
# Names that track or number: what has a digit in it may be the posting's number.
UNSURE = re.compile(
    r"^(?:ref|src|source|sourceid|from|origin|channel|campaign|campaignid|via|medium|share"
    r"|shared|jobboard|trackid|trackingid|trk|refid|ccuid)$",
    re.IGNORECASE,
)
# What sites put behind the number of a posting, which alone counts there.
OF_SITES = {
    "indeed.com": re.compile(
        r"^(?:tk|from|fromage|advn|sjdu|bb|bid|q|l|vjs|xkcb|xpse|hl|cmp|adid)$"
    ),
    "linkedin.com": re.compile(
        r"^(?:refid|trackingid|trk|position|pagenum|ebp|originalsubdomain|lipi|eid|midtoken)$",
        re.IGNORECASE,
    ),
}
# Hosts whose country or language label does not change what is shown.
SAME_SITES = ("linkedin.com", "indeed.com", "glassdoor.com", "stepstone.de", "xing.com")
# Boards where the first label is the employer's: never a country's.
TENANTS = (
    "recruitee.com",
    "teamtailor.com",
    "bamboohr.com",
    "breezy.hr",
    "pinpointhq.com",
    "personio.de",
    "personio.com",
    "myworkdayjobs.com",
)
COUNTRY_LABEL = re.compile(
    r"^(?:uk|us|de|fr|es|it|nl|be|at|ch|ie|ca|au|in|pl|pt|se|no|dk|fi|br|mx|za|sg|jp)\.(?=[^.]+\.[^.]+)"
)
# Two names of one board.
SAME_HOSTS = {
    "boards.greenhouse.io": "job-boards.greenhouse.io",
    "boards.eu.greenhouse.io": "job-boards.eu.greenhouse.io",
}
# Where the form to apply is a page below the posting.
FORM_BELOW = (
    "jobs.lever.co",
    "jobs.eu.lever.co",
    "jobs.ashbyhq.com",
    "apply.workable.com",
    "myworkdayjobs.com",
    "recruitee.com",
    "teamtailor.com",
)
FORM = re.compile(r"/(?:apply(?:/.*)?|application|applications/new|c/new)$")
# One posting under several paths: with its title, a language, in a list beside others.
PATHS = (
    ("linkedin.com", re.compile(r"^/jobs/view/[^/]*-(\d+)$"), r"/jobs/view/\1"),
    ("myworkdayjobs.com", re.compile(r"^/[a-z]{2}-[A-Z]{2}(?=/)"), ""),
    ("jobs.smartrecruiters.com", re.compile(r"^(/[^/]+/\d+)-[^/]*$"), r"\1"),
    ("indeed.com", re.compile(r"^/(?:rc/clk|m/viewjob)$"), "/viewjob"),
)
LONG_NUMBER = re.compile(r"\d{5,}")
DEFAULT_PORTS = {"http": 80, "https": 443}
# "#/job/1" is a route and "#job-1" may name the posting; "#apply" is a mark.
ROUTE = re.compile(r"^!?/|^(?!:~:).*\d")
SESSION_PATH = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)


def canonical_host(host: str, number: str = "") -> str:
    """The host without what does not change the page; a country's label goes
    only where the rest carries a long number, which no other country uses."""
    host = host.lower().rstrip(".")
    host = host.removeprefix("www.").removeprefix("m.")
    host = SAME_HOSTS.get(host, host)
    for site in SAME_SITES:
        if host.endswith("." + site):
            return site
    if host.endswith(TENANTS) or not LONG_NUMBER.search(number):
        return host
    return COUNTRY_LABEL.sub("", host)


def _tracks(name: str, value: str, host: str) -> bool:
    if TRACKING.match(name):
        return True
    if host in OF_SITES and OF_SITES[host].match(name):
        return True
    return UNSURE.match(name) is not None and not re.search(r"\d", value)


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
    netloc = canonical_host(host, f"{parts.path}?{parts.query}")
    if ":" in netloc:
        netloc = f"[{netloc}]"
    if port and port not in DEFAULT_PORTS.values():
        netloc = f"{netloc}:{port}"
    path = quote(SESSION_PATH.sub("", parts.path), safe="/%:@!$&'()*+,;=~-._")
    path = re.sub(r"/{2,}", "/", path).rstrip("/")
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _tracks(name, value, netloc)
    ]
    path, query = _posting_path(netloc, path, query)
    fragment = parts.fragment if ROUTE.match(parts.fragment) else ""
    return urlunsplit(
        ("https", netloc, path, urlencode(sorted(query)), fragment.rstrip("/"))
    )


def _posting_path(
    host: str, path: str, query: list[tuple[str, str]]
) -> tuple[str, list[tuple[str, str]]]:
    """The posting's own path, where a site is known to have several for it."""
    if host.endswith(FORM_BELOW):
        path = FORM.sub("", path)
    for site, form, plain in PATHS:
        if host.endswith(site):
            path = form.sub(plain, path)
    chosen = dict(query).get("currentJobId", "")
    if host == "linkedin.com" and chosen.isdigit():
        return f"/jobs/view/{chosen}", []
    return path, query


def link_hash(url: str | None) -> str | None:
    """The digest of the canonical link, for the index."""
    link = canonical_link(url)
    return hashlib.sha256(link.encode()).hexdigest() if link else None
