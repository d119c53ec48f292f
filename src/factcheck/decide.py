"""From scores to the one label a reader sees: a policy, apart from the measurement."""

from collections.abc import Sequence
from typing import NamedTuple

from factcheck.document import (
    Evidence,
    Label,
    Relation,
    Stance,
    StanceScores,
    Thresholds,
    VerdictScores,
)
from factcheck.evidence.verdict import strongest

CONFLICT = "conflicting evidence"
LOW_SCORE = "score below threshold"
EVEN = 0.5  # a passage that says so with more than an even chance takes part in a conflict
OPPOSED = (Relation.SUPPORTS, Relation.REFUTES)
SILENCE = "the evidence does not settle it"


class Decision(NamedTuple):
    """A label, its probability in [0, 1], and for an unverified claim why."""

    label: Label
    confidence: float
    reason: str | None


def stance_of(scores: StanceScores) -> Stance:
    """The most probable stance; on a tie the one that claims less."""
    order = (Stance.NONE, Stance.HEDGED, Stance.OPINION, Stance.ASSERTED)
    return max(order, key=lambda stance: float(getattr(scores, stance)))


def decide(
    scores: StanceScores,
    verdict: VerdictScores | None,
    evidence: Sequence[Evidence],
    thresholds: Thresholds,
    unchecked: str | None = None,
) -> Decision:
    """Choose the label of a claim.

    The stance decides unless it is ``asserted``; then the verdict does if it reaches its
    threshold, and otherwise the claim is unverified.

    :param verdict: nothing if the claim was not checked; ``unchecked`` then says why.
    :param evidence: the passages behind the verdict, to tell a conflict from silence.
    """
    stance = stance_of(scores)
    if stance is not Stance.ASSERTED:
        return Decision(Label(stance.value), float(getattr(scores, stance)), None)
    if verdict is None:
        return Decision(Label.UNVERIFIED, scores.asserted, unchecked)
    if verdict.supported >= thresholds.supported and verdict.supported >= verdict.refuted:
        return Decision(Label.SUPPORTED, verdict.supported, None)
    if verdict.refuted >= thresholds.refuted:
        return Decision(Label.REFUTED, verdict.refuted, None)
    return Decision(Label.UNVERIFIED, verdict.unverified, why(verdict, evidence))


def why(verdict: VerdictScores, evidence: Sequence[Evidence]) -> str:
    """The reason for which a checked claim stays unverified."""
    if min(strongest(evidence, relation) for relation in OPPOSED) > EVEN:
        return CONFLICT
    return LOW_SCORE if max(verdict.supported, verdict.refuted) >= verdict.unverified else SILENCE
