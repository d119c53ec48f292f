"""From the facts of a country to passages of three to six sentences."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from profiles import Figure, Profile
from statements import statement
from templates import FIGURE_TEMPLATES, ONE, STEADY, TOPICS, WORLD_TOPICS
from wording import UNIT, finish, say, slots, unit_of_money, when

SIGNED = {"growth", "population_growth", "industrial_growth", "inflation", "current_account"}


POSITIVE = set(FIGURE_TEMPLATES) - SIGNED


BACKWARD = {"leaders", "society", "power_sources", "internet", "budget", "growth", "imports", "gas"}
"""Thin topics that join the passage before rather than the one after."""


LEAST, MOST = 3, 6
"""Sentences in a passage."""


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """One sentence and the fact it states."""

    key: str
    text: str
    year: int | None = None


@dataclass(frozen=True, kw_only=True)
class Passage:
    """One paragraph of the corpus."""

    topic: str
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """The paragraph."""
        return " ".join(sentence.text for sentence in self.sentences)


def passages(profile: Profile, known: frozenset[str] = frozenset()) -> list[Passage]:
    """All passages on a country; facts of a thin topic join the next one.

    :param known: sentences another edition states already.
    """
    result: list[Passage] = []
    kept: list[Sentence] = []
    names: list[str] = []
    for topic, keys in TOPICS.items():
        if profile.country == "World" and topic not in WORLD_TOPICS:
            continue
        found = [s for key in keys if (s := sentence(profile, key)) and s.text not in known]
        if not found:
            continue
        names.append(topic)
        kept += found
        if topic in BACKWARD and len(kept) < LEAST and join(result, kept, names):
            kept, names = [], []
        if len(kept) >= LEAST:
            result += [
                Passage(topic="+".join(names), sentences=tuple(part)) for part in portions(kept)
            ]
            kept, names = [], []
    if kept:
        join(result, kept, names)
    return result


def join(result: list[Passage], kept: list[Sentence], names: list[str]) -> bool:
    """Add sentences to the last passage, if they fit there."""
    if not result or len(result[-1].sentences) + len(kept) > MOST:
        return False
    last = result.pop()
    topic = "+".join([last.topic, *names])
    result.append(Passage(topic=topic, sentences=(*last.sentences, *kept)))
    return True


def portions(found: list[Sentence]) -> Iterator[list[Sentence]]:
    """Split sentences into passages of three to six."""
    count = -(-len(found) // MOST)
    size, extra = divmod(len(found), count)
    start = 0
    for i in range(count):
        end = start + size + (i < extra)
        yield found[start:end]
        start = end


def sentence(profile: Profile, key: str) -> Sentence | None:
    """Return the sentence that states one fact, if the edition gives it."""
    base, _, back = key.partition("@")
    if base in FIGURE_TEMPLATES:
        return figure_sentence(profile, base, int(back or 0))
    text, year = statement(profile, key)
    return Sentence(key=key, text=finish(text), year=year) if text else None


def figure_sentence(profile: Profile, key: str, back: int) -> Sentence | None:
    """State a figure: the newest, or one of the years before."""
    series = profile.figures.get(key, ())
    if back >= len(series) or not plausible(key, series[back]):
        return None
    figure = series[back]
    if back and not figure.year:
        return None
    values = (
        slots(profile)
        | direction(key, figure)
        | {
            "v": say(key, abs(figure.value)),
            "y": when(profile, figure.year),
            "currency": unit_of_money(profile, figure.value if key == "exchange" else 2),
            "power": "electricity" if profile.version > "2016" else "generating capacity",
        }
    )
    if key == "exchange" and not values["currency"]:
        return None
    options = FIGURE_TEMPLATES[key]
    start = zlib.crc32(f"{edition(profile, key)}|{profile.country}|{key}".encode())
    if figure.value < 0:
        options = tuple(option for option in options if "{signed}" not in option)
    text = options[(start + back) % len(options)].format(**values)
    if figure.value == 1 and key in ONE:
        text = f"{values['c']} had {ONE[key]} {values['y']}."
    if abs(figure.value) < 1e6 and UNIT.get(key) != "$" and "." not in values["v"]:
        text = re.sub(r"\b[Aa]bout (?=\d)", "", text)
    name = f"{key}@{back}" if back else key
    return Sentence(key=name, text=finish(text), year=figure.year)


def edition(profile: Profile, key: str) -> str:
    """Return what the choice of wording depends on: not the edition, for facts that stay."""
    return "" if key in STEADY else profile.version


def plausible(key: str, figure: Figure) -> bool:
    """Whether a figure is one to state: not zero, not negative where it cannot be."""
    if key == "reactors" or key in POSITIVE:
        least = {"gas_production": 1e5, "gas_consumption": 1e5, "gas_exports": 1e5}.get(key, 0)
        return figure.value > least and not (key == "coastline" and figure.value == 0)
    return figure.value != 0 and abs(figure.value) > 0


def direction(key: str, figure: Figure) -> dict[str, str]:
    """Verbs that depend on the sign."""
    up = figure.value > 0
    return {
        "grew": "grew" if up else "shrank",
        "rose": "rose" if up else "fell",
        "balance": "surplus" if up else "deficit",
        "signed": say(key, figure.value),
    }
