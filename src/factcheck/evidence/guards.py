"""Says why a passage must not count for or against a claim, whatever a model makes of it.

Small models overlook numbers, dates and names. Each rule here speaks only where it is right nearly
always; in doubt it is silent.
"""

import re
from itertools import combinations

from factcheck.document import Relation
from factcheck.evidence.copies import words
from factcheck.evidence.names import names, shares_name, telling
from factcheck.evidence.quantities import (
    ROUGH,
    SHARE,
    TIME,
    Quantity,
    agree,
    alike,
    quantities,
    stem,
)
from factcheck.evidence.years import days, named_years, relative, year_spans
from factcheck.sentences import split

SMALL = 12  # a count up to this is often told by naming each; a larger one is written down
SAME_MATTER = 0.3  # share of a claim's longer words in a passage about the same matter
OLDEST = 120  # years that a person may be old
MOST_GIVEN = 16  # numbers of a passage that are added up: all of nearly every passage

_PRONOUN = re.compile(r"(?:(?:And|But|So|Then|Yet|Still),? )?(?:he|she|they|we|you|i)\b", re.I)
_CLAUSE = re.compile(
    r"\b(?:that|because|since|when|where|if|who|whom|whose|which|while|as|than|whether|and|but)\b"
    r"|[\"“”:;,]",
    re.I,
)
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
_IDIOM = re.compile(r" (?:of an? |an )?(?:hour|past|o['’]clock)")  # noqa: RUF001
_ORDINAL = re.compile(r"(?:an?|one)[ -](?!in\b|out\b)|half", re.I)  # "a third man" is no share
_OF = re.compile(r" (?:of|the)\b")
_CALCULATED = re.compile(
    r"\b(?:times|together|in all|altogether|combined|counting|differ\w*|ahead|apart|margin|gap"
    r"|each|apiece|average|per (?!cent)|both|should|would|could|short of|longer|larger|higher)\b",
    re.I,
)


def objection(claim: str, premise: str, title: str | None, relation: Relation) -> str | None:
    """Why a passage may not count as supporting or refuting a claim, in words.

    :param title: of the passage's document; it may name what the passage is about.
    :return: nothing if it may, and for a passage that contains the claim word for word.
    """
    if relation is Relation.NEUTRAL or _contains(premise, claim):
        return None
    passage = f"{title}. {premise}" if title else premise
    reason = other_names(claim, premise, title, relation) or other_time(claim, passage, relation)
    if reason is None and relation is Relation.SUPPORTS:
        return other_number(claim, passage)
    return reason


def other_names(claim: str, premise: str, title: str | None, relation: Relation) -> str | None:
    """The claim names somebody and the passage none of them, or it names nothing at all.

    A passage that speaks of the same matter under another name may refute, and without a title it
    may support, since it need not name its topic. A claim whose only subject is a pronoun, without
    a name or number, fits any passage.
    """
    found = names(claim)
    if found:
        if not telling(found) or shares_name(claim, f"{title}. {premise}" if title else premise):
            return None
        doubtful = relation is Relation.REFUTES or title is None
        if doubtful and _shared(claim, premise) >= SAME_MATTER:
            return None
        return "the passage shares no name with the claim"
    if _PRONOUN.match(claim) and not _CLAUSE.search(claim) and not quantities(claim):
        return "the claim does not say who it is about"
    return None


def other_time(claim: str, passage: str, relation: Relation) -> str | None:
    """The claim is about a year or day, and what the passage says is about another.

    A figure of another year does not support, and does not refute either, since it may have
    changed ("as of"). An event of another date, however, may be a refutation: without a figure
    this rule objects only to support.
    """
    if relation is Relation.SUPPORTS and (reason := _other_day(claim, passage)):
        return reason
    wanted = named_years(claim)
    if len(wanted) != 1 or len(year_spans(claim)) > 2 or relative(claim):
        return None
    stated = [number for number in _counted(claim) if not _told(number)]
    if relation is Relation.REFUTES and not stated:
        return None
    about = _about(passage, stated)
    if about is None or relative(about):
        return None
    spans = year_spans(about)
    if not spans or any(first <= wanted[0] <= last for first, last in spans):
        return None
    return f"the passage is about {spans[0][0] or spans[0][1]}, the claim about {wanted[0]}"


def other_number(claim: str, passage: str) -> str | None:
    """The claim gives a quantity that the passage contradicts or does not give.

    Sums, differences and ratios of numbers of the passage count as given, and a claim that
    compares or adds up is left alone. Counts up to
    ``SMALL`` and stretches of time, which a passage may tell without the number, must be
    contradicted by a sentence that is about the same.
    """
    if _CALCULATED.search(claim):
        return None
    given = quantities(passage)
    for wanted in _counted(claim):
        if any(agree(wanted, number) for number in given) or _derived(wanted, given):
            continue
        rivals = [number for number in _counted(passage) if alike(wanted, number)]
        if _told(wanted):
            rivals = [number for number in rivals if _same_matter(claim, wanted, passage, number)]
        if rivals:
            return f"the passage gives {rivals[0].text}, not {wanted.text}"
        if not _told(wanted):
            return f"the passage does not give {wanted.text}"
    return None


def _shared(claim: str, premise: str) -> float:
    """Share of the claim's longer words that stand in the passage."""
    ours = {stem(word) for word in words(claim) if len(word) > 3}
    theirs = {stem(word) for word in words(premise)}
    return len(ours & theirs) / len(ours) if ours else 0.0


def _contains(premise: str, claim: str) -> bool:
    return f" {' '.join(words(claim))} " in f" {' '.join(words(premise))} "


def _counted(text: str) -> list[Quantity]:
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
    name = before.split()[-1:] if before.endswith(" ") else []
    return bool(name) and name[0][0].isupper() and "," not in number.text


def _told(number: Quantity) -> bool:
    """Whether a passage may tell a number without writing it: by naming each, or two dates."""
    return number.kind in TIME or (not number.kind and number.value <= SMALL)


def _about(passage: str, stated: list[Quantity]) -> str | None:
    """The part of a passage that speaks of the quantities of a claim, or all of it without any.

    :return: nothing if no sentence does.
    """
    if not stated:
        return passage
    parts = [passage[start:end] for start, end in split(passage)]
    about = [
        part
        for part in parts
        if any(
            agree(wanted, number) or alike(wanted, number)
            for number in quantities(part)
            for wanted in stated
        )
    ]
    return " ".join(about) if about else None


def _other_day(claim: str, passage: str) -> str | None:
    """The claim names one day of the calendar, and the passage only others."""
    wanted, given = days(claim), days(passage)
    if len(wanted) != 1 or not given or relative(passage) or not wanted.keys().isdisjoint(given):
        return None
    if re.search(r"\d\s?[–-]\s?\d|\b(?:from|between|until|to|through)\b", passage):  # noqa: RUF001
        return None
    return (
        f"the passage is about {next(iter(given.values()))}, the claim about {wanted.popitem()[1]}"
    )


def _derived(wanted: Quantity, given: list[Quantity]) -> bool:
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


def _same_matter(claim: str, wanted: Quantity, passage: str, number: Quantity) -> bool:
    """Whether the sentence of a number shares more with the claim than what is counted."""
    for start, end in split(passage):
        if start <= number.start < end:
            ours = {stem(word) for word in words(claim)}
            theirs = {stem(word) for word in words(passage[start:end])}
            shared = {word for word in ours & theirs if len(word) > 3 and word.isalpha()}
            return len(shared - wanted.nouns) >= 2
    return False
