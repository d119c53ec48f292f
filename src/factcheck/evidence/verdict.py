"""From what each passage says of a claim to what the evidence says."""

import math
import re
from collections.abc import Sequence

from factcheck.document import Corroboration, Evidence, Relation, VerdictScores
from factcheck.evidence.copies import contains, shingles, words

EVEN = 0.5  # a passage that says so with more than an even chance is taken at its word
LESS_THAN_EVEN = math.nextafter(EVEN, 0)  # the most that a neutral one leaves open
REPEATED = 0.8  # share of the shorter passage's shingles in the other that makes it the same again

_NOT = frozenset("no not never none nor neither without cannot t".split())  # t as in didn't
_DIGIT = re.compile(r"\d")


def aggregate(evidence: Sequence[Evidence]) -> VerdictScores | None:
    """Put the passages together: one that entails supports, one that contradicts refutes.

    With s the strongest support and r the strongest refutation of any passage that counts, the
    claim is supported with s(1 - r), refuted with r(1 - s), and unverified with the rest, in which
    the passages are silent or contradict each other. Where none counts, s and r are the strongest
    that a neutral passage leaves open; a fact-check, or one to which there is an objection, leaves
    nothing open.

    :return: nothing if no whole passage is left.
    """
    if all(passage.truncated for passage in evidence):
        return None
    support = strongest(evidence, Relation.SUPPORTS)
    refutation = strongest(evidence, Relation.REFUTES)
    if not support and not refutation:
        left = [passage.scores for passage in evidence if passage.scores and _silent(passage)]
        support = min(max((scores.supports for scores in left), default=0.0), LESS_THAN_EVEN)
        refutation = min(max((scores.refutes for scores in left), default=0.0), LESS_THAN_EVEN)
    supported, refuted = support * (1 - refutation), refutation * (1 - support)
    return VerdictScores(
        supported=supported, refuted=refuted, unverified=max(0.0, 1 - supported - refuted)
    )


def counted(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The passages that have a say, strongest first.

    Left out are those that are neutral, those to which there is an objection, and those that were
    cut, since what was cut off may say otherwise. Of near-duplicates only the strongest has a say.
    Opposed ones may differ in the very word on which all depends, and both have a say unless one
    contains the other, so that one report cannot contradict itself.
    """
    found: list[Evidence] = []
    for passage in sorted(evidence, key=_rank):
        if passage.relation is Relation.NEUTRAL or passage.truncated or passage.objection:
            continue
        if not any(_said(passage, other) for other in found):
            found.append(passage)
    return found


def repeats(text: str, other: str) -> bool:
    """Whether two passages are one text with other typesetting or a few other words.

    Texts that differ in a figure or a negation say different things, however alike they are.
    """
    one, two = shingles(text), shingles(other)
    least = min(len(one), len(two))
    return len(one & two) >= max(1.0, REPEATED * least) and _telling(text) == _telling(other)


def strongest(evidence: Sequence[Evidence], relation: Relation) -> float:
    """The highest score of a passage with that relation that has a say, 0 if there is none."""
    scores = (passage.score for passage in counted(evidence) if passage.relation is relation)
    return max(scores, default=0.0)


def corroboration(evidence: Sequence[Evidence], outlet: str | None = None) -> Corroboration:
    """Count the independent sources that agree or disagree, each by its strongest passage.

    :param outlet: of the article, which does not count.
    """
    own = _folded(outlet)
    others = [passage for passage in evidence if not own or _folded(passage.outlet) != own]
    said: dict[str, Relation] = {}
    for passage in counted(others):
        if passage.score > EVEN:
            said.setdefault(_folded(passage.outlet) or passage.document, passage.relation)
    relations = list(said.values())
    return Corroboration(
        agree=relations.count(Relation.SUPPORTS), disagree=relations.count(Relation.REFUTES)
    )


def _silent(passage: Evidence) -> bool:
    """Whether it is neutral as a whole."""
    return passage.relation is Relation.NEUTRAL and not passage.truncated


def _said(passage: Evidence, other: Evidence) -> bool:
    """Whether a stronger passage leaves another nothing to say."""
    texts = (passage.text, other.text)
    agree = passage.relation is other.relation
    return repeats(*texts) and (agree or contains(*texts) or contains(*texts[::-1]))


def _folded(outlet: str | None) -> str:
    return (outlet or "").casefold().strip()


def _rank(passage: Evidence) -> tuple[float, str, str]:
    return -passage.score, passage.relation, passage.text


def _telling(text: str) -> frozenset[str]:
    """The figures and negations of a text."""
    return frozenset(word for word in words(text) if word in _NOT or _DIGIT.search(word))
