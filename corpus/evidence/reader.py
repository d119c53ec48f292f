"""From the rows of the Factbook to one `Profile` a country and edition.

Only numbers, names, dates and lists are read; the prose of the Factbook is left alone. Whatever
does not have the shape expected is left out, never guessed.
"""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

from field_names import LISTS, OFFICES, SHARES
from fields import (
    adjective,
    borders,
    cities,
    figures,
    first,
    goods,
    holder,
    memberships,
    shares,
    words,
    year,
)
from names import COUNTRY_NAMES, SKIPPED_CODES, STALE, THE
from profiles import Profile


def load(folder: Path) -> list[Profile]:
    """Read all editions in the folder, in the order of edition and country."""
    profiles = []
    for path in sorted(folder.glob("factbook_*.jsonl.gz")):
        rows: dict[str, list[tuple[str, str]]] = {}
        version = ""
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                version = row["version"]
                country = SKIPPED_CODES.get(row["country"], row["country"])
                if country:
                    rows.setdefault(country, []).append((row["field"], row["text"]))
        profiles += [profile(version, country, rows[country]) for country in sorted(rows)]
    return profiles


def profile(version: str, country: str, rows: list[tuple[str, str]]) -> Profile:
    """Read the rows of one country."""
    texts = by_field(rows)
    years = dict.fromkeys(texts, 0) | sibling_years(rows)
    independence = texts.get("Independence", "")
    short = COUNTRY_NAMES.get(country, country)
    name = f"the {short}" if short in THE else short
    return Profile(
        version=version,
        country=country,
        name=name,
        adjective=adjective(country, texts),
        sovereign=not independence.startswith("none") and bool(independence),
        figures={
            k: v for k, v in figures(texts, years).items() if (version, country, k) not in STALE
        },
        shares={k: v for k in SHARES if (v := shares(first(texts, SHARES[k])))},
        years={k: y for k in SHARES | LISTS if (y := year(first(texts, (SHARES | LISTS)[k])))},
        lists={k: v for k in LISTS if (v := goods(first(texts, LISTS[k])))},
        offices={
            k: v
            for k in OFFICES
            if (version, country, k) not in STALE
            and (v := holder(country, first(texts, OFFICES[k])))
        },
        words={
            k: v for k, v in words(country, texts).items() if (version, country, k) not in STALE
        },
        borders=borders(texts.get("Land boundaries > border countries", "")),
        cities=cities(texts.get("Major urban areas - population", "")),
        memberships=tuple(
            name
            for name in memberships(texts.get("International organization participation", ""))
            if (version, country, name) not in STALE
        ),
    )


def by_field(rows: list[tuple[str, str]]) -> dict[str, str]:
    """Text by field without its section; the rows of single years are joined, newest first."""
    texts: dict[str, str] = {}
    for path, text in rows:
        key = path.partition(" > ")[2].strip()
        if re.search(r" (19|20)\d\d$", key):
            key = key.rpartition(" > ")[0]
            if "consumption per capita" in key.lower():
                continue
        texts[key] = f"{texts[key]} ++ {text}" if key in texts else text
    return texts


def sibling_years(rows: list[tuple[str, str]]) -> dict[str, int]:
    """Return the year given by a later field of the same group, for fields without their own."""
    found: dict[str, int] = {}
    for ordered in (rows, rows[::-1]):
        group, known = "", 0
        for path, text in ordered:
            parent, _, _ = path.rpartition(" > ")
            if parent != group or path.count(" > ") < 2:
                group, known = parent, 0
            known = year(text) or known
            name = path.partition(" > ")[2].strip()
            found[name] = known or found.get(name, 0)
    return found
