"""The address that a posting gives for applications."""

from __future__ import annotations

import re

from scraping.reading.plain import MAX_TEXT, fold

EMAIL = re.compile(
    r"(?<![\w.+-])([A-Za-z0-9](?:[A-Za-z0-9._%+-]|'(?=[a-z])){0,63}"
    r"(?:@|\s?[\[(](?:at|AT|ät)[\])]\s?)"
    r"(?:[A-Za-z0-9-]{1,63}(?:\.|\s?[\[(](?:dot|DOT|punkt)[\])]\s?)){1,4}[A-Za-z]{2,24})"
    r"(?![\w@-])"
)
NOT_FOR_PEOPLE = re.compile(
    r"^(?:no-?reply|do-?not-?reply|donotreply|privacy|dpo|dsgvo|datenschutz|gdpr|legal"
    r"|abuse|postmaster|webmaster|accommodations?|accessibility|ada|press|presse"
    r"|security|fraud|phishing|git|support|help|helpdesk|sales|marketing|unsubscribe"
    r"|compliance|eeo|notifications?|mailer-daemon|invoices?|billing)(?:[._+-]|@)",
    re.IGNORECASE,
)
PLACEHOLDER = re.compile(
    r"^(?:you|your|name|firstname|first|vorname|max\.mustermann|john\.doe|jane\.doe|user"
    r"|email|e-mail|username|someone|test)(?:[._-]?(?:name|email|last(?:name)?|nachname))?@"
    r"|@(?:yourcompany|yourdomain|domain)\.\w+$|\.(?:png|jpe?g|gif|svg|webp|pdf|js|css)$",
    re.IGNORECASE,
)
FOR_JOBS = re.compile(
    r"^(?:hr|jobs?|careers?|karriere|recruit\w*|talents?|talentacquisition|bewerbung\w*"
    r"|hiring|apply|applications?|applicants?|people|personal\w*|stellen\w*|cv|cvs"
    r"|resumes?|emplois?|empleos?|rh|rrhh|candidatures?|recrutement|vacatures?|vacancies"
    r"|sollicit\w*|werken\w*|work|join|rekrutacja|praca|jobb|lavora\w*)(?:[._+-]|@)",
    re.IGNORECASE,
)
APPLY_WORDS = re.compile(
    r"\bappl(?:y|ying|ications?)\b|\bsend\b|\bsubmit|resume|\bcv\b|curriculum|cover letter"
    r"|bewerb|lebenslauf|unterlagen|anschreiben|candidature|postul|envoy|envia|sollicit"
    r"|reach out|e-?mail (?:us|me|your|to)|contact (?:us|me|our)|get in touch|kontakt"
    r"|ansprechpartner|hiring manager|recruiter|interested"
)
OTHER_PURPOSE = re.compile(
    r"accommodat|disabilit|accessib|privacy|datenschutz|personal data|data protection"
    r"|unsubscribe|scam|fraud|phishing|suspicious|agencies|report (?:a|an|any)"
)
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÄÖÜ])|\n{2,}")
BEFORE, AFTER = 200, 80


def find_email(text: str | None) -> str | None:
    """An address that the text gives for applications, None without one."""
    whole = (text or "")[:MAX_TEXT]
    best: tuple[int, str] | None = None
    for match in EMAIL.finditer(whole):
        address = plain_address(match[1])
        if NOT_FOR_PEOPLE.match(address) or PLACEHOLDER.search(address):
            continue
        before = SENTENCE.split(whole[max(0, match.start() - BEFORE) : match.start()])
        after = SENTENCE.split(whole[match.end() : match.end() + AFTER])[0]
        around = fold(f"{before[-1]} {after}")
        if OTHER_PURPOSE.search(around):
            continue
        score = 2 * bool(FOR_JOBS.match(address)) + bool(APPLY_WORDS.search(around))
        if score and (best is None or score > best[0]):
            best = (score, address)
    return best[1] if best else None


def plain_address(text: str) -> str:
    """ "jobs (at) acme (dot) example" as mail programs write it."""
    address = re.sub(r"\s?[\[(](?:at|AT|ät)[\])]\s?", "@", text)
    return re.sub(r"\s?[\[(](?:dot|DOT|punkt)[\])]\s?", ".", address).rstrip(".")
