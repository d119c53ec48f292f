import random

import pytest
from changes import KINDS, changed, named
from hypothesis import given
from hypothesis import strategies as st

CLAIM = (
    "In May 1932 the mayor, Ines Okafor, said that two bridges of 12 kilometres had cost Vell "
    "some 1,500 crowns and 3 million in tax."
)


@pytest.mark.parametrize("kind", KINDS)
def test_one_thing_is_changed(kind):
    made = changed(CLAIM, kind, ["Lund"], random.Random(0))
    assert made != CLAIM
    before, after = CLAIM.split(), made.split()
    assert sum(word not in after for word in before) in {1, 2}  # a name may have two words


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_to_change(kind):
    assert changed("The tower leans over the square.", kind, ["Lund"], random.Random(0)) is None


def test_bounds_years_and_codes_are_no_numbers_to_change():
    for claim in ("More than 40 came.", "He came in 1932.", "He came at 4:30.", "COVID-19 came."):
        assert changed(claim, "number", [], random.Random(0)) is None


def test_names():
    assert named("On Monday the mayor of Port Grael met Ines in May.") == ["Port Grael", "Ines"]


@given(st.text(max_size=60), st.sampled_from(KINDS), st.integers())
def test_any_text_is_changed_or_left(text, kind, seed):
    made = changed(text, kind, ["Lund"], random.Random(seed))
    assert made is None or made != text
