"""Claims on one fact of a country, true or false by the sentence that states it."""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "corpus" / "evidence"))

from fact_claims import (
    APPOSITIVES,
    CLAIMS,
    FIGURE_CLAIMS,
    FRAMES,
    NOT_AMONG,
    NOUNS,
    PARTNER_SHARES,
    TRENDS,
)
from passages import Passage, Sentence
from profiles import Profile
from wording import UNIT, finish, say, singular, slots, when

BARE = frozenset(
    {
        "literacy", "external_debt", "exports", "imports", "unemployment", "youth_unemployment",
    }
)  # fmt: skip
"""Figures some of whose nouns stand without an article."""

DIRECTIONS = (
    "{rose}", "{gained}", "{more}", "{expand", "{growth}", "{went}", "{go}", "{dearer}",
    "{balance}",
)  # fmt: skip
"""Slots that say which way a figure went."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One sentence of the corpus with its passage."""

    profile: Profile
    passage: Passage
    sentence: Sentence

    @property
    def base(self) -> str:
        """The fact, whatever its year."""
        return self.sentence.key.partition("@")[0]


class ClaimMaker:
    """Draws claims, true or false, by the same templates."""

    def __init__(self, profiles: list[Profile], rng: random.Random) -> None:
        self.rng = rng
        self.profiles = [p for p in profiles if p.words.get("capital")]
        self.known = [
            p
            for p in self.profiles
            if (n := p.latest("population")) and n.value > 3e6 and p.sovereign
        ]

    def claim(self, case: Case, truth: bool) -> str | None:
        """Return a claim on the fact of the case, true or false by its sentence."""
        base = case.base
        if base in FIGURE_CLAIMS or base in NOUNS:
            if self.rng.random() < 0.15 and (trend := self.trend(case, truth)):
                return trend
            return self.figure_claim(case, truth)
        maker = getattr(self, f"claim_{base}", None)
        return maker(case.profile, truth) if maker else self.word_claim(case, truth)

    def fill(self, key: str, profile: Profile, **values: str) -> str:
        """One of the wordings, filled."""
        return self.write(self.rng.choice(CLAIMS[key]), profile, **values)

    def write(self, text: str, profile: Profile, **values: str) -> str:
        """Return a wording, filled and mended."""
        text = text.format(**(slots(profile) | values))
        return finish(text.replace("the the ", "the ").replace("'s the ", "'s "))

    def noun(self, key: str) -> str:
        """Return a noun for a figure, with its article."""
        noun = self.rng.choice(NOUNS[key])
        return noun if noun.startswith("the ") or key in BARE else f"the {noun}"

    def figure_claim(self, case: Case, truth: bool) -> str | None:
        """Return a claim on a number."""
        key, profile, rng = case.base, case.profile, self.rng
        back = int(case.sentence.key.partition("@")[2] or 0)
        figure = profile.figures[key][back]
        options = FIGURE_CLAIMS.get(key, ()) or FRAMES
        if key in FIGURE_CLAIMS and key in NOUNS and rng.random() < 0.4:
            options = FRAMES
        text = rng.choice(options)
        up = figure.value > 0
        right = truth
        turns = any(slot in text for slot in DIRECTIONS)
        if not truth and turns and ("{q}" not in text or rng.random() < 0.6):
            up, right = not up, True
        elsewhere = [abs(f.value) for f in profile.figures[key] if f is not figure]
        quantity = self.quantity(key, abs(figure.value), right, elsewhere)
        values = verbs(up) | {
            "q": quantity,
            "n": self.noun(key) if key in NOUNS else "",
            "y": when(profile, figure.year),
            "currency": profile.words.get("currency", ""),
        }
        return self.write(text, profile, **values)

    def trend(self, case: Case, truth: bool) -> str | None:
        """Return a claim on the newest figure beside the one before, both in the passage."""
        key, profile = case.base, case.profile
        series = profile.figures[key]
        told = {sentence.key for sentence in case.passage.sentences}
        if key not in NOUNS or not {key, f"{key}@1"} <= told:
            return None
        new, old = series[0], series[1]
        if abs(new.value / old.value - 1) < 0.03:
            return None
        up = (new.value > old.value) == truth
        text = self.rng.choice(TRENDS)[0 if up else 1]
        return self.write(text, profile, n=self.noun(key), y0=str(old.year), y1=str(new.year))

    def quantity(self, key: str, value: float, truth: bool, others: list[float]) -> str:
        """Return the value as a claim puts it, right or clearly wrong."""
        rng = self.rng
        whole = UNIT.get(key) is None and value == int(value) and value < 30
        form = rng.choice(("exact", "exact", "about", "about", "more", "less", "nearly", "between"))
        if whole:
            form = "exact"
        if truth:
            return phrase(key, value, form, rng)
        far = [v for v in others if v and abs(v / value - 1) > 0.15]
        if far and rng.random() < 0.35 and form not in ("more", "less"):
            return phrase(key, rng.choice(far), "exact" if form == "between" else form, rng)
        if whole:
            told = max(1.0, round(value * rng.choice((0.4, 0.6, 1.5, 2.2))))
            return phrase(key, told if told != value else value + 2, form, rng)
        bigger = form == "more" or (rng.random() < 0.5 and form != "less")
        told = value * (rng.uniform(1.35, 2.6) if bigger else rng.uniform(0.35, 0.7))
        if (UNIT.get(key) == "%" and told > 100) or (UNIT.get(key) == "years" and told > 95):
            told, form = value * rng.uniform(0.35, 0.7), "exact" if form == "more" else form
        return phrase(key, told, form, rng)

    def word_claim(self, case: Case, truth: bool) -> str | None:
        """Return a claim on a name: of this country, or another country's."""
        key, profile = case.base, case.profile
        source = {"holiday": "holiday_date"}.get(key, key)
        if key not in CLAIMS or source not in profile.words:
            return None
        value = profile.words[source] if truth else self.other_word(profile, source)
        return self.fill(key, profile, x=singular(value) if key == "currency" else value)

    def other_word(self, profile: Profile, key: str) -> str:
        """Return the same fact of another country, where it differs clearly."""
        own = profile.words[key]
        while True:
            value = self.rng.choice(self.profiles).words.get(key)
            if not value or value in own or own in value:
                continue
            if key != "region" or not set(value.lower().split()) & set(own.lower().split()):
                return value

    def appositive(self, case: Case, truth: bool) -> str | None:
        """Return the fact of the case as it stands between commas."""
        key, profile = case.base, case.profile
        if key not in APPOSITIVES:
            return None
        values = {}
        text = self.rng.choice(APPOSITIVES[key])
        if "{q}" in text:
            figure = profile.figures[key][int(case.sentence.key.partition("@")[2] or 0)]
            values["q"] = self.quantity(key, figure.value, truth, [])
        elif key == "neighbours":
            names = [name for name, _ in profile.borders]
            values["x"] = self.rng.choice(names) if truth else self.other_country(names, profile)
        elif key.startswith("head_of"):
            values["x"] = self.holder(profile, key, truth)
        else:
            values["x"] = profile.words[key] if truth else self.other_word(profile, key)
        return text.format(**(slots(profile) | values))

    def claim_structure(self, profile: Profile, truth: bool) -> str:
        """One chamber or two."""
        two = (profile.words["structure"] == "bicameral") == truth
        return self.fill("structure", profile, x="two-chamber" if two else "single-chamber")

    def claim_neighbours(self, profile: Profile, truth: bool) -> str:
        """Who borders whom, also in the negative, also two at once."""
        names = [name for name, _ in profile.borders]
        negative = self.rng.random() < 0.3
        outside = truth == negative
        name = self.other_country(names, profile) if outside else self.rng.choice(names)
        if not negative and len(names) > 2 and self.rng.random() < 0.4:
            name = f"{name} and {self.rng.choice([n for n in names if n != name])}"
            return self.write("{c} borders both {x}.", profile, x=name)
        return self.fill("not_neighbours" if negative else "neighbours", profile, x=name)

    def claim_longest_border(self, profile: Profile, truth: bool) -> str:
        """Claim the longest border."""
        top = max(profile.borders, key=lambda border: border[1])[0]
        rest = [name for name, _ in profile.borders if name != top]
        return self.fill("longest_border", profile, x=top if truth else self.rng.choice(rest))

    def claim_landlocked(self, profile: Profile, truth: bool) -> str:
        """No coast."""
        if truth:
            return self.fill("landlocked", profile)
        options = (
            "{c} has beaches on the open sea.", "{c} is a coastal country.",
            "{c} has its own access to the sea.", "Part of {c} touches the sea.",
        )  # fmt: skip
        return self.write(self.rng.choice(options), profile)

    def claim_head_of_state(self, profile: Profile, truth: bool) -> str:
        """Who held the office."""
        return self.office(profile, "head_of_state", truth)

    def claim_head_of_government(self, profile: Profile, truth: bool) -> str:
        """Who held the office."""
        return self.office(profile, "head_of_government", truth)

    def office(self, profile: Profile, key: str, truth: bool) -> str:
        """Return an office holder, or someone else in the office."""
        title = profile.offices[key].title.lower()
        year = self.rng.choice(("as of", "in")) + f" {profile.edition}"
        return self.fill(key, profile, x=self.holder(profile, key, truth), title=title, y=year)

    def holder(self, profile: Profile, key: str, truth: bool) -> str:
        """Who held the office, or someone who did not."""
        name = profile.offices[key].name
        if truth:
            return name
        both = [office.name for office in profile.offices.values() if office.name != name]
        if both and self.rng.random() < 0.3:
            return both[0]
        others = [p.offices[key].name for p in self.profiles if key in p.offices]
        return self.rng.choice([other for other in others if other != name])

    def claim_independence(self, profile: Profile, truth: bool) -> str:
        """When, and from whom."""
        if self.rng.random() < 0.5:
            year = int(profile.words["independence"][-4:])
            shift = self.rng.choice((-31, -23, -14, -9, -4, -2, 3, 5, 8, 12, 17))
            return self.fill("independence", profile, x=str(year if truth else year + shift))
        own = profile.words["independent_from"]
        value = own if truth else self.other_word(profile, "independent_from")
        return self.fill("independent_from", profile, x=value)

    def claim_export_partners(self, profile: Profile, truth: bool) -> str | None:
        """Buyers."""
        return self.partner(profile, "export", truth)

    def claim_import_partners(self, profile: Profile, truth: bool) -> str | None:
        """Suppliers."""
        return self.partner(profile, "import", truth)

    def partner(self, profile: Profile, way: str, truth: bool) -> str | None:
        """Claim the share of a trading partner, its being the first, or its being listed."""
        key = f"{way}_partners"
        names = [share.name for share in profile.shares[key]][:5]
        year = when(profile, profile.years.get(key))
        draw = self.rng.random()
        if draw < 0.4:
            return self.share(profile, key, truth, year)
        if draw < 0.65 and len(names) > 1:
            name = names[0] if truth else self.rng.choice(names[1:])
            return self.fill(f"top_{way}", profile, x=name, y=year)
        inside = self.rng.random() < 0.7
        name = self.rng.choice(names) if inside else self.other_country(names, profile)
        options = CLAIMS[key] if inside == truth else NOT_AMONG[key]
        return self.write(self.rng.choice(options), profile, x=name, y=year)

    def share(self, profile: Profile, key: str, truth: bool, year: str = "") -> str | None:
        """Return the percentage of an entry of a list."""
        entries = [e for e in profile.shares[key][:4] if e.percent and e.percent >= 3]
        if not entries:
            return None
        entry = self.rng.choice(entries)
        others = [e.percent for e in entries if e is not entry and e.percent]
        quantity = self.quantity("urban", entry.percent or 0, truth, others)
        text = self.rng.choice(PARTNER_SHARES[key])
        return self.write(text, profile, x=entry.name, q=quantity, y=year)

    def claim_languages(self, profile: Profile, truth: bool) -> str | None:
        """Claim the share of a language."""
        return self.share(profile, "languages", truth)

    def claim_official(self, profile: Profile, truth: bool) -> str:
        """Claim an official language."""
        names = [share.name for share in profile.shares["languages"] if share.official]
        name = self.rng.choice(names) if truth else self.other_share("languages", names)
        return self.fill("official", profile, x=name)

    def claim_religions(self, profile: Profile, truth: bool) -> str | None:
        """Claim the largest religion, or a share."""
        return self.largest(profile, "religions", truth)

    def claim_ethnic_groups(self, profile: Profile, truth: bool) -> str | None:
        """Claim the largest group, or a share."""
        return self.largest(profile, "ethnic_groups", truth)

    def largest(self, profile: Profile, key: str, truth: bool) -> str | None:
        """Return the first of a list with percentages, or another."""
        entries = profile.shares[key]
        if entries[0].percent is None:
            return None
        if self.rng.random() < 0.5:
            return self.share(profile, key, truth)
        names = [entry.name for entry in entries]
        name = names[0] if truth else self.rng.choice([*names[1:4], self.other_share(key, names)])
        return self.fill(key, profile, x=name)

    def claim_city(self, profile: Profile, truth: bool) -> str:
        """Claim the largest city."""
        names = [name for name, _ in profile.cities]
        others = names[1:] or [self.other_city(names[0])]
        return self.fill("city", profile, x=names[0] if truth else self.rng.choice(others))

    def other_city(self, name: str) -> str:
        """Return the capital of another country."""
        return self.rng.choice(
            [p.words["capital"] for p in self.known if p.words["capital"] != name]
        )

    def claim_deficit(self, profile: Profile, truth: bool) -> str | None:
        """Budget in surplus or deficit."""
        income, spent = profile.latest("revenues"), profile.latest("expenditures")
        if income is None or spent is None:
            return None
        surplus = (income.value > spent.value) == truth
        words = {"balance": "deficit", "spent": "spent more"}
        if surplus:
            words = {"balance": "surplus", "spent": "spent less"}
        return self.fill("deficit", profile, y=when(profile, income.year), **words)

    def other_country(self, names: list[str], profile: Profile) -> str:
        """Return a country that is none of these, mostly one in the news."""
        while True:
            name = self.rng.choice(self.known if self.rng.random() < 0.8 else self.profiles).name
            if name != profile.name and name not in names:
                return name

    def other_share(self, key: str, names: list[str]) -> str:
        """Return an entry of another country's list that is none of these."""
        while True:
            entries = self.rng.choice(self.profiles).shares.get(key, ())
            if entries and all(
                entries[0].name not in n and n not in entries[0].name for n in names
            ):
                return entries[0].name


def verbs(up: bool) -> dict[str, str]:
    """Words that depend on the direction."""
    keys = (
        "rose", "gained", "more", "expanded", "expand", "growth", "turned", "went", "go",
        "dearer", "balance", "flowed",
    )  # fmt: skip
    rising = (
        "rose", "gained", "more", "expanded", "expand", "growth", "turned", "went up", "go up",
        "dearer", "surplus", "flowed into",
    )  # fmt: skip
    falling = (
        "fell", "lost", "fewer", "contracted", "contract", "contraction", "turned", "went down",
        "go down", "cheaper", "deficit", "flowed out of",
    )  # fmt: skip
    return dict(zip(keys, rising if up else falling, strict=True))


def phrase(key: str, value: float, form: str, rng: random.Random) -> str:
    """Return a quantity in words that holds for the value."""
    size = step(value)
    below, above = value // size * size, (value // size + 1) * size
    if form == "about":
        near = below if value - below < above - value else above
        return f"{rng.choice(('about', 'some', 'around', 'roughly'))} {say(key, trim(near))}"
    if form == "more":
        low = trim(floor(value * rng.uniform(0.75, 0.97)))
        return f"{rng.choice(('more than', 'over', 'upwards of'))} {say(key, low)}"
    if form == "less":
        return f"{rng.choice(('less than', 'under'))} {say(key, ceiling(value, rng))}"
    if form == "nearly":
        return f"{rng.choice(('nearly', 'almost', 'close to'))} {say(key, trim(above))}"
    if form == "between":
        low, high = say(key, trim(floor(value * 0.85))), say(key, ceiling(value, rng))
        return f"between {low} and {high}"
    return say(key, float(f"{value:.{rng.choice((3, 3, 4))}g}"))


def ceiling(value: float, rng: random.Random) -> float:
    """Return a round number above the value."""
    high = value * rng.uniform(1.05, 1.25)
    return trim(floor(high) if floor(high) > value else high)


def step(value: float) -> float:
    """Return the size of the second digit."""
    return 10.0 ** (len(f"{value:.0f}") - 2) if value >= 10 else 0.1 if value >= 1 else 0.01


def floor(value: float) -> float:
    """Return a value rounded down to two digits."""
    return value // step(value) * step(value)


def trim(value: float) -> float:
    """Return a value without the noise of floating point."""
    return float(f"{value:.3g}")
