from chain import judge, label, prevented, views
from seam import WordScorer
from test_doubt import passage

from factcheck.document import Evidence, Label, Relation, Thresholds

AT = Thresholds(supported=0.8, refuted=0.8)


def cited(score=0.9, objection=None):
    return Evidence(
        document="d",
        title=None,
        url=None,
        published=None,
        start=0,
        end=4,
        text="Rain",
        relation=Relation.SUPPORTS,
        score=score,
        retrieval_score=1.0,
        objection=objection,
    )


def test_a_label_as_if_an_objection_had_not_been_made():
    evidence = (cited(objection="the passage does not give 12"),)
    assert label(evidence, AT) is Label.UNVERIFIED
    assert label(evidence, AT, {"figure"}) is Label.SUPPORTED
    assert label(evidence, AT, {"name"}) is Label.UNVERIFIED


def test_decisions_prevented_rightly_and_wrongly():
    figure = (cited(objection="the passage gives 4, not 12"),)
    name = (cited(objection="the passage does not name Lomm"),)
    silent = (cited(0.6, objection="the passage does not name Lomm"),)
    counts = prevented([("refuted", figure), ("supported", name), ("", name), ("", silent)], AT)
    assert (counts["figure"], counts["name"], counts["doubt"]) == ((1, 0), (1, 1), (0, 0))


def test_judged_as_in_a_run():
    (evidence,) = judge(WordScorer(), ["It rained."], [[passage("It rained.")]])
    assert [one.text for one in evidence] == ["It rained."]


def test_views_of_a_passage():
    text = "Rain fell. The mill burned down. People came. They left."
    shown = views(text, "The mill burned.")
    assert shown["best sentence"] == ["The mill burned down."]
    assert shown["best sentence and its neighbours"] == [
        "Rain fell. The mill burned down. People came."
    ]
    assert len(shown["strongest of the whole and all sentences"]) == 5
