import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.decide import CONFLICT, LOW_SCORE, SILENCE, Decision, decide, stance_of
from factcheck.document import (
    Evidence,
    Label,
    Relation,
    Stance,
    StanceScores,
    Thresholds,
    VerdictScores,
)
from factcheck.evidence.verdict import aggregate, strongest

THRESHOLDS = Thresholds(supported=0.8, refuted=0.7)
SUPPORTS, REFUTES, NEUTRAL = Relation.SUPPORTS, Relation.REFUTES, Relation.NEUTRAL


def stance(asserted, hedged, opinion, none):
    return StanceScores(asserted=asserted, hedged=hedged, opinion=opinion, none=none)


def verdict(supported, refuted, unverified):
    return VerdictScores(supported=supported, refuted=refuted, unverified=unverified)


def passage(relation, score, *, truncated=False, objection=None):
    return Evidence(
        document="bridge",
        title=None,
        url=None,
        published=None,
        start=0,
        end=4,
        text=f"Rain {relation} {score}",
        relation=relation,
        score=score,
        retrieval_score=7.5,
        truncated=truncated,
        objection=objection,
    )


ASSERTED = stance(0.9, 0.05, 0.03, 0.02)


# Stance


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        (stance(0.7, 0.1, 0.1, 0.1), Stance.ASSERTED),
        (stance(0.1, 0.7, 0.1, 0.1), Stance.HEDGED),
        (stance(0.1, 0.1, 0.7, 0.1), Stance.OPINION),
        (stance(0.1, 0.1, 0.1, 0.7), Stance.NONE),
        (stance(0.4, 0.4, 0.1, 0.1), Stance.HEDGED),
        (stance(0.4, 0.1, 0.4, 0.1), Stance.OPINION),
        (stance(0.1, 0.4, 0.4, 0.1), Stance.HEDGED),
        (stance(0.4, 0.1, 0.1, 0.4), Stance.NONE),
        (stance(0.25, 0.25, 0.25, 0.25), Stance.NONE),
    ],
)
def test_most_probable_stance_or_on_a_tie_the_one_that_claims_less(scores, expected):
    assert stance_of(scores) is expected


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        (stance(0.1, 0.7, 0.1, 0.1), Decision(Label.HEDGED, 0.7, None)),
        (stance(0.1, 0.1, 0.7, 0.1), Decision(Label.OPINION, 0.7, None)),
        (stance(0.1, 0.1, 0.1, 0.7), Decision(Label.NONE, 0.7, None)),
        (stance(0.4, 0.4, 0.1, 0.1), Decision(Label.HEDGED, 0.4, None)),
    ],
)
@pytest.mark.parametrize("checked", [None, verdict(1.0, 0.0, 0.0)])
def test_stance_decides_whatever_the_evidence_says(scores, expected, checked):
    proof = [passage(SUPPORTS, 1.0)] if checked else []
    assert decide(scores, checked, proof, THRESHOLDS, "no evidence was given") == expected


# Verdict


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        (verdict(0.9, 0.0, 0.1), Decision(Label.SUPPORTED, 0.9, None)),
        (verdict(0.8, 0.0, 0.2), Decision(Label.SUPPORTED, 0.8, None)),
        (verdict(0.79, 0.0, 0.21), Decision(Label.UNVERIFIED, 0.21, LOW_SCORE)),
        (verdict(0.0, 0.9, 0.1), Decision(Label.REFUTED, 0.9, None)),
        (verdict(0.0, 0.7, 0.3), Decision(Label.REFUTED, 0.7, None)),
        (verdict(0.0, 0.69, 0.31), Decision(Label.UNVERIFIED, 0.31, LOW_SCORE)),
        (verdict(0.45, 0.1, 0.45), Decision(Label.UNVERIFIED, 0.45, LOW_SCORE)),
        (verdict(0.44, 0.1, 0.46), Decision(Label.UNVERIFIED, 0.46, SILENCE)),
        (verdict(0.1, 0.1, 0.8), Decision(Label.UNVERIFIED, 0.8, SILENCE)),
        (verdict(0.0, 0.0, 1.0), Decision(Label.UNVERIFIED, 1.0, SILENCE)),
    ],
)
def test_verdict_decides_at_its_threshold(scores, expected):
    assert decide(ASSERTED, scores, [], THRESHOLDS) == expected


@pytest.mark.parametrize(
    ("scores", "label"),
    [
        (verdict(0.4, 0.5, 0.1), Label.REFUTED),
        (verdict(0.5, 0.4, 0.1), Label.SUPPORTED),
        (verdict(0.31, 0.2, 0.49), Label.SUPPORTED),
        (verdict(0.2, 0.31, 0.49), Label.REFUTED),
    ],
)
def test_stronger_verdict_wins_where_both_reach_their_threshold(scores, label):
    low = Thresholds(supported=0.2, refuted=0.2)
    assert decide(ASSERTED, scores, [], low).label is label


def test_refuted_with_less_than_its_threshold_does_not_make_a_weaker_support_count():
    scores = verdict(0.3, 0.6, 0.1)
    thresholds = Thresholds(supported=0.2, refuted=0.7)
    assert decide(ASSERTED, scores, [], thresholds).label is Label.UNVERIFIED


@pytest.mark.parametrize(
    ("evidence", "reason"),
    [
        ([passage(SUPPORTS, 0.9), passage(REFUTES, 0.9)], CONFLICT),
        ([passage(SUPPORTS, 0.8), passage(REFUTES, 0.7)], CONFLICT),
        ([passage(NEUTRAL, 0.9), passage(REFUTES, 0.9), passage(SUPPORTS, 0.99)], CONFLICT),
        ([passage(SUPPORTS, 0.79), passage(REFUTES, 0.2)], LOW_SCORE),
        ([passage(SUPPORTS, 0.9), passage(REFUTES, 0.3)], LOW_SCORE),
        ([passage(SUPPORTS, 0.6), passage(NEUTRAL, 0.9)], LOW_SCORE),
        ([passage(REFUTES, 0.6), passage(NEUTRAL, 0.9)], LOW_SCORE),
        ([passage(SUPPORTS, 0.4), passage(NEUTRAL, 0.9)], SILENCE),
        ([passage(NEUTRAL, 0.9), passage(NEUTRAL, 0.5)], SILENCE),
    ],
)
def test_reason_of_an_unverified_claim(evidence, reason):
    decision = decide(ASSERTED, aggregate(evidence), evidence, THRESHOLDS)
    assert (decision.label, decision.reason) == (Label.UNVERIFIED, reason)


OTHER_YEAR = "the passage is about 2015, the claim about 2026"
OTHER_FIGURE = "the passage gives 4,000, not 9,000"


@pytest.mark.parametrize(
    ("evidence", "reason"),
    [
        ([passage(SUPPORTS, 0.9, objection=OTHER_FIGURE)], OTHER_FIGURE),
        ([passage(REFUTES, 0.9, objection=OTHER_YEAR), passage(NEUTRAL, 0.9)], OTHER_YEAR),
        (
            [
                passage(SUPPORTS, 0.85, objection=OTHER_YEAR),
                passage(SUPPORTS, 0.95, objection=OTHER_FIGURE),
            ],
            OTHER_FIGURE,
        ),
        ([passage(SUPPORTS, 0.9, objection=OTHER_FIGURE), passage(SUPPORTS, 0.7)], OTHER_FIGURE),
        # It would have stayed unverified without the objection too.
        ([passage(SUPPORTS, 0.7, objection=OTHER_FIGURE)], SILENCE),
        ([passage(SUPPORTS, 0.9, objection=OTHER_FIGURE), passage(REFUTES, 0.6)], LOW_SCORE),
        (
            [
                passage(SUPPORTS, 0.9, objection=OTHER_FIGURE, truncated=True),
                passage(NEUTRAL, 0.9),
            ],
            SILENCE,
        ),
        ([passage(SUPPORTS, 0.9), passage(REFUTES, 0.9)], CONFLICT),
    ],
)
def test_objection_that_decided_is_the_reason(evidence, reason):
    decision = decide(ASSERTED, aggregate(evidence), evidence, THRESHOLDS)
    assert (decision.label, decision.reason) == (Label.UNVERIFIED, reason)


def test_passage_without_objection_still_decides():
    evidence = [passage(REFUTES, 0.95, objection=OTHER_YEAR), passage(SUPPORTS, 0.9)]
    decision = decide(ASSERTED, aggregate(evidence), evidence, THRESHOLDS)
    assert decision == Decision(Label.SUPPORTED, 0.9, None)


@pytest.mark.parametrize("reason", ["no passage from elsewhere shares its words", None])
def test_claim_that_was_not_checked(reason):
    expected = Decision(Label.UNVERIFIED, 0.9, reason)
    assert decide(ASSERTED, None, [], THRESHOLDS, reason) == expected


# Evidence


def test_proven_by_the_second_passage():
    evidence = [passage(NEUTRAL, 0.99), passage(SUPPORTS, 0.95), passage(NEUTRAL, 0.9)]
    scores = aggregate(evidence)
    assert scores.supported == pytest.approx(0.95)
    assert decide(ASSERTED, scores, evidence, THRESHOLDS).label is Label.SUPPORTED


def test_refuted_by_one_while_the_others_are_silent():
    evidence = [passage(NEUTRAL, 0.99), passage(NEUTRAL, 0.9), passage(REFUTES, 0.9)]
    scores = aggregate(evidence)
    assert scores.refuted == pytest.approx(0.9)
    assert decide(ASSERTED, scores, evidence, THRESHOLDS).label is Label.REFUTED


def test_weak_refutation_leaves_a_strong_support():
    scores = aggregate([passage(SUPPORTS, 0.95), passage(REFUTES, 0.1)])
    assert scores.supported == pytest.approx(0.95 * 0.9)
    assert scores.refuted == pytest.approx(0.1 * 0.05)


def test_conflict_is_unverified():
    scores = aggregate([passage(SUPPORTS, 0.9), passage(REFUTES, 0.8)])
    assert scores.supported == pytest.approx(0.18)
    assert scores.refuted == pytest.approx(0.08)
    assert scores.unverified == pytest.approx(0.74)


def test_conflict_is_named_also_below_the_thresholds():
    evidence = [passage(SUPPORTS, 0.78), passage(REFUTES, 0.71)]
    decision = decide(ASSERTED, aggregate(evidence), evidence, THRESHOLDS)
    assert (decision.label, decision.reason) == (Label.UNVERIFIED, "conflicting evidence")


def test_many_weak_supports_make_no_strong_one():
    scores = aggregate([passage(SUPPORTS, 0.5)] * 10)
    assert scores.supported == pytest.approx(0.5)


def test_passage_that_was_cut_is_not_counted():
    cut = [passage(SUPPORTS, 0.99, truncated=True), passage(REFUTES, 0.99, truncated=True)]
    assert aggregate([*cut, passage(NEUTRAL, 0.8)]) == verdict(0.0, 0.0, 1.0)
    assert aggregate([cut[0], passage(REFUTES, 0.75)]).refuted == pytest.approx(0.75)


@pytest.mark.parametrize("evidence", [[], [passage(SUPPORTS, 0.99, truncated=True)] * 2])
def test_no_verdict_without_a_whole_passage(evidence):
    assert aggregate(evidence) is None


def test_strongest():
    evidence = [passage(SUPPORTS, 0.4), passage(SUPPORTS, 0.6), passage(REFUTES, 0.9)]
    assert strongest(evidence, SUPPORTS) == 0.6
    assert strongest(evidence, NEUTRAL) == 0.0
    assert strongest(iter([]), SUPPORTS) == 0.0


PASSAGES = st.builds(passage, st.sampled_from(Relation), st.floats(0, 1), truncated=st.booleans())


@given(evidence=st.lists(PASSAGES, min_size=1, max_size=6))
def test_label_needs_a_passage_that_says_so(evidence):
    decision = decide(ASSERTED, aggregate(evidence), evidence, THRESHOLDS, "cut")
    whole = [entry for entry in evidence if not entry.truncated]
    if decision.label is Label.SUPPORTED:
        assert strongest(whole, SUPPORTS) >= THRESHOLDS.supported
    elif decision.label is Label.REFUTED:
        assert strongest(whole, REFUTES) >= THRESHOLDS.refuted
    else:
        assert decision.label is Label.UNVERIFIED
        assert decision.reason
