"""The sentences of the corpus as data: several wordings of each fact.

Slots: `{c}` the country, `{s}` its possessive, `{a}` "the Russian" or, without an adjective, the
possessive, `{v}` the value in words, `{y}` "in 2014" or "as of May 2026", `{k}` country or
territory, `{e}` the edition. Whatever begins a sentence is capitalised later.
"""

from __future__ import annotations

UNITS = {
    "$": (
        "gdp gdp_ppp gdp_head revenues expenditures external_debt reserves current_account"
        " exports imports"
    ),
    "%": (
        "population_growth urban literacy children elderly health_spending education_spending"
        " obesity growth agriculture industry services industrial_growth unemployment"
        " youth_unemployment poverty inflation public_debt remittances fossil nuclear hydro solar"
        " wind electrification military internet_share women_in_parliament"
    ),
    "km": "border_length coastline railways roads",
    "square kilometers": "area",
    "years": "median_age life_expectancy life_men life_women",
    "barrels": "oil_production oil_exports oil_imports oil_consumption oil_reserves",
    "cubic meters": "gas_production gas_consumption gas_exports gas_imports gas_reserves",
    "kilowatt-hours": "power_production power_consumption power_exports power_imports",
    "kilowatts": "power_capacity",
    "metric tons": "coal_production",
}
"""Unit and the figures in it; all others are plain numbers."""

FIGURE_TEMPLATES: dict[str, tuple[str, ...]] = {
    "area": (
        "{c} covers an area of {v}.",
        "The total area of {c} is {v}.",
        "{c} has a total area of {v}, land and inland water together.",
    ),
    "border_length": (
        "The land borders of {c} are {v} long in all.",
        "{s} land borders run for {v} in total.",
        "In total, {c} has {v} of land borders.",
    ),
    "coastline": (
        "{c} has {v} of coastline.",
        "{s} coastline is {v} long.",
        "The coast of {c} stretches for {v}.",
    ),
    "population": (
        "{c} had a population of about {v} {y}.",
        "About {v} people lived in {c} {y}.",
        "The population of {c} was put at {v} {y}.",
        "{y}, {c} was home to about {v} people.",
    ),
    "population_growth": (
        "{s} population {grew} by {v} {y}.",
        "The population of {c} {grew} at a rate of {v} {y}.",
        "{y}, the number of people in {c} {grew} by {v}.",
    ),
    "median_age": (
        "The median age in {c} was {v} {y}.",
        "Half of {s} people were younger than {v} {y}.",
        "{y}, the median age of the population of {c} stood at {v}.",
    ),
    "urban": (
        "{v} of {s} people lived in towns and cities {y}.",
        "The urban share of the population of {c} was {v} {y}.",
        "{y}, {v} of the population of {c} was urban.",
    ),
    "life_expectancy": (
        "Life expectancy at birth in {c} was {v} {y}.",
        "A child born in {c} {y} could expect to live {v}.",
        "{s} life expectancy stood at {v} {y}.",
    ),
    "life_men": (
        "Men in {c} had a life expectancy of {v} {y}.",
        "For men in {c}, life expectancy was {v} {y}.",
    ),
    "life_women": (
        "Women in {c} had a life expectancy of {v} {y}.",
        "For women in {c}, life expectancy was {v} {y}.",
    ),
    "fertility": (
        "Women in {c} had {v} children on average {y}.",
        "The fertility rate in {c} was {v} children per woman {y}.",
        "{y}, {s} fertility rate stood at {v} children per woman.",
    ),
    "birth_rate": (
        "There were {v} births per 1,000 people in {c} {y}.",
        "{s} birth rate was {v} per 1,000 people {y}.",
    ),
    "death_rate": (
        "There were {v} deaths per 1,000 people in {c} {y}.",
        "{s} death rate was {v} per 1,000 people {y}.",
    ),
    "infant_mortality": (
        "Infant mortality in {c} was {v} deaths per 1,000 live births {y}.",
        "{y}, {c} recorded {v} infant deaths per 1,000 live births.",
    ),
    "maternal_mortality": (
        "Maternal mortality in {c} was {v} deaths per 100,000 live births {y}.",
        "{y}, {v} women died for every 100,000 live births in {c}.",
    ),
    "literacy": (
        "{v} of adults in {c} could read and write {y}.",
        "The literacy rate in {c} was {v} {y}.",
    ),
    "children": (
        "Children under 15 made up {v} of {s} population {y}.",
        "{y}, {v} of the people of {c} were under 15.",
    ),
    "elderly": (
        "People aged 65 and over made up {v} of {s} population {y}.",
        "{y}, {v} of the people of {c} were 65 or older.",
    ),
    "health_spending": (
        "{c} spent {v} of its GDP on health {y}.",
        "Health spending in {c} came to {v} of GDP {y}.",
    ),
    "education_spending": (
        "{c} spent {v} of its GDP on education {y}.",
        "Education spending in {c} came to {v} of GDP {y}.",
    ),
    "physicians": (
        "{c} had {v} doctors per 1,000 people {y}.",
        "There were {v} doctors for every 1,000 people in {c} {y}.",
    ),
    "obesity": (
        "{v} of adults in {c} were obese {y}.",
        "The adult obesity rate in {c} was {v} {y}.",
    ),
    "gdp_ppp": (
        "Measured by purchasing power parity, {s} gross domestic product was about {v} {y}.",
        "{s} GDP at purchasing power parity came to about {v} {y}.",
        "{y}, {s} output of goods and services was worth about {v} at purchasing power parity.",
    ),
    "gdp": (
        "At the official exchange rate, {s} gross domestic product was about {v} {y}.",
        "The economy of {c} was worth about {v} at the official exchange rate {y}.",
        "{a} economy had an output of about {v} {y} at the official exchange rate.",
    ),
    "growth": (
        "{y}, the economy of {c} {grew} by about {v}.",
        "{s} economy {grew} by {v} {y}.",
        "{s} gross domestic product {grew} by {v} {y}.",
        "{a} economy {grew} by {v} {y}.",
    ),
    "gdp_head": (
        "GDP per head in {c} was about {v} {y} at purchasing power parity.",
        "{y}, output per person in {c} came to about {v} at purchasing power parity.",
        "{s} per capita GDP stood at about {v} {y}, adjusted for purchasing power.",
    ),
    "agriculture": (
        "Agriculture made up {v} of {s} GDP {y}.",
        "Farming accounted for {v} of the GDP of {c} {y}.",
    ),
    "industry": (
        "Industry made up {v} of {s} GDP {y}.",
        "{y}, industry accounted for {v} of the GDP of {c}.",
    ),
    "services": (
        "Services made up {v} of {s} GDP {y}.",
        "{y}, the service sector accounted for {v} of the GDP of {c}.",
    ),
    "industrial_growth": (
        "Industrial production in {c} {grew} by {v} {y}.",
        "{s} industrial output {grew} by {v} {y}.",
    ),
    "labor_force": (
        "{s} labor force numbered about {v} {y}.",
        "About {v} people were in the labor force of {c} {y}.",
    ),
    "unemployment": (
        "The unemployment rate in {c} was {v} {y}.",
        "{v} of {s} labor force was out of work {y}.",
        "{y}, unemployment in {c} stood at {v}.",
    ),
    "youth_unemployment": (
        "Unemployment among people aged 15 to 24 in {c} was {v} {y}.",
        "{s} youth unemployment rate was {v} {y}.",
    ),
    "poverty": (
        "{v} of {s} people lived below the national poverty line {y}.",
        "The share of people in {c} below the poverty line was {v} {y}.",
    ),
    "inflation": (
        "Consumer prices in {c} {rose} by {v} {y}.",
        "{y}, consumer prices in {c} {rose} by {v}.",
        "{a} inflation rate was {signed} {y}.",
        "Inflation in {c} was {signed} {y}.",
    ),
    "revenues": (
        "{s} government took in about {v} {y}.",
        "Government revenue in {c} was about {v} {y}.",
    ),
    "expenditures": (
        "{s} government spent about {v} {y}.",
        "Government spending in {c} was about {v} {y}.",
    ),
    "public_debt": (
        "{s} public debt was {v} of GDP {y}.",
        "Public debt in {c} stood at {v} of GDP {y}.",
        "{y}, the public debt of {c} was equal to {v} of GDP.",
    ),
    "external_debt": (
        "{c} had external debt of about {v} {y}.",
        "{s} external debt came to about {v} {y}.",
    ),
    "reserves": (
        "{s} reserves of foreign exchange and gold were about {v} {y}.",
        "{c} held about {v} in reserves of foreign exchange and gold {y}.",
    ),
    "current_account": (
        "{c} ran a current account {balance} of about {v} {y}.",
        "{s} current account showed a {balance} of about {v} {y}.",
    ),
    "remittances": (
        "Remittances to {c} were equal to {v} of GDP {y}.",
        "{y}, money sent home from abroad came to {v} of {s} GDP.",
    ),
    "exports": (
        "{s} exports were worth about {v} {y}.",
        "{c} exported goods and services worth about {v} {y}.",
        "{y}, exports from {c} came to about {v}.",
    ),
    "imports": (
        "{s} imports were worth about {v} {y}.",
        "{c} imported goods and services worth about {v} {y}.",
        "{y}, imports into {c} came to about {v}.",
    ),
    "oil_production": (
        "{c} produced about {v} of oil a day {y}.",
        "{s} oil output was about {v} a day {y}.",
    ),
    "oil_reserves": (
        "{c} had proved oil reserves of about {v} {y}.",
        "{s} proved reserves of crude oil were put at {v} {y}.",
    ),
    "oil_exports": (
        "{c} exported about {v} of crude oil a day {y}.",
        "{s} exports of crude oil were about {v} a day {y}.",
    ),
    "oil_imports": (
        "{c} imported about {v} of crude oil a day {y}.",
        "{s} imports of crude oil were about {v} a day {y}.",
    ),
    "oil_consumption": (
        "{c} consumed about {v} of refined oil products a day {y}.",
        "Demand for refined oil products in {c} was about {v} a day {y}.",
    ),
    "gas_production": (
        "{c} produced about {v} of natural gas {y}.",
        "{s} output of natural gas was about {v} {y}.",
    ),
    "gas_consumption": (
        "{c} consumed about {v} of natural gas {y}.",
        "{s} consumption of natural gas was about {v} {y}.",
    ),
    "gas_exports": (
        "{c} exported about {v} of natural gas {y}.",
        "{s} exports of natural gas came to about {v} {y}.",
    ),
    "gas_imports": (
        "{c} imported about {v} of natural gas {y}.",
        "{s} imports of natural gas came to about {v} {y}.",
    ),
    "gas_reserves": (
        "{c} had proved reserves of natural gas of about {v} {y}.",
        "{s} proved reserves of natural gas were put at {v} {y}.",
    ),
    "coal_production": (
        "{c} produced about {v} of coal {y}.",
        "{s} coal output was about {v} {y}.",
    ),
    "power_production": (
        "{c} generated about {v} of electricity {y}.",
        "{s} electricity output was about {v} {y}.",
    ),
    "power_consumption": (
        "{c} used about {v} of electricity {y}.",
        "{s} electricity consumption was about {v} {y}.",
    ),
    "power_exports": (
        "{c} exported about {v} of electricity {y}.",
        "{s} exports of electricity were about {v} {y}.",
    ),
    "power_imports": (
        "{c} imported about {v} of electricity {y}.",
        "{s} imports of electricity were about {v} {y}.",
    ),
    "power_capacity": (
        "Power plants in {c} had an installed capacity of about {v} {y}.",
        "{s} installed generating capacity was about {v} {y}.",
    ),
    "fossil": (
        "Fossil fuels provided {v} of {s} {power} {y}.",
        "{y}, {v} of the {power} in {c} came from fossil fuels.",
    ),
    "nuclear": (
        "Nuclear energy provided {v} of {s} {power} {y}.",
        "{y}, {v} of the {power} in {c} came from nuclear plants.",
    ),
    "hydro": (
        "Hydroelectric plants provided {v} of {s} {power} {y}.",
        "{y}, {v} of the {power} in {c} came from hydropower.",
    ),
    "solar": (
        "Solar power provided {v} of {s} electricity {y}.",
        "{y}, {v} of the electricity in {c} came from the sun.",
    ),
    "wind": (
        "Wind power provided {v} of {s} electricity {y}.",
        "{y}, {v} of the electricity in {c} came from wind.",
    ),
    "reactors": (
        "{c} had {v} nuclear reactors in operation {y}.",
        "{y}, {v} nuclear reactors were running in {c}.",
    ),
    "electrification": (
        "{v} of the people of {c} had access to electricity {y}.",
        "Electricity reached {v} of {s} population {y}.",
    ),
    "military": (
        "{c} spent {v} of its GDP on the military {y}.",
        "Military spending in {c} came to {v} of GDP {y}.",
        "{y}, {s} defense spending was equal to {v} of GDP.",
    ),
    "airports": (
        "{c} had {v} airports and airfields {y}.",
        "There were {v} airports and airfields in {c} {y}.",
    ),
    "heliports": (
        "{c} had {v} heliports {y}.",
        "There were {v} heliports in {c} {y}.",
    ),
    "railways": (
        "{c} had {v} of railways {y}.",
        "{s} railway network was {v} long {y}.",
    ),
    "roads": (
        "{c} had {v} of roads {y}.",
        "{s} road network was {v} long {y}.",
    ),
    "ships": (
        "{s} merchant fleet had {v} ships {y}.",
        "{y}, {v} merchant ships sailed under the flag of {c}.",
    ),
    "ports": (
        "{c} had {v} ports {y}.",
        "There were {v} ports in {c} {y}.",
    ),
    "internet_share": (
        "{v} of the people of {c} used the internet {y}.",
        "{y}, {v} of {s} population was online.",
    ),
    "internet_users": (
        "{c} had about {v} internet users {y}.",
        "About {v} people in {c} were online {y}.",
    ),
    "mobile": (
        "There were about {v} mobile phone subscriptions in {c} {y}.",
        "{c} had about {v} mobile phone subscriptions {y}.",
    ),
    "fixed_lines": (
        "There were about {v} fixed telephone lines in {c} {y}.",
        "{c} had about {v} fixed telephone lines {y}.",
    ),
    "broadband": (
        "There were about {v} fixed broadband subscriptions in {c} {y}.",
        "{c} had about {v} fixed broadband subscriptions {y}.",
    ),
    "refugees": (
        "{c} hosted about {v} refugees {y}.",
        "About {v} refugees were living in {c} {y}.",
    ),
    "displaced": (
        "About {v} people were displaced inside {c} {y}.",
        "{c} had about {v} internally displaced people {y}.",
    ),
    "seats": (
        "The legislature of {c} had {v} seats {y}.",
        "{s} parliament had {v} seats {y}.",
    ),
    "lower_seats": (
        "The lower house of {s} parliament had {v} seats {y}.",
        "There were {v} seats in the lower house of parliament in {c} {y}.",
    ),
    "women_in_parliament": (
        "Women held {v} of the seats in {s} parliament {y}.",
        "{y}, {v} of the members of parliament in {c} were women.",
    ),
    "heritage": (
        "{c} had {v} World Heritage Sites {y}.",
        "There were {v} World Heritage Sites in {c} {y}.",
    ),
    "exchange": (
        "One U.S. dollar was worth {v} {currency} in {c} {y}.",
        "The exchange rate in {c} was {v} {currency} to the U.S. dollar {y}.",
    ),
}

WORD_TEMPLATES: dict[str, tuple[str, ...]] = {
    "region": (
        "{c} lies in {region}.",
        "{c} is a {k} in {region}.",
        "{c} is situated in {region}.",
    ),
    "sea": (
        "{c} borders {sea}.",
        "{c} has a coast on {sea}.",
    ),
    "between": (
        "{c} lies between {between}.",
        "{c} is situated between {between}.",
    ),
    "neighbours": (
        "{c} borders {v}.",
        "{c} shares land borders with {v}.",
        "The neighbors of {c} by land are {v}.",
    ),
    "neighbour": (
        "{c} borders only {v}.",
        "The only land neighbor of {c} is {v}.",
    ),
    "longest_border": (
        "{s} longest land border, {km} km, is with {v}.",
        "The longest border of {c} is with {v} and runs for {km} km.",
    ),
    "landlocked": (
        "{c} is landlocked.",
        "{c} has no coast.",
    ),
    "high_name": (
        "The highest point in {c} is {high_name}, at {high_metres} meters.",
        "At {high_metres} meters, {high_name} is the highest point of {c}.",
    ),
    "capital": (
        "The capital of {c} is {capital}.",
        "{capital} is the capital of {c}.",
        "{s} capital is {capital}.",
    ),
    "long_name": (
        "The official name of {c} is {long_name}.",
        "{c} is officially called {long_name}.",
        "In full, {c} is known as {long_name}.",
    ),
    "government": (
        "{c} was {government} as of {e}.",
        "As of {e}, the form of government of {c} was {bare_government}.",
    ),
    "divisions": (
        "{c} is divided into {divisions} {division_kind}.",
        "For administration, {c} has {divisions} {division_kind}.",
    ),
    "voting_age": (
        "The voting age in {c} was {voting_age} as of {e}.",
        "As of {e}, people in {c} could vote from the age of {voting_age}.",
    ),
    "legislature": (
        "{s} parliament is called the {legislature}.",
        "The legislature of {c} is the {legislature}.",
    ),
    "structure": (
        "The parliament of {c} has {houses}.",
        "{s} legislature is {structure}, with {houses}.",
    ),
    "independence": (
        "{c} became independent from {independent_from} on {independence}.",
        "{c} gained independence from {independent_from} on {independence}.",
        "On {independence}, {c} became independent from {independent_from}.",
    ),
    "holiday": (
        "{s} national holiday is {holiday}, on {holiday_date}.",
        "The national holiday of {c}, {holiday}, falls on {holiday_date}.",
    ),
    "currency": (
        "The currency of {c} was the {unit} ({currency_code}) as of {e}.",
        "As of {e}, {c} used the {unit} ({currency_code}) as its currency.",
    ),
    "domain": (
        "The internet country code of {c} is {domain}.",
        "Web addresses in {c} end in {domain}.",
    ),
}

SHARE_TEMPLATES: dict[str, tuple[str, ...]] = {
    "export_partners": (
        "{y}, the main buyers of {s} exports were {v}.",
        "{s} exports went mainly to {v} {y}.",
        "The largest export markets of {c} were {v} {y}.",
    ),
    "import_partners": (
        "{y}, {s} imports came mainly from {v}.",
        "The main suppliers of {c} were {v} {y}.",
        "{c} imported most from {v} {y}.",
    ),
    "languages": (
        "The main languages of {c} are {v}.",
        "Languages spoken in {c} include {v}.",
        "People in {c} speak {v}.",
    ),
    "religions": (
        "The main religions of {c} are {v}.",
        "By religion, the people of {c} are {v}.",
    ),
    "ethnic_groups": (
        "The largest ethnic groups in {c} are {v}.",
        "By ethnic group, the people of {c} are {v}.",
    ),
}

UNRANKED_TEMPLATES: dict[str, tuple[str, ...]] = {
    "languages": ("Languages spoken in {c} include {v}.", "People in {c} speak {v}."),
    "religions": ("Religious groups in {c} include {v}.",),
    "ethnic_groups": ("Ethnic groups in {c} include {v}.",),
    "export_partners": ("{c} sold goods to {v} {y}.",),
    "import_partners": ("{c} bought goods from {v} {y}.",),
}
"""Wordings of a list that gives no percentages."""

LIST_TEMPLATES: dict[str, tuple[str, ...]] = {
    "export_goods": (
        "{s} main exports {y} included {v}.",
        "Goods that {c} sold abroad {y} included {v}.",
        "{c} exported {v} {y}, among other goods.",
    ),
    "import_goods": (
        "{s} main imports {y} included {v}.",
        "Goods that {c} bought abroad {y} included {v}.",
        "{c} imported {v} {y}, among other goods.",
    ),
    "farm_products": (
        "Farm products of {c} {y} included {v}.",
        "{s} farms produced {v} {y}, among other products.",
    ),
    "seaports": (
        "Ports of {c} include {v}.",
        "Among {s} main ports are {v}.",
    ),
}

OFFICE_TEMPLATES: dict[str, tuple[str, ...]] = {
    "head_of_state": (
        "As of {e}, the head of state of {c} was {title} {person}.",
        "{title} {person} was the head of state of {c} as of {e}.",
        "{s} head of state as of {e} was {title} {person}.",
    ),
    "head_of_government": (
        "As of {e}, the head of government of {c} was {title} {person}.",
        "As of {e}, {title} {person} led the government of {c}.",
        "{s} head of government as of {e} was {title} {person}.",
    ),
    "both": (
        "As of {e}, {title} {person} was both head of state and head of government of {c}.",
        "{s} head of state and of government as of {e} was {title} {person}.",
    ),
    "since": (
        "{person} had been {lower} of {c} since {since}.",
        "{person} became {lower} of {c} on {since}.",
    ),
    "deputy": (
        "{title} {person} was represented in {c} by Governor-General {deputy} as of {e}.",
        "As of {e}, Governor-General {deputy} represented {title} {person} in {c}.",
    ),
}

MEMBER_TEMPLATES = (
    "As of {e}, {c} was a member of {v}.",
    "{c} belonged to {v} as of {e}.",
    "Organizations that counted {c} as a member as of {e} included {v}.",
)

CITY_TEMPLATES = (
    "{city}, the largest city in {c}, had about {v} people.",
    "The largest city in {c} was {city}, with about {v} people.",
)
MORE_CITY_TEMPLATES = (
    "Other large cities in {c} were {v}.",
    "Large cities in {c} also included {v}.",
)

ORGANISATIONS = {
    "UN": "the United Nations",
    "NATO": "NATO",
    "EU": "the European Union",
    "EMU": "the euro zone",
    "Schengen Convention": "the Schengen area",
    "G-7": "the Group of Seven (G7)",
    "G-20": "the Group of 20 (G20)",
    "BRICS": "the BRICS group",
    "OPEC": "OPEC",
    "ASEAN": "the Association of Southeast Asian Nations (ASEAN)",
    "AU": "the African Union",
    "LAS": "the Arab League",
    "GCC": "the Gulf Cooperation Council",
    "OIC": "the Organization of Islamic Cooperation",
    "OAS": "the Organization of American States",
    "Mercosur": "Mercosur",
    "Caricom": "the Caribbean Community",
    "CIS": "the Commonwealth of Independent States",
    "EAEU": "the Eurasian Economic Union",
    "CSTO": "the Collective Security Treaty Organization",
    "SCO": "the Shanghai Cooperation Organization",
    "APEC": "the Asia-Pacific Economic Cooperation forum (APEC)",
    "OECD": "the Organization for Economic Cooperation and Development (OECD)",
    "OSCE": "the Organization for Security and Cooperation in Europe (OSCE)",
    "CE": "the Council of Europe",
    "C": "the Commonwealth of Nations",
    "ECOWAS": "the Economic Community of West African States (ECOWAS)",
    "SADC": "the Southern African Development Community",
    "EAC": "the East African Community",
    "SAARC": "the South Asian Association for Regional Cooperation",
    "Arctic Council": "the Arctic Council",
    "PIF": "the Pacific Islands Forum",
    "NAM": "the Non-Aligned Movement",
    "WTO": "the World Trade Organization",
    "WHO": "the World Health Organization",
    "IMF": "the International Monetary Fund",
    "IAEA": "the International Atomic Energy Agency",
    "ICCt": "the International Criminal Court",
    "OPCW": "the Organization for the Prohibition of Chemical Weapons",
    "Interpol": "Interpol",
    "AfDB": "the African Development Bank",
    "ADB": "the Asian Development Bank",
}
"""Organisations the corpus names, by the abbreviation of the field."""

GROUPS = (
    "NATO", "EU", "EMU", "OPEC", "ASEAN", "G-20", "BRICS", "GCC", "LAS", "OECD", "CIS", "SCO",
    "CSTO", "Mercosur", "APEC", "ECOWAS", "Arctic Council", "SAARC", "SADC", "EAC", "EAEU",
    "Caricom", "PIF", "Schengen Convention", "G-7", "OAS",
)  # fmt: skip
"""Organisations small or newsworthy enough for a passage that lists their members."""

COMPLETE = {
    "2015-11": (
        "NATO EU OPEC ASEAN BRICS GCC CSTO SCO Mercosur APEC ECOWAS SAARC SADC EAC Caricom"
        " PIF G-7 Arctic_Council"
    ),
    "2026-05": "NATO EU ASEAN GCC CSTO SAARC EAC EAEU Caricom PIF G-7 Arctic_Council",
}
"""Organisations whose members the edition gives in full, checked by hand."""

ONE = {
    "airports": "one airport or airfield",
    "heliports": "one heliport",
    "ships": "one merchant ship",
    "ports": "one port",
    "heritage": "one World Heritage Site",
    "reactors": "one nuclear reactor in operation",
}
"""What a count of one is called."""

WORLD_TOPICS = (
    "population", "health", "gdp", "growth", "sectors", "oil", "gas", "electricity",
    "power_sources", "internet",
)  # fmt: skip
"""Topics on which the world as a whole has sentences."""

TOPICS: dict[str, tuple[str, ...]] = {
    "location": ("region", "sea", "between", "neighbours", "longest_border", "landlocked"),
    "area": ("area", "border_length", "coastline", "high_name", "divisions", "heritage"),
    "government": (
        "capital", "long_name", "government", "legislature", "structure", "seats", "lower_seats",
        "women_in_parliament", "voting_age",
    ),
    "leaders": ("head_of_state", "since_state", "deputy", "head_of_government", "since_government"),
    "population": ("population", "population_growth", "median_age", "children", "elderly"),
    "cities": ("city", "more_cities", "urban", "refugees", "displaced"),
    "health": (
        "life_expectancy", "life_men", "life_women", "fertility", "infant_mortality",
        "maternal_mortality",
    ),
    "society": ("birth_rate", "death_rate", "literacy", "education_spending", "health_spending",
                "physicians", "obesity"),
    "people": ("languages", "official", "religions", "ethnic_groups"),
    "gdp": ("gdp_ppp", "gdp_ppp@1", "gdp", "gdp_head", "gdp_head@1"),
    "growth": ("growth", "growth@1", "growth@2", "industrial_growth"),
    "sectors": ("agriculture", "industry", "services", "farm_products"),
    "labour": ("labor_force", "unemployment", "unemployment@1", "youth_unemployment", "poverty"),
    "exports": ("exports", "exports@1", "export_partners", "export_goods"),
    "imports": ("imports", "imports@1", "import_partners", "import_goods"),
    "balance": ("current_account", "current_account@1", "reserves", "external_debt", "remittances"),
    "prices": ("inflation", "inflation@1", "inflation@2", "currency", "exchange"),
    "budget": ("revenues", "expenditures", "deficit", "public_debt", "public_debt@1"),
    "military": ("military", "military@1", "military@2", "military@3"),
    "oil": ("oil_production", "oil_exports", "oil_imports", "oil_consumption", "oil_reserves"),
    "gas": ("gas_production", "gas_consumption", "gas_exports", "gas_imports", "gas_reserves",
            "coal_production"),
    "electricity": ("power_production", "power_consumption", "power_exports", "power_imports",
                    "power_capacity", "electrification"),
    "power_sources": ("fossil", "nuclear", "hydro", "solar", "wind", "reactors"),
    "transport": ("airports", "heliports", "railways", "roads", "ships", "ports", "seaports"),
    "internet": ("internet_share", "internet_users", "mobile", "fixed_lines", "broadband",
                 "domain"),
    "memberships": ("members_0", "members_1", "members_2"),
    "history": ("independence", "holiday"),
}  # fmt: skip
"""Topics in the order of a document, and the facts of each; `@1` is the year before."""

TIMELESS = ("location", "area", "history")
"""Topics whose sentences stand in one edition only where both state the same."""

STEADY = {key for topic in TIMELESS for key in TOPICS[topic]}
"""Facts whose wording does not depend on the edition."""
