"""Batches of texts: sentences, or many hypotheses beside one premise, which does not read them.

A row holds the premise with its closing mark, and for each hypothesis a block of its own first
token, the hypothesis and its closing mark, with the positions they have beside the premise alone.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Self

import numpy as np
import torch
from torch import Tensor

from factcheck.model.blocks import Blocks

ROW = 512  # most tokens of several hypotheses with their premise


class Pair(NamedTuple):
    """Token ids of a premise and a hypothesis.

    :param premise: with its closing mark, without the first token.
    :param hypothesis: with the first token and its closing mark.
    """

    premise: tuple[int, ...]
    hypothesis: tuple[int, ...]

    @classmethod
    def of(cls, ids: Sequence[int], segments: Sequence[int]) -> Self:
        """Take apart what the tokenizer put together."""
        size = segments.count(0)
        return cls(tuple(ids[1:size]), (ids[0], *ids[size:]))


class Packed(NamedTuple):
    """Texts side by side, as the model reads them.

    :param tokens: ids. *Shape:* (tokens,)
    :param segments: 0 for a sentence, a premise and the first token, else 1. Same shape.
    :param places: positions in the text. Same shape.
    :param blocks: which tokens read each other.
    """

    tokens: Tensor
    segments: Tensor
    places: Tensor
    blocks: Blocks

    def to(self, device: torch.device) -> "Packed":
        """The same on a device."""
        tokens, segments, places = (tensor.to(device) for tensor in self[:3])
        return Packed(tokens, segments, places, self.blocks)


def rows(pairs: Sequence[Pair]) -> list[list[int]]:
    """Indices of pairs with one premise, together as far as ``ROW`` allows."""
    found: list[list[int]] = []
    last: dict[tuple[int, ...], list[int]] = {}
    sizes: dict[tuple[int, ...], int] = {}
    for index, (premise, hypothesis) in enumerate(pairs):
        if premise not in last or sizes[premise] + len(hypothesis) > ROW:
            last[premise], sizes[premise] = [], len(premise)
            found.append(last[premise])
        last[premise].append(index)
        sizes[premise] += len(hypothesis)
    return found


def length(row: Sequence[Pair]) -> int:
    """Tokens of the row that pairs with one premise make."""
    return len(row[0].premise) + sum(len(pair.hypothesis) for pair in row)


class Text(NamedTuple):
    """One block; ``premise`` is the number of the block with its premise, -1 for none."""

    tokens: Sequence[int]
    segments: Sequence[int]
    places: Sequence[int]
    premise: int


def pack_sentences(sentences: Sequence[Sequence[int]]) -> Packed:
    """Put the token ids of sentences side by side."""
    return _packed([Text(ids, [0] * len(ids), range(len(ids)), -1) for ids in sentences])


def pack(packed: Sequence[Sequence[Pair]]) -> Packed:
    """Put the pairs of each row, which have one premise, side by side."""
    texts: list[Text] = []
    for row in packed:
        premise, number = row[0].premise, len(texts)
        size = len(premise)
        texts.append(Text(premise, [0] * size, range(1, size + 1), -1))
        for _, hypothesis in row:
            rest = len(hypothesis) - 1
            places = [0, *range(size + 1, size + 1 + rest)]
            texts.append(Text(hypothesis, [0, *[1] * rest], places, number))
    return _packed(texts)


def _packed(texts: Sequence[Text]) -> Packed:
    return Packed(
        _joined(text.tokens for text in texts),
        _joined(text.segments for text in texts),
        _joined(text.places for text in texts),
        Blocks(
            np.array([len(text.tokens) for text in texts]),
            np.array([text.premise for text in texts]),
        ),
    )


def _joined(parts: Iterable[Sequence[int]]) -> Tensor:
    return torch.tensor([number for part in parts for number in part])
