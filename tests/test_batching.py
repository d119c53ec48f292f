from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.model.batching import batches

LENGTHS = st.lists(st.integers(1, 300), max_size=120)
BUDGETS = st.integers(1, 2000)


@given(lengths=LENGTHS, budget=BUDGETS)
def test_every_index_comes_once(lengths, budget):
    found = [index for batch in batches(lengths, budget) for index in batch]
    assert sorted(found) == list(range(len(lengths)))


@given(lengths=LENGTHS, budget=BUDGETS)
def test_padded_batches_keep_the_budget(lengths, budget):
    for batch in batches(lengths, budget):
        padded = len(batch) * max(lengths[index] for index in batch)
        assert padded <= budget or len(batch) == 1


@given(lengths=LENGTHS, budget=BUDGETS)
def test_a_batch_ends_only_when_it_is_full(lengths, budget):
    for batch, _ in pairwise(batches(lengths, budget)):
        assert (len(batch) + 1) * lengths[batch[0]] > budget


@given(lengths=LENGTHS, budget=BUDGETS)
def test_similar_lengths_run_together_longest_first(lengths, budget):
    found = [lengths[index] for batch in batches(lengths, budget) for index in batch]
    assert found == sorted(lengths, reverse=True)


@given(lengths=LENGTHS, budget=BUDGETS)
def test_same_lengths_give_same_batches(lengths, budget):
    assert list(batches(lengths, budget)) == list(batches(tuple(lengths), budget))


@pytest.mark.parametrize(
    ("lengths", "budget", "expected"),
    [
        ([], 10, []),
        ([3], 10, [[0]]),
        ([5, 5, 5], 10, [[0, 1], [2]]),
        ([2, 5, 2, 5], 10, [[1, 3], [0, 2]]),
        ([4, 1, 1, 1], 8, [[0, 1], [2, 3]]),
        ([50, 1], 10, [[0], [1]]),
    ],
)
def test_small_cases(lengths, budget, expected):
    assert list(batches(lengths, budget)) == expected
