import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.document import Document
from factcheck.evidence.copies import COPIED, Copies, shingles

ARTICLE = Document(
    id="harbour",
    text="The harbour board of Vell voted on Tuesday to close the old fish market. Traders have"
    " until the end of May to move to the new hall. The board's chair, Ines Okafor, said the roof"
    " could fall in at any time.\n\nNo one spoke against the plan.",
)


def test_shingles_are_runs_of_five_words():
    assert shingles("One two, three four. Five SIX!") == {
        "one two three four five",
        "two three four five six",
    }
    assert shingles("Two words") == {"two words"}
    assert shingles("… – !") == frozenset()


def test_own_passages_are_copies():
    assert Copies(ARTICLE).containment(ARTICLE.text[:150]) > 0.9
    assert Copies(ARTICLE).hold("No one spoke against the plan.")


def test_copy_with_other_typesetting_and_a_few_other_words():
    copy = (
        "THE HARBOUR BOARD of Vell voted on Tuesday to close the old fish market – traders"
        " have until the end of June to move to the new hall…"
    )
    assert Copies(ARTICLE).hold(copy)


def test_another_report_of_the_same_event_is_evidence():
    report = (
        "Vell will shut its old fish market. The harbour board decided so on Tuesday and gave"
        " traders until the end of May. Its chair, Ines Okafor, called the roof unsafe."
    )
    assert not Copies(ARTICLE).hold(report)


def test_half_is_enough():
    taken = "the harbour board of vell voted on tuesday to"  # 5 shingles of 9 words
    strange = "nobody had counted these boats since"  # 6 more words make 6 more shingles
    assert Copies(ARTICLE).containment(f"{taken} {strange}") == pytest.approx(5 / 11)
    assert not Copies(ARTICLE).hold(f"{taken} {strange}")
    shorter = strange.rsplit(" ", 1)[0]
    assert Copies(ARTICLE).containment(f"{taken} {shorter}") == COPIED
    assert Copies(ARTICLE).hold(f"{taken} {shorter}")


@pytest.mark.parametrize(("text", "copied"), [("fish market", True), ("market fish", False)])
def test_text_shorter_than_a_shingle(text, copied):
    assert Copies(ARTICLE).hold(text) is copied


def test_short_text_matches_whole_words_only():
    assert not Copies(ARTICLE).hold("he harbour")


@pytest.mark.parametrize("text", ["", "  ", "?!", "———"])
def test_text_without_words_is_no_copy(text):
    assert Copies(ARTICLE).containment(text) == 0.0


@settings(deadline=None)  # the machine may be busy
@given(st.text())
def test_containment_is_a_share_and_whole_for_the_text_itself(text):
    copies = Copies(Document(id="x", text=text))
    assert copies.containment(text) == bool(shingles(text))
    assert 0.0 <= copies.containment(ARTICLE.text) <= 1.0
    assert 0.0 <= Copies(ARTICLE).containment(text) <= 1.0
