"""Training rows whose hypotheses share a premise, read together: a third of the work."""

from collections.abc import Sequence

import torch
from data import Item
from torch import Tensor

from factcheck.model import packing
from factcheck.model.encoder import Model


def units(items: Sequence[Item]) -> list[list[Item]]:
    """Pairs grouped by premise, as many as a row takes, in the order of the first."""
    return [[items[index] for index in row] for row in packing.rows(pairs(items))]


def length(unit: Sequence[Item]) -> int:
    """Tokens of the row that a unit makes."""
    return packing.length(pairs(unit))


def pairs(items: Sequence[Item]) -> list[packing.Pair]:
    """The pairs as the model packs them; a sentence is a premise that nothing follows."""
    return [packing.Pair.of(item.ids, item.segments) for item in items]


def read_packed(model: Model, items: Sequence[Item]) -> Tensor:
    """NLI logits (n, 3) of pairs, each premise read once."""
    device = next(model.parameters()).device
    given = pairs(items)
    grouped = packing.rows(given)
    packed = packing.pack([[given[index] for index in row] for row in grouped])
    logits = model.read_packed(*(each.to(device) for each in packed))
    found = torch.cat([own[: len(row)] for row, own in zip(grouped, logits, strict=True)])
    order = torch.tensor([index for row in grouped for index in row], device=device)
    return found[order.argsort()]
