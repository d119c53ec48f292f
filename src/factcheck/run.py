"""The main job: read articles, annotate them, write the results."""

import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from factcheck.document import AnnotatedDocument, FailedDocument, Label
from factcheck.errors import OutputError
from factcheck.report import html, json, terminal
from factcheck.report.files import safe_stem, write_atomically

Records = Iterable[AnnotatedDocument | FailedDocument]
Say = Callable[[str], None]

ANNOTATIONS = "annotations.jsonl"
REPORT_EVERY = 10.0  # seconds between lines of progress
NARROWEST, WIDEST = 20, 100  # columns of the terminal view


class Tally:
    """Counts the records that pass, says which failed and informs of progress."""

    def __init__(self, say: Say, inform: Say) -> None:
        self.done = 0
        self.failed = 0
        self.labels: Counter[str] = Counter()
        self._say = say
        self._inform = inform
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
                self._inform(str(self))
                self._next = time.monotonic() + REPORT_EVERY
            yield record

    def __str__(self) -> str:
        counts = ", ".join(f"{self.labels[label]} {label}" for label in Label)
        return f"documents: {self.done} annotated, {self.failed} failed; claims: {counts}"


def write_article(records: Records, folder: Path, *, colour: bool | None) -> list[Path]:
    """Write JSON and HTML for one article to a folder, named after its file.

    :param colour: whether the view in the terminal has colours; None shows nothing.
    :return: what was written; nothing if the article failed.
    :raises OutputError: if a file cannot be written.
    """
    written: list[Path] = []
    for record in records:
        if isinstance(record, FailedDocument):
            continue
        name = Path(record.document.id).stem
        contents: dict[str, bytes | str] = {
            "json": json.encode(record) + b"\n",
            "html": html.render(record),
        }
        for kind, content in contents.items():
            path = folder / f"{name}.factcheck.{kind}"
            write_atomically(path, content)
            written.append(path)
        if colour is not None:
            show(terminal.render(record, width=columns(), colour=colour) + "\n")
    return written


def columns() -> int:
    """How wide a view in the terminal is."""
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size().columns))


def show(view: str) -> None:
    """Print to standard output, with ? for a character it cannot take."""
    encoding = sys.stdout.encoding
    with writing("standard output"):
        sys.stdout.write(view.encode(encoding, "replace").decode(encoding))
        sys.stdout.flush()


def write_lines(records: Records, lines: IO[bytes]) -> None:
    """Write each record, failed or not, as one line of JSON.

    :raises OutputError: if it cannot be written.
    """
    for record in records:
        with writing("standard output"):
            lines.write(json.encode(record) + b"\n")
            lines.flush()


def write_corpus(records: Records, folder: Path, *, pages: bool) -> None:
    """Write ``annotations.jsonl`` to a folder, and with ``pages`` one HTML page a document.

    :raises OutputError: if the folder or a file cannot be written.
    """
    make_folder(folder / "html" if pages else folder)
    with whole_file(folder / ANNOTATIONS) as lines:
        for record in records:
            lines.write(json.encode(record) + b"\n")
            if pages and isinstance(record, AnnotatedDocument):
                name = f"{safe_stem(record.document.id)}.factcheck.html"
                write_atomically(folder / "html" / name, html.render(record))


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, where they are missing.

    :raises OutputError: if it cannot be made.
    """
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes its name only when it is complete.

    :raises OutputError: if it cannot be written.
    """
    part = path.with_name(path.name + ".part")
    try:
        with writing(path):
            with part.open("wb") as file:
                yield file
            part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def writing(place: Path | str) -> Iterator[None]:
    """Say where writing failed; that a reader has gone, as with ``| head``, is left to click.

    :raises OutputError: if the body raises an error of the system.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(
            f"cannot write {place}: {error.strerror}; choose another place with -o"
        ) from error
