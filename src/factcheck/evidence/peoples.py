"""The names of countries and of their peoples, by which a text may name the same country."""

from collections import defaultdict

# A country a line: names, people, and four seats of government that news puts for the country. A
# word may be of several (Guinean, Korean).
_COUNTRIES = """
afghanistan afghan
albania albanian
algeria algerian
andorra andorran
angola angolan
antigua antiguan barbuda
argentina argentine argentinian
armenia armenian
australia australian aussie
austria austrian
azerbaijan azerbaijani azeri
bahamas bahamian
bahrain bahraini
bangladesh bangladeshi
barbados barbadian bajan
belarus belarusian belarussian
belgium belgian
belize belizean
benin beninese
bhutan bhutanese
bolivia bolivian
bosnia bosnian herzegovina
botswana motswana batswana
brazil brazilian
brunei bruneian
bulgaria bulgarian
burkina burkinabe
burundi burundian
cambodia cambodian
cameroon cameroonian
canada canadian
cape_verde verde cabo verdean
chad chadian
chile chilean
china chinese
colombia colombian
comoros comorian comoran
congo congolese drc republic
costa rica rican
croatia croatian croat
cuba cuban
cyprus cypriot
czechia czech republic
denmark danish dane
djibouti djiboutian
dominica dominican
dominican republic
ecuador ecuadorian ecuadorean
egypt egyptian
salvador salvadoran salvadorean
equatorial guinea guinean
eritrea eritrean
estonia estonian
eswatini swazi swaziland
ethiopia ethiopian
europe european eu brussels
fiji fijian
finland finnish finn
france french frenchman frenchmen frenchwoman
gabon gabonese
gambia gambian
georgia georgian
germany german berlin
ghana ghanaian
greece greek
greenland greenlandic greenlander
grenada grenadian
guatemala guatemalan
guinea guinean
guyana guyanese
haiti haitian
honduras honduran
hungary hungarian
iceland icelandic icelander
india indian
indonesia indonesian
iran iranian
iraq iraqi
ireland irish
israel israeli
italy italian
ivory ivorian ivoire cote
jamaica jamaican
japan japanese
jordan jordanian
kazakhstan kazakh kazakhstani
kenya kenyan
kiribati
korea korean
kosovo kosovar kosovan
kuwait kuwaiti
kyrgyzstan kyrgyz
laos lao laotian
latvia latvian
lebanon lebanese
lesotho basotho
liberia liberian
libya libyan
liechtenstein
lithuania lithuanian
luxembourg
madagascar malagasy
malawi malawian
malaysia malaysian
maldives maldivian
mali malian
malta maltese
marshall marshallese
mauritania mauritanian
mauritius mauritian
mexico mexican
micronesia micronesian
moldova moldovan
monaco monegasque
mongolia mongolian
montenegro montenegrin
morocco moroccan
mozambique mozambican
myanmar burma burmese
namibia namibian
nauru nauruan
nepal nepali nepalese
netherlands dutch holland
nicaragua nicaraguan
niger nigerien
nigeria nigerian
macedonia macedonian
norway norwegian
oman omani
pakistan pakistani
palau palauan
palestine palestinian
panama panamanian
papua guinea guinean
paraguay paraguayan
peru peruvian
philippines philippine filipino filipina
poland polish pole
portugal portuguese
qatar qatari
romania romanian
russia russian kremlin
rwanda rwandan
samoa samoan
saudi arabia
scotland scottish scot
senegal senegalese
serbia serbian serb
seychelles seychellois
sierra leone leonean
singapore singaporean
slovakia slovak slovakian
slovenia slovenian slovene
solomon
somalia somali
spain spanish spaniard
sri lanka lankan
sudan sudanese
suriname surinamese
sweden swedish swede
switzerland swiss
syria syrian
taiwan taiwanese
tajikistan tajik
tanzania tanzanian
thailand thai
timor timorese
togo togolese
tonga tongan
trinidad trinidadian tobago
tunisia tunisian
turkey turkish turk turkiye
turkmenistan turkmen
tuvalu tuvaluan
uganda ugandan
ukraine ukrainian kyiv kiev
united_arab emirates emirati uae
united_kingdom uk britain british briton england english
united_states usa us states america american washington
uruguay uruguayan
uzbekistan uzbek
vanuatu
vatican
venezuela venezuelan
vietnam vietnamese
wales welsh
yemen yemeni
zambia zambian
zimbabwe zimbabwean
"""


_LINES = [
    [word.replace("_", " ") for word in line.split()] for line in _COUNTRIES.split("\n") if line
]
_NAMES = frozenset(line[0] for line in _LINES)


def _by_word() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for country, line in enumerate(_LINES):
        for word in line:
            found[word].add(country)
    return {word: frozenset(countries) for word, countries in found.items()}


_BY_WORD = _by_word()


def countries(word: str) -> frozenset[int]:
    """Which countries a word names, in small letters without accents; none if it names none."""
    return _BY_WORD.get(word) or _BY_WORD.get(word.removesuffix("s"), frozenset())


def is_people(word: str) -> bool:
    """Whether a word is of a country, but not the first of its names: Iraqi, and not Iraq."""
    return bool(countries(word)) and word not in _NAMES
