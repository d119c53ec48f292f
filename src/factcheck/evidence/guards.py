"""Says why a passage must not count for or against a claim, whatever a model makes of it.

Small models overlook figures, dates and names. Each rule here asks for one thing of the claim that
the passage lacks; in doubt it is silent. ``benchmarks/chain.py`` measures what each prevents.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from math import isclose

from factcheck.document import Relation
from factcheck.evidence.copies import contains
from factcheck.evidence.cutting import titled
from factcheck.evidence.dates import (
    dated,
    in_years,
    months,
    possible_months,
    possible_years,
    relative,
    years,
)
from factcheck.evidence.figures import UNITS, Figure, figures
from factcheck.evidence.names import missing

TOLD = 12  # a count up to this is often told by naming each
CLOSE = 0.05  # by how much a number may have been rounded without saying so: 9,400 to 9,000
ROUGH = 0.1  # by how much after "about"
MOST_GIVEN = 40  # figures of a passage that are put together: all of nearly every passage
BEYOND = 2.5  # how many times "more than 400" another number may be and still be meant by it

_ROUGHLY = re.compile(
    r"(?:\b(?:about|around|roughly|nearly|almost|some|approximately|close to)|~) (?:an? )?[$€£]?$",
    re.IGNORECASE,
)
_AT_MOST = re.compile(
    r"\b(?:(?<!no )(?:fewer|less|lower|smaller|shorter|younger) than|(?:no|not) more than"
    r"|under|below|up to|at most) (?:an? )?[$€£]?$",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(
    r"\b(?:than|over|at least|above|exceed\w*) (?:an? )?[$€£]?$",
    re.IGNORECASE,
)


def objection(claim: str, premise: str, title: str | None, relation: Relation) -> str | None:
    """Why a passage may not count as supporting or refuting a claim, in words.

    :param title: of the passage's document.
    :return: nothing if it may, and for a passage that contains the claim word for word.
    """
    if relation is Relation.NEUTRAL or contains(premise, claim):
        return None
    passage = titled(title, premise)
    reason = other_year(claim, passage, relation)
    if reason is None and relation is Relation.SUPPORTS:
        return (
            other_name(claim, passage)
            or other_month(claim, passage)
            or other_figure(claim, passage)
        )
    return reason


def other_name(claim: str, passage: str) -> str | None:
    """The claim has a name that the passage lacks."""
    name = missing(claim, passage)
    return f"the passage does not name {name}" if name else None


def other_year(claim: str, passage: str, relation: Relation) -> str | None:
    """The claim is about a year, and the passage names only others.

    A figure of another year does not refute either, since it may have changed ("as of"). An event
    of another year, however, may be a refutation.
    """
    wanted, named, possible = years(claim), years(passage), possible_years(passage)
    if not named or wanted <= possible or relative(passage):
        return None
    if relation is Relation.REFUTES and not any(_counts(claim)):
        return None
    return f"the passage is about {min(named)}, the claim about {min(wanted - possible)}"


def other_month(claim: str, passage: str) -> str | None:
    """The claim names a month, and the passage only others."""
    wanted, given = months(claim), months(passage)
    if not wanted or not given or wanted & possible_months(passage):
        return None
    return f"the passage is about {min(given)}, the claim about {min(wanted)}"


def other_figure(claim: str, passage: str) -> str | None:
    """The claim gives a figure that the passage does not give.

    What differs by no more than rounding is the same, and sums, differences and shares of the
    passage's figures count as given. A small number in words, which a passage may tell by naming
    each, must be contradicted: by another number of the same things, or another unit.
    """
    days, named = dated(passage), in_years(passage)
    given = [figure for figure in figures(passage) if figure.start not in days]
    for wanted in _counts(claim):
        before = claim[: wanted.start]
        counts = [f for f in given if f.value == wanted.value or f.start not in named]
        if _given(wanted, before, counts) or _made(wanted, before, given):
            continue
        if rival := next((figure for figure in given if _rivals(wanted, figure)), None):
            return f"the passage gives {rival.text}, not {wanted.text}"
        in_digits = any(map(str.isdigit, wanted.text))
        if in_digits or (wanted.value > TOLD and not wanted.share):
            return f"the passage does not give {wanted.text}"
    return None


def _counts(claim: str) -> Iterator[Figure]:
    """The figures of a claim, without those of dates and the number one."""
    days, named = dated(claim), years(claim)
    for figure in figures(claim):
        if figure.value != 1 and figure.start not in days and figure.text not in named:
            yield figure


def _given(wanted: Figure, before: str, given: Sequence[Figure]) -> bool:
    """Whether one of a passage's figures can be the one that is wanted.

    :param before: what stands before it in the claim.
    """
    low, high = _bounds(before)
    return any(
        figure.share == wanted.share
        and not _other_unit(figure, wanted)
        and (
            _near(figure.value, wanted.value, _closeness(wanted, before))
            or wanted.value * low <= figure.value <= wanted.value * high
        )
        for figure in given
    )


def _made(wanted: Figure, before: str, given: Sequence[Figure]) -> bool:
    """Whether two of a passage's figures together make the one that is wanted."""
    values = [figure.value for figure in given[:MOST_GIVEN]]
    low, high = _bounds(before)
    close = _closeness(wanted, before)
    for one, two in combinations(values, 2):
        if isclose(one + two, wanted.value) or isclose(abs(one - two), wanted.value):
            return True
        if wanted.value * low < one + two < wanted.value * high:
            return True
        most = max(one, two)
        if wanted.share and most and _near(100 * min(one, two) / most, wanted.value, close):
            return True
    return False


def _closeness(wanted: Figure, before: str) -> float:
    """By what part of it another number may differ and still be the same."""
    return ROUGH if _ROUGHLY.search(before) else CLOSE if wanted.value > TOLD else 0.0


def _bounds(before: str) -> tuple[float, float]:
    """From and up to how many times "more than 400" another number may be meant by it."""
    if _AT_MOST.search(before):
        return 1 / BEYOND, 1 + CLOSE
    return (1 - CLOSE, BEYOND) if _AT_LEAST.search(before) else (1.0, 1.0)


def _rivals(wanted: Figure, given: Figure) -> bool:
    """Whether another number counts the same things, or the same number has another unit."""
    if given.value == wanted.value:
        return _other_unit(given, wanted)
    return given.value != 1 and given.noun != "" and given.noun == wanted.noun


def _other_unit(one: Figure, other: Figure) -> bool:
    return one.noun != other.noun and {one.noun, other.noun} <= UNITS


def _near(one: float, other: float, close: float) -> bool:
    return abs(one - other) <= close * max(one, other)
