"""Quality of the chain, step by step: ``python benchmarks/chain.py DATA_DIR [--claims N]``.

Given a file instead, of premise, hypothesis and label, such as the claims on countries that
``training/prepare.py`` writes to ``dev/facts.jsonl.gz``: claims before a passage of their own.

The claims are those of N of ``verify/dev``, drawn with seed 0, that the model reads as asserted,
since a run looks up no others; they are looked up in all passages of ``verify``.

- recall of retrieval (``retrieval.py``);
- premises: accuracy before the right passage, by how much of it is compared with the claim;
- the whole chain: accuracy, precision and recall, by the passages looked at and by the thresholds;
- objections: the decisions that each kind prevents, rightly where they were wrong: on the claims as
  they are, and on true claims made false in one point (``changes.py``), those of ``verify`` before
  their own passage and sentences of the shipped corpus before what retrieval finds in it;
- doubt: supported claims whose decisive sentence was put with doubt;
- trimmings: claims before their own passage with what news puts around them, compared as whole
  sentences and as in a run (``evidence/hypothesis.py``).
"""

import argparse
import random
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from pathlib import Path

import numpy as np
from changes import KINDS, changed, named
from msgspec.structs import replace
from retrieval import objects_of, show_recall

from factcheck.checks import check
from factcheck.decide import decide, stance_of
from factcheck.document import Document, Evidence, Label, Stance, StanceScores, Thresholds
from factcheck.evidence.core import core
from factcheck.evidence.hypothesis import hypothesis
from factcheck.evidence.index import Index, Passage, build
from factcheck.evidence.verdict import aggregate
from factcheck.model.loading import load_scorer
from factcheck.model.scorer import Comparison, Scorer
from factcheck.readers import read
from factcheck.records import statement
from factcheck.sentences import split
from factcheck.settings import Settings
from factcheck.shipped import shipped

ASSERTED = StanceScores(asserted=1, hedged=0, opinion=0, none=0)
OBJECTIONS = {  # what is said, by kind
    "name": "does not name",
    "year or month": "is about",
    "figure": "the passage gives|does not give",
    "doubt": "with doubt",
}
DOUBTS = (
    "According to rumours, {}",
    "Unconfirmed reports suggest that {}",
    "It is possible that {}",
    "Some people believe that {}",
    "It remains unclear whether {}",
    "There is speculation that {}",
)
TRIMMINGS = (
    "{}",
    "{}, according to the Hallam Gazette",
    "Fergus Docherty said {}",
    "The Hallam Institute said on Monday that {}",
    "{}, Fergus Docherty said",
    "{}, officials said",
    "“{},” Fergus Docherty told reporters",
    "{}, Foreign Minister Fergus Docherty said",
    "{}, said Mr. Docherty",
    "OSLO (AP) — {}",
    "BOGOTÁ, Colombia (AP) — {}",
    "Oslo (dpa) - {}",
    "{}[2]",
    "14:05 - {}",
    "{} 🎉 #news",
    "{} (see https://example.com/a)",
    "**{}**",
)
DEPTHS = (1, 2, 3)
TRIMMED = 300  # claims of each form
FACTS = 150  # sentences of the shipped corpus that are changed
LABEL_OF = {
    "entailment": Label.SUPPORTED,
    "neutral": Label.UNVERIFIED,
    "contradiction": Label.REFUTED,
}

Row = dict[str, str]
Cited = tuple[Evidence, ...]


def asserted(scorer: Scorer, rows: Sequence[Row]) -> list[Row]:
    """The rows whose claim is read as asserted: a run looks up no other."""
    readings = scorer.read([row["claim"] for row in rows])
    return [
        row
        for row, reading in zip(rows, readings, strict=True)
        if stance_of(reading.stance) is Stance.ASSERTED
    ]


def judge(
    scorer: Scorer, claims: Sequence[str], retrieved: Sequence[Sequence[Passage]]
) -> list[Cited]:
    """What the passages retrieved for each claim say of it, as in a run."""
    statements = list(map(statement, claims, scorer.read(claims)))
    return [found.evidence for found in check(scorer, statements, retrieved)]


def label(evidence: Cited, thresholds: Thresholds, without: Container[str] = ()) -> Label:
    """The label of an asserted claim, as if some kinds of objection had not been made."""
    kept = [replace(e, objection=None) if kind(e) in without else e for e in evidence]
    return decide(ASSERTED, aggregate(kept), kept, thresholds).label


def kind(passage: Evidence) -> str:
    """The kind of the objection to a passage, empty without one."""
    said = passage.objection or ""
    return next(
        (k for k, words in OBJECTIONS.items() if any(w in said for w in words.split("|"))), ""
    )


def prevented(
    cases: Iterable[tuple[str, Cited]], thresholds: Thresholds
) -> dict[str, tuple[int, int]]:
    """How many labels each kind of objection changed that were wrong, and that were right.

    :param cases: the label that is right, or empty for a claim of which only that it is not
        supported is known; and the evidence.
    """
    counts: Counter[tuple[str, bool]] = Counter()
    for gold, evidence in cases:
        given = label(evidence, thresholds)
        for name in {kind(e) for e in evidence} - {""}:
            before = label(evidence, thresholds, {name})
            if before is not given and (gold or before is Label.SUPPORTED):
                counts[name, before == gold] += 1
    return {name: (counts[name, False], counts[name, True]) for name in OBJECTIONS}


def alone(text: str) -> list[Passage]:
    """A premise as the only passage that was found."""
    return [
        Passage(
            document="own", title=None, url=None, published=None, start=0, end=len(text), text=text
        )
    ]


def core_of(premise: str, claim: str) -> str:
    """The sentence that shares most with a claim, the first if none shares anything."""
    start, end = core(premise, claim) or split(premise)[0]
    return premise[start:end]


def views(premise: str, claim: str) -> dict[str, list[str]]:
    """What of a passage may be compared with a claim."""
    sentences = [premise[start:end] for start, end in split(premise)] or [premise]
    best = core_of(premise, claim)
    place = sentences.index(best)
    return {
        "whole": [premise],
        "best sentence": [best],
        "best sentence and its neighbours": [" ".join(sentences[max(0, place - 1) : place + 2])],
        "strongest of the whole and all sentences": [premise, *sentences],
    }


def of_premises(scorer: Scorer, rows: Sequence[Row]) -> None:
    """Print the accuracy before the right passage, by what of it is compared."""
    shown = [views(row["premise"], row["claim"]) for row in rows]
    pairs = {
        (text, row["claim"])
        for row, own in zip(rows, shown, strict=True)
        for texts in own.values()
        for text in texts
    }
    ordered = sorted(pairs)
    compared = dict(zip(ordered, scorer.compare(ordered), strict=True))
    gold = [row["label"] for row in rows]
    for name in shown[0]:
        said = [
            relation([compared[text, row["claim"]] for text in own[name]])
            for row, own in zip(rows, shown, strict=True)
        ]
        show(f"premise, {name}", gold, said)


def relation(results: Sequence[Comparison | None]) -> Label:
    """What several parts of one passage say: the side of the highest probability."""
    found = [result for result in results if result]
    sides = {
        Label.SUPPORTED: max((r.entailment for r in found), default=0.0),
        Label.REFUTED: max((r.contradiction for r in found), default=0.0),
        Label.UNVERIFIED: min((r.neutral for r in found), default=1.0),
    }
    return max(sides, key=lambda side: sides[side])


def show(name: str, gold: Sequence[str], given: Sequence[Label]) -> None:
    """Print the accuracy, and precision/recall of each label."""
    wanted, said = np.array(gold), np.array([one.value for one in given])
    figures = []
    for one in (Label.SUPPORTED, Label.REFUTED, Label.UNVERIFIED):
        right = float(np.sum((said == one) & (wanted == one)))
        precision = right / max(1, np.sum(said == one))
        figures.append(f"{one} {precision:.3f}/{right / max(1, np.sum(wanted == one)):.3f}")
    print(f"{name:<50}accuracy {np.mean(wanted == said):.3f}  {'  '.join(figures)}")


def show_prevented(name: str, cases: Sequence[tuple[str, Cited]], thresholds: Thresholds) -> None:
    """Print what each kind of objection prevented."""
    counts = prevented(cases, thresholds)
    said = ", ".join(f"{kind} {right}/{wrong}" for kind, (right, wrong) in counts.items())
    print(f"{name:<36}{len(cases):>5} claims; prevented rightly/wrongly: {said}", flush=True)


def of_chain(scorer: Scorer, index: Index, rows: Sequence[Row]) -> None:
    """Print the figures of the whole chain and of its objections."""
    claims, gold = [row["claim"] for row in rows], [row["label"] for row in rows]
    found = [index.search(claim, top=max(DEPTHS)) for claim in claims]
    evidence = judge(scorer, claims, found)
    for depth in DEPTHS:
        first = [
            tuple(e for e in own if e.text in {p.text for p in near[:depth]})
            for own, near in zip(evidence, found, strict=True)
        ]
        show(f"chain, passages: {depth}", gold, [label(own, scorer.thresholds) for own in first])
    bare = [label(own, scorer.thresholds, OBJECTIONS) for own in evidence]
    show("chain, no objections", gold, bare)
    for least in (0.5, 0.6, 0.7, 0.8, 0.9):
        at = Thresholds(supported=least, refuted=least)
        show(f"chain, both thresholds {least}", gold, [label(own, at) for own in evidence])
    show_prevented(
        "objections, as retrieved", [*zip(gold, evidence, strict=True)], scorer.thresholds
    )
    given = judge(scorer, claims, [alone(row["premise"]) for row in rows])
    show_prevented("objections, right passage", [*zip(gold, given, strict=True)], scorer.thresholds)


def of_changes(scorer: Scorer, rows: Sequence[Row]) -> None:
    """Print what is prevented on claims that were made false in one point."""
    rng = random.Random(0)
    true = [row for row in rows if row["label"] == "supported"]
    path = shipped("corpus", "evidence", "factbook.jsonl.gz")
    corpus = [
        document for document in read([path] if path else []) if isinstance(document, Document)
    ]
    texts = [document.text for document in rng.choices(corpus, k=FACTS)]
    facts = [rng.choice([text[start:end] for start, end in split(text)]) for text in texts]
    index = build(corpus, None, name="corpus")
    names = [name for row in true for name in named(row["claim"])]
    countries = [name for fact in facts for name in named(fact)]
    for point in KINDS:
        own = [(changed(row["claim"], point, names, rng), alone(row["premise"])) for row in true]
        looked_up = [
            (claim, index.search(claim, top=max(DEPTHS)))
            for fact in facts
            if (claim := changed(fact, point, countries, rng))
        ]
        for name, cases in (("own passage", own), ("shipped corpus", looked_up)):
            kept = [(claim, near) for claim, near in cases if claim]
            if kept:
                claims, retrieved = zip(*kept, strict=True)
                evidence = judge(scorer, claims, retrieved)
                left = sum(label(e, scorer.thresholds) is Label.SUPPORTED for e in evidence)
                show_prevented(
                    f"other {point}, {name}", [("", e) for e in evidence], scorer.thresholds
                )
                print(f"{'':<36}still supported: {left}")


def of_doubt(scorer: Scorer, rows: Sequence[Row]) -> None:
    """Print what becomes of supported claims whose decisive sentence is put with doubt."""
    rng = random.Random(0)
    true = [row for row in rows if row["label"] == "supported"]
    plain = judge(scorer, [row["claim"] for row in true], [alone(row["premise"]) for row in true])
    sure = [
        r
        for r, e in zip(true, plain, strict=True)
        if label(e, scorer.thresholds) is Label.SUPPORTED
    ]
    unsure = []
    for row in sure:
        sentence = core_of(row["premise"], row["claim"])
        doubt = rng.choice(DOUBTS).format(sentence[:1].lower() + sentence[1:])
        unsure.append(alone(row["premise"].replace(sentence, doubt)))
    evidence = judge(scorer, [row["claim"] for row in sure], unsure)
    show_prevented("doubt put in", [("", e) for e in evidence], scorer.thresholds)
    left = sum(label(e, scorer.thresholds) is Label.SUPPORTED for e in evidence)
    print(f"{'':<36}still supported: {left}")


def of_trimmings(scorer: Scorer, rows: Sequence[Row]) -> None:
    """Print the accuracy before the right passage by what stands around the claim."""
    readings = scorer.read([row["claim"] for row in rows])
    own = [row for row, reading in zip(rows, readings, strict=True) if reading.source is None]
    some, premises = own[:TRIMMED], [row["premise"] for row in own[:TRIMMED]]
    gold = [row["label"] for row in some]
    for form in TRIMMINGS:
        sentences = [form.format(row["claim"].rstrip(".")) + "." for row in some]
        statements = map(statement, sentences, scorer.read(sentences))
        claims = list(map(hypothesis, statements, premises))
        for name, texts in (("whole", sentences), ("as in a run", claims)):
            compared = scorer.compare(list(zip(premises, texts, strict=True)))
            show(f"{form[:36]}, {name}", gold, [relation([result]) for result in compared])


def of_facts(scorer: Scorer, rows: Sequence[Row]) -> None:
    """Print the figures of claims before a passage of their own, and of objections to it."""
    gold = [LABEL_OF[row["label"]] for row in rows]
    claims = [row["hypothesis"] for row in rows]
    evidence = judge(scorer, claims, [alone(row["premise"]) for row in rows])
    bare = [label(own, scorer.thresholds, OBJECTIONS) for own in evidence]
    show("facts, no objections", gold, bare)
    show("facts", gold, [label(own, scorer.thresholds) for own in evidence])
    show_prevented("objections, facts", [*zip(gold, evidence, strict=True)], scorer.thresholds)


def main() -> None:
    """Read the arguments and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, metavar="DATA_DIR|FILE")
    parser.add_argument("--claims", type=int, default=100_000, metavar="N")
    parser.add_argument("--model", default="small", help="as of factcheck run")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--precision", default="auto")
    options = parser.parse_args()
    whole = options.data.is_dir()
    rows = list(objects_of(options.data / "verify/dev.jsonl" if whole else options.data))
    rows = random.Random(0).sample(rows, min(options.claims, len(rows)))
    scorer = load_scorer(
        options.model, Settings(device=options.device, precision=options.precision)
    )
    if not whole:
        of_facts(scorer, rows)
        return
    show_recall(options.data)
    passages = [
        Document(id=row["passage_id"], text=row["text"])
        for row in objects_of(options.data / "verify/passages.jsonl")
    ]
    index = build(passages, None, name="verify")
    rows = asserted(scorer, rows)
    of_premises(scorer, rows)
    of_chain(scorer, index, rows)
    of_changes(scorer, rows)
    of_doubt(scorer, rows)
    of_trimmings(scorer, rows)


if __name__ == "__main__":
    main()
