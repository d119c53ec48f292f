import pytest

from factcheck.evidence.core import core

MILL = "Lomm is a village. It has 4,000 inhabitants. The mill burned down in spring."


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("The mill of Lomm burned down.", "The mill burned down in spring."),
        ("Some 4,000 people are inhabitants.", "It has 4,000 inhabitants."),
        ("Burning mills are seen from Lomm.", "The mill burned down in spring."),
        ("Lomm has inhabitants.", "Lomm is a village."),
    ],
)
def test_core_is_the_first_sentence_that_shares_most(claim, sentence):
    start, end = core(MILL, claim)
    assert MILL[start:end] == sentence


def test_nothing_shared():
    assert core(MILL, "Nobody came there.") is None
    assert core("", "Nobody came.") is None
