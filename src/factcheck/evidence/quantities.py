"""Whether the figures of a passage are those that a claim gives.

Models cannot count: they take "over 9,400" for contradicted by 11,000, and 7.1% for supported by
what was 7.1% in another year.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import combinations, pairwise
from math import isclose
from typing import NamedTuple

from factcheck.evidence.dates import dated, in_years, possible_years, relative, years
from factcheck.evidence.figures import SIGN, UNITS, Figure, figures
from factcheck.evidence.trends import turned
from factcheck.sentences import split

PEOPLE = "people"  # who need not be named: 437 died
TOLD = 12  # a count up to this is often told by naming each
CLOSE = 0.05  # by how much a number may be rounded without saying so: 9,400 to 9,000, not 34 to 35
CLOSE_SHARE = 0.02  # the same for a share up to 12%: 5.02% to 5%, not 2.2% to 2.1%
ROUGH = 0.1  # by how much after "about"
MOST_GIVEN = 40  # figures of a passage that are put together: all of nearly every passage
BEYOND = 2.5  # how many times "more than 400" another number may be and still be meant by it
BEYOND_STRICT = 1.5  # the same, where it is to speak for the claim
LONGEST_NAME = 80  # characters of a name in a list
BEFORE = 40  # characters before a figure that are looked at

_ROUGHLY = re.compile(
    r"(?:\b(?:about|around|roughly|nearly|almost|some|approximately|close to)|~)"
    rf" (?:an? )?{SIGN}?$",
    re.IGNORECASE,
)
_AT_MOST = re.compile(
    r"\b(?:(?<!no )(?:fewer|less|lower|smaller|shorter|younger) than|(?:no|not) more than"
    rf"|under|below|up to|at most) (?:an? )?{SIGN}?$",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(
    r"\b(?:than|over|at least|above|topp(?:ed|ing)|tops|surpass\w*|exceed\w*|upwards of"
    rf"|in excess of) (?:an? )?{SIGN}?$",
    re.IGNORECASE,
)
_OR_MORE = re.compile(r"\+|[ -]plus\b|(?: [a-z]+)? or more\b")
_NEARLY = re.compile(rf"\b(?:nearly|almost) (?:an? )?{SIGN}?$", re.IGNORECASE)
_BETWEEN = re.compile(rf"\bbetween {SIGN}?$", re.IGNORECASE)
_FROM = re.compile(rf"\bfrom {SIGN}?$", re.IGNORECASE)
_AND = re.compile(rf"\S+(?: \S+){{0,3}} and {SIGN}?", re.IGNORECASE)
_TO = re.compile(rf"\S+(?: [^\W\d_]+)?(?: to |[-\u2013]){SIGN}?")  # 5 to 10, $1.5-2bn
_LISTED = re.compile(rf"(?<![\w'-])([A-Z][\w'-]*(?: (?:of |the )?[A-Z][\w'-]*){{0,4}}) \({SIGN}?$")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_PERSONS = frozenset(
    "people person men women child children civilian soldier worker employee passenger patient "
    "student pupil resident migrant refugee victim protester prisoner hostage voter officer died "
    "dead killed injured wounded hurt".split()
)
_MEASURES = {  # what a unit measures, and how much of it
    **dict(minute=("time", 1 / 1440), hour=("time", 1 / 24), day=("time", 1), week=("time", 7)),
    **dict(month=("time", 30.44), year=("time", 365.25), decade=("time", 3652.5)),
    **dict(foot=("length", 0.3048), metre=("length", 1), kilometre=("length", 1000)),
    **dict(mile=("length", 1609.34), acre=("area", 0.4047), hectare=("area", 1)),
    **dict(percentage=("points", 1), basis=("points", 0.01)),
}
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
_NEGATION = re.compile(
    r"\b(?:not|no|never|without|nor|neither|none|nobody|nothing|cannot)\b|\wn\Wt\b", re.IGNORECASE
)


class Wanted(NamedTuple):
    """A figure of a claim, and what others may be meant by it.

    :param low: the least, as after "more than"; likewise ``high``.
    :param close: by what part of it another may differ and still be the same; up to ``CLOSE`` only
        where one is the other in fewer digits.
    """

    figure: Figure
    low: float
    high: float
    close: float


Placed = tuple[str, Figure]  # a sentence, and a figure in it


def other_figure(claim: str, passage: str) -> str | None:
    """The claim gives a figure that the passage does not give.

    What differs by no more than rounding is the same, and sums, differences and shares of the
    passage's figures count as given. A small number in words, which a passage may tell by naming
    each, must be contradicted: by another number of the same things, or another unit.
    """
    days, named = dated(passage), in_years(passage)
    given = [figure for figure in figures(passage) if figure.start not in days]
    for wanted in wanted_figures(claim):
        own = wanted.figure
        counts = [f for f in given if f.value == own.value or f.start not in named]
        if any(_fits(wanted, figure) for figure in counts) or _made(wanted, given):
            continue
        if rival := next((figure for figure in given if _rivals(own, figure)), None):
            return f"the passage gives {rival.text}, not {own.text}"
        in_digits = any(map(str.isdigit, own.text))
        if in_digits or (own.value > TOLD and not own.share):
            return f"the passage does not give {own.text}"
    return None


def figure_of_other_name(claim: str, passage: str) -> str | None:
    """In a list, as of "Vell (26%), Lomm (7%)", a figure of the claim is that of another name."""
    wants = wanted_figures(claim)
    if not wants:
        return None
    listed, rest = [], []
    for figure in _undated(passage):
        before = passage[max(0, figure.start - LONGEST_NAME) : figure.start]
        if match := _LISTED.search(before):
            listed.append((match[1], figure))
        else:
            rest.append(figure)
    for wanted in wants:
        alike = [(name, f) for name, f in listed if _of_kind(f, wanted.figure)]
        own = [(name, f) for name, f in alike if re.search(rf"\b{re.escape(name)}\b", claim)]
        fitting = [f for f in (*(f for _, f in alike), *rest) if _fits(wanted, f)]
        others = [f for _, f in alike if f in fitting]
        if own and others == fitting and others and not any(f in others for _, f in own):
            name, figure = own[0]
            return f"the passage gives {figure.text} for {name}, not {wanted.figure.text}"
    return None


def figure_of_other_year(claim: str, passage: str) -> str | None:
    """A figure of the claim is that of another year, and its own year has another figure.

    Only a sentence of one year and one figure of the kind says plainly which is of which.
    """
    year, wants = years(claim), wanted_figures(claim)
    if not wants or len(year) != 1 or relative(passage):
        return None
    plain: list[tuple[str, Figure]] = []  # the year of each figure
    for start, end in split(passage):
        sentence = passage[start:end]
        named = {sentence[place : place + 4] for place in in_years(sentence)}
        found = _undated(sentence)
        if len(named) == 1 and possible_years(sentence) == named:
            one = min(named)
            plain += [(one, f) for f in found if sum(_of_kind(f, other) for other in found) == 1]
        elif any(_fits(wanted, figure) for wanted in wants for figure in found):
            return None  # of no year, or of several
    for wanted in wants:
        alike = [(of, f) for of, f in plain if _of_kind(f, wanted.figure)]
        fitting = [(of, f) for of, f in alike if _fits(wanted, f)]
        if fitting and year.isdisjoint(of for of, _ in fitting) and year & {of for of, _ in alike}:
            of, figure = fitting[0]
            return f"the passage gives {figure.text} for {of}, not {min(year)}"
    return None


def fitting_figure(claim: str, passage: str) -> str | None:
    """The claim's figures are not the passage's to the letter, but what it says of them holds.

    Models take "over 9,400" for contradicted by 11,000. A claim with a negation may be refuted by
    what fits, and so may one whose figures are those of the passage, for something else in it, or
    one that has something rise which falls.
    """
    wants = wanted_figures(claim, strict=True)
    if not wants or _NEGATION.search(claim):
        return None
    given = list(_of_years(passage, years(claim)))
    found = None
    for wanted in wants:
        own = wanted.figure
        fitting = [one for one in given if _fits_strictly(wanted, one[1])]
        if not fitting or any(turned(claim, sentence) for sentence, _ in fitting):
            return None
        figure = fitting[0][1]
        if all(each.value != own.value for _, each in fitting):
            found = f"the passage gives {figure.text}, which fits {own.text}"
    return found


def _of_years(passage: str, wanted: Collection[str]) -> Iterator[Placed]:
    """The figures in a passage's sentences on the years that are wanted, or on none."""
    for start, end in split(passage):
        sentence = passage[start:end]
        if not years(sentence) or possible_years(sentence).issuperset(wanted):
            yield from ((sentence, figure) for figure in _undated(sentence))


def _undated(text: str) -> list[Figure]:
    """The figures of a text, without days and the years after "in" and "since"."""
    out = dated(text) | in_years(text)
    return [figure for figure in figures(text) if figure.start not in out]


def wanted_figures(claim: str, *, strict: bool = False) -> list[Wanted]:
    """The figures of a claim, without those of dates and the number one.

    :param strict: leave less room around them, as what fits is to speak for the claim.
    """
    days, named = dated(claim), years(claim)
    found = figures(claim)
    spans = _ranges(claim, found)
    return [
        spans.get(figure.start) or _wanted(figure, claim, strict=strict)
        for before, figure in zip([None, *found], found, strict=False)
        if figure.value != 1 and figure.start not in days and figure.text not in named
        if before is None or not _in_brackets(claim, before, figure)
    ]


def _wanted(figure: Figure, claim: str, *, strict: bool) -> Wanted:
    before = _before(claim, figure)
    low, high = _bounds(figure.value, before, claim[figure.end :], strict=strict)
    return Wanted(figure, low, high, _closeness(figure, before, strict=strict))


def _in_brackets(claim: str, before: Figure, figure: Figure) -> bool:
    """Whether a figure is the one before it in another unit: 10 km (6 miles)."""
    opened = re.fullmatch(rf" ?\({SIGN}?", claim[before.end : figure.start])
    return (
        bool(opened) and claim[figure.end : figure.end + 1] == ")" and _other_unit(before, figure)
    )


def _ranges(claim: str, found: Sequence[Figure]) -> dict[int, Wanted]:
    """What is wanted of the figures of "between 3 and 5 million", by where each begins.

    Likewise of those of "3-5 million" and "3 to 5 million", but not after "from".
    """
    out = {}
    for one, two in pairwise(found):
        apart, before = claim[one.start : two.start], _before(claim, one)
        between = _BETWEEN.search(before) and _AND.fullmatch(apart)
        if not between and (_FROM.search(before) or not _TO.fullmatch(apart)):
            continue
        bare = re.fullmatch(rf"(?: and | to |[-\u2013]){SIGN}?", claim[one.end : two.start])
        least = one.value * (_scale(two) if bare and _scale(one) == 1 else 1)
        if one.share == two.share and least < two.value:
            noun = one.noun if one.noun in UNITS else two.noun
            for figure in (one, two):
                out[figure.start] = Wanted(figure._replace(noun=noun), least, two.value, 0.0)
    return out


def _before(claim: str, figure: Figure) -> str:
    return claim[max(0, figure.start - BEFORE) : figure.start]


def _scale(figure: Figure) -> float:
    """A million for 5 million; 1 for words, and for nought."""
    digits = _DIGITS.search(figure.text)
    return figure.value / float(digits[0].replace(",", "")) if digits and figure.value else 1.0


def _fits(wanted: Wanted, given: Figure) -> bool:
    """Whether one of a passage's figures can be the one that is wanted."""
    own, value = wanted.figure, given.value
    if ratio := _ratio(given, own):
        value *= ratio
        return _near(value, own.value, CLOSE) or wanted.low <= value <= wanted.high
    if not _comparable(given, own):
        return False
    counted = not _is_year(given) or (own.noun != "" and own.noun == given.noun)
    return _same(wanted, value) or (wanted.low <= value <= wanted.high and counted)


def _same(wanted: Wanted, value: float) -> bool:
    """Whether a number is the wanted one, or either is the other in fewer digits."""
    own = wanted.figure.value
    if not _near(value, own, wanted.close):
        return False
    return (
        wanted.close > CLOSE
        or value in (own, _shortened(own, value))
        or own == _shortened(value, own)
    )


def _shortened(value: float, like: float) -> float:
    """A number rounded to as many digits as another has before its last noughts."""
    digits = len(f"{like:.12e}".partition("e")[0].replace(".", "").rstrip("0"))
    return float(f"{value:.{max(digits, 1)}g}")


def _fits_strictly(wanted: Wanted, given: Figure) -> bool:
    """Whether one of a passage's figures counts the same things and is plainly what is wanted."""
    own = wanted.figure
    counts_same = own.share or given.noun in ("", PEOPLE, own.noun)
    return given.value != 1 and counts_same and (_fits(wanted, given) or _rounds(given, own))


def _made(wanted: Wanted, given: Sequence[Figure]) -> bool:
    """Whether two of a passage's figures together make the one that is wanted."""
    own, exact = wanted.figure, wanted.low == wanted.high
    able = [f for f in given if own.share or not _people_and_unit(f, own)]
    pairs = combinations([f for f in able if exact or not _is_year(f)][:MOST_GIVEN], 2)
    return any(_makes(wanted, one, two) for one, two in pairs if not _other_unit(one, two))


def _makes(wanted: Wanted, one: Figure, two: Figure) -> bool:
    """Whether figures are the wanted one as sum or difference of its kind, or as a share."""
    own = wanted.figure
    least, most = sorted((one.value, two.value))
    kinds = {_points(figure) for figure in (one, two)}
    if kinds == {_points(own)}:
        total = most + least
        return (
            isclose(total, own.value)
            or isclose(most - least, own.value)
            or wanted.low < total < wanted.high
        )
    counted = own.share and kinds == {False} and most > 0  # 400 of 1,000
    return counted and _same(wanted, 100 * least / most)


def _points(figure: Figure) -> bool:
    """Whether a figure is a share, or percentage points, which add up with shares."""
    return figure.share or figure.noun == "percentage"


def _closeness(wanted: Figure, before: str, *, strict: bool) -> float:
    """By what part of it another number may differ and still be the same."""
    if strict and _NEARLY.search(before):
        return 0.0
    if _ROUGHLY.search(before):
        return ROUGH
    if strict:
        return 0.0
    return CLOSE if wanted.value > TOLD else CLOSE_SHARE if wanted.share else 0.0


def _bounds(value: float, before: str, after: str, *, strict: bool) -> tuple[float, float]:
    """The least and most that may be meant by a number, as by "more than 400".

    :param before: what stands before it in the claim; likewise ``after``.
    """
    beyond, slack = (BEYOND_STRICT, 0.0) if strict else (BEYOND, CLOSE)
    if strict and _NEARLY.search(before):
        return value * (1 - ROUGH), value
    if _AT_MOST.search(before):
        return value / beyond, value * (1 + slack)
    if _AT_LEAST.search(before) or _OR_MORE.match(after):
        return value * (1 - slack), value * beyond
    return value, value


def _rounds(given: Figure, wanted: Figure) -> bool:
    """Whether a figure is another, rounded to its digits: 87.8% is 88%, but 64% not 60%."""
    digits = sum(map(str.isdigit, wanted.text.lstrip("0.")))
    if digits < 2 or not _comparable(given, wanted):
        return False
    return isclose(float(f"{given.value:.{digits}g}"), wanted.value)


def _rivals(wanted: Figure, given: Figure) -> bool:
    """Whether another number counts the same things, or the same number has another unit."""
    if given.value == wanted.value:
        return _other_unit(given, wanted)
    return given.value != 1 and given.noun != "" and given.noun == wanted.noun


def _of_kind(one: Figure, other: Figure) -> bool:
    nouns = {one.noun, other.noun}
    return one.share == other.share and (len(nouns) == 1 or nouns == {"", PEOPLE})


def _comparable(one: Figure, other: Figure) -> bool:
    alike = not _other_unit(one, other) and not _people_and_unit(one, other)
    return one.share == other.share and alike


def _people_and_unit(one: Figure, other: Figure) -> bool:
    """Whether one figure counts people, and the other hours, miles or dollars."""
    nouns = {one.noun, other.noun}
    return not _PERSONS.isdisjoint(nouns) and not UNITS.isdisjoint(nouns)


def _is_year(figure: Figure) -> bool:
    """Whether a figure may as well be a year: the 1957 of "in May 1957"."""
    return figure.noun not in _PERSONS and _YEAR.fullmatch(figure.text) is not None


def _ratio(one: Figure, other: Figure) -> float | None:
    """How much of the unit of another figure that of one is, if both measure the same."""
    if one.noun == other.noun or one.share or other.share:
        return None
    of, size = _MEASURES.get(one.noun, ("", 0))
    of_other, size_of_other = _MEASURES.get(other.noun, ("", 0))
    return size / size_of_other if of and of == of_other else None


def _other_unit(one: Figure, other: Figure) -> bool:
    return one.noun != other.noun and {one.noun, other.noun} <= UNITS


def _near(one: float, other: float, close: float) -> bool:
    return abs(one - other) <= close * max(one, other)
