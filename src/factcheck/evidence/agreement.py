"""Tells whether two numbers can be one: rounded, converted, or within a bound."""

import re

from factcheck.evidence.quantities import Quantity
from factcheck.evidence.units import MONEY, SHARE, STRONG, TIME, UNITS, UNSIZED

CLOSE = 0.05  # most by which a number may have been rounded without saying so: 9,400 to 9,000
ROUGH = 0.1  # most that "about" covers: 2/5 for 38%, 45 million for 44.9; beyond, it misleads
LEAST = 1e-6  # what arithmetic in floats may be off by
ABOVE = 1.25  # times "over 400" that another number may still be meant by it
COMPARABLE = 2.5  # times that houses may outnumber homes, or dollars the pounds they are worth
WEAKEST = 2000.0  # times that another currency may outnumber the dollars it is worth

_MILLIONS = re.compile(r"\dm$", re.I)  # 132m units, or metres


def alike(one: Quantity, other: Quantity) -> bool:
    """Whether both count or measure the same: one unit, one currency, or one noun."""
    return one.kind == other.kind and (bool(one.kind) or bool(one.nouns & other.nouns))


def agree(claim: Quantity, given: Quantity) -> bool:
    """Whether a given number can be the one that the claim means.

    A number written to its last place stands for all that are rounded to it, but no more than
    ``CLOSE`` away; after "about" and the like it covers ``ROUGH``. A plain number agrees with a
    measured one that is written alike, since the unit is not always recognised. Currencies and
    units of unknown size agree where they can.
    """
    return any(_agree(one, other) for one in _readings(claim) for other in _readings(given))


def _readings(number: Quantity) -> list[Quantity]:
    """A number and what else it may mean: 5m are metres or millions, pounds money or a weight."""
    found = [number]
    if _MILLIONS.search(number.text):
        millions = number.written * 1e6
        found.append(number._replace(value=millions, written=millions, kind=""))
    if number.kind == "pound" and "£" not in number.text:
        kind, size = UNITS["lb"]
        found.append(number._replace(value=number.written * size, kind=kind))
    return found


def _agree(claim: Quantity, given: Quantity) -> bool:
    kinds = {claim.kind, given.kind}
    if len(kinds) == 2 and "" not in kinds:
        if kinds <= MONEY:
            return _within(claim.value, given.value, COMPARABLE if kinds <= STRONG else WEAKEST)
        measured = kinds.isdisjoint(MONEY | TIME | {SHARE})
        return measured and any(kind in UNSIZED or "/" in kind for kind in kinds)
    if kinds == {"", SHARE} and (claim.nouns if given.kind else given.nouns):
        return False
    if claim.written == given.written and len(kinds) == 2:
        return True
    wanted, value = (
        (claim.value, given.value) if len(kinds) == 1 else (claim.written, given.written)
    )
    rough = claim.rough or given.rough or _converted(claim, given)
    slack = ROUGH if rough else min(max(claim.step, given.step) / 2, CLOSE)
    if claim.bound:
        beyond = not given.year and claim.bound * (value - wanted) >= -slack * wanted
        return beyond and (_comparable(claim, given) or _within(wanted, value, COMPARABLE))
    if given.bound and value / ABOVE <= wanted <= value * ABOVE:
        return True
    return abs(wanted - value) <= max(slack, LEAST) * max(wanted, value)


def _within(one: float, other: float, times: float) -> bool:
    return max(one, other) <= times * min(one, other)


def _comparable(one: Quantity, other: Quantity) -> bool:
    """Whether two numbers may count the same, for all that is known of what they count."""
    if one.kind != other.kind:
        return not one.nouns and not other.nouns
    return alike(one, other) or not one.nouns or not other.nouns


def _converted(one: Quantity, other: Quantity) -> bool:
    """Whether two numbers of one kind are written in different units, so that one was rounded."""
    if one.kind != other.kind:
        return False
    return abs(one.value * other.written - other.value * one.written) > LEAST * one.value
