"""How the text of each field is read."""

from __future__ import annotations

import re

from field_names import (
    DATE,
    FIGURES,
    MONTHS,
    NO_GROUP,
    PLAIN_REGIME,
    REWORDED_OFFICES,
    SEA,
    TITLES,
    UNUSABLE,
)
from names import (
    ADJECTIVES,
    CAPITALS,
    CURRENCIES,
    NEWS_SPELLING,
    REGIONS,
    formal,
    person,
    place,
    plain,
)
from profiles import Figure, Holder, Share

SCALE = {"": 1.0, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}


def first(texts: dict[str, str], names: tuple[str, ...]) -> str:
    """Text of the first field there is."""
    return next((texts[name] for name in names if name in texts), "")


def year(text: str) -> int:
    """Return the last year in brackets, 0 if none."""
    found = re.findall(r"\(([^()]*(?:19|20)\d\d[^()]*)\)", text)
    if found:
        inner = re.findall(r"(?:19|20)\d\d", found[-1])
        span = re.search(r"(?:19|20)\d\d-(\d\d)\b", found[-1])
        return int(inner[-1][:2] + span[1]) if span else int(inner[-1])
    fiscal = re.findall(r"\(FY(\d\d)/(\d\d)", text)
    return 2000 + int(fiscal[-1][1]) if fiscal and int(fiscal[-1][1]) < 50 else 0


def figures(texts: dict[str, str], years: dict[str, int]) -> dict[str, tuple[Figure, ...]]:
    """All series of numbers, newest first, one figure a year."""
    result = {}
    for key, names in FIGURES.items():
        name = next((name for name in names if name in texts), None)
        if name is None:
            continue
        series: dict[int | None, Figure] = {}
        for part in texts[name].split("++"):
            value = number(part)
            when = year(part) or years.get(name) or None
            if value is not None and when not in series:
                series[when] = Figure(value=value, year=when)
        if series:
            result[key] = tuple(sorted(series.values(), key=lambda f: -(f.year or 0)))
    rate = exchange(texts.get("Exchange rates", ""))
    return result | ({"exchange": (rate,)} if rate else {})


def number(text: str) -> float | None:
    """Return the number a field begins with."""
    text = re.sub(r"^\(\d{4}\)\s*", "", text.strip())
    match = re.match(
        r"(-?)\$?(-?)(\d[\d,]*(?:\.\d+)?)\s*(thousand|million|billion|trillion)?", text
    )
    if match is None or re.match(r"\s*(-|to |\u2013)\s*\$?\d", text[match.end() :]):
        return None
    sign = -1.0 if match[1] or match[2] else 1.0
    return sign * float(match[3].replace(",", "")) * SCALE[match[4] or ""]


def exchange(text: str) -> Figure | None:
    """Return the newest rate against the dollar."""
    found = re.findall(r"([\d,]+(?:\.\d+)?) \(([^()]*\d{4}[^()]*)\)", text)
    if not found:
        return None
    value, when = max(found, key=lambda pair: year(f"({pair[1]})"))
    return Figure(value=float(value.replace(",", "")), year=year(f"({when})"))


def flat(text: str) -> str:
    """Return the text without what stands in brackets."""
    while True:
        shorter = re.sub(r"\s*[(\[][^()\[\]]*[)\]]", "", text)
        if shorter == text:
            return text
        text = shorter


def shares(text: str) -> tuple[Share, ...]:
    """Entries of a list such as 'China 17.8%, Germany 11.5% (2014)'."""
    text = re.split(r"\bnote\b|;|\+\+|less than", text)[0]
    text = re.sub(r"([A-Z]\w+), The(?= \d)", r"\1", text)
    text = re.sub(r"([A-Z]\w+), ((?:Democratic )?Republic of(?: the)?)(?= \d)", r"\2 \1", text)
    marked = re.sub(r"\(official[^()]*\)", "<official>", text)
    entries = []
    for position, part in enumerate(flat(marked).split(",")):
        official = "<official>" in part
        entry = re.sub(r"\s+", " ", part.replace("<official>", " ")).strip()
        match = re.fullmatch(r"(\D+?) (\d+(?:\.\d+)?)\s?%", entry)
        name = match[1] if match else entry
        if NO_GROUP.search(name):
            continue
        if (
            not clean(name)
            or UNUSABLE.search(name)
            or not re.match(r"[A-Z]|i[TZX]|si|white|black|mest", name)
        ):
            if position == 0:
                return ()
            continue
        percent = float(match[2]) if match else None
        entries.append(Share(name=place(name), percent=percent, official=official))
    with_percent = [e for e in entries if e.percent is not None]
    if entries and entries[0].percent is None:
        return tuple(Share(name=e.name, official=e.official) for e in entries[:6])
    if sum(e.percent or 0 for e in with_percent) > 105 or not with_percent:
        return tuple(Share(name=e.name, official=e.official) for e in entries[:4])
    return tuple(with_percent[:6])


def clean(name: str) -> bool:
    """Whether a name is one: a few words, no digits, no leftovers."""
    return bool(re.fullmatch(r"[A-Za-zÀ-ÿ][^\d%()\[\]<>:\"*]{1,45}", name)) and name != "NA"


def goods(text: str) -> tuple[str, ...]:
    """Entries of a list without numbers."""
    text = re.split(r"\bnote\b|\+\+|<", text)[0]
    items = [re.sub(r"\s+", " ", item).strip(" .") for item in re.split("[,;]", flat(text))]
    items = [re.sub(r" \d+(\.\d+)?%$", "", item) for item in items]
    kept = [item.removeprefix("and ") for item in items if clean(item) and len(item.split()) < 6]
    kept = [
        item.replace("/", " and ")
        for item in kept
        if not re.search(" - |^(including|mainly)", item)
    ]
    return tuple(dict.fromkeys(item for item in kept if not NO_GROUP.search(item)))[:6]


def holder(country: str, text: str) -> Holder | None:
    """Return the first office holder of the text, if title and name are plain."""
    text = plain(re.sub(r"\s+", " ", text))
    for start, reworded in REWORDED_OFFICES.items():
        text = re.sub(rf"^{start}", reworded, text)
    head = text.partition(";")[0].partition(", represented by")[0]
    match = re.match(rf"({TITLES}) ([^()]+?)(?: of (?:the )?[A-Z][a-z]+)?(?: \((.*)|$)", head)
    if match is None or match[2].startswith("of "):
        return None
    name = person(match[2], country)
    if name is None:
        return None
    since = re.match(rf"since ({DATE})", match[3] or "")
    title = re.sub(r"Taoiseach \(Prime Minister\)", "Taoiseach", match[1])
    title = title.replace("Queen of Australia", "Queen").replace("Lord of Mann ", "")
    deputy = re.search(r"represented by Governor[- ]General (?!of )([^();]+?) \(", text)
    return Holder(
        title=re.sub("^President of the .*", "President", title.replace("Amir", "Emir")),
        name=NEWS_SPELLING.get(name, name),
        since=since[1] if since else None,
        deputy=person(deputy[1], country) if deputy else None,
    )


def borders(text: str) -> tuple[tuple[str, float], ...]:
    """Neighbours with the length of the border in kilometres; parts of one border are added."""
    lengths: dict[str, float] = {}
    for part in re.split(r"[,;] (?=[A-Z])", text):
        match = re.match(r"(.+?) ([\d,]+(?:\.\d+)?) km", flat(part))
        if match and clean(match[1]):
            name = place(match[1].strip())
            if "Naval Base" in name:
                continue
            lengths[name] = lengths.get(name, 0.0) + float(match[2].replace(",", ""))
    return tuple(lengths.items())


def cities(text: str) -> tuple[tuple[str, float], ...]:
    """Urban areas and their people, largest first."""
    found = []
    for part in re.split(r";|,\s(?=\d)", re.sub(r"\(\d{4}\)", "", text)):
        entry = flat(part).replace(" -", "").strip()
        match = re.fullmatch(
            r"(?:([\d.,]+(?: million)?) )?(\D+?)(?: ([\d.,]+(?: million)?))?", entry
        )
        value = number(match[1] or match[3] or "") if match else None
        if match and value and clean(match[2]) and value >= 1000:
            found.append(
                (" ".join(w.capitalize() if w.isupper() else w for w in match[2].split()), value)
            )
    return tuple(sorted(found, key=lambda city: -city[1])[:5])


def memberships(text: str) -> tuple[str, ...]:
    """Abbreviations of the organisations the country is a full member of."""
    parts = [part.strip() for part in re.split(r"[,;]", text)]
    return tuple(dict.fromkeys(part for part in parts if re.fullmatch(r"[A-Z][\w/ -]*", part)))


def words(country: str, texts: dict[str, str]) -> dict[str, str]:
    """Return the facts that are a word or a name."""
    found = {
        "long_name": formal(texts.get("Country name > conventional long form", "")),
        "government": regime(texts.get("Government type", "")),
        "capital": capital(country, texts.get("Capital > name", "")),
        "domain": texts.get("Internet country code", "").partition(";")[0].strip(),
        "legislature": english(texts.get("Legislative branch > legislature name", "")),
        "chamber": flat(texts.get("Legislative branch - lower chamber > chamber name", "")),
        "structure": texts.get("Legislative branch > legislative structure", ""),
    }
    found |= location(texts.get("Location", ""))
    found |= dates(texts) | peak(texts) | money(texts) | divisions(texts)
    match = re.match(
        r"(\d\d) years of age; universal(?: and compulsory)?$", texts.get("Suffrage", "")
    )
    found |= {"voting_age": match[1]} if match else {}
    empty = ("", "none", "NA")
    return {k: v for k, v in found.items() if v not in empty and len(v) < 90 and "note" not in v}


def location(text: str) -> dict[str, str]:
    """Region, sea and neighbours from the field 'Location'."""
    text = text.partition(";")[0].removeprefix("metropolitan France: ")
    region = re.split(r",| bordering", text)[0]
    found = {"region": REGIONS.get(region, region)}
    if not re.search(r"(Africa|America|Asia|Europe|Middle East|Caribbean|Oceania)$", region):
        found = {}
    sea = re.search(rf"bordering (the {SEA}(?:,? and (?:the )?{SEA})?)(?=,|$| \()", text)
    between = re.search(r"between ([A-Z][\w' -]+) and ([A-Z][\w' -]+)$", text)
    if text.count("between") > 1 or re.search(r" (on|to) the (east|west|north|south)", text):
        between = None
    island = re.match(r"[A-Z][\w ]+, ((?:\w+ )?(?:islands?|archipelago)\b)", text)
    found |= {"sea": sea[1]} if sea else {}
    found |= {"between": f"{place(between[1])} and {place(between[2])}"} if between else {}
    return found | ({"island": island[1]} if island else {})


def dates(texts: dict[str, str]) -> dict[str, str]:
    """Independence and national holiday."""
    found = {}
    match = re.match(
        rf"({DATE}) \(from (?:the )?([A-Z][A-Za-z ]+)[);]", texts.get("Independence", "")
    )
    ruled = re.compile("mandate|trustee|administration|protectorate|control|treaty|Federation$")
    if match and not ruled.search(match[2]):
        found |= {"independence": match[1], "independent_from": place(match[2].strip())}
    holiday = texts.get("National holiday", "")
    match = re.match(rf"([A-Z][^\d,;]+?), (\d{{1,2}} (?:{MONTHS}))\b(?: \((\d{{4}})\))?", holiday)
    if match:
        name = re.sub(r"\b[A-Z]{4,}\b", lambda word: word[0].capitalize(), flat(match[1]))
        found |= {"holiday": name, "holiday_date": match[2], "holiday_since": match[3] or ""}
    return found


def peak(texts: dict[str, str]) -> dict[str, str]:
    """Return the highest point and its height in metres."""
    text = first(texts, ("Elevation > highest point", "Elevation extremes > highest point"))
    match = re.match(r"([A-Z][^\d();,/]+?)(?: \([^)]*\))? ([\d,]+) m\b", text)
    if match is None or " was" in match[1]:
        return {}
    return {"high_name": match[1], "high_metres": match[2]}


def money(texts: dict[str, str]) -> dict[str, str]:
    """Return the currency, in the plural, and its code."""
    text = first(texts, ("Exchange rates > Currency", "Exchange rates"))
    match = re.match(r"([^\d(+]+?) \(([A-Z]{3})\) per US dollar", text)
    if match is None:
        return {}
    name = match[1].strip()
    return {"currency": CURRENCIES.get(name, name), "currency_code": match[2]}


def divisions(texts: dict[str, str]) -> dict[str, str]:
    """Return number and kind of the administrative divisions, where all are of one kind."""
    head = re.split("[;:]", flat(texts.get("Administrative divisions", "")))[0]
    match = re.match(r"(\d+) ([a-z ]+?)\s*$", head)
    return {"divisions": match[1], "division_kind": match[2]} if match else {}


def regime(text: str) -> str:
    """Return the form of government, if it is a plain one."""
    text = flat(text).partition(";")[0].strip().replace("Communist", "communist")
    return text if re.fullmatch(PLAIN_REGIME, text) else ""


def english(text: str) -> str:
    """Return the English name of a legislature."""
    name = flat(text).strip().removeprefix("The ")
    foreign = re.search(r" - | or |Parlement|Législature|UK Parliament|Advisory", name)
    return "" if foreign else name


def capital(country: str, text: str) -> str:
    """Return the one capital; empty where there are several."""
    if country in CAPITALS:
        return CAPITALS[country]
    name = flat(re.split(r"; note| in Romanian", text)[0]).strip()
    return name if clean(name) and ";" not in name and "no official" not in name else ""


def adjective(country: str, texts: dict[str, str]) -> str | None:
    """Return the adjective of nationality, where it is one plain word."""
    if country in ADJECTIVES:
        return ADJECTIVES[country]
    text = texts.get("Nationality > adjective", "")
    return text if re.fullmatch(r"[A-Z][a-zé-]+(?: [A-Z][a-z]+)?", text) and text != "NA" else None
