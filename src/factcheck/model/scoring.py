"""Asks the model, and takes no answer that is none."""

from collections.abc import Callable, Sequence
from math import isfinite
from typing import NamedTuple, TypeVar

from factcheck.errors import DocumentError, cause
from factcheck.model.scorer import Comparison, Reading, Scorer

Item = TypeVar("Item")
Result = TypeVar("Result")


class Failure(NamedTuple):
    """Stands in for the result of an item; says in one line why there is none."""

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
    """Judge pairs, so that only those fail on which the model fails."""
    return each(lambda some: [_sound(result) for result in scorer.compare(some)], pairs)


def each(
    ask: Callable[[Sequence[Item]], list[Result]], items: Sequence[Item]
) -> list[Result | Failure]:
    """Ask for all; where that fails, for each half by itself, so that only the culprit fails."""
    try:
        return list[Result | Failure](ask(items))
    except Exception as error:  # whatever one item brings about, the others are judged
        if len(items) < 2:
            return [Failure(f"{type(error).__name__}: {cause(error)}") for _ in items]
        middle = len(items) // 2
        return [*each(ask, items[:middle]), *each(ask, items[middle:])]


def _sound(result: Comparison | None) -> Comparison | Failure | None:
    lost = result is not None and not isfinite(result.entailment)
    return Failure("it gives no score") if lost else result
