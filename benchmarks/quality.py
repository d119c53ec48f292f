"""Quality of a model on development data: ``python benchmarks/quality.py DATA_DIR``.

One line a figure, with its 95% interval (bootstrap percentiles over 1,000 resamples, seed 0) and
what others published. Every figure is computed through the scorer that ``factcheck run`` uses. The
chain retrieves the passages of each claim of ``verify/dev`` that is read as asserted from all
passages of ``verify`` and decides with the thresholds of the model. Of large sets that are not
ours, a sample is used.
"""

import argparse
import platform
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
from chain import asserted, judge, label
from diagram import reliability_svg
from retrieval import objects_of

from factcheck.document import Document, Label
from factcheck.evaluation import LabelledRow, Report, Task, read_labelled
from factcheck.evaluation.measure import compared, report, score
from factcheck.evidence.index import build
from factcheck.metrics import balanced_accuracy, reliability
from factcheck.model.labels import NEUTRAL
from factcheck.model.loading import load_scorer
from factcheck.model.scorer import Scorer
from factcheck.settings import Settings

GROUNDED = "MiniCheck 0.4B 0.73, FactCG 0.76, GPT-4o 0.76 on a kindred set"


class Line(NamedTuple):
    """A set that is measured.

    :param figure: which of the report's; ``f1:CLASS`` is that of one class.
    :param sample: most rows that are used, drawn with seed 0.
    :param others: what others reached, on this or on their own test.
    """

    file: str
    name: str
    figure: str
    sample: int = 100_000
    others: str = ""


OURS = (
    Line(
        "stance/dev.jsonl",
        "stance",
        "macro_f1",
        others="TF-IDF 0.56, lexicon 0.36 on 600 others; two passes of labelling 0.95",
    ),
    Line("articles/dev.jsonl", "articles", "macro_f1"),
    Line(
        "verify/dev.jsonl",
        "verify",
        "accuracy",
        others="word counts of the claim alone 0.52, majority 0.38; two passes of labelling 0.99",
    ),
    Line("nli/snli_dev_holdout.jsonl.gz", "SNLI, quarter of dev", "accuracy"),
    Line("nli/fever_symmetric_dev.jsonl.gz", "FEVER-Symmetric dev", "accuracy"),
)
OTHERS = (
    Line(
        "opinion/checkthat_dev_2023_eval_only.jsonl",
        "CheckThat! 2023 dev",
        "macro_f1",
        others="winner on its test 0.78",
    ),
    Line(
        "hedge/wikiweasel_train.jsonl.gz",
        "Wikipedia weasels",
        "f1:uncertain",
        sample=2000,
        others="winner on its test 0.60, in 2024 0.70",
    ),
)


def show(
    name: str, value: float, interval: tuple[float, float] | None = None, more: str = ""
) -> None:
    """Print one line of the table."""
    between = f"[{interval[0]:.3f}, {interval[1]:.3f}]" if interval else ""
    print(f"{name:<42}{value:>6.3f}  {between:<16}  {more}".rstrip(), flush=True)


def rows_of(data: Path, line: Line) -> tuple[Task, list[LabelledRow]]:
    """The rows of a set, or a sample of them."""
    task, rows = read_labelled(data / line.file, print)
    if len(rows) > line.sample:
        rows = random.Random(0).sample(rows, line.sample)
    return task, rows


def of_file(scorer: Scorer, data: Path, line: Line, diagrams: Path | None) -> Report:
    """Measure one set and print its lines."""
    task, rows = rows_of(data, line)
    scored = score(task, rows, scorer)
    figures = report(task, rows, scored, scorer)
    if line.figure.startswith("f1:"):
        name = line.figure.removeprefix("f1:")
        show(f"{line.name}: F1 of {name}", figures.per_class[name].f1, more=line.others)
        return figures
    value, interval = getattr(figures, line.figure), figures.confidence_interval[line.figure]
    show(f"{line.name}: {line.figure.replace('_', ' ')}", value, interval, line.others)
    classes = ", ".join(f"{name} {f.f1:.3f}" for name, f in figures.per_class.items())
    print(f"    F1: {classes}")
    if line in OURS:
        show(f"{line.name}: calibration error", figures.ece)
    if figures.cues:
        overlap = f"overlapping {figures.cues.overlap_f1:.3f}"
        show(f"{line.name}: cue spans F1", figures.cues.exact_f1, more=overlap)
    if figures.source_accuracy is not None:
        show(f"{line.name}: source kind accuracy", figures.source_accuracy)
    if diagrams and line in OURS:
        gold = np.array([row.label for row in rows])
        svg = reliability_svg(line.name, reliability(gold, scored.scores), figures.ece)
        name = "-".join(Path(line.file.partition(".")[0]).parts)
        (diagrams / f"{name}.svg").write_text(svg, encoding="utf-8")
    return figures


def of_grounding(scorer: Scorer, data: Path) -> None:
    """Is the claim grounded in the document? Balanced accuracy at 0.5, as published."""
    values = []
    for path in sorted((data / "grounding").glob("*.jsonl.gz")):
        name = path.name.removesuffix(".jsonl.gz")
        line = Line(f"grounding/{path.name}", name, "balanced_accuracy", sample=300)
        task, rows = rows_of(data, line)
        scores = score(task, rows, scorer).scores
        gold = np.array([row.label for row in rows])
        values.append(balanced_accuracy(gold, scores.argmax(axis=1)))
        show(f"grounding, {name}: bal. accuracy", values[-1])
    show("grounding: mean of the sets", float(np.mean(values)), more=GROUNDED)


def of_swapped(scorer: Scorer, rows: Sequence[dict[str, str]]) -> None:
    """Claims before a passage that is not theirs, or none: the share called unverified."""
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
    alone = [("", row["claim"]) for row in rows]
    for name, pairs in (
        ("another passage of its document", same),
        ("a passage of another document", other),
        ("an empty passage", alone),
    ):
        show(
            f"verify, {name}: unverified",
            float(np.mean(compared(scorer, pairs).argmax(axis=1) == NEUTRAL)),
        )


def of_chain(scorer: Scorer, data: Path, rows: Sequence[dict[str, str]]) -> None:
    """Retrieve from all passages, judge, decide: accuracy and precision by label."""
    documents = [
        Document(id=row["passage_id"], text=row["text"])
        for row in objects_of(data / "verify/passages.jsonl")
    ]
    index = build(documents, None, name="verify")
    top = Settings().passages
    rows = asserted(scorer, rows)
    claims = [row["claim"] for row in rows]
    found = [index.search(claim, top=top) for claim in claims]
    labels = [label(evidence, scorer.thresholds) for evidence in judge(scorer, claims, found)]
    gold = np.array([row["label"] for row in rows])
    given = np.array([one.value for one in labels])
    right = gold == given
    show("verify, retrieved and decided: accuracy", float(np.mean(right)))
    for name in (Label.SUPPORTED, Label.REFUTED):
        called = given == name
        precision = float(np.mean(right[called])) if called.any() else 0.0
        recall = float(np.mean(given[gold == name] == name))
        show(f"    {name}: precision", precision, more=f"recall {recall:.3f}")


def main() -> None:
    """Read the arguments and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, metavar="DATA_DIR")
    parser.add_argument("--model", default="small", help="as of factcheck run")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--precision", default="auto")
    parser.add_argument("--ours", action="store_true", help="leave out the sets of other people")
    parser.add_argument("--diagrams", type=Path, metavar="OUT", help="reliability diagrams, SVG")
    options = parser.parse_args()
    data = options.data
    scorer = load_scorer(
        options.model, Settings(device=options.device, precision=options.precision)
    )
    model = scorer.resource
    print(
        f"model {model.name} {model.sha256[:12]}, {date.today()}, {scorer.device} in "
        f"{scorer.precision} ({platform.machine()})"
    )
    begun = time.monotonic()
    if options.diagrams:
        options.diagrams.mkdir(parents=True, exist_ok=True)
    for line in OURS if options.ours else (*OURS, *OTHERS):
        of_file(scorer, data, line, options.diagrams)
    claims = list(objects_of(data / "verify/dev.jsonl"))
    of_swapped(scorer, claims)
    of_chain(scorer, data, claims)
    if not options.ours:
        of_grounding(scorer, data)
    print(f"{time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()
