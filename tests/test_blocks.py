import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from factcheck.model.blocks import Attention, Blocks, alike

HEADS, WIDTH = 2, 8
CPU = torch.device("cpu")


@st.composite
def layouts(draw):
    """Sentences, and premises with their hypotheses, in any order that puts premises first."""
    sizes, premises = [], []
    for _ in range(draw(st.integers(1, 6))):
        premise = len(sizes)
        sizes.append(draw(st.integers(1, 40)))
        premises.append(-1)
        for size in draw(st.lists(st.integers(1, 12), max_size=3)):
            sizes.append(size)
            premises.append(premise)
    return Blocks(np.array(sizes), np.array(premises))


def fused(blocks, dtype=torch.float32):
    generator = torch.Generator().manual_seed(int(blocks.sizes.sum()))
    return torch.randn(int(blocks.sizes.sum()), 3 * WIDTH, generator=generator).to(dtype)


def tokens_of(blocks, number):
    start = blocks.starts[number]
    return list(range(start, start + blocks.sizes[number]))


def read_by(blocks, number):
    premise = blocks.premises[number]
    before = tokens_of(blocks, premise) if premise >= 0 else []
    return before + tokens_of(blocks, number)


def places_of(blocks):
    """Where each token stands, those of a hypothesis after its premise."""
    before = [0 if premise < 0 else blocks.sizes[premise] for premise in blocks.premises]
    runs = [start + np.arange(size) for start, size in zip(before, blocks.sizes, strict=True)]
    return torch.from_numpy(np.concatenate(runs))


def weights(places):
    """Something that differs with the distance, its direction and the head."""

    def weigh(readers, read):
        apart = (places[read][:, None, :] - places[readers][:, :, None]).float()
        return torch.stack([apart.sin(), 3 * (apart / 7).cos()], 1)

    return weigh


def expected(blocks, given, weigh=None):
    """Attention as its definition says, one block and one head at a time."""
    out = torch.empty(len(given), WIDTH)
    query, key, value = given.float().view(-1, 3, HEADS, WIDTH // HEADS).unbind(1)
    for number in range(len(blocks.sizes)):
        own, read = tokens_of(blocks, number), read_by(blocks, number)
        for head in range(HEADS):
            scores = query[own, head] @ key[read, head].T / (WIDTH // HEADS) ** 0.5
            if weigh:
                scores += weigh(torch.tensor([own]), torch.tensor([read]))[0, head]
            columns = slice(head * WIDTH // HEADS, (head + 1) * WIDTH // HEADS)
            out[own, columns] = scores.softmax(-1) @ value[read, head]
    return out


def attention(blocks, **how):
    return Attention(blocks, HEADS, **{"exact": True, "device": CPU, **how})


@settings(deadline=None, max_examples=50)
@given(layouts(), st.booleans(), st.booleans())
@example(Blocks(np.array([20, 10, 18, 12]), np.array([-1, 0, -1, 2])), False, True)
def test_each_block_reads_itself_and_its_premise(blocks, exact, apart):
    given, weigh = fused(blocks), weights(places_of(blocks)) if apart else None
    found = attention(blocks, exact=exact, weigh=weigh)(given)
    torch.testing.assert_close(found, expected(blocks, given, weigh), atol=1e-5, rtol=0)


@settings(deadline=None, max_examples=50)
@given(layouts(), st.booleans(), st.booleans())
def test_only_the_first_tokens_of_hypotheses_ask(blocks, exact, apart):
    given, weigh = fused(blocks), weights(places_of(blocks)) if apart else None
    found = attention(blocks, exact=exact, asked=True, weigh=weigh)(given)
    asked = blocks.starts[blocks.hypotheses]
    torch.testing.assert_close(found, expected(blocks, given, weigh)[asked], atol=1e-5, rtol=0)


@settings(deadline=None, max_examples=50)
@given(layouts(), st.sampled_from([torch.float32, torch.bfloat16]), st.booleans())
def test_the_result_for_a_block_is_the_same_alone_to_the_last_bit(blocks, dtype, apart):
    given = fused(blocks, dtype)

    def weigh_of(some):
        weigh = weights(places_of(some))
        return (lambda *tokens: weigh(*tokens).to(dtype)) if apart else None

    together = attention(blocks, weigh=weigh_of(blocks))(given)
    for number, premise in enumerate(blocks.premises):
        if premise < 0:
            alone = Blocks(blocks.sizes[[number]], np.array([-1]))
        else:
            alone = Blocks(blocks.sizes[[premise, number]], np.array([-1, 0]))
        found = attention(alone, weigh=weigh_of(alone))(given[read_by(blocks, number)])
        own = tokens_of(blocks, number)
        assert torch.equal(found[-len(own) :], together[own])


@given(layouts(), st.data())
def test_hypotheses_are_left_with_their_premises(blocks, data):
    hypotheses = blocks.hypotheses
    kept = np.array([data.draw(st.booleans()) for _ in hypotheses], dtype=bool)
    left, tokens = blocks.only(kept)
    chosen = hypotheses[kept]
    wanted = sorted({*chosen, *blocks.premises[chosen]})
    assert left.sizes.tolist() == [blocks.sizes[number] for number in wanted]
    assert tokens.tolist() == [t for number in wanted for t in tokens_of(blocks, number)]
    before = [tokens[read_by(left, number)].tolist() for number in left.hypotheses]
    assert before == [read_by(blocks, number) for number in chosen]


@pytest.mark.parametrize(
    ("exact", "asked", "expected"),
    [
        (True, False, [[1, 2, 4], [5, 6], [0, 3]]),
        (False, False, [[5, 6], [0, 3], [1, 2, 4]]),
        (True, True, [[1, 2, 4]]),
        (False, True, [[1, 2, 4]]),
    ],
)
def test_blocks_of_one_shape_are_read_together(exact, asked, expected):
    blocks = Blocks(np.array([9, 4, 4, 9, 4, 7, 7]), np.array([-1, 0, 0, -1, 3, -1, -1]))
    assert [chosen.tolist() for chosen in alike(blocks, exact, asked)] == expected
