"""Remote, hybrid or on site, and where a remote job may be done from."""

from __future__ import annotations

import re
from typing import Literal

from scraping.reading.geography import ANYWHERE, CANADA, US_STATE_NAMES, US_STATES
from scraping.reading.places import is_work_model, region_codes
from scraping.reading.text import clean, fold

Mode = Literal["remote", "hybrid", "onsite"]
LONGEST_TEXT = 50_000

REMOTE = re.compile(
    r"(?<!\w)(?:remote(?:ly)?|remot[oa]|telecommut(?:e|ing)|telework(?:ing)?|work(?:ing)? from home"
    r"|work(?:ing)? from anywhere|home[\s-]?office|wfh|teletravail|teletrabajo|distributed"
    r"|home[\s-]?based|thuiswerk\w*|zdalnie|praca zdalna)(?!\w)"
)
HYBRID = re.compile(
    r"(?<!\w)(?:hybrid\w{0,3}|hibrid\w{1,3}|flexible remote|(?:teletravail|remoto) (?:partiel|parcial)"
    r"|(?:teilweise|partial(?:ly)?|part(?:ly)?) (?:im )?(?:remote|home[\s-]?office))(?!\w)"
)
ONSITE = re.compile(
    r"(?<!\w)(?:on[\s-]?site|in[\s-]?office|in[\s-]?person|vor[\s-]ort|office[\s-]based"
    r"|presentiel|presencial|op locatie|na miejscu)(?!\w)"
)
# The words of a trade, not of a workplace; or what else is done from afar.
TRADES = re.compile(
    r"(?<!\w)(?:remote[\s-](?:teams?|sites?|areas?|interviews?|onboarding|start(?:er)?|islands?|sensing|desktop|monitoring|access|control|hands|operations?"
    r"|support|diagnostics|pilot\w*|vehicle\w*|proctor\w*|patient|banking|infrastructure)"
    r"|hybrid[\s-](?:cloud|vehicle\w*|it|infrastructure|electric\w*|bonding|mobile|app\w*"
    r"|powertrain\w*|engines?|seeds?|rice|cars?|integration|network\w*|cluster)"
    r"|distributed[\s-](?:systems?|computing|ledger|databases?|energy|infrastructure|data"
    r"|storage|generation|control|teams?)"
    r"|(?:interviews?|process|onboarding|trainings?|meetings?)\s+(?:is|are|will be|takes? place)\s+"
    r"(?:(?:fully|100\s*%|all|completely|held|done|conducted)\s+){0,2}remote(?:ly)?)(?!\w)"
)
NOT_REMOTE = re.compile(
    r"(?<!\w)(?:not|no|non|isn't|never|kein\w*|nicht|cannot be|can't be|pas de|sin|geen)\s+"
    r"(?:(?:a|an|be|done|offered|fully|currently|available|possible|100\s*%|entirely|as)\s+)*"
    r"(?:remote(?:ly)?|telecommut\w*|work from home|home[\s-]?office|teletravail)"
    r"|(?:cannot|can't|not able to|unable to|do(?:es)? not|don't|doesn't)\s+"
    r"(?:offer|support|accommodate|consider|allow|provide|sponsor)\s+(?:\w+\s+){0,2}remote"
    r"|(?<!\w)remote\s*(?:work\w*\s*|option\w*\s*)?(?:is\s+|are\s+|[:–-]\s*)?(?:not\b|no\b|isn't|unavailable|nicht)"
)
ROLE_NOT_REMOTE = re.compile(
    r"(?:role|position|job|post|vacancy)\s+(?:is\s+not|isn't|cannot be|can't be)\s+"
    r"(?:(?:a|an|be|offered|fully|done|performed|available|as)\s+)*remote"
    r"|(?<!\w)remote\s+(?:work(?:ing)?\s+)?(?:is|will)\s+not\s+(?:be\s+)?(?:possible|available|offered"
    r"|an option|permitted|allowed|supported)"
)
_NUMBER = (
    r"(?:one|two|three|four|five|ein(?:en)?|zwei|drei|vier|funf|un|deux|trois|quatre|dos"
    r"|tres|cuatro|twee|drie|[1-5])"
)
_DAYS = (
    rf"(?<![\w.,]){_NUMBER}(?:\s*(?:-|–|to|or|bis|oder|a)\s*{_NUMBER})?\s*\+?\s*"
    r"(?:full\s+|working\s+)?(?:days?|tagen?|tage|jours?|dias?|dagen)(?!\w)"
)
_WEEK = (
    r"(?:\s*(?:a|per|each|every|/|pro|in der|die|par|por|a la|de la)\s*"
    r"(?:week|wk|woche|semaine|semana)|\s+weekly|\s+wochentlich)"
)
_OFFICE = (
    r"(?:offices?|on[\s-]?site|onsite|in[\s-]?person|buro|vor ort|bureau|oficina|kantoor"
    r"|hq|headquarters|studio|lab|workshop)"
)
_HOME = r"(?:remote(?:ly)?|home[\s-]?office|(?:from|at) home|teletravail|teletrabajo|thuis\w*|wfh)"
OFFICE_DAYS = re.compile(
    rf"{_DAYS}{_WEEK}[^.\n]{{0,45}}?(?<!\w){_OFFICE}(?!\w)"
    rf"|{_DAYS}\s*(?:in|at|from|on|im|vor|au|en la|op)[\s-](?:(?:the|our|your|a|de)\s+)?"
    rf"(?:[\w-]+\s+){{0,3}}?{_OFFICE}(?!\w)(?![^.\n]{{0,30}}(?:month|year|quarter|onboarding))"
    rf"|{_DAYS}\s+{_OFFICE}(?!\w)(?![^.\n]{{0,30}}(?:month|year|quarter|onboarding))"
    rf"|(?<!\w){_OFFICE}(?!\w)[^.\n]{{0,25}}?{_DAYS}{_WEEK}"
)
HOME_DAYS = re.compile(
    rf"{_DAYS}{_WEEK}?\s*(?:of\s+|de\s+|im\s+|en\s+|can be\s+)?(?:work(?:ing)?\s+)?{_HOME}(?!\w)"
    rf"|(?<!\w){_HOME}(?!\w)[^.\n]{{0,25}}?{_DAYS}{_WEEK}"
)
ALL_DAYS = re.compile(
    rf"(?<!\w)(?:five|5|funf|cinq|cinco)\s*(?:days?|tage|jours|dias){_WEEK}?[^.\n]{{0,30}}?"
    rf"(?<!\w){_OFFICE}(?!\w)"
    rf"|(?<!\w)(?:work\w*|based|come|present)\s[^.\n]{{0,40}}(?<!\w){_OFFICE}(?!\w)[^.\n]{{0,30}}?"
    rf"(?:every (?:working )?day|(?:five|5) days{_WEEK}|monday (?:to|through|-|–) friday)"
)
_ROLE = r"(?:this|the|role|position|job|post|opportunity|stelle|poste)"
TEXT_REMOTE = re.compile(
    rf"(?<!\w)(?:{_ROLE}\s+is\s+(?:currently\s+)?|this\s+is\s+|100\s*%\s*|fully[\s-]+|completely\s+"
    r"|entirely\s+|permanently\s+|full[\s-]+(?=remote(?!\s+work))|komplett\s+|vollstandig\s+)(?:(?:a|an|100\s*%|fully|completely|entirely|permanent|open to|work)[\s-]+)*"
    r"remot[eo](?!\w)(?![\s-](?:first|friendly|sensing))"
    r"|(?<!\w)work(?:ing)?\s+(?:remotely\s+)?from\s+anywhere(?![^.\n]{0,40}(?:weeks?|days?|months?))"
    r"|(?:^|\n)[^\S\n]*(?:-\s)?(?:job\s+|work\s*)?(?:location|workplace|standort|arbeitsort|lieu|ort)"
    r"\s*:\s*(?:(?:fully|100\s*%)\s+)?remote(?!\w)"
    r"|(?<!\w)remote\s+(?:position|role|job|opportunity)(?!\w)"
)
TEXT_HYBRID = re.compile(
    rf"(?<!\w)(?:{_ROLE}\s+(?:is\s+)?(?:a\s+)?|this\s+is\s+a\s+)hybrid(?!\w)"
    r"|(?<!\w)hybrid(?:es?)?\s+(?:role|position|job|work\w*|schedule|arrangement|model|setup|set-up"
    r"|arbeit\w*|office)"
    r"|(?:^|\n)[^\S\n]*(?:location|workplace|work(?:place)? (?:type|mode|model)|modalidade?|arbeitsmodell)"
    r"\s*:\s*[^\n]{0,40}h[yi]brid[aeo]?(?!\w)"
)
TEXT_ONSITE = re.compile(
    rf"(?<!\w)(?:{_ROLE}\s+is\s+|this\s+is\s+)(?:(?:a|an|fully|100\s*%|strictly|primarily)\s+)*"
    r"(?:on[\s-]?site|in[\s-]?person|in[\s-]?office|office[\s-]based)(?!\w)"
    r"|(?<!\w)(?:fully|100\s*%|strictly)\s+(?:on[\s-]?site|in[\s-]?person|in[\s-]?office)"
)
LIMITED = re.compile(
    r"(?:must|need to|have to|should|required to)\s+(?:be\s+)?(?:currently\s+)?"
    r"(?:based|located|live|living|reside|residing|resident)\s+(?:in|within)\s+(?:the\s+)?"
    r"([A-Z][\w.]*(?:\s+(?:of\s+)?[A-Z][\w.]*){0,3}(?:(?:\s+or\s+|,\s+|\s+and\s+)(?:the\s+)?[A-Z][\w.]*(?:\s[A-Z]\w*)?)*)"
    r"|[Rr]emote(?:ly)?\s+(?:from\s+)?(?:anywhere\s+)?(?:in|within|across)\s+(?:the\s+)?"
    r"([A-Z][\w.]*(?:\s+[A-Z][\w.]*){0,2})"
)
VALUES: dict[str, Mode | None] = {
    **dict.fromkeys(
        (
            "remote",
            "fully",
            "fully remote",
            "full remote",
            "full",
            "remote only",
            "telecommute",
            "telecommuting",
            "virtual",
            "home based",
            "work from home",
            "anywhere",
        ),
        "remote",
    ),
    **dict.fromkeys(
        (
            "hybrid",
            "partial",
            "partially",
            "partly",
            "partly remote",
            "partial remote",
            "remote partly",
            "temporary remote",
            "flexible",
            "remote hybrid",
            "mixed",
        ),
        "hybrid",
    ),
    **dict.fromkeys(
        ("onsite", "on site", "office", "in office", "in person", "local", "physical"),
        "onsite",
    ),
    **dict.fromkeys(("none", "unspecified", "not remote", "no remote", "no"), None),
}
GLUE = re.compile(
    r"(?<!\w)(?:fully|100\s*%|remote(?:ly)?|hybrid|only|based|candidates?|applicants?"
    r"|time\s?zones?|within|anywhere|in|the|from|friendly|first|work|position|role|job"
    r"|eligible|residents?|us-based|countries|region|must be|located)(?![\w])",
    re.IGNORECASE,
)
EDGE = re.compile(
    r"\s*((?:100\s*%|fully)?\s*remote)\s|.*(?<!\sof)\s(remote|hybrid)$", re.IGNORECASE
)
# "Remote or Berlin, Germany" is two places, "Remote, US or Canada" one.
CHUNKS = re.compile(r"[;|\n•]|(?i:(?<=remote)\s(?:or|/)\s|\s(?:or|/)\s(?=remote$))")
PARTS = re.compile(r"[,;|/()\[\]&+:]| [-–] | or | and | oder | und ")


def read_regions(*texts: str | None) -> tuple[str, ...]:
    """Countries and regions that a remote job is limited to, as the source says."""
    found: dict[str, None] = {}
    for text in texts:
        for chunk in re.split(r"[;|()\[\]]", clean(text)[:2000]):
            bare = _bare(chunk)
            if bare and bare not in US_STATES and _is_region(bare):
                found.setdefault(bare)
                continue
            before = ""
            for piece in PARTS.split(chunk):
                words = piece.strip(" .")
                town, before = before, words or before
                if len(words) == 2 and words in US_STATES and town:
                    # "San Francisco, CA" is no Canada; "Remote, CA" may be both.
                    continue
                bare = _bare(words)
                if bare and _is_region(bare):
                    found.setdefault(bare)
    return tuple(found)


def _bare(words: str) -> str:
    """A region without the words around it ("Remote US only" → "US")."""
    words = words.strip(" .,-–")
    if len(words) > 2 and region_codes(words) is not None:
        return words.removeprefix("the ")
    bare = clean(GLUE.sub(" ", words)).strip(" -–.,")
    return re.sub(r"^the\s+", "", bare, flags=re.IGNORECASE)


def _is_region(words: str) -> bool:
    if fold(words) in ANYWHERE or is_work_model(words):
        return False
    if len(words) == 2:
        return words.isupper() and region_codes(words) is not None
    folded = fold(words)
    state = folded in CANADA or (folded in US_STATE_NAMES and folded != "georgia")
    return state or region_codes(words) is not None


def _limits(location: str | None) -> tuple[str, ...]:
    """Where a remote job may be done from: a place that says so, or that names
    no town. "Berlin, Germany" alone is where the office stands."""
    chunks = [part.strip() for part in CHUNKS.split(clean(location)[:2000])]
    remote = [
        chunk
        for chunk in chunks
        if REMOTE.search(fold(chunk)) and not is_work_model(chunk)
    ]
    return read_regions(*(remote or filter(_names_no_town, chunks)))


def _names_no_town(chunk: str) -> bool:
    return all(
        not piece
        or is_work_model(piece)
        or not _bare(piece)
        # A state's name may be its town's: "New York".
        or (_is_region(_bare(piece)) and fold(piece) not in US_STATE_NAMES)
        or fold(piece) in ANYWHERE
        for piece in (part.strip(" .") for part in PARTS.split(chunk))
    )


def _of_words(text: str) -> Mode | None:
    """What a short field (a place, a workplace) says of itself."""
    folded = TRADES.sub(" ", fold(clean(text)[:500]))
    if HYBRID.search(folded):
        return "hybrid"
    if NOT_REMOTE.search(folded):
        return None
    remote, onsite = REMOTE.search(folded), ONSITE.search(folded)
    if remote and onsite:
        return None
    return "remote" if remote else "onsite" if onsite else None


def _qualifiers(title: str) -> str:
    """The parts of a title that qualify it: "Engineer (Remote, US)", "… – Hybrid".

    Its other words are the trade's, but for a leading "Remote".
    """
    words = clean(title)[:300]
    parts = [
        part
        for match in re.findall(r"\(([^)]*)\)|\[([^\]]*)\]", words)
        for part in match
    ]
    plain = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", words)
    pieces = re.split(r"\s[-–—|]\s|\s*[|,:•/]\s*|[-–—]\s", plain)
    if len(pieces) > 1:
        parts += [piece for piece in pieces if len(piece.split()) <= 4]
    elif not TRADES.search(fold(plain)):
        edge = EDGE.match(plain)
        parts += [edge[1] or edge[2]] if edge else []
    return " ; ".join(part for part in parts if part.strip())


def _of_text(text: str) -> Mode | None:
    """What a description states plainly; a remark about the culture is not it."""
    folded = fold(text[:LONGEST_TEXT])
    if ALL_DAYS.search(folded):
        return "onsite"
    if OFFICE_DAYS.search(folded) or HOME_DAYS.search(folded):
        return "hybrid"
    folded = TRADES.sub(" ", folded)
    hybrid, onsite = TEXT_HYBRID.search(folded), TEXT_ONSITE.search(folded)
    remote = TEXT_REMOTE.search(folded) and not NOT_REMOTE.search(folded)
    said: list[Mode] = []
    said += ["hybrid"] if hybrid else []
    said += ["onsite"] if onsite else []
    said += ["remote"] if remote else []
    return said[0] if len(said) == 1 else None


def _field(workplace: str | None) -> tuple[bool, Mode | None]:
    """A workplace field: whether it says anything, and what."""
    key = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", clean(workplace)[:200])
    key = re.sub(r"[\s_-]+", " ", fold(key)).strip()
    if not key:
        return False, None
    if key in VALUES:
        return VALUES[key] is not None, VALUES[key]
    mode = _of_words(key)
    return mode is not None, mode


def read_remote(
    *,
    workplace: str | None = None,
    flag: bool | None = None,
    location: str | None = None,
    title: str | None = None,
    text: str | None = None,
) -> tuple[Mode | None, tuple[str, ...]]:
    """(mode, regions). A workplace field beats a flag, a flag beats words; what
    the text plainly states corrects a mere label. "Not remote" says nothing
    about on site or hybrid.
    """
    stated, mode = _field(workplace)
    qualifiers = _qualifiers(title or "")
    body = text or ""
    if not stated:
        words = _of_words(location or "") or _of_words(qualifiers)
        mode = _with_flag(flag, words)
        mode = _corrected(mode, flag, body)
    elif mode == "remote" and ALL_DAYS.search(fold(body[:LONGEST_TEXT])):
        mode = "onsite"
    if mode != "remote":
        return mode, ()
    limits = _limits(location)
    if not limits and REMOTE.search(fold(qualifiers)):
        limits = read_regions(
            *(p for p in qualifiers.split(" ; ") if REMOTE.search(fold(p)))
        )
    return mode, limits or _limits_in_text(body)


def _with_flag(flag: bool | None, words: Mode | None) -> Mode | None:
    if flag is True:
        # A flag against a place "on site" leaves it open.
        return {None: "remote", "onsite": None}.get(words, words)
    if flag is False:
        return words if words in {"hybrid", "onsite"} else None
    return words


def _corrected(mode: Mode | None, flag: bool | None, text: str) -> Mode | None:
    """A label put right by what the text plainly states."""
    if not text:
        return mode
    said = _of_text(text)
    if said in {"hybrid", "onsite"} and mode in {None, "remote"}:
        return said
    if mode is None and flag is None and said == "remote":
        return "remote"
    if mode == "remote":
        folded = fold(text[:LONGEST_TEXT])
        if ROLE_NOT_REMOTE.search(folded):
            return None
        if flag is not True and NOT_REMOTE.search(folded):
            return None
    return mode


def _limits_in_text(text: str) -> tuple[str, ...]:
    """ "You must be based in Germany": the regions of the first such sentence."""
    for match in LIMITED.finditer(text[:LONGEST_TEXT]):
        if found := read_regions(match[1] or match[2]):
            return found
    return ()
