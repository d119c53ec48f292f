"""How a fact-check speaks for or against a claim: through the claim that it has reviewed."""

from factcheck.document import Relation, Ruling
from factcheck.evidence.index import Passage

SAME = 2 / 3  # entailment from which two claims are taken for one: odds of two to one

_RELATIONS = {Ruling.SUPPORTED: Relation.SUPPORTS, Ruling.REFUTED: Relation.REFUTES}


def premise(passage: Passage) -> str:
    """What a claim is compared with: the words of a passage, or the claim that was reviewed."""
    return passage.fact_check.claim if passage.fact_check else passage.text


def pair(passage: Passage, claim: str) -> tuple[str, str]:
    """The premise and hypothesis that tell what a passage says of a claim.

    A claim that follows from a true one is true. One from which a false one follows is false, so
    there the claim itself is the premise.
    """
    if passage.fact_check and turned(passage):
        return claim, passage.fact_check.claim
    return premise(passage), claim


def turned(passage: Passage) -> bool:
    """Whether the claim is the premise of the pair, and what was reviewed its hypothesis."""
    return passage.fact_check is not None and passage.fact_check.verdict is Ruling.REFUTED


def relation_of(verdict: Ruling, entailment: float) -> tuple[Relation, float]:
    """What a fact-check says of a claim, and with what probability.

    It says nothing where it settled nothing.

    :param entailment: of the pair that :func:`pair` makes of the claim and the one reviewed.
    """
    relation = _RELATIONS.get(verdict)
    if relation is None:
        return Relation.NEUTRAL, 1.0
    if entailment < SAME:
        return Relation.NEUTRAL, 1.0 - entailment
    return relation, entailment
