"""Calibration of a model on the development splits.

The temperatures of stance and NLI are those of the least negative log-likelihood (Guo et al.
2017) on ``stance/dev`` with ``articles/dev``, and on ``verify/dev``. With that of stance a bias of
each class is fitted (vector scaling, ibid.). What is taken from the score of being outside of a cue
is chosen for F1 of the spans to the letter: the most probable tags alone would mark too few.

The thresholds of an operating point are the least at which claims called supported, or refuted, are
so with its precision both in news and on countries, lest the easier of them make up for the other.
News are the claims of ``verify/dev`` before their own passage, another passage of the document and
one of another document; on countries are the held-out ones of ``facts``, and claims before the
passages that retrieval finds for them. A pair is judged at the early exit if it is neutral
there with a probability that few of the pairs reach which the last layer calls supported or
refuted; temperatures and thresholds are those of the last layer.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from data import Item
from measure import cue_f1, exits_of, logits_of, spans_of
from networks import Student
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import cross_entropy

from factcheck.metrics import expected_calibration_error
from factcheck.model.labels import NEUTRAL, NLI_CLASSES
from factcheck.model.manifest import OperatingPoint

TEMPERATURES = np.geomspace(0.25, 4.0, 121)
LOST = 0.002  # of the verdicts of the last layer, at the early exit
OUTSIDE = np.arange(0.0, 2.1, 0.25)  # less, for words outside of cues
RIDGE = 1e-3  # on the biases of vector scaling
LOWEST = 0.5  # no threshold below an even chance
PRECISIONS = (0.7, 0.75, 0.8, 0.85, 0.9, 0.95)  # of the operating points
BATCH_TOKENS = 4096
NEWS, COUNTRIES = ("verify", "verify_swapped"), ("facts", "retrieved")  # of the splits
ENTAILMENT, CONTRADICTION = map(NLI_CLASSES.index, ("entailment", "contradiction"))


class Calibration(NamedTuple):
    """What is fitted on the development splits.

    :param biases: to be added to the logits of the stances. *Shape:* (4,)
    :param less_outside: to be taken from the score of being outside of a cue.
    :param exit: least probability of neutral with which a pair is judged at the early exit, and
        ``leave`` the share of the pairs that are.
    :param stance_ece: expected calibration error on the same data; likewise ``nli_ece``.
    """

    stance: float
    nli: float
    biases: NDArray[np.floating]
    less_outside: float
    exit: float
    leave: float
    points: tuple[OperatingPoint, ...]
    stance_ece: float
    nli_ece: float


def calibrate(
    model: Student,
    heard: Sequence[Item],
    own: Sequence[Item],
    others: Sequence[Item],
    countries: Sequence[Item],
) -> Calibration:
    """Fit everything.

    :param heard: sentences with their stance and cues.
    :param own: claims of news before their own passage; likewise ``others``, before other ones.
    """
    stance_logits, tags = logits_of(model, heard, BATCH_TOKENS)
    stance_gold = np.array([item.label for item in heard])
    stance, biases = vector_scaling(stance_logits, stance_gold)
    claims = [*own, *others, *countries]
    logits, early = exits_of(model, claims, BATCH_TOKENS)
    gold = np.array([item.label for item in claims])
    nli = temperature(logits[: len(own)], gold[: len(own)])
    scores = softmax(logits / nli)
    neutral = softmax(early)[:, NEUTRAL]
    exit = exit_threshold(neutral[logits.argmax(axis=1) != NEUTRAL])
    of_own = scores[: len(own)]
    news = len(own) + len(others)
    return Calibration(
        stance,
        nli,
        biases,
        less_outside(model, heard, tags),
        exit,
        float(np.mean(neutral >= exit)),
        operating_points([(scores[:news], gold[:news]), (scores[news:], gold[news:])]),
        expected_calibration_error(stance_gold, softmax((stance_logits + biases) / stance)),
        expected_calibration_error(gold[: len(own)], of_own),
    )


def operating_points(
    sets: Sequence[tuple[NDArray[np.floating], NDArray[np.integer]]],
) -> tuple[OperatingPoint, ...]:
    """Thresholds for each precision; what one passage says is its most probable relation.

    :param sets: calibrated probabilities of claims (claims, 3) and their relations (claims,), each
        of which the thresholds are to be good enough for. The recall is the least of theirs.
    """
    points = []
    for precision in PRECISIONS:
        (supported, finds), (refuted, finds_too) = (
            threshold([(sure_of(scores, each), gold == each) for scores, gold in sets], precision)
            for each in (ENTAILMENT, CONTRADICTION)
        )
        points.append(
            OperatingPoint(
                precision=precision,
                supported=supported,
                refuted=refuted,
                supported_recall=round(finds, 4),
                refuted_recall=round(finds_too, 4),
            )
        )
    return tuple(points)


def sure_of(scores: NDArray[np.floating], relation: int) -> NDArray[np.floating]:
    """How probable a relation is where it is the most probable one, else 0."""
    return np.where(scores.argmax(axis=1) == relation, scores[:, relation], 0.0)


def softmax(logits: NDArray[np.floating]) -> NDArray[np.floating]:
    """Rows of probabilities."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def temperature(logits: NDArray[np.floating], gold: NDArray[np.integer]) -> float:
    """The temperature with the least negative log-likelihood."""

    def loss(value: float) -> float:
        return -float(np.mean(np.log(softmax(logits / value)[np.arange(len(gold)), gold] + 1e-12)))

    return float(min(TEMPERATURES, key=loss))


def vector_scaling(
    logits: NDArray[np.floating], gold: NDArray[np.integer]
) -> tuple[float, NDArray[np.floating]]:
    """Temperature and biases, to be added to the logits before it, of the least loss."""
    rows, classes = torch.from_numpy(logits).double(), torch.from_numpy(gold)
    log_temperature = torch.zeros(1, dtype=torch.double, requires_grad=True)
    biases = torch.zeros(logits.shape[1], dtype=torch.double, requires_grad=True)
    optimiser = torch.optim.LBFGS([log_temperature, biases], max_iter=200)

    def loss() -> Tensor:
        optimiser.zero_grad()
        scaled = (rows + biases) / log_temperature.exp()
        found = cross_entropy(scaled, classes) + RIDGE * biases.square().sum()
        found.backward()
        return found

    optimiser.step(loss)
    return log_temperature.detach().exp().item(), biases.detach().numpy()


def less_outside(
    model: Student, items: Sequence[Item], tags: Sequence[NDArray[np.floating]]
) -> float:
    """What to take from the score of being outside of a cue, so that cues are found best."""
    outside = np.eye(1, tags[0].shape[1], dtype=np.float32)

    def exact(less: float) -> float:
        cues, _ = spans_of(model, items, [scores - np.float32(less) * outside for scores in tags])
        return cue_f1(items, cues)[0]

    return float(max(OUTSIDE, key=exact))


def threshold(
    sets: Sequence[tuple[NDArray[np.floating], NDArray[np.bool_]]], precision: float
) -> tuple[float, float]:
    """The least threshold that has the precision in each set, and the least recall it has in one.

    :param sets: scores, and which of them are right.
    :return: 1 and 0 if there is none.
    """
    scores = np.concatenate([own for own, _ in sets])
    tried = np.unique([rounded_up(score) for score in scores[scores >= LOWEST]])
    precisions, recalls = zip(*(kept(*own, tried) for own in sets), strict=True)
    enough = np.flatnonzero(np.min(precisions, axis=0) >= precision)
    if not len(enough):
        return 1.0, 0.0
    return float(tried[enough[0]]), float(np.min(recalls, axis=0)[enough[0]])


def kept(
    scores: NDArray[np.floating], right: NDArray[np.bool_], thresholds: NDArray[np.floating]
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Precision and recall at each threshold; 0 where nothing passes."""
    order = np.argsort(scores)
    first = np.searchsorted(scores[order], thresholds)  # that passes
    passing = len(scores) - first
    found = np.append(np.cumsum(right[order][::-1])[::-1], 0)[first]
    return found / np.maximum(passing, 1), found / max(int(right.sum()), 1)


def exit_threshold(early: NDArray[np.floating]) -> float:
    """The least threshold that no more than ``LOST`` of these probabilities reach."""
    if not len(early):
        return 1.0
    allowed = int(LOST * len(early))
    return rounded_up(float(np.sort(early)[-1 - allowed]) + 1e-4)


def rounded_up(value: float) -> float:
    """Four decimals, up from all but an error of rounding."""
    return min(1.0, math.ceil(round(value * 1e4, 6)) / 1e4)
