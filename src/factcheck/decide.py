"""From scores to the one label a reader sees: a policy, apart from the measurement."""

from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from factcheck.document import (
    Evidence,
    Label,
    Relation,
    RunSettings,
    Stance,
    StanceScores,
    Thresholds,
    VerdictScores,
)
from factcheck.evidence.verdict import EVEN, aggregate, strongest

CONFLICT = "conflicting evidence"
EMPTY = "the evidence is empty"
LOW_SCORE = "score below threshold"
NO_EVIDENCE = "no evidence was given"
NO_NAME = "no passage shares its names"
NO_PASSAGE = "no passage from elsewhere shares its words"
RELATION_OF = {Label.SUPPORTED: Relation.SUPPORTS, Label.REFUTED: Relation.REFUTES}
OPPOSED = tuple(RELATION_OF.values())
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


def is_checked(scores: StanceScores, settings: RunSettings) -> bool:
    """Whether a claim of this stance is compared with evidence."""
    stance = stance_of(scores)
    return stance is Stance.ASSERTED or (settings.check_hedged and stance is Stance.HEDGED)


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
    label = settled(verdict, thresholds)
    reason = why(verdict, evidence, thresholds) if label is Label.UNVERIFIED else None
    return Decision(label, float(getattr(verdict, label)), reason)


def settled(verdict: VerdictScores, thresholds: Thresholds) -> Label:
    """The verdict that reaches its threshold, or unverified."""
    if verdict.supported >= thresholds.supported and verdict.supported >= verdict.refuted:
        return Label.SUPPORTED
    return Label.REFUTED if verdict.refuted >= thresholds.refuted else Label.UNVERIFIED


def why(verdict: VerdictScores, evidence: Sequence[Evidence], thresholds: Thresholds) -> str:
    """The reason for which a checked claim stays unverified."""
    if min(strongest(evidence, relation) for relation in OPPOSED) > EVEN:
        return CONFLICT
    if objection := decisive_objection(evidence, thresholds):
        return objection
    return LOW_SCORE if max(verdict.supported, verdict.refuted) >= verdict.unverified else SILENCE


def decisive_objection(evidence: Sequence[Evidence], thresholds: Thresholds) -> str | None:
    """The objection without which a claim would have a verdict; of several the weightiest."""
    verdict = aggregate([replace(passage, objection=None) for passage in evidence])
    label = settled(verdict, thresholds) if verdict else Label.UNVERIFIED
    objected = [passage for passage in evidence if passage.objection and not passage.truncated]
    best = max(
        (passage for passage in objected if passage.relation is RELATION_OF.get(label)),
        key=lambda passage: passage.score,
        default=None,
    )
    return best.objection if best else None
