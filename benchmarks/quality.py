"""Quality of a model on development data: ``python benchmarks/quality.py DATA_DIR``.

Every figure is computed through the scorer that ``factcheck run`` uses. Intervals are 95%
bootstrap percentiles over 1,000 resamples (seed 0). The chain retrieves the passages of each
claim from all passages of ``verify`` and decides with the thresholds of the model.
"""

import argparse
import gzip
import json
import platform
import random
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from factcheck.decide import decide
from factcheck.document import Document, Label, Stance, StanceScores
from factcheck.evidence.copies import Copies
from factcheck.evidence.index import build
from factcheck.metrics import (
    accuracy,
    balanced_accuracy,
    bootstrap,
    expected_calibration_error,
    f1_by_class,
    macro_f1,
    span_f1,
)
from factcheck.model.scorer import EncoderScorer, Reading
from factcheck.pipeline import model_folder
from factcheck.records import checked
from factcheck.settings import Settings

STANCES = tuple(Stance)
VERDICTS = ("supported", "unverified", "refuted")
RELATIONS = {"entailment": 0, "neutral": 1, "contradiction": 2}
RELATIONS |= {name: number for number, name in enumerate(VERDICTS)}

Row = dict[str, Any]


def read_rows(path: Path) -> list[Row]:
    """Rows of a JSONL file, gzipped or not."""
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in raw.decode().splitlines()]


def show(
    name: str, value: float, interval: tuple[float, float] | None = None, more: str = ""
) -> None:
    """Print one line of the table."""
    between = f"[{interval[0]:.3f}, {interval[1]:.3f}]" if interval else ""
    print(f"{name:<44}{value:>7.3f}  {between:<16}{more}", flush=True)


def of_sentences(scorer: EncoderScorer, name: str, rows: Sequence[Row]) -> None:
    """Stance, cues and sources on sentences labelled as ours."""
    readings = scorer.read([row["text"] for row in rows])
    scores = np.array([[getattr(reading.stance, s) for s in STANCES] for reading in readings])
    gold = np.array([STANCES.index(row["stance"]) for row in rows])
    found = scores.argmax(axis=1)

    def statistic(a: np.ndarray, b: np.ndarray) -> float:
        return macro_f1(a, b, len(STANCES))

    by_class = zip(STANCES, f1_by_class(gold, found, len(STANCES)), strict=True)
    more = ", ".join(f"{stance} {f1:.3f}" for stance, f1 in by_class)
    show(
        f"{name}: stance macro-F1", statistic(gold, found), bootstrap(statistic, gold, found), more
    )
    show(f"{name}: stance ECE", expected_calibration_error(gold, scores))
    cues = [[(c["start"], c["end"], c["type"]) for c in row["cues"]] for row in rows]
    exact, overlap = span_f1(cues, [[tuple(c)[:3] for c in r.cues] for r in readings])
    show(f"{name}: cue spans F1, exact", exact, more=f"overlap {overlap:.3f}")
    kinds = np.array([row["source"]["kind"] for row in rows])
    show(f"{name}: source kind accuracy", float(np.mean(kinds == [kind(r) for r in readings])))


def kind(reading: Reading) -> str:
    """Kind of the source that was read off a sentence."""
    return reading.source.type if reading.source else "author"


def compared(scorer: EncoderScorer, pairs: Sequence[tuple[str, str]]) -> np.ndarray:
    """Probabilities (n, 3) of entailment, neutral, contradiction; neutral where not judged."""
    silent = (0.0, 1.0, 0.0)
    return np.array([tuple(r)[:3] if r else silent for r in scorer.compare(pairs)])


def of_pairs(scorer: EncoderScorer, name: str, rows: Sequence[Row]) -> None:
    """Three-way accuracy on pairs of premise and claim or hypothesis."""
    scores = compared(scorer, [(row["premise"], claim_of(row)) for row in rows])
    gold = np.array([RELATIONS[row["label"]] for row in rows])
    found = scores.argmax(axis=1)
    by_class = zip(VERDICTS, f1_by_class(gold, found, 3), strict=True)
    more = ", ".join(f"{label} {f1:.3f}" for label, f1 in by_class)
    show(f"{name}: accuracy", accuracy(gold, found), bootstrap(accuracy, gold, found), more)
    show(f"{name}: ECE", expected_calibration_error(gold, scores))


def claim_of(row: Row) -> str:
    """The claim or hypothesis of a pair."""
    return str(row.get("claim", row.get("hypothesis")))


def of_swapped(scorer: EncoderScorer, rows: Sequence[Row]) -> None:
    """Share of claims called unverified before a passage that is not theirs."""
    rng = random.Random(0)
    passages: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        passages[row["document"]][row["passage_id"]] = row["premise"]
    same, other = [], []
    for row in rows:
        near = [t for p, t in passages[row["document"]].items() if p != row["passage_id"]]
        if near:
            same.append((rng.choice(near), row["claim"]))
        far = rng.choice([name for name in passages if name != row["document"]])
        other.append((rng.choice(list(passages[far].values())), row["claim"]))
    for name, pairs in (("same document", same), ("another document", other)):
        found = compared(scorer, pairs).argmax(axis=1)
        show(f"verify, passage of {name}: unverified", float(np.mean(found == 1)))


def of_two(scorer: EncoderScorer, name: str, rows: Sequence[Row], positive: str) -> float:
    """Balanced accuracy of entailed or not at 0.5."""
    scores = compared(scorer, [(row["premise"], row["hypothesis"]) for row in rows])
    gold = np.array([row["label"] == positive for row in rows])
    value = balanced_accuracy(gold, scores[:, 0] > 0.5)
    show(name, value)
    return value


def of_symmetric(scorer: EncoderScorer, rows: Sequence[Row]) -> None:
    """FEVER-Symmetric: entailment against contradiction."""
    scores = compared(scorer, [(row["premise"], row["hypothesis"]) for row in rows])
    gold = np.array([row["label"] == "entailment" for row in rows])
    found = scores[:, 0] > scores[:, 2]
    show("FEVER-Symmetric dev: accuracy", accuracy(gold, found), bootstrap(accuracy, gold, found))


def of_chain(scorer: EncoderScorer, data: Path, rows: Sequence[Row]) -> None:
    """Retrieve from all passages, judge, decide: accuracy and precision by label."""
    documents = [
        Document(id=row["passage_id"], text=row["text"])
        for row in read_rows(data / "verify/passages.jsonl")
    ]
    index = build(documents, None, name="verify")
    nothing = Copies(Document(id="", text=""))
    top = Settings().passages
    found = [index.search(row["claim"], top=top, exclude=nothing) for row in rows]
    pairs = [(p.text, row["claim"]) for row, near in zip(rows, found, strict=True) for p in near]
    results = iter(scorer.compare(pairs))
    asserted = StanceScores(asserted=1, hedged=0, opinion=0, none=0)
    labels = []
    for passages in found:
        check = checked(passages, [next(results) for _ in passages])
        thresholds = scorer.manifest.thresholds
        labels.append(decide(asserted, check.verdict, check.evidence, thresholds).label)
    gold = np.array([row["label"] for row in rows])
    given = np.array([label.value for label in labels])
    right = gold == given
    show("verify, retrieved and decided: accuracy", float(np.mean(right)))
    for label in (Label.SUPPORTED, Label.REFUTED):
        called = given == label
        precision = float(np.mean(right[called])) if called.any() else 0.0
        recall = float(np.mean(given[gold == label] == label))
        show(f"  {label}: precision", precision, more=f"recall {recall:.3f}")


def grouped(rows: Sequence[Row], test: Callable[[Row], bool]) -> np.ndarray:
    """Which rows pass a test."""
    return np.array([test(row) for row in rows])


def of_others(scorer: EncoderScorer, data: Path) -> None:
    """Other people's labels: subjective or not, uncertain or not, grounded or not."""
    rows = read_rows(data / "opinion/checkthat_dev_2023_eval_only.jsonl")
    stances = [reading.stance for reading in scorer.read([row["text"] for row in rows])]
    gold = grouped(rows, lambda row: row["label"] == "SUBJ").astype(int)
    found = np.array([int(s.opinion > max(s.asserted, s.hedged, s.none)) for s in stances])
    show("CheckThat! 2023 dev: macro-F1", macro_f1(gold, found, 2), more="winner on its test 0.78")
    rows = random.Random(0).sample(read_rows(data / "hedge/wikiweasel_train.jsonl.gz"), 2000)
    stances = [reading.stance for reading in scorer.read([row["text"] for row in rows])]
    gold = grouped(rows, lambda row: row["label"] == "uncertain").astype(int)
    found = np.array([int(s.hedged > max(s.asserted, s.opinion, s.none)) for s in stances])
    f1 = f1_by_class(gold, found, 2)[1]
    show("Wikipedia weasels, 2,000: F1 of uncertain", f1, more="winner on its test 0.60")
    values = []
    for path in sorted((data / "grounding").glob("*.jsonl.gz")):
        rows = read_rows(path)
        rows = random.Random(0).sample(rows, min(len(rows), 300))
        values.append(
            of_two(scorer, f"grounding, {path.name[:-9]}: bal. accuracy", rows, "supported")
        )
    show(
        "grounding: mean", float(np.mean(values)), more="MiniCheck 0.4B about 0.73 on a kindred set"
    )


def main() -> None:
    """Read the arguments and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, metavar="DATA_DIR")
    parser.add_argument("--model", default="small")
    parser.add_argument("--others", action="store_true", help="other people's sets too (minutes)")
    options = parser.parse_args()
    data = options.data
    scorer = EncoderScorer.load(model_folder(options.model), Settings(device="cpu"))
    model = scorer.manifest.resource
    print(f"model {model.name} {model.sha256[:12]}, {date.today()}, {platform.machine()} CPU")
    begun = time.monotonic()
    for name in ("stance", "articles"):
        of_sentences(scorer, f"{name}/dev", read_rows(data / f"{name}/dev.jsonl"))
    claims = read_rows(data / "verify/dev.jsonl")
    of_pairs(scorer, "verify/dev", claims)
    of_swapped(scorer, claims)
    of_chain(scorer, data, claims)
    of_pairs(
        scorer, "SNLI, held-out quarter of dev", read_rows(data / "nli/snli_dev_holdout.jsonl.gz")
    )
    of_symmetric(scorer, read_rows(data / "nli/fever_symmetric_dev.jsonl.gz"))
    if options.others:
        of_others(scorer, data)
    print(f"{time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()
