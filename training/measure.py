"""Figures on the development splits while training."""

from collections.abc import Sequence

import numpy as np
import torch
from data import Item, length, moved, pair_batch, sentence_batch, units
from losses import read_pairs
from networks import Student
from numpy.typing import NDArray
from torch.nn.utils.rnn import pad_sequence

from factcheck.metrics import accuracy, f1_by_class, macro_f1, span_f1
from factcheck.model.batching import batches
from factcheck.model.labels import NLI_CLASSES, STANCES
from factcheck.model.tags import TaggedSpan, decode, surest


@torch.inference_mode()
def logits_of(
    model: Student, items: Sequence[Item], max_tokens: int
) -> tuple[NDArray[np.floating], list[NDArray[np.floating]]]:
    """Stance logits of sentences in order, and the tag logits of the tokens of each."""
    device = next(model.parameters()).device
    rows: list[NDArray[np.floating]] = [np.empty(0)] * len(items)
    tags: list[NDArray[np.floating]] = [np.empty(0)] * len(items)
    for chosen in batches([len(item.ids) for item in items], max_tokens):
        batch = moved(sentence_batch([items[i] for i in chosen]), device)
        found = model.judge_sentences(batch.tokens, batch.mask)
        logits, of_tokens = (each.float().cpu().numpy() for each in found)
        for place, index in enumerate(chosen):
            rows[index] = logits[place]
            tags[index] = of_tokens[place][: len(items[index].ids)]
    return np.stack(rows), tags


@torch.inference_mode()
def exits_of(
    model: Student, items: Sequence[Item], max_tokens: int
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """NLI logits of pairs in order, of the last layer and of the early exit; each premise once."""
    device = next(model.parameters()).device
    found = np.empty((2, len(items), len(NLI_CLASSES)))
    place = {id(item): number for number, item in enumerate(items)}
    rows = units(items)
    for chosen in batches([length(row) for row in rows], max_tokens):
        some = [item for number in chosen for item in rows[number]]
        batch = moved(pair_batch(some), device)
        both = torch.stack(read_pairs(model, batch))
        found[:, [place[id(item)] for item in some]] = both.float().cpu().numpy()
    return found[0], found[1]


@torch.inference_mode()
def spans_of(
    model: Student, items: Sequence[Item], scores: Sequence[NDArray[np.floating]]
) -> list[list[list[TaggedSpan]]]:
    """The cues of each sentence, and its sources, from the scores of its tokens' tags."""
    lengths = torch.tensor([len(item.ids) for item in items])
    padded = pad_sequence([torch.from_numpy(own) for own in scores], batch_first=True)
    mask = torch.arange(padded.shape[1]) < lengths[:, None]
    device = next(model.parameters()).device
    both = model.tags.marks(padded.to(device), mask.to(device))
    return [
        [decode(item.text, some, item.offsets) for item, some in zip(items, marked, strict=True)]
        for marked in both
    ]


def cue_f1(items: Sequence[Item], cues: Sequence[Sequence[TaggedSpan]]) -> tuple[float, float]:
    """F1 of the cues found in the items: to the letter, and with any overlap."""
    gold = [[tuple(cue) for cue in item.row["cues"]] for item in items]
    return span_f1(gold, [[span[:3] for span in found] for found in cues])


def of_sentences(model: Student, items: Sequence[Item], max_tokens: int) -> str:
    """Stance macro-F1 with F1 by class, cue F1, accuracy of the source kind."""
    logits, tags = logits_of(model, items, max_tokens)
    gold = np.array([item.label for item in items])
    found = logits.argmax(1)
    by_class = f1_by_class(gold, found, len(STANCES))
    cues, sources = spans_of(model, items, tags)
    kinds = [span.type if span else "author" for span in map(surest, sources)]
    gold_kinds = [item.row["source"][2] if item.row["source"] else "author" for item in items]
    exact, overlap = cue_f1(items, cues)
    right = np.mean([g == k for g, k in zip(gold_kinds, kinds, strict=True)])
    classes = " ".join(f"{name} {f1:.3f}" for name, f1 in zip(STANCES, by_class, strict=True))
    return (
        f"{macro_f1(gold, found, len(STANCES)):.3f} ({classes}; cues {exact:.3f} / {overlap:.3f},"
        f" source {right:.3f})"
    )


def of_pairs(model: Student, name: str, items: Sequence[Item], max_tokens: int) -> str:
    """Accuracy; for FEVER-Symmetric between entailment and contradiction only."""
    logits, _ = exits_of(model, items, max_tokens)
    gold = np.array([item.label for item in items])
    if name == "fever_symmetric_dev":
        return f"{accuracy(gold == 0, logits[:, 0] > logits[:, 2]):.3f}"
    return f"{accuracy(gold, logits.argmax(1)):.3f}"


def report(model: Student, dev: dict[str, list[Item]], max_tokens: int) -> str:
    """One line of figures on all splits."""
    return "; ".join(
        f"{name} "
        + (
            of_pairs(model, name, items, max_tokens)
            if items[0].pair
            else of_sentences(model, items, max_tokens)
        )
        for name, items in dev.items()
    )
