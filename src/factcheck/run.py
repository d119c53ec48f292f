"""The main job: read articles, annotate them, write the results."""

import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO

from factcheck.document import AnnotatedDocument, FailedDocument, Label
from factcheck.errors import OutputError
from factcheck.pipeline import Annotator
from factcheck.readers import read
from factcheck.report import html, json, terminal
from factcheck.report.files import safe_stem, write_atomically

Records = Iterable[AnnotatedDocument | FailedDocument]
Say = Callable[[str], None]

ANNOTATIONS = "annotations.jsonl"
REPORT_EVERY = 10.0  # seconds between lines of progress
NARROWEST, WIDEST = 20, 100  # columns of the terminal view


class Tally:
    """Counts the records that pass and says which failed."""

    def __init__(self, say: Say) -> None:
        self.done = 0
        self.failed = 0
        self.labels: Counter[str] = Counter()
        self._say = say
        self._next = time.monotonic() + REPORT_EVERY

    def watch(self, records: Records) -> Iterator[AnnotatedDocument | FailedDocument]:
        """Pass the records on, counting them."""
        for record in records:
            if isinstance(record, FailedDocument):
                self.failed += 1
                self._say(f"failed: {record.error.message}")
            else:
                self.done += 1
                self.labels.update(claim.label for claim in record.claims)
            if time.monotonic() > self._next:
                self._say(str(self))
                self._next = time.monotonic() + REPORT_EVERY
            yield record

    def __str__(self) -> str:
        counts = ", ".join(f"{self.labels[label]} {label}" for label in Label)
        return f"{self.done} documents annotated, {self.failed} failed; claims: {counts}"


def annotate(annotator: Annotator, inputs: Sequence[str], limit: int | None) -> Records:
    """Annotated records of the inputs, at most ``limit`` of them.

    :raises InputError: if an input does not exist or is of an unknown kind.
    """
    return annotator.annotate_many(islice(read(inputs, stdin=sys.stdin.buffer), limit))


def write_article(records: Records, folder: Path, *, colour: bool | None) -> None:
    """Write JSON and HTML for each article to a folder.

    :param colour: whether the view in the terminal has colours; None shows nothing.
    :raises OutputError: if a file cannot be written.
    """
    for record in records:
        if isinstance(record, FailedDocument):
            continue
        stem = safe_stem(Path(record.document.id).stem)
        write_atomically(folder / f"{stem}.factcheck.json", json.encode(record) + b"\n")
        write_atomically(folder / f"{stem}.factcheck.html", html.render(record))
        if colour is not None:
            width = max(NARROWEST, min(WIDEST, shutil.get_terminal_size().columns))
            sys.stdout.write(terminal.render(record, width=width, colour=colour) + "\n")


def write_lines(records: Records, lines: IO[bytes]) -> None:
    """Write each record, failed or not, as one line of JSON."""
    for record in records:
        lines.write(json.encode(record) + b"\n")
        lines.flush()


def write_corpus(records: Records, folder: Path, *, pages: bool) -> None:
    """Write ``annotations.jsonl`` to a folder, and with ``pages`` one HTML page a document.

    :raises OutputError: if the folder or a file cannot be written.
    """
    with whole_file(folder / ANNOTATIONS) as lines:
        for record in records:
            lines.write(json.encode(record) + b"\n")
            if pages and isinstance(record, AnnotatedDocument):
                page = folder / "html" / f"{safe_stem(record.document.id)}.html"
                page.parent.mkdir(exist_ok=True)
                write_atomically(page, html.render(record))


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes its name only when it is complete.

    :raises OutputError: if it cannot be written.
    """
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            yield file
        part.replace(path)
    except OSError as error:
        raise OutputError(
            f"cannot write {path}: {error.strerror}; choose another place with -o"
        ) from error
    finally:
        part.unlink(missing_ok=True)
