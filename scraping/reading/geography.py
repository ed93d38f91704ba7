"""Countries, their codes and other names, states, cities, continents and regions."""

from __future__ import annotations


def _names(text: str) -> set[str]:
    """The names of a list parted by bars."""
    return set(text.split("|"))


def _codes(text: str) -> set[str]:
    """The codes of a list parted by blanks."""
    return set(text.split())


# ISO 3166-1 alpha-2, alpha-3, continent, English name, then other names (folded).
COUNTRIES = """
AD AND EU Andorra
AE ARE AS United Arab Emirates|uae|u.a.e.|emirates|vereinigte arabische emirate
AF AFG AS Afghanistan
AG ATG NA Antigua and Barbuda
AI AIA NA Anguilla
AL ALB EU Albania|albanien
AM ARM AS Armenia|armenien
AO AGO AF Angola
AR ARG SA Argentina|argentinien|argentine
AS ASM OC American Samoa
AT AUT EU Austria|osterreich|oesterreich|autriche
AU AUS OC Australia|new south wales|nsw|queensland|qld|australien|australie
AW ABW NA Aruba
AZ AZE AS Azerbaijan|aserbaidschan
BA BIH EU Bosnia and Herzegovina|bosnia|bosnia & herzegovina|bosnia-herzegovina|bosnien
BB BRB NA Barbados
BD BGD AS Bangladesh
BE BEL EU Belgium|belgien|belgique|belgie|belgica
BF BFA AF Burkina Faso
BG BGR EU Bulgaria|bulgarien|bulgarie
BH BHR AS Bahrain
BI BDI AF Burundi
BJ BEN AF Benin
BM BMU NA Bermuda
BN BRN AS Brunei|brunei darussalam
BO BOL SA Bolivia
BR BRA SA Brazil|brasil|brasilien|bresil
BS BHS NA Bahamas|the bahamas
BT BTN AS Bhutan
BW BWA AF Botswana
BY BLR EU Belarus
BZ BLZ NA Belize
CA CAN NA Canada|kanada
CD COD AF Democratic Republic of the Congo|dr congo|drc|congo-kinshasa
CF CAF AF Central African Republic
CG COG AF Republic of the Congo|congo|congo-brazzaville
CH CHE EU Switzerland|schweiz|suisse|svizzera|suiza|zwitserland
CI CIV AF Ivory Coast|cote d'ivoire
CL CHL SA Chile
CM CMR AF Cameroon
CN CHN AS China|prc|p.r. china|mainland china|people's republic of china
CO COL SA Colombia|kolumbien
CR CRI NA Costa Rica
CU CUB NA Cuba
CV CPV AF Cape Verde|cabo verde
CW CUW NA Curacao
CY CYP EU Cyprus|zypern
CZ CZE EU Czechia|czech republic|the czech republic|tschechien|cesko|ceska republika
DE DEU EU Germany|deutschland|allemagne|alemania|duitsland|germania|niemcy
DJ DJI AF Djibouti
DK DNK EU Denmark|danmark|danemark|dinamarca
DM DMA NA Dominica
DO DOM NA Dominican Republic|republica dominicana
DZ DZA AF Algeria|algerie
EC ECU SA Ecuador
EE EST EU Estonia|estland|eesti
EG EGY AF Egypt|agypten
ER ERI AF Eritrea
ES ESP EU Spain|espana|spanien|espagne|spanje
ET ETH AF Ethiopia
FI FIN EU Finland|suomi|finnland
FJ FJI OC Fiji
FO FRO EU Faroe Islands
FR FRA EU France|frankreich|francia|frankrijk
GA GAB AF Gabon
GB GBR EU United Kingdom|uk|u.k.|great britain|britain|england|scotland|wales|northern ireland|vereinigtes konigreich|the united kingdom|the uk|royaume-uni|reino unido|grossbritannien|verenigd koninkrijk
GD GRD NA Grenada
GE GEO AS Georgia (country)|republic of georgia
GG GGY EU Guernsey
GH GHA AF Ghana
GI GIB EU Gibraltar
GL GRL NA Greenland
GM GMB AF Gambia|the gambia
GN GIN AF Guinea
GP GLP NA Guadeloupe
GQ GNQ AF Equatorial Guinea
GR GRC EU Greece|griechenland|hellas|grece
GT GTM NA Guatemala
GU GUM OC Guam
GW GNB AF Guinea-Bissau
GY GUY SA Guyana
HK HKG AS Hong Kong|hong kong sar|hongkong
HN HND NA Honduras
HR HRV EU Croatia|hrvatska|kroatien
HT HTI NA Haiti
HU HUN EU Hungary|ungarn|magyarorszag|hongrie
ID IDN AS Indonesia|indonesien
IE IRL EU Ireland|irland|republic of ireland|irlande
IL ISR AS Israel
IM IMN EU Isle of Man
IN IND AS India|indien|inde
IQ IRQ AS Iraq
IR IRN AS Iran
IS ISL EU Iceland
IT ITA EU Italy|italia|italien|italie
JE JEY EU Jersey
JM JAM NA Jamaica
JO JOR AS Jordan|jordanien
JP JPN AS Japan
KE KEN AF Kenya|kenia
KG KGZ AS Kyrgyzstan
KH KHM AS Cambodia
KM COM AF Comoros
KN KNA NA Saint Kitts and Nevis
KP PRK AS North Korea
KR KOR AS South Korea|korea|republic of korea|korea, republic of|sudkorea
KW KWT AS Kuwait
KY CYM NA Cayman Islands
KZ KAZ AS Kazakhstan
LA LAO AS Laos
LB LBN AS Lebanon
LC LCA NA Saint Lucia
LI LIE EU Liechtenstein
LK LKA AS Sri Lanka
LR LBR AF Liberia
LS LSO AF Lesotho
LT LTU EU Lithuania|litauen|lietuva
LU LUX EU Luxembourg|luxemburg
LV LVA EU Latvia|lettland|latvija
LY LBY AF Libya
MA MAR AF Morocco|marokko|maroc
MC MCO EU Monaco
MD MDA EU Moldova|republic of moldova
ME MNE EU Montenegro
MG MDG AF Madagascar
MH MHL OC Marshall Islands
MK MKD EU North Macedonia|macedonia
ML MLI AF Mali
MM MMR AS Myanmar|burma
MN MNG AS Mongolia
MO MAC AS Macao|macau
MQ MTQ NA Martinique
MR MRT AF Mauritania
MT MLT EU Malta
MU MUS AF Mauritius
MV MDV AS Maldives
MW MWI AF Malawi
MX MEX NA Mexico|mexiko|mexique
MY MYS AS Malaysia
MZ MOZ AF Mozambique
NA NAM AF Namibia
NC NCL OC New Caledonia
NE NER AF Niger
NG NGA AF Nigeria
NI NIC NA Nicaragua
NL NLD EU Netherlands|the netherlands|holland|nederland|niederlande|pays-bas|paises bajos
NO NOR EU Norway|norge|norwegen|norvege|noruega
NP NPL AS Nepal
NZ NZL OC New Zealand|neuseeland|aotearoa
OM OMN AS Oman
PA PAN NA Panama
PE PER SA Peru
PF PYF OC French Polynesia
PG PNG OC Papua New Guinea
PH PHL AS Philippines|the philippines|philippinen
PK PAK AS Pakistan
PL POL EU Poland|polska|polen|pologne|polonia
PR PRI NA Puerto Rico
PS PSE AS Palestine|palestinian territories
PT PRT EU Portugal
PY PRY SA Paraguay
QA QAT AS Qatar|katar
RE REU AF Reunion|la reunion
RO ROU EU Romania|rumanien|roumanie
RS SRB EU Serbia|serbien
RU RUS EU Russia|russian federation|russland
RW RWA AF Rwanda
SA SAU AS Saudi Arabia|ksa|kingdom of saudi arabia|saudi-arabien
SB SLB OC Solomon Islands
SC SYC AF Seychelles
SD SDN AF Sudan
SE SWE EU Sweden|sverige|schweden|suede|suecia
SG SGP AS Singapore|singapur|singapour
SI SVN EU Slovenia|slowenien|slovenija
SK SVK EU Slovakia|slowakei|slovensko|slovak republic
SL SLE AF Sierra Leone
SM SMR EU San Marino
SN SEN AF Senegal
SO SOM AF Somalia
SR SUR SA Suriname
SS SSD AF South Sudan
ST STP AF Sao Tome and Principe
SV SLV NA El Salvador
SY SYR AS Syria
SZ SWZ AF Eswatini
TD TCD AF Chad
TG TGO AF Togo
TH THA AS Thailand
TJ TJK AS Tajikistan
TL TLS AS Timor-Leste
TM TKM AS Turkmenistan
TN TUN AF Tunisia|tunesien|tunisie
TO TON OC Tonga
TR TUR AS Turkey|turkiye|turkei|turquie
TT TTO NA Trinidad and Tobago
TW TWN AS Taiwan|taiwan, province of china
TZ TZA AF Tanzania
UA UKR EU Ukraine
UG UGA AF Uganda
US USA NA United States|usa|u.s.|u.s.a.|us of a|united states of america|the united states|the us|the usa|etats-unis|estados unidos|vereinigte staaten|verenigde staten|amerika|us-based
UY URY SA Uruguay
UZ UZB AS Uzbekistan
VA VAT EU Vatican City
VC VCT NA Saint Vincent and the Grenadines
VE VEN SA Venezuela
VG VGB NA British Virgin Islands
VI VIR NA US Virgin Islands
VN VNM AS Vietnam|viet nam
VU VUT OC Vanuatu
WS WSM OC Samoa
XK XKX EU Kosovo
YE YEM AS Yemen
ZA ZAF AF South Africa|sudafrika|rsa
ZM ZMB AF Zambia
ZW ZWE AF Zimbabwe
"""
CODES: dict[str, str] = {}  # folded name -> code
ALPHA3: dict[str, str] = {}  # folded three letters -> code
CONTINENT: dict[str, str] = {}  # code -> continent
NAMES: dict[str, str] = {}  # code -> English name
for _line in COUNTRIES.strip().splitlines():
    _code, _three, _where, _all = _line.split(" ", 3)
    _first, *_others = _all.split("|")
    CONTINENT[_code], NAMES[_code] = _where, _first
    ALPHA3[_three.lower()] = _code
    CODES.update(dict.fromkeys((_first.casefold(), *_others), _code))
# "Remote (EST)" is the time of New York.
del ALPHA3["est"]

_STATES = """
AL alabama|AK alaska|AZ arizona|AR arkansas|CA california|CO colorado|CT connecticut
DE delaware|FL florida|GA georgia|HI hawaii|ID idaho|IL illinois|IN indiana|IA iowa
KS kansas|KY kentucky|LA louisiana|ME maine|MD maryland|MA massachusetts|MI michigan
MN minnesota|MS mississippi|MO missouri|MT montana|NE nebraska|NV nevada
NH new hampshire|NJ new jersey|NM new mexico|NY new york|NC north carolina
ND north dakota|OH ohio|OK oklahoma|OR oregon|PA pennsylvania|RI rhode island
SC south carolina|SD south dakota|TN tennessee|TX texas|UT utah|VT vermont|VA virginia
WA washington|WV west virginia|WI wisconsin|WY wyoming|DC district of columbia
"""
US_STATES = dict(
    item.split(" ", 1)
    for line in _STATES.split("\n")
    if line
    for item in line.split("|")
)
US_STATE_NAMES = set(US_STATES.values())
CANADA = _names(
    "ontario|quebec|british columbia|alberta|manitoba|saskatchewan|nova scotia"
    "|new brunswick|newfoundland and labrador|prince edward island|yukon|nunavut"
    "|northwest territories"
)
CANADA_CODES = {"ON", "QC", "BC", "AB", "MB", "SK", "NS", "NB", "NL", "PE", "YT", "NU"}
# Towns that tell a two-letter country from a state of the same letters.
_TOWNS = """
DE berlin|munich|munchen|hamburg|cologne|koln|frankfurt|frankfurt am main|stuttgart|dusseldorf|leipzig|dresden|nuremberg|nurnberg|hannover|hanover|bremen|bonn|essen|dortmund|karlsruhe|mannheim|heidelberg|munster|freiburg|aachen|potsdam|darmstadt|augsburg|walldorf|regensburg|mainz|kiel|ulm
IN bengaluru|bangalore|mumbai|delhi|new delhi|hyderabad|pune|chennai|gurgaon|gurugram|noida|kolkata|ahmedabad|jaipur|kochi|chandigarh|coimbatore|trivandrum
CO bogota|medellin|cali|barranquilla
IL tel aviv|tel aviv-yafo|haifa|jerusalem|herzliya|ramat gan|petah tikva|netanya
AR buenos aires|rosario|mendoza
CA toronto|montreal|ottawa|calgary|edmonton|winnipeg|quebec city|mississauga|waterloo|halifax
ID jakarta|bandung|bali|surabaya
MA casablanca|rabat|tangier|marrakesh
MT valletta|sliema|st. julian's|birkirkara
AL tirana
GE tbilisi|batumi|kutaisi
PA panama city
MD chisinau
TN tunis
VA vatican city
AZ baku
MN ulaanbaatar
GA libreville
ME podgorica
"""
TOWNS = {
    town: code
    for code, towns in (line.split(" ", 1) for line in _TOWNS.strip().split("\n"))
    for town in towns.split("|")
}
DELAWARE = _names(
    "wilmington|newark|dover|new castle|middletown|lewes|georgetown|milford|claymont|bear"
    "|hockessin|rehoboth beach|seaford|smyrna|millsboro"
)
CANADIAN_TOWNS = {"saskatoon", "regina", "charlottetown", "st. john's", "st john's"}
# Well-known towns: a list of them is several places.
CITIES = set(TOWNS) | _names(
    "london|manchester|edinburgh|glasgow|bristol|leeds|birmingham|cambridge|oxford|dublin"
    "|paris|lyon|marseille|toulouse|nantes|bordeaux|lille|amsterdam|rotterdam|utrecht"
    "|eindhoven|the hague|den haag|brussels|antwerp|ghent|zurich|geneva|basel|bern"
    "|vienna|wien|graz|linz|madrid|barcelona|valencia|malaga|seville|lisbon|porto|rome"
    "|milan|turin|copenhagen|aarhus|stockholm|gothenburg|malmo|oslo|bergen|helsinki"
    "|tallinn|riga|vilnius|warsaw|krakow|wroclaw|gdansk|poznan|lodz|prague|brno|budapest"
    "|bucharest|sofia|belgrade|zagreb|ljubljana|athens|istanbul|kyiv|lviv|new york"
    "|new york city|nyc|san francisco|los angeles|seattle|boston|chicago|austin|denver"
    "|atlanta|miami|portland|san diego|san jose|washington dc|philadelphia|dallas"
    "|houston|vancouver|sydney|melbourne|brisbane|perth|auckland|tokyo|osaka|seoul"
    "|beijing|shanghai|shenzhen|taipei|bangkok|manila|dubai|abu dhabi|riyadh|cairo"
    "|lagos|nairobi|cape town|johannesburg|sao paulo|mexico city|santiago|lima"
)
EU_MEMBERS = _codes(
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE"
)
GULF = {"AE", "SA", "QA", "KW", "BH", "OM"}
MIDDLE_EAST = GULF | {"JO", "LB", "IL", "TR", "EG", "IQ", "IR", "PS", "SY", "YE"}


def _continent(*codes: str) -> set[str]:
    return {code for code, continent in CONTINENT.items() if continent in codes}


EUROPE = _continent("EU") | {"TR", "GE", "AM"}
NORDICS = {"DK", "SE", "NO", "FI", "IS"}
EASTERN = _codes("PL CZ SK HU RO BG HR SI RS BA ME MK AL EE LV LT UA MD XK")
WESTERN = _codes("GB IE FR DE NL BE LU CH AT ES PT IT") | NORDICS
SOUTH_EAST_ASIA = _codes("SG MY ID TH VN PH KH LA MM BN TL")
LATIN = _continent("SA") | (_continent("NA") - {"US", "CA", "BM", "GL"})
MENA = MIDDLE_EAST | {"MA", "DZ", "TN", "LY"}
APAC = (_continent("AS") - MIDDLE_EAST - {"GE", "AM", "AZ"}) | _continent("OC")
_REGIONS: dict[str, set[str]] = {
    "europe|europa|european|pan-european|continental europe|european countries": EUROPE,
    "eu|european union|european union (eu)|eu countries|eu-27": EU_MEMBERS,
    "eea|european economic area|eu/eea": EU_MEMBERS | {"NO", "IS", "LI"},
    "eurozone": EU_MEMBERS - {"BG", "CZ", "DK", "HU", "PL", "RO", "SE"},
    "dach|d-a-ch|dach region": {"DE", "AT", "CH"},
    "benelux": {"BE", "NL", "LU"},
    "nordics|nordic|nordic countries|the nordics": NORDICS,
    "scandinavia": {"DK", "SE", "NO"},
    "baltics|baltic|baltic states": {"EE", "LV", "LT"},
    "iberia": {"ES", "PT"},
    "uk & ireland|uk and ireland|uki": {"GB", "IE"},
    "cee|eastern europe|central europe|central and eastern europe": EASTERN,
    "western europe": WESTERN,
    "northern europe": NORDICS | {"EE", "LV", "LT", "GB", "IE"},
    "southern europe": _codes("ES PT IT GR MT CY HR SI AL ME MK RS BA"),
    "emea": EUROPE | _continent("AF") | MIDDLE_EAST,
    "middle east": MIDDLE_EAST,
    "gcc": GULF,
    "mena|middle east and north africa|middle east & north africa": MENA,
    "africa|afrika": _continent("AF"),
    "sub-saharan africa": _continent("AF") - {"EG", "MA", "DZ", "TN", "LY"},
    "north africa": {"EG", "MA", "DZ", "TN", "LY"},
    "asia|asien": _continent("AS"),
    "southeast asia|south east asia|south-east asia|sea|asean": SOUTH_EAST_ASIA,
    "south asia": {"IN", "PK", "BD", "LK", "NP", "BT", "MV"},
    "east asia": {"CN", "JP", "KR", "TW", "HK", "MN", "MO"},
    "apac|asia pacific|asia-pacific|asia/pacific|apj": APAC,
    "oceania|ozeanien": _continent("OC"),
    "anz|australia & new zealand|australia and new zealand": {"AU", "NZ"},
    "north america|nordamerika|namer|noram|northern america": {"US", "CA", "MX"},
    "us & canada|usa & canada|us and canada|us/canada|usa/canada": {"US", "CA"},
    "south america|sudamerika": _continent("SA"),
    "latin america|latam|lat am|latin america (latam)|lac": LATIN,
    "central america": _codes("GT BZ HN SV NI CR PA"),
    "caribbean": _codes("CU DO HT JM PR TT BB BS AG DM GD KN LC VC AW CW"),
    "americas|the americas|amer|ams": _continent("NA", "SA"),
    "antarctica": set(),
}
REGIONS = {
    name: codes for names, codes in _REGIONS.items() for name in names.split("|")
}
ANYWHERE = _names(
    "anywhere|worldwide|world wide|global|globally|anywhere in the world|all countries"
    "|international|weltweit|everywhere|earth|any location|open to all countries"
)
