"""Many hypotheses of one premise in one row, since a premise does not read them.

A row holds the premise, its closing mark, and for each hypothesis a block of its own first token,
the hypothesis and its closing mark, with the positions they have when they stand alone. The logits
are those of ``Model.read_pairs`` (a test holds the two together) at a third of the work.
"""

from collections import defaultdict
from collections.abc import Sequence

import torch
from data import Item, padded
from torch import Tensor

from factcheck.model.encoder import Model, one_way

MOST = 12  # hypotheses in a row


def units(items: Sequence[Item]) -> list[list[Item]]:
    """Pairs grouped by premise, at most ``MOST`` together, in the order of the first."""
    groups: dict[tuple[int, ...], list[Item]] = defaultdict(list)
    for item in items:
        groups[premise(item)].append(item)
    return [
        group[start : start + MOST]
        for group in groups.values()
        for start in range(0, len(group), MOST)
    ]


def premise(item: Item) -> tuple[int, ...]:
    """Token ids of the premise with its closing mark, without the first token."""
    return tuple(item.ids[1 : size(item)])


def size(item: Item) -> int:
    """Tokens of the first segment."""
    return item.segments.count(0)


def length(unit: Sequence[Item]) -> int:
    """Tokens of the row that a unit makes."""
    shared = size(unit[0]) - 1
    return shared + sum(len(item.ids) - shared for item in unit)


def read_packed(model: Model, items: Sequence[Item]) -> Tensor:
    """NLI logits (n, 3) of pairs in which those of one premise stand together."""
    device = next(model.parameters()).device
    rows: list[list[Item]] = []
    for item in items:
        if rows and len(rows[-1]) < MOST and premise(rows[-1][0]) == premise(item):
            rows[-1].append(item)
        else:
            rows.append([item])
    width = -(-max(map(length, rows)) // 8) * 8
    tokens, segments, places, blocks = [], [], [], []
    asked: list[tuple[int, int]] = []
    for number, row in enumerate(rows):
        shared = size(row[0])
        ids, segment, place, block = (
            row[0].ids[1:shared],
            [0] * (shared - 1),
            list(range(1, shared)),
            [0] * (shared - 1),
        )
        for count, item in enumerate(row, 1):
            asked.append((number, len(ids)))
            own = len(item.ids) - shared
            ids = [*ids, item.ids[0], *item.ids[shared:]]
            segment += [0] + [1] * own
            place += [0, *range(shared, shared + own)]
            block += [count] * (own + 1)
        tokens.append(ids)
        segments.append(segment)
        places.append(place)
        blocks.append(block)
    mask = torch.tensor([[1] * len(ids) + [0] * (width - len(ids)) for ids in tokens]).bool()
    hidden = model.encoder(
        padded(tokens, width, 0).to(device),
        padded(segments, width, 0).to(device),
        one_way(padded(blocks, width, 0), mask).to(device),
        padded(places, width, 0).to(device),
    )
    where = torch.tensor(asked, device=device)
    logits: Tensor = model.nli(model.dropout(hidden[where[:, 0], where[:, 1]]))
    return logits
