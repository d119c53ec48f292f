"""Which fields of The World Factbook give which fact: tables only."""

from __future__ import annotations

import re

EDITIONS = {"2015-11": "November 2015", "2026-05": "January 2026"}
"""Version of the rows and the month its facts are of: the latest office holder of the edition
named May 2026 took office in January 2026."""

FIGURES = {
    "area": ("Area > total",),
    "border_length": ("Land boundaries > total",),
    "coastline": ("Coastline",),
    "population": ("Population > total", "Population"),
    "population_growth": ("Population growth rate",),
    "median_age": ("Median age > total",),
    "urban": ("Urbanization > urban population",),
    "life_expectancy": ("Life expectancy at birth > total population",),
    "life_men": ("Life expectancy at birth > male",),
    "life_women": ("Life expectancy at birth > female",),
    "fertility": ("Total fertility rate",),
    "birth_rate": ("Birth rate",),
    "death_rate": ("Death rate",),
    "infant_mortality": ("Infant mortality rate > total",),
    "maternal_mortality": ("Maternal mortality rate", "Maternal mortality ratio"),
    "literacy": ("Literacy > total population",),
    "children": ("Age structure > 0-14 years",),
    "elderly": ("Age structure > 65 years and over",),
    "health_spending": (
        "Health expenditures",
        "Health expenditure > Health expenditure (as % of GDP)",
    ),
    "education_spending": (
        "Education expenditures",
        "Education expenditure > Education expenditure (% GDP)",
    ),
    "physicians": ("Physicians density", "Physician density"),
    "obesity": ("Obesity - adult prevalence rate",),
    "gdp_ppp": ("GDP (purchasing power parity)", "Real GDP (purchasing power parity)"),
    "gdp": ("GDP (official exchange rate)",),
    "growth": ("GDP - real growth rate", "Real GDP growth rate"),
    "gdp_head": ("GDP - per capita (PPP)", "Real GDP per capita"),
    "agriculture": ("GDP - composition, by sector of origin > agriculture",),
    "industry": ("GDP - composition, by sector of origin > industry",),
    "services": ("GDP - composition, by sector of origin > services",),
    "industrial_growth": ("Industrial production growth rate",),
    "labor_force": ("Labor force",),
    "unemployment": ("Unemployment rate",),
    "youth_unemployment": (
        "Unemployment, youth ages 15-24 > total",
        "Youth unemployment rate (ages 15-24) > total",
    ),
    "poverty": ("Population below poverty line",),
    "inflation": ("Inflation rate (consumer prices)",),
    "revenues": ("Budget > revenues",),
    "expenditures": ("Budget > expenditures",),
    "public_debt": ("Public debt",),
    "external_debt": ("Debt - external",),
    "reserves": ("Reserves of foreign exchange and gold",),
    "current_account": ("Current account balance",),
    "remittances": ("Remittances",),
    "exports": ("Exports",),
    "imports": ("Imports",),
    "oil_production": ("Crude oil - production", "Petroleum > total petroleum production"),
    "oil_reserves": ("Crude oil - proved reserves", "Petroleum > crude oil estimated reserves"),
    "oil_exports": ("Crude oil - exports",),
    "oil_imports": ("Crude oil - imports",),
    "oil_consumption": (
        "Refined petroleum products - consumption",
        "Petroleum > refined petroleum consumption",
    ),
    "gas_production": ("Natural gas - production", "Natural gas > production"),
    "gas_consumption": ("Natural gas - consumption", "Natural gas > consumption"),
    "gas_exports": ("Natural gas - exports", "Natural gas > exports"),
    "gas_imports": ("Natural gas - imports", "Natural gas > imports"),
    "gas_reserves": ("Natural gas - proved reserves", "Natural gas > proven reserves"),
    "coal_production": ("Coal > production",),
    "power_production": ("Electricity - production",),
    "power_consumption": ("Electricity - consumption", "Electricity > consumption"),
    "power_exports": ("Electricity - exports", "Electricity > exports"),
    "power_imports": ("Electricity - imports", "Electricity > imports"),
    "power_capacity": (
        "Electricity - installed generating capacity",
        "Electricity > installed generating capacity",
    ),
    "fossil": ("Electricity - from fossil fuels", "Electricity generation sources > fossil fuels"),
    "nuclear": ("Electricity - from nuclear fuels", "Electricity generation sources > nuclear"),
    "hydro": (
        "Electricity - from hydroelectric plants",
        "Electricity generation sources > hydroelectricity",
    ),
    "solar": ("Electricity generation sources > solar",),
    "wind": ("Electricity generation sources > wind",),
    "reactors": ("Nuclear energy > Number of operational nuclear reactors",),
    "electrification": ("Electricity access > electrification - total population",),
    "military": ("Military expenditures",),
    "airports": ("Airports",),
    "heliports": ("Heliports",),
    "railways": ("Railways > total",),
    "roads": ("Roadways > total",),
    "ships": ("Merchant marine > total",),
    "ports": ("Ports > total ports",),
    "internet_share": ("Internet users > percent of population",),
    "internet_users": ("Internet users > total",),
    "mobile": (
        "Telephones - mobile cellular > total",
        "Telephones - mobile cellular > total subscriptions",
    ),
    "fixed_lines": ("Telephones - fixed lines > total subscriptions",),
    "broadband": ("Broadband - fixed subscriptions > total",),
    "refugees": ("Refugees and internally displaced persons > refugees",),
    "displaced": ("Refugees and internally displaced persons > IDPs",),
    "seats": ("Legislative branch > number of seats",),
    "lower_seats": ("Legislative branch - lower chamber > number of seats",),
    "heritage": ("National heritage > total World Heritage Sites",),
    "women_in_parliament": (
        "Legislative branch > percentage of women in chamber",
        "Legislative branch - lower chamber > percentage of women in chamber",
    ),
}
"""Figures: our key and the fields that give it, without the section before them."""

SHARES = {
    "export_partners": ("Exports - partners",),
    "import_partners": ("Imports - partners",),
    "languages": ("Languages > Languages", "Languages"),
    "religions": ("Religions",),
    "ethnic_groups": ("Ethnic groups",),
}
LISTS = {
    "export_goods": ("Exports - commodities",),
    "import_goods": ("Imports - commodities",),
    "farm_products": ("Agriculture - products", "Agricultural products"),
    "seaports": ("Ports and terminals > major seaport(s)", "Ports > key ports"),
}
OFFICES = {
    "head_of_state": ("Executive branch > chief of state",),
    "head_of_government": ("Executive branch > head of government",),
}
TITLES = (
    "Interim President|Taliban Leader|Leader|Sultan|Crown Prince|Presidency Chairman"
    "|Presidential Leadership Council Chairperson"
    "|Transitional President|Transition President|Acting President"
    "|Executive President|President of the Swiss Confederation|President of the Republic|President"
    "|Caretaker Prime Minister|Acting Prime Minister|Interim Prime Minister"
    "|Transition Prime Minister|Sultan and Prime Minister|King and Prime Minister"
    "|Crown Prince and Prime Minister|Prime Minister and Foreign Minister|Prime Minister"
    "|Premier|Chief Minister|Chief Executive|Chancellor|Taoiseach [(]Prime Minister[)]"
    "|Chairman of the Cabinet of Ministers|Head of Government|Co-prince"
    "|Minister of State|Governor|Supreme Leader|King|Queen of Australia|Queen|Emperor|Pope"
    "|Grand Duke|Prince|Amir|Lord of Mann Queen|Chairman of the Council of Ministers"
    "|Chairperson of the Council of Ministers|Administrator"
)
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DATE = rf"\d{{1,2}} (?:{MONTHS}) \d{{4}}"
SEA = r"(?:(?:Gulf|Sea|Bay) of [A-Z]\w+|(?:[A-Z]\w+ )+(?:Ocean|Sea|Gulf|Bay|Channel))"
PLAIN_REGIME = (
    r"(?!an? )(?:[a-z-]+ )*(?:republic|monarchy|democracy|federation|emirate|sultanate|state)"
    r"(?: (?:under|within) a constitutional monarchy)?(?:,? and a Commonwealth realm)?"
    r"|Islamic republic|federation of monarchies"
)
REWORDED_OFFICES = {
    "KIM Jong Un": "Leader KIM Jong Un",
    "State Affairs Commission President": "Leader",
    "Janos ADER": "President Janos ADER",
    "Taavi ROIVAS": "Prime Minister Taavi ROIVAS",
    "S[é]bastien LECORNU": "Prime Minister Sébastien LECORNU",
    r"President of the Government of Spain \(prime minister-equivalent\)": "Prime Minister",
    "President of the Government or Prime Minister": "Prime Minister",
    "President of the Islamic Republic of Afghanistan": "President",
    "President of the Council of State and President of the Council of Ministers": "President",
    r"Head of Government \(or Cap de Govern\)": "Head of Government",
    "president ": "President ",
    "prime minister ": "Prime Minister ",
    "Chair(man|person) of the Presidency": "Presidency Chairman",
    "Ahmad al-Shara'": "President Ahmad al-SHARA'",
    "Michael RANDRIANIRINA": "President Michael RANDRIANIRINA",
    r"President of the National Council for the Safeguard of the Homeland \(CNSP\)": "President",
    "Sovereign Council Chair and Commander-in-Chief of the Sudanese Armed Forces"
    " Abd-al-Fattah al-BURHAN Abd-al-Rahman": "Leader Abd-al-Fattah al-BURHAN",
    "Sultan and Prime Minister": "Sultan",
    "King and Prime Minister": "King",
    "Crown Prince and Prime Minister": "Crown Prince",
    "Prime Minister Crown Prince": "Prime Minister",
    "Prime Minister and Foreign Minister": "Prime Minister",
    "CNSP Prime Minister": "Prime Minister",
    "GNU Interim Prime Minister": "Interim Prime Minister",
}
"""Beginnings of the field that name the office in a way of their own."""

NO_GROUP = re.compile(
    r"^(other|unspecified|none|unknown|not |no |other or|and |undeclared|mixed$|unaffiliated)"
    r"|unspecif|\bnote\b",
    re.IGNORECASE,
)
"""Entries of a list that are no group."""

UNUSABLE = re.compile(
    r"\b(and other|or other|others?|widely|commonly|spoken|only|two|many|more than|at least"
    r"|approximately|majority|minorit\w+|composite|homogeneous|mixture|various|numerous|local"
    r"|predominantly|almost|foreign\w*|including|include|current|related|answer\w*|less"
    r"|dialects|percent|The|Former|America|Africa|Asia|Europe|nominally|expatriates)\b"
    r"|^(indigenous|tribal|regional|ethnic)|languages$|[/*]|^(Asian|Pacific) "
)
"""Entries of a list that are remarks rather than names."""
