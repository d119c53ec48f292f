"""Speed of the index: ``python benchmarks/index.py [--passages N]``.

N passages of made-up text are written to a file, whose words are as unevenly frequent as those of a
language (Zipf's law, seed 0); ``factcheck index`` makes an index of it, which is then asked 500
made-up sentences. No word is one of those that are left out of a query as too frequent, so a query
is harder than in a real language. What is printed: passages a second by the clock, and by the time
the processors spent, which on a busy machine is the better measure; the most memory that the
largest of the processes held; the milliseconds of a query.
"""

import argparse
import platform
import random
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import numpy as np

from factcheck.document import Document
from factcheck.evidence.index import Index
from factcheck.processes import cores

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


def latencies(index: Index, claims: Sequence[str]) -> np.ndarray:
    """Milliseconds of each query."""
    taken = []
    for claim in claims:
        begin = time.perf_counter()
        index.search(claim, top=TOP)
        taken.append(1000 * (time.perf_counter() - begin))
    return np.array(taken)


def measure_build(rows: Path, path: Path) -> None:
    """Index a file with the command, and print what that took."""
    program = Path(sys.executable).with_name("factcheck")
    begin = time.perf_counter()
    subprocess.run([program, "index", rows, "-o", path], check=True)
    seconds = time.perf_counter() - begin
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    passages = Index.open(path).manifest.passages
    worked = (spent.ru_utime + spent.ru_stime) / passages
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, kilobytes elsewhere
    size = sum(file.stat().st_size for file in path.rglob("*"))
    print(
        f"built: {passages / seconds:,.0f} passages a second by the clock, "
        f"{1e6 * worked:.0f} µs of processor time a passage, {size / 1e6:,.0f} MB on disk, "
        f"largest process {spent.ru_maxrss * unit / 1e6:,.0f} MB"
    )


def main() -> None:
    """Make text and an index of it, query it, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=200_000, metavar="N")
    options = parser.parse_args()
    print(f"{date.today()} ({platform.machine()}, {cores()} cores)")
    language = Language(random.Random(0))
    with TemporaryDirectory() as work:
        rows = Path(work, "rows.jsonl")
        with rows.open("wb") as file:
            for number in range(options.passages // PARAGRAPHS):
                file.write(msgspec.json.encode(language.document(number)) + b"\n")
        measure_build(rows, Path(work, "index"))
        index = Index.open(Path(work, "index"))
        taken = latencies(index, [language.sentence() for _ in range(QUERIES)])
        middle, late = np.percentile(taken, [50, 99])
        print(f"{QUERIES} queries: p50 {middle:.1f} ms, p99 {late:.1f} ms")


if __name__ == "__main__":
    main()
