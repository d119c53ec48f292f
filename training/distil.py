"""Distil a trained teacher into a smaller student.

    python training/distil.py PREPARED --teacher WEIGHTS --teacher-backbone MPNET --student BERT ...

WEIGHTS is what ``train.py`` wrote for MPNET. The student sees the labelled rows, with the labels
and the teacher's probabilities in equal parts, and the unlabelled pool with the teacher's alone
(Hinton et al. 2015). Of tags it is taught the scores of each token by itself; how they follow each
other it learns from the labels. ``--start`` goes on from a former student. Otherwise as
``train.py``.
"""

import argparse
import random
import time
from collections.abc import Iterable
from pathlib import Path

import torch
from data import Item, collate, epoch, load_prepared, load_tokenizer
from fit import add_options, fit, prepare_torch, schedule_of, writer
from networks import network
from torch import nn

TEACHING = 4  # a batch that is only read may be as much larger than one that is learned from


@torch.inference_mode()
def teach(teacher: nn.Module, items: Iterable[Item], max_tokens: int) -> None:
    """Write the teacher's logits into the items."""
    device = next(teacher.parameters()).device
    teacher.eval()
    for pair in (False, True):
        chosen = [item for item in items if item.pair is pair]
        lengths = [len(item.ids) for item in chosen]
        for group in epoch([[item] for item in chosen], lengths, max_tokens, random.Random(0)):
            batch = collate(group).to(device)
            if pair:
                logits = teacher.judge_pairs(batch.tokens, batch.segments, batch.mask)
                for item, row in zip(group, logits.half().cpu().numpy(), strict=True):
                    item.soft = row
                continue
            stance, tags = (
                logits.half().cpu().numpy()
                for logits in teacher.judge_sentences(batch.tokens, batch.mask)
            )
            for item, row, marks in zip(group, stance, tags, strict=True):
                item.soft = (row, marks[: len(item.ids)])


def main() -> None:
    """Read the arguments, let the teacher teach, train the student."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_options(parser, epochs=7, rate=2.5e-4, max_tokens=24_576)
    parser.add_argument("--teacher", type=Path, required=True, help="weights that train.py wrote")
    parser.add_argument("--teacher-backbone", type=Path, required=True)
    parser.add_argument("--student", type=Path, required=True, help="backbone of the student")
    parser.add_argument("--start", type=Path, help="weights of a former student to go on from")
    options = parser.parse_args()
    device = prepare_torch(options.seed)
    begun = time.time()
    tokenizer = load_tokenizer(options.student / "tokenizer.json")
    labelled, pool, dev = load_prepared(options.prepared, tokenizer, options.share)
    teacher = network(options.teacher_backbone, tokenizer, options.teacher).lowered(device)
    teach(teacher, labelled + pool, TEACHING * options.max_tokens)
    print(f"{len(labelled + pool)} rows taught after {time.time() - begun:.0f} s", flush=True)
    student = network(options.student, tokenizer, options.start)
    save, checkpoint = writer(options.out)
    fit(student.to(device), labelled, pool, schedule_of(options), dev, save, checkpoint)
    print(f"written to {options.out} after {time.time() - begun:.0f} s", flush=True)


if __name__ == "__main__":
    main()
