"""Measures of quality; labels are integers, scores are probabilities."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.integer]
Scores = NDArray[np.floating]


def accuracy(gold: Labels, predicted: Labels) -> float:
    """Share of equal labels."""
    return float(np.mean(gold == predicted))


def f1_by_class(gold: Labels, predicted: Labels, classes: int) -> list[float]:
    """F1 of each class; 0 for a class that is neither given nor found."""
    scores = []
    for label in range(classes):
        both = int(np.sum((gold == label) & (predicted == label)))
        either = int(np.sum(gold == label) + np.sum(predicted == label))
        scores.append(2 * both / either if either else 0.0)
    return scores


def macro_f1(gold: Labels, predicted: Labels, classes: int) -> float:
    """Mean F1 over the classes."""
    return float(np.mean(f1_by_class(gold, predicted, classes)))


def balanced_accuracy(gold: Labels, predicted: Labels) -> float:
    """Mean recall over the classes that occur."""
    return float(np.mean([np.mean(predicted[gold == label] == label) for label in np.unique(gold)]))


def expected_calibration_error(gold: Labels, scores: Scores, bins: int = 15) -> float:
    """Mean gap between confidence and accuracy over equal-width bins (Guo et al. 2017).

    :param scores: *Shape:* (n, classes)
    """
    confidence, right = scores.max(axis=1), scores.argmax(axis=1) == gold
    bin_of = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(float(np.sum(confidence[bin_of == b]) - np.sum(right[bin_of == b])))
        for b in range(bins)
    ]
    return sum(gaps) / len(gold)


def bootstrap(
    statistic: Callable[[Labels, Labels], float],
    gold: Labels,
    predicted: Labels,
    samples: int = 1000,
    seed: int = 0,
) -> tuple[float, float]:
    """95% percentile interval of a statistic over resampled rows (Efron 1979)."""
    rng = np.random.default_rng(seed)
    draws = rng.integers(0, len(gold), (samples, len(gold)))
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
