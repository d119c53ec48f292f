"""NLI pairs from the facts of the evidence corpus.

python training/facts.py FACTBOOK_DIR OUT.jsonl.gz [--seed 0]

A premise is a passage of the corpus, whole or in part; a hypothesis is a claim on one fact in other
words. True and false claims are worded by the same templates and quantities, and neutral pairs
reuse both kinds with another premise, so that a claim alone does not give its label away. Claims on
invented events, and details no passage has, are neutral beside a passage; they are entailed or
refuted only by premises made to state them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import zlib
from collections.abc import Callable
from pathlib import Path

from fact_claims import (
    APPOSITIVES,
    COMPARISONS,
    DAYS,
    DEALS,
    DETAILS,
    EVENT_ACTS,
    FIGURE_CLAIMS,
    LEADERS,
    MEMBERSHIP,
    NOUNS,
)
from fact_makers import Case, ClaimMaker
from passages import passages
from profiles import Profile
from rankings import members, ranking
from reader import load
from templates import COMPLETE, GROUPS, ORGANISATIONS
from wording import finish

WEIGHTS = {"entailment": 0.3, "contradiction": 0.4, "neutral": 0.3}
DEV_SHARE = 15
"""Percent of countries held out."""

RENAMED = {
    "Macedonia": "North Macedonia", "Cote d'Ivoire": "Côte d'Ivoire", "Swaziland": "Eswatini",
    "Czech Republic": "Czechia", "Gaza Strip": "Gaza, Gaza Strip",
}  # fmt: skip
"""Names of the older edition, so that a country is on one side of the split."""

KINDS = {
    "pair": 0.5,
    "compound": 0.28,
    "detail": 0.06,
    "event": 0.09,
    "compare": 0.03,
    "group": 0.03,
}
"""How often each kind of pair is drawn."""

NEWSWORTHY = (
    "population", "growth", "growth", "capital", "neighbours", "head_of_state", "unemployment",
    "head_of_government", "inflation", "export_partners", "import_partners", "military",
    "exports", "oil_production", "gdp", "public_debt", "members", "independence", "currency",
    "region", "religions", "languages", "imports", "city",
)  # fmt: skip
"""Facts drawn more often."""

RELATED = (
    "gdp growth sectors", "exports imports balance", "location area", "government leaders",
    "population health society cities", "electricity power_sources", "oil gas", "growth labour",
    "prices budget",
)  # fmt: skip
"""Topics that may bear on each other's claims; never paired as neutral."""

BEARING = (
    "population population_growth urban", "life_expectancy life_men life_women",
    "head_of_state head_of_government deputy since_state since_government",
    "revenues expenditures deficit public_debt", "seats lower_seats structure",
    "region between neighbours longest_border sea landlocked", "currency exchange",
    "internet_share internet_users", "gdp gdp_ppp gdp_head", "growth industrial_growth",
    "unemployment youth_unemployment labor_force", "fossil nuclear hydro solar wind reactors",
    "independence holiday", "agriculture industry services", "languages official",
    "city more_cities", "exports imports export_partners import_partners",
)  # fmt: skip
"""Facts of one topic that may bear on each other's claims."""

Pair = tuple[str, str]


class PairMaker:
    """Draws pairs of a premise and a claim for a label."""

    def __init__(self, profiles: list[Profile], seed: int) -> None:
        self.rng = random.Random(seed)
        self.editions = {
            v: [p for p in profiles if p.version == v] for v in {p.version for p in profiles}
        }
        self.claims = ClaimMaker(profiles, self.rng)
        self.cases: dict[tuple[str, str], list[Case]] = {}
        self.facts: dict[str, list[Case]] = {}
        for profile in profiles:
            if profile.country == "World":
                continue
            for passage in passages(profile):
                for sentence in passage.sentences:
                    case = Case(profile=profile, passage=passage, sentence=sentence)
                    fact = "members" if case.base.startswith("members_") else case.base
                    self.cases.setdefault((profile.version, profile.country), []).append(case)
                    self.facts.setdefault(fact, []).append(case)

    def rows(self, number: int) -> list[dict[str, str]]:
        """Return the whole set, without repetitions."""
        rows: dict[Pair, dict[str, str]] = {}
        facts = sorted(self.facts)
        for label, weight in WEIGHTS.items():
            left = round(number * weight)
            while left:
                fact = self.rng.choice(NEWSWORTHY if self.rng.random() < 0.45 else facts)
                case = self.rng.choice(self.facts[fact])
                kind = self.rng.choices(list(KINDS), list(KINDS.values()))[0]
                make: Callable[[Case, str], Pair | None] = getattr(self, kind)
                made = make(case, label)
                if made is None or made in rows:
                    continue
                rows[made] = row(case, kind, *made, label)
                left -= 1
        result = list(rows.values())
        self.rng.shuffle(result)
        return result

    def truth(self, label: str) -> bool:
        """Whether the claim is to be true; open claims are true as often as checked ones."""
        if label == "neutral":
            return self.rng.random() < WEIGHTS["entailment"] / (1 - WEIGHTS["neutral"])
        return label == "entailment"

    def pair(self, case: Case, label: str) -> Pair | None:
        """Return a claim on the case, and a premise that settles it or leaves it open."""
        if case.base.startswith("members_"):
            return self.member(case, label)
        claim = self.claims.claim(case, self.truth(label))
        if claim is None:
            return None
        premise = self.premise(case) if label != "neutral" else self.open_premise(case)
        if premise is None:
            return None
        alone = sum(s.key.partition("@")[0] == case.base for s in case.passage.sentences) == 1
        if alone and self.rng.random() < 0.2 and premise_year(premise, case):
            claim = undated(claim, case.sentence.year)
        return premise, claim

    def premise(self, case: Case) -> str:
        """Return the passage of the case, or its sentence with none or one beside it."""
        found = case.passage.sentences
        draw = self.rng.random()
        if draw < 0.6:
            return case.passage.text
        if draw < 0.8 and case.base not in ("landlocked",):
            trend = [s for s in found if s.key.partition("@")[0] == case.base]
            return " ".join(s.text for s in trend)
        i = found.index(case.sentence)
        rest = [
            s for s in found if s.key.partition("@")[0] == case.base or abs(found.index(s) - i) < 2
        ]
        return " ".join(s.text for s in rest)

    def open_premise(self, case: Case) -> str | None:
        """Return a premise that leaves a claim on the case open."""
        kinds = [self.without, self.other_topic, self.abroad, self.other_year]
        self.rng.shuffle(kinds)
        return next((text for kind in kinds if (text := kind(case))), None)

    def without(self, case: Case) -> str | None:
        """Return the passage without the sentence, and without others that bear on the fact."""
        if case.base in ("deficit", "official", "longest_border", "landlocked", "region", "city"):
            return None
        rest = [s for s in case.passage.sentences if not bears(s.key, case.base)]
        return " ".join(s.text for s in rest) if len(rest) > 1 else None

    def other_topic(self, case: Case) -> str | None:
        """Another passage on the country in the same edition."""
        own = set(case.passage.topic.split("+"))
        near = own.union(*(group for g in RELATED if own & (group := set(g.split()))))
        cases = self.cases[case.profile.version, case.profile.country]
        far = [c.passage.text for c in cases if not near & set(c.passage.topic.split("+"))]
        return self.rng.choice(far) if far else None

    def abroad(self, case: Case) -> str | None:
        """Return the same fact of another country, unless it names both (borders, trade)."""
        if case.passage.topic.startswith(("location", "exports", "imports")):
            return None
        same = self.facts[case.base]
        others = [c for c in self.rng.sample(same, min(20, len(same)))]
        others = [c for c in others if c.profile.country != case.profile.country]
        return self.premise(others[0]) if others else None

    def other_year(self, case: Case) -> str | None:
        """Return the fact in the other edition, of years the claim does not name."""
        year = case.sentence.year
        if not year and not case.base.startswith("head_of_"):
            return None
        for (version, country), cases in self.cases.items():
            if country != case.profile.country or version == case.profile.version:
                continue
            same = [c for c in cases if c.base == case.base]
            texts = [c.passage.text for c in same if not year or str(year) not in c.passage.text]
            if texts:
                return texts[0]
        return None

    def member(self, case: Case, label: str) -> Pair | None:
        """Membership by the passage of a country: what is named, and what is not."""
        number = int(case.sentence.key[-1])
        names = [ORGANISATIONS[m] for m in ORGANISATIONS if m in case.profile.memberships]
        name = self.rng.choice(names[number * 4 : number * 4 + 4])
        premise = self.premise(case)
        positive = label == "entailment"
        if label == "neutral":
            positive = self.truth(label)
            if self.rng.random() < 0.5:
                name = self.rng.choice([n for n in ORGANISATIONS.values() if n not in names])
                premise = case.passage.text
            else:
                other = self.other_topic(case)
                if other is None:
                    return None
                premise = other
        text = self.rng.choice(MEMBERSHIP[0 if positive else 1])
        return premise, self.claims.write(text, case.profile, x=name)

    def group(self, case: Case, label: str) -> Pair | None:
        """Membership by the list of members of an organisation."""
        version = case.profile.version
        whole = COMPLETE[version].replace("Arctic_Council", "").split()
        group = self.rng.choice([g for g in GROUPS if g in whole])
        premise = members(self.editions[version], group)
        states = [p for p in self.claims.known if p.version == version]
        inside = [p for p in states if group in p.memberships]
        if not premise or not inside:
            return None
        belongs = self.rng.random() < 0.5
        pool = inside if belongs else [p for p in states if group not in p.memberships]
        positive = belongs == (label == "entailment")
        name = ORGANISATIONS[group]
        if label == "neutral":
            positive = self.truth(label)
            name = ORGANISATIONS[self.rng.choice([g for g in GROUPS if g != group])]
        text = self.rng.choice(MEMBERSHIP[0 if positive else 1])
        return premise, self.claims.write(text, self.rng.choice(pool), x=name)

    def compare(self, case: Case, label: str) -> Pair | None:
        """Two countries by a ranking."""
        key = self.rng.choice(list(COMPARISONS))
        states = [p for p in self.editions[case.profile.version] if p.sovereign]
        states = [p for p in states if p.country != "European Union" and key in p.figures]
        premise = ranking(states, key)
        ordered = sorted(states, key=lambda p: -p.figures[key][0].value)
        if not premise:
            return None
        first, second = sorted(self.rng.sample(range(20), 2))
        if label == "neutral":
            first, second = sorted(self.rng.sample(range(21, len(ordered) - 6), 2))
        elif second < 10 and say_same(ordered, key, first, second):
            return None
        a, b = ordered[first].name, ordered[second].name
        if not self.truth(label):
            a, b = b, a
        return premise, finish(self.rng.choice(COMPARISONS[key]).format(a=a, b=b))

    def compound(self, case: Case, label: str) -> Pair | None:
        """Two facts in one claim: both must hold; one that is open leaves it open."""
        version, country = case.profile.version, case.profile.country
        others = [c for c in self.cases[version, country] if c.base in APPOSITIVES]
        others = [c for c in others if c.base != case.base]
        near = [c for c in others if c.passage == case.passage]
        pool = others if label == "neutral" else near or others
        if not pool:
            return None
        other = self.rng.choice(pool)
        if label == "neutral" and other.passage == case.passage:
            return None
        wrong = self.rng.choice(("main", "side")) if label == "contradiction" else ""
        open_truth = self.truth(label) if label == "neutral" else True
        main = self.claims.claim(case, wrong != "main")
        side = self.claims.appositive(other, wrong != "side" and open_truth)
        start = finish(case.profile.name)
        if main is None or side is None or not main.startswith(f"{start} "):
            return None
        premise = case.passage.text
        if label != "neutral" and other.passage != case.passage:
            premise = f"{case.passage.text} {other.passage.text}"
        if case.base.startswith("members_"):
            return None
        return premise, f"{start}, {side}, {main[len(start) + 1 :]}"

    def detail(self, case: Case, label: str) -> Pair | None:
        """Return a claim with a detail: open, unless the base is false or the premise has it."""
        if case.sentence.year is None or case.base not in NOUNS | FIGURE_CLAIMS:
            return None
        claim = self.claims.claim(case, label != "contradiction")
        if claim is None or re.search("ccording to|between|Estimates", claim):
            return None
        extra = self.rng.choice(DETAILS)
        premise = self.premise(case)
        if label == "entailment" or self.rng.random() < 0.3:
            others = [d for d in DETAILS if d != extra]
            told = self.rng.choice(others) if label == "neutral" else extra
            text = case.sentence.text
            premise = premise.replace(text, text[:-1] + told + ".")
        return premise, claim[:-1] + extra + "."

    def event(self, case: Case, label: str) -> Pair | None:
        """Invented news: settled by an invented premise, left open by the corpus."""
        rng, profile = self.rng, case.profile
        act = rng.randrange(len(EVENT_ACTS))
        first, *claims = EVENT_ACTS[act]
        values = self.scene(profile)
        claim = self.claims.write(rng.choice(claims), profile, **values)
        if label == "neutral":
            if rng.random() < 0.7:
                return case.passage.text, claim
            first = EVENT_ACTS[(act + rng.randrange(1, len(EVENT_ACTS))) % len(EVENT_ACTS)][0]
            return self.report(first, case, values), claim
        if label == "contradiction":
            kinds = [s for s in ("day", "place", "deal", "o") if "{" + s + "}" in first]
            slot = rng.choice(kinds)
            values[slot] = self.scene(profile, values)[slot]
        return self.report(first, case, values), claim

    def scene(self, profile: Profile, apart: dict[str, str] | None = None) -> dict[str, str]:
        """Who, where and when of an invented event; all else than in the other one."""
        rng, apart = self.rng, apart or {}
        places = [profile.words.get("capital") or "Geneva", self.claims.other_city("Geneva")]
        places += ["Geneva"] if apart else []
        other = self.claims.other_country([apart.get("o", "")], profile)
        return {
            "o": other,
            "place": rng.choice([p for p in places if p != apart.get("place")]),
            "day": rng.choice([d for d in DAYS if d != apart.get("day")]),
            "deal": rng.choice([d for d in DEALS if d != apart.get("deal")]),
            "title": apart.get("title") or rng.choice(LEADERS),
        }

    def report(self, text: str, case: Case, values: dict[str, str]) -> str:
        """Return the premise that tells of an event, alone or among facts."""
        news = self.claims.write(text, case.profile, **values)
        facts = self.premise(case)
        return self.rng.choice((news, f"{news} {facts}", f"{facts} {news}"))


def say_same(ordered: list[Profile], key: str, first: int, second: int) -> bool:
    """Whether two figures are too near to be told apart."""
    a, b = ordered[first].figures[key][0].value, ordered[second].figures[key][0].value
    return abs(a / b - 1) < 0.005


def premise_year(premise: str, case: Case) -> bool:
    """Whether a claim may do without its year: the premise has no other year of the fact."""
    year = case.sentence.year
    return bool(year) and str(year) in premise


def undated(claim: str, year: int | None) -> str:
    """Return the claim without its year, where it stands at either end."""
    short = re.sub(rf"^In {year}, ", "", claim)
    short = re.sub(rf",? in {year}(?=[.,])", "", short) if short == claim else short
    return finish(short) if str(year) not in short else claim


def bears(key: str, base: str) -> bool:
    """Whether a sentence on the one fact may bear on a claim about the other."""
    key = key.partition("@")[0]
    return key == base or any({key, base} <= set(group.split()) for group in BEARING)


def row(case: Case, kind: str, premise: str, claim: str, label: str) -> dict[str, str]:
    """One line of the file."""
    country = case.profile.country
    held_out = zlib.crc32(RENAMED.get(country, country).encode()) % 100 < DEV_SHARE
    return {
        "premise": premise,
        "hypothesis": claim,
        "label": label,
        "split": "dev" if held_out else "train",
        "kind": kind,
        "fact": case.base,
        "country": country,
    }


def main() -> None:
    """Write the pairs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("factbook", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--number", type=int, default=24000)
    options = parser.parse_args()
    rows = PairMaker(load(options.factbook), options.seed).rows(options.number)
    lines = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows)
    partial = options.out.with_name(options.out.name + ".part")
    partial.write_bytes(gzip.compress(lines.encode(), 9, mtime=0))
    partial.rename(options.out)
    print(f"{len(rows)} pairs")


if __name__ == "__main__":
    main()
