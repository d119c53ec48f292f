"""Quality of retrieval: ``python benchmarks/retrieval.py DATA_DIR``.

Recall is the share of the supported and refuted claims whose own passage is among the first 1, 3 or
10 that are found: those of ``verify/dev`` in all of ``verify/passages``, and those of FEVER-NLI in
the premises of all FEVER sets.
"""

import argparse
import math
import platform
from collections.abc import Iterator, Sequence
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


def verify(data: Path) -> Recall:
    """Look up the judged claims of ``verify/dev`` in all passages."""
    passages = [
        Document(id=row["passage_id"], text=row["text"])
        for row in objects_of(data / "verify/passages.jsonl")
    ]
    rows = [row for row in objects_of(data / "verify/dev.jsonl") if row["label"] in JUDGED]
    return recall(passages, [(row["claim"], row["passage_id"]) for row in rows])


def fever(data: Path) -> Recall:
    """Look up the judged claims of FEVER-NLI in the premises of all FEVER sets."""
    sets = {path.name: [*objects_of(path)] for path in (data / "nli").glob("fever_*.jsonl.gz")}
    premises = {row["premise"] for rows in sets.values() for row in rows}
    rows = [row for row in sets["fever_nli_dev.jsonl.gz"] if row["label"] != "neutral"]
    passages = [Document(id=text, text=text) for text in sorted(premises) if text.strip()]
    return recall(passages, [(row["hypothesis"], row["premise"]) for row in rows])


def recall(passages: Sequence[Document], claims: Sequence[tuple[str, str]]) -> Recall:
    """Look up claims, each with the id of its passage, in all passages."""
    index = build(passages, None, name="recall")
    ranks: list[float] = []
    for claim, own in claims:
        found = index.search(claim, top=max(DEPTHS))
        # A passage of over six sentences is cut in two, which still are one passage here.
        names = list(dict.fromkeys(passage.document for passage in found))
        ranks.append(names.index(own) if own in names else math.inf)
    return Recall(len(ranks), [float(np.mean(np.array(ranks) < depth)) for depth in DEPTHS])


def show_recall(data: Path) -> None:
    """Print the recall on both sets."""
    for name, measured in (("verify/dev", verify(data)), ("FEVER-NLI", fever(data))):
        for depth, share in zip(DEPTHS, measured.shares, strict=True):
            print(f"{name}: recall@{depth:<3} {share:.3f}  of {measured.claims:,} claims")


def main() -> None:
    """Print the recall."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, metavar="DATA_DIR")
    options = parser.parse_args()
    print(f"{date.today()} ({platform.machine()})")
    show_recall(options.data)


if __name__ == "__main__":
    main()
