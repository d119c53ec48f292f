import pytest
from hypothesis import given
from hypothesis import strategies as st
from seam import WordScorer

from factcheck.document import FactCheck, Ruling
from factcheck.evidence.doubt import DOUBTED, doubted
from factcheck.evidence.index import Passage
from factcheck.evidence.premises import borne_out, compare, core
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


class Opponent(WordScorer):
    """Takes every long premise for a contradiction."""

    @staticmethod
    def _comparison(premise):
        return comparison(0.1, 0.8) if len(premise) > 60 else comparison(0.1, 0.2)


def test_what_seems_to_refute_is_asked_again_by_its_core():
    scorer = Opponent()
    found = compare([(passage(MILL), CLAIM), (passage(MILL), CLAIM)], scorer)
    assert scorer.pairs == [(MILL, CLAIM), (core(MILL, CLAIM), CLAIM)]
    assert found == {(MILL, CLAIM): pytest.approx(comparison(0.1, 0.5))}


def test_what_does_not_refute_is_asked_once():
    scorer = Opponent()
    compare([(passage("Lomm is a village. It is old."), CLAIM)], scorer)
    assert len(scorer.pairs) == 1


def test_a_single_sentence_is_asked_once():
    scorer = Opponent()
    compare([(passage(f"The mill of Lomm stood, as {'very ' * 20}many saw."), CLAIM)], scorer)
    assert len(scorer.pairs) == 1


def test_a_review_is_asked_once():
    said = "The mill of Lomm fell. " * 4
    review = FactCheck(claim=said, verdict=Ruling.SUPPORTED, rating="True", publisher="P")
    scorer = Opponent()
    compare([(passage("A long review.", review), CLAIM)], scorer)
    assert scorer.pairs == [(said, CLAIM)]


def test_no_room_for_the_claim():
    assert borne_out(None, None) is None


@given(*[st.floats(0, 0.5)] * 4, st.booleans())
def test_borne_out_is_a_distribution(one, two, three, four, cut):
    whole = comparison(one, two, truncated=cut)
    found = borne_out(whole, comparison(three, four))
    assert sum(found[:3]) == pytest.approx(1)
    assert (found.entailment, found.truncated) == (whole.entailment, cut)
    assert borne_out(whole, whole) == pytest.approx(whole)


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
