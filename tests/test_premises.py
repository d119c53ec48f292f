import pytest
from hypothesis import given
from hypothesis import strategies as st
from seam import WordScorer

from factcheck.document import FactCheck, Ruling
from factcheck.evidence.doubt import DOUBTED, doubted
from factcheck.evidence.index import Passage
from factcheck.evidence.premises import compare, core, together
from factcheck.model.scorer import Comparison
from factcheck.records import checked

MILL = "Lomm is a village. It has 4,000 inhabitants. The mill burned down in spring."
CLAIM = "The mill of Lomm burned down."


def passage(text, fact_check=None):
    return Passage(
        document="d",
        title=None,
        url=None,
        published=None,
        start=0,
        end=len(text),
        text=text,
        fact_check=fact_check,
    )


def comparison(entailment, contradiction, *, truncated=False):
    neutral = 1 - entailment - contradiction
    return Comparison(entailment, neutral, contradiction, truncated)


@pytest.mark.parametrize(
    ("text", "claim", "sentence"),
    [
        (MILL, CLAIM, "The mill burned down in spring."),
        (MILL, "Some 4,000 people are inhabitants.", "It has 4,000 inhabitants."),
        (MILL, "Nothing is shared here.", "Lomm is a village."),
        ("", CLAIM, ""),
    ],
)
def test_core_is_the_sentence_that_shares_most(text, claim, sentence):
    assert core(text, claim) == sentence


def test_a_passage_is_compared_whole_and_by_its_core_each_once():
    scorer = WordScorer()
    found = compare([(passage(MILL), CLAIM), (passage(MILL), CLAIM)], scorer)
    assert list(found) == [(MILL, CLAIM)]
    assert sorted(scorer.pairs) == sorted([(MILL, CLAIM), (core(MILL, CLAIM), CLAIM)])


def test_a_reviewed_claim_is_compared_whole():
    review = FactCheck(
        claim="The mill fell. It burned.", verdict=Ruling.SUPPORTED, rating="True", publisher="P"
    )
    scorer = WordScorer()
    compare([(passage("A long review.", review), CLAIM)], scorer)
    assert scorer.pairs == [(review.claim, CLAIM)]


def test_no_room_for_the_claim():
    assert together(None, None) is None


def test_support_by_either_and_refutation_by_both():
    silent = comparison(0.05, 0.05)
    assert together(silent, comparison(0.9, 0.05)).entailment > 0.6
    assert together(silent, comparison(0.05, 0.9)).contradiction < 0.5
    assert together(comparison(0.05, 0.9), comparison(0.05, 0.9)).contradiction == pytest.approx(
        0.9
    )


@given(*[st.floats(0, 0.5)] * 4, st.booleans())
def test_together_is_a_distribution(one, two, three, four, cut):
    whole = comparison(one, two, truncated=cut)
    found = together(whole, comparison(three, four))
    assert sum(found[:3]) == pytest.approx(1)
    assert found.truncated is cut
    assert together(whole, whole) == pytest.approx(whole)


# Doubt


def doubts(text, entailment):
    compared = {(text, CLAIM): comparison(entailment, 0.01)}
    unsure = doubted(compared, WordScorer())
    (found,) = checked(CLAIM, [passage(text)], list(compared.values()), unsure).evidence
    return found.objection


def test_a_hedged_sentence_does_not_support():
    assert doubts("Lomm is a village. The mill maybe burned down in spring.", 0.9) == DOUBTED


def test_doubt_elsewhere_in_the_passage_does_not_matter():
    assert doubts("Lomm is maybe a town. The mill of Lomm burned down.", 0.9) is None


def test_nothing_is_read_that_does_not_support():
    scorer = WordScorer()
    assert doubted({("The mill maybe burned.", CLAIM): comparison(0.1, 0.8)}, scorer) == set()
    assert scorer.read_texts == []
