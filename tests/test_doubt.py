from seam import WordScorer

from factcheck.checks import check
from factcheck.evidence.doubt import DOUBTED, doubted
from factcheck.evidence.hypothesis import Statement
from factcheck.evidence.index import Passage
from factcheck.model.scorer import Comparison

MILL = "Lomm is a village. It has 4,000 inhabitants. The mill burned down in spring."
CLAIM = "The mill of Lomm burned down."


def passage(text):
    return Passage(
        document="d",
        title=None,
        url=None,
        published=None,
        start=0,
        end=len(text),
        text=text,
    )


def comparison(entailment, contradiction):
    return Comparison(entailment, 1 - entailment - contradiction, contradiction, truncated=False)


def doubts(text, entailment):
    class Entailed(WordScorer):
        def compare(self, pairs):
            return [comparison(entailment, 0.01) for _ in pairs]

    (found,) = check(Entailed(), [Statement(CLAIM)], [[passage(text)]])
    return found.evidence[0].objection


def test_a_hedged_sentence_does_not_support():
    assert doubts("Lomm is a village. The mill maybe burned down in spring.", 0.9) == DOUBTED


def test_doubt_elsewhere_in_the_passage_does_not_matter():
    assert doubts("Lomm is maybe a town. The mill of Lomm burned down.", 0.9) is None


def test_a_sentence_that_the_model_cannot_read_does_not_support():
    assert doubts("Lomm is a village. The mill POISON burned down.", 0.9) == DOUBTED
    compared = {
        (text, CLAIM): comparison(0.9, 0.01)
        for text in ("The POISON mill burned.", "The mill burned.")
    }
    assert [premise for premise, _ in doubted(compared, WordScorer())] == [
        "The POISON mill burned."
    ]


def test_nothing_is_read_that_does_not_support():
    scorer = WordScorer()
    assert doubted({("The mill maybe burned.", CLAIM): comparison(0.1, 0.8)}, scorer) == set()
    assert scorer.read_texts == []
