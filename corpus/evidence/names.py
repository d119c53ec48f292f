"""Names of countries and people as news in English write them: tables, and two functions."""

from __future__ import annotations

import re

SKIPPED_CODES = {
    "xo": "", "xq": "", "xx": "World", "zh": "", "zn": "", "oo": "",
    "cc": "Curacao", "sk": "Sint Maarten", "ee": "European Union",
    "Antarctica": "", "Akrotiri": "", "Dhekelia": "",
}  # fmt: skip
"""Rows under a code instead of a name: which country they are, empty for the oceans."""

COUNTRY_NAMES = {
    "Burma": "Myanmar",
    "Cabo Verde": "Cape Verde",
    "Congo (Brazzaville)": "Republic of Congo",
    "Cote d'Ivoire": "Ivory Coast",
    "Côte d'Ivoire": "Ivory Coast",
    "DRC": "Democratic Republic of Congo",
    "Cocos (Keeling) Islands": "Cocos Islands",
    "Falkland Islands (Islas Malvinas)": "Falkland Islands",
    "Federated States of Micronesia": "Federated States of Micronesia",
    "Gaza, Gaza Strip": "Gaza Strip",
    "Holy See (Vatican City)": "Vatican City",
    "Saint Barthelemy": "Saint Barthélemy",
    "Curacao": "Curaçao",
    "Svalbard (sometimes referred to as Spitsbergen, the largest island in the archipelago)": (
        "Svalbard"
    ),
    "The Bahamas": "Bahamas",
    "The Dominican": "Dominican Republic",
    "The Gambia": "Gambia",
    "Timor-Leste": "East Timor",
    "Virgin Islands": "U.S. Virgin Islands",
    "World": "world",
}  # fmt: skip

THE = frozenset(
    {
        "Bahamas", "British Indian Ocean Territory", "British Virgin Islands", "Cayman Islands",
        "Central African Republic", "Cocos Islands", "Comoros", "Cook Islands", "Czech Republic",
        "Coral Sea Islands", "Democratic Republic of Congo", "Dominican Republic",
        "European Union", "Falkland Islands", "Faroe Islands", "Federated States of Micronesia",
        "French Southern and Antarctic Lands", "Gambia", "Gaza Strip", "Isle of Man", "Maldives",
        "Marshall Islands", "Netherlands", "Northern Mariana Islands", "Paracel Islands",
        "Philippines", "Pitcairn Islands", "Republic of Congo", "Seychelles", "Solomon Islands",
        "Spratly Islands", "Turks and Caicos Islands", "U.S. Virgin Islands",
        "United Arab Emirates", "United Kingdom", "United States", "West Bank", "world",
        "Soviet Union", "Ottoman Empire", "Ashmore and Cartier Islands",
    }
)  # fmt: skip
"""Short names that take the article inside a sentence."""

PLACES = {
    "US": "the United States", "USA": "the United States", "UK": "the United Kingdom",
    "UAE": "the United Arab Emirates", "NZ": "New Zealand", "Burma": "Myanmar",
    "Republic of the Congo": "the Republic of Congo", "Congo-Brazzaville": "the Republic of Congo",
    "Democratic Republic of the Congo": "the Democratic Republic of Congo",
    "DROC": "the Democratic Republic of Congo", "Drc": "the Democratic Republic of Congo",
    "Holy See": "Vatican City", "Bosnia": "Bosnia and Herzegovina", "Bahamas, The": "the Bahamas",
    "Trinidad": "Trinidad and Tobago", "Cabo Verde": "Cape Verde",
    "Dominican Rep": "the Dominican Republic",
    "Dominican Republic": "the Dominican Republic", "S. Korea": "South Korea",
    "Republic of Korea": "South Korea", "Republic of Korea ": "South Korea",
    "Republic of Congo": "the Republic of Congo", "Republic of the Congo ": "the Republic of Congo",
    "Democratic Republic of Congo": "the Democratic Republic of Congo",
    "Netherlands Antilles": "the Netherlands Antilles",
}  # fmt: skip
"""Short forms in lists of partners and neighbours."""

ADJECTIVES: dict[str, str | None] = {
    "Congo (Brazzaville)": None, "DRC": None, "Equatorial Guinea": "Equatorial Guinean",
    "Federated States of Micronesia": "Micronesian", "Taiwan": "Taiwanese",
    "United States": "American", "Saudi Arabia": "Saudi", "Bosnia and Herzegovina": "Bosnian",
    "Laos": "Laotian", "Monaco": "Monegasque", "Barbados": "Barbadian", "Dominica": None,
    "The Dominican": "Dominican", "Niger": None, "Guinea": "Guinean", "Georgia": "Georgian",
    "Eswatini": "Swazi", "Kazakhstan": "Kazakh", "United Kingdom": "British",
    "United Arab Emirates": "Emirati", "Lesotho": None, "Burkina Faso": None, "Botswana": None,
    "Vanuatu": None, "Kiribati": None, "American Samoa": None, "Guernsey": None, "Jersey": None,
    "Turks and Caicos Islands": None, "West Bank": None, "Hong Kong": "Hong Kong",
    "European Union": None, "New Zealand": "New Zealand", "Samoa": "Samoan",
    "Mauritius": "Mauritian",
    "Saint Pierre and Miquelon": None, "Saint Martin": None, "Ireland": "Irish", "Macau": None,
    "Philippines": "Philippine", "Christmas Island": None, "San Marino": None, "Seychelles": None,
    "Cote d'Ivoire": "Ivorian", "Côte d'Ivoire": "Ivorian", "Sao Tome and Principe": None,
    "South Korea": "South Korean", "North Korea": "North Korean", "Kyrgyzstan": "Kyrgyz",
    "Afghanistan": "Afghan", "Trinidad and Tobago": None, "Slovenia": "Slovenian",
    "Falkland Islands (Islas Malvinas)": None, "Mayotte": None,
    "Antigua and Barbuda": "Antiguan", "Bangladesh": "Bangladeshi", "Western Sahara": "Sahrawi",
    "Papua New Guinea": None, "Timor-Leste": "East Timorese", "Gibraltar": None,
}  # fmt: skip
"""Adjectives the field does not give, or gives in a form a sentence cannot use."""

CAPITALS = {
    "Burma": "Naypyidaw", "Bolivia": "", "South Africa": "", "Benin": "Porto-Novo",
    "Cote d'Ivoire": "Yamoussoukro", "Côte d'Ivoire": "Yamoussoukro", "Swaziland": "Mbabane",
    "Eswatini": "Mbabane", "Ukraine": "Kyiv", "Sri Lanka": "", "European Union": "",
    "United States": "Washington", "Equatorial Guinea": "Malabo", "Burundi": "",
    "Netherlands": "Amsterdam", "Chile": "Santiago", "Malaysia": "Kuala Lumpur",
    "Georgia": "Tbilisi", "Tanzania": "", "Israel": "", "West Bank": "", "Akrotiri": "",
    "Dhekelia": "", "Western Sahara": "", "Christmas Island": "",
    "British Indian Ocean Territory": "",
    "Vatican City": "", "Nauru": "", "Holy See (Vatican City)": "",
    "Turks and Caicos Islands": "Grand Turk",
    "Moldova": "Chisinau", "Montenegro": "Podgorica", "Saint Barthelemy": "Gustavia",
}  # fmt: skip
"""Capitals the field gives with remarks; empty where it names several or none."""

NEWS_SPELLING = {
    "Abdelfattah Said Elsisi": "Abdel Fattah el-Sisi",
    "Abdelfattah Elsisi": "Abdel Fattah el-Sisi",
    "Abdel Fattah El-Sisi": "Abdel Fattah el-Sisi",
    "Abdallah II": "Abdullah II",
    "Abiy Ahmed Ali": "Abiy Ahmed",
    "Aleksandr Lukashenko": "Alexander Lukashenko",
    "Ali Hoseini-Khamenei": "Ali Khamenei",
    "Almazbek Atambaev": "Almazbek Atambayev",
    "Alyaksandr Lukashenka": "Alexander Lukashenko",
    "Antonio Luis Montenegro": "Luis Montenegro",
    "Arthur Peter Mutharika": "Peter Mutharika",
    "Ashraf Ghani Ahmadzai": "Ashraf Ghani",
    "Bashar al-Asad": "Bashar al-Assad",
    "Benyamin Netanyahu": "Benjamin Netanyahu",
    "Binyamin Netanyahu": "Benjamin Netanyahu",
    "Bola Ahmed Adekunle Tinubu": "Bola Tinubu",
    "Dmitriy Medvedev": "Dmitry Medvedev",
    "Gustavo Francisco Petro": "Gustavo Petro",
    "Hasan Fereidun Ruhani": "Hassan Rouhani",
    "Hasina": "Sheikh Hasina",
    "Haydar al-Abadi": "Haider al-Abadi",
    "Iris Xiomara Castro": "Xiomara Castro",
    "Issoufou Mahamadou": "Mahamadou Issoufou",
    "Javier Gerardo Milei": "Javier Milei",
    "Joao Manuel Goncalves Lourenco": "Joao Lourenco",
    "Jose Daniel Ortega": "Daniel Ortega",
    "Jose Maria Pereira Neves": "Jose Maria Neves",
    "Jose Ulisses Correia e Silva": "Ulisses Correia e Silva",
    "Josse Mario Vaz": "Jose Mario Vaz",
    "Juan Evo Morales": "Evo Morales",
    "Justin Pierre James Trudeau": "Justin Trudeau",
    "Kasym-Zhomart Tokayev": "Kassym-Jomart Tokayev",
    "Khalifa bin Zayid Al-Nuhayyan": "Khalifa bin Zayed Al Nahyan",
    "Laisenia Qarase": "Laisenia Qarase",
    "Leung Chun-ying": "Leung Chun-ying",
    "Matamela Cyril Ramaphosa": "Cyril Ramaphosa",
    "Michael Martin": "Micheal Martin",
    "Mohamed Najib bin Abdul Najib Razak": "Najib Razak",
    "Muhammad bin Salman bin Abd al-Aziz Al Saud": "Mohammed bin Salman",
    "Nayib Armando Bukele": "Nayib Bukele",
    "Pedro Manuel Passos Coelho": "Pedro Passos Coelho",
    "Pedro Sanchez Perez-Castejon": "Pedro Sanchez",
    "Abd-al-Fattah al-Burhan": "Abdel-Fattah al-Burhan",
    "Ahmad al-Shara'": "Ahmed al-Sharaa",
    "Haybatullah Akhundzada": "Hibatullah Akhundzada",
    "Mohammad Nawaz Sharif": "Nawaz Sharif",
    "Muhammad Shehbaz Sharif": "Shehbaz Sharif",
    "Muhammad bin Abd al-Rahman Al Thani": "Mohammed bin Abdulrahman Al Thani",
    "Teodoro Obiang Nguema Mgasogo": "Teodoro Obiang Nguema Mbasogo",
    "Obiang Nguema Mbasogo": "Teodoro Obiang Nguema Mbasogo",
    "Abd-al-Hamid Dubaybah": "Abdul Hamid Dbeibah",
    "Andrey Kabyakow": "Andrei Kobyakov",
    "Prabowo Subianto Djojohadikusumo": "Prabowo Subianto",
    "Salman bin Abd al-Aziz Al Saud": "Salman bin Abdulaziz Al Saud",
    "Salva Kiir Mayardit": "Salva Kiir",
    "Sonexay": "Sonexay Siphandone",
    "Umar Hassan Ahmad al-Bashir": "Omar al-Bashir",
    "Phumiphon Adunyadet": "Bhumibol Adulyadej",
    "Wachiralongkon": "Maha Vajiralongkorn",
}
"""Names whose usual spelling or length in news differs."""

STALE = frozenset(
    {
        ("2015-11", "Panama", "head_of_government"),
        ("2015-11", "Greece", "head_of_state"),
        ("2015-11", "Nepal", "head_of_government"),
        ("2015-11", "Sint Maarten", "head_of_state"),
        ("2026-05", "Romania", "since_government"),
        ("2026-05", "Russia", "CE"),
        ("2015-11", "Sweden", "EMU"),
        ("2015-11", "Croatia", "EMU"),
        ("2015-11", "Uzbekistan", "CSTO"),
        ("2015-11", "India", "OECD"),
        ("2015-11", "European Union", "OECD"),
        ("2026-05", "United Kingdom", "EU"),
        ("2026-05", "Sweden", "EMU"),
        ("2026-05", "Bulgaria", "currency"),
        ("2026-05", "Ecuador", "OPEC"),
        ("2026-05", "Qatar", "OPEC"),
        ("2026-05", "India", "OECD"),
        ("2026-05", "European Union", "OECD"),
        ("2026-05", "Saudi Arabia", "BRICS"),
        ("2026-05", "Nicaragua", "OAS"),
        ("2026-05", "European Union", "G-7"),
        ("2026-05", "United States", "WHO"),
        ("2026-05", "Argentina", "WHO"),
        ("2015-11", "European Union", "gas_reserves"),
        ("2015-11", "European Union", "power_capacity"),
        ("2015-11", "Anguilla", "revenues"),
        ("2015-11", "Anguilla", "expenditures"),
        ("2015-11", "Sint Maarten", "gdp"),
        ("2026-05", "European Union", "railways"),
        ("2015-11", "Andorra", "agriculture"),
        ("2015-11", "Andorra", "industry"),
        ("2015-11", "Andorra", "services"),
        ("2026-05", "Liberia", "revenues"),
        ("2026-05", "Liberia", "expenditures"),
        ("2026-05", "Venezuela", "revenues"),
        ("2026-05", "Venezuela", "expenditures"),
        ("2026-05", "Zimbabwe", "revenues"),
        ("2026-05", "Zimbabwe", "expenditures"),
        ("2015-11", "Cook Islands", "exports"),
        ("2015-11", "Wallis and Futuna", "revenues"),
        ("2015-11", "Wallis and Futuna", "expenditures"),
        ("2015-11", "South Sudan", "exchange"),
        ("2026-05", "Taiwan", "gdp_head"),
        ("2026-05", "Thailand", "inflation"),
        ("2015-11", "Bermuda", "exports"),
        ("2015-11", "Denmark", "external_debt"),
    }
)
"""Entries the edition has wrong or out of date, by version, country and fact; not used."""

REGIONS = {
    "Caribbean": "the Caribbean",
    "Eastern Africa": "East Africa",
    "Eastern Asia": "East Asia",
    "Middle America": "North America",
    "Middle East": "the Middle East",
    "Northern Africa": "North Africa",
    "Northern Asia": "North Asia",
    "Southeastern Asia": "Southeast Asia",
    "Southern Asia": "South Asia",
    "Southwestern Asia": "Southwest Asia",
    "Western Africa": "West Africa",
    "interior Western Africa": "West Africa",
    "north-eastern Africa": "Northeast Africa",
    "south Central Europe": "south-central Europe",
    "Northern North America": "North America",
    "Central South America": "central South America",
    "Eastern South America": "eastern South America",
    "Northern South America": "northern South America",
    "Southern South America": "southern South America",
    "Western South America": "western South America",
    "Southeast Europe": "southeastern Europe",
    "Southeastern Europe": "southeastern Europe",
    "Southwestern Europe": "southwestern Europe",
    "Southern Europe": "southern Europe",
    "Northern Europe": "northern Europe",
    "Southeastern Africa": "southeastern Africa",
}
"""Regions of the field as news name them."""

CURRENCIES = {
    "Communaute Financiere Africaine francs": "CFA francs",
    "Comptoirs Francais du Pacifique francs": "CFP francs",
    "Cooperation Financiere en Afrique Centrale francs": "CFA francs",
    "Coopération Financière en Afrique Centrale francs": "CFA francs",
    "NZ dollars": "New Zealand dollars",
    "Renminbi yuan": "yuan",
    "Tuvaluan dollars or Australian dollars": "Australian dollars",
    "Comoran francs": "Comorian francs",
    "konvertibilna markas": "convertible marks",
    "kroon": "euros",
    "litai": "euros",
    "lati": "euros",
    "koruny": "korunas",
    "togrog/tugriks": "tugriks",
}
"""Currencies whose name in the field is not the usual one."""

SPANISH = frozenset(
    {
        "Argentina", "Bolivia", "Chile", "Colombia", "Costa Rica", "Cuba", "Ecuador",
        "El Salvador", "Equatorial Guinea", "Guatemala", "Honduras", "Mexico", "Nicaragua",
        "Panama", "Paraguay", "Peru", "Philippines", "Portugal", "Puerto Rico", "Spain",
        "The Dominican", "Uruguay", "Venezuela",
    }
)  # fmt: skip
"""Where a second surname in small letters follows the surname in capitals; news leave it out."""

RANKS = re.compile(
    r"\b(Lt\.|Maj\.|Brig\.|Sr\.|Gen\.|(?<!Governor[ -])General|Capt\.|Col\.|Adm\.|Dr\."
    r"|Sir|Dame|Sheikh|Ratu|Tuanku|Grand Chief) ?(?=[A-Z(])|\([Rr]et\.?\)\s?"
)
PATRONYMIC = re.compile(r" [A-Z][a-z]+(?:ovich|evich|ovna|evna|ich|uly|oglu|ovych)(?= [A-Z]{2})")
INITIAL = re.compile(r" [A-Z]\.(?= )")
PARTICLES = frozenset({"DE", "DA", "DO", "DOS", "DEL", "DI", "LA", "BIN", "VAN", "DER"})
ROMAN = re.compile(r"[IVX]+$")


def place(name: str) -> str:
    """Return a country in a list as a sentence writes it."""
    name = name.replace(" & ", " and ").replace("St. ", "Saint ").removeprefix("the ")
    name = PLACES.get(name, name)
    name = COUNTRY_NAMES.get(name, name)
    return f"the {name}" if name in THE else name


def plain(text: str) -> str:
    """Return the text without military ranks and titles of honour."""
    return RANKS.sub("", text)


def formal(name: str) -> str:
    """Return an official name with the article it takes; empty if it has remarks."""
    if not name or re.search(r"[();\[]", name) or name in ("none", "NA"):
        return ""
    articled = r" of |(Republic|Kingdom|Federation|Confederation|Islands|Emirates|States)$"
    return f"the {name.removeprefix('the ')}" if re.search(articled, name) else name


def person(text: str, country: str) -> str | None:
    """Return a name with its surname in capitals in usual letters; null if it is not plain."""
    text = re.sub(r'\s*"[^"]*"|, (?:aka|also) .*|\s*\[.*?\]', "", plain(text))
    text = re.sub(r", (?!Jr|Sr).*", "", text)
    text = INITIAL.sub("", PATRONYMIC.sub("", text)).strip()
    words = text.split()
    if not 1 <= len(words) <= 8 or any(re.search(r"[\d():/]|vacant", word) for word in words):
        return None
    loud = [i for i, word in enumerate(words) if len(word) > 1 and upper(word, i)]
    if not loud:
        return None
    if country in SPANISH and loud[0] > 0 and loud[-1] < len(words) - 1:
        words = words[: loud[-1] + 1]
    return " ".join(usual(word, i) for i, word in enumerate(words)).rstrip(",")


def upper(word: str, position: int) -> bool:
    """Whether a word is the surname: capitals beside a particle such as 'al-'."""
    core = re.sub(r"^(al|el|ben)-", "", word).strip(".,")
    if position and ROMAN.fullmatch(core):
        return False
    return core.isupper() or bool(re.search(r"\b[A-Z]{4,}\b", core))


def usual(word: str, position: int) -> str:
    """One word of a name in usual letters."""
    if not upper(word, position):
        return word
    if word in PARTICLES and position:
        return word.lower()
    return re.sub(r"[^\W\d_]+", lambda m: fold(m[0]), word)


def fold(part: str) -> str:
    """One part of a word in capitals: first letter large, also after 'Mc'."""
    if not part.isupper():
        return part
    if part.startswith("MC") and len(part) > 3:
        return "Mc" + part[2:].capitalize()
    return part.capitalize()
