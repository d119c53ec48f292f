import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from seam import WordScorer, at_the_seam

from factcheck.document import Document, StanceScores
from factcheck.model.scorer import Comparison, Reading
from factcheck.report.json import json_schema
from factcheck.selfcheck import PARTNERS, Article, Pair, against_itself, candidates

FIRM = Reading(StanceScores(asserted=0.9, hedged=0.1, opinion=0.0, none=0.0), (), None)
HEDGED = Reading(StanceScores(asserted=0.1, hedged=0.9, opinion=0.0, none=0.0), (), None)
DEAD = "The ferry fire off Lomm killed 39 people."
MORE = "The ferry fire killed at least 41 people."
OTHER = "Oats are grown in the hills of Brenford."


def article(*sentences, headline=None, readings=None):
    return Article(headline, sentences, readings or [FIRM] * len(sentences))


class Numbers(WordScorer):
    """Two texts with different numbers contradict each other."""

    def compare(self, pairs):
        self.pairs += pairs
        return [self._differ(*pair) for pair in pairs]

    @staticmethod
    def _differ(premise, claim):
        def numbers(text):
            return {word.strip(".") for word in text.split() if word.strip(".").isdigit()}

        no = 0.9 if numbers(premise) and numbers(premise) != numbers(claim) else 0.1
        return Comparison(0.0, 1 - no, no, truncated=False)


def test_sentences_that_share_their_words_are_compared():
    assert candidates(article(DEAD, OTHER, MORE)) == [Pair(0, 2)]


def test_headline_comes_first():
    found = candidates(article(OTHER, DEAD, headline="Ferry fire off Lomm kills 41"))
    assert found == [Pair(None, 1)]


def test_only_what_is_asserted_is_compared():
    assert candidates(article(DEAD, MORE, readings=[FIRM, HEDGED])) == []


def test_contradiction_is_reported_once():
    scorer = Numbers()
    ((found,),) = against_itself([article(DEAD, OTHER, MORE)], scorer)
    assert (found.scope, found.claim, found.other) == ("self", 2, 0)
    assert found.score == pytest.approx(0.9)
    assert len(scorer.pairs) == len(set(scorer.pairs)) == 2


def test_a_pair_on_which_the_model_fails_is_passed_over():
    class Fragile(Numbers):
        def compare(self, pairs):
            if any("POISON" in text for pair in pairs for text in pair):
                raise RuntimeError("poison")
            return super().compare(pairs)

    fragile = article(DEAD, MORE, "POISON: the ferry fire killed 40 people.")
    ((found,),) = against_itself([fragile], Fragile())
    assert (found.claim, found.other) == (1, 0)


def test_articles_are_kept_apart():
    found = against_itself([article(DEAD), article(MORE), article(DEAD, MORE)], Numbers())
    assert [len(own) for own in found] == [0, 0, 1]


def test_one_direction_is_not_enough():
    class OneWay(Numbers):
        @staticmethod
        def _differ(premise, claim):
            no = 1.0 if premise == DEAD else 0.0
            return Comparison(0.0, 1 - no, no, truncated=False)

    assert against_itself([article(DEAD, MORE)], OneWay()) == [()]


def test_sentence_too_long_for_the_model_contradicts_nothing():
    class Long(Numbers):
        def compare(self, pairs):
            return [None] * len(pairs)

    assert against_itself([article(DEAD, MORE)], Long()) == [()]


@given(st.lists(st.lists(st.sampled_from("ferry fire Lomm oats 39 41".split()), max_size=6)))
def test_pairs_are_in_order_and_few(words):
    sentences = [" ".join(own) for own in words]
    found = candidates(article(*sentences))
    assert found == sorted(set(found))
    assert all(0 <= first < second < len(sentences) for first, second in found)
    assert len(found) <= PARTNERS * len(sentences)


# In the pipeline


def test_record_says_it_only_when_asked():
    text = f"{DEAD} {OTHER} {MORE}"
    document = Document(id="a", text=text, title="Ferry fire off Lomm kills 39")
    plain = at_the_seam(scorer=Numbers())
    itself = at_the_seam(scorer=Numbers(), itself=True)
    (without,) = plain.annotate_many([document])
    (record,) = itself.annotate_many([document])
    assert without.contradictions is msgspec.UNSET
    assert b"contradictions" not in msgspec.json.encode(without)
    assert [(c.other, c.claim) for c in record.contradictions] == [(None, 2), (0, 2)]
    assert [claim.label for claim in record.claims] == [claim.label for claim in without.claims]
    assert "contradictions" in json_schema()["$defs"]["AnnotatedDocument"]["properties"]
