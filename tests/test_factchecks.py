import pytest
from seam import WordScorer

from factcheck import Annotator
from factcheck.checks import NO_ROOM, TOO_LONG
from factcheck.document import Document, FactCheck, Label, Relation, Ruling
from factcheck.evidence.factchecks import SAME, relation_of
from factcheck.evidence.index import Index, build
from factcheck.evidence.sources import Sources
from factcheck.model.scorer import Comparison
from factcheck.report.json import decode, encode
from factcheck.settings import Settings

CLAIM = "The Sund bridge was closed for repairs because the mayor sold its cables."


@pytest.mark.parametrize(
    ("verdict", "entailment", "expected"),
    [
        (Ruling.SUPPORTED, 0.9, (Relation.SUPPORTS, 0.9)),
        (Ruling.REFUTED, 0.9, (Relation.REFUTES, 0.9)),
        (Ruling.UNSETTLED, 0.9, (Relation.NEUTRAL, 1.0)),
        (Ruling.SUPPORTED, SAME, (Relation.SUPPORTS, SAME)),
        (Ruling.REFUTED, 0.625, (Relation.NEUTRAL, 0.375)),  # above even, but not clearly
        (Ruling.SUPPORTED, 0.0, (Relation.NEUTRAL, 1.0)),
        (Ruling.UNSETTLED, 0.0, (Relation.NEUTRAL, 1.0)),
    ],
)
def test_a_fact_check_speaks_only_of_the_claim_it_reviewed(verdict, entailment, expected):
    assert relation_of(verdict, entailment) == expected


class SameWords(WordScorer):
    """Equal claims follow from each other; other claims are contradicted."""

    @staticmethod
    def _comparison(premise):
        raise NotImplementedError

    def compare(self, pairs):
        self.pairs += pairs
        same, other = Comparison(0.9, 0.1, 0.0, False), Comparison(0.05, 0.05, 0.9, False)
        return [same if premise == claim else other for premise, claim in pairs]


def review(verdict, claim=CLAIM):
    found = FactCheck(
        publisher="Sund Facts",
        claim=claim,
        rating="Pants on Fire!",
        verdict=verdict,
        url="https://facts.example/1",
    )
    text = f"It is not true that “{claim}”: Sund Facts rated this claim “Pants on Fire!”."
    return Document(id="feed.json:1", text=text, fact_check=found)


def judged(text, *evidence, scorer=None):
    index = build(evidence, None, name="feed")
    return Annotator(scorer or SameWords(), Sources([index]), Settings()).annotate(text)


@pytest.mark.parametrize(
    ("verdict", "label", "relation"),
    [
        (Ruling.REFUTED, Label.REFUTED, Relation.REFUTES),
        (Ruling.SUPPORTED, Label.SUPPORTED, Relation.SUPPORTS),
        (Ruling.UNSETTLED, Label.UNVERIFIED, Relation.NEUTRAL),
    ],
)
def test_the_label_of_a_reviewed_claim_follows_the_review(verdict, label, relation):
    scorer = SameWords()
    annotated = judged(CLAIM, review(verdict), scorer=scorer)
    (claim,) = annotated.claims
    (passage,) = claim.evidence
    assert (claim.label, passage.relation) == (label, relation)
    assert passage.fact_check == review(verdict).fact_check
    assert scorer.pairs == [(CLAIM, CLAIM)]  # the claim itself, not the sentence about it
    assert decode(encode(annotated)) == annotated


def test_a_review_of_another_claim_is_neutral_even_where_it_contradicts():
    other = "The Sund bridge was closed because of ice."
    (claim,) = judged(other, review(Ruling.REFUTED)).claims
    assert claim.label is Label.UNVERIFIED
    assert [passage.relation for passage in claim.evidence] == [Relation.NEUTRAL]


class Follows(WordScorer):
    """A claim follows from another that begins with it."""

    def compare(self, pairs):
        yes, no = Comparison(0.95, 0.05, 0.0, False), Comparison(0.05, 0.95, 0.0, False)
        return [yes if premise.startswith(claim.rstrip(".")) else no for premise, claim in pairs]


LESS = "The Sund bridge was closed for repairs."


@pytest.mark.parametrize(
    ("verdict", "reviewed", "text", "label"),
    [
        (Ruling.REFUTED, CLAIM, LESS, Label.UNVERIFIED),  # closed it may be, for another reason
        (Ruling.REFUTED, LESS, CLAIM, Label.REFUTED),  # never closed, so not for that reason
        (Ruling.SUPPORTED, CLAIM, LESS, Label.SUPPORTED),
        (Ruling.SUPPORTED, LESS, CLAIM, Label.UNVERIFIED),
    ],
)
def test_what_follows_depends_on_the_ruling(verdict, reviewed, text, label):
    (claim,) = judged(text, review(verdict, reviewed), scorer=Follows()).claims
    assert claim.label is label


def test_other_passages_are_compared_by_their_own_words():
    (claim,) = judged("The bridge is open.", Document(id="a", text="The bridge is open.")).claims
    assert claim.label is Label.UNVERIFIED  # a copy of the article is no evidence
    (claim,) = judged("The bridge is open.", Document(id="a", text="The bridge is shut.")).claims
    assert claim.label is Label.REFUTED
    assert claim.evidence[0].fact_check is None


def test_evidence_without_a_fact_check_says_nothing_of_one():
    annotated = judged("The bridge is open.", Document(id="a", text="The bridge is shut."))
    assert b'"truncated":false,"scores":{' in encode(annotated)
    assert b"fact_check" not in encode(annotated)


def test_an_index_keeps_the_fact_check(tmp_path):
    build([review(Ruling.REFUTED)], tmp_path / "index", name="feed")
    (passage,) = Index.open(tmp_path / "index").search("Who sold the cables?", top=1)
    assert passage.fact_check == review(Ruling.REFUTED).fact_check


# Windows


LONG = f"{CLAIM.rstrip('.')} {'and again ' * 60}."
SHUT = Document(id="shut", text="The Sund bridge was not closed for repairs.")


def test_a_review_that_leaves_no_room_takes_no_other_evidence_away():
    (claim,) = judged(LESS, review(Ruling.REFUTED, LONG), SHUT, scorer=WordScorer()).claims
    assert claim.label is Label.REFUTED
    assert [passage.document for passage in claim.evidence] == ["shut"]


def test_a_review_that_leaves_no_room_is_not_blamed_on_the_claim():
    (claim,) = judged(LESS, review(Ruling.REFUTED, LONG), scorer=WordScorer()).claims
    assert (claim.label, claim.reason, claim.evidence) == (Label.UNVERIFIED, NO_ROOM, ())


@pytest.mark.parametrize("verdict", [Ruling.SUPPORTED, Ruling.UNSETTLED])
def test_a_claim_that_leaves_no_room_is_too_long(verdict):
    (claim,) = judged(LONG, review(verdict), scorer=WordScorer()).claims
    assert (claim.label, claim.reason) == (Label.UNVERIFIED, TOO_LONG)


class Cuts(WordScorer):
    """Every premise was cut, and entails."""

    def compare(self, pairs):
        return [Comparison(0.9, 0.1, 0.0, truncated=True) for _ in pairs]


def test_a_cut_claim_is_not_refuted_by_what_is_left_of_it():
    (claim,) = judged(CLAIM, review(Ruling.REFUTED), scorer=Cuts()).claims
    (passage,) = claim.evidence
    assert claim.label is Label.UNVERIFIED
    assert (passage.relation, passage.score, passage.truncated) == (Relation.NEUTRAL, 1.0, False)


def test_a_cut_review_does_not_count():
    (claim,) = judged(CLAIM, review(Ruling.SUPPORTED), scorer=Cuts()).claims
    assert claim.label is Label.UNVERIFIED
    assert claim.evidence[0].truncated


@pytest.mark.parametrize(
    ("text", "reviewed", "counts"),
    [
        ("The dam of Vell burst in 2015 and 40 died.", "The dam of Vell burst.", True),
        ("The dam of Vell burst.", "The dam of Vell burst and 40 died.", False),
    ],
)
def test_a_refutation_counts_where_the_claim_says_all_that_was_reviewed(text, reviewed, counts):
    class Entailed(SameWords):
        def compare(self, pairs):
            return [Comparison(0.9, 0.1, 0.0, False) for _ in pairs]

    (claim,) = judged(text, review(Ruling.REFUTED, reviewed), scorer=Entailed()).claims
    assert (claim.evidence[0].objection is None) is counts
    assert (claim.label is Label.REFUTED) is counts
