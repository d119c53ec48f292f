"""Tells which numbers of a text count or measure something, and which others they can make."""

import re
from itertools import combinations, pairwise
from math import isclose

from factcheck.evidence.agreement import CLOSE, agree
from factcheck.evidence.quantities import Quantity, quantities
from factcheck.evidence.units import SHARE, TIME
from factcheck.evidence.years import dated

SMALL = 12  # a count up to this is often told by naming each; a larger one is written down
OLDEST = 120  # years that a person may be old
MOST_GIVEN = 16  # numbers of a passage that are added up: all of nearly every passage
NEAR = 30  # code points between numbers that are listed: twelve men and eight women

_CODE_BEFORE = re.compile(
    r"[\w#№.:/–-]$"  # noqa: RUF001  # as printed
    r"|\b(?:No|Nos|page|chapter|version|season|series|part|round|day|phase)\.? $",
    re.I,
)
_CODE_AFTER = re.compile(
    r"[:/]\d|\s?[ap]\.?m\b|(?:st|nd|rd|th)\b|[–-]\d|[^\W\d_]|['’]s\b|°|\.\d"  # noqa: RUF001  # as printed
)
_AGE_BEFORE = re.compile(r"\b(?:at|aged?|age of|turn\w*|was|is) $", re.I)
_OTHERWISE = re.compile(r"\b(?:past|first|second|other|better|one|and a) $", re.I)
_NAME_BEFORE = re.compile(r"\b(?!\w+day )[A-Z][\w.’'-]* $")  # noqa: RUF001  # as printed
_BEGINNING_BEFORE = re.compile(r"(?:^|[.!?:]\W*)\w{1,15} $")  # the capital is of the sentence
_PERSONS = frozenset("person men women child children student worker passenger soldier".split())
_IDIOM = re.compile(r" (?:of an? |an )?(?:hour|past|o['’]clock)")  # noqa: RUF001  # as printed
_ORDINAL = re.compile(r"(?:an?|one)[ -](?!in\b|out\b)|half", re.I)  # "a third man" is no share
_OF = re.compile(r" (?:of|the)\b")


def counts(text: str) -> list[Quantity]:
    """The quantities of a text, without the numbers of dates, ages, names, codes and times."""
    dates = dated(text)
    return [
        number
        for number in quantities(text)
        if number.written != 1
        and not number.year
        and number.start not in dates
        and not number.nouns & {"other", "more", "time", "degree"}
        and _is_quantity(number, text[: number.start][-16:], text[number.end :][:12])
    ]


def _is_quantity(number: Quantity, before: str, after: str) -> bool:
    """Whether the words beside a number let it count or measure something."""
    if _OTHERWISE.search(before) or _CODE_BEFORE.search(before) or _IDIOM.match(after):
        return False
    if number.kind == SHARE:
        return bool(_OF.match(after)) or not _ORDINAL.match(number.text)
    if number.kind:
        return True
    if not number.nouns and number.value <= OLDEST and _AGE_BEFORE.search(before):
        return False
    return not _CODE_AFTER.match(after) and not _part_of_name(before, number)


def _part_of_name(before: str, number: Quantity) -> bool:
    """Whether a name stands before a short number, as in Route 2 or Area 51."""
    if "," in number.text or number.nouns & _PERSONS or not _NAME_BEFORE.search(before):
        return False
    return not number.nouns or not _BEGINNING_BEFORE.search(before)


def told(number: Quantity) -> bool:
    """Whether a passage may tell a number without writing it: by naming each, or two dates."""
    return number.kind in TIME or (not number.kind and number.value <= SMALL)


def derived(wanted: Quantity, given: list[Quantity]) -> bool:
    """Whether counts of a passage make the wanted one: a sum, a difference or a ratio.

    Only what counts or measures the same is added up or compared, or what is listed.
    """
    given = given[:MOST_GIVEN]
    if wanted.kind == SHARE and any(_ratio(wanted, *pair) for pair in combinations(given, 2)):
        return True
    given = [number for number in given if number.kind == wanted.kind]
    pairs = [pair for pair in combinations(given, 2) if _same(*pair)]
    if any(isclose(abs(one.value - other.value), wanted.value) for one, other in pairs):
        return True
    sums = [*pairs, *(some for some in combinations(given, 3) if _same(*some))]
    return any(agree(wanted, _total(some)) for some in sums)


def _total(some: tuple[Quantity, ...]) -> Quantity:
    """The sum of numbers of one kind, as exact as if it were written."""
    value, written = (sum(part) for part in zip(*(number[:2] for number in some), strict=True))
    return some[0]._replace(value=value, written=written, step=0.0, bound=0, rough=False)


def _ratio(share: Quantity, one: Quantity, other: Quantity) -> bool:
    """Whether two plain counts are to each other as a share says, to its last place."""
    if one.kind or other.kind or (one.nouns and other.nouns and not _same(one, other)):
        return False
    small, large = sorted([one.value, other.value])
    return abs(small - share.value * large) <= min(share.step / 2, CLOSE) * share.value * large


def _same(first: Quantity, *others: Quantity) -> bool:
    """Whether numbers of one kind are measured, have a noun in common or are listed."""
    if first.kind or first.nouns.intersection(*(number.nouns for number in others)):
        return True
    return all(two.start - one.end <= NEAR for one, two in pairwise([first, *others]))
