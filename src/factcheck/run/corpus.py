"""Writes the results of a corpus into its folder, so that nothing is lost."""

import hashlib
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from factcheck.document import Document, FailedDocument
from factcheck.errors import InputError
from factcheck.pools import characters, pools
from factcheck.readers.position import Position
from factcheck.report import dashboard
from factcheck.report.files import PageNames, make_folder, writing
from factcheck.results import ANNOTATIONS, LEDGER, PAGES, UNFINISHED
from factcheck.run.choose import Kind, engine_for
from factcheck.run.engine import Load
from factcheck.run.folder import clear
from factcheck.run.interrupt import interruptible
from factcheck.run.ledger import Counts, Ledger, Plan
from factcheck.run.outcome import Outcome, Task
from factcheck.run.progress import Progress


def write_corpus(
    documents: Iterable[Document | FailedDocument],
    folder: Path,
    load: Load,
    *,
    itself: bool,
    pages: bool,
    restart: bool,
    engine: Kind,
    workers: int | None,
    progress: Progress,
) -> Counts:
    """Annotate documents into a folder, or go on where an earlier run was ended.

    :param folder: held by this run (see ``open_folder``).
    :param pages: whether to write one HTML page a document.
    :param restart: forget what an earlier run left in the folder, once all is loaded.
    :return: what came out of all documents, those of earlier runs among them.
    :raises InputError: if the folder holds another run, or the documents done have changed.
    :raises OutputError: if a file cannot be written.
    :raises KeyboardInterrupt: after a signal to end, when what was begun is written.
    """
    if pages:
        make_folder(folder / PAGES)
    with interruptible(progress.say) as stopping:
        before = None if restart else Ledger.read(folder)
        place = (folder / PAGES).absolute() if pages else None
        tasks = _tasks(documents, place, progress.position)
        if before:
            tasks = before.rest(tasks, stopping)
        rest = pools(tasks, lambda task: characters(task.document))
        with engine_for(rest, load, engine, workers, small=before is None, threads=1) as (
            annotator,
            ahead,
        ):
            plan = Plan(run=annotator.about(), itself=itself, pages=pages)
            if restart:
                with writing(folder):
                    clear(folder)
            if before and before.counts.documents:
                ledger = before
                ledger.check(plan)
            else:
                ledger = Ledger.begun(plan)
                ledger.write(folder)  # a run that dies at once goes on with workers, which may die
            lines = _Lines(folder, ledger)
            progress.start(ledger.counts)
            try:
                for pool, outcomes in annotator.annotate(ahead, stopping):
                    lines.write(pool, outcomes)
                    progress.add(ledger.counts, outcomes, pool[-1].read)
            finally:
                lines.close()
                progress.close()
        if stopping():
            again = "the same command without --restart" if restart else "the same command"
            raise KeyboardInterrupt(
                f"interrupted after {ledger.counts.documents} documents, which are written; {again}"
                " goes on from there"
            )
        lines.finish()
        dashboard.write(folder / ANNOTATIONS, folder)
        progress.end(ledger.counts)
    return ledger.counts


def _tasks(
    documents: Iterable[Document | FailedDocument], pages: Path | None, position: Position
) -> Iterator[Task]:
    """Say where the page of each document goes, and how far the inputs are read."""
    names = PageNames()
    for document in documents:
        page = None
        if pages:
            named = document.document if isinstance(document, FailedDocument) else document
            page = pages / f"{names.of(named.id)}.factcheck.html"
        yield Task(document, page, position.read)


class _Lines:
    """The lines of a run on the disk, and its ledger beside them.

    What an earlier run wrote and did not note is cut off. A finished file is opened again only if
    there is something to add.

    :raises InputError: if there is less than the ledger says, or results of which it says nothing.
    """

    def __init__(self, folder: Path, ledger: Ledger) -> None:
        self._folder = folder
        self._ledger = ledger
        self._part, self._whole = folder / UNFINISHED, folder / ANNOTATIONS
        self._file: IO[bytes] | None = None
        self._since = time.monotonic()
        there = self._part if self._part.exists() else self._whole
        if ledger.size and (not there.exists() or there.stat().st_size < ledger.size):
            raise InputError(
                f"{there} holds less than {folder / LEDGER} says: give --restart to begin anew"
            )
        if ledger.size and ledger.sha256 and _sha256(there, ledger.size) != ledger.sha256:
            raise InputError(
                f"{there} is no longer what the run wrote: give --restart to begin anew, or another"
                " folder"
            )
        if not ledger.size and self._whole.exists() and self._whole.stat().st_size:
            raise InputError(
                f"cannot write {self._whole}: something is there that is not of this run, of which"
                " nothing is done; give another folder, or remove it"
            )

    def write(self, tasks: Sequence[Task], outcomes: Sequence[Outcome]) -> None:
        """Write the lines of a pool, then note in the ledger that they are there.

        :raises OutputError: if the disk is full, say; the ledger then stays as it was.
        """
        with writing(self._part):
            file = self._file = self._file or self._opened()
            file.write(b"".join(outcome.line for outcome in outcomes))
            file.flush()
            os.fsync(file.fileno())
        self._ledger.add(tasks, outcomes)
        self._ledger.seconds += time.monotonic() - self._since
        self._ledger.finished, self._ledger.sha256 = False, ""
        self._ledger.write(self._folder)
        self._since = time.monotonic()

    def finish(self) -> None:
        """Give the lines their name.

        :raises OutputError: if that cannot be done.
        """
        self.close()
        with writing(self._whole):
            if self._part.exists():
                self._part.replace(self._whole)
            elif not self._ledger.size:
                self._whole.write_bytes(b"")
        self._ledger.finished = True
        self._ledger.sha256 = self._ledger.sha256 or _sha256(self._whole, self._ledger.size)
        self._ledger.write(self._folder)

    def close(self) -> None:
        """Close the file, whatever has become of it."""
        if self._file:
            with suppress(OSError):  # a full disk was reported when it was written
                self._file.close()

    def _opened(self) -> IO[bytes]:
        if not self._ledger.size:
            self._whole.unlink(missing_ok=True)  # of a run that found no documents
            return self._part.open("wb")
        if not self._part.exists():
            self._whole.replace(self._part)
        file = self._part.open("r+b")
        file.truncate(self._ledger.size)
        file.seek(self._ledger.size)
        return file


def _sha256(path: Path, size: int) -> str:
    """The digest of the first bytes of a file."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while size and (block := file.read(min(size, 1 << 20))):
            found.update(block)
            size -= len(block)
    return found.hexdigest()
