import random

import pytest
import torch
from data import collate, load_tokenizer, pairs
from hypothesis import given, settings
from hypothesis import strategies as st
from packing import MOST, length, premise, read_packed, units
from tiny import CONFIG, TOKENIZER, weights

from factcheck.model.encoder import Model

WORDS = st.sampled_from(
    ["mill", "rain", "mayor", "river", "burned", "not", "may", "1911", "Oslo", ",", "."]
)
TEXTS = st.lists(WORDS, max_size=8).map(" ".join)


@pytest.fixture(scope="module")
def tokenizer():
    return load_tokenizer(TOKENIZER)


@pytest.fixture(scope="module")
def model():
    model = Model(CONFIG).eval()
    model.load_state_dict(weights())
    return model


def items(tokenizer, texts):
    return pairs([{"premise": p, "hypothesis": h} for p, h in texts], tokenizer)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=10))
@torch.inference_mode()
def test_packed_pairs_are_judged_as_they_are_alone(tokenizer, model, texts):
    ordered = [item for unit in units(items(tokenizer, texts)) for item in unit]
    alone = collate(ordered, torch.device("cpu"))
    expected = model.read_pairs(alone.tokens, alone.segments, alone.mask)
    torch.testing.assert_close(read_packed(model, ordered), expected, atol=1e-4, rtol=1e-4)


def test_units_share_a_premise_and_lose_nothing(tokenizer):
    premises = ["The mill burned.", "", "Rain fell in Oslo."]
    texts = [(p, f"The mayor saw {n}.") for p in premises for n in range(MOST + 3)]
    given = items(tokenizer, random.Random(0).sample(texts, len(texts)))
    found = units(given)
    assert sorted(map(len, found)) == [3, 3, 3, MOST, MOST, MOST]
    assert all(len({premise(item) for item in unit}) == 1 for unit in found)
    assert sorted(id(item) for unit in found for item in unit) == sorted(map(id, given))


def test_length_counts_the_premise_once(tokenizer):
    one, two = items(tokenizer, [("The mill burned.", "It burned."), ("The mill burned.", "Rain.")])
    assert length([one]) == len(one.ids)
    shared = len(premise(one))
    assert length([one, two]) == len(one.ids) + len(two.ids) - shared
