import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from factcheck.document import Evidence, Relation, RelationScores, VerdictScores
from factcheck.evidence.guards import objection
from factcheck.evidence.verdict import aggregate, counted, repeats

SUPPORTS, REFUTES, NEUTRAL = Relation.SUPPORTS, Relation.REFUTES, Relation.NEUTRAL
BRIDGE = (
    "The council of Vell closed the old bridge on Monday after an inspector had found cracks in"
    " two of its piers. Buses now take the road along the river."
)
COPY = (
    "THE COUNCIL of Vell closed the old bridge on Monday, after an inspector had found cracks in"
    " two of its piers – buses now take the road along the river, it said."
)
CEMENT = "The cement works of Vell were sold to a builder from the coast, who will keep the crew."
SILENT = VerdictScores(supported=0.0, refuted=0.0, unverified=1.0)


def passage(relation, score, text, *, claim=None, objection=None, truncated=False):
    return Evidence(
        document="bridge",
        title=None,
        url=None,
        published=None,
        start=0,
        end=len(text),
        text=text,
        relation=relation,
        score=score,
        retrieval_score=7.5,
        truncated=truncated,
        objection=objection or (claim and guard(claim, text, relation)),
    )


def guard(claim, text, relation):
    return objection(claim, text, None, relation)


# Near-duplicates


def test_near_duplicates_are_counted_once():
    strong, weak = passage(SUPPORTS, 0.9, BRIDGE), passage(SUPPORTS, 0.8, COPY)
    other = passage(SUPPORTS, 0.7, CEMENT)
    assert counted([other, weak, strong]) == [strong, other]


def test_report_does_not_contradict_its_own_copy():
    scores = aggregate([passage(REFUTES, 0.6, COPY), passage(SUPPORTS, 0.9, BRIDGE)])
    assert scores.supported == pytest.approx(0.9)
    assert scores.refuted == 0.0


def test_opposed_texts_that_differ_in_a_word_both_have_a_say():
    yes = f"{BRIDGE} The plan was approved."
    no = yes.replace("approved", "rejected")
    assert repeats(yes, no)
    scores = aggregate([passage(SUPPORTS, 0.9, yes), passage(REFUTES, 0.8, no)])
    assert scores.unverified == pytest.approx(0.74)


def test_silent_copy_does_not_silence_a_passage():
    scores = aggregate([passage(NEUTRAL, 0.99, COPY), passage(SUPPORTS, 0.9, BRIDGE)])
    assert scores.supported == pytest.approx(0.9)


def test_copy_to_which_there_is_an_objection_does_not_silence_a_passage():
    objected = passage(SUPPORTS, 0.99, COPY, objection="the passage shares no name with the claim")
    assert aggregate([objected, passage(REFUTES, 0.9, BRIDGE)]).refuted == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("text", "other", "same"),
    [
        (BRIDGE, COPY, True),
        (BRIDGE, f"{BRIDGE} A new one is planned.", True),
        (BRIDGE, CEMENT, False),
        (BRIDGE, BRIDGE.replace("an inspector had", "an inspector had not"), False),
        (f"{BRIDGE} It is 90 years old.", f"{BRIDGE} It is 60 years old.", False),
        ("Rain fell.", "rain fell", True),
        ("Rain fell.", "No rain fell.", False),
        ("", "", False),
        ("…", "!", False),
    ],
)
def test_repeats(text, other, same):
    assert repeats(text, other) is same
    assert repeats(other, text) is same


def test_conflict_of_two_editions_that_differ_in_a_figure_stays():
    old, new = f"{BRIDGE} It is 60 metres long.", f"{BRIDGE} It is 90 metres long."
    scores = aggregate([passage(SUPPORTS, 0.9, old), passage(REFUTES, 0.8, new)])
    assert scores.unverified == pytest.approx(0.74)


# Silence


def silent(supports, refutes, text, **more):
    neutral = 1 - supports - refutes
    scores = RelationScores(supports=supports, refutes=refutes, neutral=neutral)
    return replace(passage(NEUTRAL, neutral, text, **more), scores=scores)


def test_a_neutral_passage_leaves_open_what_it_is_not_sure_of():
    scores = aggregate([silent(0.3, 0.2, BRIDGE)])
    assert scores.supported == pytest.approx(0.3 * 0.8)
    assert scores.refuted == pytest.approx(0.2 * 0.7)
    assert scores.unverified == pytest.approx(1 - 0.24 - 0.14)


def test_of_several_neutral_passages_the_least_sure_counts():
    scores = aggregate([silent(0.3, 0.0, BRIDGE), silent(0.1, 0.2, CEMENT)])
    assert scores.supported == pytest.approx(0.3 * 0.8)
    assert aggregate([silent(0.0, 0.0, BRIDGE), silent(0.0, 0.0, CEMENT)]) == SILENT


def test_beside_a_passage_that_counts_the_neutral_ones_leave_nothing_open():
    both = [passage(SUPPORTS, 0.6, CEMENT), silent(0.2, 0.4, BRIDGE)]
    assert aggregate(both) == aggregate(both[:1])


def test_what_was_cut_leaves_nothing_open():
    cut = silent(0.4, 0.1, BRIDGE, truncated=True)
    assert aggregate([cut, silent(0.0, 0.0, CEMENT)]) == SILENT


# Objections


@pytest.mark.parametrize("relation", [SUPPORTS, REFUTES])
def test_passage_with_an_objection_has_no_say(relation):
    objected = passage(relation, 0.99, BRIDGE, objection="the passage gives 2, not 3")
    assert aggregate([objected]) == SILENT
    assert aggregate([objected, passage(SUPPORTS, 0.9, CEMENT)]).supported == pytest.approx(0.9)


def test_proven_by_the_second_passage():
    claim = "Lomm has 9,000 inhabitants."
    first = passage(SUPPORTS, 0.99, "The village of Lomm has 4,000 inhabitants.", claim=claim)
    second = passage(SUPPORTS, 0.9, "Some 9,000 inhabitants live in Lomm.", claim=claim)
    assert (first.objection, second.objection) == ("the passage gives 4,000, not 9,000", None)
    assert aggregate([first, second]).supported == pytest.approx(0.9)


def test_refuted_by_one_while_the_others_are_silent():
    claim = "Lomm has 9,000 inhabitants."
    passages = [
        passage(NEUTRAL, 0.9, CEMENT, claim=claim),
        passage(REFUTES, 0.9, "The village of Lomm has 4,000 inhabitants.", claim=claim),
    ]
    assert aggregate(passages).refuted == pytest.approx(0.9)


def test_conflict():
    claim = "Lomm has 9,000 inhabitants."
    passages = [
        passage(SUPPORTS, 0.9, "At the last count Lomm had 9,000 inhabitants.", claim=claim),
        passage(REFUTES, 0.8, "Its mayor says that Lomm has 4,000 inhabitants.", claim=claim),
    ]
    assert aggregate(passages).unverified == pytest.approx(0.74)


@pytest.mark.parametrize("year", [2015, 2030])
@pytest.mark.parametrize("relation", [SUPPORTS, REFUTES])
def test_evidence_older_or_newer_than_the_claim_is_left_out(year, relation):
    claim = "In 2026, Lomm had 9,000 inhabitants."
    text = f"The village of Lomm had 4,000 inhabitants in {year}."
    found = passage(relation, 0.95, text, claim=claim)
    assert found.objection == f"the passage is about {year}, the claim about 2026"
    assert aggregate([found]) == SILENT


def test_evidence_of_the_year_of_the_claim_counts():
    claim = "In 2026, Lomm had 9,000 inhabitants."
    text = "The village of Lomm had 4,000 inhabitants in 2026, and 5,000 in 2015."
    assert aggregate([passage(REFUTES, 0.95, text, claim=claim)]).refuted == pytest.approx(0.95)


PASSAGES = st.builds(
    passage,
    st.sampled_from(Relation),
    st.floats(0, 1),
    st.sampled_from([BRIDGE, COPY, CEMENT, f"{BRIDGE} It is 60 metres long.", ""]),
    objection=st.sampled_from([None, "the passage shares no name with the claim"]),
    truncated=st.booleans(),
)


@given(evidence=st.lists(PASSAGES, min_size=1, max_size=6), data=st.data())
def test_verdict_is_a_distribution_and_ignores_order(evidence, data):
    scores = aggregate(evidence)
    if scores is None:
        assert all(entry.truncated for entry in evidence)
        return
    values = (scores.supported, scores.refuted, scores.unverified)
    assert all(0 <= value <= 1 for value in values)
    assert sum(values) == pytest.approx(1)
    assert aggregate(data.draw(st.permutations(evidence))) == scores


@given(evidence=st.lists(PASSAGES, max_size=6))
def test_what_has_a_say_is_whole_and_without_objection(evidence):
    for entry in counted(evidence):
        assert entry in evidence
        assert entry.relation is not NEUTRAL
        assert not entry.truncated
        assert entry.objection is None
