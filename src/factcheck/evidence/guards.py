"""Says why a passage must not count for or against a claim, whatever a model makes of it.

Small models overlook numbers, dates and names. Each rule here speaks only where it is right nearly
always; in doubt it is silent.
"""

import re
from itertools import pairwise

from factcheck.document import Relation
from factcheck.evidence.agreement import agree, alike
from factcheck.evidence.copies import words
from factcheck.evidence.counts import counts, derived, told
from factcheck.evidence.names import names, shares_name, telling
from factcheck.evidence.quantities import STOP, Quantity, quantities, stem
from factcheck.evidence.units import SHARE
from factcheck.evidence.years import dated, days, named_years, relative, year_spans
from factcheck.sentences import split

SAME_MATTER = 0.3  # share of a claim's longer words in a passage about the same matter

_PRONOUN = re.compile(r"(?:(?:And|But|So|Then|Yet|Still),? )?(?:he|she|they|we|you|i)\b", re.I)
_CLAUSE = re.compile(
    r"\b(?:that|because|since|when|where|if|who|whom|whose|which|while|as|than|whether|and|but)\b"
    r"|[\"“”:;,]",
    re.I,
)
_NEGATED = re.compile(
    r"n['’]t\b|\b(?:not?|never|without|rest|other|(?:stay|remain|abstain|fail|refus|oppos|reject"  # noqa: RUF001  # as printed
    r"|lack|los[et])\w*|against)\b",
    re.I,
)
_STRETCH = re.compile(r"\d\s?[–-]\s?\d|\b(?:from|between|until|to|through)\b")  # noqa: RUF001  # as printed
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
    if _PRONOUN.match(claim) and not _CLAUSE.search(claim) and not counts(claim):
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
    stated = [number for number in counts(claim) if not told(number)]
    if relation is Relation.REFUTES and not stated:
        return None
    about = _about(passage, stated)
    if about is None or relative(about):
        return None
    spans = year_spans(about)
    sure = year_spans(about, sure=True)
    if not sure or any(first <= wanted[0] <= last for first, last in spans):
        return None
    return f"the passage is about {sure[0][0] or sure[0][1]}, the claim about {wanted[0]}"


def other_number(claim: str, passage: str) -> str | None:
    """The claim gives a quantity that the passage contradicts or does not give.

    Sums, differences and ratios of counts of the passage count as given, and what a share leaves
    where one of the two denies; a claim that compares or adds up is left alone. Small counts and
    stretches of time, which a passage may tell without the number, must be contradicted by a
    sentence that is about the same. What differs by no more than rounding is the same
    (``agreement.agree``).
    """
    if _CALCULATED.search(claim):
        return None
    claimed = counts(claim)
    if not claimed:
        return None
    given, counted, dates = quantities(passage), counts(passage), dated(passage)
    sentences = split(passage)
    for wanted in claimed:
        if any(
            agree(wanted, number) and (number.start not in dates or alike(wanted, number))
            for number in given
        ) or derived(wanted, counted):
            continue
        rivals = [
            (number, passage[start:end], passage[number.end : end])
            for start, end in sentences
            for number in counted
            if start <= number.start < end and alike(wanted, number)
        ]
        if any(_left(wanted, number, claim, sentence) for number, sentence, _ in rivals):
            continue
        if told(wanted):
            rivals = [
                (number, sentence, after)
                for number, sentence, after in rivals
                if _same_matter(claim, wanted, sentence, after)
            ]
        if rivals:
            return f"the passage gives {rivals[0][0].text}, not {wanted.text}"
        if not told(wanted):
            return f"the passage does not give {wanted.text}"
    return None


def _shared(claim: str, premise: str) -> float:
    """Share of the claim's longer words that stand in the passage."""
    ours = {stem(word) for word in words(claim) if len(word) > 3}
    theirs = {stem(word) for word in words(premise)}
    return len(ours & theirs) / len(ours) if ours else 0.0


def _contains(premise: str, claim: str) -> bool:
    return f" {' '.join(words(claim))} " in f" {' '.join(words(premise))} "


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
    if _STRETCH.search(passage):
        return None
    return (
        f"the passage is about {next(iter(given.values()))}, the claim about {wanted.popitem()[1]}"
    )


def _same_matter(claim: str, wanted: Quantity, sentence: str, after: str) -> bool:
    """Whether the sentence of a number shares more with the claim than what is counted.

    :param after: what follows the number in it; of a count, it tells the same of the counted.
    """
    ours = {stem(word) for word in words(claim)}
    theirs = {stem(word) for word in words(sentence)}
    shared = {word for word in ours & theirs if len(word) > 3 and word.isalpha()}
    if len(shared - wanted.nouns) < 2:
        return False
    return bool(wanted.kind) or not _told_of(claim[wanted.end :]).isdisjoint(_told_of(after))


def _told_of(after: str) -> set[tuple[str, str]]:
    """The counted noun and its verb, if it ends like one, from the first words after a number."""
    found = [stem(word) for word in words(after) if word not in STOP][:4]
    return {pair for pair in pairwise(found) if pair[1].endswith("ed")}


def _left(wanted: Quantity, share: Quantity, claim: str, sentence: str) -> bool:
    """Whether a share is what another leaves, told of those who did not."""
    if wanted.kind != SHARE or bool(_NEGATED.search(claim)) == bool(_NEGATED.search(sentence)):
        return False
    return agree(wanted, share._replace(value=1 - share.value, written=100 - share.written))
