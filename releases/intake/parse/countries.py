"""Countries as they are printed → ISO 3166-1 alpha-2. What is not here is not guessed."""

PRINTED = """
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
CODES = {
    name.casefold(): entry[:2]
    for line in PRINTED.strip().splitlines()
    for entry in line.split("|")
    for name in entry[3:].split(";")
}


def country_code(printed: str) -> str | None:
    """The code of a country as printed: *ROK*, *USA*, *Czech Republic*. None for anything else."""
    return CODES.get(" ".join(printed.replace("’", "'").split()).casefold())
