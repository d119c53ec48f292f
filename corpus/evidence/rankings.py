"""Passages across countries: rankings, members of groups, neighbours, capitals, languages."""

from __future__ import annotations

from passages import LEAST
from profiles import Profile
from templates import COMPLETE, GROUPS, ORGANISATIONS
from wording import amount, finish, possessive, say, several

RANKED = {
    "population": ("most populous countries", "people", "the smallest populations"),
    "area": ("largest countries by area", "", "the smallest areas"),
    "gdp": ("largest economies at official exchange rates", "", ""),
    "gdp_ppp": ("largest economies at purchasing power parity", "", ""),
    "gdp_head": ("countries with the highest GDP per head", "", "the lowest GDP per head"),
    "exports": ("largest exporters", "", ""),
    "imports": ("largest importers", "", ""),
    "oil_production": ("largest oil producers", "a day", ""),
    "oil_reserves": ("countries with the largest oil reserves", "", ""),
    "gas_production": ("largest producers of natural gas", "", ""),
    "gas_exports": ("largest exporters of natural gas", "", ""),
    "coal_production": ("largest coal producers", "", ""),
    "power_consumption": ("largest consumers of electricity", "", ""),
    "military": ("countries that spent the largest share of GDP on the military", "", ""),
    "life_expectancy": ("countries with the longest life expectancy", "", "the shortest"),
    "fertility": ("countries with the most children per woman", "", "the fewest"),
    "median_age": ("countries with the oldest populations by median age", "", "the youngest"),
    "population_growth": ("fastest-growing populations", "", ""),
    "inflation": ("countries with the highest inflation", "", ""),
    "unemployment": ("countries with the highest unemployment", "", ""),
    "public_debt": ("countries with the highest public debt as a share of GDP", "", ""),
    "reserves": ("countries with the largest foreign exchange and gold reserves", "", ""),
    "refugees": ("countries that hosted the most refugees", "", ""),
    "reactors": ("countries with the most nuclear reactors in operation", "", ""),
    "coastline": ("countries with the longest coastlines", "", ""),
    "railways": ("countries with the longest railway networks", "", ""),
}
"""Figure, what the top of its list is called, the unit said beside a number, and the bottom."""

LANGUAGES = ("English", "French", "Spanish", "Arabic", "Portuguese", "German", "Russian", "Italian")
LONGEST_LIST = 12
"""Names in one sentence."""


def overviews(profiles: list[Profile], lasting: bool = True) -> dict[str, list[str]]:
    """Title and passages of each overview of one edition.

    :param lasting: whether to include what does not change from edition to edition.
    """
    states = [p for p in profiles if p.sovereign and p.country != "European Union"]
    found = {
        "World rankings": [text for key in RANKED if (text := ranking(states, key))],
        "The world": world(profiles),
        "Members of international organizations": [
            text for group in GROUPS if (text := members(profiles, group))
        ],
    }
    if lasting:
        found |= {
            "Neighboring countries": neighbours(states),
            "Lengths of borders": lengths(states),
            "Capitals of the world": capitals(states),
            "Languages, currencies and coasts": shared(states),
        }
    return {title: texts for title, texts in found.items() if texts}


def ranking(states: list[Profile], key: str) -> str:
    """Return the top ten, the next ten, and the gap between the first two."""
    title, unit, bottom = RANKED[key]
    rated = [(p, p.figures[key][0].value) for p in states if key in p.figures]
    rated = sorted((pair for pair in rated if pair[1] > 0), key=lambda pair: -pair[1])
    if len(rated) < 25:
        return ""
    edition = states[0].edition
    noun = f" {unit}" if unit else ""
    (first, most), (second, next_most) = rated[:2]
    texts = [
        f"By the latest figures as of {edition}, the ten {title} were {listed(key, rated[:10])}.",
        f"{first.name} came first with {say(key, most)}{noun}, ahead of {second.name} with"
        f" {say(key, next_most)}{noun}.",
        f"{several([p.name for p, _ in rated[10:20]])} ranked 11th to 20th among the {title}"
        f" as of {edition}.",
    ]
    if bottom:
        last = listed(key, rated[:-6:-1])
        texts.append(f"At the other end, the countries with {bottom} as of {edition} were {last}.")
    return " ".join(finish(text) for text in texts)


def listed(key: str, rated: list[tuple[Profile, float]]) -> str:
    """Countries with their figures."""
    return several([f"{p.name} ({say(key, value)})" for p, value in rated])


def world(profiles: list[Profile]) -> list[str]:
    """How many people, countries and neighbours there are."""
    found = [p for p in profiles if p.country == "World" and "population" in p.figures]
    if not found:
        return []
    people = found[0].figures["population"][0]
    states = [p for p in profiles if p.sovereign and "population" in p.figures]
    states = [p for p in states if p.country != "European Union"]
    ranked = sorted(states, key=lambda p: -p.figures["population"][0].value)
    half = sum(p.figures["population"][0].value for p in ranked[:7]) / people.value
    names = several([p.name for p in ranked[:7]])
    return [
        f"The population of the world was about {amount(people.value)} in {people.year}."
        f" {finish(names)} together had {amount(round(100 * half, 1))}% of the people of the world."
        f" {finish(ranked[0].name)} was the most populous country in the world"
        f" as of {profiles[0].edition}, followed by {ranked[1].name}."
    ]


def members(profiles: list[Profile], group: str) -> str:
    """All members of an organisation, some to a sentence."""
    bodies = [p for p in profiles if p.sovereign or group in ("Caricom", "PIF", "APEC")]
    inside = [p.name for p in bodies if group in p.memberships]
    inside.sort(key=lambda name: name.removeprefix("the "))
    if len(inside) < 3:
        return ""
    name, edition = ORGANISATIONS[group], profiles[0].edition
    whole = group.replace(" ", "_") in COMPLETE[profiles[0].version].split()
    parts = [inside[i : i + LONGEST_LIST] for i in range(0, len(inside), LONGEST_LIST)]
    texts = [f"{name} had {len(inside)} members as of {edition}."] if whole else []
    verb = "were" if whole and len(parts) == 1 else "included"
    texts += [f"As of {edition}, the members of {name} {verb} {several(parts[0])}."]
    texts += [f"{several(part)} also belonged to {name} as of {edition}." for part in parts[1:]]
    for first, second in ((inside[0], inside[-1]), (inside[1], inside[2])):
        if len(texts) < LEAST:
            texts.append(f"{first} and {second} both belonged to {name} as of {edition}.")
    return " ".join(finish(text) for text in texts)


def neighbours(states: list[Profile]) -> list[str]:
    """Four countries of a region to a passage, each with its neighbours in other words."""
    by_region: dict[str, list[Profile]] = {}
    for profile in states:
        if profile.borders and "region" in profile.words:
            by_region.setdefault(profile.words["region"], []).append(profile)
    texts = []
    for region, found in sorted(by_region.items()):
        for start in range(0, len(found), 4):
            part = found[start : start + 4]
            if len(part) < 3:
                continue
            lines = [f"In {region}, {p.name} {adjoins(p)}." for p in part]
            texts.append(" ".join(lines))
    return texts


def adjoins(profile: Profile) -> str:
    """Return that a country borders its neighbours."""
    names = [name for name, _ in profile.borders]
    if len(names) == 1:
        return f"has one neighbor by land, {names[0]}"
    return f"has {len(names)} neighbors by land: {several(names)}"


def lengths(states: list[Profile]) -> list[str]:
    """Return the lengths of the borders of countries with three neighbours or more."""
    texts = []
    for profile in states:
        ordered = sorted(profile.borders, key=lambda border: -border[1])
        if len(ordered) < 3:
            continue
        lines = [
            f"{finish(possessive(profile.name))} border with {name} is {amount(length)} km long."
            for name, length in ordered[:4]
        ]
        texts.append(" ".join(lines))
    return texts


def capitals(states: list[Profile]) -> list[str]:
    """Capitals by region, two to a sentence."""
    by_region: dict[str, list[Profile]] = {}
    for profile in states:
        if "capital" in profile.words and "region" in profile.words:
            by_region.setdefault(profile.words["region"], []).append(profile)
    texts = []
    for region, found in sorted(by_region.items()):
        pairs = [found[i : i + 2] for i in range(0, len(found) - len(found) % 2, 2)]
        lines = [
            f"In {region}, {a.words['capital']} is the capital of {a.name} and"
            f" {b.words['capital']} the capital of {b.name}."
            for a, b in pairs
        ]
        texts += [" ".join(lines[i : i + 4]) for i in range(0, len(lines), 4) if len(lines[i:]) > 2]
    return texts


def shared(states: list[Profile]) -> list[str]:
    """Countries that have a language, a currency or the lack of a coast in common."""
    texts = []
    for language in LANGUAGES:
        names = [
            p.name
            for p in states
            if any(s.official and s.name == language for s in p.shares.get("languages", ()))
        ]
        texts.append(together(names, f"countries where {language} is an official language"))
    for currency in ("euros", "CFA francs", "US dollars", "East Caribbean dollars"):
        names = [p.name for p in states if p.words.get("currency") == currency]
        unit = currency.removesuffix("s")
        texts.append(together(names, f"countries whose currency is the {unit}"))
    inland = [p.name for p in states if p.borders and (c := p.latest("coastline")) and not c.value]
    texts.append(together(inland, "landlocked countries"))
    crowns = [
        p.name
        for p in states
        if (h := p.offices.get("head_of_state")) and h.title in ("King", "Queen", "Emperor", "Emir")
    ]
    texts.append(together(crowns, "countries with a king, queen, emperor or emir as head of state"))
    return [text for text in texts if text]


def together(names: list[str], what: str) -> str:
    """Sentences that list the countries."""
    if len(names) < 3:
        return ""
    parts = [names[i : i + LONGEST_LIST] for i in range(0, len(names), LONGEST_LIST)]
    lines = [f"{finish(what)} include {several(part)}." for part in parts]
    for first, second in ((names[0], names[-1]), (names[1], names[2])):
        if len(lines) < LEAST:
            lines.append(f"Among the {what} are {first} and {second}.")
    return " ".join(lines)
