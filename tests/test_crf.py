"""The field against all sequences of tags that there are, one by one."""

from itertools import pairwise, product

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.model.crf import CRF

TAGS, LONGEST = 3, 4


@st.composite
def cases(draw):
    """A field, scores of some texts filled up on the right with anything, and the mask."""
    generator = torch.Generator().manual_seed(draw(st.integers(0, 999)))
    lengths = draw(st.lists(st.integers(1, LONGEST), min_size=1, max_size=3))
    field = CRF(TAGS).requires_grad_(False)
    for weight in (field.start, field.transitions):
        weight.copy_(2 * torch.randn(weight.shape, generator=generator))
    scores = 2 * torch.randn(len(lengths), max(lengths), TAGS, generator=generator)
    return field, scores, torch.arange(max(lengths)) < torch.tensor(lengths)[:, None]


def weighed(field, scores):
    """Every sequence of tags of one text, and its probability."""
    sequences = list(product(range(TAGS), repeat=len(scores)))
    sums = []
    for tags in sequences:
        steps = sum(field.transitions[a, b] for a, b in pairwise(tags))
        own = sum(row[tag] for row, tag in zip(scores, tags, strict=True))
        sums.append(field.start[tags[0]] + own + steps)
    return sequences, torch.stack(sums).softmax(0)


@settings(deadline=None)
@given(cases())
def test_most_probable_tags_and_how_probable_each_is(case):
    field, scores, mask = case
    best, probabilities = field(scores, mask)
    marginals = field.log_marginals(scores, mask).exp()
    for own, inside, tags, likely, by_tag in zip(
        scores, mask, best, probabilities, marginals, strict=True
    ):
        length = int(inside.sum())
        sequences, chances = weighed(field, own[:length])
        assert tuple(tags[:length].tolist()) == sequences[chances.argmax()]
        assert not tags[length:].any()
        for place in range(length):
            expected = [
                sum(chances[i].item() for i, other in enumerate(sequences) if other[place] == tag)
                for tag in range(TAGS)
            ]
            assert by_tag[place].tolist() == pytest.approx(expected, abs=1e-5)
            assert likely[place].item() == pytest.approx(expected[tags[place]], abs=1e-5)


@settings(deadline=None)
@given(cases())
def test_likelihood_of_every_sequence(case):
    field, scores, mask = case
    for own, inside in zip(scores, mask, strict=True):
        length = int(inside.sum())
        sequences, chances = weighed(field, own[:length])
        many = len(sequences)
        found = field.log_likelihood(
            own.expand(many, -1, -1),
            inside.expand(many, -1),
            torch.tensor([[*tags, *[0] * (len(own) - length)] for tags in sequences]),
        )
        assert found.exp().tolist() == pytest.approx(chances.tolist(), abs=1e-5)


def test_a_new_field_lets_each_token_choose_alone():
    scores = torch.randn(2, 5, TAGS, generator=torch.Generator().manual_seed(1))
    best, probabilities = CRF(TAGS)(scores, torch.ones(2, 5, dtype=torch.bool))
    expected, tags = scores.softmax(-1).max(-1)
    assert torch.equal(best, tags)
    torch.testing.assert_close(probabilities, expected)


def test_no_texts():
    best, probabilities = CRF(TAGS)(torch.zeros(0, 4, TAGS), torch.zeros(0, 4, dtype=torch.bool))
    assert best.shape == probabilities.shape == (0, 4)
