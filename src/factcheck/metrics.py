"""Measures of quality, of n rows, at least one.

``gold`` and ``predicted`` are classes from 0. *Shape:* (n,). ``scores`` are probabilities of each
class. *Shape:* (n, classes)
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.integer]
Scores = NDArray[np.floating]


def accuracy(gold: Labels, predicted: Labels) -> float:
    """Share of equal labels."""
    return float(np.mean(gold == predicted))


def confusion(gold: Labels, predicted: Labels, classes: int) -> NDArray[np.int64]:
    """How often each class (row) was taken for each (column).

    :return: *Shape:* (classes, classes)
    """
    table = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(table, (gold, predicted), 1)
    return table


def precision_by_class(gold: Labels, predicted: Labels, classes: int) -> list[float]:
    """Share of the found that is right, of each class; 0 for a class that is not found."""
    table = confusion(gold, predicted, classes)
    return [float(n) for n in np.diag(table) / np.maximum(table.sum(axis=0), 1)]


def recall_by_class(gold: Labels, predicted: Labels, classes: int) -> list[float]:
    """Share of the given that is found, of each class; 0 for a class that is not given."""
    table = confusion(gold, predicted, classes)
    return [float(n) for n in np.diag(table) / np.maximum(table.sum(axis=1), 1)]


def f1_by_class(gold: Labels, predicted: Labels, classes: int) -> list[float]:
    """F1 of each class; 0 for a class that is neither given nor found."""
    table = confusion(gold, predicted, classes)
    either = table.sum(axis=0) + table.sum(axis=1)
    return [float(n) for n in 2 * np.diag(table) / np.maximum(either, 1)]


def macro_f1(gold: Labels, predicted: Labels, classes: int) -> float:
    """Mean F1 over the classes that are given or found, as scikit-learn has it."""
    there = np.union1d(gold, predicted)
    return float(np.mean(np.array(f1_by_class(gold, predicted, classes))[there]))


def balanced_accuracy(gold: Labels, predicted: Labels) -> float:
    """Mean recall over the classes that occur."""
    return float(np.mean([np.mean(predicted[gold == label] == label) for label in np.unique(gold)]))


def expected_calibration_error(gold: Labels, scores: Scores, bins: int = 15) -> float:
    """Mean gap between confidence and accuracy over equal-width bins (Guo et al. 2017)."""
    found = reliability(gold, scores, bins)
    return sum(abs(confidence - right) * count for confidence, right, count in found) / len(gold)


def brier_score(gold: Labels, scores: Scores) -> float:
    """Mean squared distance of the probabilities from the truth, 0 to 2 (Brier 1950)."""
    truth = np.eye(scores.shape[1])[gold]
    return float(np.mean(np.sum((scores - truth) ** 2, axis=1)))


def reliability(gold: Labels, scores: Scores, bins: int = 10) -> list[tuple[float, float, int]]:
    """Mean confidence, accuracy and count of each bin of confidence that is not empty."""
    confidence, right = scores.max(axis=1), scores.argmax(axis=1) == gold
    bin_of = np.minimum((confidence * bins).astype(int), bins - 1)
    return [
        (float(confidence[inside].mean()), float(right[inside].mean()), int(inside.sum()))
        for inside in (bin_of == b for b in range(bins))
        if inside.any()
    ]


def bootstrap(
    statistic: Callable[[Labels, Labels], float],
    gold: Labels,
    predicted: Labels,
    samples: int = 1000,
    seed: int = 0,
) -> tuple[float, float]:
    """95% percentile interval of a statistic over resampled rows (Efron 1979)."""
    rng = np.random.default_rng(seed)
    draws = (rng.integers(0, len(gold), len(gold)) for _ in range(samples))
    values = [statistic(gold[draw], predicted[draw]) for draw in draws]
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


SpanSet = Sequence[tuple[int, int, str]]


def span_f1(gold: Sequence[SpanSet], predicted: Sequence[SpanSet]) -> tuple[float, float]:
    """F1 of typed spans over all texts: exact offsets, and any overlap."""
    exact = sum(len(set(g) & set(p)) for g, p in zip(gold, predicted, strict=True))
    found = sum(overlapping(p, g) for g, p in zip(gold, predicted, strict=True))
    covered = sum(overlapping(g, p) for g, p in zip(gold, predicted, strict=True))
    n_gold, n_predicted = sum(map(len, gold)), sum(map(len, predicted))
    precision, recall = found / max(n_predicted, 1), covered / max(n_gold, 1)
    overlap = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return 2 * exact / max(n_gold + n_predicted, 1), overlap


def overlapping(spans: SpanSet, others: SpanSet) -> int:
    """How many spans overlap one of the same type among the others."""
    return sum(any(s < e2 and s2 < e and t == t2 for s2, e2, t2 in others) for s, e, t in spans)
