"""How an index folder is written: whole or not at all, whoever reads it meanwhile.

INDEX/index.json      the manifest, which names the folder that counts; replaced in one step
INDEX/passages-…/     tantivy's files, never changed once they are named
INDEX/.lock           held by the one who writes
"""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout

from factcheck.errors import EvidenceError, OutputError, cause
from factcheck.evidence.manifest import CONTENT, MANIFEST, is_index, read_manifest

LOCK = ".lock"


@contextmanager
def writing(path: Path) -> Iterator[Path]:
    """Give a new folder below that of an index, to be filled and sealed.

    What counts no longer at the end is removed: the old folder if the new one was sealed, else the
    new one, and what a run that was killed has left.

    :raises OutputError: the place cannot be written or is not UTF-8, another run is writing there,
        or it holds something else than an index.
    """
    try:
        str(path).encode()  # tantivy takes no other path
    except UnicodeEncodeError as error:
        raise OutputError(
            f"{path} is not UTF-8, as the path of an index must be: rename it"
        ) from error
    try:
        _refuse_foreign(path)
        made = not path.exists()
        path.mkdir(parents=True, exist_ok=True)
        with FileLock(path / LOCK, timeout=0):
            folder = path / f"passages-{uuid4().hex}"
            try:
                folder.mkdir()
                yield folder
            finally:
                _sweep(path, folder, made)
    except Timeout as error:
        raise OutputError(f"{path} is being written by another run: wait for its end") from error
    except (OSError, ValueError) as error:  # tantivy reports a full disk as a ValueError
        raise OutputError(
            f"{path}: the index cannot be written ({cause(error)}): check space and permissions"
        ) from error


def _remove(folder: Path) -> None:
    """Remove a folder in which a reader's lock may appear meanwhile."""
    for _ in range(5):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.05)


def _refuse_foreign(path: Path) -> None:
    """Raise unless there is nothing at the path that a new index would destroy."""
    if not path.exists():
        return
    if not path.is_dir():
        raise OutputError(f"{path} is a file: name a new folder for the index")
    ours = {LOCK, MANIFEST} if is_index(path) else {LOCK}
    for name in sorted(file.name for file in path.iterdir()):
        if name not in ours and not CONTENT.fullmatch(name):
            raise OutputError(
                f"{path} holds {name!r}, which is no part of an index: name another folder, or"
                " empty this one"
            )


def _sweep(path: Path, new: Path, made: bool) -> None:
    """Remove what does not count, and the whole folder if it was made for nothing."""
    sealed = (path / MANIFEST).exists()
    stale = [file for file in path.iterdir() if CONTENT.fullmatch(file.name)]
    try:
        counts = read_manifest(path).folder if sealed else None
        stale = [file for file in stale if file.name != counts]
    except EvidenceError:  # still the old index, damaged or of another version: left as it is
        stale = [new]
    for file in stale:
        _remove(file)
    if made and not sealed:
        with suppress(OSError):
            (path / LOCK).unlink()
            path.rmdir()
