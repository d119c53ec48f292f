"""From what each passage says of a claim to what the evidence says."""

from collections.abc import Sequence

from factcheck.document import Evidence, Relation, VerdictScores


def aggregate(evidence: Sequence[Evidence]) -> VerdictScores | None:
    """Put the passages together: one that entails supports, one that contradicts refutes.

    With s the strongest support and r the strongest refutation of any passage, the claim is
    supported with s(1 - r), refuted with r(1 - s), and unverified with the rest, in which the
    passages are silent or contradict each other. A passage that was cut is not counted, since
    what was cut off may say otherwise.

    :return: nothing if no whole passage is left.
    """
    if all(passage.truncated for passage in evidence):
        return None
    support = strongest(evidence, Relation.SUPPORTS)
    refutation = strongest(evidence, Relation.REFUTES)
    supported, refuted = support * (1 - refutation), refutation * (1 - support)
    return VerdictScores(
        supported=supported, refuted=refuted, unverified=max(0.0, 1 - supported - refuted)
    )


def strongest(evidence: Sequence[Evidence], relation: Relation) -> float:
    """The highest score of a whole passage with that relation, 0 if there is none."""
    scores = (
        passage.score
        for passage in evidence
        if passage.relation is relation and not passage.truncated
    )
    return max(scores, default=0.0)
