# ruff: noqa: SIM905 - word lists are easier to read and to extend as text
"""The words by which the fact check knows claims, wishes, degrees and titles."""

from __future__ import annotations

import re

SENTENCE = re.compile(r"(?<=[.!?。])[\"”’)]*\s+(?=[\"“(]?[^\W_])|\n+|\s*[•●▪]\s*")
FIRST_PERSON = re.compile(
    r"\b(?:I|I['’]\w+|me|my|mine|myself|ich|mein\w*|mir|je|j['’]\w+|mon|ma|mes|yo|mi|mis|io|mio|mia|eu|meu|minha|ik|mijn)\b",
    re.IGNORECASE,
)
INTENT = re.compile(
    r"\b(?:appl(?:y|ying|ication)|excited|eager|enthusias\w+|look(?:ing)? forward|would (?:love|like|welcome|be|enjoy)|hope"
    r"|interest\w*|drawn|believe|keen|thrilled|delighted|pleased|want to|wish to|thank\w*|admire\w*|impressed|inspire[sd]?|convinced"
    r"|happy to|ready to|learn(?:ing)?|grow|contribut\w+ to your|join|discuss|motivat\w+|bewerb\w*|freue|candidat\w+|postul\w+|sollicit\w+)\b",
    re.IGNORECASE,
)
LEARNING = re.compile(
    r"\b(?:learn(?:ing)?|eager to|keen to|want to (?:work|use|learn)|new to me|not yet|while I have not|although I have not|grow into|curious)\b"
    r"|\b(?:have|had|do|did)(?: not|n['’]t) (?!only\b)(?:\w+ )?(?:used?|worked?|known?)\b"
    r"|\bno (?:\w+ )?(?:experience|knowledge)\b",
    re.IGNORECASE,
)
OWNING = re.compile(
    r"\b(?:my|mein\w*|mes|mon)\s+(?:\w+\s+){0,4}?(?:experience|expertise|skills?|knowledge|background|proficiency|command|years|degree|work|time)\b"
    r"|\b(?:experienced|skilled|proficient|fluent|certified|expert|specialis\w+|specializ\w+) (?:in|with|at|as)\b"
    r"|\bI (?:\w+ )?(?:have|am|was|\w+ed|led|built|ran|wrote|held|made|brought|grew|cut|won|taught|spent|speak|know|bring|hold)\b",
    re.IGNORECASE,
)
PAST = re.compile(
    r"\b(?:worked|lived|led|managed|built|developed|was|were|had|served|spent|earned|graduated|studied|ran|created|designed|implemented"
    r"|increased|reduced|launched|founded|owned|held|achieved|delivered|trained|mentored|completed|received|won|taught|my (?:time|role|work|years) (?:at|with|as))\b",
    re.IGNORECASE,
)
DEGREE = re.compile(
    r"\b(?:ph\.?\s?d\.?|doctorate|doctoral degree|master(?:['’]?s)?(?: degree| of \w+)|m\.?sc\.?|m\.?b\.?a\.?|m\.?eng\.?|bachelor(?:['’]?s)?(?: degree| of \w+)?"
    r"|b\.?sc\.?|b\.?a\.?(?=\s+in\b)|b\.?eng\.?|diploma|diplom|associate(?:['’]s)? degree|magna cum laude|summa cum laude|cum laude|valedictorian"
    r"|certified|certification|licen[cs]ed|chartered|graduate of|degree in)\b",
    re.IGNORECASE,
)
DEGREE_KIN = (
    ("phd", "doctorate", "doctoral"),
    ("master", "msc", "mba", "meng", "ma"),
    ("bachelor", "bsc", "ba", "beng", "bs"),
    ("diploma", "diplom"),
    ("certified", "certification", "certificate"),
    ("licensed", "licenced", "license", "licence"),
    ("graduate", "graduated", "degree", "bachelor", "master", "bsc", "msc", "phd", "diploma"),
)  # fmt: skip
# What "Bachelor of ..." says more than the degree does not.
DEGREE_WORDS = frozenset("bachelor master doctor of science arts philosophy".split())
RANK = re.compile(
    r"\b(?:senior|principal|chief|head|director|vice president|vp|manager|lead|supervisor|founder|co-founder|cto|ceo|cfo|coo|president"
    r"|partner|professor|architect|consultant|executive)\b",
    re.IGNORECASE,
)
AS_TITLE = re.compile(
    r"\b(?:as|was|am|been|role of|position of|served as|worked as)\s+(?:an?|the|your|our)?\s*((?:[\w/-]+\s+){0,3}?[\w/-]*)$",
    re.IGNORECASE,
)
PROPER = re.compile(
    r"(?<![\w@./-])(?:[^\W\d_a-zß-öø-ÿ][\w&.'’-]*[\w]|[A-Z]&[A-Z]|[A-Z]{2,})(?:\s+(?:(?:of|and|for|de|der|von|van|&|the)\s+)?[^\W\d_a-zß-öø-ÿ][\w&.'’-]*)*"
)
# "I doubled sales": a figure in a verb, and how else a resume may say it.
RATIOS = (
    (re.compile(r"\b(?:doubled|doubling)\b", re.IGNORECASE), re.compile(r"doubl|twofold|\b2(?:[.,]0)?\s?x\b|\b100\s?%|twice", re.IGNORECASE)),
    (re.compile(r"\b(?:tripled|tripling|trebled)\b", re.IGNORECASE), re.compile(r"tripl|trebl|threefold|\b3(?:[.,]0)?\s?x\b|\b200\s?%|three times", re.IGNORECASE)),
    (re.compile(r"\b(?:quadrupled|quadrupling)\b", re.IGNORECASE), re.compile(r"quadrupl|fourfold|\b4(?:[.,]0)?\s?x\b|\b300\s?%|four times", re.IGNORECASE)),
    (re.compile(r"\b(?:halved|halving|by half|in half)\b", re.IGNORECASE), re.compile(r"halv|\bhalf\b|\b50\s?%|\b50 percent", re.IGNORECASE)),
)  # fmt: skip
ABOUT = re.compile(
    r"(?:\b(?:over|more than|above|nearly|almost|about|around|approximately|roughly|some|circa"
    r"|ca\.|über|mehr als|fast|knapp|rund|etwa|plus de|environ|près de|más de|casi)|~|≈)\s*[$€£]?$",
    re.IGNORECASE,
)
SHARE_FOLLOWS = re.compile(
    r"\s*(?:-|–|to|and|bis|und|à|a)\s*\d+(?:[.,]\d+)?\s*(?:%|percent)"
)
# A line that is nothing but the day of a letter.
DATE_LINE = re.compile(
    r"^(?:[^\W\d_]+,?\s+)?(?:(?:the\s+)?\d{1,2}(?:st|nd|rd|th|\.)?\s+[^\W\d_]+,?|[^\W\d_]+\s+\d{1,2}(?:st|nd|rd|th)?,)\s+(?:19|20)\d\d\.?$"
    r"|^\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d$|^(?:19|20)\d\d-\d\d-\d\d$"
)
CURRENCIES = (("$", "usd dollar"), ("€", "eur euro"), ("£", "gbp pound"))
PLACEHOLDER = re.compile(
    r"\[[^\]\n]{2,40}\]|\{\{?[^}\n]{2,40}\}?\}|<(?:your|company|name)[^>\n]{0,30}>|\bX{2,}\b|\blorem ipsum\b|\b(?:your|candidate) name\b",
    re.IGNORECASE,
)
ORDINARY = frozenset(
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
STOP = frozenset(
    """the a an and or but of to in on at for with from by as is are was were be been being have has had do does did
    i me my mine we our you your it its this that these those which who whom what when where while if so than then
    very more most also just not no yes can could will would should may might must into over under about across
    through within without per each every all any some such own other more both via using use used able well new
    role team company work working worked experience experienced skills skill strong ability position opportunity
    ensure ensuring help helped make made provide provided support include including""".split()
)


GERMAN = frozenset(
    "und der die das ich mit für nicht ein eine einer einen zu im bei als auf ist habe"
    " meine mein von den dem sich ihre ihr ihnen seit".split()
)
