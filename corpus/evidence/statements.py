"""Sentences on facts that are not a plain figure: partners, offices, neighbours, names."""

from __future__ import annotations

import re

from profiles import Holder, Profile, Share
from templates import (
    CITY_TEMPLATES,
    LIST_TEMPLATES,
    MEMBER_TEMPLATES,
    MORE_CITY_TEMPLATES,
    OFFICE_TEMPLATES,
    ORGANISATIONS,
    SHARE_TEMPLATES,
    STEADY,
    UNRANKED_TEMPLATES,
    WORD_TEMPLATES,
)
from wording import amount, pick, say, several, singular, slots, when

CROWNS = ("King", "Queen", "Pope", "Emperor", "Prince", "Grand Duke", "Emir", "Sultan")


def share_text(profile: Profile, key: str) -> str:
    """Partners, languages, religions, ethnic groups."""
    entries = profile.shares.get(key, ())
    entries = entries[: 5 if key.endswith("partners") else 4]
    if not entries or (len(entries) == 1 and key != "languages" and entries[0].percent is None):
        return ""
    year = profile.years.get(key)
    text = several([share(entry) for entry in entries])
    values = slots(profile) | {"v": text, "y": when(profile, year)}
    if len(entries) == 1:
        return single_share(profile, key, entries[0])
    ranked = entries[0].percent is not None
    options = SHARE_TEMPLATES[key] if ranked else UNRANKED_TEMPLATES[key]
    return pick(options, profile.version, profile.country, key).format(**values)


def single_share(profile: Profile, key: str, entry: Share) -> str:
    """Return a list of one entry."""
    words = {
        "languages": "The main language of {c} is {v}.",
        "religions": "The largest religious group in {c} is {v}.",
        "ethnic_groups": "The largest ethnic group in {c} is {v}.",
        "export_partners": "{s} main export market {y} was {v}.",
        "import_partners": "{s} main supplier {y} was {v}.",
    }
    year = when(profile, profile.years.get(key))
    return words[key].format(**slots(profile), v=share(entry), y=year)


def share(entry: Share) -> str:
    """One entry with its percentage."""
    if entry.percent is None:
        return entry.name
    return f"{entry.name} ({amount(entry.percent)}%)"


def official_text(profile: Profile) -> str:
    """Return the official languages."""
    names = [entry.name for entry in profile.shares.get("languages", ()) if entry.official]
    if not names:
        return ""
    noun = "language" if len(names) == 1 else "languages"
    verb = "is" if len(names) == 1 else "are"
    own = slots(profile)
    options = (
        f"The official {noun} of {own['c']} {verb} {several(names)}.",
        f"{own['s']} official {noun} {verb} {several(names)}.",
    )
    return pick(options, profile.version, profile.country, "official")


def list_text(profile: Profile, key: str) -> str:
    """Goods, products, ports."""
    items = list(profile.lists.get(key, ()))[:5]
    if len(items) < 2 or (key == "seaports" and len(items) > 5):
        return ""
    year = profile.years.get(key)
    values = slots(profile) | {"v": several(items), "y": when(profile, year)}
    return pick(LIST_TEMPLATES[key], profile.version, profile.country, key).format(**values)


def office_text(profile: Profile, key: str) -> str:
    """Head of state and of government, since when, and a governor-general."""
    state = profile.offices.get("head_of_state")
    government = profile.offices.get("head_of_government")
    same = bool(state and government and state.name == government.name)
    if key in ("head_of_government", "since_government") and same:
        return ""
    if key == "deputy":
        holder = state if state and state.deputy else None
        form = "deputy"
    elif key in ("head_of_state", "head_of_government"):
        holder = state if key == "head_of_state" else government
        form = "both" if same else key
    else:
        holder = state if key == "since_state" else government
        form = "since"
        if not holder or not holder.since or (state and not profile.sovereign and holder is state):
            return ""
    return office(profile, form, holder, key) if holder else ""


def office(profile: Profile, form: str, holder: Holder, key: str) -> str:
    """One sentence on an office holder."""
    values = slots(profile) | {
        "title": holder.title,
        "lower": holder.title.lower(),
        "person": holder.name,
        "since": holder.since or "",
        "deputy": holder.deputy or "",
    }
    if form == "since" and holder.title in CROWNS:
        values |= {"person": f"{holder.title} {holder.name}", "lower": "head of state"}
    return pick(OFFICE_TEMPLATES[form], profile.version, profile.country, key).format(**values)


def member_text(profile: Profile, part: int) -> str:
    """Memberships, four organisations a sentence."""
    names = [ORGANISATIONS[m] for m in ORGANISATIONS if m in profile.memberships]
    chosen = names[part * 4 : part * 4 + 4]
    if not chosen:
        return ""
    text = pick(MEMBER_TEMPLATES, profile.version, profile.country, part)
    return text.format(**slots(profile), v=several(chosen))


def neighbours_text(profile: Profile) -> str:
    """All countries on the other side of a land border."""
    names = [name for name, _ in profile.borders]
    if not names:
        return ""
    form = "neighbours" if len(names) > 1 else "neighbour"
    text = pick(WORD_TEMPLATES[form], profile.country, form)
    return text.format(**slots(profile), v=several(names))


def longest_text(profile: Profile) -> str:
    """Return the longest land border."""
    if len(profile.borders) < 2:
        return ""
    name, length = max(profile.borders, key=lambda border: border[1])
    text = pick(WORD_TEMPLATES["longest_border"], profile.country, "longest")
    return text.format(**slots(profile), v=name, km=amount(length))


def landlocked_text(profile: Profile) -> str:
    """Return that there is no coast."""
    coast = profile.latest("coastline")
    if not coast or coast.value or not profile.borders:
        return ""
    text = pick(WORD_TEMPLATES["landlocked"], profile.country, "landlocked")
    return text.format(**slots(profile))


def city_text(profile: Profile) -> str:
    """Return the largest city."""
    if not profile.cities:
        return ""
    city, people = profile.cities[0]
    text = pick(CITY_TEMPLATES, profile.version, profile.country, "city")
    return text.format(**slots(profile), city=city, v=amount(people))


def more_cities_text(profile: Profile) -> str:
    """Return the other large cities."""
    if len(profile.cities) < 3:
        return ""
    names = [f"{city} ({amount(people)})" for city, people in profile.cities[1:]]
    text = pick(MORE_CITY_TEMPLATES, profile.version, profile.country, "cities")
    return text.format(**slots(profile), v=several(names))


def deficit_text(profile: Profile) -> str:
    """Whether the budget was in surplus, from revenue and spending of one year."""
    income, spent = profile.latest("revenues"), profile.latest("expenditures")
    if not income or not spent or income.year != spent.year or income.value == spent.value:
        return ""
    word = "surplus" if income.value > spent.value else "deficit"
    gap = say("revenues", abs(income.value - spent.value))
    own, year = slots(profile), when(profile, income.year)
    options = (
        f"{own['c']} ran a budget {word} of about {gap} {year}.",
        f"{own['s']} budget {word} was about {gap} {year}.",
    )
    return pick(options, profile.version, profile.country, "deficit")


def word_text(profile: Profile, key: str) -> str:
    """Return a fact that is a word or a name."""
    words = profile.words
    if key not in words or key not in WORD_TEMPLATES:
        return ""
    values = slots(profile) | words
    if key == "government":
        bare = words[key]
        article = "an" if bare[0].lower() in "aeio" else "a"
        values |= {"government": f"{article} {bare}", "bare_government": f"{article} {bare}"}
    if key == "structure":
        houses = {"unicameral": "one chamber", "bicameral": "two chambers"}.get(words[key])
        if houses is None:
            return ""
        values["houses"] = houses
    if key == "currency":
        values["unit"] = singular(words["currency"])
    if key == "divisions" and words["divisions"] == "1":
        return ""
    if key == "region":
        values["region"] = re.split(r" bordering|;", words["region"])[0]
    if key == "long_name" and words[key].removeprefix("the ") == profile.name.removeprefix("the "):
        return ""
    text = pick(
        WORD_TEMPLATES[key], ("" if key in STEADY else profile.version), profile.country, key
    ).format(**values)
    return text.replace("the the ", "the ").replace("the The ", "the ")


def statement(profile: Profile, key: str) -> tuple[str, int | None]:
    """Text and year of a fact that is not a figure; empty if there is none."""
    if key in SHARE_TEMPLATES:
        return share_text(profile, key), profile.years.get(key)
    if key in LIST_TEMPLATES:
        return list_text(profile, key), profile.years.get(key)
    if key in ("head_of_state", "head_of_government", "since_state", "since_government", "deputy"):
        return office_text(profile, key), None
    if key.startswith("members_"):
        return member_text(profile, int(key[-1])), None
    special = {
        "neighbours": neighbours_text,
        "longest_border": longest_text,
        "landlocked": landlocked_text,
        "official": official_text,
        "city": city_text,
        "more_cities": more_cities_text,
        "deficit": deficit_text,
    }
    if key in special:
        return special[key](profile), None
    return word_text(profile, key), None
