"""Quality of retrieval: ``python benchmarks/retrieval.py DATA_DIR``.

Recall is the share of the supported and refuted claims of ``verify/dev`` whose own passage is among
the first 1, 3 or 10 that are found in all of ``verify/passages``.
"""

import argparse
import math
import platform
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np

from factcheck.document import Document
from factcheck.evidence.index import build
from factcheck.readers.inputs import file_of_rows
from factcheck.readers.rows import objects

DEPTHS = (1, 3, 10)
JUDGED = {"supported", "refuted"}


class Recall(NamedTuple):
    """Shares of the claims whose passage is among the first of each depth, in [0, 1]."""

    claims: int
    shares: list[float]


def objects_of(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a file with all their fields."""
    return (row for _, row in objects(file_of_rows(path)) if isinstance(row, dict))


def recall(data: Path) -> Recall:
    """Look up every judged claim in all passages."""
    passages = [
        Document(id=row["passage_id"], text=row["text"])
        for row in objects_of(data / "verify/passages.jsonl")
    ]
    index = build(passages, None, name="verify")
    ranks: list[float] = []
    for row in objects_of(data / "verify/dev.jsonl"):
        if row["label"] in JUDGED:
            found = index.search(row["claim"], top=max(DEPTHS))
            # A passage of over six sentences is cut in two, which still are one passage here.
            names = list(dict.fromkeys(passage.document for passage in found))
            ranks.append(names.index(row["passage_id"]) if row["passage_id"] in names else math.inf)
    return Recall(len(ranks), [float(np.mean(np.array(ranks) < depth)) for depth in DEPTHS])


def main() -> None:
    """Print the recall."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, metavar="DATA_DIR")
    options = parser.parse_args()
    print(f"{date.today()} ({platform.machine()})")
    measured = recall(options.data)
    for depth, share in zip(DEPTHS, measured.shares, strict=True):
        print(f"recall@{depth:<3} {share:.3f}  of {measured.claims:,} claims")


if __name__ == "__main__":
    main()
