"""Quality and speed of retrieval: ``python benchmarks/retrieval.py DATA_DIR [--passages N]``.

Recall is the share of the supported and refuted claims whose own passage is among the first 1, 3 or
10 that are found: those of ``verify/dev`` in all of ``verify/passages``, and those of FEVER-NLI in
the premises of all FEVER sets. Speed is measured on N passages of made-up text, whose words are as
unevenly frequent as those of a language (Zipf's law, seed 0); the memory is the most that the
process held, and includes that of Python and the libraries.
"""

import argparse
import math
import platform
import random
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np

from factcheck.document import Document
from factcheck.evidence.index import Index, build
from factcheck.readers.inputs import file_of_rows
from factcheck.readers.rows import objects

DEPTHS = (1, 3, 10)
JUDGED = {"supported", "refuted"}
QUERIES = 500
TOP = 3  # passages a query asks for, as `factcheck run` does
WORDS = 50_000  # in the list
SENTENCE = 15  # words
SENTENCES = 5  # in a passage, one paragraph
PARAGRAPHS = 10  # in a document
_SYLLABLES = [first + second for first in "bdfgklmnprstvz" for second in "aeiou"]


class Language:
    """Words made of syllables, the first the most frequent."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        names: dict[str, None] = {}
        while len(names) < WORDS:
            names["".join(rng.choices(_SYLLABLES, k=rng.randint(2, 5)))] = None
        self._words = list(names)
        self._weights = list(accumulate(1 / rank for rank in range(1, WORDS + 1)))

    def sentence(self) -> str:
        """Words that mean nothing, with a capital and a full stop."""
        words = self._rng.choices(self._words, cum_weights=self._weights, k=SENTENCE)
        return f"{' '.join(words).capitalize()}."

    def document(self, number: int) -> Document:
        """Paragraphs that are cut into a passage each."""
        paragraphs = [
            " ".join(self.sentence() for _ in range(SENTENCES)) for _ in range(PARAGRAPHS)
        ]
        return Document(id=f"{number}", text="\n\n".join(paragraphs))


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


def latencies(index: Index, claims: Sequence[str]) -> np.ndarray:
    """Milliseconds of each query."""
    taken = []
    for claim in claims:
        begin = time.perf_counter()
        index.search(claim, top=TOP)
        taken.append(1000 * (time.perf_counter() - begin))
    return np.array(taken)


def peak() -> float:
    """The most memory that the process has held, in MB."""
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, kilobytes elsewhere
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def speed(passages: int) -> None:
    """Build an index of made-up text in a folder, query it, print both."""
    language = Language(random.Random(0))
    made = [0.0]

    def documents() -> Iterator[Document]:
        for number in range(passages // PARAGRAPHS):
            begin = time.perf_counter()
            document = language.document(number)
            made[0] += time.perf_counter() - begin
            yield document

    with TemporaryDirectory() as work:
        begin = time.perf_counter()
        index = build(documents(), Path(work, "index"), name="made up")
        seconds = time.perf_counter() - begin - made[0]
        count = index.manifest.passages
        size = sum(file.stat().st_size for file in Path(work).rglob("*")) / 1e6
        print(
            f"built {count:,} passages: {count / seconds:,.0f} a second, {size:,.0f} MB on disk, "
            f"peak memory {peak():,.0f} MB"
        )
        taken = latencies(index, [language.sentence() for _ in range(QUERIES)])
        middle, late = np.percentile(taken, [50, 99])
        print(f"{QUERIES} queries: p50 {middle:.1f} ms, p99 {late:.1f} ms")


def main() -> None:
    """Print the recall, then the speed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, metavar="DATA_DIR")
    parser.add_argument("--passages", type=int, default=200_000, metavar="N")
    options = parser.parse_args()
    print(f"{date.today()} ({platform.machine()})")
    show_recall(options.data)
    speed(options.passages)


if __name__ == "__main__":
    main()
