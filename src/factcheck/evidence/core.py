"""The part of a passage that speaks of a claim."""

from functools import lru_cache

from factcheck.document import Span
from factcheck.evidence.query import terms
from factcheck.sentences import split


def core(passage: str, claim: str) -> Span | None:
    """The sentence of a passage that shares most terms with a claim, the first of equals.

    :return: nothing if no sentence shares one.
    """
    wanted = terms(claim).keys()
    shared = {span: len(wanted & found) for span, found in _sentences(passage)}
    best = max(shared, key=lambda span: shared[span], default=None)
    return best if best and shared[best] else None


@lru_cache(1_000)  # the articles of a run are checked against the same passages
def _sentences(passage: str) -> list[tuple[Span, frozenset[str]]]:
    return [(span, frozenset(terms(passage[slice(*span)]))) for span in split(passage)]
