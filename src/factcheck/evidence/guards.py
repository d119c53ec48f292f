"""Says why a passage must not count for or against a claim, whatever a model makes of it.

Small models overlook figures, dates and names. Each rule here asks for one thing of the claim that
the passage lacks, or that it has although the model takes it for a refutation; in doubt it is
silent. ``benchmarks/chain.py`` measures what each prevents.
"""

import re

from factcheck.document import Relation
from factcheck.evidence.copies import contains
from factcheck.evidence.core import core
from factcheck.evidence.cutting import titled
from factcheck.evidence.dates import (
    days,
    months,
    of_other_days,
    possible_months,
    possible_years,
    relative,
    relative_month,
    states_alone,
    without_when_told,
    years,
)
from factcheck.evidence.names import missing, other_subject
from factcheck.evidence.quantities import (
    figure_of_other_name,
    figure_of_other_year,
    fitting_figure,
    other_figure,
    wanted_figures,
)
from factcheck.evidence.trends import figure_of_other_way

_ONLY_ONE = re.compile(
    r"\b(?:alone|birthplace|capital|champions?|first|invented|only|started|winners?|wins|won"
    r"|(?:big|high|larg|low|small|long)(?:g)?est|the most)\b"
)
_STILL = re.compile(r"\b(?:alive|never|no longer|not yet|remains?|still)\b")
_DAY = re.compile(r"(?<!\d)\d{1,2}(?!\d)")


def objection(claim: str, premise: str, title: str | None, relation: Relation) -> str | None:
    """Why a passage may not count as supporting or refuting a claim, in words.

    :param title: of the passage's document.
    :return: nothing if it may, and for a passage that contains the claim word for word.
    """
    if relation is Relation.NEUTRAL or contains(premise, claim):
        return None
    passage = titled(title, premise)
    reason = other_year(claim, passage, relation) or other_country(claim, passage, relation)
    if reason is None and relation is Relation.SUPPORTS:
        return (
            other_name(claim, passage)
            or other_month(claim, passage)
            or other_day(claim, passage)
            or other_figure(claim, passage)
            or figure_of_other_way(claim, passage)
            or figure_of_other_year(claim, passage)
            or figure_of_other_name(claim, passage)
        )
    return reason or fitting_figure(claim, passage)


def other_name(claim: str, passage: str) -> str | None:
    """The claim has a name that the passage lacks."""
    name = missing(claim, passage)
    return f"the passage does not name {name}" if name else None


def is_state(claim: str, passage: str) -> bool:
    """Whether what a passage says of a claim is what held as of a year, and not for good."""
    span = core(passage, claim)
    said = passage[slice(*span)] if span else ""
    return states_alone(said) and not (_STILL.search(said) and max(years(said)) > min(years(claim)))


def given(claim: str, passage: str) -> bool:
    """Whether a passage gives all figures of a claim, if there are any."""
    return not wanted_figures(claim) or other_figure(claim, passage) is None


def other_country(claim: str, passage: str, relation: Relation) -> str | None:
    """The claim is about a country, and the passage about others.

    What only one can be or do, another refutes.
    """
    if relation is Relation.REFUTES and _ONLY_ONE.search(claim):
        return None
    name = other_subject(claim, passage)
    return f"the passage does not name {name}" if name else None


def other_year(claim: str, passage: str, relation: Relation) -> str | None:
    """The claim is about a year, and the passage names only others.

    A figure of another year does not refute either, since it may have changed, nor does what held
    "as of" another. An event of another year, however, may be a refutation.
    """
    wanted, possible = years(claim), possible_years(passage)
    is_told = without_when_told(claim) != claim  # the album was released in 2020
    named = years(passage if is_told else without_when_told(passage))
    if not named or wanted <= possible or relative(passage):
        return None
    if relation is Relation.REFUTES and given(claim, passage) and not is_state(claim, passage):
        return None
    return f"the passage is about {min(named)}, the claim about {min(wanted - possible)}"


def other_month(claim: str, passage: str) -> str | None:
    """The claim names a month, and the passage only others."""
    wanted, given = months(claim), months(passage)
    if not wanted or not given or wanted & possible_months(passage) or relative_month(passage):
        return None
    return f"the passage is about {min(given)}, the claim about {min(wanted)}"


def other_day(claim: str, passage: str) -> str | None:
    """The claim names a day of a month, and the passage only others of that month."""
    wanted, given = sorted(days(claim)), days(passage)
    if not wanted or not given or of_other_days(passage):
        return None
    numbers = set(map(int, _DAY.findall(passage)))
    for month, day in wanted:
        others = sorted(other for of, other in given if of == month)
        if others and day not in numbers:
            return f"the passage is about {others[0]} {month}, the claim about {day} {month}"
    return None
