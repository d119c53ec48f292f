"""How a fact-check speaks for or against a claim: through the claim that it has reviewed."""

from factcheck.document import Relation, Ruling
from factcheck.evidence.index import Passage

SAME = 2 / 3  # entailment from which two claims are taken for one: odds of two to one

_RELATIONS = {Ruling.SUPPORTED: Relation.SUPPORTS, Ruling.REFUTED: Relation.REFUTES}


def premise(passage: Passage) -> str:
    """What a claim is compared with: the words of a passage, or the claim that was reviewed."""
    return passage.fact_check.claim if passage.fact_check else passage.text


def relation_of(verdict: Ruling, entailment: float) -> tuple[Relation, float]:
    """What a fact-check says of a claim, and with what probability.

    It says nothing of a claim other than the one reviewed, and nothing where it settled nothing.

    :param entailment: probability that the claim follows from the one reviewed.
    """
    relation = _RELATIONS.get(verdict)
    if relation is None:
        return Relation.NEUTRAL, 1.0
    if entailment < SAME:
        return Relation.NEUTRAL, 1.0 - entailment
    return relation, entailment
