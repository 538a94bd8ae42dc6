"""Word lists: organisations, offices, fields of work, verbs of attribution, countries."""

import re


def word_set(text: str) -> frozenset[str]:
    return frozenset(text.split())


PARTICLES = word_set(
    "de la las los del della di da das do dos du des d’ d' van der den ter ten von zu zum zur y e bin ibn bint al el ul"
)

ORGANISATIONS = word_set("""
    academy action advocates africa agency alliance america amnesty asia asian association associates board brotherhood
    bureau camp camps campaign center centre christian church citizens coalition college commission committee concern
    congress corps council defectors democracy department development division embassy federation forum foundation
    freedom friends frontiers front fund funds global government group guild hotline house human inquiry initiative
    institute institution international jubilee justice korea korean lawyers league liberty ministry mission mothers
    movement museum nations national network north office organisation organization parliament partners partnership
    party peace people people's planet prisoners programme program project radio refugees relief research rescue
    resistance rights school secretariat service society solidarity south students survivors syndicate task team trust
    tribunal union united university victims voices volunteers watch witness women women's workers world worldwide youth
""")

TITLES = word_set("""
    activist adviser advisor ambassador analyst assistant associate attorney author campaigner chair chairman
    chairperson chairwoman chief co-chair co-director co-founder commissioner consultant coordinator co-ordinator
    counsel deputy director editor envoy executive expert fellow founder head judge lawyer lead leader lecturer manager
    member minister negotiator officer organiser organizer pastor president producer professor rapporteur recipient
    representative researcher scholar secretary secretary-general senior specialist spokesman spokesperson spokeswoman
    survivor treasurer trustee vice vice-president visiting winner writer
""")

# After "of", these name a field of work, not an organisation.
FIELDS = word_set("""
    advocacy affairs asia africa communications campaigns development education finance investigations law media
    operations policy press programmes programs relations research sociology studies staff
""")


SAID = """
said says told tells added adds stated states explained explains commented remarked declared replied answered asked
warned noted notes continued recalled insisted announced pointed|out quoted
"""
WROTE = """
asserted asserts argued argues contended contends emphasized emphasised emphasizes emphasises stressed stresses urged
urges called|for calls|for called|on calls|on called|upon recommended recommends endorsed endorses found finds concluded
concludes wrote writes reported reports reads described describes affirmed affirms reaffirmed reaffirms reiterated
reiterates highlighted highlights underlined underlines underscored underscores welcomed welcomes condemned condemns
demanded demands proposed proposes requested requests observed observes acknowledged acknowledges expressed expresses
denounced decided agreed claimed claims criticized criticised suggested suggests accused appealed encouraged encourages
invited invites alleged revealed confirmed made|clear
"""
OTHER_TONGUES = """
sagte sagt erklärte betonte forderte warnte teilte|mit a|dit a|déclaré a|affirmé déclare affirme explique dijo afirmó
declaró señaló explicó disse afirmou declarou ha|detto ha|dichiarato dice zei zegt verklaarde
"""


def _alternation(*lists):
    verbs = sorted((verb for verbs in lists for verb in verbs.split()), key=len, reverse=True)
    return "|".join(verb.replace("|", r"\s") for verb in verbs)


VERBS = _alternation(SAID, WROTE, OTHER_TONGUES)
VERB = re.compile(rf"(?<![\w’'-])(?P<verb>{VERBS})(?![\w-])")
SPOKEN = re.compile(_alternation(SAID, OTHER_TONGUES))


COUNTRIES = """
AD Andorra|AE United Arab Emirates;UAE|AF Afghanistan|AG Antigua and Barbuda|AL Albania|AM Armenia|AO Angola
AR Argentina|AT Austria;Österreich|AU Australia|AZ Azerbaijan|BA Bosnia and Herzegovina;Bosnia|BB Barbados
BD Bangladesh|BE Belgium;Belgique;België|BF Burkina Faso|BG Bulgaria|BH Bahrain|BI Burundi|BJ Benin
BN Brunei;Brunei Darussalam|BO Bolivia|BR Brazil;Brasil|BS Bahamas;The Bahamas|BT Bhutan|BW Botswana|BY Belarus
BZ Belize|CA Canada;캐나다;カナダ|CD Democratic Republic of the Congo;DRC;DR Congo|CF Central African Republic
CG Republic of the Congo;Congo-Brazzaville|CH Switzerland;Schweiz;Suisse;스위스;スイス|CI Côte d'Ivoire;Ivory Coast
CL Chile|CM Cameroon|CN China;PRC;People's Republic of China;중국;中国|CO Colombia|CR Costa Rica|CU Cuba
CV Cape Verde;Cabo Verde|CY Cyprus|CZ Czech Republic;Czechia;The Czech Republic|DE Germany;Deutschland;독일;ドイツ
DJ Djibouti|DK Denmark|DM Dominica|DO Dominican Republic|DZ Algeria|EC Ecuador|EE Estonia|EG Egypt|ER Eritrea
ES Spain;España|ET Ethiopia|FI Finland|FJ Fiji|FM Micronesia|FR France;프랑스;フランス|GA Gabon
GB UK;U.K.;United Kingdom;Great Britain;Britain;England;Scotland;Wales;Northern Ireland;영국;英国;イギリス
GD Grenada|GE Georgia|GH Ghana|GM Gambia;The Gambia|GN Guinea|GQ Equatorial Guinea|GR Greece|GT Guatemala
GW Guinea-Bissau|GY Guyana|HK Hong Kong|HN Honduras|HR Croatia|HT Haiti|HU Hungary|ID Indonesia|IE Ireland|IL Israel
IN India|IQ Iraq|IR Iran|IS Iceland|IT Italy;Italia|JM Jamaica|JO Jordan|JP Japan;일본;日本|KE Kenya|KG Kyrgyzstan
KH Cambodia|KI Kiribati|KM Comoros|KN Saint Kitts and Nevis
KP DPRK;North Korea;Democratic People's Republic of Korea;북한;北朝鮮
KR ROK;R.O.K.;South Korea;Republic of Korea;S. Korea;한국;대한민국;韓国|KW Kuwait|KZ Kazakhstan|LA Laos;Lao PDR
LB Lebanon|LC Saint Lucia|LI Liechtenstein|LK Sri Lanka|LR Liberia|LS Lesotho|LT Lithuania|LU Luxembourg|LV Latvia
LY Libya|MA Morocco|MC Monaco|MD Moldova|ME Montenegro|MG Madagascar|MH Marshall Islands
MK North Macedonia;Macedonia|ML Mali|MM Myanmar;Burma;Myanmar/Burma;Burma/Myanmar|MN Mongolia;몽골;モンゴル
MO Macau;Macao|MR Mauritania|MT Malta|MU Mauritius|MV Maldives;The Maldives|MW Malawi|MX Mexico;México|MY Malaysia
MZ Mozambique|NA Namibia|NE Niger|NG Nigeria|NI Nicaragua|NL Netherlands;The Netherlands;Nederland;Holland|NO Norway
NP Nepal|NR Nauru|NZ New Zealand|OM Oman|PA Panama|PE Peru|PG Papua New Guinea|PH Philippines;The Philippines
PK Pakistan|PL Poland;Polska|PS Palestine|PT Portugal|PW Palau|PY Paraguay|QA Qatar|RO Romania|RS Serbia
RU Russia;Russian Federation|RW Rwanda|SA Saudi Arabia|SB Solomon Islands|SC Seychelles|SD Sudan|SE Sweden
SG Singapore|SI Slovenia|SK Slovakia;Slovak Republic|SL Sierra Leone|SM San Marino|SN Senegal|SO Somalia|SR Suriname
SS South Sudan|ST São Tomé and Príncipe|SV El Salvador|SY Syria|SZ Eswatini;Swaziland|TD Chad|TG Togo
TH Thailand;태국;タイ|TJ Tajikistan|TL Timor-Leste;East Timor|TM Turkmenistan|TN Tunisia|TO Tonga|TR Turkey;Türkiye
TT Trinidad and Tobago|TV Tuvalu|TW Taiwan;대만;台湾|TZ Tanzania|UA Ukraine|UG Uganda
US USA;U.S.A.;US;U.S.;United States;United States of America;The United States;미국;米国;アメリカ|UY Uruguay
UZ Uzbekistan|VA Vatican;Holy See|VC Saint Vincent and the Grenadines|VE Venezuela|VN Vietnam;Viet Nam|VU Vanuatu
WS Samoa|XK Kosovo|YE Yemen|ZA South Africa|ZM Zambia|ZW Zimbabwe
"""
COUNTRY_CODES = {
    name.casefold(): entry[:2]
    for line in COUNTRIES.strip().splitlines()
    for entry in line.split("|")
    for name in entry[3:].split(";")
}


def country_code(printed: str) -> str | None:
    """The ISO 3166-1 alpha-2 code of a country as printed: *ROK*, *Czech Republic*. None if it is not listed."""
    return COUNTRY_CODES.get(" ".join(printed.replace("’", "'").split()).casefold())
