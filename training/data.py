"""Tokenised training rows and batches of them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from padding import Padded, pad
from rows import read_rows
from tokenizers import Tokenizer
from torch import Tensor

from factcheck.model import packing
from factcheck.model.batching import batches
from factcheck.model.labels import CUE_TAGS, NLI_CLASSES, SOURCE_TAGS, STANCES
from factcheck.model.tags import encode

LONGEST = 320  # word pieces of a sentence or pair in training
IGNORED = -100  # a target that is not given
TARGETS = (*NLI_CLASSES, "not entailment")
BUCKETS = 50  # batches sorted by length together


@dataclass
class Item:
    """One sentence or pair with its targets; ``soft`` holds the teacher's logits.

    :param soft: of a pair, NLI (3); of a sentence, stance (4) and tags (length, all tags).
    """

    text: str
    ids: list[int]
    segments: list[int]
    offsets: list[tuple[int, int]]
    pair: bool
    label: int = IGNORED
    cue_tags: list[int] | None = None
    source_tags: list[int] | None = None
    row: dict[str, Any] = field(default_factory=dict)
    soft: Any = None

    @property
    def apart(self) -> packing.Pair:
        """Premise and hypothesis; a sentence is a premise that nothing follows."""
        return packing.Pair.of(self.ids, self.segments)


@dataclass
class SentenceBatch:
    """Sentences, padded to one length.

    :param mask: which tokens are no padding. *Shape:* (n, length), as of the tokens and their tags.
    :param soft: the teacher's stance logits, if it taught; likewise ``soft_tags``.
    """

    labels: Tensor
    tokens: Tensor
    mask: Tensor
    cue_tags: Tensor
    source_tags: Tensor
    soft: Tensor | None = None
    soft_tags: Tensor | None = None


@dataclass
class PairBatch:
    """Pairs, those of one premise in one row.

    :param order: where each pair is in the flattened output for ``packed``.
    :param soft: the teacher's logits, if it taught.
    """

    labels: Tensor
    packed: Padded
    order: Tensor
    soft: Tensor | None = None


Batch = SentenceBatch | PairBatch


def moved(batch: Batch, device: torch.device) -> Batch:
    """The same on a device."""
    parts = {
        name: None if value is None else value.to(device) for name, value in vars(batch).items()
    }
    return replace(batch, **parts)


def load_tokenizer(path: Path) -> Tokenizer:
    """The tokenizer, cutting only the premise."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.encode_special_tokens = True
    tokenizer.enable_truncation(LONGEST, strategy="only_first")
    return tokenizer


def sentences(rows: Sequence[dict[str, Any]], tokenizer: Tokenizer) -> list[Item]:
    """Tokenise sentences; rows without labels give items without targets."""
    out = []
    for row, code in zip(rows, tokenizer.encode_batch([row["text"] for row in rows]), strict=True):
        item = Item(row["text"], code.ids, code.type_ids, code.offsets, pair=False, row=row)
        if "stance" in row:
            item.label = STANCES.index(row["stance"])
            item.cue_tags = encode(row["cues"], code.offsets, CUE_TAGS)
            spans = [row["source"]] if row["source"] else []
            item.source_tags = encode(spans, code.offsets, SOURCE_TAGS)
        out.append(item)
    return out


def pairs(rows: Sequence[dict[str, Any]], tokenizer: Tokenizer) -> list[Item]:
    """Tokenise pairs of premise and hypothesis; those that would be cut are left out."""
    codes = tokenizer.encode_batch([(row["premise"], row["hypothesis"]) for row in rows])
    out = []
    for row, code in zip(rows, codes, strict=True):
        if code.overflowing:  # what was cut off may be what the label rests on
            continue
        label = TARGETS.index(row["label"]) if "label" in row else IGNORED
        out.append(
            Item(row["hypothesis"], code.ids, code.type_ids, [], pair=True, label=label, row=row)
        )
    return out


def padded(lists: Sequence[Sequence[int]], length: int, value: int) -> Tensor:
    """Lists of integers as one tensor, filled up on the right."""
    out = np.full((len(lists), length), value, dtype=np.int64)
    for place, numbers in enumerate(lists):
        out[place, : len(numbers)] = numbers
    return torch.from_numpy(out)


def collate(items: Sequence[Item]) -> Batch:
    """Make a batch of items, all sentences or all pairs."""
    return pair_batch(items) if items[0].pair else sentence_batch(items)


def pair_batch(items: Sequence[Item]) -> PairBatch:
    """Put the pairs of each premise into one row."""
    apart = [item.apart for item in items]
    rows = packing.rows(apart)
    packed = pad([[apart[index] for index in row] for row in rows])
    most = packed.asked.shape[1]
    order = torch.empty(len(items), dtype=torch.long)
    for number, row in enumerate(rows):
        order[row] = torch.arange(len(row)) + number * most
    soft = items[0].soft is not None
    return PairBatch(
        torch.tensor([item.label for item in items]),
        packed,
        order,
        torch.from_numpy(np.stack([item.soft for item in items])) if soft else None,
    )


def sentence_batch(items: Sequence[Item]) -> SentenceBatch:
    """Pad sentences to one length, a multiple of eight."""
    longest = -(-max(len(item.ids) for item in items) // 8) * 8
    lengths = torch.tensor([len(item.ids) for item in items])
    batch = SentenceBatch(
        torch.tensor([item.label for item in items]),
        padded([item.ids for item in items], longest, 0),
        torch.arange(longest)[None, :] < lengths[:, None],
        padded([item.cue_tags or [] for item in items], longest, IGNORED),
        padded([item.source_tags or [] for item in items], longest, IGNORED),
    )
    if items[0].soft is not None:
        batch.soft = torch.from_numpy(np.stack([item.soft[0] for item in items]))
        tags = np.zeros((len(items), longest, items[0].soft[1].shape[-1]), dtype=np.float16)
        for place, item in enumerate(items):
            tags[place, : len(item.ids)] = item.soft[1]
        batch.soft_tags = torch.from_numpy(tags)
    return batch


def units(items: Sequence[Item]) -> list[list[Item]]:
    """Pairs grouped by premise, as many as a row takes, in the order of the first."""
    return [[items[index] for index in row] for row in packing.rows([i.apart for i in items])]


def length(unit: Sequence[Item]) -> int:
    """Tokens of the row that a unit makes."""
    return packing.length([item.apart for item in unit])


def epoch(
    units: Sequence[list[Item]], lengths: Sequence[int], max_tokens: int, rng: random.Random
) -> list[list[Item]]:
    """One pass over units of items, in batches of like length, in random order.

    :param lengths: tokens of each unit, which stays together.
    """
    order = list(range(len(units)))
    rng.shuffle(order)
    mean = sum(lengths) / max(len(lengths), 1)
    bucket = max(int(BUCKETS * max_tokens / max(mean, 1)), 1)
    groups = []
    for start in range(0, len(order), bucket):
        chosen = order[start : start + bucket]
        groups += [
            [item for place in batch for item in units[chosen[place]]]
            for batch in batches([lengths[i] for i in chosen], max_tokens)
        ]
    rng.shuffle(groups)
    return groups


def load_prepared(
    prepared: Path, tokenizer: Tokenizer, share: float = 1.0
) -> tuple[list[Item], list[Item], dict[str, list[Item]]]:
    """What ``prepare.py`` wrote: labelled items, the pool, and the development splits.

    :param share: share of the rows of each file that is used, for a trial.
    """

    def some(name: str) -> list[dict[str, Any]]:
        rows = read_rows(prepared / f"{name}.jsonl.gz")
        return random.Random(0).sample(rows, min(len(rows), int(share * len(rows)) + 1))

    labelled = sentences(some("sentences"), tokenizer) + pairs(some("pairs"), tokenizer)
    pool = sentences(some("pool_sentences"), tokenizer) + pairs(some("pool_pairs"), tokenizer)
    dev = {
        path.name.removesuffix(".jsonl.gz"): (
            sentences if path.name.startswith(("stance", "articles")) else pairs
        )(some(f"dev/{path.name.removesuffix('.jsonl.gz')}"), tokenizer)
        for path in sorted((prepared / "dev").glob("*.jsonl.gz"))
    }
    return labelled, pool, dev
