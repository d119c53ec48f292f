"""Names of what a run writes into its folder, and of what is made of it."""

import re
from pathlib import Path

from factcheck.errors import InputError

ANNOTATIONS = "annotations.jsonl"  # a document a line
UNFINISHED = f"{ANNOTATIONS}.part"  # its name until all documents are done
LEDGER = "run.json"  # how far the run came
DASHBOARD = "index.html"
LISTS = "report"  # folder of the pages that go on with a list of the dashboard
PAGES = "html"  # folder of a page a document

_ENOUGH = 4096  # bytes of a file that tell whether it is ours
_RECORD = rb'\{"schema":"factcheck/'
_BEGINNINGS = {  # of what is ours, in any version
    LEDGER: rb'\{\s*"format":\s*"factcheck-run/',
    ANNOTATIONS: _RECORD,
    UNFINISHED: _RECORD,
    DASHBOARD: rb"(?s)<!doctype html>.*<title>Report on .* \xe2\x80\x93 factcheck</title>",
}


def is_ours(path: Path) -> bool:
    """Whether a file of a run is not somebody else's: it begins as what we write under its name."""
    return _begins(path, _BEGINNINGS[path.name])


def are_records(path: Path) -> bool:
    """Whether a file, whatever its name, begins as records of ours do."""
    return _begins(path, _RECORD)


def _begins(path: Path, pattern: bytes) -> bool:
    try:
        if not path.is_file():  # a pipe would block
            return False
        with path.open("rb") as file:
            return bool(re.match(pattern, file.read(_ENOUGH)))
    except OSError:
        return False


def vouches(ledger: Path) -> bool:
    """Whether a ledger is of a run of ours: it says so or, if it is damaged, a line beside it."""
    lines = (ledger.with_name(name) for name in (ANNOTATIONS, UNFINISHED))
    return is_ours(ledger) or (ledger.is_file() and any(map(is_ours, lines)))


def records_of(out: Path) -> Path:
    """The file of records that a user names by itself or by the folder of its run.

    :raises InputError: the run in the folder is not finished.
    """
    if not out.is_dir():
        return out
    if (out / UNFINISHED).exists():
        raise InputError(
            f"the run in {out} is not finished: give its command again, it goes on; or name"
            f" {out / UNFINISHED}, the documents done so far"
        )
    return out / ANNOTATIONS


def beside(records: Path, suffix: str) -> Path:
    """Where what is made of a file of records goes: beside it, under a name of no article."""
    return records.with_name(f"{records.stem.removesuffix('.factcheck')}.factcheck.{suffix}")
