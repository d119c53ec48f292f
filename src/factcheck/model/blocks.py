"""Texts side by side without padding, and attention that keeps them apart.

A *block* is a run of tokens that read each other: a sentence, a premise, or a hypothesis, which
reads its premise too. The layers of the encoder work on all tokens alike; attention alone goes
block by block, those of one shape together. So nothing is computed for padding, and on a CPU what
comes out for a block does not depend on what stands beside it.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import scaled_dot_product_attention


class Blocks(NamedTuple):
    """Runs of tokens, one after the other.

    :param sizes: tokens of each, at least 1. *Shape:* (blocks,)
    :param premises: number of the block that each reads beside itself, -1 for none. Same shape.
    """

    sizes: NDArray[np.int64]
    premises: NDArray[np.int64]

    @property
    def starts(self) -> NDArray[np.int64]:
        """Where each block has its first token."""
        return np.cumsum(self.sizes) - self.sizes

    @property
    def hypotheses(self) -> NDArray[np.int64]:
        """Numbers of the blocks that have a premise."""
        return np.flatnonzero(self.premises >= 0)

    def padded(self) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """The tokens of each block, filled up, and which are not filling.

        :return: *Shape:* (blocks, most) each
        """
        return filled(self.starts, self.sizes)

    def only(self, kept: NDArray[np.bool_]) -> tuple["Blocks", NDArray[np.int64]]:
        """Some of the hypotheses with their premises.

        :param kept: which of them. *Shape:* (hypotheses,)
        :return: their blocks, and which tokens these are.
        """
        hypotheses = self.hypotheses[kept]
        chosen = np.union1d(hypotheses, self.premises[hypotheses])
        premises = self.premises[chosen]
        numbers = np.where(premises < 0, -1, np.searchsorted(chosen, premises))
        of_token = np.repeat(np.arange(len(self.sizes)), self.sizes)
        return Blocks(self.sizes[chosen], numbers), np.flatnonzero(np.isin(of_token, chosen))


def filled(
    starts: NDArray[np.int64], sizes: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Runs of numbers from their starts, filled up with these, and which are not filling."""
    steps = np.arange(sizes.max())
    inside = steps < sizes[:, None]
    return starts[:, None] + np.where(inside, steps, 0), inside


class Group(NamedTuple):
    """Blocks that one call of attention is for.

    :param asking: indices of the tokens whose queries are used, padded with the first of each
        block. *Shape:* (n, most)
    :param places: the row of the result that each of them goes to. Same shape.
    :param read: indices of the tokens whose keys and values they see, padded.
        *Shape:* (n, most read)
    :param mask: which of these are no padding, None if all, *shape* (n, 1, 1, most read); or what
        is added to how much each is attended to, *shape* (n or 1, heads, most, most read).
    """

    asking: Tensor
    places: Tensor
    read: Tensor
    mask: Tensor | None

    def to(self, device: torch.device) -> "Group":
        """The same on a device."""
        asking, places, read = (part.to(device) for part in self[:3])
        return Group(asking, places, read, None if self.mask is None else self.mask.to(device))


# From indices of tokens that ask (n, most) and of those they read (n, most read), what is added to
# how much they attend to them (n, heads, most, most read).
Weigh = Callable[[Tensor, Tensor], Tensor]


class Attention:
    """Scaled dot-product attention (Vaswani et al. 2017) within blocks.

    :param heads: of the attention.
    :param exact: blocks of different sizes are never filled up to one, so that the result for each
        is the same whatever stands beside it; else what they read is at most doubled by filling,
        and the groups are few, as suits a GPU.
    :param asked: only the first token of each hypothesis asks, and the result has a row for each.
    :param weigh: how much tokens attend to others beside what their states say, if anything; the
        same for blocks of one size whose premises are of one size.
    """

    def __init__(
        self,
        blocks: Blocks,
        heads: int,
        *,
        exact: bool,
        device: torch.device,
        asked: bool = False,
        weigh: Weigh | None = None,
    ) -> None:
        self._heads = heads
        self._rows = len(blocks.hypotheses) if asked else int(blocks.sizes.sum())
        self._groups = [
            group(blocks, chosen, asked).to(device) for chosen in alike(blocks, exact, asked)
        ]
        if weigh:
            self._groups = [own._replace(mask=weighed(own, weigh, exact)) for own in self._groups]

    def __call__(self, fused: Tensor) -> Tensor:
        """Attend.

        :param fused: query, key and value of each token side by side. *Shape:* (tokens, 3 width)
        :return: *Shape:* (tokens or hypotheses, width)
        """
        width = fused.shape[1] // 3
        shape = (self._heads, width // self._heads)
        out = fused.new_empty(self._rows, width)
        for asking, places, read, mask in self._groups:
            query = fused[:, :width].index_select(0, asking.flatten())
            both = fused[:, width:].index_select(0, read.flatten())
            key, value = both.view(*read.shape, 2, *shape).permute(2, 0, 3, 1, 4).unbind(0)
            attended = scaled_dot_product_attention(
                query.view(*asking.shape, *shape).transpose(1, 2), key, value, attn_mask=mask
            )
            out[places.flatten()] = attended.transpose(1, 2).reshape(-1, width)
        return out


def weighed(group: Group, weigh: Weigh, exact: bool) -> Tensor:
    """What is added to how much each token of a group attends to others; -inf for padding.

    :param exact: all blocks of the group are of one shape, and so weigh alike.
    """
    alike = 1 if exact else len(group.asking)
    weights = weigh(group.asking[:alike], group.read[:alike])
    return weights if group.mask is None else weights.masked_fill(~group.mask, -torch.inf)


def alike(blocks: Blocks, exact: bool, asked: bool) -> Iterator[NDArray[np.int64]]:
    """Numbers of the blocks that are to be read together."""
    chosen = blocks.hypotheses if asked else np.arange(len(blocks.sizes))
    read = np.where(blocks.premises < 0, 0, blocks.sizes[blocks.premises])
    coarse = read > 0, np.ceil(np.log2(blocks.sizes + read))
    shapes = np.stack((blocks.sizes, read) if exact else coarse, 1)[chosen]
    _, kinds = np.unique(shapes, axis=0, return_inverse=True)
    for kind in range(kinds.max(initial=-1) + 1):
        yield chosen[kinds.ravel() == kind]


def group(blocks: Blocks, chosen: NDArray[np.int64], asked: bool) -> Group:
    """Which tokens of these blocks ask, and which they read: the premise and their own."""
    first = blocks.starts
    starts, sizes, premises = (part[chosen, None] for part in (first, *blocks))
    before = np.where(premises < 0, 0, blocks.sizes[premises])
    steps = np.arange((before + sizes).max())
    own = steps - before
    read = np.where(own < 0, first[premises] + steps, starts + np.minimum(own, sizes - 1))
    mask = None if (own < sizes).all() else torch.from_numpy(own < sizes)[:, None, None]
    if asked:
        asking, places = starts, np.searchsorted(blocks.hypotheses, chosen)[:, None]
    else:
        asking = places = filled(first[chosen], blocks.sizes[chosen])[0]
    return Group(torch.from_numpy(asking), torch.from_numpy(places), torch.from_numpy(read), mask)
