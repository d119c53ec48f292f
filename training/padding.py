"""Batches padded to one length, and attention under a mask, as training takes them.

The package reads texts side by side without padding (``factcheck.model.blocks``); what is learned
from takes few large steps on a GPU, with dropout.
"""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import scaled_dot_product_attention
from torch.nn.utils.rnn import pad_sequence

from factcheck.model.packing import Pair, pack


class Padded(NamedTuple):
    """Pairs of one premise in one row; all but the last have the shape (n, length).

    :param blocks: 0 for a premise, 1 and up for its hypotheses, -1 where the row has ended.
    :param asked: where each hypothesis has its first token, filled up with 0. *Shape:* (n, most)
    """

    tokens: Tensor
    segments: Tensor
    places: Tensor
    blocks: Tensor
    asked: Tensor

    def to(self, device: torch.device) -> "Padded":
        """The same on a device."""
        return Padded(*(tensor.to(device) for tensor in self))


def pad(rows: Sequence[Sequence[Pair]]) -> Padded:
    """Put the pairs of each row, which have one premise, side by side, and fill the rows up."""
    packed = [pack([row]) for row in rows]
    blocks = [torch.repeat_interleave(torch.from_numpy(row.blocks.sizes)) for row in packed]
    asked = [torch.from_numpy(row.blocks.starts[1:]) for row in packed]
    tokens, segments, places = (
        pad_sequence([row[part] for row in packed], batch_first=True) for part in range(3)
    )
    return Padded(
        tokens,
        segments,
        places,
        pad_sequence(blocks, batch_first=True, padding_value=-1),
        pad_sequence(asked, batch_first=True),
    )


def one_way(blocks: Tensor) -> Tensor:
    """Which tokens each token reads, where block 0 is a premise and each other block a question.

    A question reads the premise and itself; the premise reads only itself, so that many hypotheses
    can share one encoding of it. What fills a row up is block -1, which no other block reads.

    :param blocks: block of each token. *Shape:* (n, length)
    :return: *Shape:* (n, length, length)
    """
    reader, read = blocks[:, :, None], blocks[:, None, :]
    return (read == 0) | (read == reader)


def masked(
    fused: Tensor, *, mask: Tensor, heads: int, dropout: float, asked: Tensor | None = None
) -> Tensor:
    """Attention under a mask.

    :param fused: query, key and value side by side. *Shape:* (n, length, 3 width)
    :param mask: which tokens each token reads, or what is added to how much it does. *Shape:* (n,
        heads or 1, length or 1, length)
    :param asked: the tokens that read, all if not given. *Shape:* (n, most)
    :return: *Shape:* (n, length or most, width)
    """
    n, length, width = fused.shape
    query, key, value = fused.view(n, length, 3, heads, -1).permute(2, 0, 3, 1, 4).unbind(0)
    if asked is not None:
        rows = torch.arange(n, device=asked.device)[:, None]
        query = query[rows, :, asked].transpose(1, 2)
        mask = mask.expand(-1, -1, length, -1)[rows, :, asked].transpose(1, 2)
    attended = scaled_dot_product_attention(query, key, value, attn_mask=mask, dropout_p=dropout)
    return attended.transpose(1, 2).reshape(n, -1, width // 3)
