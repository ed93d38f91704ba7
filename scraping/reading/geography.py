"""Countries, their codes and other names, US states, continents and regions."""

from __future__ import annotations

# ISO 3166-1 alpha-2, continent, English name, then other names (folded).
COUNTRIES = """
AD EU Andorra
AE AS United Arab Emirates|uae|dubai|abu dhabi
AF AS Afghanistan
AL EU Albania
AM AS Armenia
AO AF Angola
AR SA Argentina|buenos aires
AT EU Austria|osterreich|autriche|vienna|wien
AU OC Australia|australien
AZ AS Azerbaijan
BA EU Bosnia and Herzegovina|bosnia
BD AS Bangladesh
BE EU Belgium|belgien|belgique|belgie
BG EU Bulgaria|bulgarien
BH AS Bahrain
BO SA Bolivia
BR SA Brazil|brasil|brasilien
BY EU Belarus
CA NA Canada|kanada
CH EU Switzerland|schweiz|suisse|svizzera
CL SA Chile
CM AF Cameroon
CN AS China|prc|mainland china
CO SA Colombia|kolumbien
CR NA Costa Rica
CU NA Cuba
CY EU Cyprus|zypern
CZ EU Czechia|czech republic|tschechien|cesko
DE EU Germany|deutschland|allemagne|alemania|bundesweit
DK EU Denmark|danmark|danemark
DO NA Dominican Republic
DZ AF Algeria
EC SA Ecuador
EE EU Estonia|estland
EG AF Egypt
ES EU Spain|espana|spanien|espagne
ET AF Ethiopia
FI EU Finland|suomi|finnland
FR EU France|frankreich|francia
GB EU United Kingdom|uk|u.k.|great britain|britain|england|scotland|wales|northern ireland|vereinigtes konigreich|gbr
GE AS Georgia (country)
GH AF Ghana
GR EU Greece|griechenland|hellas
GT NA Guatemala
HK AS Hong Kong|hong kong sar
HN NA Honduras
HR EU Croatia|hrvatska|kroatien
HU EU Hungary|ungarn|magyarorszag
ID AS Indonesia
IE EU Ireland|irland|republic of ireland
IL AS Israel
IN AS India|indien
IQ AS Iraq
IR AS Iran
IS EU Iceland|island
IT EU Italy|italia|italien|italie
JM NA Jamaica
JO AS Jordan
JP AS Japan
KE AF Kenya
KH AS Cambodia
KR AS South Korea|korea|republic of korea
KW AS Kuwait
KZ AS Kazakhstan
LB AS Lebanon
LI EU Liechtenstein
LK AS Sri Lanka
LT EU Lithuania|litauen
LU EU Luxembourg|luxemburg
LV EU Latvia|lettland
MA AF Morocco|marokko
MC EU Monaco
MD EU Moldova
ME EU Montenegro
MK EU North Macedonia|macedonia
MM AS Myanmar
MN AS Mongolia
MT EU Malta
MU AF Mauritius
MX NA Mexico|mexiko
MY AS Malaysia
NG AF Nigeria
NI NA Nicaragua
NL EU Netherlands|the netherlands|holland|nederland|niederlande|pays-bas
NO EU Norway|norge|norwegen
NP AS Nepal
NZ OC New Zealand|neuseeland
OM AS Oman
PA NA Panama
PE SA Peru
PH AS Philippines|the philippines
PK AS Pakistan
PL EU Poland|polska|polen
PR NA Puerto Rico
PS AS Palestine
PT EU Portugal
PY SA Paraguay
QA AS Qatar
RO EU Romania|rumanien
RS EU Serbia|serbien
RU EU Russia|russian federation|russland
RW AF Rwanda
SA AS Saudi Arabia|ksa
SE EU Sweden|sverige|schweden
SG AS Singapore|singapur
SI EU Slovenia|slowenien
SK EU Slovakia|slowakei
SN AF Senegal
SV NA El Salvador
TH AS Thailand
TN AF Tunisia
TR AS Turkey|turkiye|turkei
TW AS Taiwan
TZ AF Tanzania
UA EU Ukraine
UG AF Uganda
US NA United States|usa|u.s.|u.s.a.|united states of america|us-based|estados unidos|vereinigte staaten
UY SA Uruguay
UZ AS Uzbekistan
VE SA Venezuela
VN AS Vietnam|viet nam
ZA AF South Africa
ZM AF Zambia
ZW AF Zimbabwe
"""
CODES: dict[str, str] = {}  # folded name -> code
CONTINENT: dict[str, str] = {}  # code -> continent
NAMES: dict[str, str] = {}  # code -> English name
CITY_ALIASES = {"dubai", "abu dhabi", "buenos aires", "vienna", "wien"}
for _line in COUNTRIES.strip().splitlines():
    _code, _continent, _names = _line.split(" ", 2)
    _first, *_others = _names.split("|")
    CONTINENT[_code] = _continent
    NAMES[_code] = _first
    for _name in (_first.casefold(), *_others):
        if _name not in CITY_ALIASES:
            CODES[_name] = _code
ALPHA3 = dict(
    item.split(":")
    for item in [
        "usa:US",
        "gbr:GB",
        "deu:DE",
        "fra:FR",
        "esp:ES",
        "ita:IT",
        "nld:NL",
        "che:CH",
        "aut:AT",
        "bel:BE",
        "irl:IE",
        "can:CA",
        "aus:AU",
        "nzl:NZ",
        "ind:IN",
        "bra:BR",
        "mex:MX",
        "pol:PL",
        "prt:PT",
        "swe:SE",
        "nor:NO",
        "dnk:DK",
        "fin:FI",
        "jpn:JP",
        "chn:CN",
        "sgp:SG",
        "isr:IL",
        "zaf:ZA",
        "arg:AR",
        "col:CO",
        "chl:CL",
        "rou:RO",
        "hun:HU",
        "cze:CZ",
        "ukr:UA",
        "tur:TR",
        "kor:KR",
        "phl:PH",
        "idn:ID",
        "mys:MY",
        "are:AE",
    ]
)
US_STATES = dict(
    item.split(":")
    for item in [
        "AL:alabama",
        "AK:alaska",
        "AZ:arizona",
        "AR:arkansas",
        "CA:california",
        "CO:colorado",
        "CT:connecticut",
        "DE:delaware",
        "FL:florida",
        "GA:georgia",
        "HI:hawaii",
        "ID:idaho",
        "IL:illinois",
        "IN:indiana",
        "IA:iowa",
        "KS:kansas",
        "KY:kentucky",
        "LA:louisiana",
        "ME:maine",
        "MD:maryland",
        "MA:massachusetts",
        "MI:michigan",
        "MN:minnesota",
        "MS:mississippi",
        "MO:missouri",
        "MT:montana",
        "NE:nebraska",
        "NV:nevada",
        "NH:new_hampshire",
        "NJ:new_jersey",
        "NM:new_mexico",
        "NY:new_york",
        "NC:north_carolina",
        "ND:north_dakota",
        "OH:ohio",
        "OK:oklahoma",
        "OR:oregon",
        "PA:pennsylvania",
        "RI:rhode_island",
        "SC:south_carolina",
        "SD:south_dakota",
        "TN:tennessee",
        "TX:texas",
        "UT:utah",
        "VT:vermont",
        "VA:virginia",
        "WA:washington",
        "WV:west_virginia",
        "WI:wisconsin",
        "WY:wyoming",
        "DC:district_of_columbia",
    ]
)
US_STATE_NAMES = {name.replace("_", " ") for name in US_STATES.values()}
CANADA = {
    *(
        [
            "ontario",
            "quebec",
            "british columbia",
            "alberta",
            "manitoba",
            "saskatchewan",
            "nova scotia",
        ]
    ),
    *(["new brunswick", "newfoundland and labrador", "prince edward island"]),
}
CANADA_CODES = {"ON", "QC", "BC", "AB", "MB", "SK", "NS", "NB", "NL", "PE"}
EU_MEMBERS = {
    "AT",
    "BE",
    "BG",
    "HR",
    "CY",
    "CZ",
    "DK",
    "EE",
    "FI",
    "FR",
    "DE",
    "GR",
    "HU",
    "IE",
    "IT",
    "LV",
    "LT",
    "LU",
    "MT",
    "NL",
    "PL",
    "PT",
    "RO",
    "SK",
    "SI",
    "ES",
    "SE",
}
GULF = {"AE", "SA", "QA", "KW", "BH", "OM", "JO", "LB", "IL", "TR", "EG", "IQ"}


def _continent(*codes: str) -> set[str]:
    return {code for code, continent in CONTINENT.items() if continent in codes}


EUROPE = _continent("EU") | {"TR", "GE", "AM"}
REGIONS: dict[str, set[str]] = {
    "europe": EUROPE,
    "eu": EU_MEMBERS,
    "european union": EU_MEMBERS,
    "eea": EU_MEMBERS | {"NO", "IS", "LI"},
    "eurozone": EU_MEMBERS - {"BG", "CZ", "DK", "HU", "PL", "RO", "SE"},
    "dach": {"DE", "AT", "CH"},
    "benelux": {"BE", "NL", "LU"},
    "nordics": {"DK", "SE", "NO", "FI", "IS"},
    "nordic": {"DK", "SE", "NO", "FI", "IS"},
    "scandinavia": {"DK", "SE", "NO"},
    "baltics": {"EE", "LV", "LT"},
    "uk & ireland": {"GB", "IE"},
    "emea": EUROPE | _continent("AF") | GULF,
    "middle east": GULF,
    "mena": GULF | {"MA", "DZ", "TN"},
    "africa": _continent("AF"),
    "asia": _continent("AS"),
    "apac": (_continent("AS") - GULF) | _continent("OC"),
    "asia pacific": (_continent("AS") - GULF) | _continent("OC"),
    "oceania": _continent("OC"),
    "anz": {"AU", "NZ"},
    "north america": {"US", "CA", "MX"},
    "northern america": {"US", "CA"},
    "south america": _continent("SA"),
    "latin america": _continent("SA") | (_continent("NA") - {"US", "CA"}),
    "latam": _continent("SA") | (_continent("NA") - {"US", "CA"}),
    "central america": _continent("NA") - {"US", "CA", "MX"},
    "americas": _continent("NA", "SA"),
    "amer": _continent("NA", "SA"),
}
ANYWHERE = {
    "anywhere",
    "worldwide",
    "global",
    "globally",
    "anywhere in the world",
    "all countries",
    "international",
    "weltweit",
    "everywhere",
}
