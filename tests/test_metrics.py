import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.metrics import (
    accuracy,
    balanced_accuracy,
    bootstrap,
    expected_calibration_error,
    f1_by_class,
    macro_f1,
    overlapping,
    span_f1,
)

GOLD = np.array([0, 0, 0, 1, 1, 2])
FOUND = np.array([0, 0, 1, 1, 0, 2])
LABELS = st.lists(st.integers(0, 3), min_size=1, max_size=40).map(np.array)


@st.composite
def scored(draw):
    """Gold labels and rows of probabilities."""
    gold = draw(LABELS)
    rows = st.lists(st.floats(0.01, 1), min_size=4, max_size=4)
    powers = np.array(draw(st.lists(rows, min_size=len(gold), max_size=len(gold))))
    return gold, powers / powers.sum(axis=1, keepdims=True)


# By hand


def test_accuracy():
    assert accuracy(GOLD, FOUND) == pytest.approx(4 / 6)


def test_f1():
    assert f1_by_class(GOLD, FOUND, 4) == pytest.approx([2 / 3, 1 / 2, 1, 0])
    assert macro_f1(GOLD, FOUND, 3) == pytest.approx((2 / 3 + 1 / 2 + 1) / 3)


def test_f1_of_a_class_that_is_only_found():
    assert f1_by_class(np.array([0, 0]), np.array([0, 1]), 2) == pytest.approx([2 / 3, 0])


def test_balanced_accuracy():
    assert balanced_accuracy(GOLD, FOUND) == pytest.approx((2 / 3 + 1 / 2 + 1) / 3)


def test_balanced_accuracy_skips_classes_that_do_not_occur():
    assert balanced_accuracy(np.array([1, 1]), np.array([1, 3])) == pytest.approx(0.5)


def test_calibration_error_over_two_bins():
    scores = np.array([[0.9, 0.1], [0.6, 0.4]])
    assert expected_calibration_error(np.array([0, 1]), scores) == pytest.approx((0.1 + 0.6) / 2)


def test_calibration_error_within_a_bin_is_of_the_mean():
    scores = np.array([[0.75, 0.25]] * 4)
    assert expected_calibration_error(np.array([0, 0, 0, 1]), scores) == pytest.approx(0)
    assert expected_calibration_error(np.array([0, 0, 1, 1]), scores) == pytest.approx(0.25)


def test_certainty_falls_in_the_last_bin():
    scores = np.array([[1.0, 0.0], [1.0, 0.0]])
    assert expected_calibration_error(np.array([0, 0]), scores) == 0
    assert expected_calibration_error(np.array([1, 1]), scores) == 1


def test_span_f1():
    gold = [[(0, 4, "doubt"), (10, 15, "hearsay")], [(3, 6, "doubt")], []]
    found = [[(0, 4, "doubt"), (12, 15, "hearsay")], [(3, 6, "irony")], [(0, 2, "doubt")]]
    exact, overlap = span_f1(gold, found)
    assert exact == pytest.approx(2 * 1 / (3 + 4))
    precision, recall = 2 / 4, 2 / 3
    assert overlap == pytest.approx(2 * precision * recall / (precision + recall))


def test_span_f1_without_spans():
    assert span_f1([[]], [[]]) == (0, 0)
    assert span_f1([[(0, 4, "doubt")]], [[]]) == (0, 0)
    assert span_f1([[]], [[(0, 4, "doubt")]]) == (0, 0)


def test_spans_that_touch_do_not_overlap():
    assert overlapping([(0, 4, "doubt")], [(4, 8, "doubt")]) == 0
    assert overlapping([(0, 5, "doubt")], [(4, 8, "doubt"), (0, 1, "doubt")]) == 1
    assert overlapping([(0, 5, "doubt")], [(0, 5, "irony")]) == 0


def test_bootstrap_of_a_sure_thing():
    assert bootstrap(accuracy, GOLD, GOLD) == (1, 1)
    assert bootstrap(accuracy, GOLD, 3 - GOLD) == (0, 0)


def test_bootstrap_interval_is_that_of_the_binomial():
    gold = np.zeros(400, dtype=int)
    found = np.repeat([0, 1], 200)
    low, high = bootstrap(accuracy, gold, found, samples=4000)
    half = 1.96 * (0.25 / 400) ** 0.5
    assert (low, high) == pytest.approx((0.5 - half, 0.5 + half), abs=0.005)


# In general


@given(gold=LABELS)
def test_perfect_prediction(gold):
    present = np.unique(gold)
    assert accuracy(gold, gold) == 1
    assert balanced_accuracy(gold, gold) == 1
    assert f1_by_class(gold, gold, 4) == [float(label in present) for label in range(4)]
    assert macro_f1(gold, gold, 4) == 1
    assert expected_calibration_error(gold, np.eye(4)[gold]) == 0
    spans = [[(int(label), int(label) + 1, "doubt")] for label in gold]
    assert span_f1(spans, spans) == (1, 1)


@given(case=scored())
def test_calibration_error_is_a_share(case):
    gold, scores = case
    assert 0 <= expected_calibration_error(gold, scores) <= 1


@given(case=scored())
def test_measures_are_shares_and_ignore_order(case):
    gold, scores = case
    found = scores.argmax(axis=1)
    for measure in (accuracy, balanced_accuracy, lambda g, p: macro_f1(g, p, 4)):
        assert 0 <= measure(gold, found) <= 1
        assert measure(gold, found) == pytest.approx(measure(gold[::-1], found[::-1]))


@given(case=scored(), seed=st.integers(0, 9))
def test_bootstrap_interval_holds_the_estimate_and_repeats(case, seed):
    gold, scores = case
    found = scores.argmax(axis=1)
    low, high = bootstrap(accuracy, gold, found, samples=200, seed=seed)
    assert low <= accuracy(gold, found) <= high
    assert (low, high) == bootstrap(accuracy, gold, found, samples=200, seed=seed)
