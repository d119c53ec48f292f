"""Runs over a corpus in this process, into the folder ``out``."""

import json
from pathlib import Path

from seam import at_the_seam

from factcheck.document import Document
from factcheck.pools import POOL
from factcheck.readers.position import Position
from factcheck.run.corpus import write_corpus
from factcheck.run.folder import open_folder
from factcheck.run.progress import Progress

LONG = "The mill burned in the night. " * (POOL // 60)  # two of these make a pool


def documents(*texts):
    return [Document(id=f"{number}.txt", text=text) for number, text in enumerate(texts)]


def run(
    documents,
    *,
    load=at_the_seam,
    pages=False,
    itself=False,
    engine="local",
    workers=2,
    restart=False,
):
    """Annotate into ``out`` and say what was told."""
    said = []
    progress = Progress(said.append, "none", Position())
    with open_folder(Path("out")) as folder:
        counts = write_corpus(
            iter(documents),
            folder,
            load,
            itself=itself,
            pages=pages,
            restart=restart,
            engine=engine,
            workers=workers,
            progress=progress,
        )
    return counts, said


def annotations():
    """The lines as they were written."""
    return Path("out/annotations.jsonl").read_bytes()


def records():
    """What the lines say."""
    return [json.loads(line) for line in annotations().splitlines()]
