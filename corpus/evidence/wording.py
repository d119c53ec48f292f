"""Numbers, names and lists in words."""

from __future__ import annotations

import zlib

from profiles import Profile
from templates import UNITS

UNIT = {key: unit for unit, keys in UNITS.items() for key in keys.split()}


def pick(options: tuple[str, ...], *parts: object) -> str:
    """One of the options, always the same for the same parts."""
    return options[zlib.crc32("|".join(map(str, parts)).encode()) % len(options)]


def slots(profile: Profile) -> dict[str, str]:
    """Return the slots every template may use."""
    name = profile.name
    own = possessive(name)
    return {
        "c": name,
        "s": own,
        "a": f"the {profile.adjective}" if profile.adjective else own,
        "k": kind(profile),
        "e": profile.edition,
    }


def kind(profile: Profile) -> str:
    """Country or territory."""
    if profile.country in ("Taiwan", "Kosovo"):
        return "place"
    return "country" if profile.sovereign else "territory"


def possessive(name: str) -> str:
    """Return the possessive of a name."""
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def finish(text: str) -> str:
    """Capitalise the first letter."""
    return text[:1].upper() + text[1:]


def when(profile: Profile, year: int | None) -> str:
    """Return the year, or the edition where there is none."""
    return f"in {year}" if year else f"as of {profile.edition}"


def say(key: str, value: float) -> str:
    """Return a value in words: '142.4 million', '$2.17 trillion', '3.5%'."""
    unit = UNIT.get(key, "")
    if unit == "%":
        return f"{amount(value)}%"
    if unit == "$":
        return f"${amount(value)}"
    return f"{amount(value)} {unit}".strip()


def amount(value: float) -> str:
    """Return a number with at most four digits that count."""
    for scale, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if abs(value) >= scale * 0.99995:
            return f"{float(f'{value / scale:.4g}'):g} {word}"
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.2f}".rstrip("0").rstrip(".") if abs(value) >= 0.01 else f"{value:g}"


def several(items: list[str]) -> str:
    """Return a list in words."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def unit_of_money(profile: Profile, number: float) -> str:
    """Return the currency in singular or plural; empty if unknown."""
    name = profile.words.get("currency", "")
    return singular(name) if name and number == 1 else name


def singular(currency: str) -> str:
    """One unit of a currency: 'Russian rubles' is 'Russian ruble'."""
    irregular = {
        "zlotych": "zloty", "kroner": "krone", "kronur": "krona", "kronor": "krona",
        "leva": "lev", "lei": "leu", "leke": "lek", "maloti": "loti", "meticais": "metical",
        "quetzales": "quetzal", "colones": "colon", "bolivares": "bolivar", "afghanis": "afghani",
        "guarani": "guarani", "nuevo sol": "nuevo sol", "kwachas": "kwacha",
    }  # fmt: skip
    head, _, last = currency.rpartition(" ")
    last = irregular.get(last, last.removesuffix("s"))
    return f"{head} {last}".strip()
