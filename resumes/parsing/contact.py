# ruff: noqa: SIM905 - word lists are easier to read and to extend as text
"""Mail, phone and links of a resume: what a person would write to, call, open."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from .vocabulary import EMAIL_PLACEHOLDERS

_EMAIL = re.compile(
    r"(?<![\w.+-])[^\W_][\w.+%'-]{0,63}@(?:[^\W_](?:[\w-]{0,62})\.)+[^\W\d_]{2,24}(?![\w@])"
)
_OBFUSCATED = re.compile(r"\s*[\[({]\s*(at|dot)\s*[\])}]\s*", re.IGNORECASE)
# Of several addresses the one of a person goes first: "info@" may be a firm's.
_SHARED_MAILS = frozenset("info contact hello office mail jobs hr admin team".split())
_ROLE_MAILS = frozenset("noreply no-reply donotreply support sales billing".split())

# A number as people group it; a date, an ISBN or a range of years is no phone.
_PHONE = re.compile(
    r"(?<![\w/@.,=%$€£#-])"
    r"(\(?(?:\+|00)?\s?\(?\d{1,4}\)?(?:\s?\(0\))?(?:[\s.\-/()]{0,3}\d{1,12}){1,7})"
    r"(?![\w@%]|[.,:/-]\d)"
)
_PHONE_LABEL = re.compile(
    r"(tel|phone|mobile?|mob|cell|handy|telefon\w*|téléphone|teléfono|telefono|telefone"
    r"|móvil|movil|cellulare|portable|celular|gsm|whatsapp|call|☎|📞|📱|电话|手机|電話|携帯"
    r"|telefoon|mobiel|callto|contact no)\W*$",
    re.IGNORECASE,
)
_MOBILE_LABEL = re.compile(
    r"(mobile?|mob|cell|handy|móvil|movil|cellulare|portable|celular|gsm|whatsapp|📱|手机"
    r"|携帯\w*|mobiel|personal|private?)[\s:.)]*$",
    re.IGNORECASE,
)
_OTHER_PHONE = re.compile(
    r"(fax|telefax|office|work|büro|dienstlich|geschäftlich|bureau|oficina|ufficio|company"
    r"|emergency|referee|reference|制|isbn|issn|doi|iban|vat|bic|id|no|nr|nº|zip|plz|ssn"
    r"|passport|aadhaar|cpf|dni|nie|nif|pesel|bsn|registration|license|patent|account|postal)[\s:.#)(-]*$",
    re.IGNORECASE,
)
_YEARISH = re.compile(r"^(19|20)\d\d$")
_IP_ADDRESS = re.compile(r"^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}\d{1,3}$")
_DATE = re.compile(r"^\d{1,4}[./-]\d{1,2}(?:[./-]\d{1,4})?$")

_URL = re.compile(
    r"(?<![\w@./-])((?:https?://|www\.)[^\s<>\"'|]+"
    r"|(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|me|co|ai|app|edu|gov|info|de|fr|es|it|pt|nl|be"
    r"|ch|at|uk|eu|us|ca|in|cn|jp|br|mx|pl|se|no|dk|fi|tech|xyz|page|site|online|blog|design|studio|works|cloud|digital|software|codes|art"
    r"|photo|photos|link|live|space|store|website|world|media|agency|engineer|work|bio|pro|gg|so)"
    r"(?:/[^\s<>\"'|,;]*)?)(?![\w@-])",
    re.IGNORECASE,
)


_LINK_PLACEHOLDERS = frozenset(
    "username yourusername your-username yourname your-name your_name yourprofile"
    " your-profile firstname-lastname firstnamelastname your-link yourlink".split()
)


def find_email(text: str, links: Iterable[str]) -> str | None:
    """The first personal address; what only a link carries counts as well."""
    linked = [address for link in links if (address := _mailto(link))]
    written = [m.group().rstrip(".-'") for m in _EMAIL.finditer(text)]
    if not written:
        plain = _OBFUSCATED.sub(lambda m: "@" if m[1].lower() == "at" else ".", text)
        written = [m.group().rstrip(".-'") for m in _EMAIL.finditer(plain)]
    for address in sorted(written, key=_is_shared):
        # An icon's letter may stick to the text; the link knows better.
        for target in linked:
            if address != target and address.lower().endswith(target.lower()):
                address = target
        if not is_placeholder_email(address):
            return address
    return next((a for a in linked if not is_placeholder_email(a)), None)


def _is_shared(address: str) -> bool:
    return address.lower().partition("@")[0] in _SHARED_MAILS


def all_emails(text: str, links: Iterable[str]) -> list[str]:
    found = [m.group() for m in _EMAIL.finditer(text)]
    return found + [a for link in links if (a := _mailto(link))]


def is_placeholder_email(address: str) -> bool:
    local, _at, domain = address.lower().partition("@")
    if local in _ROLE_MAILS or "yourdomain" in domain or "xxx" in domain:
        return True
    return (
        local in EMAIL_PLACEHOLDERS or re.sub(r"\d+$", "", local) in EMAIL_PLACEHOLDERS
    )


def _mailto(link: str) -> str | None:
    if not link.lower().startswith("mailto:"):
        return None
    match = _EMAIL.search(link[7:].split("?")[0].replace("%40", "@"))
    return match.group() if match else None


def find_phone(text: str, header: str, links: Iterable[str]) -> str | None:
    """The first personal number as it is written; a mobile one goes first."""
    dialled = {
        _digits(link)[-9:] for link in links if link[:4].lower() in ("tel:", "call")
    }
    best: tuple[int, str] | None = None
    header_end = len(header)
    for raw, before, offset in _phone_candidates(text):
        rank = _phone_rank(raw, before, in_header=offset < header_end)
        if _digits(raw)[-9:] in dialled:
            rank = max(rank, 4)
        if rank > 0 and (best is None or rank > best[0]):
            best = (rank, raw)
    if best:
        return best[1]
    for link in links:
        if link.lower().startswith("tel:") and 7 <= len(_digits(link)) <= 15:
            return link[4:].strip()
    return None


def _phone_candidates(text: str) -> Iterator[tuple[str, str, int]]:
    offset = 0
    for line in text.split("\n"):
        plain = unicodedata.normalize("NFKC", line)
        plain = re.sub(r"[‐-―−－]", "-", plain) if len(plain) == len(line) else line
        for match in _PHONE.finditer(plain.replace("tel:", "    ")):
            raw = re.split(r" {2,}", match.group(1).strip())[0].strip(" .-/")
            raw = re.sub(r"\s+-(?=\d)", "-", raw.removesuffix("(").strip())
            yield raw, plain[: match.start()], offset + match.start()
        offset += len(line) + 1


def _phone_rank(raw: str, before: str, *, in_header: bool) -> int:
    """0 = no phone, 1 = office or outside the contact lines, 5 = surely personal."""
    digits = _digits(raw)
    if not 7 <= len(digits) <= 16 or _is_date_like(raw) or len(set(digits)) == 1:
        return 0
    if _OTHER_PHONE.search(before):
        return 0
    labelled = bool(_PHONE_LABEL.search(before))
    international = raw.startswith(("+", "(+", "00"))
    shaped = _is_shaped(raw, digits)
    if not (labelled or international or shaped):
        return 0
    if not (labelled or international or in_header) and not re.match(
        r"\(?\d{3}\)?[ .-]", raw
    ):
        return 0
    if _MOBILE_LABEL.search(before) or _is_mobile_prefix(digits):
        return 5 if labelled or in_header or international else 3
    return 4 if in_header or labelled else 2


def _is_shaped(raw: str, digits: str) -> bool:
    if re.fullmatch(r"\(?\d{3}\)?[\s.-]{0,3}\d{3}[\s.-]{1,3}\d{4}", raw):
        return True
    if digits.startswith("0") and len(digits) >= 9:
        return True
    if re.fullmatch(r"1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}", raw):
        return True
    grouped = len(re.findall(r"\d+", raw)) >= 3
    return (grouped or len(digits) == 10) and len(digits) >= 9


def _is_mobile_prefix(digits: str) -> bool:
    """Prefixes that are mobile networks only, where the number tells its country."""
    return bool(re.match(r"(0049|49|0)1[567]\d", digits)) and len(digits) >= 10


def _is_date_like(raw: str) -> bool:
    groups = re.findall(r"\d+", raw)
    if raw.startswith(("+", "(")):
        return False
    if (
        any(_YEARISH.match(g) for g in groups)
        and len(groups) <= 6
        and not re.match(r"0\d", raw.replace("/", "")[:2] + "x")
    ):
        return True
    if _YEARISH.match(groups[0]) or (len(groups) > 1 and _YEARISH.match(groups[-1])):
        return all(len(g) in (1, 2, 4) for g in groups)
    if re.match(r"97[89][- ]?\d", raw) and len(_digits(raw)) == 13:
        return True
    if _IP_ADDRESS.match(raw):
        return True
    return bool(_DATE.match(raw)) or bool(
        re.fullmatch(r"\d+(\.\d+){1,2}", raw) and len(groups) != 3
    )


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def find_links(
    text: str, header: str, links: Iterable[str], emails: Iterable[str]
) -> list[str]:
    """Web addresses, written or behind a word; each once."""
    found: dict[str, str] = {}
    for link in links:
        link = link.strip()
        if re.match(
            r"https?://[^/\s]+\.[^/\s]", link, re.IGNORECASE
        ) or link.startswith("www."):
            found.setdefault(_link_key(link), link)
    without_mails = _EMAIL.sub(lambda m: " " * len(m.group()), text)
    mail_hosts = {e.rsplit("@", 1)[-1].lower() for e in emails}
    for match in _URL.finditer(without_mails):
        link = match.group(1).rstrip(".,;:)]}>*'’”")
        bare = "://" not in link and not link.lower().startswith("www.")
        if bare and "/" not in link:
            known = link.lower() in mail_hosts
            if known or match.start() > len(header) or link != link.lower():
                continue
        key = _link_key(link)
        if not any(known.startswith(key) for known in found):
            found[key] = link
    return [link for link in found.values() if not _is_template_link(link)][:40]


def _is_template_link(link: str) -> bool:
    """``linkedin.com/in/username``: what a template leaves to fill in."""
    last = _link_key(link).rpartition("/")[2]
    return "/" in _link_key(link) and last in _LINK_PLACEHOLDERS


def _link_key(link: str) -> str:
    return re.sub(r"^(https?://)?(www\.)?", "", link.lower()).rstrip("/")
