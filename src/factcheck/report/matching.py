"""The part of a passage that speaks of a claim, to be emphasised where the passage is quoted."""

import re
from functools import lru_cache

from factcheck.document import Span
from factcheck.evidence.quantities import STOP
from factcheck.sentences import split

_WORD = re.compile(r"\d[\d.,]*\d|\w+")
_BEGINNING = 5  # letters by which words are one: hydropower and hydroelectric, elected and election


def matching(claim: str, passage: str) -> Span | None:
    """Find the sentence of a passage that shares most words with a claim, the first of equals.

    Words count once, whatever their number, and those without meaning of their own do not.

    :return: nothing if no sentence shares a word.
    """
    wanted = _meant(claim)
    most, found = 0, None
    for span, given in _sentences(passage):
        shared = len(wanted & given)
        if shared > most:
            most, found = shared, span
    return found


@lru_cache(10_000)  # articles of one run are checked against the same passages
def _sentences(passage: str) -> list[tuple[Span, frozenset[str]]]:
    return [(span, _meant(passage[slice(*span)])) for span in split(passage)]


def _meant(text: str) -> frozenset[str]:
    return frozenset(word[:_BEGINNING] for word in _WORD.findall(text.lower()) if word not in STOP)
