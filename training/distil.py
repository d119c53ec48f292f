"""Distil a trained teacher into a smaller student.

    python training/distil.py PREPARED --teacher TEACHER --start START --out OUT

TEACHER is what ``train.py`` wrote for an MPNet, or a model of ours on one; START is where the
student begins, as for ``train.py``. The student sees the labelled rows, with the labels and the
teacher's probabilities in equal parts, and the unlabelled pool with the teacher's alone (Hinton et
al. 2015). Of tags it is taught the scores of each token by itself; how they follow each other it
learns from the labels. Otherwise as ``train.py``.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from data import Item, load_prepared, load_tokenizer
from fit import add_options, fit, prepare_torch, schedule_of, writer
from measure import exits_of, logits_of
from networks import Student, network

TEACHING = 4  # a batch that is only read may be as much larger than one that is learned from


def teach(teacher: Student, items: Sequence[Item], max_tokens: int) -> None:
    """Write the teacher's logits into the items."""
    teacher.eval()
    heard, claims = ([item for item in items if item.pair is pair] for pair in (False, True))
    if heard:
        for item, stance, tags in zip(heard, *logits_of(teacher, heard, max_tokens), strict=True):
            item.soft = (stance.astype(np.float16), tags.astype(np.float16))
    if claims:
        for item, logits in zip(claims, exits_of(teacher, claims, max_tokens)[0], strict=True):
            item.soft = logits.astype(np.float16)


def main() -> None:
    """Read the arguments, let the teacher teach, train the student."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_options(parser, epochs=7, rate=2.5e-4, max_tokens=24_576)
    parser.add_argument("--teacher", type=Path, required=True)
    parser.add_argument("--start", type=Path, required=True)
    options = parser.parse_args()
    device = prepare_torch(options.seed)
    begun = time.time()
    tokenizer = load_tokenizer(options.tokenizer)
    labelled, pool, dev = load_prepared(options.prepared, tokenizer, options.share)
    teacher = network(options.teacher, tokenizer).lowered(device)
    teach(teacher, labelled + pool, TEACHING * options.max_tokens)
    print(f"{len(labelled + pool)} rows taught after {time.time() - begun:.0f} s", flush=True)
    student = network(options.start, tokenizer, options.dropout)
    save, checkpoint = writer(options.out)
    fit(student.to(device), labelled, pool, schedule_of(options), dev, save, checkpoint)
    print(f"written to {options.out} after {time.time() - begun:.0f} s", flush=True)


if __name__ == "__main__":
    main()
