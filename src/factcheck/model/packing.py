"""Many hypotheses of one premise in one row, since a premise does not read them.

A row holds the premise with its closing mark, and for each hypothesis a block of its own first
token, the hypothesis and its closing mark, with the positions they have beside the premise alone.
What ``Model.begin`` and ``Model.finish`` make of it is what ``Model.read_pairs`` makes of the
single pairs (a test holds the two together).
"""

from collections.abc import Sequence
from typing import NamedTuple, Self

import numpy as np
import torch
from torch import Tensor

ROW = 512  # most tokens of several hypotheses with their premise: attention grows with the square


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
    """Rows as ``Model.read_packed`` takes them; all but the last have the shape (n, length).

    :param blocks: 0 for a premise, 1 and up for its hypotheses, -1 where the row has ended.
    :param asked: where each hypothesis has its first token, filled up with 0. *Shape:* (n, most)
    """

    tokens: Tensor
    segments: Tensor
    places: Tensor
    blocks: Tensor
    asked: Tensor

    def to(self, device: torch.device) -> "Packed":
        """The same on a device."""
        return Packed(*(tensor.to(device) for tensor in self))


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


def pack(packed: Sequence[Sequence[Pair]]) -> Packed:
    """Put the pairs of each row, which have one premise, side by side."""
    shape = len(packed), max(map(length, packed))
    tokens, segments, places = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    blocks = np.full(shape, -1, dtype=np.int64)
    asked = np.zeros((len(packed), max(map(len, packed))), dtype=np.int64)
    for number, row in enumerate(packed):
        premise = row[0].premise
        end = len(premise)
        tokens[number, :end] = premise
        places[number, :end] = range(1, end + 1)
        blocks[number, :end] = 0
        for count, (_, hypothesis) in enumerate(row):
            start, end = end, end + len(hypothesis)
            asked[number, count] = start
            tokens[number, start:end] = hypothesis
            segments[number, start + 1 : end] = 1
            places[number, start + 1 : end] = range(len(premise) + 1, len(premise) + end - start)
            blocks[number, start:end] = count + 1
    return Packed(*map(torch.from_numpy, (tokens, segments, places, blocks, asked)))
