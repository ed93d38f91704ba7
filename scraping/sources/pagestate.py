"""What a page says of itself: that the job is gone, or that scripts fill it."""

from __future__ import annotations

import re

from scraping.reading.text import clean, fold, html_to_text

# By language: what is gone, and the words that say so (folded: no accents).
GONE_WORDS = (
    (
        r"job|position|posting|vacancy|role|opening|opportunity|listing|requisition"
        r"|advert(?:isement)?|offer|page you are looking for",
        r"no longer (?:available|open|active|accepting|posted|online|exists?|live|valid|advertised|being advertised|on offer)"
        r"|(?:is|was|are) not (?:available|open|active|accepting|found)|not (?:be )?found|no longer"
        r"|(?:does not|doesn't|didn't|did not) exist|(?:is|has|was) (?:been |now |already )*"
        r"(?:filled|closed|expired|removed|deleted|archived|taken down|withdrawn|unpublished|cancell?ed|taken)"
        r"|(?:has|have) (?:now )?(?:passed|ended)",
    ),
    (
        r"stelle|stellenanzeige|stellenangebot|position|job|anzeige|ausschreibung|vakanz|jobangebot|seite",
        r"(?:nicht|nichts) (?:mehr|langer) (?:verfugbar|online|aktiv|ausgeschrieben|aktuell|vorhanden|offen|vakant|gultig)"
        r"|(?:bereits |schon |inzwischen |leider )*(?:besetzt|geschlossen|abgelaufen|deaktiviert|geloscht|entfernt|beendet|vergeben)"
        r"|nicht gefunden|existiert nicht|gibt es nicht",
    ),
    (
        r"offre|poste|annonce|emploi",
        r"n['’]est (?:plus|pas) (?:disponible|en ligne|active?|ouverte?|d['’]actualite|a pourvoir)"
        r"|a ete (?:pourvue?|retiree?|cloturee?|supprimee?|fermee?)|a expire|est (?:expiree?|pourvue?|cloturee?|fermee?)"
        r"|n['’]existe (?:plus|pas)|introuvable|pas ete trouvee?",
    ),
    (
        r"oferta|vacante|puesto|empleo|anuncio|posicion|plaza",
        r"ya no (?:esta|se encuentra) (?:disponible|activ[ao]|abiert[ao]|vigente|publicad[ao])|ya no existe|no existe"
        r"|ha (?:caducado|expirado|finalizado|sido (?:cubiert|eliminad|cerrad|retirad)[ao])"
        r"|esta (?:cerrad|caducad|cubiert)[ao]|no (?:se ha |ha sido |fue )?encontrad[ao]",
    ),
    (
        r"offerta|posizione|annuncio|lavoro",
        r"non (?:e|e') piu (?:disponibile|attiv[ao]|online|apert[ao])|(?:e|e'|e stat[ao]) (?:scadut|chius|rimoss|copert)[ao]"
        r"|non (?:esiste|trovat[ao])|non e stat[ao] trovat[ao]",
    ),
    (
        r"vacature|functie|baan",
        r"niet (?:meer|langer) (?:beschikbaar|actief|online|open|vacant|actueel)"
        r"|(?:is|werd|reeds|al) (?:inmiddels )?(?:vervuld|gesloten|verlopen|ingevuld|verwijderd)|niet gevonden|bestaat niet",
    ),
    (
        r"vaga|oferta|anuncio|posicao|oportunidade",
        r"nao (?:esta|se encontra) mais (?:disponivel|abert[ao]|ativ[ao])|ja nao (?:esta|se encontra)"
        r"|foi (?:encerrad|preenchid|removid|fechad)[ao]|expirou|encerrad[ao]|nao (?:foi )?encontrad[ao]|nao existe",
    ),
    (
        r"oferta|ogłoszenie|ogloszenie|stanowisko|rekrutacja|praca",
        r"nieaktualn|wygas[lł]|zako[nń]czon|nie istnieje|nie (?:zosta[lł]a |zosta[lł]o )?znalezion|niedostepn|usuniet",
    ),
    (
        r"jobbet|tjansten|annonsen|platsannonsen|stillingen|stilling|jobopslaget|jobannoncen|tyopaikka|paikka",
        r"(?:inte langre|ikke (?:lenger|længere|laengere))|(?:ar|er) (?:redan |allerede )?(?:tillsatt|avslutad|borttagen|stangd|besat|besatt|lukket|udløbet|utløpt|utlopt|slettet)"
        r"|har (?:utgatt|tagits bort|tillsatts)|hittades inte|finns inte|findes ikke|finnes ikke|ei ole enaa",
    ),
)
GONE = re.compile(
    "|".join(
        # "This job … was not found" and "No longer available: this job".
        rf"\b(?:{what})\b[^.!?\n]{{0,70}}?(?:\b|(?<=['’]))(?:{gone})"
        for what, gone in GONE_WORDS
    )
    + r"|^\W*(?:job|position|posting|vacancy|role) (?:closed|filled|expired)\W*$"
    r"|no such (?:job|position|posting|vacancy|role|opening)"
    r"|(?:could not|couldn['’]t|cannot|can['’]t|unable to) find (?:this|the|that|your) (?:job|position|posting|vacancy|role|opening)"
    r"|no longer accepting applications|applications? (?:are|is|have|for this \w+ (?:are|have)) (?:now |been )*closed"
    r"|keine bewerbung(?:en)? mehr moglich|candidatures? (?:sont )?closes?"
    r"|募集(?:は|を)?終了|掲載(?:は|が)?終了|求人(?:は|が)見つかりません|职位已(?:关闭|下线|结束)|该职位不存在|채용이? ?(?:마감|종료)"
)
# "Once this position is filled …" speaks of other times.
NOT_NOW = re.compile(
    r"^(?:if|when|once|until|unless|should|wenn|falls|sobald|si|lorsque|cuando|se|als|wanneer)\b"
    r"|\b(?:once|until|as soon as|will be|may be|might be|bis)\b.{0,60}\b(?:filled|closed|removed|besetzt)"
)
# A title or first heading of an error page.
NO_PAGE = re.compile(
    r"^\W*(?:error )?404\b|page (?:was |could )?not (?:be )?found|seite (?:wurde )?nicht gefunden"
    r"|page introuvable|pagina no encontrada|pagina non trovata|pagina niet gevonden"
    r"|pagina nao encontrada|strona nie (?:zostala )?znaleziona|sidan hittades inte"
)
MAX_LINE = 220
MAX_HEAD = 300_000
TITLE = re.compile(r"<title[^<>]{0,200}>(.{0,500}?)</title", re.IGNORECASE | re.DOTALL)
HEADING = re.compile(r"<h1\b[^<>]{0,500}>(.{0,1000}?)</h1", re.IGNORECASE | re.DOTALL)
SCRIPTED = re.compile(
    r"<(?:div|main|section)[^<>]{0,200}?\bid=[\"']?(?:root|app|__next|__nuxt|main-app|gatsby|___gatsby|application)\b[^<>]{0,200}>\s{0,50}</"
    r"|enable javascript|requires javascript|javascript (?:is )?(?:required|disabled)|<app-root|ng-app=",
    re.IGNORECASE,
)


def says_gone(page: str, *, own_text: str | None = None) -> str | None:
    """The line of a page that says that its job is gone, None without one.

    Lines of the posting's own description do not count.
    """
    own = fold(own_text or "")
    head = headline(page)
    if NO_PAGE.search(fold(head)):
        return head
    lines = [clean(title) for title in TITLE.findall(page[:MAX_HEAD])[:1]]
    lines += html_to_text(page).split("\n")
    for line in lines:
        words = line.strip(" -•\t")
        if not 8 <= len(words) <= MAX_LINE or words.endswith("?"):
            continue
        folded = fold(words)
        if (
            GONE.search(folded)
            and not NOT_NOW.search(folded)
            and not (own and folded in own)
        ):
            return words
    return None


def headline(page: str) -> str:
    """Title and first heading: what the page is about."""
    start = page[:MAX_HEAD]
    found = TITLE.findall(start)[:1] + HEADING.findall(start)[:2]
    return clean(" ".join(re.sub(r"<[^>]+>", " ", part) for part in found))


def is_scripted(page: str) -> bool:
    """Whether a page looks as if scripts put in what it shows."""
    if SCRIPTED.search(page):
        return True
    return "<script" in page.lower() and len(html_to_text(page)) < 200
