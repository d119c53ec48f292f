"""Batches of texts: sentences, or many hypotheses beside one premise, which does not read them.

A row holds the premise and [SEP], then for each hypothesis [CLS], the hypothesis and [SEP], with
the positions that these would have if that hypothesis alone followed the premise.
"""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple, Self

import numpy as np
import torch
from torch import Tensor

from factcheck.model.blocks import Blocks

ROW = 512  # most tokens of several hypotheses with their premise, so that batches fill well


class Pair(NamedTuple):
    """Token ids of a premise and a hypothesis.

    :param premise: with its [SEP], without [CLS].
    :param hypothesis: with [CLS] and its [SEP].
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


def pack_sentences(sentences: Sequence[Sequence[int]]) -> Packed:
    """Put the token ids of sentences side by side."""
    return _packed(sentences, [-1] * len(sentences), 0)


def pack(rows: Sequence[Sequence[Pair]]) -> Packed:
    """Put the pairs of each row, which have one premise, side by side."""
    texts: list[Sequence[int]] = []
    premises: list[int] = []
    for row in rows:
        number = len(texts)
        texts += [row[0].premise, *(hypothesis for _, hypothesis in row)]
        premises += [-1, *[number] * len(row)]
    return _packed(texts, premises, 1)


def _packed(texts: Sequence[Sequence[int]], premises: Sequence[int], first: int) -> Packed:
    """Put texts side by side.

    :param premises: number of the text that each reads beside itself, -1 for none.
    :param first: position of the first token of a text that has no premise.
    """
    sizes = np.array([len(ids) for ids in texts], dtype=np.int64)
    blocks = Blocks(sizes, np.array(premises, dtype=np.int64))
    tokens = np.fromiter(chain.from_iterable(texts), dtype=np.int64)
    own = np.arange(len(tokens)) - np.repeat(blocks.starts, blocks.sizes)
    before = np.where(blocks.premises < 0, first, blocks.sizes[blocks.premises])
    asking = np.repeat(blocks.premises >= 0, blocks.sizes)  # tokens of hypotheses
    places = np.where(asking & (own == 0), 0, np.repeat(before, blocks.sizes) + own)
    segments = (asking & (own > 0)).astype(np.int64)
    return Packed(
        torch.from_numpy(tokens), torch.from_numpy(segments), torch.from_numpy(places), blocks
    )
