"""From scores to figures: per class and over all, with intervals and calibration."""

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from factcheck.document import CueType, Probability, Resource, SourceKind, Stance
from factcheck.errors import ModelError
from factcheck.evaluation.tasks import LabelledRow, Task
from factcheck.metrics import (
    accuracy,
    balanced_accuracy,
    bootstrap,
    brier_score,
    confusion,
    expected_calibration_error,
    f1_by_class,
    macro_f1,
    precision_by_class,
    recall_by_class,
    span_f1,
)
from factcheck.model.labels import NLI_CLASSES
from factcheck.model.scorer import Reading, Scorer

HEDGES = (CueType.POSSIBILITY, CueType.HEARSAY, CueType.DOUBT, CueType.CONDITION)
SILENT = (0.0, 1.0, 0.0)  # entailment, neutral, contradiction of a pair that cannot be judged

Scores = NDArray[np.float64]


class ClassFigures(Struct, frozen=True, kw_only=True):
    """How well one class is found; ``n`` rows have it."""

    precision: Probability
    recall: Probability
    f1: Probability
    n: int


class SpanFigures(Struct, frozen=True, kw_only=True):
    """F1 of typed cue spans: same offsets, and any overlap."""

    exact_f1: Probability
    overlap_f1: Probability


class Report(Struct, frozen=True, kw_only=True):
    """The figures of a model on one file.

    :param confusion: of each class that is given, how often each was found.
    :param ece: expected calibration error over 15 bins of confidence (Guo et al. 2017).
    :param brier: mean squared distance of the probabilities from the truth, 0 to 2.
    :param confidence_interval: 95% bootstrap percentiles over 1,000 resamples, seed 0.
    :param seconds: spent on scoring, without loading the model.
    :param cues: nothing unless the rows give cues; likewise the accuracy of the source's kind.
    """

    task: str
    model: Resource
    device: str
    n: int
    accuracy: Probability
    balanced_accuracy: Probability
    macro_f1: Probability
    per_class: dict[str, ClassFigures]
    confusion: dict[str, dict[str, int]]
    ece: Probability
    brier: float
    confidence_interval: dict[str, tuple[float, float]]
    seconds: float
    cues: SpanFigures | None
    source_accuracy: Probability | None


class Prediction(Struct, frozen=True, kw_only=True):
    """What the model says of one row: the probability of each class."""

    row: str
    label: str
    predicted: str
    scores: dict[str, Probability]


class Scored(NamedTuple):
    """Scores of the classes, a row a labelled row; readings where the rows are sentences."""

    scores: Scores
    readings: Sequence[Reading]
    seconds: float


def evaluate(
    task: Task, rows: Sequence[LabelledRow], scorer: Scorer
) -> tuple[Report, list[Prediction]]:
    """Score labelled rows and measure the result.

    :raises ModelError: if the model gives no score for a row.
    """
    scored = score(task, rows, scorer)
    return report(task, rows, scored, scorer), predictions(task, rows, scored.scores)


def score(task: Task, rows: Sequence[LabelledRow], scorer: Scorer) -> Scored:
    """The probability of each class for each row.

    :raises ModelError: if there is a row for which the model gives none.
    """
    begun = time.perf_counter()
    readings: Sequence[Reading] = ()
    if len(task.texts) == 1:
        readings = scorer.read([row.texts[0] for row in rows])
        scores = of_readings(task, readings)
    else:
        scores = of_relations(
            task, compared(scorer, [(row.texts[0], row.texts[1]) for row in rows])
        )
    lost = np.flatnonzero(~np.isfinite(scores.sum(axis=1)))
    if lost.size:
        raise ModelError(
            f"model {scorer.resource.name} gives no score for {rows[lost[0]].place} in "
            f"{scorer.precision}: fetch it again, or give another --precision"
        )
    return Scored(scores, readings, time.perf_counter() - begun)


def compared(scorer: Scorer, pairs: Sequence[tuple[str, str]]) -> Scores:
    """Probabilities of entailment, neutral and contradiction; neutral where not judged.

    :return: *Shape:* (n, 3)
    """
    return np.array([SILENT if r is None else tuple(r)[:3] for r in scorer.compare(pairs)])


def of_readings(task: Task, readings: Sequence[Reading]) -> Scores:
    """Scores of sentences, other people's classes in terms of ours.

    Subjective is what is opinion. Uncertain is, as CoNLL-2010 marks it (Farkas et al. 2010), what
    holds a hedge in any clause, or a source without a name: any of the three signs will do, each
    taken as independent of the others.
    """
    stances = np.array([[getattr(r.stance, name) for name in Stance] for r in readings])
    names = list(Stance)
    if task.name == "stance":
        return stances
    if task.name == "subjectivity":
        yes = stances[:, names.index(Stance.OPINION)]
    else:
        hedges = [max((c.score for c in r.cues if c.type in HEDGES), default=0.0) for r in readings]
        unnamed = [
            r.source.score if r.source and r.source.type == SourceKind.ANONYMOUS else 0.0
            for r in readings
        ]
        signs = stances[:, names.index(Stance.HEDGED)], np.array(hedges), np.array(unnamed)
        yes = 1 - np.prod([1 - sign for sign in signs], axis=0)
    return np.stack([1 - yes, yes], axis=1)


def of_relations(task: Task, relations: Scores) -> Scores:
    """Scores of pairs from the probabilities of entailment, neutral and contradiction."""
    if task.name == "grounding":
        return np.stack([relations[:, 0], 1 - relations[:, 0]], axis=1)
    if len(task.classes) == len(NLI_CLASSES):
        return relations
    kept = relations[:, [NLI_CLASSES.index(name) for name in task.classes]]
    either = kept.sum(axis=1, keepdims=True)
    return np.where(either == 0, 1 / len(task.classes), kept / np.maximum(either, 1e-300))


def report(task: Task, rows: Sequence[LabelledRow], scored: Scored, scorer: Scorer) -> Report:
    """Put the figures together."""
    gold = np.array([row.label for row in rows])
    found = scored.scores.argmax(axis=1)
    classes = len(task.classes)
    by_class = zip(
        task.classes,
        precision_by_class(gold, found, classes),
        recall_by_class(gold, found, classes),
        f1_by_class(gold, found, classes),
        strict=True,
    )
    statistics: dict[str, Callable[[NDArray[np.integer], NDArray[np.integer]], float]] = {
        "accuracy": accuracy,
        "balanced_accuracy": balanced_accuracy,
        "macro_f1": lambda a, b: macro_f1(a, b, classes),
    }
    return Report(
        task=task.name,
        model=scorer.resource,
        device=str(scorer.device),
        n=len(rows),
        **{name: statistic(gold, found) for name, statistic in statistics.items()},
        per_class={
            name: ClassFigures(precision=p, recall=r, f1=f1, n=int(np.sum(gold == label)))
            for label, (name, p, r, f1) in enumerate(by_class)
        },
        confusion={
            name: dict(zip(task.classes, map(int, counts), strict=True))
            for name, counts in zip(task.classes, confusion(gold, found, classes), strict=True)
        },
        ece=expected_calibration_error(gold, scored.scores),
        brier=brier_score(gold, scored.scores),
        confidence_interval={
            name: bootstrap(statistic, gold, found) for name, statistic in statistics.items()
        },
        seconds=scored.seconds,
        cues=of_cues(rows, scored.readings),
        source_accuracy=of_sources(rows, scored.readings),
    )


def of_cues(rows: Sequence[LabelledRow], readings: Sequence[Reading]) -> SpanFigures | None:
    """F1 of the cue spans, if every row gives its own."""
    gold = [row.cues for row in rows if row.cues is not None]
    if not readings or len(gold) < len(rows):
        return None
    found = [[(cue.start, cue.end, cue.type) for cue in reading.cues] for reading in readings]
    exact, overlap = span_f1(gold, found)
    return SpanFigures(exact_f1=exact, overlap_f1=overlap)


def of_sources(rows: Sequence[LabelledRow], readings: Sequence[Reading]) -> float | None:
    """Share of sentences whose kind of source is right, if every row gives it."""
    if not readings or any(row.source is None for row in rows):
        return None
    kinds = [r.source.type if r.source else SourceKind.AUTHOR for r in readings]
    return float(np.mean([row.source == kind for row, kind in zip(rows, kinds, strict=True)]))


def predictions(task: Task, rows: Sequence[LabelledRow], scores: Scores) -> list[Prediction]:
    """One record a row, in order."""
    return [
        Prediction(
            row=row.place,
            label=task.classes[row.label],
            predicted=task.classes[int(values.argmax())],
            scores=dict(zip(task.classes, map(float, values), strict=True)),
        )
        for row, values in zip(rows, scores, strict=True)
    ]
