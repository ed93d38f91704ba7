# ruff: noqa: SIM905 - word lists are easier to read and to extend as text
"""The words with which postings ask, prefer and deny."""

from __future__ import annotations

import re

NICE = re.compile(
    r"\b(?:nice[- ]to[- ]haves?|nice if|good[- ]to[- ]have|prefer(?:red|ably|ence)?|(?:a|big|huge"
    r"|strong|real|definite|is|are)\s+(?:an?\s+)?(?:plus|bonus|asset|advantage)|plus(?=\s*$|:)|bonus(?: points)?|desir(?:able|ed)"
    r"|ideally|optional(?:ly)?|advantageous|beneficial|would be (?:great|nice|good|helpful)"
    r"|not (?:strictly |absolutely )?(?:required|mandatory|essential) but|helpful|is welcome"
    r"|von vorteil|wünschenswert|idealerweise|gerne auch|optional|un plus|souhaité\w*|idéalement"
    r"|apprécié\w*|deseable|valorable|se valora\w*|preferibile|gradit\w+|desejável|diferencial|een pré|pluspunt)",
    re.IGNORECASE,
)
MUST = re.compile(
    r"\b(?:must(?:[- ]haves?)?|require[sd]?|requirements?|mandatory|essential|needs?|needed|necessary"
    r"|minimum|at least|expect(?:ed)?|have to|looking for|you (?:have|bring|know|master|are)"
    r"|proficien\w+|solid|strong|proven|expert\w*|deep|hands-on|experience (?:with|in|of)|experienced"
    r"|zwingend|erforderlich|voraus\w*|notwendig|benötig\w+|sichere\w*|fundierte\w*|obligatoire"
    r"|requis\w*|exigé\w*|indispensable|maîtrise|imprescindible|requerido\w*|necesari\w+|obbligatori\w+"
    r"|richiest\w+|obrigatóri\w+|vereist)\b",
    re.IGNORECASE,
)
DENIED_AFTER = re.compile(
    r"^[^,;.]{0,60}?\b(?:(?:is|are|was)\s*(?:not|n['’]t)\s+(?:\w+\s+){0,2}?(?:required|needed|necessary|mandatory"
    r"|essential|expected|used|part|a must)|not (?:strictly )?(?:required|needed|necessary|mandatory|expected)"
    r"|(?:nicht|kein\w*) (?:erforderlich|nötig|notwendig|vorausgesetzt)|pas (?:nécessaire|requis\w*)"
    r"|no (?:es )?necesari\w+|unnecessary)\b",
    re.IGNORECASE,
)
DENIED_BEFORE = re.compile(
    r"\b(?:no(?! later| more| doubt)|without|not (?!only|just|limited|necessarily)(?:looking for|using|use|a|an|require|need|about)?"
    r"|(?:do|does|did|will|would|is|are)(?: not|n['’]t) (?:have to |need to )?(?:need|require|use|expect|know|ask for|want|work with)?"
    r"|don['’]?t|doesn['’]?t|won['’]?t|instead of|rather than|away from|never|neither|nor|kein\w*|ohne|nicht|pas de|sans|sin|senza|sem)"
    r"(?:\s+(?:(?:prior|previous|any|specific|more|your|a|an|the|be|to|with|in|of|knowledge|experience|skills?|developers?|using|know|need|have)\b\s*)*)?[\s:]*$",
    re.IGNORECASE,
)
DENIAL = re.compile(
    r"\b(?:no|not|without|never|neither|nor|instead|rather|away|kein\w*|ohne|nicht|pas|sans|sin|senza|sem|unnecessary)\b|n['’]t\b",
    re.IGNORECASE,
)
SOFT_DENIAL = re.compile(r"\bnot (?:only|just|limited to|merely)\b", re.IGNORECASE)

HEADING = {
    "nice": re.compile(
        r"nice to have|nice-to-have|preferred|bonus|plus(?:es)?\b|desirable|good to have|even better"
        r"|extra credit|ideally|von vorteil|wünschenswert|das wäre toll|souhait|serait un plus|deseable|valorable"
        r"|it would be great|icing",
        re.IGNORECASE,
    ),
    "must": re.compile(
        r"require|must|qualification|what you(?:'|’)?(?:ll)? (?:bring|need|have)|you have|you bring|your profile|who you are"
        r"|about you|skills|experience|what we(?:'|’)re looking for|we(?:'|’)re looking for|looking for"
        r"|anforderung|profil|das bringst du mit|qualifikation|voraussetzung|compétences|requisitos|requisiti"
        r"|tech stack|technologies|stack",
        re.IGNORECASE,
    ),
    "none": re.compile(
        r"benefit|perk|we offer|what you(?:'|’)?ll get|our offer|compensation|about (?:us|the company|\w+ inc)|who we are"
        r"|wir bieten|benefits|über uns|nous offrons|ofrecemos|equal opportunit|diversity|our culture|why join|why us"
        r"|how to apply|application process|salary|disclaimer",
        re.IGNORECASE,
    ),
}
SENTENCE = re.compile(r"(?<=[.!?。])\s+(?=[^\W_])|[\n•●▪;]+|\s[-–—*]\s(?=[A-Z])")
CLAUSE = re.compile(
    r"\s+(?:but|however|whereas|while|aber|jedoch|mais|pero|ma)\s+|\s*\((?=[^)]*\b(?:plus|bonus|prefer|nice|optional|desir))",
    re.IGNORECASE,
)
OR = re.compile(
    r"^\s*(?:,?\s*(?:or|oder|ou|o|and/or|/|\|)\s*(?:an?\s+)?|,\s*|/)$", re.IGNORECASE
)
REAL_OR = re.compile(r"\b(?:or|oder|ou|and/or)\b|/", re.IGNORECASE)
ONE_OF = re.compile(
    r"\b(?:one of|any of|at least one|either|eine[rs]? (?:der|von))\b", re.IGNORECASE
)

YEARS = re.compile(
    r"(?<![\d.])(\d{1,2})\s*(?:\+|plus|or more)?\s*(?:(?:-|–|to|bis)\s*\d{1,2}\s*)?\+?\s*"
    r"(?:years?|yrs?|jahren?|jahre|ans|années|años|anni|anos|jaar)\b(?!\s+(?:old|ago))",
    re.IGNORECASE,
)
YEARS_CONTEXT = re.compile(
    r"experience|erfahrung|expérience|experiencia|esperienza|experiência|ervaring|working|in a similar|professional",
    re.IGNORECASE,
)
# What is asked for by name, up to the end of its list.
ASKED = re.compile(
    r"\b(?i:experience (?:with|using)|knowledge of|proficien(?:t|cy) (?:in|with)"
    r"|familiar(?:ity)? with|expertise (?:in|with)|skilled (?:in|with)|we require|requires?:?"
    r"|required:|must know|must have:?|you know|nice to have:)\s+"
    r"((?:[A-Z][\w.+#-]*(?:\s[A-Z][\w.+#-]*){0,2}|and\b|or\b|,|/|[a-z]+\d\w*|\s)+)"
)
TERM = re.compile(r"^[A-Z][\w.+#-]*(?:\s[A-Z0-9][\w.+#-]*){0,2}$")
NO_TERM = frozenset(
    "a an the we you your our i bachelor bachelors master masters phd degree diploma msc bsc"
    " mba university college school team agile english strong good excellent proven years"
    " year experience work working knowledge must full time part eu usa us uk europe germany"
    " france spain italy india china japan canada australia berlin london paris visa permit"
    " driver license remote office monday friday this that it all any some other both"
    " ability skills solid deep basic advanced fluent native at least minimum either one".split()
)
LANGUAGE_CONTEXT = re.compile(
    r"fluen|native|proficien|speak|spoken|language|written|verbal|level|kenntnisse|sprach|fließend|verhandlungssicher"
    r"|courant|langue|idioma|\b[ABC][12]\b|required|must",
    re.IGNORECASE,
)
