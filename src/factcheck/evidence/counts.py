"""Tells which numbers of a text count or measure something, and which others they can make."""

import re
from itertools import combinations

from factcheck.evidence.quantities import ROUGH, SHARE, TIME, Quantity, agree, quantities
from factcheck.evidence.years import days

SMALL = 12  # a count up to this is often told by naming each; a larger one is written down
OLDEST = 120  # years that a person may be old
MOST_GIVEN = 16  # numbers of a passage that are added up: all of nearly every passage

_CODE_BEFORE = re.compile(
    r"[\w#№.:/–-]$"  # noqa: RUF001
    r"|\b(?:No|Nos|page|chapter|version|season|series|part|round|day|phase)\.? $",
    re.I,
)
_CODE_AFTER = re.compile(
    r"[:/]\d|\s?[ap]\.?m\b|(?:st|nd|rd|th)\b|[–-]\d|[^\W\d_]|['’]s\b|°|\.\d"  # noqa: RUF001
)
_AGE_BEFORE = re.compile(r"\b(?:at|aged?|age of|turn\w*|was|is) $", re.I)
_OTHERWISE = re.compile(r"\b(?:past|first|second|other|better|one|and a) $", re.I)
_NAME_BEFORE = re.compile(r"\b[A-Z][\w.’'-]* $")  # noqa: RUF001
_BEGINNING_BEFORE = re.compile(r"(?:^|[.!?:]\W*)\w{1,15} $")  # the capital is of the sentence
_IDIOM = re.compile(r" (?:of an? |an )?(?:hour|past|o['’]clock)")  # noqa: RUF001
_ORDINAL = re.compile(r"(?:an?|one)[ -](?!in\b|out\b)|half", re.I)  # "a third man" is no share
_OF = re.compile(r" (?:of|the)\b")


def counts(text: str) -> list[Quantity]:
    """The quantities of a text, without the numbers of dates, ages, names, codes and times."""
    dated = " ".join(days(text).values())
    return [
        number
        for number in quantities(text)
        if number.written != 1
        and not number.year
        and number.text not in dated
        and not number.nouns & {"other", "more", "time"}
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
    if "," in number.text or not _NAME_BEFORE.search(before):
        return False
    return not number.nouns or not _BEGINNING_BEFORE.search(before)


def told(number: Quantity) -> bool:
    """Whether a passage may tell a number without writing it: by naming each, or two dates."""
    return number.kind in TIME or (not number.kind and number.value <= SMALL)


def derived(wanted: Quantity, given: list[Quantity]) -> bool:
    """Whether numbers of a passage make the wanted one: a sum, a difference or a ratio."""
    given = given[:MOST_GIVEN]
    totals = (_total(some) for size in (2, 3) for some in combinations(given, size))
    if any(agree(wanted, total) for total in totals if total):
        return True
    pairs = list(combinations([number.written for number in given], 2))
    if any(round(abs(one - other), 6) == round(wanted.written, 6) for one, other in pairs):
        return True
    if wanted.kind != SHARE:
        return False
    ratios = (min(pair) / max(pair) for pair in pairs if min(pair) > 0)
    return any(abs(ratio - wanted.value) <= ROUGH * wanted.value for ratio in ratios) or any(
        agree(wanted, _rest(number)) for number in given if number.kind == SHARE
    )


def _total(some: tuple[Quantity, ...]) -> Quantity | None:
    """The sum of numbers of one kind, as exact as if it were written; no years are added."""
    if len({number.kind for number in some}) > 1 or any(number.year for number in some):
        return None
    return some[0]._replace(
        value=sum(number.value for number in some),
        written=sum(number.written for number in some),
        step=0.0,
        bound=0,
        rough=False,
    )


def _rest(share: Quantity) -> Quantity:
    """What a share leaves of the whole."""
    return share._replace(value=1 - share.value, written=100 - share.written)
