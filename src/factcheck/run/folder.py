"""The folder of a run: held by one run at a time, cleared of what a killed one left.

OUT/annotations.jsonl   a line a document, in the order of the inputs; ``.part`` until all are done
OUT/run.json            how far the run came (see ``ledger``)
OUT/index.html          the dashboard, its long lists in OUT/report/
OUT/html/               a page a document, where wanted
OUT/*.factcheck.*       the results in other formats, where wanted (see ``exports``)
OUT/*.index/            evidence that had to be indexed, while the run goes on
OUT/.lock               held by the run that writes
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from factcheck.errors import InputError, OutputError
from factcheck.report import dashboard
from factcheck.report.exports import FLAT, FORMATS
from factcheck.report.files import make_folder, remove, writing
from factcheck.results import (
    ANNOTATIONS,
    DASHBOARD,
    LEDGER,
    LISTS,
    PAGES,
    UNFINISHED,
    beside,
    vouches,
)

_TEMPORARY = re.compile(r"\.[0-9a-f]{16}\.part")  # as ``report.files`` calls what it writes


@contextmanager
def open_folder(folder: Path) -> Iterator[Path]:
    """Hold the folder of a run, made where it is missing.

    :raises InputError: if it holds results without the record of a run of ours, which might be
        anybody's, or an ``index.html`` that is none of ours; nothing is changed.
    :raises OutputError: if it cannot be written, or another run writes there.
    """
    with writing(folder):
        _refuse_foreign(folder)
    make_folder(folder)
    lock = FileLock(folder / ".lock", timeout=0)
    with writing(folder):
        try:
            lock.acquire()
        except Timeout as error:
            raise OutputError(
                f"{folder} is being written by another run: wait for its end"
            ) from error
    try:
        with writing(folder):
            _sweep(folder)
        yield folder
    finally:
        if not (folder / LEDGER).exists():  # nothing was begun
            (folder / ".lock").unlink(missing_ok=True)
        lock.release()


def _refuse_foreign(folder: Path) -> None:
    ledger = folder / LEDGER
    if ledger.exists() and not vouches(ledger):
        raise InputError(f"{ledger} is no record of a run of ours: give another folder")
    for name in (ANNOTATIONS, UNFINISHED, DASHBOARD):
        if (folder / name).exists() and not ledger.exists():
            raise InputError(
                f"cannot write {folder / name}: something is there, and no {LEDGER} of a run beside"
                " it; give another folder, or remove it"
            )
    dashboard.refuse_foreign(folder)


def _sweep(folder: Path) -> None:
    """Remove files and folders that a killed run did not finish."""
    for place in (folder, folder / PAGES, folder / LISTS):
        for path in place.glob(".*.part"):
            if _TEMPORARY.fullmatch(path.name):
                remove(path)


def clear(folder: Path) -> None:
    """Remove what a run wrote and exports of it; its record last, lest the rest seem foreign."""
    if not (folder / LEDGER).exists():
        return
    written = [folder / name for name in (ANNOTATIONS, UNFINISHED, DASHBOARD)]
    for pattern in (f"{PAGES}/*.factcheck.html", f"{LISTS}/*-[0-9]*.html"):
        written += folder.glob(pattern)
    for format in (*FORMATS.values(), *FLAT.values()):
        export = beside(folder / ANNOTATIONS, format.suffix)
        if format.folder:
            shutil.rmtree(export, ignore_errors=True)
        elif not export.is_dir():
            written.append(export)
    for path in (*written, folder / LEDGER):
        path.unlink(missing_ok=True)
