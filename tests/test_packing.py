import random

import pytest
import torch
from data import length, load_tokenizer, pair_batch, pairs, units
from hypothesis import given, settings
from hypothesis import strategies as st
from losses import read_pairs
from networks import Student
from tiny import CONFIG, TOKENIZER, weights

from factcheck.model.packing import ROW, Pair, rows

WORDS = st.sampled_from(
    ["mill", "rain", "mayor", "river", "burned", "not", "may", "1911", "Oslo", ",", "."]
)
TEXTS = st.lists(WORDS, max_size=8).map(" ".join)


@pytest.fixture(scope="module")
def tokenizer():
    return load_tokenizer(TOKENIZER)


@pytest.fixture(scope="module")
def model():
    model = Student(CONFIG).eval()
    model.load_state_dict(weights())
    return model.double()  # in fp32, random weights turn rounding of 1e-7 into 2e-5


def items(tokenizer, texts):
    return pairs([{"premise": p, "hypothesis": h} for p, h in texts], tokenizer)


def premise(item):
    return Pair.of(item.ids, item.segments).premise


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=10), st.lists(TEXTS, max_size=10))
@torch.inference_mode()
def test_packed_pairs_are_judged_as_they_are_alone(tokenizer, model, texts, hypotheses):
    given = items(tokenizer, [*texts, *((texts[0][0], hypothesis) for hypothesis in hypotheses)])
    together = read_pairs(model, pair_batch(given))
    for place, item in enumerate(given):
        for found, (expected,) in zip(together, read_pairs(model, pair_batch([item])), strict=True):
            torch.testing.assert_close(
                found[place].softmax(-1), expected.softmax(-1), atol=1e-5, rtol=0
            )


def test_units_share_a_premise_fill_a_row_and_lose_nothing(tokenizer):
    premises = ["The mill burned.", "", "Rain fell in Oslo."]
    texts = [(p, f"The mayor saw {n}.") for p in premises for n in range(90)]
    given = items(tokenizer, random.Random(0).sample(texts, len(texts)))
    found = units(given)
    assert all(len({premise(item) for item in unit}) == 1 for unit in found)
    assert sorted(id(item) for unit in found for item in unit) == sorted(map(id, given))
    assert len(found) == 2 * len(premises)
    assert all(length(unit) <= ROW for unit in found)


def test_longer_pair_than_a_row_stands_alone():
    long = Pair((5,) * ROW, (1, 6, 2))
    assert [len(row) for row in rows([long, long])] == [1, 1]


def test_length_counts_the_premise_once(tokenizer):
    one, two = items(tokenizer, [("The mill burned.", "It burned."), ("The mill burned.", "Rain.")])
    assert length([one]) == len(one.ids)
    assert length([one, two]) == len(one.ids) + len(two.ids) - len(premise(one))
