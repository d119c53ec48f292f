"""Makes true claims false in one point: another number, scale, unit, year, month or name.

What is changed is found with plain patterns of its own, so that the parser that is to catch it is
not measured by itself.
"""

import random
import re
from collections.abc import Sequence

FACTORS = (0.4, 0.5, 0.6, 1.5, 1.7, 2, 2.5, 3)
SHIFTS = (-9, -4, -2, -1, 1, 2, 4)  # years

_WORDS = "two three four five six seven eight nine ten eleven twelve".split()
_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_SCALES = {"thousand": "million", "million": "billion", "billion": "million"}
_UNITS = {"kilometres": "miles", "kilometers": "miles", "km": "miles", "miles": "kilometres"}
_UNITS |= {"metres": "feet", "meters": "feet", "feet": "metres", "tonnes": "kilograms"}
_UNITS |= {"kilograms": "pounds", "kg": "pounds", "tons": "kilograms", "seconds": "minutes"}
_UNITS |= {"minutes": "hours", "hours": "days", "days": "weeks", "weeks": "months"}
_UNITS |= {"months": "years", "dollars": "euros", "euros": "dollars", "pounds": "euros"}

_EXACT = r"(?<!than )(?<!least )(?<!most )(?<!over )(?<!under )(?<!up to )"
_PATTERNS = {
    "number": re.compile(
        rf"{_EXACT}(?<![\w.,:/-])(?:\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?)"
        r"(?![\d:/-]|[.,]\d|(?:st|nd|rd|th|s)\b| ?[ap]\.?m\b)"
    ),
    "number word": re.compile(rf"{_EXACT}\b(?:{'|'.join(_WORDS)})\b"),
    "scale": re.compile(rf"(?<=\d )(?:{'|'.join(_SCALES)})\b"),
    "unit": re.compile(rf"(?<=[\w] )(?:{'|'.join(_UNITS)})\b"),
    "year": re.compile(r"(?<![\w.,$€£-])(?:1[5-9]\d\d|20[0-4]\d)(?![\w-]|[.,]\d)"),
    "month": re.compile(rf"\b(?:{'|'.join(_MONTHS)})\b"),
    "name": re.compile(r"(?<=[\w,] )[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,})*\b"),
}
KINDS = tuple(_PATTERNS)


def named(claim: str) -> list[str]:
    """The names of a claim, without the first word."""
    found = _PATTERNS["name"].findall(claim)
    return [name for name in found if name not in _MONTHS and name not in _DAYS]


def changed(claim: str, kind: str, names: Sequence[str], rng: random.Random) -> str | None:
    """The claim with one thing of a kind replaced, or nothing where it has none.

    :param kind: one of ``KINDS``.
    :param names: of other claims, of which one is put in.
    """
    years = [match.span() for match in _PATTERNS["year"].finditer(claim)]
    places = [
        match
        for match in _PATTERNS[kind].finditer(claim)
        if not (kind == "number" and match.span() in years)
        and not (kind == "name" and match.group() not in named(claim))
    ]
    if not places:
        return None
    place = rng.choice(places)
    other = _other(place.group(), kind, [n for n in names if n not in claim], rng)
    return claim[: place.start()] + other + claim[place.end() :]


def _other(found: str, kind: str, names: Sequence[str], rng: random.Random) -> str:
    if kind == "number":
        return _times(found, rng.choice(FACTORS))
    if kind == "year":
        return str(int(found) + rng.choice(SHIFTS))
    one_to_one = _SCALES | _UNITS
    if found in one_to_one:
        return one_to_one[found]
    among = {"number word": _WORDS, "month": _MONTHS}.get(kind, names)
    return rng.choice([other for other in among if other != found])


def _times(number: str, factor: float) -> str:
    """Another number, written as the first is."""
    decimals = len(number.partition(".")[2])
    old = float(number.replace(",", ""))
    new = round(old * factor, decimals)
    if new == old:  # 0 and 1
        new = old + 3
    return f"{new:{',' if ',' in number else ''}.{decimals}f}"
