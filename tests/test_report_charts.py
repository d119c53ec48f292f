import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from factcheck.report.charts import ceiling, panel


@pytest.mark.parametrize(
    ("value", "top"),
    [(0, 1), (5e-324, 1), (1, 1), (1.2, 2), (3, 5), (7, 10), (10, 10), (0.034, 0.05), (0.5, 0.5)],
)
def test_the_top_is_a_round_number(value, top):
    assert ceiling(value) == pytest.approx(top)


@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=60))
@example([5e-324])
def test_every_bar_fits(values):
    bars = panel("hedged", values, [""] * len(values), str).bars
    assert all(0 <= bar.height <= 100 for bar in bars)


def test_a_bar_says_where_it_stands_and_how_high_it_is():
    made = panel("hedged", [1, 2, 0], ["a", "b", "c"], "{:.1f}".format)
    assert (made.name, made.top) == ("hedged", "2.0")
    assert [tuple(bar) for bar in made.bars] == [(50, "a: 1.0"), (100, "b: 2.0"), (0, "c: 0.0")]
