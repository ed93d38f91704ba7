# ruff: noqa: SIM905 - word lists are easier to read and to extend as text
"""Every sentence of a text against the resume; the posting proves nothing about a
person.

What is reported is written as the text has it, so that a page can mark it: a number,
a name, a title, a degree, a skill, or a whole sentence that nothing supports.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from resumes import skills
from resumes.parsing.vocabulary import LANGUAGE_NAMES, MONTHS, fold

from . import numbers

_SENTENCE = re.compile(r"(?<=[.!?。])[\"”’)]*\s+(?=[\"“(]?[^\W_])|\n+|\s*[•●▪]\s*")
_FIRST_PERSON = re.compile(
    r"\b(?:I|I['’]\w+|me|my|mine|myself|ich|mein\w*|mir|je|j['’]\w+|mon|ma|mes|yo|mi|mis|io|mio|mia|eu|meu|minha|ik|mijn)\b",
    re.IGNORECASE,
)
_INTENT = re.compile(
    r"\b(?:appl(?:y|ying|ication)|excited|eager|enthusias\w+|look(?:ing)? forward|would (?:love|like|welcome|be|enjoy)|hope"
    r"|interest\w*|drawn|believe|keen|thrilled|delighted|pleased|want to|wish to|thank\w*|admire\w*|impressed|inspire[sd]?|convinced"
    r"|happy to|ready to|learn(?:ing)?|grow|contribut\w+ to your|join|discuss|motivat\w+|bewerb\w*|freue|candidat\w+|postul\w+|sollicit\w+)\b",
    re.IGNORECASE,
)
_LEARNING = re.compile(
    r"\b(?:learn(?:ing)?|eager to|keen to|want to (?:work|use|learn)|new to me|not yet|while I have not|although I have not|grow into|curious)\b",
    re.IGNORECASE,
)
_OWNING = re.compile(
    r"\b(?:my|mein\w*|mes|mon)\s+(?:\w+\s+){0,4}?(?:experience|expertise|skills?|knowledge|background|proficiency|command|years|degree|work|time)\b"
    r"|\b(?:experienced|skilled|proficient|fluent|certified|expert|specialis\w+|specializ\w+) (?:in|with|at|as)\b"
    r"|\bI (?:\w+ )?(?:have|am|was|\w+ed|led|built|ran|wrote|held|made|brought|grew|cut|won|taught|spent|speak|know|bring|hold)\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:worked|led|managed|built|developed|was|were|had|served|spent|earned|graduated|studied|ran|created|designed|implemented"
    r"|increased|reduced|launched|founded|owned|held|achieved|delivered|trained|mentored|completed|received|won|taught|my (?:time|role|work|years) (?:at|with|as))\b",
    re.IGNORECASE,
)
_DEGREE = re.compile(
    r"\b(?:ph\.?\s?d\.?|doctorate|doctoral degree|master(?:['’]?s)?(?: degree| of \w+)|m\.?sc\.?|m\.?b\.?a\.?|m\.?eng\.?|bachelor(?:['’]?s)?(?: degree| of \w+)?"
    r"|b\.?sc\.?|b\.?a\.?(?=\s+in\b)|b\.?eng\.?|diploma|diplom|associate(?:['’]s)? degree|magna cum laude|summa cum laude|cum laude|valedictorian"
    r"|certified|certification|licen[cs]ed|chartered|graduate of|degree in)\b",
    re.IGNORECASE,
)
_DEGREE_KIN = (
    ("phd", "doctorate", "doctoral"),
    ("master", "msc", "mba", "meng", "ma"),
    ("bachelor", "bsc", "ba", "beng", "bs"),
    ("diploma", "diplom"),
    ("certified", "certification", "certificate"),
    ("licensed", "licenced", "license", "licence"),
    ("graduate", "graduated", "degree", "bachelor", "master", "bsc", "msc", "phd", "diploma"),
)  # fmt: skip
_RANK = re.compile(
    r"\b(?:senior|principal|chief|head|director|vice president|vp|manager|lead|supervisor|founder|co-founder|cto|ceo|cfo|coo|president"
    r"|partner|professor|architect|consultant|executive)\b",
    re.IGNORECASE,
)
_AS_TITLE = re.compile(
    r"\b(?:as|was|am|been|role of|position of|served as|worked as)\s+(?:an?|the|your|our)?\s*((?:[\w/-]+\s+){0,3}?[\w/-]*)$",
    re.IGNORECASE,
)
_PROPER = re.compile(
    r"(?<![\w@./-])(?:[^\W\d_a-zß-öø-ÿ][\w&.'’-]*[\w]|[A-Z]&[A-Z]|[A-Z]{2,})(?:\s+(?:(?:of|and|for|de|der|von|van|&|the)\s+)?[^\W\d_a-zß-öø-ÿ][\w&.'’-]*)*"
)
_PLACEHOLDER = re.compile(
    r"\[[^\]\n]{2,40}\]|\{\{?[^}\n]{2,40}\}?\}|<(?:your|company|name)[^>\n]{0,30}>|\bX{2,}\b|\blorem ipsum\b|\b(?:your|candidate) name\b",
    re.IGNORECASE,
)
_ORDINARY = frozenset(
    """i dear hiring manager team sincerely kind regards best yours faithfully sir madam mr mrs ms dr hello hi to
    whom it may concern thank you monday tuesday wednesday thursday friday saturday sunday january february march
    april may june july august september october november december the a an in at on my your our we he she they it
    this that these those as with for from and but or so if when while after before since during throughout given
    having both all each every one two three because although through by of about over under re subject application
    position role recruiter recruitment human resources department cv resume cover letter please yes no not also
    moreover furthermore additionally finally first second third last most more what how why where who there here
    warm respectfully truly cordially attn sehr geehrte geehrter damen und herren mit freundlichen grüßen madame
    monsieur cordialement""".split()
)
_STOP = frozenset(
    """the a an and or but of to in on at for with from by as is are was were be been being have has had do does did
    i me my mine we our you your it its this that these those which who whom what when where while if so than then
    very more most also just not no yes can could will would should may might must into over under about across
    through within without per each every all any some such own other more both via using use used able well new
    role team company work working worked experience experienced skills skill strong ability position opportunity
    ensure ensuring help helped make made provide provided support include including""".split()
)


_GERMAN = frozenset(
    "und der die das ich mit für nicht ein eine einer einen zu im bei als auf ist habe"
    " meine mein von den dem sich ihre ihr ihnen seit".split()
)


@dataclass(frozen=True)
class Sources:
    """``resume``: what is known of the person (resume, summary, own words).
    ``posting``: what the job says. ``names``: company, role, people, allowed anywhere."""

    resume: str
    posting: str = ""
    names: Sequence[str] = field(default=())
    # True where every sentence speaks of the person, as resume bullets do.
    is_resume_text: bool = False

    @cached_property
    def resume_words(self) -> frozenset[str]:
        return _vocabulary(" ".join([self.resume, *self.names]))

    @cached_property
    def posting_words(self) -> frozenset[str]:
        return _vocabulary(self.posting)

    @cached_property
    def resume_numbers(self) -> list[numbers.Number]:
        return numbers.find(" ".join([self.resume, *self.names]))

    @cached_property
    def posting_numbers(self) -> list[numbers.Number]:
        return numbers.find(self.posting)

    @cached_property
    def skill_names(self) -> frozenset[str]:
        known = skills.find(self.resume) + skills.find(self.resume, listed=True)
        return frozenset(found.name for found in known)


def unsupported(text: str, sources: Sources) -> list[str]:
    """What the sources do not support, in the order of the text, each once."""
    found: dict[str, None] = {}
    for match in _PLACEHOLDER.finditer(text):
        if match.group() not in sources.resume:
            found[match.group()] = None
    text = _PLACEHOLDER.sub(" ", text)
    marks_nouns = _marks_nouns(text)
    for sentence in _SENTENCE.split(text):
        sentence = sentence.strip()
        if sentence:
            for item in _of_sentence(sentence, sources, marks_nouns):
                found[item] = None
    return list(found)


def _of_sentence(sentence: str, sources: Sources, marks_nouns: bool) -> Iterator[str]:
    claims = sources.is_resume_text or bool(_FIRST_PERSON.search(sentence))
    owning = sources.is_resume_text or bool(_OWNING.search(sentence))
    intent = not sources.is_resume_text and bool(_INTENT.search(sentence))
    past = sources.is_resume_text or bool(_PAST.search(sentence))
    # A sentence about the job or a wish may use the posting's words.
    by_posting = not claims or (intent and not owning)
    items = [
        *_numbers(sentence, sources, by_posting),
        *_months(sentence, sources, by_posting),
        *_degrees(sentence, sources, by_posting),
        *_ranks(sentence, sources, claims and past),
        *_skills(sentence, sources, claims and not (intent and not owning)),
        *_languages(sentence, sources, by_posting),
    ]
    if not marks_nouns:
        items += _names(sentence, sources, by_posting or (claims and not past))
    yield from items
    if (
        not items
        and claims
        and owning
        and not intent
        and _is_foreign(sentence, sources)
    ):
        yield sentence


def _numbers(sentence: str, sources: Sources, by_posting: bool) -> Iterator[str]:
    for number in numbers.find(sentence):
        years = bool(number.nouns) and number.nouns[0] in (
            "year",
            "yr",
            "jahr",
            "jahre",
        )
        known = list(sources.resume_numbers)
        if (by_posting and not years) or (years and not _FIRST_PERSON.search(sentence)):
            known += sources.posting_numbers
        if not any(_same(number, other) for other in known):
            yield number.text
        elif _counts_otherwise(number, known):
            yield sentence[number.start : number.end] + _next_word(sentence, number.end)


def _same(a: numbers.Number, b: numbers.Number) -> bool:
    return abs(a.value - b.value) <= 1e-9 * max(abs(a.value), abs(b.value), 1.0)


def _counts_otherwise(number: numbers.Number, known: list[numbers.Number]) -> bool:
    """ "6 desks" where the source has 31 desks and 6 counters."""
    if not number.nouns or number.is_year or len(number.nouns[0]) < 4:
        return False
    noun = number.nouns[0]
    counted = [other for other in known if noun in other.nouns[:3]]
    if not counted:
        return False
    return not any(_same(number, other) for other in counted)


def _next_word(sentence: str, end: int) -> str:
    following = re.match(r"\s*[^\W\d_]+", sentence[end:])
    return following.group() if following else ""


_MONTH_YEAR = re.compile(r"\b([^\W\d_]{3,10})\.?\s+((?:19|20)\d\d)\b")
_NUMERIC_MONTH = re.compile(
    r"\b(0?[1-9]|1[0-2])[./-]((?:19|20)\d\d)\b|\b((?:19|20)\d\d)[./-](0?[1-9]|1[0-2])\b"
)


def _months(sentence: str, sources: Sources, by_posting: bool) -> Iterator[str]:
    text = sources.resume + ("\n" + sources.posting if by_posting else "")
    known = set(_month_years(text))
    for match in _MONTH_YEAR.finditer(sentence):
        month = MONTHS.get(fold(match.group(1)))
        if month and (month, int(match.group(2))) not in known:
            yield match.group()


def _month_years(text: str) -> Iterator[tuple[int, int]]:
    for match in _MONTH_YEAR.finditer(text):
        month = MONTHS.get(fold(match.group(1)))
        if month:
            yield month, int(match.group(2))
    for match in _NUMERIC_MONTH.finditer(text):
        if match.group(1):
            yield int(match.group(1)), int(match.group(2))
        else:
            yield int(match.group(4)), int(match.group(3))


def _degrees(sentence: str, sources: Sources, by_posting: bool) -> Iterator[str]:
    words = sources.resume_words
    if by_posting:
        words = words | sources.posting_words
    for match in _DEGREE.finditer(sentence):
        folded = fold(match.group().replace(".", "")).split()
        kin = {
            w
            for group in _DEGREE_KIN
            if folded[0].rstrip("s") in group or folded[0] in group
            for w in group
        }
        if (
            not (kin or {numbers.stem(w) for w in folded}) & words
            and not set(folded) <= words
        ):
            yield match.group()


def _ranks(sentence: str, sources: Sources, claims: bool) -> Iterator[str]:
    if not claims:
        return
    for match in _RANK.finditer(sentence):
        word = fold(match.group())
        if set(word.split()) <= sources.resume_words:
            continue
        before = sentence[: match.start()]
        if sources.is_resume_text or _AS_TITLE.search(before):
            yield match.group()


def _skills(sentence: str, sources: Sources, claims: bool) -> Iterator[str]:
    if not claims or _LEARNING.search(sentence):
        return
    for found in skills.find(sentence):
        proper = any(c.isupper() or c.isdigit() or c in "+#." for c in found.text)
        if not proper or found.name in sources.skill_names:
            continue
        words = [fold(w) for w in re.findall(r"[^\W_]+", found.text)]
        if not all(w in sources.resume_words for w in words):
            yield found.text


def _languages(sentence: str, sources: Sources, by_posting: bool) -> Iterator[str]:
    if not re.search(
        r"\b(?:fluen\w+|native|speak|spoken|bilingual|proficient in|[ABC][12])\b",
        sentence,
        re.IGNORECASE,
    ):
        return
    for word in re.findall(r"[^\W\d_]+", sentence):
        if word.casefold() not in LANGUAGE_NAMES or word.islower():
            continue
        known = fold(word) in sources.resume_words
        if not known and not (by_posting and fold(word) in sources.posting_words):
            yield word


def _names(sentence: str, sources: Sources, with_posting: bool) -> Iterator[str]:
    allowed = sources.resume_words
    if with_posting:
        allowed = allowed | sources.posting_words
    for match in _PROPER.finditer(sentence):
        phrase = match.group().strip(".'’-")
        words = phrase.split()
        # The first word of a sentence is written large anyway.
        opens = not sentence[: match.start()].strip(' "“(')
        if opens and (len(words) == 1 or fold(words[0]) in _ORDINARY):
            words = words[1:]
        strange = [w for w in words if not _is_known(w, allowed)]
        if not strange:
            continue
        first = phrase.find(strange[0])
        last = phrase.rfind(strange[-1]) + len(strange[-1])
        yield phrase[first:last].strip(".,'’")


def _is_known(word: str, allowed: frozenset[str]) -> bool:
    parts = fold(re.sub(r"['’]s$", "", word)).split()
    if not parts or all(p in _ORDINARY or p in MONTHS for p in parts):
        return True
    if skills.find(word, listed=True):
        return True  # judged as a skill, not as a name
    return all(p in allowed or numbers.stem(p) in allowed or len(p) == 1 for p in parts)


def _is_foreign(sentence: str, sources: Sources) -> bool:
    """Whether hardly a word of a claim stands in what is known of the person."""
    words = {numbers.stem(w) for w in re.findall(r"[^\W\d_]{3,}", sentence)}
    words = {fold(w) for w in words if fold(w) not in _STOP}
    if len(words) < 4:
        return False
    known = {w for w in words if w in sources.resume_words or _has_kin(w, sources)}
    return len(known) < 0.2 * len(words)


def _has_kin(word: str, sources: Sources) -> bool:
    return len(word) > 5 and any(k.startswith(word[:5]) for k in sources.resume_words)


def _marks_nouns(text: str) -> bool:
    """Whether the text is German, which writes every noun large."""
    words = text.casefold().split()
    return sum(1 for word in words if word in _GERMAN) >= 0.12 * max(len(words), 1)


def _vocabulary(text: str) -> frozenset[str]:
    words = fold(text).split()
    squeezed = [
        fold(w.replace(".", "")) for w in re.findall(r"\b(?:[^\W\d_]\.){2,}", text)
    ]
    return frozenset(words) | {numbers.stem(w) for w in words} | frozenset(squeezed)
