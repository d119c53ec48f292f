"""Asks the model, and takes no answer that is none."""

from collections.abc import Sequence
from math import isfinite
from typing import NamedTuple

from factcheck.errors import DocumentError, cause
from factcheck.model.scorer import Comparison, Reading, Scorer


class Failure(NamedTuple):
    """Stands in for the result of a pair; says in one line why there is none."""

    said: str


def read(scorer: Scorer, sentences: Sequence[str]) -> list[Reading]:
    """Judge sentences by themselves.

    :raises DocumentError: if a score is no number.
    """
    readings = scorer.read(sentences)
    for sentence, reading in zip(sentences, readings, strict=True):
        if not isfinite(reading.stance.asserted):
            raise DocumentError(f"the model gives no score for {sentence!r}")
    return readings


def compare(scorer: Scorer, pairs: Sequence[tuple[str, str]]) -> list[Comparison | Failure | None]:
    """Judge pairs; where the model fails, each half by itself, so that only the culprit fails."""
    try:
        return [_sound(result) for result in scorer.compare(pairs)]
    except Exception as error:  # whatever one pair brings about, the others are compared
        if len(pairs) < 2:
            return [Failure(f"{type(error).__name__}: {cause(error)}") for _ in pairs]
        middle = len(pairs) // 2
        return [*compare(scorer, pairs[:middle]), *compare(scorer, pairs[middle:])]


def _sound(result: Comparison | None) -> Comparison | Failure | None:
    lost = result is not None and not isfinite(result.entailment)
    return Failure("it gives no score") if lost else result
