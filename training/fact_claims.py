"""Wordings of claims for `facts.py`, none of them a wording of the corpus.

Slots: `{c}` the country, `{s}` its possessive, `{a}` "the Russian" or the possessive, `{q}` the
value as a claim puts it ("more than 140 million"), `{y}` "in 2014", `{n}` a noun for the figure.
"""

from __future__ import annotations

NOUNS: dict[str, tuple[str, ...]] = {
    "area": ("territory", "land and inland water combined"),
    "border_length": ("land frontier", "combined length of land frontiers"),
    "coastline": ("seaboard", "length of coast"),
    "median_age": ("typical age", "age at the midpoint of the population"),
    "urban": ("degree of urbanization", "share of city dwellers"),
    "life_expectancy": ("average lifespan", "expected lifespan"),
    "life_men": ("male lifespan", "expected lifespan of males"),
    "life_women": ("female lifespan", "expected lifespan of females"),
    "fertility": ("number of babies per mother", "average number of births per woman"),
    "birth_rate": ("number of births for each thousand inhabitants",),
    "death_rate": ("number of deaths for each thousand inhabitants",),
    "infant_mortality": ("number of babies dying in their first year per thousand births",),
    "maternal_mortality": ("number of mothers dying per 100,000 births",),
    "literacy": ("the share of grown-ups able to read", "adult literacy"),
    "children": ("share of under-15s", "proportion of residents younger than 15"),
    "elderly": ("share of pensioners from 65 up", "proportion of over-65s"),
    "health_spending": ("share of national output going to health care",),
    "education_spending": ("share of national output going to schools and universities",),
    "physicians": ("number of physicians per thousand inhabitants",),
    "obesity": ("share of severely overweight grown-ups", "prevalence of obesity"),
    "gdp_ppp": ("national output in purchasing power terms", "economic output adjusted for prices"),
    "gdp": ("national output at market exchange rates", "annual output in current dollars"),
    "gdp_head": ("income per inhabitant in purchasing power terms", "output per inhabitant"),
    "agriculture": ("contribution of farms to the economy", "weight of farming in output"),
    "industry": ("contribution of industry to the economy", "weight of industry in output"),
    "services": ("contribution of services to the economy", "weight of services in output"),
    "labor_force": ("workforce", "number of workers and job seekers"),
    "unemployment": ("joblessness", "the jobless rate", "the share of workers without a job"),
    "youth_unemployment": ("joblessness among the young", "the jobless rate of under-25s"),
    "poverty": ("the poverty rate", "the proportion of the poor"),
    "revenues": ("state income", "the treasury's intake"),
    "expenditures": ("public expenditure", "state outlays"),
    "public_debt": ("the government debt burden", "the ratio of state debt to GDP"),
    "external_debt": ("debt owed to foreign creditors", "foreign debt"),
    "reserves": ("the central bank's hoard of foreign currency and gold", "hard-currency reserves"),
    "remittances": ("the weight of migrants' transfers in GDP",),
    "exports": ("foreign sales", "sales abroad"),
    "imports": ("purchases from abroad", "foreign purchases"),
    "oil_production": ("daily crude output", "daily oil pumping"),
    "oil_exports": ("daily crude shipments abroad",),
    "oil_imports": ("daily crude purchases from abroad",),
    "oil_consumption": ("daily use of petroleum products",),
    "oil_reserves": ("known crude deposits", "oil in the ground"),
    "gas_production": ("yearly gas output", "gas extraction"),
    "gas_consumption": ("yearly gas use", "gas demand"),
    "gas_exports": ("yearly gas sales abroad",),
    "gas_imports": ("yearly gas purchases from abroad",),
    "gas_reserves": ("known gas deposits", "gas in the ground"),
    "coal_production": ("yearly coal mining", "coal extraction"),
    "power_production": ("yearly power generation",),
    "power_consumption": ("yearly power use", "demand for power"),
    "power_exports": ("power sold across the border",),
    "power_imports": ("power bought across the border",),
    "power_capacity": ("capacity of generating plants", "generating capacity"),
    "electrification": ("the share of inhabitants connected to power",),
    "military": ("the share of GDP going to the armed forces", "the defense burden on GDP"),
    "airports": ("the number of airfields",),
    "heliports": ("the number of helicopter landing sites",),
    "railways": ("the rail network", "the length of railway track"),
    "roads": ("the length of roads", "the highway system"),
    "ships": ("the number of commercial vessels",),
    "ports": ("the number of harbors",),
    "internet_share": ("internet use", "the share of internet users"),
    "internet_users": ("the number of web users", "the online population"),
    "mobile": ("the number of cellphone contracts",),
    "fixed_lines": ("the number of landlines",),
    "broadband": ("the number of fixed high-speed internet contracts",),
    "refugees": ("the refugee population", "the number of people who fled there from abroad"),
    "displaced": ("the number of people uprooted within its borders",),
    "seats": ("the size of the legislature", "the number of lawmakers"),
    "lower_seats": ("the size of the lower chamber",),
    "women_in_parliament": ("the share of female lawmakers",),
    "heritage": ("the number of places on the World Heritage list",),
}

FRAMES: tuple[str, ...] = (
    "Estimates put {n} in {c} at {q} {y}.",
    "{y}, {n} in {c} amounted to {q}.",
    "In {c}, {n} reached {q} {y}.",
    "Published figures show {n} in {c} at {q} {y}.",
    "Estimates for {c} gave {q} for {n} {y}.",
    "Official data had {n} in {c} at {q} {y}.",
    "According to estimates, {n} in {c} came to {q} {y}.",
    "{y}, statisticians put {n} in {c} at {q}.",
    "{c} ended up with {q} for {n} {y}.",
    "As for {n}, {c} stood at {q} {y}.",
)

TRENDS: tuple[tuple[str, str], ...] = (
    ("In {c}, {n} went up between {y0} and {y1}.", "In {c}, {n} went down between {y0} and {y1}."),
    ("{y1} brought an increase over {y0} in {n} in {c}.",
     "{y1} brought a decrease from {y0} in {n} in {c}."),
    ("For {c}, {y1} was a higher year than {y0} in terms of {n}.",
     "For {c}, {y1} was a lower year than {y0} in terms of {n}."),
    ("{c} saw {n} climb from {y0} to {y1}.", "{c} saw {n} drop from {y0} to {y1}."),
)  # fmt: skip
"""Claims on two years: upwards, downwards."""

APPOSITIVES: dict[str, tuple[str, ...]] = {
    "population": ("a {k} of {q} people", "home to {q} people", "which has {q} inhabitants"),
    "neighbours": ("which borders {x}", "a neighbor of {x}", "which shares a frontier with {x}"),
    "capital": ("whose capital is {x}", "governed from {x}"),
    "region": ("in {x}", "which lies in {x}"),
    "head_of_state": ("where {x} was head of state", "with {x} as head of state"),
    "head_of_government": (
        "where {x} ran the government",
        "with {x} at the head of its government",
    ),
    "exports": ("with {q} in sales abroad", "which sold {q} worth of goods and services abroad"),
    "unemployment": ("where {q} of workers had no job", "with joblessness at {q}"),
    "gdp_ppp": ("with an output of {q} in purchasing power terms",),
    "military": ("which spent {q} of its GDP on its armed forces",),
}
"""What stands between commas after the name of a country."""

COMPARISONS: dict[str, tuple[str, ...]] = {
    "population": ("{a} has more people than {b}.", "{b} is less populous than {a}.",
                   "More people live in {a} than in {b}."),
    "area": ("{a} is bigger than {b}.", "{b} covers less ground than {a}."),
    "gdp": ("{a} has a bigger economy than {b} at market exchange rates.",
            "The economy of {b} is smaller than that of {a} at market rates."),
    "gdp_ppp": ("{a} has a bigger economy than {b} in purchasing power terms.",
                "In purchasing power terms, {b} produces less than {a}."),
    "gdp_head": ("Income per inhabitant is higher in {a} than in {b}.",
                 "{b} is poorer per inhabitant than {a}."),
    "exports": ("{a} sells more abroad than {b}.", "{b} earns less than {a} from sales abroad."),
    "imports": ("{a} buys more abroad than {b}.", "{b} buys less from the world than {a}."),
    "oil_production": ("{a} pumps more oil than {b}.", "{b} is a smaller oil producer than {a}."),
    "oil_reserves": ("{a} has more oil in the ground than {b}.",
                     "{b} sits on less oil than {a}."),
    "gas_production": ("{a} extracts more gas than {b}.", "{b} extracts less gas than {a}."),
    "gas_exports": ("{a} sells more gas abroad than {b}.", "{b} sells less gas abroad than {a}."),
    "coal_production": ("{a} mines more coal than {b}.", "{b} mines less coal than {a}."),
    "military": ("{a} puts a bigger share of its output into its army than {b}.",),
    "life_expectancy": ("People live longer in {a} than in {b}.",),
    "refugees": ("{a} has taken in more refugees than {b}.",
                 "Fewer refugees live in {b} than in {a}."),
    "reserves": ("{a} has bigger currency reserves than {b}.",),
    "reactors": ("{a} runs more nuclear reactors than {b}.",),
    "coastline": ("{a} has a longer seaboard than {b}.",),
    "railways": ("{a} has more railway track than {b}.",),
}  # fmt: skip
"""Claims on two countries, `{a}` before `{b}` in the ranking."""

MEMBERSHIP: tuple[tuple[str, ...], tuple[str, ...]] = (
    ("{c} is part of {x}.", "{c} has joined {x}.", "{x} counts {c} in its ranks.",
     "{c} takes part in {x} as a member.", "{c} sits at the table of {x}.",
     "As a member of {x}, {c} has a say there."),
    ("{c} has stayed out of {x}.", "{c} is not part of {x}.", "{c} has no seat in {x}.",
     "{x} does not count {c} in its ranks.", "{c} is not among those who joined {x}.",
     "{c} remains outside {x}."),
)  # fmt: skip
"""Membership: yes, and no."""

PARTNER_SHARES: dict[str, tuple[str, ...]] = {
    "export_partners": (
        "{x} took {q} of what {c} sold abroad {y}.",
        "{y}, {q} of {s} foreign sales went to {x}.",
        "{c} sold {q} of its exported goods to {x} {y}.",
        "Buyers in {x} accounted for {q} of {s} sales abroad {y}.",
    ),
    "import_partners": (
        "{x} supplied {q} of what {c} bought abroad {y}.",
        "{y}, {q} of {s} foreign purchases came from {x}.",
        "{c} got {q} of its imported goods from {x} {y}.",
        "Sellers in {x} accounted for {q} of {s} purchases abroad {y}.",
    ),
    "languages": (
        "{x} is the language of {q} of those living in {c}.",
        "{q} of {s} inhabitants have {x} as their language.",
    ),
    "religions": (
        "{q} of those living in {c} belong to the {x} community.",
        "The {x} community makes up {q} of {s} inhabitants.",
    ),
    "ethnic_groups": (
        "{x} people make up {q} of those living in {c}.",
        "{q} of {s} inhabitants are {x}.",
    ),
}

NOT_AMONG: dict[str, tuple[str, ...]] = {
    "export_partners": ("{x} was not among {s} main customers {y}.",
                        "{x} did not rank among the chief export markets of {c} {y}."),
    "import_partners": ("{x} was not among {s} main suppliers {y}.",
                        "{x} did not rank among the chief suppliers of {c} {y}."),
}  # fmt: skip

FIGURE_CLAIMS: dict[str, tuple[str, ...]] = {
    "population": (
        "{c} is a {k} of {q} people.",
        "{q} people called {c} home {y}.",
        "With {q} inhabitants {y}, {c} was a {k} of note.",
        "{c}, with its {q} residents {y}, was counted in the latest estimates.",
        "{y}, {c} counted {q} inhabitants.",
        "The {k} of {c} is inhabited by {q} people.",
        "Estimates put the number of inhabitants of {c} at {q} {y}.",
        "{c} has {q} citizens and residents, according to estimates.",
    ),
    "population_growth": (
        "The number of inhabitants of {c} {rose} by {q} {y}.",
        "{y}, {c} {gained} people: the number of residents {rose} by {q}.",
        "{c} {gained} inhabitants {y}.",
        "Demographers say {c} {gained} {q} of its people {y}.",
        "{c} had {more} inhabitants at the end of the year than at the start {y}.",
        "The head count of {c} {rose} {y}, by {q}.",
    ),
    "growth": (
        "{a} economy {expanded} {q} {y}.",
        "{y}, output in {c} {rose} by {q}.",
        "{c} saw its economy {expand} by {q} {y}.",
        "{s} economy {expanded} {y}.",
        "Economic output in {c} {rose} {q} {y}, according to estimates.",
        "{c} recorded {growth} of {q} {y}.",
        "{growth} in {c} came to {q} {y}.",
        "It was a year of economic {growth} for {c} {y}.",
    ),
    "industrial_growth": (
        "Factories and mines in {c} {turned} out {q} {more} {y}.",
        "The output of {s} factories {rose} by {q} {y}.",
        "{y}, manufacturing and mining in {c} {rose} {q}.",
        "Industry in {c} {expanded} {y}.",
    ),
    "inflation": (
        "Prices in {c} {went} by {q} {y}.",
        "Shoppers in {c} saw prices {go} by {q} {y}.",
        "{y}, the cost of living in {c} {went} {q}.",
        "The cost of living {went} by {q} in {c} {y}, according to official data.",
        "Goods in the shops of {c} became {q} {dearer} {y}.",
        "Life in {c} became {dearer} {y}.",
    ),
    "current_account": (
        "{c} had a current account {balance} of {q} {y}.",
        "{y}, the current account of {c} was in {balance}.",
        "The {balance} on {s} current account came to {q} {y}.",
        "Money {flowed} {c} {y}, on balance, which left a current account {balance}.",
    ),
    "exchange": (
        "A dollar bought {q} {currency} in {c} {y}.",
        "{y}, {q} {currency} were needed to buy one dollar in {c}.",
        "{s} money traded at {q} to the dollar {y}.",
        "In {c}, the dollar stood at {q} {currency} {y}.",
    ),
    "military": (
        "{c} devoted {q} of its GDP to its armed forces {y}.",
        "{s} armed forces received {q} of national output {y}.",
        "{y}, defense cost {c} {q} of its GDP.",
        "{c} put {q} of its GDP into defense {y}.",
    ),
    "unemployment": (
        "{q} of workers in {c} had no job {y}.",
        "{y}, {q} of the workforce of {c} was jobless.",
        "Joblessness in {c} ran at {q} {y}.",
        "The jobless rate was {q} in {c} {y}.",
    ),
    "internet_share": (
        "{q} of those living in {c} were on the internet {y}.",
        "{y}, {q} of inhabitants went online in {c}.",
        "The internet was used by {q} of the population of {c} {y}.",
    ),
    "reactors": (
        "{c} operates {q} nuclear reactors.",
        "{q} reactors supply nuclear power in {c}.",
        "{c}, which runs {q} nuclear reactors, counts on atomic power.",
    ),
}

CLAIMS: dict[str, tuple[str, ...]] = {
    "capital": (
        "{c} is governed from {x}, its capital.",
        "The government of {c} has its seat in the capital, {x}.",
        "{x} serves as {s} capital city.",
        "{x} is {a} capital.",
        "{x}, {s} capital, is the seat of government.",
        "The capital city that {c} has is called {x}.",
        "The main city of government in {c} is its capital, {x}.",
    ),
    "neighbours": (
        "{c} has a common border with {x}.",
        "{x} and {c} are neighbors.",
        "{c}, which borders {x}, is a {k} in its own right.",
        "One can cross by land from {c} straight into {x}.",
        "{x} lies just across the border from {c}.",
        "{c} is next door to {x}.",
        "Among the {k}s that share a frontier with {c} is {x}.",
    ),
    "not_neighbours": (
        "{c} has no border with {x}.",
        "{x} and {c} are not neighbors.",
        "{c} does not share a frontier with {x}.",
        "There is no common land border between {c} and {x}.",
    ),
    "longest_border": (
        "No land border of {c} is longer than the one with {x}.",
        "{c} shares its longest frontier with {x}.",
        "The frontier with {x} is the longest that {c} has.",
        "{s} frontier with {x} is longer than with any other neighbor.",
    ),
    "region": (
        "{c} is part of {x}.",
        "{c} can be found in {x}.",
        "{c}, in {x}, is on the map.",
        "The {k} of {c} belongs to {x}.",
        "{x} is where {c} lies.",
        "{c} is one of the places that make up {x}.",
    ),
    "landlocked": (
        "{c} has no access to the sea of its own.",
        "No part of {c} touches the sea.",
        "{c} has no seaside.",
        "{c} is cut off from the sea.",
    ),
    "head_of_state": (
        "{y}, {x} was {s} head of state.",
        "{x} held the highest office in {c} {y}.",
        "{x} stood at the head of the {k} of {c} {y}.",
        "{y}, {a} {title} was {x}.",
        "{c} had {x} as its {title} {y}.",
        "{x}, {a} {title}, was in office {y}.",
        "{s} {title} {y} was {x}.",
    ),
    "head_of_government": (
        "{y}, {x} ran the government of {c}.",
        "{x} headed {s} government {y}.",
        "{x} was in charge of the government in {c} {y}.",
        "{y}, {a} {title} was {x}.",
        "{c} had {x} as its {title} {y}.",
        "{x}, {a} {title}, was in office {y}.",
        "{s} {title} {y} was {x}.",
    ),
    "independence": (
        "{c} has been independent since {x}.",
        "{c} won its independence in {x}.",
        "{x} was the year {c} became independent.",
        "{c} broke away in {x} and became a state of its own.",
        "Independence came to {c} in {x}.",
    ),
    "independent_from": (
        "{c} was once ruled by {x}.",
        "Before it became independent, {c} belonged to {x}.",
        "{c} broke away from {x}.",
        "It was from {x} that {c} won its independence.",
        "{c}, formerly under {x}, is independent.",
    ),
    "holiday": (
        "{c} celebrates its national day on {x}.",
        "{x} is a national holiday in {c}.",
        "People in {c} mark their national day on {x}.",
        "Each year on {x}, {c} observes its national holiday.",
    ),
    "currency": (
        "Shops in {c} are paid in the {x}.",
        "{c} pays in the {x}.",
        "The {x} is legal tender in {c}.",
        "{s} money is the {x}.",
        "In {c}, people pay with the {x}.",
    ),
    "export_partners": (
        "{x} was among the biggest buyers of goods from {c} {y}.",
        "{x} ranked among {s} main customers {y}.",
        "{y}, {x} was one of the top destinations for what {c} sold abroad.",
        "{s} trade depended on buyers in {x} {y}, among others.",
        "{c} counted {x} among its chief export markets {y}.",
    ),
    "top_export": (
        "{x} was the biggest customer of {c} {y}.",
        "No one bought more from {c} {y} than {x}.",
        "{y}, {c} sold more to {x} than to anyone else.",
        "{s} number one export destination {y} was {x}.",
    ),
    "import_partners": (
        "{x} was among the biggest sellers to {c} {y}.",
        "{x} ranked among {s} main suppliers {y}.",
        "{y}, {x} was one of the top sources of what {c} bought abroad.",
        "Goods from {x} made up a sizable part of what {c} bought {y}.",
        "{c} counted {x} among its chief suppliers {y}.",
    ),
    "top_import": (
        "{x} was the biggest supplier of {c} {y}.",
        "No one sold more to {c} {y} than {x}.",
        "{y}, {c} bought more from {x} than from anyone else.",
        "{s} number one supplier {y} was {x}.",
    ),
    "export_goods": (
        "{c} ships {x} abroad.",
        "{x} were among the things {c} sold to the world {y}.",
        "Foreign buyers get {x} from {c}.",
        "{c} earns money abroad with {x}.",
    ),
    "import_goods": (
        "{c} buys {x} from abroad.",
        "{x} were among the things {c} had to buy from the world {y}.",
        "Foreign sellers deliver {x} to {c}.",
        "{c} spends money abroad on {x}.",
    ),
    "official": (
        "{x} has official status in {c}.",
        "{c} recognizes {x} as an official language.",
        "In {c}, {x} is used officially.",
        "The state in {c} uses {x}.",
        "Officials in {c} work in {x}.",
    ),
    "religions": (
        "{x} form the largest religious community in {c}.",
        "No faith has more followers in {c} than that of the {x} community.",
        "The biggest religious group in {c} is {x}.",
        "Most widespread among the faiths of {c} is {x}.",
    ),
    "ethnic_groups": (
        "{x} people are the biggest ethnic community in {c}.",
        "The most numerous ethnic community in {c} is {x}.",
        "No ethnic community in {c} is more numerous than the {x} one.",
        "{c} is home to many peoples, of whom the {x} are the most numerous.",
    ),
    "city": (
        "{x} is the biggest city of {c}.",
        "No city in {c} has more people than {x}.",
        "More people live in {x} than in any other city in {c}.",
        "{x}, {s} most populous city, tops the list.",
    ),
    "high_name": (
        "No place in {c} is higher than {x}.",
        "{x} towers over the rest of {c}.",
        "The top of {c} is {x}.",
        "{c} has its highest elevation at {x}.",
    ),
    "deficit": (
        "The government of {c} {spent} than it took in {y}.",
        "{y}, {s} state budget was in {balance}.",
        "Public finances in {c} closed {y} with a {balance}.",
        "{c} had a budget {balance} {y}.",
    ),
    "structure": (
        "{c} has a {x} parliament.",
        "Laws in {c} are made by a {x} legislature.",
        "The legislature of {c} is {x}.",
        "{s} lawmakers sit in a {x} assembly.",
    ),
}

DETAILS: tuple[str, ...] = (
    ", largely because of the weather",
    ", as its leaders had promised",
    ", after months of protests",
    ", a result of new legislation",
    ", to the dismay of its trading partners",
    ", the finance minister said",
    ", which led to a change of policy",
    ", following talks with its creditors",
    ", because of pressure from abroad",
    ", a central bank official told reporters",
    ", in a bid to attract investors",
    ", as a consequence of the war in the region",
    ", the opposition complained",
    ", after an agreement with the European Union",
    ", in line with a pledge made by the government",
    ", owing to a decline in tourism",
)

EVENT_ACTS: tuple[tuple[str, str, str], ...] = (
    (
        "The {title} of {c} met the leader of {o} in {place} on {day}.",
        "{s} {title} held talks with the leader of {o} in {place} on {day}.",
        "{s} {title} and the leader of {o} sat down together in {place} on {day}.",
    ),
    (
        "{c} and {o} signed a {deal} in {place} on {day}.",
        "A {deal} between {c} and {o} was concluded in {place} on {day}.",
        "In {place}, {c} and {o} put their names to a {deal} on {day}.",
    ),
    (
        "The foreign minister of {c} arrived in {place} on {day} for talks with {o}.",
        "{s} foreign minister came to {place} on {day} to talk with {o}.",
        "On {day}, {s} top diplomat traveled to {place} for talks with {o}.",
    ),
    (
        "The government of {c} said on {day} that it would recall its ambassador from {o}.",
        "{c} announced on {day} it was calling its ambassador home from {o}.",
        "On {day}, the authorities in {c} declared they would withdraw their envoy from {o}.",
    ),
    (
        "Protesters marched through {place} on {day} against the government of {c}.",
        "On {day}, opponents of {s} government took to the streets of {place}.",
        "A march against {s} government was held in {place} on {day}.",
    ),
    (
        "The parliament of {c} voted on {day} for a {deal} with {o}.",
        "On {day}, lawmakers in {c} approved a {deal} with {o}.",
        "A {deal} with {o} won the backing of {s} parliament on {day}.",
    ),
    (
        "{c} closed its border with {o} on {day}.",
        "On {day}, {c} shut the crossings into {o}.",
        "The frontier between {c} and {o} was sealed by {c} on {day}.",
    ),
    (
        "The army of {c} began an exercise with troops from {o} on {day}.",
        "On {day}, soldiers from {c} and {o} started joint maneuvers.",
        "Troops from {o} joined {s} army for drills that began on {day}.",
    ),
    (
        "The central bank of {c} raised its key interest rate on {day}.",
        "On {day}, borrowing costs in {c} were lifted by its central bank.",
        "{s} central bank tightened monetary policy on {day}.",
    ),
    (
        "An official in {place} denied on {day} that {c} had sent weapons to {o}.",
        "On {day}, reports that {c} supplied {o} with arms were denied by an official in {place}.",
        "No arms went from {c} to {o}, an official in {place} said on {day}.",
    ),
)
"""Invented news: wording of a premise, then two of a claim."""

DEALS = (
    "trade agreement", "security pact", "loan agreement", "gas contract", "cultural accord",
    "border treaty", "visa agreement", "fishing treaty",
)  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LEADERS = ("president", "prime minister", "head of government", "leader")
