"""Scores the sentence splitter on UD English GUM and EWT.

Run it as ``python benchmarks/sentences.py DIR``, DIR holding ``gum_dev.jsonl.gz`` and the like.
"""

import argparse
import gzip
import json
import re
import time
from collections.abc import Iterable
from pathlib import Path
from statistics import median
from typing import NamedTuple

from factcheck.sentences import split

DEFINITION = """\
boundary  end of a sentence (code point) inside a paragraph, not that of its last sentence
written   all GUM genres but the spoken: conversation, court, podcast, speech, vlog
          (interview counts as written: GUM has it from Wikinews)
input     whole documents; paragraphs are separated by blank lines
"""
SPOKEN = {"conversation", "court", "podcast", "speech", "vlog"}
BLANK_LINE = re.compile(r"\s*\n\s*\n\s*")
RUNS = 5


class Document(NamedTuple):
    """One text with the ends of its sentences, as annotated."""

    text: str
    genre: str
    ends: list[int]


class Score(NamedTuple):
    """Numbers of boundaries; ``right`` ones are both found and annotated."""

    right: int
    found: int
    gold: int

    @property
    def precision(self) -> float:
        """Share of the boundaries found that are right."""
        return 100 * self.right / self.found

    @property
    def recall(self) -> float:
        """Share of the annotated boundaries that were found."""
        return 100 * self.right / self.gold

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        return 200 * self.right / (self.found + self.gold)


def read(path: Path) -> list[Document]:
    """Read the documents of one file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [Document(r["text"], r["genre"], [end for _, end in r["sentences"]]) for r in rows]


def boundaries(text: str, ends: Iterable[int]) -> set[int]:
    """Keep the ends that lie inside a paragraph."""
    outer = {gap.start() for gap in BLANK_LINE.finditer(text)} | {len(text.rstrip())}
    return set(ends) - outer


def score(documents: Iterable[Document]) -> Score:
    """Count the boundaries found, annotated and in both."""
    right = found = gold = 0
    for text, _, ends in documents:
        ours = boundaries(text, (span.end for span in split(text)))
        theirs = boundaries(text, ends)
        right, found, gold = right + len(ours & theirs), found + len(ours), gold + len(theirs)
    return Score(right, found, gold)


def speed(documents: list[Document]) -> float:
    """Sentences a second, median of the runs."""
    seconds = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        count = sum(len(split(document.text)) for document in documents)
        seconds.append(time.perf_counter() - begin)
    return count / median(seconds)


def main() -> None:
    """Print one line a group, then the speed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path, help="holds gum_dev.jsonl.gz and the like")
    parser.add_argument("--split", choices=["dev", "train"], default="dev")
    arguments = parser.parse_args()
    gum, ewt = (
        read(arguments.directory / f"{name}_{arguments.split}.jsonl.gz") for name in ("gum", "ewt")
    )
    groups = {
        "GUM written": [d for d in gum if d.genre not in SPOKEN],
        "GUM news, interview, bio, essay": [
            d for d in gum if d.genre in {"news", "interview", "bio", "essay"}
        ],
        "EWT weblog, newsgroup": [d for d in ewt if d.genre in {"weblog", "newsgroup"}],
    }
    print(DEFINITION)
    print(f"{arguments.split:32}{'precision':>10}{'recall':>8}{'F1':>7}{'boundaries':>12}")
    for name, documents in groups.items():
        s = score(documents)
        print(f"{name:32}{s.precision:10.1f}{s.recall:8.1f}{s.f1:7.1f}{s.gold:12}")
    print(f"\n{speed(gum + ewt):,.0f} sentences a second (both files whole, median of {RUNS})")


if __name__ == "__main__":
    main()
